"""The three ways together: which conditions each lists, their clauses, and the day of the whole (R2.6, R2.7)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import FACTS, Home, Occupation
from tests.unit.domain.asking import (
    CHILD,
    FILED,
    FLAT,
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
    WORKER,
    answer,
    asked,
    findings,
    way,
)

GUARDIANS = "guardians_permits guardians_insurance"
INSURED = "insured_12_months insured_this_month occupation"
RENTED = "dwelling lawful_title meets_safety_rules registered_for_rent lease_one_year title_proof"
STUDYING = "school full_time student_status attended_12_months"


@pytest.mark.parametrize(
    ("name", "told", "ids"),
    [
        pytest.param("employment", {"employment.path": Occupation.NONE}, INSURED, id="no occupation"),
        pytest.param("employment", {}, INSURED, id="occupation unknown"),
        pytest.param("employment", JOB, f"{INSURED} worked_12_months labour_contract", id="employee"),
        *(
            pytest.param("employment", {"employment.path": one}, f"{INSURED} worked_12_months", id=one.value)
            for one in Occupation
            if one not in (Occupation.NONE, Occupation.EMPLOYEE)
        ),
        pytest.param("housing", NO_HOME, "dwelling", id="no home"),
        pytest.param("housing", {}, "dwelling", id="home unknown"),
        pytest.param("housing", {"housing.kind": Home.OWN}, "dwelling title_proof", id="own"),
        pytest.param("housing", LEASE, RENTED, id="rented"),
        pytest.param("housing", {"housing.kind": Home.RENTED}, f"{RENTED} lease_filed", id="rented, house unknown"),
        pytest.param("housing", {**LEASE, "housing.commodity_housing": True}, f"{RENTED} lease_filed", id="commodity"),
        pytest.param("schooling", NO_SCHOOL, STUDYING, id="no school"),
        pytest.param("schooling", {}, STUDYING, id="school unknown"),
        pytest.param("schooling", SCHOOL, STUDYING, id="at school"),
    ],
)
def test_a_way_lists_the_half_year_and_what_it_asks_of_somebody(name: str, told: dict[str, object], ids: str) -> None:
    assert list(findings(name, RESIDENT, told)) == ["half_year", *ids.split()]
    assert list(findings(name, RESIDENT, CHILD, told)) == ["half_year", *GUARDIANS.split(), *ids.split()]
    assert list(findings(name, RESIDENT, {"born": None}, told)) == ["half_year", *GUARDIANS.split(), *ids.split()]


CLAUSES = {
    "employment": {"二(一)2", "二(一)3", "二(一)2(1)"},
    "housing": {"二(一)2", "二(一)3", "二(一)2(2)"},
    "schooling": {"二(一)2", "二(一)3", "二(一)2(3)"},
}


@pytest.mark.parametrize("name", CLAUSES)
def test_every_finding_shows_its_clause(name: str) -> None:
    everything = {**RESIDENT, **CHILD, **JOB, **FLAT_TENANT, **SCHOOL, **CHILD}

    found = way(name, everything).conditions

    assert {one.clause.mark for one in found} == CLAUSES[name]
    assert {one.clause.mark for one in found if one.id == "half_year"} == {"二(一)2"}
    assert {one.clause.mark for one in found if one.id in GUARDIANS.split()} == {"二(一)3"}


def test_the_ways_come_in_the_order_of_the_notice() -> None:
    assert [one.way for one in asked(NOBODY).ways] == ["employment", "housing", "schooling"]


ALL_RIPENING = {
    **RESIDENT,
    **JOB,
    **LEASE,
    **SCHOOL,
    "employment.since": date(2026, 2, 1),
    "housing.lease_from": date(2026, 12, 15),
    "housing.lease_to": date(2027, 12, 14),
    "schooling.since": date(2026, 3, 1),
}


def test_all_ways_are_reported_and_the_earliest_is_the_answer() -> None:
    found = asked(ALL_RIPENING)

    assert [one.earliest for one in found.ways] == [date(2027, 2, 1), date(2026, 12, 15), date(2027, 3, 1)]
    assert (found.verdict, found.earliest, found.needed) == ("not_yet", date(2026, 12, 15), ())


def test_one_open_way_is_enough_and_the_others_keep_their_days() -> None:
    found = asked(ALL_RIPENING, FLAT)

    assert (found.verdict, found.earliest) == ("eligible", None)
    assert [(one.verdict, one.earliest) for one in found.ways] == [
        ("not_yet", date(2027, 2, 1)),
        ("eligible", None),
        ("not_yet", date(2027, 3, 1)),
    ]


def test_only_an_answer_of_not_yet_has_a_day() -> None:
    for person in (WORKER, OWNER, TENANT, STUDENT, PUPIL, NOBODY, RESIDENT, {}):
        found = asked(person)
        assert found.earliest is None
        assert all((one.earliest is None) == (one.verdict != "not_yet") for one in found.ways)


def test_while_another_way_is_unknown_the_whole_has_no_day_but_its_way_has() -> None:
    person = {**ALL_RIPENING, "employment.labour_contract": None, "employment.since": date(2024, 1, 1)}

    found = asked(person)

    assert (found.verdict, found.earliest) == ("unknown", None)
    assert [one.earliest for one in found.ways] == [None, date(2026, 12, 15), date(2027, 3, 1)]


def test_a_way_that_may_open_but_never_before_another_leaves_the_answer_and_moves_only_its_day() -> None:
    person = {**WORKER, "employment.since": date(2026, 2, 1), **SCHOOL, "schooling.since": date(2026, 1, 1)}

    assert answer(person) == ("not_yet", date(2027, 1, 1))
    assert answer(person, {"schooling.status": None}) == ("not_yet", date(2027, 2, 1))


NEW = {**TENANT, "registered_on": date(2026, 9, 1)}
"""A tenant whose half year is complete on 1 March 2027."""


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        pytest.param(date(2027, 2, 28), ("ineligible", None), id="二(一)2(2) the lease ends the day before"),
        pytest.param(date(2027, 3, 1), ("not_yet", date(2027, 3, 1)), id="二(一)2(2) it ends on the day"),
        pytest.param(date(2027, 3, 2), ("not_yet", date(2027, 3, 1)), id="二(一)2(2) it ends a day later"),
        pytest.param(None, ("unknown", None), id="二(一)2(2) its end is unknown"),
    ],
)
def test_a_lease_must_cover_the_day_on_which_the_half_year_is_complete(ends: date | None, told: object) -> None:
    for house in ({}, FILED):
        assert answer(NEW, house, {"housing.lease_to": ends}) == told
        assert way("housing", NEW, house, {"housing.lease_to": ends})[1:3] == told


def test_a_way_closed_by_the_end_of_its_lease_leaves_the_others() -> None:
    found = asked(NEW, JOB)

    assert (found.verdict, found.earliest) == ("not_yet", date(2027, 3, 1))
    assert [one.verdict for one in found.ways] == ["not_yet", "ineligible", "ineligible"]


def test_a_child_whose_lease_ends_before_sixteen_cannot_wait_for_the_birthday() -> None:
    child = {"born": date(2011, 2, 28), "guardians.hold_permits": False}

    assert answer(TENANT, child) == ("not_yet", date(2027, 2, 28))
    assert answer(TENANT, child, {"born": date(2011, 3, 1)}) == ("ineligible", None)


# ---- a fact that is taken away ----

PEOPLE = {
    "worker": WORKER,
    "farmer": {**WORKER, "employment.path": Occupation.FARM},
    "owner": OWNER,
    "tenant": TENANT,
    "tenant of commodity housing": FLAT_TENANT,
    "tenant who filed nothing": {**TENANT, "housing.lease_filed": False},
    "student": STUDENT,
    "pupil": PUPIL,
    "owner without guardians": {**OWNER, "guardians.hold_permits": False},
}


@pytest.mark.parametrize("path", FACTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_one_fact_less_never_makes_a_no_of_a_yes(who: str, path: str) -> None:
    found = asked(PEOPLE[who], {path: None})

    assert found.verdict in ("eligible", "unknown")
    assert [fact.path for fact in found.needed][:1] == ([path] if found.verdict == "unknown" else [])


@pytest.mark.parametrize("path", FACTS)
def test_every_fact_matters_to_somebody(path: str) -> None:
    assert any(answer(person, {path: None}) == ("unknown", None) for person in PEOPLE.values())


@pytest.mark.parametrize("who", PEOPLE)
def test_a_fact_that_was_never_told_is_not_missed(who: str) -> None:
    missed = {path for path in FACTS if answer(PEOPLE[who], {path: None}) == ("unknown", None)}

    assert missed <= PEOPLE[who].keys()
    assert {"hangzhou_hukou", "talent", "registered_on", "resided_continuously"} <= missed


def test_somebody_without_any_way_is_told_no_only_when_all_three_are_closed() -> None:
    for gap in (NO_WORK, NO_HOME, NO_SCHOOL):
        assert answer(NOBODY, dict.fromkeys(gap)) == ("unknown", None)
