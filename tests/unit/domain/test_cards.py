"""The number of a card as it is printed."""

from __future__ import annotations

import pytest

from domain.cards import card_number


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
