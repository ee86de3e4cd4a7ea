"""What only rings: a messenger that takes of a stored reminder nothing but that there is one. Nobody speaks through it.

As a messenger it is claimed, begun, noted and tried again like all others (decision 0008).
"""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot.composing import Payload, delivering
from bot.reaching import Later
from domain.reminders import due, may_be_told


class Ringing(BaseSession):
    """aiogram's other side for what rings: a subclass says how. `now` is the moment in Asia/Shanghai."""

    channel: str

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    async def ring(self, chat: int, number: int, payload: Payload) -> None:
        """Ring for a message; raises what `bot.reaching` knows where that could not be done."""
        raise NotImplementedError

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's name
    ) -> TelegramType:
        """Ring once for a reminder, whatever it consists of, and never at night (section 5)."""
        brought = delivering.get()
        if brought is not None and brought[1].get("rings"):
            now = self._now()
            if not may_be_told(now):
                raise Later("AtNight", (due(now.date(), now) - now).total_seconds())
            await self.ring(int(cast(Any, method).chat_id), *brought)
        return cast(TelegramType, True)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's name
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Nothing comes in this way."""
        raise LookupError
        yield b""

    async def close(self) -> None:
        """Nothing to close."""
