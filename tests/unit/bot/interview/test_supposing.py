"""What sentences suppose, and what they do not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.interview.supposing import supposed
from domain.facts import Facts

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
        ("要是我下月不交社保", "gap", {"months": 1}),
        ("社保断两个月有影响吗", "gap", {"months": 2}),
        ("要是社保断十二个月", "gap", {"months": 12}),
        ("如果2月不交社保", "gap", {"months": 1}),
        ("社保漏一个月还能办吗", "gap", {"months": 1}),
        ("what if I stop paying insurance next month", "gap", {"months": 1}),
        ("What if I don't pay insurance for two months?", "gap", {"months": 2}),
        ("does it matter if I miss one month of insurance", "gap", {"months": 1}),
        ("晚一个月登记会怎样", "register", {"day": date(2026, 12, 23)}),
        ("推迟两周登记会有影响吗", "register", {"day": date(2026, 12, 7)}),
        ("如果我晚十天登记呢", "register", {"day": date(2026, 12, 3)}),
        ("what if I register a month later", "register", {"day": date(2026, 12, 23)}),
        ("房租合同改成到明年年底呢", "lease", {"day": date(2027, 12, 31)}),
        ("如果合同只签到明年6月底", "lease", {"day": date(2027, 6, 30)}),
        ("租房合同签到明年8月31号呢", "lease", {"day": date(2027, 8, 31)}),
        ("what if my lease ends on 31 December 2027", "lease", {"day": date(2027, 12, 31)}),
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
        ("if I register next week instead of tomorrow", [date(2026, 11, 24), date(2026, 11, 30)]),
        (
            "what is the difference between registering tomorrow and next month",
            [date(2026, 11, 24), date(2026, 12, 23)],
        ),
    ],
)
def test_two_days_are_compared(text: str, days: list[date]) -> None:
    assert [one.slots["day"] for one in supposed(text, TODAY)] == days


@pytest.mark.parametrize(
    "text",
    [
        "如果我换工作呢",
        "社保断了怎么办",
        "我昨天登记了",
        "如果下雨",
        "要是2月30号登记",
        "如果昨天登记",
        "社保呢",
        "登记呢",
    ],
)
def test_what_cannot_be_answered_is_no_supposition(text: str) -> None:
    assert supposed(text, TODAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("社保断了两个月有影响吗", id="a gap that is there"),
        pytest.param("停缴了几个月社保会怎样", id="a gap that is there, in other words"),
        pytest.param("我下个月不交社保了", id="a plan"),
        pytest.param("我明天去登记", id="a day to register"),
        pytest.param("我晚一个月登记了", id="registered late"),
        pytest.param("超过三天才去登记会怎么样", id="a question on the deadline"),
        pytest.param("可以晚几天登记吗", id="a question on the duty"),
        pytest.param("要是我明天走，还要登记吗", id="whether there is a duty"),
        pytest.param("下个月登记可以吗", id="whether one may"),
        pytest.param("房租合同到明年年底", id="a lease"),
        pytest.param("租房合同签到明年8月31号", id="a lease to a day"),
        pytest.param("我要登记，房租合同到明年年底", id="a task with a lease"),
        pytest.param("我的租房合同到期了怎么办", id="a lease that ended"),
        pytest.param("I will register next week", id="a plan, in English"),
        pytest.param("I stopped paying insurance", id="a gap, in English"),
        pytest.param("Do I need to register if I leave tomorrow?", id="a duty, in English"),
        pytest.param("Can I register if I live in a hotel?", id="a question, in English"),
    ],
)
def test_an_ordinary_statement_supposes_nothing(text: str) -> None:
    assert supposed(text, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("如果这个月不交社保", date(2026, 12, 1)),
        ("如果我下个月断一个月社保呢", date(2027, 1, 1)),
        ("要是下下个月社保没交", date(2027, 2, 1)),
        ("如果明年2月断两个月社保", date(2027, 4, 1)),
        ("what if I skip insurance in January 2027", date(2027, 2, 1)),
    ],
)
def test_a_gap_begins_in_the_month_that_is_named(text: str, begins: date) -> None:
    """The count starts again with the month after it."""
    [found] = supposed(text, TODAY)

    assert found.change(Facts(), TODAY)[1] == begins
