"""Short codes: no look-alikes, and typed in whatever way."""

from collections import Counter

import pytest

from bot.vouchers.codes import ALPHABET, LENGTH, grouped, new_code, normalise


@pytest.mark.parametrize("family", ["0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"])
def test_of_characters_that_look_alike_at_most_one_is_used(family):
    assert len(set(family) & set(ALPHABET)) <= 1


def test_a_code_is_the_same_for_the_same_randomness_and_uses_the_whole_alphabet():
    codes = [new_code(number.to_bytes(16, "big")) for number in range(0, 2**128, 2**118)]

    assert new_code(bytes(range(16))) == new_code(bytes(range(16)))
    assert {len(code) for code in codes} == {LENGTH}
    assert set(ALPHABET) == {letter for code in codes for letter in code}


def test_no_character_is_favoured():
    counts = Counter(
        letter for n in range(3000) for letter in new_code((n * 0x9E3779B97F4A7C15 << 60).to_bytes(32, "big"))
    )

    expected = 3000 * LENGTH / len(ALPHABET)
    assert all(0.75 * expected < count < 1.25 * expected for count in counts.values())


def test_too_little_randomness_is_refused():
    with pytest.raises(ValueError, match="16 random bytes"):
        new_code(bytes(15))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("A3F9KM7XY", id="as stored"),
        pytest.param("a3f9km7xy", id="small letters"),
        pytest.param(" A3F-9KM-7XY ", id="in threes"),
        pytest.param("A3F 9KM 7XY", id="with blanks"),
        pytest.param("A3F–9KM—7XY", id="with dashes"),
        pytest.param("Ａ３Ｆ－９ＫＭ－７ＸＹ", id="full width"),
        pytest.param("ａ３ｆ\u3000９ｋｍ\u3000７ｘｙ", id="full width and small, with wide blanks"),
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed):
    assert normalise(typed) == "A3F9KM7XY"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("A3F9KM7X", id="one too few"),
        pytest.param("A3F9KM7XYY", id="one too many"),
        pytest.param("А3F9KM7XY", id="Cyrillic A"),
        pytest.param("Α3F9KM7XY", id="Greek Alpha"),
        *(pytest.param(sign + "3F9KM7XY", id=f"the look-alike {sign}") for sign in "0OQ1IL2Z5S6G8BU" if sign != "6"),
        pytest.param("ﬀ3F9KM7X", id="a ligature, which upper() makes two letters"),
        pytest.param("A3F9KM7Xı", id="a dotless i, which upper() makes an I"),
        pytest.param("A3F9KM7X\u0301Y", id="a combining accent"),
        pytest.param("A3F_9KM_7XY", id="underscores"),
        pytest.param("١٣٤٦٧٩٣٤٦", id="Arabic digits"),
        pytest.param(" " * 100 + "A3F9KM7XY", id="a page of blanks"),
    ],
)
def test_what_is_no_code_or_could_be_two_is_not_guessed(typed):
    assert normalise(typed) is None


def test_a_code_is_shown_in_threes():
    assert grouped("A3F9KM7XY") == "A3F-9KM-7XY"
