"""Lengths of time as people say them, and what only sounds like one."""

from __future__ import annotations

import pytest

from bot.interview.durations import lengths_in, months_in, number, read_months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("14", 14), ("14个月", 14), ("十四个月", 14), ("二十三个月", 23), ("一年半", 18), ("一个半年", 18),
        ("一年零两个月", 14), ("一年2个月", 14), ("交了两年了", 24), ("两年多", 24), ("半年", 6), ("没交过", 0),
        ("２４个月", 24), ("整一年", 12), ("两个年头", None), ("一个半月", 1), ("十年", 120),
        ("14 months", 14), ("2 years", 24), ("two years", 24), ("a year", 12), ("a year and a half", 18),
        ("one and a half years", 18), ("1.5 years", 18), ("half a year", 6), ("a year and two months", 14),
        ("eighteen months", 18), ("an 18-month lease", 18),
    ],
)  # fmt: skip
def test_a_length_is_read_in_months(text: str, months: int | None) -> None:
    assert read_months(text) == months


@pytest.mark.parametrize(
    "text",
    [
        "快一年了", "差不多一年", "大概14个月", "一年左右", "不到一年", "将近两年", "一年不到", "半年上下",
        "about a year", "nearly two years", "a year or so", "less than a year", "almost 12 months",
    ],
)  # fmt: skip
def test_about_so_long_is_found_and_is_no_number(text: str) -> None:
    assert [one.sure for one in lengths_in(text)] == [False]
    assert months_in(text) == []
    assert read_months(text) is None


@pytest.mark.parametrize(
    "text",
    ["一两年", "三四年", "七八个月", "十几个月", "几个月", "好几年", "三年级", "2025年", "25年3月", "15年3月5号",
     "第二年", "今年", "前年", "三年前", "一年或者两年", "不知道"],
)  # fmt: skip
def test_what_only_sounds_like_a_length_is_none(text: str) -> None:
    assert read_months(text) is None


@pytest.mark.parametrize(
    ("word", "value"), [("7", 7), ("十", 10), ("十四", 14), ("二十", 20), ("二十三", 23), ("两", 2)]
)
def test_numbers_are_read(word: str, value: int) -> None:
    assert number(word) == value
