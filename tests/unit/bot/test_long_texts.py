"""A text longer than a message becomes several, cut between lines, and says the same."""

from __future__ import annotations

import pytest

from bot.texts import LONGEST, Rich, utf16


def bold(text: Rich) -> list[str]:
    units = text.text.encode("utf-16-le")
    return [units[2 * at : 2 * (at + size)].decode("utf-16-le") for at, size in text.bold]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("", 1, id="nothing"),
        pytest.param("字" * LONGEST, 1, id="as long as a message"),
        pytest.param("字" * (LONGEST + 1), 2, id="a character more"),
        pytest.param("😀" * (LONGEST // 2), 1, id="wide characters that fit"),
        pytest.param("字" + "😀" * (LONGEST // 2), 2, id="half a wide character too long"),
        pytest.param("\n".join(["字" * 99] * 100), 3, id="lines"),
    ],
)
def test_a_text_is_cut_into_messages_and_nothing_of_it_is_lost(text: str, pieces: int) -> None:
    parts = [*Rich(text).pieces()]

    assert len(parts) == pieces
    assert "".join(one.text for one in parts) == text
    assert all(utf16(one.text) <= LONGEST for one in parts)


def test_lines_stay_whole() -> None:
    parts = [*Rich("\n".join(["字" * 99] * 100)).pieces()]

    assert all(one.text.endswith("\n") for one in parts[:-1])


def test_what_was_bold_stays_bold_in_its_part() -> None:
    text = Rich("题目\n") + Rich("字" * (LONGEST - 5)) + Rich("\n要点", ((1, 2),))

    first, second = (Rich(text.text, ((0, 2), *text.bold))).pieces()

    assert (bold(first), bold(second)) == (["题目"], ["要点"])


def test_what_is_bold_across_the_cut_is_bold_on_both_sides() -> None:
    first, second = Rich("粗" * (LONGEST + 2), ((LONGEST - 1, 3),)).pieces()

    assert (bold(first), bold(second)) == (["粗"], ["粗粗"])
