"""What holds for reminders whatever happens in whatever order: who asked is told once, on the day that was true then,
between nine and eight, and nobody else is told anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reminders import Reminder, due
from domain.usecases.reminding import Ripe, follow_ripening, remind_when_ripe, settle_due, stop_reminding
from tests.unit.domain.making import SHANGHAI
from tests.unit.domain.memory import MemoryUnitOfWork

START = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
ACCOUNTS = (1, 2)
Act = tuple[str, int, Any]
SOON = st.sampled_from([1, 2, 1, 3, 0, -1, None])
"""In how many days, as the facts say, somebody may apply; None for never."""
SAID: st.SearchStrategy[Act] = st.tuples(
    st.sampled_from(["wish", "wish", "wish", "verdict", "record", "stop"]), st.sampled_from(ACCOUNTS), SOON
)
"""What a person tells (a wish: and then asks for a reminder), what the record says unseen by the chat, and stopping."""
PASSES: st.SearchStrategy[Act] = st.tuples(
    st.sampled_from(["later", "later", "crash"]), st.integers(1, 3), st.sampled_from([24, 25, 10, 3])
)
"""Hours that pass, with a tick after them that takes so many, or one that dies before its commit."""
LIVES = st.lists(st.tuples(st.lists(SAID, max_size=2), PASSES), min_size=4, max_size=14).map(
    lambda days: [act for said, passes in days for act in (*said, passes)]
)

Told = tuple[int, datetime, int]
"""The account, the moment, and the day that was told."""


def day_of(moment: datetime) -> int:
    return (moment.date() - START.date()).days


@dataclass
class Real:
    """The use cases on the unit of work in memory."""

    uow: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)
    facts: dict[int, int | None] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS))
    told: list[Told] = field(default_factory=list)
    now: datetime = START

    def ripe(self, account: int) -> Ripe | None:
        day = self.facts[account]
        return None if day is None else Ripe(START.date() + timedelta(days=day), {})

    async def verdict(self, account: int, day: int | None) -> None:
        await self.record(account, day)
        await follow_ripening(account, self.ripe(account), self.uow, self.now)

    async def record(self, account: int, day: int | None) -> None:
        self.facts[account] = None if day is None else day_of(self.now) + day

    async def wish(self, account: int, day: int | None) -> None:
        await self.verdict(account, day)
        ripe = self.ripe(account)
        if ripe and ripe.day > self.now.date():
            await remind_when_ripe(account, None, ripe, self.uow, self.now)

    async def stop(self, account: int, _: int | None) -> None:
        await stop_reminding(account, self.uow)

    async def later(self, limit: int, hours: int, *, dies: bool = False) -> None:
        self.now += timedelta(hours=hours)
        told: list[Told] = []

        async def look(reminder: Reminder) -> Reminder | None:
            ripe = self.ripe(reminder.account_id)
            return ripe and replace(
                reminder, promise=replace(reminder.promise, on=ripe.day), due=due(ripe.day, self.now)
            )

        async def tell(reminder: Reminder) -> None:
            told.append((reminder.account_id, self.now, (reminder.promise.on - START.date()).days))

        async with self.uow:
            await settle_due(self.uow, self.now, limit, look, tell)
            if dies:
                return
            await self.uow.commit()
        self.told += told

    async def crash(self, limit: int, hours: int) -> None:
        await self.later(limit, hours, dies=True)


def expected(acts: Sequence[Act]) -> list[Told]:
    """The same reckoned without a database: who waits for which moment, as plain numbers."""
    facts: dict[int, int | None] = dict.fromkeys(ACCOUNTS)
    waits: dict[int, datetime] = {}
    order: dict[int, int] = {}
    told: list[Told] = []
    now = START
    for what, account, more in acts:
        if what in ("verdict", "record", "wish"):
            facts[account] = more = None if more is None else day_of(now) + more
        waited = account in waits
        if what in ("stop", "verdict", "wish"):
            waits.pop(account, None)
        if (what == "wish" or (what == "verdict" and waited)) and more is not None and more > day_of(now):
            waits[account] = nine_on(more)
        if what in ("later", "crash"):
            now += timedelta(hours=more)
            if what == "later" and 9 <= now.hour < 20:
                due = sorted((one for one in waits if waits[one] <= now), key=lambda one: (waits[one], order[one]))
                for one in due[:account]:
                    done = list(settled(one, facts[one], waits, now))
                    told += done
                    if done:
                        del order[one]  # told is told: the next promise is another one, and stands last
        for one in waits:
            order.setdefault(one, 1 + max(order.values(), default=0))
    return told


def nine_on(day: int) -> datetime:
    return START.replace(hour=9) + timedelta(days=day)


def settled(account: int, day: int | None, waits: dict[int, datetime], now: datetime) -> Iterator[Told]:
    del waits[account]
    if day is not None and day > day_of(now):
        waits[account] = nine_on(day)
    elif day is not None:
        yield account, now, day


async def played(acts: Sequence[Act]) -> list[Told]:
    real = Real()
    for what, account, more in acts:
        await getattr(real, what)(account, more)
    return real.told


@settings(max_examples=400)
@given(LIVES)
def test_what_is_told_is_what_a_plain_reckoning_says(acts: list[Act]) -> None:
    assert sorted(asyncio.run(played(acts))) == sorted(expected(acts))


@settings(max_examples=200)
@given(LIVES)
def test_nobody_is_told_at_night_before_the_day_or_more_often_than_he_asked(acts: list[Act]) -> None:
    told = asyncio.run(played(acts))

    for account in ACCOUNTS:
        mine = [(moment, day) for one, moment, day in told if one == account]
        assert all(9 <= moment.hour < 20 and day <= day_of(moment) for moment, day in mine)
        assert len(mine) <= sum(what == "wish" and one == account for what, one, _ in acts)
