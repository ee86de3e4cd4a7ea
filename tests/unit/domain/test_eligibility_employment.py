"""Lawful, stable employment (R2.1; 二(一)2(1))."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import Occupation
from tests.unit.domain.asking import TODAY, WORKER, answer, findings, way

MET = {
    "half_year": True,
    "insured_12_months": True,
    "insured_this_month": True,
    "occupation": True,
    "worked_12_months": True,
    "labour_contract": True,
}
WORKING = [one for one in Occupation if one is not Occupation.NONE]
ELIGIBLE, INELIGIBLE, UNKNOWN = ("eligible", None), ("ineligible", None), ("unknown", None)


def test_an_employee_who_meets_everything_may_apply_today() -> None:
    assert findings("employment", WORKER) == MET
    assert answer(WORKER) == ELIGIBLE


@pytest.mark.parametrize(
    ("path", "value", "condition", "holds", "told"),
    [
        pytest.param("insured_months", None, "insured_12_months", None, UNKNOWN, id="二(一)2(1) months unknown"),
        pytest.param("insured_this_month", False, "insured_this_month", False, INELIGIBLE, id="二(一)2(1) not insured"),
        pytest.param("insured_this_month", None, "insured_this_month", None, UNKNOWN, id="二(一)2(1) perhaps insured"),
        pytest.param("path", Occupation.NONE, "occupation", False, INELIGIBLE, id="二(一)2(1) no occupation"),
        pytest.param("path", None, "occupation", None, UNKNOWN, id="二(一)2(1) occupation unknown"),
        pytest.param("since", None, "worked_12_months", None, UNKNOWN, id="二(一)2(1) since unknown"),
        pytest.param("labour_contract", False, "labour_contract", False, INELIGIBLE, id="二(一)2(1) no contract"),
        pytest.param("labour_contract", None, "labour_contract", None, UNKNOWN, id="二(一)2(1) contract unknown"),
    ],
)
def test_each_condition_by_itself_decides(
    path: str, value: object, condition: str, holds: object, told: object
) -> None:
    person = {**WORKER, f"employment.{path}": value}

    assert findings("employment", person)[condition] is holds
    assert answer(person) == told
    assert {id: one for id, one in findings("employment", person).items() if id != condition}.items() <= MET.items()


@pytest.mark.parametrize(
    ("months", "on", "told"),
    [
        pytest.param(13, TODAY, ELIGIBLE, id="二(一)2(1) thirteen"),
        pytest.param(12, TODAY, ELIGIBLE, id="二(一)2(1) twelve"),
        pytest.param(11, TODAY, ("not_yet", date(2026, 12, 1)), id="二(一)2(1) eleven"),
        pytest.param(11, date(2026, 12, 31), ("not_yet", date(2027, 1, 1)), id="二(一)2(1) eleven on New Year's Eve"),
        pytest.param(11, date(2028, 1, 31), ("not_yet", date(2028, 2, 1)), id="二(一)2(1) eleven before February"),
        pytest.param(
            11, date(2026, 12, 1), ("not_yet", date(2027, 1, 1)), id="二(一)2(1) eleven on the first of a month"
        ),
        pytest.param(5, TODAY, ("not_yet", date(2027, 6, 1)), id="二(一)2(1) five"),
        pytest.param(1, TODAY, ("not_yet", date(2027, 10, 1)), id="二(一)2(1) one"),
        pytest.param(0, TODAY, ("not_yet", date(2027, 11, 1)), id="二(一)2(1) none yet"),
    ],
)
def test_months_run_by_one_each_month_while_this_one_is_insured(months: int, on: date, told: object) -> None:
    assert answer(WORKER, {"employment.insured_months": months}, on=on) == told


@pytest.mark.parametrize(
    ("months", "now", "holds"),
    [
        pytest.param(12, False, True, id="二(一)2(1) twelve stay twelve"),
        pytest.param(11, False, False, id="二(一)2(1) eleven do not run"),
        pytest.param(11, True, False, id="二(一)2(1) eleven run"),
        pytest.param(11, None, False, id="二(一)2(1) eleven, perhaps running"),
        pytest.param(12, None, True, id="二(一)2(1) twelve, perhaps insured"),
        pytest.param(None, False, None, id="二(一)2(1) unknown and not running"),
        pytest.param(None, None, None, id="二(一)2(1) nothing known"),
    ],
)
def test_the_months_and_this_month_are_two_facts(months: int | None, now: bool | None, holds: bool | None) -> None:
    person = {**WORKER, "employment.insured_months": months, "employment.insured_this_month": now}

    found = findings("employment", person)

    assert (found["insured_12_months"], found["insured_this_month"]) == (holds, now)


@pytest.mark.parametrize("months", [0, 11, 12, 30, None])
def test_without_insurance_this_month_no_time_cures(months: int | None) -> None:
    told = {"employment.insured_months": months, "employment.insured_this_month": False}

    assert answer(WORKER, told) == INELIGIBLE


def test_eleven_months_that_perhaps_run_leave_the_answer_open() -> None:
    told = {"employment.insured_months": 11, "employment.insured_this_month": None}

    assert answer(WORKER, told) == UNKNOWN


@pytest.mark.parametrize("path", WORKING)
@pytest.mark.parametrize(
    ("since", "on", "told"),
    [
        pytest.param(date(2025, 11, 22), TODAY, ELIGIBLE, id="二(一)2(1) a day over"),
        pytest.param(date(2025, 11, 23), TODAY, ELIGIBLE, id="二(一)2(1) exactly twelve months"),
        pytest.param(date(2025, 11, 24), TODAY, ("not_yet", date(2026, 11, 24)), id="二(一)2(1) a day short"),
        pytest.param(TODAY, TODAY, ("not_yet", date(2027, 11, 23)), id="二(一)2(1) since today"),
        pytest.param(
            date(2024, 2, 29), date(2025, 2, 27), ("not_yet", date(2025, 2, 28)), id="民法典202 leap day, before"
        ),
        pytest.param(date(2024, 2, 29), date(2025, 2, 28), ELIGIBLE, id="民法典202 leap day, complete"),
    ],
)
def test_every_occupation_counts_after_twelve_months(path: Occupation, since: date, on: date, told: object) -> None:
    assert answer(WORKER, {"employment.path": path, "employment.since": since}, on=on) == told


@pytest.mark.parametrize("path", WORKING)
def test_only_an_employee_needs_a_labour_contract(path: Occupation) -> None:
    told = {"employment.path": path, "employment.labour_contract": False}

    assert answer(WORKER, told) == (INELIGIBLE if path is Occupation.EMPLOYEE else ELIGIBLE)


@pytest.mark.parametrize(
    ("registered", "months", "since", "last"),
    [
        pytest.param(date(2026, 9, 10), 9, date(2026, 1, 15), date(2027, 3, 10), id="the half year is last"),
        pytest.param(date(2026, 6, 10), 8, date(2026, 1, 15), date(2027, 3, 1), id="the insurance is last"),
        pytest.param(date(2026, 6, 10), 11, date(2026, 4, 15), date(2027, 4, 15), id="the work is last"),
    ],
)
def test_of_several_conditions_the_last_to_ripen_gives_the_day(
    registered: date, months: int, since: date, last: date
) -> None:
    ripening = {"registered_on": registered, "employment.insured_months": months, "employment.since": since}

    found = way("employment", WORKER, ripening)

    assert (found.verdict, found.earliest) == ("not_yet", last)


def test_ripe_conditions_wait_for_one_that_time_does_not_cure() -> None:
    told = {"employment.insured_months": 11, "employment.labour_contract": False}

    assert answer(WORKER, told) == INELIGIBLE
    assert answer(WORKER, told, {"employment.labour_contract": None}) == UNKNOWN
