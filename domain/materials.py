"""The papers of an application (R3.1; 二(一)3): which are asked for, who issues them, and what is still missing.

A paper is asked for when its condition surely counts for the person; what hangs on an unknown fact is not asked for on
suspicion. The annexes' names do not agree in the notice (附件1 and 附件2 twice); both readings are kept in the clauses.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from domain import departments as d
from domain.clauses import Clause, clause
from domain.departments import Department
from domain.facts import Facts, Home, Occupation
from domain.wards import is_minor
from domain.ways import Way

MATERIALS: dict[str, "Material"] = {}
"""Every paper by its id, in the order in which it is asked for."""

Asked = Callable[[Facts, date], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A paper: the office that issues it, None where the person, the landlord or a guardian has it; its annex.

    `way` is the way it belongs to, None for all; `asked` whether it is asked of somebody who goes that way.
    """

    id: str
    mark: str
    issuer: Department | None
    form: str | None
    way: Way | None
    asked: Asked

    @property
    def clause(self) -> Clause:
        """The clause that asks for it."""
        return clause(self.mark)


def _always(facts: Facts, on: date) -> bool:
    return True


def _material(
    id: str,
    mark: str,
    issuer: Department | None = None,
    form: str | None = None,
    way: Way | None = None,
    asked: Asked = _always,
) -> None:
    clause(mark)
    if id in MATERIALS:
        raise ValueError(f"{id} is declared twice")
    MATERIALS[id] = Material(id, mark, issuer, form, way, asked)


def _works(*paths: Occupation) -> Asked:
    return lambda facts, on: facts.employment.path in paths


def _lives(*kinds: Home) -> Asked:
    return lambda facts, on: facts.housing.kind in kinds


def _rents_commodity(facts: Facts, on: date) -> bool:
    return facts.housing.kind is Home.RENTED and bool(facts.housing.commodity_housing)


def _may_dwell(facts: Facts, on: date) -> bool:
    """Own or rented, the title is proved; only who has no such home proves none."""
    return facts.housing.kind is not Home.NONE


def _minor(facts: Facts, on: date) -> bool:
    return facts.born is not None and is_minor(facts.born, on)


_material("application_form", "二(一)3")
_material("identity_document", "二(一)3")
_material("photo", "二(一)3")

_EMPLOYED, _HOUSED, _SCHOOLED = Way.EMPLOYMENT, Way.HOUSING, Way.SCHOOLING
_material("insurance_proof", "二(一)2(1)", d.LABOUR, "附件3", _EMPLOYED)
_material("labour_contract", "二(一)2(1)", way=_EMPLOYED, asked=_works(Occupation.EMPLOYEE))
_material("business_licence", "二(一)2(1)", way=_EMPLOYED, asked=_works(Occupation.COMPANY, Occupation.SOLE_TRADER))
_material("farm_contract", "二(一)2(1)", way=_EMPLOYED, asked=_works(Occupation.FARM))
_material("self_employment_proof", "二(一)2(1)", way=_EMPLOYED, asked=_works(Occupation.SELF_EMPLOYED))

_material("lease", "二(一)2(2)", way=_HOUSED, asked=_lives(Home.RENTED))
_material("title_proof", "二(一)2(2)", way=_HOUSED, asked=_may_dwell)
_material("rental_registration", "二(一)2(2)", d.POLICE, way=_HOUSED, asked=_lives(Home.RENTED))
_material("lease_filing", "二(一)2(2)", d.HOUSING, "附件4", _HOUSED, _rents_commodity)
_material("hazard_check", "三(二)", d.POLICE, "附件1", _HOUSED, _lives(Home.RENTED))
_material("street_check", "三(三)", d.STREET, "附件5", _HOUSED, _lives(Home.RENTED))

_material("student_status", "二(一)2(3)", d.EDUCATION, "附件2", _SCHOOLED)
_material("attendance_proof", "二(一)2(3)", d.EDUCATION, None, _SCHOOLED)

_material("guardians_permits", "二(一)3", asked=_minor)
_material("guardians_insurance", "二(一)3", d.LABOUR, "附件3", asked=_minor)


def required(facts: Facts, way: Way, on: date) -> tuple[Material, ...]:
    """Every paper that an application on this way needs, in the order of asking."""
    return tuple(one for one in MATERIALS.values() if one.way in (None, way) and one.asked(facts, on))


def missing(needed: Collection[Material], provided: Collection[str]) -> tuple[Material, ...]:
    """All that is still missing, told at once (一次性告知, R3.2)."""
    return tuple(one for one in needed if one.id not in provided)
