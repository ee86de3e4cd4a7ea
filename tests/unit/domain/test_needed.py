"""What is asked next: the fact that settles most first, and none that cannot change the answer (R2.6)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import FACTS, Home, Stage
from domain.needed import needed_for_the_day
from tests.unit.domain.asking import (
    FLAT_TENANT,
    JOB,
    LEASE,
    NO_HOME,
    NO_SCHOOL,
    NO_WORK,
    NOBODY,
    OWNER,
    PUPIL,
    RESIDENT,
    SCHOOL,
    STUDENT,
    TENANT,
    TODAY,
    WORKER,
    facts,
    needed,
)


def test_of_whom_nothing_is_known_the_hukou_is_asked_first_then_talent_then_what_every_way_asks() -> None:
    assert needed()[:4] == ["hangzhou_hukou", "talent", "registered_on", "resided_continuously"]


def test_of_whom_nothing_is_known_everything_may_matter() -> None:
    assert set(needed()) == set(FACTS)


@pytest.mark.parametrize(
    "told", [{"hangzhou_hukou": True}, {"hangzhou_hukou": False, "talent": True}], ids=["二(一)1", "二(一)2末"]
)
def test_who_has_another_route_is_asked_nothing(told: dict[str, object]) -> None:
    assert needed(told) == []


def test_for_a_talent_only_the_hukou_is_open() -> None:
    assert needed({"talent": True}) == ["hangzhou_hukou"]


def test_when_all_ways_are_closed_only_hukou_and_talent_can_change_the_answer() -> None:
    assert needed(NOBODY, {"hangzhou_hukou": None, "talent": None}) == ["hangzhou_hukou", "talent"]


@pytest.mark.parametrize("path", ["registered_on", "resided_continuously"])
def test_without_the_half_year_nothing_else_is_asked(path: str) -> None:
    assert needed(RESIDENT, {path: False}) == []


def test_the_gate_of_a_way_comes_before_what_hangs_on_it() -> None:
    asked = needed(RESIDENT)

    assert asked.index("employment.path") < asked.index("employment.labour_contract")
    assert asked.index("housing.kind") < asked.index("housing.title_proof") < asked.index("housing.lease_from")
    assert asked.index("schooling.stage") < asked.index("schooling.since")


def test_the_way_with_the_least_unknown_is_asked_about_first() -> None:
    almost = {**RESIDENT, **JOB, "employment.labour_contract": None}

    assert needed(almost)[0] == "employment.labour_contract"
    assert needed(RESIDENT, SCHOOL, {"schooling.status": None})[0] == "schooling.status"


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        pytest.param({"housing.kind": Home.OWN}, ["housing.title_proof"], id="own"),
        pytest.param({**LEASE, "housing.lawful_title": None}, ["housing.lawful_title"], id="rented"),
        pytest.param({**LEASE, "housing.commodity_housing": None},
                     ["housing.commodity_housing", "housing.lease_filed"], id="house unknown"),
        pytest.param({**LEASE, "housing.commodity_housing": None, "housing.lease_filed": True}, [], id="filed anyhow"),
        pytest.param({**LEASE, "housing.lease_to": date(2026, 11, 22), "housing.lease_from": None}, [], id="ended"),
        pytest.param({**LEASE, "housing.title_proof": False, "housing.kind": None}, [], id="no title"),
    ],
)  # fmt: skip
def test_only_what_can_still_change_the_answer_of_a_home_is_asked(told: dict[str, object], asked: list[str]) -> None:
    assert needed(RESIDENT, NO_WORK, NO_SCHOOL, told) == asked


def test_nothing_more_is_asked_once_a_way_is_open() -> None:
    for person in (WORKER, OWNER, TENANT, FLAT_TENANT, STUDENT, PUPIL):
        assert needed(person) == []
    assert needed(RESIDENT, {"housing.kind": Home.OWN, "housing.title_proof": True}) == []


def test_a_closed_way_is_asked_nothing_more() -> None:
    asked = needed(RESIDENT, NO_WORK, NO_SCHOOL)

    assert {path.partition(".")[0] for path in asked} == {"housing"}


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        pytest.param({"guardians.hold_permits": None}, ["guardians.hold_permits"], id="二(一)3 permits"),
        pytest.param({"guardians.insured_months": None}, ["guardians.insured_months"], id="二(一)3 insurance"),
        pytest.param({"guardians.hold_permits": False, "guardians.insured_months": None}, [], id="二(一)3 no permits"),
        pytest.param({"guardians.hold_permits": None, "guardians.insured_months": 0}, [], id="二(一)3 none stays none"),
        pytest.param({"born": None}, [], id="二(一)3 age does not matter"),
        pytest.param({"born": None, "guardians.hold_permits": False}, ["born"], id="二(一)3 only age matters"),
    ],
)
def test_of_a_childs_guardians_only_what_matters_is_asked(told: dict[str, object], asked: list[str]) -> None:
    assert needed(PUPIL, told) == asked


def test_of_an_unknown_age_the_birth_date_is_asked_before_the_guardians() -> None:
    unknown = {"born": None, "guardians.hold_permits": None, "guardians.insured_months": None}

    assert needed(PUPIL, unknown) == ["born", "guardians.hold_permits", "guardians.insured_months"]


@pytest.mark.parametrize("path", ["guardians.hold_permits", "guardians.insured_months"])
def test_of_an_unknown_age_one_unknown_paper_of_the_guardians_still_matters(path: str) -> None:
    assert needed(PUPIL, {"born": None, path: None}) == ["born", path]


def test_a_grown_up_is_never_asked_about_guardians() -> None:
    assert not [path for path in needed(RESIDENT) if path.startswith("guardians")]


def test_a_way_that_is_too_late_to_matter_is_not_asked_about() -> None:
    ripe = {**OWNER, "registered_on": date(2026, 9, 1), **dict.fromkeys(NO_SCHOOL)}

    assert needed(ripe) == []


# ---- by the day ----


def by_day(*told: dict[str, object]) -> list[str]:
    return [fact.path for fact in needed_for_the_day(facts(*told), TODAY)]


LATER = {**WORKER, "employment.since": date(2026, 2, 1)}
"""May apply from 1 February 2027 by work."""


def test_somebody_who_must_wait_is_asked_what_may_bring_the_day_forward() -> None:
    earlier = {**LATER, **SCHOOL, "schooling.since": date(2026, 1, 1), "schooling.status": None}

    assert needed(earlier) == []
    assert by_day(earlier) == ["schooling.status"]


def test_what_cannot_bring_the_day_forward_is_not_asked() -> None:
    later = {**LATER, **SCHOOL, "schooling.since": date(2026, 3, 1), "schooling.status": None}

    assert by_day(later) == []
    assert by_day(LATER) == []


def test_an_unknown_way_may_bring_the_day_forward() -> None:
    assert "housing.kind" in by_day(LATER, dict.fromkeys(NO_HOME))
    assert "schooling.stage" not in by_day(LATER, {"schooling.stage": Stage.NONE})


def test_the_guardians_may_bring_a_childs_day_forward() -> None:
    child = {
        **PUPIL,
        "guardians.hold_permits": True,
        "guardians.insured_months": 11,
        "schooling.since": date(2026, 1, 1),
    }

    assert by_day(child) == []
    assert needed(child) == []
    assert by_day({**child, "guardians.insured_months": None}) == ["guardians.insured_months"]
