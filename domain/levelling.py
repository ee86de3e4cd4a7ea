"""When the office of a home is calm within the month of an endorsement: what is to be expected of each half-day, and
the two half-days that are offered first (R4.1, R4.7; 二(一)4).

An offer is never a limit: whoever comes on another working day of his month is as welcome. Expected are those whose
year closes, whether they have a chat or not; each of them counts as one visit in all. Nothing here is known of a single
person but what he was offered and has chosen.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from domain.figures import Group, Visited
from domain.hiding import alone
from domain.hours import Openings
from domain.permits import DAY, Window, next_cycle, window

OFFERED = 2
LAST_WEEK = timedelta(days=7)
"""The last week is not offered while anything before it is left: who is held up there is suspended."""
TOLD_AHEAD = timedelta(weeks=4)
"""How far ahead the curve of an office is told."""
CURVES = WITHOUT_OFFERS, WITH_OFFERS = "without_offers", "with_offers"
PRIOR = 1
"""How many visits each day of the window counts before any is known: without a past all days are alike."""


@dataclass(frozen=True, slots=True, order=True)
class HalfDay:
    """One session of a working day; `session` is its number in the office hours, from 0."""

    day: date
    session: int


def half_days(openings: Openings, first: date, last: date) -> tuple[HalfDay, ...]:
    """The half-days on which an office is open between two days, both included."""
    days = (first + number * DAY for number in range((last - first).days + 1))
    return tuple(HalfDay(day, session) for day in days if openings.works(day) for session in range(openings.sessions))


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody was offered for one year of his permit, whose last day is `closes`, and what he has chosen of it or
    beside it."""

    person_id: int
    cycle: int
    closes: date
    halves: tuple[HalfDay, ...]
    chosen: HalfDay | None = None

    @property
    def shares(self) -> Mapping[HalfDay, float]:
        """The one visit that he will make, divided between the half-days that have a part in it."""
        if self.chosen:
            return {half: float(half == self.chosen) for half in {*self.halves, self.chosen}}
        return dict.fromkeys(self.halves, 1 / len(self.halves)) if self.halves else {}

    def is_open(self, on: date) -> bool:
        """Whether it still helps on a day: what was chosen, or something that was offered, lies ahead."""
        return self.chosen.day >= on if self.chosen else any(half.day > on for half in self.halves)


@dataclass(frozen=True, slots=True)
class Offered:
    """How many visits of those whose year closes on a day are offered or chosen for a half-day."""

    closes: date
    half: HalfDay
    share: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """How many of those whose window this is are still to come."""

    window: Window
    expected: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of an office from the day after `on` to the last day of whose window opens within a month: the
    half-days of that time, who is to come, and by days before the last one how people came till now."""

    on: date
    halves: tuple[HalfDay, ...]
    cohorts: tuple[Cohort, ...]
    habit: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))

    def load(self, offered: Iterable[Offered] = ()) -> dict[HalfDay, float]:
        """The visits to be expected of each half-day: of who has an offer as it says, of all others as people came
        till now."""
        found = dict.fromkeys(self.halves, 0.0)
        settled: defaultdict[date, float] = defaultdict(float)
        for one in offered:
            if one.half in found:
                found[one.half] += one.share
                settled[one.closes] += one.share
        for cohort in self.cohorts:
            self._spread(cohort, cohort.expected - settled[cohort.window.closes], found)
        return found

    def _spread(self, cohort: Cohort, count: float, found: dict[HalfDay, float]) -> None:
        mine = [half for half in self.halves if half.day in cohort.window]
        weights = [self.habit.get((cohort.window.closes - half.day).days, PRIOR) for half in mine]
        whole = sum(weights)
        for half, weight in zip(mine, weights, strict=True):
            found[half] += max(count, 0) * weight / whole


def calmest(load: Mapping[HalfDay, float], wanted: Window, besides: Sequence[HalfDay] = ()) -> tuple[HalfDay, ...]:
    """The two half-days of a window that are calmest, in the order of days; fewer only where there are no more.

    The second is of another day if there is one: who cannot come on the one day has the other. What he was offered
    before (`besides`) comes only when nothing else is left, and the last week likewise.
    """
    mine = [half for half in load if half.day in wanted]
    early = [half for half in mine if half.day <= wanted.closes - LAST_WEEK]
    fresh = [half for half in early if half not in besides] or [half for half in mine if half not in besides] or mine
    found: list[HalfDay] = []
    while fresh and len(found) < OFFERED:
        found.append(min(fresh, key=lambda half: (load[half], half)))
        rest = [half for half in fresh if half not in found]
        fresh = [half for half in rest if half.day != found[-1].day] or rest
    return tuple(sorted(found))


def habit(visits: Iterable[Visited]) -> Mapping[int, float]:
    """How many came so many days before the last one, from visits within their windows; every day begins with
    `PRIOR`."""
    found: Counter[int] = Counter()
    for one in visits:
        due = window(one.issued, next_cycle(one.issued, one.on - DAY))
        if one.on in due:
            found[(due.closes - one.on).days] += one.count
    return {left: PRIOR + count for left, count in found.items()}


def curve(ahead: Outlook, offered: Collection[Offered]) -> list[Group]:
    """What is to be expected of each half-day of the next weeks, without any offer and then with them: each number an
    estimate of its own, of which no other is a part."""
    told = [half for half in ahead.halves if half.day <= ahead.on + TOLD_AHEAD]
    loads = {WITHOUT_OFFERS: ahead.load(), WITH_OFFERS: ahead.load(offered)}
    return [
        Group(f"{key}/{half.day.isoformat()}/{half.session + 1}", alone(round(load[half])))
        for key, load in loads.items()
        for half in told
    ]
