"""People as the rules of the permit see them, told by paths of facts, and their findings told by ids.

Everything is asked on 23 November 2026 unless a test says otherwise; every date here is on the safe side of its limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.eligibility import Assessment, WayFound, assess
from domain.facts import FACTS, Facts, Home, Occupation, Stage

TODAY = date(2026, 11, 23)

Told = Mapping[str, Any]

RESIDENT: Told = {
    "hangzhou_hukou": False,
    "talent": False,
    "registered_on": date(2024, 1, 15),
    "resided_continuously": True,
    "born": date(1990, 3, 7),
}
"""A grown-up who has lived here long enough, and of whom no way is known."""

NO_WORK: Told = {"employment.path": Occupation.NONE}
NO_HOME: Told = {"housing.kind": Home.NONE}
NO_SCHOOL: Told = {"schooling.stage": Stage.NONE}

JOB: Told = {
    "employment.path": Occupation.EMPLOYEE,
    "employment.insured_months": 12,
    "employment.insured_this_month": True,
    "employment.since": date(2024, 2, 1),
    "employment.labour_contract": True,
}
FLAT: Told = {"housing.kind": Home.OWN, "housing.title_proof": True}
LEASE: Told = {
    "housing.kind": Home.RENTED,
    "housing.title_proof": True,
    "housing.lawful_title": True,
    "housing.meets_safety_rules": True,
    "housing.registered_for_rent": True,
    "housing.lease_from": date(2026, 3, 1),
    "housing.lease_to": date(2027, 2, 28),
    "housing.commodity_housing": False,
}
FILED: Told = {"housing.commodity_housing": True, "housing.lease_filed": True}
SCHOOL: Told = {
    "schooling.stage": Stage.SECONDARY,
    "schooling.full_time": True,
    "schooling.status": True,
    "schooling.since": date(2024, 9, 1),
}
CHILD: Told = {"born": date(2014, 5, 1), "guardians.hold_permits": True, "guardians.insured_months": 12}

WORKER: Told = {**RESIDENT, **JOB, **NO_HOME, **NO_SCHOOL}
OWNER: Told = {**RESIDENT, **NO_WORK, **FLAT, **NO_SCHOOL}
TENANT: Told = {**RESIDENT, **NO_WORK, **LEASE, **NO_SCHOOL}
FLAT_TENANT: Told = {**TENANT, **FILED}
STUDENT: Told = {**RESIDENT, **NO_WORK, **NO_HOME, **SCHOOL}
PUPIL: Told = {**STUDENT, **CHILD}
NOBODY: Told = {**RESIDENT, **NO_WORK, **NO_HOME, **NO_SCHOOL}


def facts(*told: Told) -> Facts:
    """The facts of these paths; what is told later counts."""
    made = Facts()
    for path, value in {path: value for one in told for path, value in one.items()}.items():
        group, _, name = FACTS[path].path.rpartition(".")
        inner = replace(getattr(made, group), **{name: value}) if group else value
        made = replace(made, **{group or name: inner})
    return made


def asked(*told: Told, on: date = TODAY) -> Assessment:
    """The answer about a person."""
    return assess(facts(*told), on)


def answer(*told: Told, on: date = TODAY) -> tuple[str, date | None]:
    """Verdict and earliest day of the whole."""
    found = asked(*told, on=on)
    return found.verdict.value, found.earliest


def way(name: str, *told: Told, on: date = TODAY) -> WayFound:
    """One way."""
    return next(one for one in asked(*told, on=on).ways if one.way == name)


def findings(name: str, *told: Told, on: date = TODAY) -> dict[str, bool | None]:
    """The conditions of one way by id, in their order."""
    return {one.id: one.holds for one in way(name, *told, on=on).conditions}


def needed(*told: Told, on: date = TODAY) -> list[str]:
    """The paths of the facts still needed."""
    return [fact.path for fact in asked(*told, on=on).needed]
