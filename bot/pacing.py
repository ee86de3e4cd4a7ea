"""How fast a messenger is spoken to by one process: its limits, and whose turn it is to keep within them.

Telegram takes about 30 messages a second of a bot and one a second for a chat, of which short bursts may run ahead; it
answers more with 429 and the seconds to wait. Our policy, within one process: never more than 30 sent in any second, a
chat at most 20 at once and then one a second, answers before reminders. What all processes send together is reckoned in
the database (`storage.outbox`). A library that keeps one bucket (aiolimiter) knows neither chats nor who goes first.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

FORGET_AT = 10_000
"""Chats that are remembered before those that have their whole burst again are forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a messenger takes. The window is a little longer than a second, for not every call takes the same time."""

    at_once: int = 30
    window: float = 1.04
    chat_burst: int = 20
    chat_every: float = 1.0

    @property
    def rate(self) -> float:
        """Messages a second that can be kept up."""
        return self.at_once / self.window


TELEGRAM = Limits()


class Pace:
    """Lets messages of one messenger go one after another, answers before reminders."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._gone: deque[float] = deque()
        self._going = 0
        self._answers: deque[asyncio.Future[None]] = deque()
        self._reminders: deque[asyncio.Future[None]] = deque()
        self._chats: dict[str, float] = {}
        self._alarm: asyncio.TimerHandle | None = None

    async def turn(self, chat: str, *, reminds: bool = False) -> None:
        """Wait until a message for this chat may go; whoever had his turn says with `went` when he took it."""
        await self._chat(chat)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._reminders if reminds else self._answers).append(mine)
        self._let_go()
        await mine

    async def _chat(self, chat: str) -> None:
        """A chat has its burst, and a place each second after it."""
        now, limits = asyncio.get_running_loop().time(), self._limits
        if len(self._chats) > FORGET_AT:
            self._chats = {one: free for one, free in self._chats.items() if free > now}
        free = max(self._chats.get(chat, now), now)
        self._chats[chat] = free + limits.chat_every
        if (wait := free - now - (limits.chat_burst - 1) * limits.chat_every) > 0:
            await asyncio.sleep(wait)

    def went(self) -> None:
        """A message goes now: it counts from now on, not from when its turn came."""
        self._going -= 1
        self._gone.append(asyncio.get_running_loop().time())
        self._let_go()

    def _let_go(self) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits
        while self._alarm is None and (queue := self._answers or self._reminders):
            now = loop.time()
            while self._gone and self._gone[0] + limits.window <= now:
                self._gone.popleft()
            if len(self._gone) + self._going >= limits.at_once:
                if self._gone:
                    self._alarm = loop.call_at(self._gone[0] + limits.window, self._wake)
                return
            if not (first := queue.popleft()).done():
                first.set_result(None)
                self._going += 1

    def _wake(self) -> None:
        self._alarm = None
        self._let_go()
