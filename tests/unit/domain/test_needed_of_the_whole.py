"""A fact matters only if the answer of the whole hangs on it: other ways, other days, leases that end (R2.6).

An unknown household register keeps every answer open; beside it nothing else may be asked that changes nothing.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.domain.asking import (
    FLAT,
    JOB,
    LEASE,
    NO_HOME,
    NO_SCHOOL,
    NO_WORK,
    NOBODY,
    OWNER,
    RESIDENT,
    SCHOOL,
    TENANT,
    TODAY,
    answer,
    needed,
)

HUKOU = {"hangzhou_hukou": None}
NEW = {"registered_on": date(2026, 9, 1)}
"""Half a year is complete on 1 March 2027."""
NO_GUARDIANS = {"guardians.hold_permits": False}
AGELESS = {"born": None, **NO_GUARDIANS}
"""Grown up or under sixteen, without anybody's papers."""


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({**OWNER, **dict.fromkeys(NO_SCHOOL)}, id="a second way, while the first is open"),
        pytest.param({**OWNER, **NEW, **dict.fromkeys(NO_SCHOOL)}, id="a second way that opens no sooner"),
        pytest.param({**OWNER, **NEW, **AGELESS}, id="the age, while all must wait"),
        pytest.param({**NOBODY, "registered_on": None}, id="the registration of somebody without a way"),
        pytest.param({**NOBODY, "resided_continuously": None}, id="the residence of somebody without a way"),
        pytest.param({**NOBODY, "born": None}, id="age and guardians of somebody without a way"),
        pytest.param({**NOBODY, "born": date(2014, 5, 1)}, id="the guardians of a child without a way"),
        pytest.param({**TENANT, **NEW, "housing.lease_to": date(2027, 2, 28), "housing.lawful_title": None},
                     id="the title of a home whose lease ends too soon"),
        pytest.param({**TENANT, **NEW, "housing.lease_to": date(2027, 2, 28), "housing.commodity_housing": None},
                     id="the house whose lease ends too soon"),
        pytest.param({**OWNER, "housing.kind": None, "housing.title_proof": False}, id="the kind of an unproved home"),
        pytest.param({**RESIDENT, **JOB, "employment.since": date(2026, 2, 1), **NO_HOME, **SCHOOL,
                      "schooling.since": date(2026, 1, 1), "schooling.status": None}, id="another day of waiting"),
    ],
)  # fmt: skip
def test_what_cannot_change_the_answer_is_not_asked(told: dict[str, object]) -> None:
    assert needed(told, HUKOU) == ["hangzhou_hukou"]


@pytest.mark.parametrize(
    ("told", "path"),
    [
        pytest.param({**TENANT, **NEW, "housing.lease_to": date(2027, 3, 1), "housing.lawful_title": None},
                     "housing.lawful_title", id="the title of a home whose lease lasts"),
        pytest.param({**OWNER, **NEW, "housing.title_proof": None}, "housing.title_proof", id="a proof in time"),
        pytest.param({**OWNER, "resided_continuously": None}, "resided_continuously", id="the residence of an owner"),
        pytest.param({**OWNER, **AGELESS}, "born", id="the age of an owner"),
        pytest.param({**OWNER, **NEW, "registered_on": None}, "registered_on", id="the registration of an owner"),
    ],
)  # fmt: skip
def test_what_can_change_it_is_asked_after_the_hukou(told: dict[str, object], path: str) -> None:
    assert needed(told, HUKOU) == ["hangzhou_hukou", path]
    assert needed(told) == [path]


def test_a_lease_that_begins_today_may_open_the_way_before_another() -> None:
    pupil = {**RESIDENT, **NO_WORK, **SCHOOL, "schooling.since": date(2026, 3, 1)}
    lease = {**LEASE, "housing.lease_from": TODAY, "housing.lease_to": None}

    assert answer(pupil, NO_HOME) == ("not_yet", date(2027, 3, 1))
    assert needed(pupil, lease) == ["housing.lease_to"]


def test_a_second_way_matters_to_a_child_where_the_lease_of_the_first_ends_before_sixteen() -> None:
    status = {**SCHOOL, "schooling.status": None}

    assert needed(TENANT, AGELESS, status) == ["born", "schooling.status"]
    assert needed(TENANT, NO_GUARDIANS, status) == []
    assert needed(TENANT, NO_GUARDIANS, status, {"born": date(2020, 1, 1)}) == ["schooling.status"]


@pytest.mark.parametrize("path", ["registered_on", "resided_continuously"])
def test_the_second_way_matters_to_the_child_too_while_the_half_year_is_unknown(path: str) -> None:
    status = {**SCHOOL, "schooling.status": None}

    assert needed(TENANT, AGELESS, status, {path: None}) == [path, "born", "schooling.status"]


def test_a_second_way_matters_where_the_lease_may_end_before_an_unknown_half_year_is_complete() -> None:
    status = {**SCHOOL, "schooling.status": None}

    assert answer(TENANT, status, {"registered_on": TODAY}) == ("unknown", None)
    assert needed(TENANT, status, {"registered_on": None}) == ["registered_on", "schooling.status"]


@pytest.mark.parametrize(
    ("born", "asked"),
    [
        pytest.param(date(2011, 6, 30), ["housing.lease_to"], id="a lease of a year lasts until he is sixteen"),
        pytest.param(date(2011, 7, 1), ["guardians.hold_permits", "housing.lease_to"], id="it may end the day before"),
    ],
)
def test_a_later_day_matters_where_a_lease_of_unknown_length_may_have_ended(born: date, asked: list[str]) -> None:
    lease = {"housing.lease_from": date(2026, 7, 1), "housing.lease_to": None}
    child = {"born": born, "guardians.hold_permits": None, "guardians.insured_months": 20}

    assert needed(TENANT, NEW, lease, child) == asked
    assert needed(TENANT, NEW, AGELESS, {"housing.lease_to": None}) == ["born", "housing.lease_to"]


def test_of_two_open_questions_both_are_asked_the_one_that_settles_more_first() -> None:
    employed = {**JOB, "employment.labour_contract": None}
    student = {**SCHOOL, "schooling.status": None, "schooling.full_time": None}

    assert needed(RESIDENT, FLAT, employed, student) == []
    assert needed(RESIDENT, NO_HOME, employed, student) == [
        "employment.labour_contract",
        "schooling.full_time",
        "schooling.status",
    ]


def test_behind_an_unknown_home_the_papers_of_the_harder_kind_come_last() -> None:
    asked = needed(RESIDENT, NO_WORK, NO_SCHOOL)

    assert asked[:2] == ["housing.kind", "housing.title_proof"]
    assert set(asked[2:]) == {f"housing.{name}" for name in (
        "lease_from", "lease_to", "lawful_title", "meets_safety_rules", "registered_for_rent", "commodity_housing",
        "lease_filed")}  # fmt: skip
