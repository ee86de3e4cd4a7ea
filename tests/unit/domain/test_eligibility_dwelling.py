"""Lawful, stable dwelling (R2.2; 二(一)2(2))."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import Home
from tests.unit.domain.asking import FLAT_TENANT, NOBODY, OWNER, TENANT, TODAY, answer, findings

ELIGIBLE, INELIGIBLE, UNKNOWN = ("eligible", None), ("ineligible", None), ("unknown", None)
BY_VALUE = {True: ELIGIBLE, False: INELIGIBLE, None: UNKNOWN}
RENTED = {
    "half_year": True,
    "dwelling": True,
    "lawful_title": True,
    "meets_safety_rules": True,
    "registered_for_rent": True,
    "lease_one_year": True,
    "title_proof": True,
}


@pytest.mark.parametrize("proof", [True, False, None])
def test_an_owner_needs_the_proof_of_his_title(proof: bool | None) -> None:
    person = {**OWNER, "housing.title_proof": proof}

    assert findings("housing", person) == {"half_year": True, "dwelling": True, "title_proof": proof}
    assert answer(person) == BY_VALUE[proof]


def test_who_has_no_such_home_has_no_way_by_it() -> None:
    assert findings("housing", NOBODY) == {"half_year": True, "dwelling": False}
    assert answer(NOBODY) == INELIGIBLE


def test_an_unknown_kind_of_home_is_no_answer() -> None:
    assert findings("housing", OWNER, {"housing.kind": None}) == {"half_year": True, "dwelling": None}
    assert answer(OWNER, {"housing.kind": None}) == UNKNOWN


@pytest.mark.parametrize("kind", [Home.OWN, Home.RENTED, None])
def test_without_the_proof_of_title_no_home_counts_whatever_its_kind(kind: Home | None) -> None:
    assert answer(TENANT, {"housing.kind": kind, "housing.title_proof": False}) == INELIGIBLE


@pytest.mark.parametrize("value", [True, False, None])
@pytest.mark.parametrize("fact", ["title_proof", "lawful_title", "meets_safety_rules", "registered_for_rent"])
def test_each_condition_of_a_rented_home_by_itself_decides(fact: str, value: bool | None) -> None:
    person = {**TENANT, f"housing.{fact}": value}

    assert findings("housing", person) == {**RENTED, fact: value}
    assert answer(person) == BY_VALUE[value]


@pytest.mark.parametrize("value", [True, False, None])
def test_the_lease_of_commodity_housing_is_filed(value: bool | None) -> None:
    person = {**FLAT_TENANT, "housing.lease_filed": value}

    assert findings("housing", person) == {**RENTED, "lease_filed": value}
    assert answer(person) == BY_VALUE[value]


@pytest.mark.parametrize("value", [True, False, None])
def test_other_homes_need_no_filing(value: bool | None) -> None:
    person = {**TENANT, "housing.lease_filed": value}

    assert findings("housing", person) == RENTED
    assert answer(person) == ELIGIBLE


@pytest.mark.parametrize(
    ("filed", "told"),
    [
        pytest.param(True, ELIGIBLE, id="二(一)2(2) filed, whatever the house"),
        pytest.param(False, UNKNOWN, id="二(一)2(2) not filed, and perhaps need not be"),
        pytest.param(None, UNKNOWN, id="二(一)2(2) nothing known"),
    ],
)
def test_of_an_unknown_house_a_filed_lease_is_enough(filed: bool | None, told: object) -> None:
    assert answer(FLAT_TENANT, {"housing.commodity_housing": None, "housing.lease_filed": filed}) == told


@pytest.mark.parametrize(
    ("begins", "ends", "enough"),
    [
        pytest.param(date(2026, 3, 1), date(2027, 2, 28), True, id="二(一)2(2) exactly a year"),
        pytest.param(date(2026, 3, 1), date(2027, 2, 27), False, id="二(一)2(2) a day short"),
        pytest.param(date(2026, 3, 1), date(2027, 3, 1), True, id="二(一)2(2) a day over"),
        pytest.param(date(2023, 3, 1), date(2024, 2, 29), True, id="二(一)2(2) to a leap day"),
        pytest.param(date(2023, 3, 1), date(2024, 2, 28), False, id="二(一)2(2) to the day before a leap day"),
        pytest.param(date(2024, 2, 29), date(2025, 2, 27), True, id="二(一)2(2) from a leap day"),
        pytest.param(date(2024, 2, 29), date(2025, 2, 26), False, id="二(一)2(2) from a leap day, a day short"),
        pytest.param(date(2026, 1, 1), date(2026, 12, 31), True, id="二(一)2(2) a calendar year"),
        pytest.param(date(2026, 1, 1), date(2026, 12, 30), False, id="二(一)2(2) a calendar year but a day"),
        pytest.param(date(2026, 1, 31), date(2027, 1, 30), True, id="二(一)2(2) from a month's end"),
        pytest.param(date(2026, 1, 31), date(2027, 1, 29), False, id="二(一)2(2) from a month's end, a day short"),
        pytest.param(date(2025, 5, 1), date(2028, 4, 30), True, id="二(一)2(2) three years"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 31), False, id="二(一)2(2) a month"),
    ],
)
def test_a_lease_counts_by_its_term(begins: date, ends: date, enough: bool) -> None:
    told = {**TENANT, "registered_on": date(2020, 1, 1), "housing.lease_from": begins, "housing.lease_to": ends}

    assert findings("housing", told, on=begins)["lease_one_year"] is enough
    assert answer(told, on=begins) == BY_VALUE[enough]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        pytest.param(date(2026, 2, 28), ("not_yet", date(2026, 3, 1)), id="二(一)2(2) the day before it begins"),
        pytest.param(date(2026, 3, 1), ELIGIBLE, id="二(一)2(2) its first day"),
        pytest.param(date(2027, 2, 28), ELIGIBLE, id="二(一)2(2) its last day"),
        pytest.param(date(2027, 3, 1), INELIGIBLE, id="二(一)2(2) the day after it ended"),
    ],
)
def test_a_lease_covers_the_day_it_is_used_on(on: date, told: object) -> None:
    assert answer(TENANT, on=on) == told


@pytest.mark.parametrize(
    ("begins", "ends", "holds", "told"),
    [
        pytest.param(None, None, None, UNKNOWN, id="二(一)2(2) nothing known"),
        pytest.param(date(2026, 3, 1), None, None, UNKNOWN, id="二(一)2(2) end unknown"),
        pytest.param(None, date(2027, 2, 28), None, UNKNOWN, id="二(一)2(2) begin unknown"),
        pytest.param(None, TODAY, None, UNKNOWN, id="二(一)2(2) begin unknown, ends today"),
        pytest.param(None, date(2026, 11, 22), False, INELIGIBLE, id="二(一)2(2) begin unknown, ended yesterday"),
        pytest.param(TODAY, None, None, UNKNOWN, id="二(一)2(2) begins today, end unknown"),
        pytest.param(date(2026, 11, 24), None, False, UNKNOWN, id="二(一)2(2) begins tomorrow, end unknown"),
        pytest.param(date(2027, 3, 1), date(2026, 3, 1), False, INELIGIBLE, id="二(一)2(2) ends before it begins"),
    ],
)
def test_a_lease_of_which_not_all_is_known(begins: object, ends: object, holds: object, told: object) -> None:
    person = {**TENANT, "housing.lease_from": begins, "housing.lease_to": ends}

    assert findings("housing", person)["lease_one_year"] is holds
    assert answer(person) == told
