"""Notices of a web chat's browsers (Web Push, RFC 8030): rung when a reminder has come and no page of the chat is open.

A notice says that there is a reminder and nothing of what it is: it lies on a lock screen, and passes a stranger's
server. It is sealed for its browser; its tag lets one that comes twice take the place of the first.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from pywebpush import WebPusher  # type: ignore[import-untyped]  # ships no types

from bot.books import written
from bot.channels.endpoints import OpenInternet, Places
from bot.channels.ringing import Ringing
from bot.channels.vapid import PushKey
from bot.composing import Payload
from bot.reaching import Closed, Later, Refused
from bot.texts import DEFAULT, texts
from storage.stores import Store
from storage.subscriptions import Subscription

log = structlog.get_logger(__name__)

PATIENCE = 10
"""Seconds for one push service: all browsers of a chat are rung at once, well within the lease of a claim."""
KEPT_SECONDS = 24 * 3600
"""How long a push service keeps a notice for a browser that is off; a later step of the matter has its own."""
LONGEST_WAIT = 3600
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class PushSession(Ringing):
    """aiogram's other side for the browsers of web chats; `watched` is whether a page of a chat is open."""

    channel = "push"

    def __init__(
        self, store: Store, key: PushKey, places: Places, watched: Callable[[int], bool], now: Callable[[], datetime]
    ) -> None:
        super().__init__(now)
        self._store, self._key, self._places, self._watched = store, key, places, watched
        self._http: ClientSession | None = None

    async def ring(self, chat: int, number: int, payload: Payload) -> None:
        """Ring every browser of the chat that was not rung for this message yet, unless its person looks at it now. One
        that will never take it matters only where no other does."""
        if self._watched(chat):
            return
        browsers = await written(self._store, lambda uow: uow.subscriptions.of_chat(str(chat)))
        notice = _notice(number, payload)
        waiting = [one for one in browsers if one.rung < number]
        ended = await asyncio.gather(*(self._tell(one, number, notice) for one in waiting), return_exceptions=True)
        reached = len(browsers) - len(waiting) + ended.count(True)
        refused = [one for one in ended if isinstance(one, Refused)]
        failed = [one for one in ended if isinstance(one, BaseException) and one not in refused]
        if failed:
            raise max(failed, key=lambda one: getattr(one, "seconds", None) or 0)
        if not reached:
            raise refused[0] if refused else Closed

    async def _tell(self, one: Subscription, number: int, notice: bytes) -> bool:
        """Whether the push service took it; one that does not know its browser any more is forgotten."""
        status, wait = int(HTTPStatus.GONE), None
        if self._places.allow(one.endpoint):  # the settings may have changed since it was told
            status, wait = await self._post(one, number, notice)
        if status in GONE:
            await written(self._store, lambda uow: uow.subscriptions.gone(one.id))
            return False
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Later(f"Push{status}", wait)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            log.error("notice_refused", status=status, browser=one.id)
            raise Refused(f"Push{status}")
        await written(self._store, lambda uow: uow.subscriptions.rung(one.id, number))
        return True

    async def _post(self, one: Subscription, number: int, notice: bytes) -> tuple[int, float | None]:
        parts = urlsplit(one.endpoint)
        keys = {"p256dh": one.p256dh, "auth": one.auth}
        sealed = WebPusher({"endpoint": one.endpoint, "keys": keys}).encode(notice)["body"]
        headers = {
            **self._key.signed(f"{parts.scheme}://{parts.netloc}"),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high",
            "Topic": f"anju-{number}",
        }
        try:
            async with self._client().post(one.endpoint, data=sealed, headers=headers, allow_redirects=False) as answer:
                return answer.status, _seconds(answer.headers.get("Retry-After"))
        except ClientError as error:
            raise ConnectionError from error

    def _client(self) -> ClientSession:
        if self._http is None:
            connector = TCPConnector(resolver=OpenInternet(self._places))
            self._http = ClientSession(connector=connector, timeout=ClientTimeout(total=PATIENCE))
        return self._http

    async def close(self) -> None:
        """End the connections."""
        if self._http is not None:
            await self._http.close()


def _notice(number: int, payload: Payload) -> bytes:
    language = payload.get("language", DEFAULT)
    spoken = texts(language)
    told = {"title": spoken.plain("ring.title"), "body": spoken.plain("ring.notice")}
    return json.dumps({**told, "tag": str(number), "lang": language}, ensure_ascii=False).encode()


def _seconds(told: str | None) -> float | None:
    """What Retry-After says, if it is a number of seconds; within bounds, for it is a stranger's word."""
    return float(min(max(int(told), 1), LONGEST_WAIT)) if told and told.isdecimal() and len(told) < 9 else None
