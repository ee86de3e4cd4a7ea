"""Answers are computed again as of their day; a correction counts as long as what it was found in is so."""

from __future__ import annotations

from datetime import date

import pytest

from domain.answers import OF_HOME, OF_WORK, as_known, as_paths, corrected, made_void
from domain.eligibility import Verdict
from domain.facts import FACTS, Facts, of_paths
from domain.registrations import Changes
from tests.unit.domain.making import ELSEWHERE, TODAY, TOLD, answer, correction

MONTHS, CONTRACT = "employment.insured_months", "employment.labour_contract"


def test_an_answer_is_computed_again_as_of_its_day() -> None:
    again = answer().recomputed()

    assert (again.verdict, again.earliest) == (Verdict.NOT_YET, date(2027, 2, 1))


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        pytest.param({}, True, id="the same"),
        pytest.param({"verdict": Verdict.ELIGIBLE, "earliest": None}, False, id="another verdict"),
        pytest.param({"earliest": date(2027, 2, 2)}, False, id="another day"),
    ],
)
def test_an_answer_stands_while_the_rules_say_the_same_of_its_day(told: dict, stands: bool) -> None:
    assert answer(**told).stands() is stands


@pytest.mark.parametrize(
    ("path", "on", "holds"),
    [
        pytest.param(MONTHS, date(2026, 11, 22), False, id="months, day before"),
        pytest.param(MONTHS, TODAY, True, id="months, same day"),
        pytest.param(MONTHS, date(2026, 11, 30), True, id="months, last day of the month"),
        pytest.param(MONTHS, date(2026, 12, 1), False, id="months, next month"),
        pytest.param(MONTHS, date(2027, 11, 23), False, id="months, same month of another year"),
        pytest.param(CONTRACT, date(2026, 11, 22), False, id="contract, day before"),
        pytest.param(CONTRACT, date(2027, 11, 23), True, id="contract, a year later"),
    ],
)
def test_what_runs_with_the_months_holds_within_its_month(path: str, on: date, holds: bool) -> None:
    assert correction(path).holds(on) is holds


def test_the_last_correction_of_a_fact_counts_and_the_rest_stays_as_told() -> None:
    found = corrected(TOLD, [correction(value=13), correction(CONTRACT, False), correction(value=14)], TODAY)

    assert as_paths(found) == {**as_paths(TOLD), MONTHS: 14, CONTRACT: False}


def test_a_correction_that_holds_no_longer_changes_nothing() -> None:
    assert corrected(TOLD, [correction(value=14)], date(2026, 12, 1)) == TOLD


@pytest.mark.parametrize(
    ("on", "months"),
    [
        pytest.param(date(2026, 11, 30), 9, id="within the month"),
        pytest.param(date(2026, 12, 1), None, id="next month"),
    ],
)
def test_what_a_month_has_made_untrue_is_not_known_any_more(on: date, months: int | None) -> None:
    known = as_known(answer(), [correction(CONTRACT, False)], on)

    assert known.employment.insured_months == months
    assert known.employment.labour_contract is False
    assert known.registered_on == TOLD.registered_on


def test_what_the_desk_found_in_the_new_month_is_known_in_it() -> None:
    december = date(2026, 12, 1)

    assert as_known(answer(), [correction(value=10, on=december)], december).employment.insured_months == 10


@pytest.mark.parametrize(
    ("changes", "void"),
    [
        pytest.param(Changes(TODAY, phone="+8613800000000"), (), id="phone"),
        pytest.param(Changes(TODAY, ELSEWHERE), OF_HOME, id="home"),
        pytest.param(Changes(TODAY, service_place="顺丰"), OF_WORK, id="work"),
        pytest.param(Changes(TODAY, ELSEWHERE, service_place=""), OF_HOME + OF_WORK, id="home and work"),
    ],
)
def test_a_report_leaves_behind_what_was_found_of_the_old_home_and_work(
    changes: Changes, void: tuple[str, ...]
) -> None:
    assert made_void(changes) == void


def test_what_a_report_leaves_behind_are_facts() -> None:
    assert {*OF_HOME, *OF_WORK} <= FACTS.keys()
    assert "housing.lease_to" in OF_HOME


def test_nothing_told_is_nothing_known() -> None:
    assert of_paths({}) == of_paths(dict.fromkeys(FACTS)) == Facts()
    assert as_paths(Facts()) == {}
