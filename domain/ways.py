"""The three ways to a permit (二(一)2) as sets of conditions that must hold together.

Which conditions a way has may depend on one fact, its gate: an employee needs a contract, a tenant more papers than an
owner. While the gate is unknown the way is as good as its easiest variant, for nothing more is sure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import conditions as c
from domain.conditions import NO_HOME, NO_OCCUPATION, Condition, lease_end
from domain.facts import FACTS, Fact, Facts, Home, Occupation
from domain.law import ADULT_YEARS, LEASE_MONTHS
from domain.when import DAWN, NEVER, When, complete

Conditions = tuple[Condition, ...]

EMPLOYEE, OWN_HOME = Occupation.EMPLOYEE, Home.OWN


class Way(StrEnum):
    """The three ways."""

    EMPLOYMENT = "employment"
    HOUSING = "housing"
    SCHOOLING = "schooling"


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """The conditions of a way for one value of its gate; a `leased` home is a home only until the lease ends.

    While the gate is unknown only the first `sure` conditions are asked of everybody on this way; None for all.
    """

    conditions: Conditions
    leased: bool = False
    sure: int | None = None

    def until(self, facts: Facts) -> date:
        """The last day on which the variant may begin to hold."""
        return (facts.housing.lease_to or NEVER) if self.leased else NEVER

    def ends(self, facts: Facts, on: date) -> When:
        """The last day on which it may begin to hold, at worst and at best: a lease that counts lasts a year."""
        home, until = facts.housing, self.until(facts)
        if not self.leased or home.lease_to:
            return until, until
        return (lease_end(home.lease_from, LEASE_MONTHS.on(on)) if home.lease_from else DAWN), until


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way with its variants: `variant` is the one that counts for these facts; while the gate is unknown that is the
    easiest, and `harder` are the others that the facts leave open."""

    way: Way
    mark: str
    gate: Fact | None
    variant: Callable[[Facts], Variant]
    harder: Callable[[Facts], Variant] | None = None


_INSURED = (c.insured_12_months, c.insured_this_month, c.occupation)
IDLE = Variant(_INSURED)
AT_WORK = Variant((*_INSURED, c.worked_12_months))
PERHAPS_AT_WORK = Variant(AT_WORK.conditions, sure=3)
EMPLOYED = Variant((*_INSURED, c.worked_12_months, c.labour_contract))


def _at_work(facts: Facts) -> Variant:
    path = facts.employment.path
    if path is NO_OCCUPATION:
        return IDLE
    if path is EMPLOYEE:
        return EMPLOYED
    return PERHAPS_AT_WORK if path is None else AT_WORK


EMPLOYMENT = Path(Way.EMPLOYMENT, "二(一)2(1)", FACTS["employment.path"], _at_work, lambda facts: EMPLOYED)

_HOUSE = (c.lawful_title, c.meets_safety_rules, c.registered_for_rent, c.lease_one_year, c.title_proof)
HOMELESS = Variant((c.dwelling,))
OWN = Variant((c.dwelling, c.title_proof))
PERHAPS_AT_HOME = Variant(OWN.conditions, sure=1)
RENTED = Variant((c.dwelling, *_HOUSE), leased=True)
RENTED_COMMODITY = Variant((c.dwelling, *_HOUSE, c.lease_filed), leased=True)


def _rented(facts: Facts) -> Variant:
    return RENTED if facts.housing.commodity_housing is False else RENTED_COMMODITY


def _at_home(facts: Facts) -> Variant:
    kind = facts.housing.kind
    if kind is NO_HOME:
        return HOMELESS
    if kind is OWN_HOME:
        return OWN
    return PERHAPS_AT_HOME if kind is None else _rented(facts)


HOUSING = Path(Way.HOUSING, "二(一)2(2)", FACTS["housing.kind"], _at_home, _rented)

STUDYING = Variant((c.school, c.full_time, c.student_status, c.attended_12_months))


def _at_school(facts: Facts) -> Variant:
    return STUDYING


SCHOOLING = Path(Way.SCHOOLING, "二(一)2(3)", None, _at_school)

WAYS = (EMPLOYMENT, HOUSING, SCHOOLING)
"""The ways in the order of the notice."""

FOR_ALL: Conditions = (c.half_year,)
OF_GUARDIANS: Conditions = (c.guardians_permits, c.guardians_insurance)
FOR_MINORS: Conditions = (*FOR_ALL, *OF_GUARDIANS)


def for_everybody(facts: Facts, on: date) -> Conditions:
    """What every way asks: half a year and, while the applicant is or may be under sixteen, the guardians' papers."""
    _, sixteen = complete(facts.born, 12 * ADULT_YEARS.on(on), on)
    return FOR_ALL if sixteen <= on else FOR_MINORS
