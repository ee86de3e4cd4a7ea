"""What the rules may know of a person: every fact is known or unknown, and unknown is never taken for no.

A fact is named by its path (`employment.insured_months`), as the shell, the chat and every explanation name it. The
register of facts says what each can be, so that readers, interviews and the printed rules need no list of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal


class Occupation(StrEnum):
    """The five ways of working that count (二(一)2(1)), or none."""

    EMPLOYEE = "employee"
    COMPANY = "company"
    SOLE_TRADER = "sole_trader"
    FARM = "farm"
    SELF_EMPLOYED = "self_employed"
    NONE = "none"


class Home(StrEnum):
    """How somebody dwells, as far as it counts (二(一)2(2)); NONE is any other way."""

    OWN = "own"
    RENTED = "rented"
    NONE = "none"


class Stage(StrEnum):
    """The schools that count (二(一)2(3)), or none."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    VOCATIONAL = "vocational"
    HIGHER = "higher"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Employment:
    """Work and social insurance in the urban districts.

    `insured_months`: consecutive months up to and including the month of the question, back-payments left out.
    `since`: first day of the continuous work, business or tenure.
    """

    insured_months: int | None = None
    insured_this_month: bool | None = None
    path: Occupation | None = None
    since: date | None = None
    labour_contract: bool | None = None


@dataclass(frozen=True, slots=True)
class Housing:
    """The dwelling. `lease_from` and `lease_to` are the first and the last day of the term."""

    kind: Home | None = None
    title_proof: bool | None = None
    lawful_title: bool | None = None
    meets_safety_rules: bool | None = None
    registered_for_rent: bool | None = None
    lease_from: date | None = None
    lease_to: date | None = None
    commodity_housing: bool | None = None
    lease_filed: bool | None = None


@dataclass(frozen=True, slots=True)
class Schooling:
    """School in the urban districts. `status` is 学籍; `since` the first day of the continuous attendance."""

    stage: Stage | None = None
    full_time: bool | None = None
    status: bool | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Guardians:
    """Both parents or the other legal guardians together: the shorter insurance of them counts."""

    hold_permits: bool | None = None
    insured_months: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides about a permit. None is unknown; `registered_on` False is not registered."""

    hangzhou_hukou: bool | None = None
    talent: bool | None = None
    registered_on: date | Literal[False] | None = None
    resided_continuously: bool | None = None
    born: date | None = None
    employment: Employment = Employment()
    housing: Housing = Housing()
    schooling: Schooling = Schooling()
    guardians: Guardians = Guardians()


class Kind(StrEnum):
    """What the value of a fact is."""

    YES_NO = "yes_no"
    DAY = "day"
    DAY_OR_NEVER = "day_or_never"
    MONTHS = "months"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One fact by its path; `choices` only for a choice."""

    path: str
    kind: Kind
    choices: type[StrEnum] | None = None

    def of(self, facts: Facts) -> Any:
        """Its value, None if unknown."""
        return _GETTERS[self.path](facts)

    def __str__(self) -> str:
        return self.path


def _register() -> Mapping[str, Fact]:
    yes_no, day, months = Kind.YES_NO, Kind.DAY, Kind.MONTHS
    known = (
        Fact("hangzhou_hukou", yes_no),
        Fact("talent", yes_no),
        Fact("registered_on", Kind.DAY_OR_NEVER),
        Fact("resided_continuously", yes_no),
        Fact("born", day),
        Fact("guardians.hold_permits", yes_no),
        Fact("guardians.insured_months", months),
        Fact("employment.path", Kind.CHOICE, Occupation),
        Fact("employment.insured_this_month", yes_no),
        Fact("employment.insured_months", months),
        Fact("employment.since", day),
        Fact("employment.labour_contract", yes_no),
        Fact("housing.kind", Kind.CHOICE, Home),
        Fact("housing.title_proof", yes_no),
        Fact("housing.lease_from", day),
        Fact("housing.lease_to", day),
        Fact("housing.lawful_title", yes_no),
        Fact("housing.meets_safety_rules", yes_no),
        Fact("housing.registered_for_rent", yes_no),
        Fact("housing.commodity_housing", yes_no),
        Fact("housing.lease_filed", yes_no),
        Fact("schooling.stage", Kind.CHOICE, Stage),
        Fact("schooling.full_time", yes_no),
        Fact("schooling.status", yes_no),
        Fact("schooling.since", day),
    )
    return MappingProxyType({fact.path: fact for fact in known})


FACTS = _register()
"""Every fact by its path, in the order in which they are best asked."""

_GETTERS = {path: attrgetter(path) for path in FACTS}

_GROUPS: Mapping[str, type[Any]] = MappingProxyType(
    {"employment": Employment, "housing": Housing, "schooling": Schooling, "guardians": Guardians}
)


def of_paths(told: Mapping[str, Any]) -> Facts:
    """Facts from values by their paths; a path that is absent or None is unknown."""
    inner: dict[str, dict[str, Any]] = {group: {} for group in _GROUPS}
    top: dict[str, Any] = {}
    for path, value in told.items():
        group, _, name = path.rpartition(".")
        (inner[group] if group else top)[name] = value
    return Facts(**top, **{group: made(**inner[group]) for group, made in _GROUPS.items()})
