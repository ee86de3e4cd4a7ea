"""A permit with its card and its visits, and the number of a card as it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.cards import MISSING, CardState, Permit, card_number
from domain.permits import Outcome, Use

ISSUED, REGISTERED = date(2025, 6, 15), date(2024, 1, 15)
ENDORSED, LATE = date(2026, 5, 15), date(2027, 8, 1)
CARD = Permit(1, 1, "330106A1", ISSUED, REGISTERED)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("330106", "330106", id="shortest"),
        pytest.param("A1" * 10, "A1" * 10, id="longest"),
        pytest.param("33010 6a-0012", "330106A0012", id="blanks, dashes, small letters"),
        pytest.param("３３０１０６Ａ", "330106A", id="full width"),
    ],
)
def test_a_card_number_is_read_as_printed(typed: str, number: str) -> None:
    assert card_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("33010", id="too short"),
        pytest.param("A" * 21, id="too long"),
        pytest.param("33О106", id="a Cyrillic letter"),
        pytest.param("33ß106", id="a letter that turns into two"),
        pytest.param("330106#", id="a sign"),
        pytest.param("", id="nothing"),
    ],
)
def test_whatever_is_not_printed_on_a_card_is_no_number(typed: str) -> None:
    assert card_number(typed) is None


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        pytest.param(date(2026, 5, 14), Outcome.REFUSED_EARLY, id="R4.2 day before the window"),
        pytest.param(ENDORSED, Outcome.ENDORSED, id="R4.1 first day"),
        pytest.param(date(2026, 6, 15), Outcome.ENDORSED, id="R4.1 last day"),
        pytest.param(date(2026, 6, 16), Outcome.RESTORED, id="R4.4 day after"),
    ],
)
def test_a_visit_comes_to_what_was_said_it_would(on: date, outcome: Outcome) -> None:
    after, came_to = CARD.visited(on)

    assert CARD.would_come_to(on) is came_to is outcome
    assert (after.visits, after.version, CARD.visits) == ((on,), 2, ())


def test_a_day_is_judged_by_the_visits_until_then() -> None:
    """R4.3, R4.4: what was made up later does not undo that it could not be used before."""
    made_up = CARD.visited(ENDORSED)[0].visited(LATE)[0]

    assert made_up.use(date(2027, 6, 15)) is Use.IN_FORCE
    assert made_up.use(date(2027, 6, 16)) is made_up.use(date(2027, 7, 31)) is Use.SUSPENDED
    assert made_up.use(LATE) is Use.IN_FORCE
    assert made_up.standing(date(2027, 7, 31)).residence_since == REGISTERED
    assert made_up.standing(LATE).residence_since == LATE


@pytest.mark.parametrize("state", sorted(MISSING))
def test_a_missing_card_is_replaced_by_another_number_and_the_years_go_on(state: CardState) -> None:
    """R3.4."""
    before = CARD.visited(ENDORSED)[0]
    missing = before.reported(state)
    new = missing.replaced("330106B2")

    assert (missing.card, missing.number, missing.version) == (state, "330106A1", 3)
    assert (new.card, new.number, new.version) == (CardState.ACTIVE, "330106B2", 4)
    assert (missing.awaits_card, new.awaits_card) == (True, False)
    for day in (ENDORSED, LATE):
        assert before.standing(day) == missing.standing(day) == new.standing(day)


def test_a_card_that_is_found_is_the_card_it_was() -> None:
    missing = CARD.reported(CardState.LOST)

    assert replace(missing.found(), version=CARD.version) == CARD


@pytest.mark.parametrize("state", [CardState.ACTIVE, CardState.ENDED])
def test_nothing_but_lost_and_damaged_is_reported(state: CardState) -> None:
    with pytest.raises(ValueError, match="lost or damaged"):
        CARD.reported(state)
