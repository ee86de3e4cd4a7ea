"""The three ways to a permit (二(一)2) as sets of conditions that must hold together.

Which conditions a way has may depend on one fact, its gate: an employee needs a contract, a tenant more papers than an
owner. While the gate is unknown the way is as good as its easiest variant, for nothing more is sure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import conditions as c
from domain.conditions import Condition
from domain.days import add_months
from domain.facts import FACTS, Fact, Facts, Home, Occupation
from domain.law import ADULT_YEARS
from domain.when import NEVER

Conditions = tuple[Condition, ...]


class Way(StrEnum):
    """The three ways."""

    EMPLOYMENT = "employment"
    HOUSING = "housing"
    SCHOOLING = "schooling"


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """The conditions of a way for one value of its gate; a `leased` home is a home only until the lease ends."""

    conditions: Conditions
    leased: bool = False

    def within(self, facts: Facts, begins: date) -> date:
        """The day from which the variant holds, NEVER if the lease has ended by then."""
        ends = facts.housing.lease_to if self.leased else None
        return NEVER if ends and begins > ends else begins


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way with its variants: `variant` is the one that counts for these facts, `possible` are all they leave open.

    While the gate is unknown, only the first `asked` conditions are asked of everybody on this way.
    """

    way: Way
    mark: str
    gate: Fact | None
    asked: int
    variant: Callable[[Facts], Variant]
    possible: Callable[[Facts], tuple[Variant, ...]]

    def sure(self, facts: Facts) -> int | None:
        """How many conditions of the variant surely count for this person; None for all."""
        return self.asked if self.gate is not None and self.gate.of(facts) is None else None


_INSURED = (c.insured_12_months, c.insured_this_month, c.occupation)
IDLE = Variant(_INSURED)
AT_WORK = Variant((*_INSURED, c.worked_12_months))
EMPLOYED = Variant((*_INSURED, c.worked_12_months, c.labour_contract))


def _at_work(facts: Facts) -> Variant:
    path = facts.employment.path
    return EMPLOYED if path is Occupation.EMPLOYEE else IDLE if path is Occupation.NONE else AT_WORK


def _possibly_at_work(facts: Facts) -> tuple[Variant, ...]:
    return (AT_WORK, EMPLOYED) if facts.employment.path is None else (_at_work(facts),)


EMPLOYMENT = Path(Way.EMPLOYMENT, "二(一)2(1)", FACTS["employment.path"], 3, _at_work, _possibly_at_work)

_HOUSE = (c.lawful_title, c.meets_safety_rules, c.registered_for_rent, c.lease_one_year, c.title_proof)
HOMELESS = Variant((c.dwelling,))
OWN = Variant((c.dwelling, c.title_proof))
RENTED = Variant((c.dwelling, *_HOUSE), leased=True)
RENTED_COMMODITY = Variant((c.dwelling, *_HOUSE, c.lease_filed), leased=True)


def _rented(facts: Facts) -> Variant:
    return RENTED if facts.housing.commodity_housing is False else RENTED_COMMODITY


def _at_home(facts: Facts) -> Variant:
    kind = facts.housing.kind
    return _rented(facts) if kind is Home.RENTED else HOMELESS if kind is Home.NONE else OWN


def _possibly_at_home(facts: Facts) -> tuple[Variant, ...]:
    return (OWN, _rented(facts)) if facts.housing.kind is None else (_at_home(facts),)


HOUSING = Path(Way.HOUSING, "二(一)2(2)", FACTS["housing.kind"], 1, _at_home, _possibly_at_home)

STUDYING = Variant((c.school, c.full_time, c.student_status, c.attended_12_months))


def _at_school(facts: Facts) -> Variant:
    return STUDYING


SCHOOLING = Path(Way.SCHOOLING, "二(一)2(3)", None, 4, _at_school, lambda facts: (STUDYING,))

WAYS = (EMPLOYMENT, HOUSING, SCHOOLING)
"""The ways in the order of the notice."""

FOR_ALL: Conditions = (c.half_year,)
FOR_MINORS: Conditions = (c.half_year, c.guardians_permits, c.guardians_insurance)


def for_everybody(facts: Facts, on: date) -> Conditions:
    """What every way asks: half a year and, while the applicant is or may be under sixteen, the guardians' papers."""
    born = facts.born
    if born is not None and add_months(born, 12 * ADULT_YEARS.on(on)) <= on:
        return FOR_ALL
    return FOR_MINORS
