"""Who is asked at all, and the half year (R2.0, R2.4, R2.6; 二(一)2)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.eligibility import Verdict
from tests.unit.domain.asking import FLAT, NOBODY, OWNER, RESIDENT, STUDENT, TODAY, WORKER, answer, asked, findings

NOT_APPLICABLE, TALENT, ELIGIBLE = ("not_applicable", None), ("talent_route", None), ("eligible", None)
INELIGIBLE, UNKNOWN = ("ineligible", None), ("unknown", None)


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    assert answer() == UNKNOWN


@pytest.mark.parametrize("talent", [True, False, None])
def test_hangzhou_hukou_comes_before_talent_and_ends_the_question(talent: bool | None) -> None:
    found = asked(OWNER, {"hangzhou_hukou": True, "talent": talent})

    assert found == (Verdict.NOT_APPLICABLE, None, (), ())


def test_a_talent_permit_has_rules_of_its_own_and_the_answer_stops_there() -> None:
    assert asked(OWNER, {"talent": True}) == (Verdict.TALENT_ROUTE, None, (), ())


@pytest.mark.parametrize(
    ("hukou", "talent", "told"),
    [
        pytest.param(None, False, UNKNOWN, id="二(一)1 hukou unknown"),
        pytest.param(None, True, UNKNOWN, id="二(一)1 hukou unknown, talent"),
        pytest.param(False, None, UNKNOWN, id="二(一)2末 talent unknown"),
        pytest.param(False, False, ELIGIBLE, id="二(一)2 neither"),
    ],
)
def test_an_eligible_person_hangs_on_hukou_and_talent(hukou: bool | None, talent: bool | None, told: object) -> None:
    assert answer(OWNER, {"hangzhou_hukou": hukou, "talent": talent}) == told


@pytest.mark.parametrize("path", ["hangzhou_hukou", "talent"])
def test_nobody_is_told_no_while_hukou_or_talent_may_change_the_answer(path: str) -> None:
    assert answer(NOBODY) == INELIGIBLE
    assert answer(NOBODY, {path: None}) == UNKNOWN


def test_the_ways_are_told_while_only_the_hukou_is_unknown() -> None:
    ways = asked(OWNER, {"hangzhou_hukou": None}).ways

    assert [(one.way, one.verdict) for one in ways] == [
        ("employment", "ineligible"),
        ("housing", "eligible"),
        ("schooling", "ineligible"),
    ]


@pytest.mark.parametrize(
    ("registered", "on", "told"),
    [
        pytest.param(date(2026, 5, 23), TODAY, ELIGIBLE, id="二(一)2 exactly half a year"),
        pytest.param(date(2026, 5, 22), TODAY, ELIGIBLE, id="二(一)2 a day over"),
        pytest.param(date(2026, 5, 24), TODAY, ("not_yet", date(2026, 11, 24)), id="二(一)2 a day short"),
        pytest.param(TODAY, TODAY, ("not_yet", date(2027, 5, 23)), id="二(一)2 registered today"),
        pytest.param(
            date(2026, 8, 31), date(2027, 2, 27), ("not_yet", date(2027, 2, 28)), id="民法典202 the day before"
        ),
        pytest.param(date(2026, 8, 31), date(2027, 2, 28), ELIGIBLE, id="民法典202 the month's last day"),
        pytest.param(
            date(2027, 8, 31), date(2028, 2, 28), ("not_yet", date(2028, 2, 29)), id="民法典202 leap year before"
        ),
        pytest.param(date(2027, 8, 31), date(2028, 2, 29), ELIGIBLE, id="民法典202 leap day"),
        pytest.param(date(2026, 6, 30), date(2026, 12, 29), ("not_yet", date(2026, 12, 30)), id="二(一)2 year's end"),
        pytest.param(date(2026, 7, 1), date(2026, 12, 31), ("not_yet", date(2027, 1, 1)), id="二(一)2 New Year's Eve"),
        pytest.param(date(2026, 7, 1), date(2027, 1, 1), ELIGIBLE, id="二(一)2 New Year"),
        pytest.param(date(1990, 1, 1), TODAY, ELIGIBLE, id="二(一)2 long ago"),
    ],
)
def test_half_a_year_is_counted_from_registration(registered: date, on: date, told: object) -> None:
    assert answer(OWNER, {"registered_on": registered}, on=on) == told


@pytest.mark.parametrize(
    ("registered", "unbroken", "holds", "told"),
    [
        pytest.param(date(2024, 1, 15), True, True, ELIGIBLE, id="二(一)2 met"),
        pytest.param(date(2024, 1, 15), False, False, INELIGIBLE, id="二(一)2 broken residence"),
        pytest.param(date(2024, 1, 15), None, None, UNKNOWN, id="二(一)2 perhaps broken"),
        pytest.param(False, True, False, INELIGIBLE, id="二(一)2 not registered"),
        pytest.param(False, None, False, INELIGIBLE, id="二(一)2 not registered, perhaps broken"),
        pytest.param(None, True, None, UNKNOWN, id="二(一)2 perhaps registered"),
        pytest.param(None, False, False, INELIGIBLE, id="二(一)2 broken, whenever registered"),
        pytest.param(None, None, None, UNKNOWN, id="二(一)2 nothing known"),
        pytest.param(TODAY, None, False, UNKNOWN, id="二(一)2 too new, and perhaps broken"),
    ],
)
def test_residence_is_registered_and_unbroken(
    registered: object, unbroken: object, holds: object, told: object
) -> None:
    person = {**OWNER, "registered_on": registered, "resided_continuously": unbroken}

    assert findings("housing", person)["half_year"] is holds
    assert answer(person) == told


@pytest.mark.parametrize("person", [WORKER, OWNER, STUDENT], ids=["employment", "housing", "schooling"])
def test_every_way_waits_for_the_half_year(person: dict[str, object]) -> None:
    new = {**person, "registered_on": date(2026, 8, 31)}

    found = asked(new)

    assert (found.verdict, found.earliest) == ("not_yet", date(2027, 2, 28))
    assert [one.earliest for one in found.ways if one.verdict == "not_yet"] == [date(2027, 2, 28)]


def test_half_a_year_alone_is_not_enough() -> None:
    assert answer(NOBODY) == INELIGIBLE
    assert answer(RESIDENT, FLAT) == ELIGIBLE
