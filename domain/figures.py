"""The district's figures: what is counted, in which classes, over which periods, and what of it may be told.

A figure is a list of groups, each with its whole and the parts of that whole; nothing is told above a group, so groups
are hidden each for itself (`hiding`). Persons are counted by the database; here come counts and days alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.applications import Stage
from domain.cases import ASKED, Kind
from domain.days import add_months, first_of_month
from domain.hiding import FEW, Shown, alone, parts
from domain.law import WINDOW_MONTHS
from domain.permits import DAY, anniversary, next_cycle, window
from domain.registrations import registration_duty

WEEKS = 12
"""Weeks of registrations that are told, the present one included."""
MONTHS_BEFORE, MONTHS_AHEAD = 6, 6
"""Months of endorsements that are told: those before the present one; from the present one on."""
STAGES = (Stage.SUBMITTED, Stage.RETURNED, Stage.ACCEPTED, Stage.ISSUED)
"""Applications that wait for somebody. A draft is its owner's alone, what has ended waits no more."""
IN_TIME, LATE = "in_time", "late"
DONE, UNDONE = "done", "undone"
SUSPENDED, RATED = "suspended", "rated"
"""Groups that have no parts."""


ELSEWHERE = ""
"""The place of what lies in no place that has a name, or is not known."""


class Figure(StrEnum):
    """What is counted."""

    REGISTRATIONS = "registrations"
    """Registrations by sub-district and week."""
    PUNCTUALITY = "punctuality"
    """The same, made in time or late (R1.2)."""
    APPLICATIONS = "applications"
    """Applications by stage and the days since their last step."""
    ENDORSEMENTS = "endorsements"
    """Endorsements by the month in which they were or are due, and done; permits suspended now (R4.1–R4.4)."""
    QUEUE = "queue"
    """Open cases by kind and age, and how many are late; what people say of closed ones."""
    LEVELLING = "levelling"
    """Endorsements to be expected of each half-day ahead, as people came till now and with what they were offered."""


class Age(StrEnum):
    """Classes of age in whole days."""

    UP_TO_3 = "up_to_3"
    UP_TO_7 = "up_to_7"
    UP_TO_15 = "up_to_15"
    OLDER = "older"


AGES = ((Age.UP_TO_3, 3), (Age.UP_TO_7, 7), (Age.UP_TO_15, 15))
"""Each class with its last day; whatever is older is `OLDER`."""


def age_of(days: int) -> Age:
    """The class of so many days."""
    return next((age for age, last in AGES if days <= last), Age.OLDER)


@dataclass(frozen=True, slots=True)
class Registered:
    """How many registered on a day who had arrived on a day; `place` is one that has a name, or `ELSEWHERE`."""

    place: str
    arrived: date
    registered_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Filed:
    """How many applications stand in a stage since a day."""

    stage: Stage
    since: date
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases of a kind are open, by age, and how many of them are late."""

    kind: Kind
    ages: Mapping[Age, int]
    late: int


@dataclass(frozen=True, slots=True)
class Rated:
    """How many closed cases were rated, with the means by what was asked."""

    count: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A year of the permits issued on one day, up to the anniversary `closes`. A visit from `since` to `until` keeps it
    in use (in the first year `since` is None: every permit is); one from `opens` on endorses it for the next year."""

    issued: date
    since: date | None
    until: date
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Endorsed:
    """How many permits a cycle is of, how many of them were kept in use for it, and how many of these are endorsed."""

    permits: int
    kept: int
    done: int


@dataclass(frozen=True, slots=True)
class Visited:
    """How many visits were made on a day for permits issued on another."""

    issued: date
    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a figure as it may be told: its name, its whole, the parts of it. Where the same whole is divided
    twice the parts of both stand together."""

    name: str
    whole: Shown
    parts: Mapping[str, Shown] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)


def weeks(on: date) -> list[date]:
    """The Mondays of the weeks that are told, the oldest first."""
    monday = on - on.weekday() * DAY
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def months(on: date) -> list[date]:
    """The first days of the months that are told, the oldest first."""
    return [first_of_month(on, ahead) for ahead in range(-MONTHS_BEFORE, MONTHS_AHEAD)]


def cycles_due(issued: date, on: date) -> Iterator[Cycle]:
    """The years of permits issued on a day that end in the months that are told (R4.1, R4.2)."""
    first, last = months(on)[0], first_of_month(on, MONTHS_AHEAD) - DAY
    number = next_cycle(issued, first - DAY)
    while anniversary(issued, number) <= last:
        yield _cycle(issued, number)
        number += 1


def cycle_now(issued: date, on: date) -> Cycle:
    """The year of permits issued on a day that is under way: in use now is what was visited for it until now (R4.3)."""
    return replace(_cycle(issued, next_cycle(issued, on - DAY)), until=on)


def cycle_ahead(issued: date, on: date) -> Cycle | None:
    """The year of permits issued on a day whose window is open on another, or opens within the month after it (R4.1);
    None if there is none."""
    if issued > on:
        return None
    ahead = _cycle(issued, next_cycle(issued, on - DAY))
    return ahead if ahead.opens <= last_opening(on) else None


def last_opening(on: date) -> date:
    """The last day on which a window opens that overlaps one which opens on this day."""
    return add_months(on, WINDOW_MONTHS.on(on))


def last_closing(on: date) -> date:
    """No window that opens until `last_opening` closes later: one from the end of February does so up to three days
    behind the same day of March."""
    return add_months(last_opening(on), WINDOW_MONTHS.on(on)) + 3 * DAY


def _cycle(issued: date, number: int) -> Cycle:
    """Endorsed in the window before, or restored since (R4.4): a restoration on the anniversary itself is for the year
    that follows."""
    due = window(issued, number)
    since = window(issued, number - 1).opens if number > 1 else None
    return Cycle(issued, since, due.closes - DAY, due.opens, due.closes)


def by_week(counts: Iterable[Registered], places: Iterable[str], on: date) -> list[Group]:
    """Registrations of each place by week."""
    found = ((one.place, weeks(one.registered_on)[-1].isoformat(), one.count) for one in counts)
    return _groups(found, places, [one.isoformat() for one in weeks(on)])


def by_punctuality(counts: Iterable[Registered], places: Iterable[str]) -> list[Group]:
    """Registrations of each place, made in time after the arrival or late (R1.2)."""
    found = ((one.place, LATE if _is_late(one) else IN_TIME, one.count) for one in counts)
    return _groups(found, places, (IN_TIME, LATE))


def _is_late(one: Registered) -> bool:
    due = registration_duty(one.arrived, None).due
    return due is not None and one.registered_on > due


def by_stage(counts: Iterable[Filed], on: date) -> list[Group]:
    """Applications of each stage by the days since their last step."""
    return _groups(((one.stage, age_of((on - one.since).days), one.count) for one in counts), STAGES, Age)


def by_month(due: Iterable[tuple[Cycle, Endorsed]], now: Iterable[tuple[Cycle, Endorsed]], on: date) -> list[Group]:
    """Endorsements of each month, done or not; last the permits whose use is suspended now."""
    found: list[tuple[str, str, int]] = []
    for cycle, one in due:
        month = cycle.closes.replace(day=1).isoformat()
        found += [(month, DONE, one.done), (month, UNDONE, one.kept - one.done)]
    suspended = sum(one.permits - one.kept for _, one in now)
    wanted = [one.isoformat() for one in months(on)]
    return [*_groups(found, wanted, (DONE, UNDONE)), Group(SUSPENDED, alone(suspended))]


def by_kind(counts: Iterable[Waiting], rated: Rated) -> list[Group]:
    """Open cases of each kind by age, and in time or late; last the means of what people say of closed ones."""
    known = {one.kind: one for one in counts}
    groups = []
    for kind in ASKED:
        one = known.get(kind, Waiting(kind, {}, 0))
        ages = {age.value: one.ages.get(age, 0) for age in Age}
        whole = sum(ages.values())
        groups.append(Group(kind, alone(whole), parts(ages) | parts({IN_TIME: whole - one.late, LATE: one.late})))
    return [*groups, Group(RATED, alone(rated.count), means=rated.means if rated.count >= FEW else {})]


def _groups(found: Iterable[tuple[str, str, int]], names: Iterable[str], keys: Iterable[str]) -> list[Group]:
    """A group for each name, its parts in the order of the keys."""
    counted: Counter[tuple[str, str]] = Counter()
    for name, key, count in found:
        counted[name, key] += count
    keys = tuple(keys)
    made = ((name, {str(key): counted[name, key] for key in keys}) for name in names)
    return [Group(name, alone(sum(inside.values())), parts(inside)) for name, inside in made]
