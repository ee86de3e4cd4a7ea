"""The permit's conditions written out by hand, as one would who had only this question to answer and needed no clauses,
no dates of the future and no printed rules: what `bench.rules` holds the declared rules against.

As a program it is the bare loop beside `anju rules`: a line parsed, a plain function called, the answer written.
"""

import json
import sys
from dataclasses import make_dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from domain.days import add_months
from domain.facts import FACTS, Facts, Home, Occupation, Stage

# ---- everything known, every condition named ----

ALL, WORK, HOME, SCHOOL = "二(一)2", "二(一)2(1)", "二(一)2(2)", "二(一)2(3)"
HELD = itemgetter("holds")


def plain(on: date, facts: dict[str, Any]) -> dict[str, Any]:
    """Whether somebody of whom all is known may apply, in the shape of an answer of `anju rules`; it tells no dates."""
    if facts["hangzhou_hukou"] or facts["talent"]:
        verdict = "not_applicable" if facts["hangzhou_hukou"] else "talent_route"
        return {"verdict": verdict, "earliest": None, "ways": [], "needed": []}
    shared, work, home, school = _shared(on, facts), _work(on, facts), _home(on, facts), _school(on, facts)
    everybody = all(map(HELD, shared))
    ways, verdict = [], "ineligible"
    for way, own in (("employment", work), ("housing", home), ("schooling", school)):
        found = "ineligible"
        if everybody and all(map(HELD, own)):
            found = verdict = "eligible"
        ways.append({"way": way, "verdict": found, "earliest": None, "conditions": shared + own})
    return {"verdict": verdict, "earliest": None, "ways": ways, "needed": []}


def _shared(on: date, facts: dict[str, Any]) -> list[dict[str, Any]]:
    registered, guardians = facts["registered_on"], facts["guardians"]
    lived = bool(registered and facts["resided_continuously"] and add_months(date.fromisoformat(registered), 6) <= on)
    told = [{"id": "half_year", "holds": lived, "clause": ALL}]
    if add_months(date.fromisoformat(facts["born"]), 192) > on:
        told.append({"id": "guardians_permits", "holds": guardians["hold_permits"], "clause": "二(一)3"})
        told.append({"id": "guardians_insurance", "holds": guardians["insured_months"] >= 12, "clause": "二(一)3"})
    return told


def _work(on: date, facts: dict[str, Any]) -> list[dict[str, Any]]:
    work = facts["employment"]
    path = work["path"]
    told = [
        {"id": "insured_12_months", "holds": work["insured_months"] >= 12, "clause": WORK},
        {"id": "insured_this_month", "holds": work["insured_this_month"], "clause": WORK},
        {"id": "occupation", "holds": path != "none", "clause": WORK},
    ]
    if path != "none":
        worked = add_months(date.fromisoformat(work["since"]), 12) <= on
        told.append({"id": "worked_12_months", "holds": worked, "clause": WORK})
    if path == "employee":
        told.append({"id": "labour_contract", "holds": work["labour_contract"], "clause": WORK})
    return told


def _home(on: date, facts: dict[str, Any]) -> list[dict[str, Any]]:
    home = facts["housing"]
    kind = home["kind"]
    told = [{"id": "dwelling", "holds": kind != "none", "clause": HOME}]
    if kind == "rented":
        begins, ends = date.fromisoformat(home["lease_from"]), date.fromisoformat(home["lease_to"])
        a_year = begins <= on <= ends and add_months(begins, 12) - timedelta(days=1) <= ends
        told += [
            {"id": "lawful_title", "holds": home["lawful_title"], "clause": HOME},
            {"id": "meets_safety_rules", "holds": home["meets_safety_rules"], "clause": HOME},
            {"id": "registered_for_rent", "holds": home["registered_for_rent"], "clause": HOME},
            {"id": "lease_one_year", "holds": a_year, "clause": HOME},
        ]
    if kind != "none":
        told.append({"id": "title_proof", "holds": home["title_proof"], "clause": HOME})
    if kind == "rented" and home["commodity_housing"]:
        told.append({"id": "lease_filed", "holds": home["lease_filed"], "clause": HOME})
    return told


def _school(on: date, facts: dict[str, Any]) -> list[dict[str, Any]]:
    school = facts["schooling"]
    attended = add_months(date.fromisoformat(school["since"]), 12) <= on
    return [
        {"id": "school", "holds": school["stage"] != "none", "clause": SCHOOL},
        {"id": "full_time", "holds": school["full_time"], "clause": SCHOOL},
        {"id": "student_status", "holds": school["status"], "clause": SCHOOL},
        {"id": "attended_12_months", "holds": attended, "clause": SCHOOL},
    ]


# ---- three values, and what is needed found by trial ----

NAMES = {path: path.replace(".", "_") for path in FACTS}
Flat: Any = make_dataclass("Flat", NAMES.values(), slots=True)
"""Somebody as a row of values, which the trial changes in place."""


def flat(facts: Facts) -> Any:
    """The same person as a row."""
    return Flat(*(fact.of(facts) for fact in FACTS.values()))


def _and3(*values: bool | None) -> bool | None:
    known = True
    for value in values:
        if value is False:
            return False
        if value is None:
            known = False
    return True if known else None


def _or3(*values: bool | None) -> bool | None:
    known = True
    for value in values:
        if value is True:
            return True
        if value is None:
            known = False
    return False if known else None


def _not3(value: bool | None) -> bool | None:
    return None if value is None else not value


def _is(value: Any, other: Any) -> bool | None:
    return None if value is None else value is other


def _twelve(months: int | None) -> bool | None:
    return None if months is None else months >= 12


def _since(began: Any, months: int, on: date) -> bool | None:
    if began is None:
        return None
    return began is not False and add_months(began, months) <= on


def three_valued(one: Any, on: date) -> bool | None:
    """Whether a row may apply, None if that is not sure: nothing is named."""
    adult = _since(one.born, 192, on)
    everybody = _and3(
        _not3(one.hangzhou_hukou),
        _not3(one.talent),
        one.resided_continuously,
        _since(one.registered_on, 6, on),
        _or3(adult, one.guardians_hold_permits),
        _or3(adult, _twelve(one.guardians_insured_months)),
    )
    if everybody is False:
        return False
    path = one.employment_path
    employment = _and3(
        _twelve(one.employment_insured_months),
        one.employment_insured_this_month,
        _not3(_is(path, Occupation.NONE)),
        _since(one.employment_since, 12, on),
        _or3(_not3(_is(path, Occupation.EMPLOYEE)), one.employment_labour_contract),
    )
    schooling = _and3(
        _not3(_is(one.schooling_stage, Stage.NONE)),
        one.schooling_full_time,
        one.schooling_status,
        _since(one.schooling_since, 12, on),
    )
    return _and3(everybody, _or3(employment, _housed(one, on), schooling))


def _housed(one: Any, on: date) -> bool | None:
    kind = one.housing_kind
    rented = _and3(
        _is(kind, Home.RENTED),
        one.housing_lawful_title,
        one.housing_meets_safety_rules,
        one.housing_registered_for_rent,
        _leased(one.housing_lease_from, one.housing_lease_to, on),
        _or3(_not3(one.housing_commodity_housing), one.housing_lease_filed),
    )
    return _and3(one.housing_title_proof, _or3(_is(kind, Home.OWN), rented))


def _leased(begins: date | None, ends: date | None, on: date) -> bool | None:
    if (ends and ends < on) or (begins and begins > on):
        return False
    if begins is None or ends is None:
        return None
    return add_months(begins, 12) - timedelta(days=1) <= ends


_TRIED: dict[str, tuple[Any, ...]] = {
    "yes_no": (False, True),
    "day": (date(2000, 1, 1), date(2090, 1, 1)),
    "day_or_never": (False, date(2000, 1, 1)),
    "months": (0, 24),
}
TRIALS = {NAMES[path]: tuple(fact.choices) if fact.choices else _TRIED[fact.kind] for path, fact in FACTS.items()}


def by_trial(one: Any, on: date) -> tuple[bool | None, list[str]]:
    """The verdict on a row, and the unknown facts that can settle it alone: each value of each is tried."""
    verdict, settling = three_valued(one, on), []
    if verdict is None:
        for name, values in TRIALS.items():
            if getattr(one, name) is None:
                for value in values:
                    setattr(one, name, value)
                    settled = three_valued(one, on) is not None
                    setattr(one, name, None)
                    if settled:
                        settling.append(name)
                        break
    return verdict, settling


_write = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""A writer made once, as quick as this module of the standard library has one."""


def answer(line: str) -> str:
    """The answer to one line."""
    asked = json.loads(line)
    return _write(plain(date.fromisoformat(asked["on"]), asked["facts"]))


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(answer(line) + "\n")
