"""Delivery by webhook: in order, with the secret header, again and again until the bot says 2xx."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.support.botapi.params import Params
from tests.support.botapi.world import BotAccount

Json = dict[str, Any]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0

Reply = Callable[[str, Params], Awaitable[object]]


@dataclass
class Attempt:
    """One POST to the bot; status 0 when no answer came."""

    update_id: int
    status: int


@dataclass
class Delivery:
    """Carries the updates of one bot to its address; `reply` runs a method given in the answer's body."""

    bot: BotAccount
    url: str
    secret: str
    reply: Reply
    attempts: list[Attempt] = field(default_factory=list)
    last_error: Json = field(default_factory=dict)

    async def run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            pause = FIRST_PAUSE
            while True:
                ready = self.bot.updates.ready(1)
                if not ready:
                    await self.bot.updates.changed.beyond(self.bot.updates.changed.count)
                elif await self._deliver(session, ready[0]):
                    pause = FIRST_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                self._note(update, answer.status, answer.reason or "")
                call = await _reply_of(answer) if answer.ok else None
        except (aiohttp.ClientError, TimeoutError) as problem:
            self._note(update, 0, str(problem))
            return False
        if not answer.ok:
            return False
        if not self.bot.updates.repeated(update):
            self.bot.updates.take(update["update_id"])
        if call is not None:
            await self.reply(*call)
        return True

    def _note(self, update: Json, status: int, reason: str) -> None:
        self.attempts.append(Attempt(update["update_id"], status))
        if not 200 <= status < 300:
            words = f"Wrong response from the webhook: {status} {reason}" if status else reason
            self.last_error = {"last_error_date": self.bot.now(), "last_error_message": words}


async def _reply_of(answer: aiohttp.ClientResponse) -> tuple[str, Params] | None:
    """A webhook may answer with a method call, as JSON or as a form."""
    values: Json = {}
    if answer.content_type == "application/json":
        values = await answer.json() or {}
    elif answer.content_type.startswith("multipart/"):
        async for part in aiohttp.MultipartReader.from_response(answer):
            if isinstance(part, aiohttp.BodyPartReader) and part.name:
                values[part.name] = await part.text()
    name = values.pop("method", None)
    return (str(name), Params(values)) if name else None
