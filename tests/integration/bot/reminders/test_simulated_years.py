"""Three years of many lives on a real database: what was told is what an independent reading of the rules expects.

Lives are invented with fixed dice: permits, endorsements in time, late and never, leaving, coming back, kinds switched
off and on; and the house sleeps for days now and then. The expectation is written here from the text of R4 and R5.3
with plain counting of days, and shares no code with the rules. `ANJU_TEST_LIVES` says how many lives there are.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from bot import reminders
from bot.clock import SHANGHAI
from domain.cards import Permit
from domain.usecases.planning import plan_endorsement
from domain.usecases.registering import register_residence, report_departure
from storage.stores import Store
from storage.tables import messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import commit, look, registered
from tests.unit.domain.making import TODAY, document, fresh, order

LIVES = int(os.environ.get("ANJU_TEST_LIVES", "150"))
START, YEARS = date(2026, 12, 1), 3
DAY = timedelta(days=1)
ALL_DAYS = [START + number * DAY for number in range(365 * YEARS + 1)]
Told = tuple[int, date, date, bool]
"""Whose account, on which day, of which last day, and whether as suspended."""


def later(day: date, months: int) -> date:
    """The same day so many months later or earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(issued: date, visits: list[date]) -> date:
    """Until when a permit is in force after these visits, read off R4.1–R4.4."""
    year = 1
    for visit in sorted(visits):
        if visit > later(issued, 12 * year):
            while later(issued, 12 * year) <= visit:
                year += 1
        if later(later(issued, 12 * year), -1) <= visit <= later(issued, 12 * year):
            year += 1
    return later(issued, 12 * year)


def steps(last: date) -> list[date]:
    """The seven days of R5.3 before and after a last day."""
    return [later(last, -1), *(last - days * DAY for days in (14, 7, 3, 1, 0)), last + DAY]


@dataclass
class Life:
    """One life, and beside it what should be told of it."""

    account: int
    person: int
    order: int
    issued: date
    events: dict[date, list[str]]
    visits: list[date] = field(default_factory=list)
    here: bool = True
    muted: bool = False
    waiting: set[date] = field(default_factory=set)
    told: set[date] = field(default_factory=set)

    def expect(self, day: date) -> list[Told]:
        """What is told on a morning: of the days that have come the last one, unless it is not wanted."""
        come, last = {one for one in self.waiting if one <= day}, last_day(self.issued, self.visits)
        self.waiting -= come
        now = max((one for one in steps(last) if one <= day), default=None)
        if self.muted or now not in come or now in self.told:
            return []
        self.told.add(now)
        return [(self.account, day, last, now > last)]

    def plan(self, day: date) -> None:
        """What waits from a day on."""
        last = last_day(self.issued, self.visits)
        lives = self.here and day >= self.issued
        self.waiting = {one for one in steps(last) if one >= day and one not in self.told} if lives else set()


def invented(dice: Random, account: int, person: int, order: int) -> Life:
    """A life: at most one event a day."""
    events: dict[date, list[str]] = defaultdict(list)
    issued = START + dice.randrange(300) * DAY
    if dice.random() < 0.1:
        issued = date(2028, 2, 29)
    events[issued] = ["issue"]
    for year in range(1, YEARS + 2):
        last = later(issued, 12 * year)
        opens = later(last, -1)
        kind = dice.random()
        if kind < 0.6:
            events[opens + dice.randrange((last - opens).days + 1) * DAY] = ["visit"]
        elif kind < 0.8:
            events[last + dice.randrange(1, 400) * DAY] = ["visit"]
        elif kind < 0.85:
            events[opens - dice.randrange(1, 40) * DAY] = ["visit"]
    if dice.random() < 0.3:
        left = issued + dice.randrange(1, 800) * DAY
        events[left] = ["leave"]
        if dice.random() < 0.6:
            events[left + dice.randrange(1, 200) * DAY] = ["return"]
    if dice.random() < 0.3:
        off = issued + dice.randrange(1, 800) * DAY
        events[off] = ["mute"]
        if dice.random() < 0.7:
            events[off + dice.randrange(1, 300) * DAY] = ["unmute"]
    return Life(account, person, order, issued, events)


async def happens(store: Store, life: Life, event: str, day: date) -> None:
    """An event, at noon, in the store and in the expectation."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)

    async def work(uow: SqlUnitOfWork) -> None:
        if event == "issue":
            await uow.permits.add(Permit(None, life.person, f"3301{life.order:08d}", day, TODAY))
        elif event == "visit":
            permit = await uow.permits.of_person(life.person)
            assert permit
            visited, _ = permit.visited(day)
            await uow.permits.save(visited)
            await uow.permits.visited(visited, day, 1)
        elif event in ("mute", "unmute"):
            account = await uow.accounts.get(life.account)
            assert account
            state = {**account.state, "muted": ["endorsement"] if event == "mute" else []}
            await uow.accounts.save(account.with_state(state, "zh"))
        if event not in ("leave", "return", "mute"):
            await plan_endorsement(life.person, uow, noon)

    if event == "leave":
        await store.run(lambda uow: report_departure(life.account, day, uow, noon))
    elif event == "return":
        again = order(life.account, document=document(life.order), arrived=day)
        await store.run(lambda uow: register_residence(again, uow, fresh(), noon))
    else:
        await commit(store, work)
    life.visits += [day] if event == "visit" else []
    life.here = {"leave": False, "return": True}.get(event, life.here)
    life.muted = {"mute": True, "unmute": False}.get(event, life.muted)
    if event != "mute":
        life.plan(day)


def possible(life: Life, event: str) -> bool:
    """Whether an event can happen as things stand: the dice know nothing of each other."""
    return {
        "visit": bool(life.waiting or life.told) and life.here,
        "leave": life.here,
        "return": not life.here,
    }.get(event, True)


async def told(store: Store) -> list[Told]:
    """What is in the books: every reminder with the day on which it was told."""
    rows = await look(store, lambda uow: uow._link.execute(select(messages.c.id, messages.c.account_id)))
    found = []
    for account in sorted({row.account_id for row in rows}):
        for one in await look(store, lambda uow, account=account: uow.messages.after(account, 0, 10_000)):  # type: ignore[misc]
            at = one.created_at.astimezone(SHANGHAI)
            assert 9 <= at.hour < 20
            text = one.payload["text"]
            suspended = "停用了" in text
            day = re.search(r"(?:最后一天|从) (\d+)年(\d+)月(\d+)日", text)
            assert day, text
            named = date(*map(int, day.groups()))
            found.append((account, at.date(), named - DAY if suspended else named, suspended))
    return found


async def test_three_years_of_lives_are_told_what_the_rules_say_and_nothing_else(store: Store) -> None:
    dice = Random(20261201)
    lives = []
    for number in range(1, LIVES + 1):
        account, done = await registered(store, chat=str(number), document=document(number))
        lives.append(invented(dice, account.id, done.person.id or 0, number))
    asleep = {day + days * DAY for day in dice.sample(ALL_DAYS, 25) for days in range(dice.randrange(1, 9))}
    expected: list[Told] = []
    for day in ALL_DAYS:
        if day not in asleep:
            nine = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
            while (await store.run(lambda uow, nine=nine: reminders.settle(uow, nine, nine, 40))).claimed:  # type: ignore[misc]
                continue
            expected += [one for life in lives for one in life.expect(day)]
        for life in lives:
            for event in life.events.get(day, ()):
                if (event == "issue" or day > life.issued) and possible(life, event):
                    await happens(store, life, event, day)

    found = await told(store)

    assert len(found) > 4 * LIVES, "a year has seven days, and most lives see some"
    assert sorted(found) == sorted(expected)
