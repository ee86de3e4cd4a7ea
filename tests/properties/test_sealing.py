"""What holds for everything that is sealed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.keyring import CannotOpen, KeyRing
from tests.properties.strategies import any_text, json_values

KEYS = KeyRing.fresh()
PLACES = st.sampled_from(["people.name", "people.phone", "registrations.home", "messages.payload"])


@given(st.binary(), PLACES)
def test_what_goes_in_comes_out(plain: bytes, place: str) -> None:
    sealed = KEYS.seal(plain, place)

    assert KEYS.open(sealed, place) == plain
    assert KEYS.rotated().open(sealed, place) == plain


@given(st.text(), PLACES)
def test_texts_go_in_and_come_out(text: str, place: str) -> None:
    assert KEYS.open_text(KEYS.seal_text(text, place), place) == text


@given(json_values, PLACES)
def test_json_goes_in_and_comes_out(value: Any, place: str) -> None:
    assert KEYS.open_json(KEYS.seal_json(value, place), place) == value


@given(st.binary(), PLACES, PLACES)
def test_it_opens_nowhere_else(plain: bytes, place: str, other: str) -> None:
    assume(place != other)

    with pytest.raises(CannotOpen):
        KEYS.open(KEYS.seal(plain, place), other)


@given(st.binary(max_size=60), PLACES)
def test_what_was_never_sealed_does_not_open(sealed: bytes, place: str) -> None:
    with pytest.raises(CannotOpen):
        KEYS.open(sealed, place)


@given(any_text, any_text)
def test_equal_values_have_equal_hashes_and_others_do_not(one: str, other: str) -> None:
    assert (KEYS.index(one, "phone") == KEYS.index(other, "phone")) is (one == other)
