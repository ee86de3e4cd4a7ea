"""Bringing stored messages to people: claim, turn into a Bot API call, send, note that it arrived.

An answer is stored claimed by the process that is about to bring it; everything else is claimed in rounds, by whoever
serves the channel. What cannot be sent now is tried again with growing pauses, in order, chat by chat. What happens to
a message whose sender dies in the middle of it is decided in docs/decisions/0008: an answer comes again, a reminder
comes again and says so.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from aiogram import Bot

from bot.attachments import Attachments
from bot.books import Books, quietly, written
from bot.composing import Payload
from bot.conversation.speech import Incoming
from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.pacing import Limits
from bot.sending import End, Sender
from storage.chats import SHUT
from storage.outbox import AHEAD, LEASE, Waiting
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

NOTE_EVERY = 0.2
SWEEP_EVERY = 2.0
SETTLED = timedelta(seconds=1)
CLAIMED_AT_ONCE = 200
SIDE_BY_SIDE = 32
PATIENCE = 2.0
"""Seconds that a turn waits for its answers to arrive; a slow messenger then goes on beside it."""

Place = tuple[str, str]
"""A channel and a chat in it."""
Holds = Callable[[Payload], Awaitable[bool]]
"""Whether a stored reminder is still to be said."""


async def _always(payload: Payload) -> bool:
    return True


class Post:
    """Delivers for every channel; one of it a process. A chat's messages go one after another, chats side by side."""

    def __init__(
        self,
        store: Store,
        bots: Mapping[str, Bot],
        attachments: Attachments,
        instant: Callable[[], datetime],
        limits: Mapping[str, Limits] | None = None,
        holds: Holds = _always,
    ) -> None:
        self._store, self._bots, self._instant, self._holds = store, bots, instant, holds
        self._rates = {channel: one.rate for channel, one in (limits or {}).items()}
        self.metrics, self._books = Metrics(), Books(store, instant, self._rates)
        self._sender = Sender(store, bots, attachments, instant, self._books, self.metrics, limits or {}, self.wake)
        self._behind: dict[Place, datetime] = {}
        self._added: set[Place] = set()
        self._turns: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)
        self._woken = asyncio.Event()
        self._under_way = Nursery()

    def start(self, nursery: Nursery) -> None:
        """Begin noting arrivals and bringing what waits, beginning with what a crash left."""
        nursery.start(self._note_for_ever(), "delivery notes")
        nursery.start(self._sweep_for_ever(), "delivery sweep")

    async def close(self) -> None:
        """Stop sending, note what has arrived, and leave the rest to whoever comes."""
        await self._under_way.close()
        await self.note()
        await written(self._store, lambda uow: uow.outbox.release_all())

    async def look_back(self) -> None:
        """Know which chats a crash left something for, before any of them gets an answer out of turn; what this process
        had claimed in an earlier life is anybody's again."""
        now = self._instant()

        async def look(uow: SqlUnitOfWork) -> set[Place]:
            await uow.outbox.release_all()
            return await uow.outbox.behind(tuple(self._bots))

        self._behind |= dict.fromkeys(await written(self._store, look), now - SETTLED)

    def wake(self) -> None:
        """Look now and not at the next round: something was stored."""
        self._woken.set()

    async def deliver(self, channel: str, chat: str, messages: Sequence[tuple[int, Payload]]) -> None:
        """Send fresh messages of one chat in order; what fails is left behind for the sweep."""
        work = self._under_way.start(self._deliver((channel, chat), messages), "delivery")
        await asyncio.wait({work}, timeout=PATIENCE)

    async def _deliver(self, place: Place, messages: Sequence[tuple[int, Payload]]) -> None:
        now = self._instant()
        fresh = [Waiting(number, 0, *place, payload, 0, False, False, False, now) for number, payload in messages]
        async with self._turn(place):
            if place in self._behind or place[0] not in self._bots:
                self._added.add(place)
                return await self._release(fresh)
            await self._in_order(place, fresh, now)

    async def echo(self, event: Incoming, number: int) -> None:
        """Show a channel that has other windows open what was just taken from one of them."""
        show = getattr(self._bots[event.channel].session, "echo", None)
        if show is not None:
            await show(event, number)

    async def renew(self, event: Incoming, stamp: str) -> None:
        """Shut out whoever came in by an old key, before anything is shown."""
        shut = getattr(self._bots[event.channel].session, "renew", None)
        if shut is not None:
            await shut(event, stamp)

    async def note(self) -> None:
        """Write down what has arrived since the last time; what cannot be written now is kept for the next."""
        await self._books.note()

    async def sweep(self) -> None:
        """Bring what waits and is due, to its end.

        A chat stays behind until a look finds nothing more for it: what is said meanwhile waits its turn.
        """
        if under_way := await self._round():
            await asyncio.wait(under_way)

    async def _round(self) -> list[asyncio.Task[Any]]:
        await self.note()
        await self._catch_up()
        under_way = []
        for channel in self._bots:
            now, chats = self._instant(), defaultdict(list)
            for one in await self._claimed(channel, now):
                chats[one.chat].append(one)
            for chat, waiting in chats.items():
                if (turn := self._turns.get((channel, chat))) and turn.locked():
                    await self._release(waiting)
                else:
                    work = quietly(self._bring((channel, chat), waiting, now))
                    under_way.append(self._under_way.start(work, "delivery"))
        return under_way

    async def _claimed(self, channel: str, now: datetime) -> tuple[Waiting, ...]:
        rate = self._rates.get(channel)
        claimed = await written(self._store, lambda uow: uow.outbox.claim(channel, now, CLAIMED_AT_ONCE, rate))
        if claimed.paused_until:
            self._sender.rests[channel] = claimed.paused_until
        return claimed.waiting

    async def _catch_up(self) -> None:
        """Forget which chats are behind of which nothing more waits."""
        now, busy = self._instant(), {place for place, turn in self._turns.items() if turn.locked()}
        self._added.clear()
        asked = [place for place, until in self._behind.items() if until < now]
        if not asked:
            return

        async def look(uow: SqlUnitOfWork) -> set[Place]:
            async with uow:
                return await uow.outbox.behind(tuple(self._bots), asked)

        for place in set(asked) - await self._store.run(look) - self._added - busy:
            self._behind.pop(place, None)

    async def _bring(self, place: Place, waiting: list[Waiting], claimed_at: datetime) -> None:
        async with self._side_by_side, self._turn(place):
            await self._in_order(place, waiting, claimed_at)

    async def _in_order(self, place: Place, waiting: Sequence[Waiting], claimed_at: datetime) -> None:
        """One after another, as long as the chat is open, the messenger takes it, and the claim lasts."""
        shut = False
        for at, one in enumerate(waiting):
            if shut or one.shut:
                await self._sender.refuse(one, SHUT)
            elif self._rests(place, claimed_at):
                return await self._release(waiting[at:])
            elif one.reminds and not await self._holds(one.payload):
                await self._withdraw(one)
            elif one.id not in self._books.arrived:
                end = await self._sender.send(one)
                shut = end is End.SHUT
                if isinstance(end, datetime):
                    self._behind[place] = end

    def _rests(self, place: Place, claimed_at: datetime) -> bool:
        now = self._instant()
        rest = max(self._behind.get(place, now - SETTLED), self._sender.rests.get(place[0], now - SETTLED))
        if rest < now and now - claimed_at < LEASE / 2:
            return False
        self._behind.setdefault(place, now)
        return True

    def _turn(self, place: Place) -> asyncio.Lock:
        return self._turns.setdefault(place, asyncio.Lock())

    async def _withdraw(self, one: Waiting) -> None:
        await written(self._store, lambda uow: uow.outbox.withdraw(one.id))

    async def _release(self, waiting: Sequence[Waiting]) -> None:
        await written(self._store, lambda uow: uow.outbox.release([one.id for one in waiting]))

    async def _note_for_ever(self) -> None:
        while True:
            await asyncio.sleep(NOTE_EVERY)
            await quietly(self.note())

    async def _sweep_for_ever(self) -> None:
        while True:
            self._woken.clear()
            if under_way := await quietly(self._round()):
                await asyncio.wait(under_way, timeout=AHEAD.total_seconds() / 2)
                continue
            try:
                await asyncio.wait_for(self._woken.wait(), SWEEP_EVERY)
            except TimeoutError:
                continue
