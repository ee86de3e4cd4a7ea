"""A card from before the IC card: until when it is valid, and which application changes it (R3.5)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.oldcards import OldCard, OldKind

UNTIL = date(2027, 3, 1)
CARD = OldCard(1, 1, OldKind.TEMPORARY, UNTIL)
ISSUED = CARD.ended(date(2027, 1, 10))


@pytest.mark.parametrize(
    ("card", "on", "valid"),
    [
        pytest.param(CARD, date(2027, 2, 28), True, id="day before"),
        pytest.param(CARD, UNTIL, True, id="last day"),
        pytest.param(CARD, date(2027, 3, 2), False, id="day after"),
        pytest.param(ISSUED, date(2027, 1, 10), False, id="the IC card is there"),
    ],
)
def test_it_is_valid_until_its_last_day(card: OldCard, on: date, valid: bool) -> None:
    assert card.is_valid(on) is valid


@pytest.mark.parametrize(
    ("card", "begun", "changes"),
    [
        pytest.param(CARD, UNTIL, True, id="last day"),
        pytest.param(CARD, date(2027, 3, 2), False, id="expired"),
        pytest.param(ISSUED, date(2027, 1, 10), True, id="which brought the IC card"),
        pytest.param(ISSUED, date(2027, 1, 11), False, id="after the IC card"),
    ],
)
def test_an_application_begun_while_it_is_valid_changes_it(card: OldCard, begun: date, changes: bool) -> None:
    assert card.is_changed_by(begun) is changes


def test_what_is_corrected_is_its_next_version() -> None:
    corrected = CARD.told(OldKind.PERMIT, date(2028, 1, 1))

    assert (corrected.kind, corrected.valid_until, corrected.version) == (OldKind.PERMIT, date(2028, 1, 1), 2)
