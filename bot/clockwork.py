"""The clockwork: what nobody in a chat sets off. A few fixed jobs ask the database what is due; never a job a reminder.

One process at a time works (`storage.leadership`), the others stand by and try at each tick to take over. Nothing that
must be right rests on that: a reminder is claimed by locking its row and stored as a message in the transaction that
notes it as sent, so two clockworks at once would share the work and tell nobody twice.

A late tick does everything that was due meanwhile, however late (`misfire_grace_time=None`); of several that were
missed one is made up for (`coalesce`); one that still works is not joined by another (`max_instances=1`). What the day
and the hour are says `bot.clock`, so ANJU_TODAY moves them; how often the clockwork ticks it does not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import partial
from math import inf
from types import TracebackType
from typing import Any, Self

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import amending, reminders
from bot.calm import Calm
from bot.clock import SHANGHAI, Clock
from bot.rounds import ROUNDS, Round, batch, is_whole
from domain.usecases.reminding import Settled
from storage.leadership import Leadership
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

TICK = timedelta(seconds=20)
BATCH = 40
"""Reminders of one transaction: small enough that a turn that waits behind it does not notice."""
BREATH = 2.0
"""Seconds between two batches: 20 reminders a second leave a third of what a messenger takes to the replies."""
BATCHES = 9
"""Batches of one tick at most, so that it is over before the next."""
NIGHT, NIGHT_LASTS = time(3, 30), timedelta(hours=3)
"""When the rounds go on, Asia/Shanghai, and for how long at most: over before anybody is told anything."""
EARLY = time(0, 10)
"""When what comes into force on the new day is told of, and at every start; people hear of it in the morning."""
LOOKED_AT = 50
"""Accounts of one transaction of that."""
PATIENCE = 10.0
"""Seconds that a batch under way may take to its end when the house closes."""
OneStep = Callable[[SqlUnitOfWork, datetime], Coroutine[Any, Any, tuple[bool, int]]]
"""One batch of a work that goes through many: whether there are more, and what it came to."""


class Clockwork:
    """Ticks while it is entered; leaving it lets a batch under way come to its end."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        leader: Leadership,
        breath: float = BREATH,
        nudge: Callable[[], Awaitable[None]] | None = None,
        calm: Calm | None = None,
    ) -> None:
        self._calm = calm or Calm()
        self._store, self._clock, self._leader, self._breath, self._nudge = store, clock, leader, breath, nudge
        self._leads = False
        self._working = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._scheduler = AsyncIOScheduler(
            timezone=SHANGHAI, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._scheduler.add_job(
            self.reconcile,
            CronTrigger(hour=NIGHT.hour, minute=NIGHT.minute, timezone=SHANGHAI),
            id="reconcile",
        )
        self._scheduler.add_job(self.catch_up, id="catch_up", next_run_time=datetime.now(SHANGHAI) + TICK / 2)
        self._scheduler.add_job(
            self.amend,
            CronTrigger(hour=EARLY.hour, minute=EARLY.minute, timezone=SHANGHAI),
            id="amend",
            next_run_time=datetime.now(SHANGHAI) + TICK / 4,
        )
        self._scheduler.add_job(
            self.tick,
            IntervalTrigger(seconds=TICK.total_seconds()),
            id="reminders",
            next_run_time=datetime.now(SHANGHAI),
        )

    async def __aenter__(self) -> Self:
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._working:
                pass
        self._scheduler.shutdown(wait=False)
        await self._leader.release()

    async def tick(self) -> None:
        """Settle what is due, if this process leads; a failed round is told to the log and does not end the rounds."""
        async with self._working:
            try:
                if self._stopping.is_set() or await self._leader.spares(self._clock.now()):
                    return
                if await self._is_leader():
                    await self._settle()
            except Exception as error:
                log.error("tick_failed", error=type(error).__name__)

    async def amend(self) -> None:
        """Tell whom it concerns of what has come into force, if this process leads."""
        told = 0
        try:
            told = await self._on_and_on(lambda uow, now: amending.step(uow, now, LOOKED_AT))
        except Exception as error:
            log.error("amend_failed", error=type(error).__name__)
        if told:
            log.info("amendment_promised", count=told)

    async def reconcile(self) -> None:
        """Go on with the rounds for a night, if this process leads."""
        await self._go_through(asyncio.get_running_loop().time() + NIGHT_LASTS.total_seconds())

    async def catch_up(self) -> None:
        """Go through what was not yet gone through under this edition of the rules, if this process leads."""
        await self._go_through(inf, only_behind=True)

    async def _go_through(self, until: float, *, only_behind: bool = False) -> None:
        """The log is told how much was amiss: any at all under an edition that was gone through is a fault of ours."""
        amiss = 0
        try:
            for one in ROUNDS:
                if not (only_behind and await self._is_whole(one)):
                    amiss += await self._on_and_on(partial(batch, one), until)
        except Exception as error:
            log.error("reconcile_failed", error=type(error).__name__)
        if amiss:
            log.warning("reminders_were_missing", count=amiss)

    async def _is_whole(self, one: Round) -> bool:
        return await self._store.run(lambda uow: is_whole(uow, one))

    async def _on_and_on(self, step: OneStep, until: float = inf) -> int:
        """Batch after batch, each in a transaction of its own, while this process leads; what they come to."""
        many, more = 0, True
        while more and asyncio.get_running_loop().time() < until:
            async with self._working:
                if self._stopping.is_set() or not await self._is_leader():
                    break
                more, found = await self._one(step)
            many += found
        return many

    async def _one(self, step: OneStep) -> tuple[bool, int]:
        now = self._clock.now()
        return await self._store.run(lambda uow: step(uow, now))

    async def _is_leader(self) -> bool:
        leads = await self._leader.hold()
        if leads != self._leads:
            self._leads = leads
            log.info("clockwork_leads" if leads else "clockwork_stands_by")
        return leads

    async def _settle(self) -> None:
        for _ in range(BATCHES):
            settled = await self._batch()
            if settled.claimed:
                log.info(
                    "reminders_settled", sent=settled.sent, moved=settled.moved, withdrawn=settled.withdrawn,
                    put_off=len(settled.faults), faults=sorted(set(settled.faults)),
                )  # fmt: skip
            if settled.sent and self._nudge is not None:
                await self._nudge()
            if settled.claimed < BATCH or self._stopping.is_set():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._breath)

    async def _batch(self) -> Settled:
        now, instant = self._clock.now(), self._clock.instant()
        return await self._store.run(lambda uow: reminders.settle(uow, now, instant, BATCH, self._calm))
