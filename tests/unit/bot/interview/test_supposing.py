"""What sentences suppose, and what they do not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.interview.durations import read_months
from bot.interview.supposing import supposed

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "key", "slots"),
    [
        ("如果我下个月断一个月社保呢", "gap", {"months": 1}),
        ("社保断两个月的话会怎样", "gap", {"months": 2}),
        ("万一社保停了三个月", "gap", {"months": 3}),
        ("要是下下个月社保没交", "gap", {"months": 1}),
        ("要是明年1月1号登记的话", "register", {"day": date(2027, 1, 1)}),
        ("要是我明天才登记", "register", {"day": date(2026, 11, 24)}),
        ("如果我租房合同只签到2027年3月1号", "lease", {"day": date(2027, 3, 1)}),
        ("what if i register tomorrow 明天", "register", {"day": date(2026, 11, 24)}),
    ],
)
def test_a_supposition_is_read(text: str, key: str, slots: dict[str, object]) -> None:
    [found] = supposed(text, TODAY)

    assert (found.key, found.slots) == (key, slots)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("明天登记和下周一登记差多少", [date(2026, 11, 24), date(2026, 11, 30)]),
        ("明天登记和下周登记差多少", [date(2026, 11, 24), date(2026, 11, 30)]),
        ("明天登记和下个月登记有什么区别", [date(2026, 11, 24), date(2026, 12, 23)]),
    ],
)
def test_two_days_are_compared(text: str, days: list[date]) -> None:
    assert [one.slots["day"] for one in supposed(text, TODAY)] == days


@pytest.mark.parametrize(
    "text", ["如果我换工作呢", "社保断了怎么办", "我昨天登记了", "如果下雨", "要是2月30号登记", "如果昨天登记"]
)
def test_what_cannot_be_answered_is_no_supposition(text: str) -> None:
    assert supposed(text, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("14", 14), ("14个月", 14), ("十四个月", 14), ("一年半", 18), ("一年零两个月", 14), ("交了两年了", 24),
        ("半年", 6), ("没交过", 0), ("２４个月", 24), ("14 months", 14), ("2 years", 24), ("快一年了", None),
        ("不知道", None), ("一年或者两年", None),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_in_months(text: str, months: int | None) -> None:
    assert read_months(text) == months
