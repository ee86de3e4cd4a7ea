"""The date twin: what moves if one thing were otherwise (二(一)2)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.eligibility import Verdict
from domain.facts import Employment, Facts, Home, Housing, Occupation, Schooling, Stage
from domain.whatif import Supposition, insurance_gap, lease_until, registered, twin
from domain.when import DAWN, NEVER

ON = date(2026, 11, 23)


def employee(months: int) -> Facts:
    """Everything met but for the months of insurance."""
    work = Employment(months, True, Occupation.EMPLOYEE, date(2025, 1, 1), True)
    no_school = Schooling(Stage.NONE, False, False, None)
    return Facts(False, False, date(2026, 1, 1), True, date(1990, 1, 1), work, Housing(Home.NONE), no_school)


def days(suppose: Supposition, facts: Facts) -> dict[str, tuple[date, date]]:
    return {one.what: (one.now, one.then) for one in twin(facts, ON, suppose).moved}


@pytest.mark.parametrize(
    ("begins", "months", "then"),
    [
        pytest.param(0, 1, date(2027, 11, 1), id="二(一)2(1) a gap this month"),
        pytest.param(1, 1, date(2027, 12, 1), id="二(一)2(1) a gap next month"),
        pytest.param(1, 2, date(2028, 1, 1), id="二(一)2(1) two months, over the end of the year"),
    ],
)
def test_a_gap_restarts_the_twelve_months(begins: int, months: int, then: date) -> None:
    moved = days(insurance_gap(begins, months), employee(9))

    assert moved["insured_12_months"] == moved["whole"] == moved["employment"] == (date(2027, 2, 1), then)


def test_who_is_eligible_already_sees_what_a_gap_would_cost() -> None:
    found = twin(employee(12), ON, insurance_gap(1, 1))

    assert found.present.verdict is Verdict.ELIGIBLE
    assert found.supposed.verdict is Verdict.NOT_YET
    assert found.moved[0].now == DAWN


def test_registering_later_moves_the_half_year_and_what_hangs_on_it() -> None:
    moved = days(registered(date(2026, 11, 30)), employee(12))

    assert moved["half_year"] == moved["whole"] == (DAWN, date(2027, 5, 30))


def test_a_lease_that_ends_before_the_day_closes_the_way() -> None:
    home = Housing(Home.RENTED, True, True, True, True, date(2026, 1, 1), date(2027, 6, 30), False, None)
    facts = Facts(False, False, date(2026, 9, 1), True, date(1990, 1, 1), housing=home, schooling=Schooling(Stage.NONE))

    assert days(lease_until(date(2027, 2, 1)), facts)["housing"] == (date(2027, 3, 1), NEVER)


def test_nothing_moves_where_nothing_changes() -> None:
    assert twin(employee(12), ON, registered(date(2026, 1, 1))).moved == ()
