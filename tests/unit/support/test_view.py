"""Finding buttons by their words, and telling what is new on the screen."""

from __future__ import annotations

import pytest

from tests.support.people.view import Bubble, Button, View, answer_between, newest, old_ones, same_label

RENEW = Button("✅ 续签", (0, 0))


def bot(key: int, text: str, *buttons: Button) -> Bubble:
    return Bubble(key, mine=False, text=text, buttons=buttons)


@pytest.mark.parametrize(
    ("wanted", "shown", "same"),
    [
        pytest.param("续签", "续签", True, id="equal"),
        pytest.param("续签", "✅ 续签 ›", True, id="signs around"),
        pytest.param("续签", "不续签", False, id="other words"),
        pytest.param("‹", "›", False, id="signs alone must be equal"),
        pytest.param("C", "C. 12号", False, id="part of the words"),
    ],
)
def test_labels_are_the_same_but_for_signs_around_them(wanted: str, shown: str, same: bool) -> None:
    assert same_label(wanted, shown) is same


def test_new_changed_and_fleeting_things_are_the_answer() -> None:
    before = View((bot(1, "一"), bot(2, "二")), toasts=("旧",))
    now = View((bot(1, "一"), bot(2, "贰"), Bubble(3, True, "我"), bot(4, "四")), toasts=("旧", "新"))
    assert answer_between(before, now).texts == ["贰", "四", "新"]


def test_nothing_new_is_no_answer() -> None:
    view = View((bot(1, "一"),), keyboard=(RENEW,))
    assert not answer_between(view, view)


def test_the_last_message_comes_before_the_keyboard_and_older_messages() -> None:
    old, last = bot(1, "旧", RENEW), bot(2, "新", RENEW)
    below = Button("续签", (0, 0))
    assert newest(View((old, last), (below,)), "续签") == (last, RENEW)
    assert newest(View((old, bot(3, "无")), (below,)), "续签") == (None, below)
    assert newest(View((old, bot(3, "无"))), "续签") == (old, RENEW)
    assert newest(View((bot(3, "无"),)), "续签") is None


def test_old_buttons_are_listed_oldest_first() -> None:
    bubbles = (bot(1, "一", RENEW), bot(2, "二"), bot(3, "三", RENEW))
    assert [bubble.key for bubble, _ in old_ones(View(bubbles), "续签")] == [1, 3]


def test_a_transcript_shows_who_said_what_and_every_button_row() -> None:
    rows = (Button("甲", (0, 0)), Button("乙", (0, 1)), Button("丙", (1, 0)))
    view = View((Bubble(1, True, "两\n行"), bot(2, "选", *rows)), (RENEW,), ("好了",))
    assert view.transcript().splitlines() == [
        "person │ 两",
        "       │ 行",
        "bot    │ 选",
        "       │ [甲] [乙]",
        "       │ [丙]",
        "keyboard under the input:",
        "       │ [✅ 续签]",
        "toast  │ 好了",
    ]
