"""How a browser begins and ends to take notices of its chat: the page tells its subscription, known by its cookie.

What a browser tells is a stranger's input: an address that we shall call, and keys that we shall compute with.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from bot.begun import TOLD
from bot.books import written
from bot.channels.endpoints import Places
from bot.channels.streams import whole
from bot.channels.vapid import PushKey, base64url
from bot.web.limits import Buckets
from bot.web.session import WebSession
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

LARGEST = 4096
"""Bytes of what a browser tells; it is about 600."""
SECRET = 16
BURST, PER_SECOND = 10, 0.2
HEADERS = {"Cache-Control": "no-store"}


@dataclass(slots=True)
class Subscribing:
    """The handlers; `holder` knows the chat of a request, or refuses it."""

    store: Store
    holder: Callable[[web.Request], Awaitable[int]]
    key: PushKey
    places: Places
    instant: Callable[[], datetime]
    _limits: Buckets = field(default_factory=lambda: Buckets(BURST, PER_SECOND))

    def routes(self) -> list[web.RouteDef]:
        """Where they answer."""
        return [
            web.get("/api/chat/notices", self.standing),
            web.post("/api/chat/notices", self.begin),
            web.delete("/api/chat/notices", self.end),
        ]

    async def standing(self, request: web.Request) -> web.Response:
        """The public key to subscribe with, whether notices are wanted in this chat, and whether its person `awaits` a
        reminder: then it is time to offer them."""
        chat = str(await self.holder(request))
        on, awaits = await written(self.store, lambda uow: _standing(uow, chat))
        return web.json_response({"key": self.key.public, "on": on, "awaits": awaits}, headers=HEADERS)

    async def begin(self, request: web.Request) -> web.Response:
        """Take a browser in. One that only tells itself `again` is taken where notices are still wanted."""
        chat = str(await self.holder(request))
        asked = await self._asked(chat, request)
        told = subscription(asked.get("subscription"))
        if told is None or not self.places.allow(told["endpoint"]):
            return web.json_response({"error": "no_subscription"}, status=400, headers=HEADERS)
        taken = await written(self.store, lambda uow: self._taken(uow, chat, told, again=asked.get("again") is True))
        return web.json_response({"on": taken}, headers=HEADERS)

    async def _taken(self, uow: SqlUnitOfWork, chat: str, told: dict[str, str], *, again: bool) -> bool:
        account = await uow.accounts.find(WebSession.channel, chat)
        if account is None or (again and await uow.subscriptions.door(chat) is None):
            return False
        await uow.subscriptions.add(account, told, self.instant())
        return True

    async def end(self, request: web.Request) -> web.Response:
        """Let a browser go."""
        chat = str(await self.holder(request))
        endpoint = (await self._asked(chat, request)).get("endpoint")
        if isinstance(endpoint, str):
            await written(self.store, lambda uow: uow.subscriptions.remove(chat, endpoint))
        return web.json_response({"on": False}, headers=HEADERS)

    async def _asked(self, chat: str, request: web.Request) -> dict[str, Any]:
        if not self._limits.take(chat):
            raise web.HTTPTooManyRequests
        if (request.content_length or 0) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
        try:
            asked = json.loads(await whole(request.content, LARGEST))
        except (ValueError, RecursionError):
            return {}
        return asked if isinstance(asked, dict) else {}


async def _standing(uow: SqlUnitOfWork, chat: str) -> tuple[bool, bool]:
    """A form that is being filled in promises reminders too; nobody is asked for anything else in the middle of it."""
    account = await uow.accounts.find(WebSession.channel, chat)
    waiting = await uow.promises.waiting(account.id) if account else ()
    awaits = any(one.promise.matter not in TOLD for one in waiting)
    return await uow.subscriptions.door(chat) is not None, awaits


def subscription(raw: Any) -> dict[str, str] | None:
    """A subscription as `PushSubscription.toJSON` tells it; None if nobody could be rung with it."""
    keys = raw.get("keys") if isinstance(raw, dict) else None
    if not isinstance(keys, dict):
        return None
    told = {"endpoint": raw.get("endpoint"), "p256dh": keys.get("p256dh"), "auth": keys.get("auth")}
    if not all(isinstance(one, str) and one.isascii() for one in told.values()):
        return None
    point, secret = base64url(told["p256dh"]), base64url(told["auth"])
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return None
    return told if len(secret) == SECRET and point[0] == 4 else None
