"""What a number of the law that comes into force changes for somebody: his dates and his papers, nothing else.

Both sides are computed by the same rules from the same facts, once with the values that held until then and once with
the new ones, so that what the passing of a day changes is never taken for a change of the law. What depends on the law
of its own day (a window, a deadline that runs) is compared with the new value left out; what is judged by the law of
the day of asking is held against the law of the day before and of the day itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from domain import law, places
from domain.cards import Permit
from domain.eligibility import Verdict, assess, best_way
from domain.facts import Facts
from domain.filings import Filing
from domain.law import LONG_AGO, Dated, Values, supposing
from domain.materials import required
from domain.permits import DAY
from domain.registrations import Registration, change_due, registration_duty
from domain.reminders import Matter

DATED: Mapping[str, Dated[Any]] = MappingProxyType(
    {one.name: one for module in (law, places) for one in vars(module).values() if isinstance(one, Dated)}
)
"""Every dated value of the law by its name."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A dated value that another one takes the place of, from a day on."""

    number: Dated[Any]
    on: date
    before: Any
    after: Any


def amendments(on: date) -> tuple[Amendment, ...]:
    """What comes into force on a day."""
    found = []
    for one in DATED.values():
        for (_, before), (day, after) in zip(one.values, one.values[1:], strict=False):
            if day == on:
                found.append(Amendment(one, on, before, after))
    return tuple(found)


def days_of_change(after: date, until: date) -> tuple[date, ...]:
    """The days behind one and up to another on which anything comes into force, in order."""
    days = {day for one in DATED.values() for day, _ in one.values[1:]}
    return tuple(sorted(day for day in days if after < day <= until))


def by_the_law_of(day: date) -> Mapping[str, Values]:
    """Every number as it is on a day, whatever it was before (`law.supposing`)."""
    return {one.name: ((LONG_AGO, one.on(day)),) for one in DATED.values()}


def without(day: date) -> Mapping[str, Values]:
    """What comes into force on a day left out (`law.supposing`)."""
    changed = (one.number for one in amendments(day))
    return {one.name: tuple(value for value in one.values if value[0] != day) for one in changed}


class What(StrEnum):
    """A date of somebody's."""

    HALF_YEAR = "half_year"
    """The half year of who has not asked further."""
    OPENS = "opens"
    """The window of the next endorsement."""
    LAST_DAY = "last_day"
    REGISTRATION = "registration"
    """The last day of a registration that was begun."""
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of somebody as far as the law reaches it: what he was told of the permit from which facts on
    which day, his open application, his permit, where he is registered, the days told in what he has begun."""

    told: tuple[Facts, date] | None = None
    filing: Filing | None = None
    permit: Permit | None = None
    registration: Registration | None = None
    begun: Mapping[Matter, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """A date before and after; None where there is none."""

    what: What
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What can be said of applying, before and after, each with its earliest date."""

    before: tuple[Verdict, date | None]
    after: tuple[Verdict, date | None]


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for somebody; false if nothing does. `added` and `dropped` are ids of papers."""

    moved: tuple[Moved, ...] = ()
    verdicts: Verdicts | None = None
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.verdicts or self.added or self.dropped)


def effect(known: Known, day: date) -> Effect:
    """What that comes into force on a day changes for somebody."""
    with supposing(by_the_law_of(day - DAY)):
        asked, papers = _asked(known, day), _papers(known, day)
    with supposing(by_the_law_of(day)):
        asked_now, papers_now = _asked(known, day), _papers(known, day)
    with supposing(without(day)):
        dates = _dates(known, day)
    dates_now = _dates(known, day)
    moved = tuple(
        Moved(what, dates.get(what), dates_now.get(what)) for what in What if dates.get(what) != dates_now.get(what)
    )
    half = (
        () if asked.half_year == asked_now.half_year else (Moved(What.HALF_YEAR, asked.half_year, asked_now.half_year),)
    )
    verdicts = Verdicts(asked.verdict, asked_now.verdict) if asked.verdict and asked_now.verdict else None
    return Effect(
        half + moved,
        verdicts if verdicts and verdicts.before != verdicts.after else None,
        tuple(one for one in papers_now if one not in papers),
        tuple(one for one in papers if one not in papers_now),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    verdict: tuple[Verdict, date | None] | None
    half_year: date | None


def _asked(known: Known, day: date) -> _Asked:
    """What is judged by the law under which it is asked. A date that has come by then is none any more: who may apply
    already may do so. Of a permit holder only whether he still meets the conditions counts (R4.6)."""
    half = None
    if known.registration and not known.permit and not known.told:
        half = max(known.registration.half_year_on(day), day)
    if known.told is None:
        return _Asked(None, half)
    found = assess(*known.told)
    if found.verdict is Verdict.NOT_YET and (found.earliest or day) <= day:
        return _Asked((Verdict.ELIGIBLE, None), half)
    return _Asked((found.verdict, None if known.permit else found.earliest), half)


def _papers(known: Known, day: date) -> tuple[str, ...]:
    """What his application needs, or would on the way that is open to him."""
    if known.filing is not None:
        return tuple(one.id for one in known.filing.required(day))
    if known.told is None or known.permit is not None:
        return ()
    best = best_way(assess(*known.told))
    return tuple(one.id for one in required(known.told[0], best.way, day)) if best else ()


def _dates(known: Known, day: date) -> Mapping[What, date | None]:
    """What depends on the law of its own day."""
    found: dict[What, date | None] = {}
    if known.permit is not None and known.registration is not None and known.permit.issued <= day:
        standing = known.permit.standing(day)
        found |= {What.OPENS: standing.window.opens, What.LAST_DAY: standing.due}
    if arrived := known.begun.get(Matter.REGISTRATION):
        found[What.REGISTRATION] = registration_duty(arrived, None).due
    if changed := known.begun.get(Matter.CHANGE):
        found[What.CHANGE] = change_due(changed)
    return found
