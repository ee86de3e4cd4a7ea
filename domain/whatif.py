"""The date twin: the same person if one thing were otherwise, beside the present one, with every date that moves.

A supposition changes facts, or the day on which they are asked, and nothing else; both sides are then assessed by the
same rules. What the notice does not settle (does changing the employer break "continuous work"?) cannot be supposed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.days import first_of_month
from domain.eligibility import Assessment, Verdict, WayFound, assess
from domain.facts import Facts
from domain.ways import WAYS, for_everybody
from domain.when import DAWN, NEVER


@dataclass(frozen=True, slots=True)
class Moved:
    """A day that differs: of the whole, of a way, or of a condition, by its id. DAWN where it holds already, NEVER
    where no day brings it or none can be told."""

    what: str
    now: date
    then: date


@dataclass(frozen=True, slots=True)
class Twin:
    """Both sides: the present assessment, the supposed one, and the days that differ, the whole first."""

    present: Assessment
    supposed: Assessment
    moved: tuple[Moved, ...]


Supposition = Callable[[Facts, date], tuple[Facts, date]]
"""Facts and day as they are, to facts and day as they would be."""


def insurance_gap(begins: int, months: int) -> Supposition:
    """Insurance stops `begins` months from this one, for so many months; the count restarts with the month after."""

    def suppose(facts: Facts, on: date) -> tuple[Facts, date]:
        work = replace(facts.employment, insured_months=1, insured_this_month=True)
        return replace(facts, employment=work), first_of_month(on, begins + months)

    return suppose


def registered(day: date) -> Supposition:
    """Residence is registered on that day, and lived in without a break from then on."""
    return lambda facts, on: (replace(facts, registered_on=day, resided_continuously=True), on)


def lease_until(day: date) -> Supposition:
    """The lease ends on that day."""
    return lambda facts, on: (replace(facts, housing=replace(facts.housing, lease_to=day)), on)


def twin(facts: Facts, on: date, suppose: Supposition) -> Twin:
    """The present and the supposed assessment side by side, both as of the day of the question."""
    other, then = suppose(facts, on)
    present, supposed = assess(facts, on), assess(other, then)
    now, supposedly = _days(present, facts, on), _days(supposed, other, then)
    moved = [Moved(what, now.get(what, NEVER), supposedly.get(what, NEVER)) for what in now | supposedly]
    return Twin(present, supposed, tuple(one for one in moved if one.now != one.then))


def _days(found: Assessment, facts: Facts, on: date) -> dict[str, date]:
    """Every day that an assessment names: of the whole, of each way, and when each condition begins."""
    days = {"whole": _opens(found)} | {way.way.value: _opens(way) for way in found.ways}
    asked = [*for_everybody(facts, on), *(one for path in WAYS for one in path.variant(facts).conditions)]
    for condition in asked:
        begins, surely = condition.when(facts, on)
        days[condition.id] = DAWN if surely <= on else begins if begins == surely else NEVER
    return days


def _opens(found: Assessment | WayFound) -> date:
    return DAWN if found.verdict is Verdict.ELIGIBLE else found.earliest or NEVER
