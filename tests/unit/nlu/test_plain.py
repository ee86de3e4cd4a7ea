"""Cleaning a text never moves a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.plain import clean


@given(st.text(st.characters(), max_size=60))
def test_every_character_stays_where_it_was(text):
    assert len(clean(text)) == len(text)


@given(st.text(st.characters(), max_size=60))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(), max_size=60))
def test_what_is_left_can_be_sent(text):
    assert clean(text).encode().decode() == clean(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("我住３幢，电话１３８", "我住3幢，电话138"),
        ("a\tb\r\nc", "a b  c"),
        ("\u202e登记\ufeff", " 登记 "),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("ＩＣ卡（旧）", "IC卡（旧）"),
    ],
)
def test_signs_become_plain_ones(text, cleaned):
    assert clean(text) == cleaned
