"""Continuous schooling (R2.3; 二(一)2(3)), and applicants under sixteen (R2.5; 二(一)3)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import Stage
from tests.unit.domain.asking import OWNER, PUPIL, STUDENT, TODAY, WORKER, answer, findings

ELIGIBLE, INELIGIBLE, UNKNOWN = ("eligible", None), ("ineligible", None), ("unknown", None)
BY_VALUE = {True: ELIGIBLE, False: INELIGIBLE, None: UNKNOWN}
MET = {"half_year": True, "school": True, "full_time": True, "student_status": True, "attended_12_months": True}
GUARDED = {"half_year": True, "guardians_permits": True, "guardians_insurance": True}


@pytest.mark.parametrize("stage", Stage)
def test_the_schools_of_the_notice_count_and_no_other(stage: Stage) -> None:
    person = {**STUDENT, "schooling.stage": stage}

    assert findings("schooling", person) == {**MET, "school": stage is not Stage.NONE}
    assert answer(person) == BY_VALUE[stage is not Stage.NONE]


@pytest.mark.parametrize(
    ("fact", "condition"),
    [("full_time", "full_time"), ("status", "student_status")],
    ids=["二(一)2(3)", "二(一)2(3) 学籍"],
)
@pytest.mark.parametrize("value", [True, False, None])
def test_each_condition_of_school_by_itself_decides(fact: str, condition: str, value: bool | None) -> None:
    person = {**STUDENT, f"schooling.{fact}": value}

    assert findings("schooling", person) == {**MET, condition: value}
    assert answer(person) == BY_VALUE[value]


@pytest.mark.parametrize("path", ["schooling.stage", "schooling.since"])
def test_an_unknown_school_or_first_day_leaves_the_answer_open(path: str) -> None:
    assert answer(STUDENT, {path: None}) == UNKNOWN
    assert list(findings("schooling", STUDENT, {path: None}).values()).count(None) == 1


@pytest.mark.parametrize(
    ("since", "on", "told"),
    [
        pytest.param(date(2025, 9, 1), date(2026, 8, 31), ("not_yet", date(2026, 9, 1)), id="二(一)2(3) a day short"),
        pytest.param(date(2025, 9, 1), date(2026, 9, 1), ELIGIBLE, id="二(一)2(3) exactly twelve months"),
        pytest.param(date(2025, 9, 1), date(2026, 9, 2), ELIGIBLE, id="二(一)2(3) a day over"),
        pytest.param(
            date(2024, 2, 29), date(2025, 2, 27), ("not_yet", date(2025, 2, 28)), id="民法典202 leap day, before"
        ),
        pytest.param(date(2024, 2, 29), date(2025, 2, 28), ELIGIBLE, id="民法典202 leap day, complete"),
    ],
)
def test_twelve_months_of_attendance_are_counted_from_the_first_day(since: date, on: date, told: object) -> None:
    assert answer(STUDENT, {"schooling.since": since, "registered_on": date(2024, 1, 1)}, on=on) == told


# ---- under sixteen ----

ORPHAN = {"guardians.hold_permits": False}
"""Of whom the guardians' papers will never come: only the birthday helps."""


@pytest.mark.parametrize(
    ("born", "on", "told"),
    [
        pytest.param(date(2010, 11, 22), TODAY, ELIGIBLE, id="二(一)3 sixteen since yesterday"),
        pytest.param(date(2010, 11, 23), TODAY, ELIGIBLE, id="二(一)3 sixteenth birthday"),
        pytest.param(date(2010, 11, 24), TODAY, ("not_yet", date(2026, 11, 24)), id="二(一)3 the day before it"),
        pytest.param(
            date(2012, 2, 29), date(2028, 2, 28), ("not_yet", date(2028, 2, 29)), id="二(一)3 leap day, before"
        ),
        pytest.param(date(2012, 2, 29), date(2028, 2, 29), ELIGIBLE, id="二(一)3 leap day in a leap year"),
        pytest.param(date(2084, 2, 29), date(2100, 2, 27), ("not_yet", date(2100, 2, 28)), id="二(一)3 2100, before"),
        pytest.param(date(2084, 2, 29), date(2100, 2, 28), ELIGIBLE, id="二(一)3 2100 is no leap year"),
        pytest.param(
            date(2010, 12, 31), date(2026, 12, 30), ("not_yet", date(2026, 12, 31)), id="二(一)3 New Year's Eve"
        ),
        pytest.param(date(2020, 1, 1), TODAY, ("not_yet", date(2036, 1, 1)), id="二(一)3 ten years to go"),
    ],
)
def test_sixteen_is_reached_on_the_birthday_and_time_alone_brings_it(born: date, on: date, told: object) -> None:
    assert answer(OWNER, ORPHAN, {"born": born}, on=on) == told


@pytest.mark.parametrize(
    ("on", "under"),
    [
        pytest.param(date(2030, 4, 30), True, id="二(一)3 the day before the sixteenth birthday"),
        pytest.param(date(2030, 5, 1), False, id="二(一)3 the birthday"),
        pytest.param(date(2031, 4, 30), False, id="二(一)3 the last day of being sixteen"),
    ],
)
def test_the_guardians_are_listed_until_the_sixteenth_birthday(on: date, under: bool) -> None:
    assert ("guardians_permits" in findings("schooling", PUPIL, on=on)) is under


@pytest.mark.parametrize("permits", [True, False, None])
def test_both_guardians_permits_are_asked_of_a_child(permits: bool | None) -> None:
    person = {**PUPIL, "guardians.hold_permits": permits}
    until_16 = ("not_yet", date(2030, 5, 1))

    assert findings("schooling", person) == {**GUARDED, "guardians_permits": permits, **MET}
    assert answer(person) == {True: ELIGIBLE, False: until_16, None: UNKNOWN}[permits]


@pytest.mark.parametrize(
    ("months", "holds", "told"),
    [
        pytest.param(13, True, ELIGIBLE, id="二(一)3 thirteen months"),
        pytest.param(12, True, ELIGIBLE, id="二(一)3 twelve"),
        pytest.param(11, False, ("not_yet", date(2026, 12, 1)), id="二(一)3 eleven run on"),
        pytest.param(1, False, ("not_yet", date(2027, 10, 1)), id="二(一)3 one runs on"),
        pytest.param(0, False, ("not_yet", date(2030, 5, 1)), id="二(一)3 none stays none until sixteen"),
        pytest.param(None, None, UNKNOWN, id="二(一)3 unknown"),
    ],
)
def test_the_guardians_insurance_is_asked_of_a_child(months: int | None, holds: object, told: object) -> None:
    person = {**PUPIL, "guardians.insured_months": months}

    assert findings("schooling", person)["guardians_insurance"] is holds
    assert answer(person) == told


def test_the_birthday_may_come_before_the_guardians_months() -> None:
    person = {**PUPIL, "born": date(2010, 11, 30), "guardians.insured_months": 11}

    assert answer(person) == ("not_yet", date(2026, 11, 30))


@pytest.mark.parametrize("name", ["employment", "housing", "schooling"])
def test_the_guardians_are_asked_about_on_every_way(name: str) -> None:
    ways = {"employment": WORKER, "housing": OWNER, "schooling": STUDENT}
    child = {"born": date(2014, 5, 1)}

    found = findings(name, ways[name], child)

    assert list(found)[:3] == ["half_year", "guardians_permits", "guardians_insurance"]
    assert answer(ways[name], child) == UNKNOWN


def test_of_an_unknown_age_good_guardians_are_enough() -> None:
    assert answer(PUPIL, {"born": None}) == ELIGIBLE
    assert answer(PUPIL, ORPHAN, {"born": None}) == UNKNOWN


@pytest.mark.parametrize("path", ["guardians.hold_permits", "guardians.insured_months"])
def test_a_grown_up_is_asked_nothing_about_guardians(path: str) -> None:
    assert answer(STUDENT, {path: None}) == ELIGIBLE
    assert "guardians_permits" not in findings("schooling", STUDENT)
