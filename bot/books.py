"""What is written down while messages are brought: that a try begins, that a message has arrived.

Whoever wants something written writes what all others want written too, in one transaction; who waited meanwhile finds
it done. So a reminder costs its own commits where there is one at a time, and next to none where there are many.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import structlog

from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

T = TypeVar("T")


async def written(store: Store, change: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
    """What one change gives, in a transaction of its own."""

    async def work(uow: SqlUnitOfWork) -> T:
        async with uow:
            answer = await change(uow)
            await uow.commit()
        return answer

    return await store.run(work)


async def quietly(work: Any) -> Any:
    """One failed round is told to the log and does not end the rounds."""
    try:
        return await work
    except Exception as error:
        log.error("delivery_round_failed", error=type(error).__name__)


class Books:
    """The notes of one process."""

    def __init__(self, store: Store, instant: Callable[[], datetime], rates: Mapping[str, float]) -> None:
        self._store, self._instant, self._rates = store, instant, rates
        self.arrived: dict[int, int | None] = {}
        self._spent: Counter[str] = Counter()
        self._beginning: set[int] = set()
        self._granted: set[int] = set()
        self._writing = asyncio.Lock()

    async def begin(self, number: int) -> bool:
        """Write down that the next try of a message is about to be made; False if it is somebody else's by now."""
        self._beginning.add(number)
        try:
            async with self._writing:
                if number in self._beginning:
                    await self._write()
            return number in self._granted
        finally:
            self._beginning.discard(number)
            self._granted.discard(number)

    def arrive(self, channel: str, number: int, remote: int | None, *, reminds: bool = False) -> None:
        """A message has arrived; an answer counts in the pace that all processes keep, a reminder has its place."""
        self.arrived[number] = remote
        if not reminds and channel in self._rates:
            self._spent[channel] += 1

    async def note(self, number: int | None = None) -> None:
        """Write down what has arrived, or make sure that this one is; what cannot be written is kept for the next."""
        async with self._writing:
            if number is None or number in self.arrived:
                await self._write()

    async def _write(self) -> None:
        arrived, spent, begin = dict(self.arrived), dict(self._spent), frozenset(self._beginning)
        if not arrived and not begin:
            return
        now = self._instant()

        async def change(uow: SqlUnitOfWork) -> set[int]:
            for channel, count in sorted(spent.items()):
                await uow.outbox.spent(channel, count, self._rates[channel], now)
            granted = await uow.outbox.begin(begin, now) if begin else set()
            await uow.outbox.delivered(arrived.items(), now)
            return granted

        self._granted |= await written(self._store, change)
        self._beginning -= begin
        self._spent.subtract(spent)
        self._spent = +self._spent
        for number in arrived:
            self.arrived.pop(number, None)
