"""Counts for whatever shows the district's figures: an ordinary district, a sub-district, nothing, far too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from bot.interview.places import parts_of
from domain.cases import ASKED, Kind
from domain.figures import (
    STAGES,
    Age,
    Cycle,
    Endorsed,
    Figure,
    Filed,
    Group,
    Rated,
    Registered,
    Waiting,
    by_kind,
    by_month,
    by_punctuality,
    by_stage,
    by_week,
    cycle_now,
    cycles_due,
)
from domain.hours import Openings
from domain.levelling import Cohort, Offered, Outlook, calmest, curve, half_days
from domain.permits import Window
from tests.unit.domain.making import SHANGHAI

NOW = datetime(2027, 3, 17, 10, 30, tzinfo=SHANGHAI)
TODAY = NOW.date()
DAY = timedelta(days=1)
Counts = Mapping[Figure, Sequence[Group]]


def counts(area: str, size: int, *, seed: int = 3) -> Counts:
    """Figures of an area about so large, thrown by dice; of no size there is nothing anywhere."""
    dice = Random(seed)
    places = (*parts_of(area, TODAY), "")
    registered = [one for place in places for one in _registered(dice, place, size)]
    filed = [Filed(stage, TODAY - dice.randrange(30) * DAY, dice.randrange(size // 9 + 1)) for stage in STAGES * 4]
    due, now = _endorsed(dice, size)
    waiting = [_waiting(dice, kind, size) for kind in ASKED]
    rated = Rated(size // 10, {"speed": 2.64, "manner": 2.81, "promise": 3.0} if size >= 10 else {})
    return {
        Figure.REGISTRATIONS: by_week(registered, places, TODAY),
        Figure.PUNCTUALITY: by_punctuality(registered, places),
        Figure.APPLICATIONS: by_stage(filed, TODAY),
        Figure.ENDORSEMENTS: by_month(due, now, TODAY),
        Figure.QUEUE: by_kind(waiting, rated),
        Figure.LEVELLING: _levelling(dice, size),
    }


def _levelling(dice: Random, size: int) -> Sequence[Group]:
    """Windows that open on some days for many: they come at the end of them, unless they are offered other days."""
    openings = Openings(2, lambda day: day.weekday() < 5)
    halves = half_days(openings, TODAY + DAY, TODAY + 70 * DAY)
    opens = [TODAY + ahead * DAY for ahead in (-20, -6, 3, 9)]
    cohorts = [Cohort(Window(day, day + 31 * DAY), dice.randrange(size // 2 + 1)) for day in opens]
    ahead = Outlook(TODAY, halves, tuple(cohorts), dict.fromkeys((0, 1, 2, 3), 40.0))
    offered: list[Offered] = []
    for cohort in cohorts:
        for _ in range(cohort.expected):
            both = calmest(ahead.load(offered), cohort.window) if size < 500 else halves[3:5]
            offered += [Offered(cohort.window.closes, half, 0.5) for half in both]
    return curve(ahead, offered)


def _registered(dice: Random, place: str, size: int) -> list[Registered]:
    """Some places are busy and some nearly empty."""
    of = int(size * dice.random() ** 2)
    on = [TODAY - dice.randrange(84) * DAY for _ in range(12)]
    return [Registered(place, day - dice.choice((0, 1, 3, 4, 9)) * DAY, day, dice.randrange(of + 1)) for day in on]


def _endorsed(dice: Random, size: int) -> tuple[list[tuple[Cycle, Endorsed]], list[tuple[Cycle, Endorsed]]]:
    due, now = [], []
    for back in range(0, 1100, 9):
        issued = TODAY - back * DAY
        for cycle in cycles_due(issued, TODAY):
            kept = dice.randrange(size // 9 + 1)
            done = kept * 8 // 10 if cycle.closes < TODAY else kept // 9
            due.append((cycle, Endorsed(kept + 1, kept, done)))
        now.append((cycle_now(issued, TODAY), Endorsed(size, size - dice.randrange(size // 200 + 1), 0)))
    return due, now


def _waiting(dice: Random, kind: Kind, size: int) -> Waiting:
    ages = {age: dice.randrange(size // 9 + 1) for age in Age}
    return Waiting(kind, ages, sum(ages.values()) // 5)


AREAS = {"city": "", "district": "拱墅区", "sub-district": "拱墅区大关街道", "most sub-districts": "富阳区"}
SIZES = {"nothing": 0, "a few": 12, "as usual": 300, "far too much": 90_000}
WORLDS = {(area, size): (name, counts(name, n)) for area, name in AREAS.items() for size, n in SIZES.items()}
