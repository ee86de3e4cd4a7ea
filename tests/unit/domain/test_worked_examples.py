"""The tables of rules.md, line by line: counting days (section 0) and the permit's years (section 4)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.clauses import clause
from domain.days import add_months
from domain.permits import Outcome, Use, anniversary, standing, window
from domain.registrations import change_due, registration_duty
from tests.unit.domain.asking import OWNER, answer
from tests.unit.domain.making import registration


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        pytest.param(date(2026, 11, 20), date(2026, 11, 23), id="二(一)1 arrived 2026-11-20"),
        pytest.param(date(2026, 12, 30), date(2027, 1, 2), id="二(一)1 arrived 2026-12-30"),
    ],
)
def test_registration_is_due_three_days_after_arrival(arrived: date, due: date) -> None:
    assert registration_duty(arrived, 3).due == due


@pytest.mark.parametrize(
    ("moved", "due"),
    [
        pytest.param(date(2026, 2, 20), date(2026, 3, 2), id="二(一)1 moved 2026-02-20"),
        pytest.param(date(2028, 2, 20), date(2028, 3, 1), id="二(一)1 moved 2028-02-20, leap year"),
    ],
)
def test_a_change_is_due_within_ten_days(moved: date, due: date) -> None:
    assert change_due(moved) == due


def test_half_a_year_from_the_end_of_august_is_complete_at_the_end_of_february() -> None:
    complete = date(2027, 2, 28)

    assert registration(registered_on=date(2026, 8, 31)).half_year_on(date(2026, 11, 23)) == complete
    assert answer(OWNER, {"registered_on": date(2026, 8, 31)}, on=date(2026, 11, 23)) == ("not_yet", complete)


def test_a_permit_of_a_leap_day_has_its_full_years_at_the_end_of_february() -> None:
    issued = date(2024, 2, 29)

    assert [anniversary(issued, year) for year in (1, 4)] == [date(2025, 2, 28), date(2028, 2, 29)]


def test_the_window_of_the_first_endorsement() -> None:
    found = window(date(2025, 3, 31), 1)

    assert (found.opens, found.closes) == (date(2026, 2, 28), date(2026, 3, 31))
    assert found.opens in found
    assert found.closes in found
    assert date(2026, 2, 27) not in found
    assert date(2026, 4, 1) not in found


def test_months_are_counted_from_the_original_date() -> None:
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)


@pytest.mark.parametrize("mark", ["民法典201", "民法典202", "民法典1259"])
def test_the_counting_stands_on_the_civil_code(mark: str) -> None:
    assert clause(mark).instrument.code == "civil_code"


ISSUED, REGISTERED, LATER = date(2025, 3, 15), date(2024, 8, 1), date(2027, 2, 20)
LEAP = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("issued", "visit", "until", "since"),
    [
        pytest.param(ISSUED, None, date(2026, 3, 15), REGISTERED, id="二(一)4 never endorsed"),
        pytest.param(ISSUED, date(2026, 2, 15), date(2027, 3, 15), REGISTERED, id="二(一)4 as the window opens"),
        pytest.param(ISSUED, date(2026, 2, 14), date(2026, 3, 15), REGISTERED, id="二(一)4 the day before it opens"),
        pytest.param(ISSUED, date(2026, 3, 16), date(2027, 3, 15), date(2026, 3, 16), id="二(一)4 a day late"),
        pytest.param(ISSUED, LATER, date(2028, 3, 15), LATER, id="二(一)4 late, in the second window"),
        pytest.param(LEAP, date(2025, 1, 28), date(2026, 2, 28), REGISTERED, id="二(一)4 issued on a leap day"),
    ],
)
def test_the_table_of_endorsements(issued: date, visit: date | None, until: date, since: date) -> None:
    found = standing(issued, REGISTERED, [visit] if visit else [], LATER)

    assert (found.due, found.residence_since) == (until, since)


def test_the_visit_that_is_too_early_is_refused_with_the_opening_date() -> None:
    early = date(2026, 2, 14)

    found = standing(ISSUED, REGISTERED, [early], early)

    assert found.visits[0].outcome is Outcome.REFUSED_EARLY
    assert found.window.opens == date(2026, 2, 15)


@pytest.mark.parametrize(
    ("on", "use"),
    [
        pytest.param(date(2026, 3, 15), Use.IN_FORCE, id="二(一)4 the anniversary"),
        pytest.param(date(2026, 3, 16), Use.SUSPENDED, id="二(一)4 suspended from 2026-03-16"),
        pytest.param(date(2027, 2, 19), Use.SUSPENDED, id="二(一)4 suspended to 2027-02-19"),
        pytest.param(date(2027, 2, 20), Use.IN_FORCE, id="二(一)4 restored on 2027-02-20"),
        pytest.param(date(2028, 3, 15), Use.IN_FORCE, id="二(一)4 in force to 2028-03-15"),
        pytest.param(date(2028, 3, 16), Use.SUSPENDED, id="二(一)4 and no longer"),
    ],
)
def test_use_is_suspended_from_the_missed_day_to_the_late_visit(on: date, use: Use) -> None:
    visits = [day for day in [LATER] if day <= on]

    assert standing(ISSUED, REGISTERED, visits, on).use(on) is use
