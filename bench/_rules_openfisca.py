"""openfisca-core with the conditions of `domain.ways`, for `bench.rules`, which imports this if it can.

It knows no unknown fact and is not asked for the day on which somebody may apply: it says yes or no for one day. It
exists twice: with each way as one formula, the leanest that says which ways are open, and with every condition as a
variable of its own (`named`).
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from openfisca_core import periods, populations  # noqa: F401  the order in which this library can be imported
from openfisca_core.entities import Entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench._rules_by_hand import NAMES
from bench._rules_people import Asked
from domain import law
from domain.facts import FACTS, Home, Kind, Occupation, Stage

Answer = dict[str, Any]
"""The conditions and ways by name, and `eligible`."""

NUMBERS = ("half_year", "insured_months", "work_months", "lease_months", "study_months", "adult_years")
UNREGISTERED = "9000-01-01"
TYPES = {Kind.YES_NO: bool, Kind.DAY: date, Kind.DAY_OR_NEVER: date, Kind.MONTHS: int, Kind.CHOICE: int}


def _coded(value: Any) -> Any:
    """A value as a request tells it; a choice by its number, which this library compares the quickest."""
    if isinstance(value, StrEnum):
        return [*type(value)].index(value)
    return value.isoformat() if isinstance(value, date) else value


NO_OCCUPATION, EMPLOYEE = _coded(Occupation.NONE), _coded(Occupation.EMPLOYEE)
NO_HOME, RENTED, NO_SCHOOL = _coded(Home.NONE), _coded(Home.RENTED), _coded(Stage.NONE)


def _after(days: Any, months: Any) -> Any:
    """The corresponding day so many months later, or the last of that month."""
    first = days.astype("datetime64[M]")
    target = first + np.timedelta64(months, "M")
    last = (target + 1).astype("datetime64[D]") - 1
    return np.minimum(target.astype("datetime64[D]") + (days - first), last)


def _lease(p: Any, law_of: Any) -> Any:
    begins, ends, on = p("housing_lease_from"), p("housing_lease_to"), p("asked_on")
    return (begins <= on) * (on <= ends) * (_after(begins, law_of.lease_months) - 1 <= ends)


def _adult(p: Any, law_of: Any) -> Any:
    return _after(p("born"), 12 * law_of.adult_years) <= p("asked_on")


CONDITIONS: dict[str, Callable[[Any, Any], Any]] = {
    "half_year": lambda p, n: p("resided_continuously") * (_after(p("registered_on"), n.half_year) <= p("asked_on")),
    "guardians_permits": lambda p, n: p("adult") + p("guardians_hold_permits"),
    "guardians_insurance": lambda p, n: p("adult") + (p("guardians_insured_months") >= n.insured_months),
    "insured_12_months": lambda p, n: p("employment_insured_months") >= n.insured_months,
    "insured_this_month": lambda p, n: p("employment_insured_this_month"),
    "occupation": lambda p, n: p("employment_path") != NO_OCCUPATION,
    "worked_12_months": lambda p, n: _after(p("employment_since"), n.work_months) <= p("asked_on"),
    "labour_contract": lambda p, n: p("employment_labour_contract"),
    "dwelling": lambda p, n: p("housing_kind") != NO_HOME,
    "title_proof": lambda p, n: p("housing_title_proof"),
    "lawful_title": lambda p, n: p("housing_lawful_title"),
    "meets_safety_rules": lambda p, n: p("housing_meets_safety_rules"),
    "registered_for_rent": lambda p, n: p("housing_registered_for_rent"),
    "lease_one_year": _lease,
    "lease_filed": lambda p, n: np.logical_not(p("housing_commodity_housing")) + p("housing_lease_filed"),
    "school": lambda p, n: p("schooling_stage") != NO_SCHOOL,
    "full_time": lambda p, n: p("schooling_full_time"),
    "student_status": lambda p, n: p("schooling_status"),
    "attended_12_months": lambda p, n: _after(p("schooling_since"), n.study_months) <= p("asked_on"),
}


WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "everybody": lambda p, c: (
        np.logical_not(p("hangzhou_hukou"))
        * np.logical_not(p("talent"))
        * c("half_year")
        * c("guardians_permits")
        * c("guardians_insurance")
    ),
    "employment": lambda p, c: (
        c("insured_12_months")
        * c("insured_this_month")
        * c("occupation")
        * c("worked_12_months")
        * ((p("employment_path") != EMPLOYEE) + c("labour_contract"))
    ),
    "housing": lambda p, c: (
        c("dwelling")
        * c("title_proof")
        * (
            (p("housing_kind") != RENTED)
            + c("lawful_title")
            * c("meets_safety_rules")
            * c("registered_for_rent")
            * c("lease_one_year")
            * c("lease_filed")
        )
    ),
    "schooling": lambda p, c: c("school") * c("full_time") * c("student_status") * c("attended_12_months"),
    "eligible": lambda p, c: p("everybody") * (p("employment") + p("housing") + p("schooling")),
}
"""The ways from facts and other ways (`p`) and from conditions (`c`)."""


def _system(named: bool) -> TaxBenefitSystem:
    person = Entity("person", "persons", "", "")
    system = TaxBenefitSystem([person])
    values = {name: {"values": {"1900-01-01": {"value": _number(name)}}} for name in NUMBERS}
    system.parameters = ParameterNode("", data=values)

    def declare(name: str, value_type: type, formula: Any = None) -> None:
        told = {"value_type": value_type, "entity": person, "definition_period": MONTH, "label": name}
        system.add_variable(type(name, (Variable,), told | ({"formula": formula} if formula else {})))

    declare("asked_on", date)
    for path, name in NAMES.items():
        declare(name, TYPES[FACTS[path].kind])
    declare("adult", bool, _formula(_adult))
    for name, condition in CONDITIONS.items() if named else ():
        declare(name, bool, _formula(condition))
    for name, way in WAYS.items():
        declare(name, bool, _way_formula(way, named))
    return system


def _number(name: str) -> int:
    (number,) = (one for one in vars(law).values() if isinstance(one, law.Dated) and one.name == name)
    return number.values[-1][1]


def _formula(rule: Callable[[Any, Any], Any]) -> Any:
    """A condition as a formula of this library."""
    return lambda person, period, parameters: rule(lambda name: person(name, period), parameters(period))


def _way_formula(way: Callable[[Any, Any], Any], named: bool) -> Any:
    """A way as a formula: its conditions are variables of their own or written out in it."""

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        def p(name: str) -> Any:
            return person(name, period)

        if named:
            return way(p, p)
        numbers = parameters(period)
        return way(p, lambda condition: CONDITIONS[condition](p, numbers))

    return formula


class OpenFisca:
    """A request: the simulation built from a dictionary, and the verdict calculated."""

    def __init__(self, people: list[Asked], named: bool) -> None:
        self._system, self._named = _system(named), named
        self.asked = [(self._situation(*one), one[1].isoformat()[:7]) for one in people]

    def _situation(self, facts: Any, on: date) -> dict[str, Any]:
        period = on.isoformat()[:7]
        values = {"asked_on": on.isoformat()} | {NAMES[path]: _coded(fact.of(facts)) for path, fact in FACTS.items()}
        if facts.registered_on is False:
            values["registered_on"] = UNREGISTERED
        return {"persons": {"one": {name: {period: value} for name, value in values.items()}}}

    def verdict(self, situation: dict[str, Any], period: str) -> bool:
        """What is timed."""
        return bool(SimulationBuilder().build_from_dict(self._system, situation).calculate("eligible", period)[0])

    def answer(self, situation: dict[str, Any], period: str) -> Answer:
        """All that it has to say, to be checked."""
        simulation = SimulationBuilder().build_from_dict(self._system, situation)
        names = [*WAYS, *(CONDITIONS if self._named else ())]
        return {name: bool(simulation.calculate(name, period)[0]) for name in names}
