"""What the register gives for the permit, and what another month makes untrue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.answers import Correction, still_known
from domain.facts import FACTS, Facts, Home, of_paths
from domain.record import on_record, with_record
from domain.registrations import Dwelling
from tests.unit.domain.making import TODAY, person, registration


@pytest.mark.parametrize(
    ("dwelling", "home"),
    [(Dwelling.OWN, Home.OWN), (Dwelling.RENTED, Home.RENTED), (Dwelling.DORMITORY, None), (Dwelling.OTHER, None)],
)
def test_the_kind_of_dwelling_says_which_home_only_where_it_is_one(dwelling: Dwelling, home: Home | None) -> None:
    known = on_record(None, registration(dwelling=dwelling))

    assert known.get("housing.kind") == home


def test_who_is_registered_has_no_local_household_and_has_not_left() -> None:
    known = on_record(person(), registration())

    assert known["hangzhou_hukou"] is False
    assert known["registered_on"] == TODAY
    assert known["resided_continuously"] is True
    assert known["born"] == date(1990, 3, 7)


def test_of_a_stranger_nothing_is_on_record() -> None:
    assert on_record(None, None) == {}


def test_a_document_without_a_birth_date_gives_none() -> None:
    passport = replace(person().document, kind="passport", number="E12345678")

    assert "born" not in on_record(person(document=passport), None)


def test_the_record_stands_whatever_was_told() -> None:
    told = of_paths({"registered_on": date(2020, 1, 1), "employment.insured_months": 9})

    facts = with_record(told, None, registration())

    assert facts.registered_on == TODAY
    assert facts.employment.insured_months == 9


@pytest.mark.parametrize(
    ("on", "known"),
    [
        pytest.param(date(2026, 11, 30), 9, id="last day of the month"),
        pytest.param(date(2026, 12, 1), None, id="first day of the next"),
        pytest.param(date(2027, 11, 23), None, id="the same month of another year"),
    ],
)
def test_insured_months_are_known_within_their_month_only(on: date, known: int | None) -> None:
    told = of_paths({"employment.insured_months": 9, "employment.labour_contract": True})

    facts = still_known(told, TODAY, on)

    assert facts.employment.insured_months == known
    assert facts.employment.labour_contract is True


@pytest.mark.parametrize(
    ("path", "on", "holds"),
    [
        pytest.param("talent", date(2026, 11, 22), False, id="before it was found"),
        pytest.param("talent", date(2030, 1, 1), True, id="what does not run"),
        pytest.param("employment.insured_months", date(2026, 11, 30), True, id="within the month"),
        pytest.param("employment.insured_months", date(2026, 12, 1), False, id="the month after"),
    ],
)
def test_a_correction_holds_as_long_as_its_fact(path: str, on: date, holds: bool) -> None:
    assert Correction(FACTS[path], None, "seen", TODAY, None, 1).holds(on) is holds


def test_nothing_told_stays_unknown() -> None:
    assert still_known(Facts(), TODAY, TODAY) == Facts()
