"""Months and years told where a day is asked for, and the day in them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.forms.eligibility import ELIGIBILITY
from bot.forms.registration import REGISTRATION
from bot.interview.dates import Impossible, days_in, read_day
from bot.interview.days import UNSURE, rests
from bot.interview.form import Accepted, Context, NotAnAnswer, Partly, Refused
from bot.interview.spans import Span, day_within, span_in

TODAY = date(2026, 11, 23)
MARCH = Span(2025, 3)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2025年3月", "2025-03"), ("去年3月", "2025-03"), ("去年的3月份", "2025-03"), ("三月份入职的", "2026-03"),
        ("25年3月", "2025-03"), ("95年3月", "1995-03"), ("2025.3", "2025-03"), ("2025-03", "2025-03"),
        ("去年十二月", "2025-12"), ("去年12月底", "2025-12"), ("上个月", "2026-10"), ("上上个月", "2026-09"),
        ("这个月", "2026-11"), ("下下个月", "2027-01"), ("since March 2025", "2025-03"), ("in Sept. 2025", "2025-09"),
        ("March last year", "2025-03"), ("last month", "2026-10"), ("I started in May", "2026-05"),
        ("去年", "2025"), ("去年年底", "2025"), ("大前年", "2023"), ("前年春天", "2024"), ("1995年", "1995"),
        ("2025", "2025"), ("last year", "2025"),
    ],
)  # fmt: skip
def test_a_month_or_a_year_is_kept(text: str, key: str) -> None:
    found = span_in(text, TODAY)

    assert found is not None
    assert found == Span.of(found.key)
    assert found.key == key


@pytest.mark.parametrize(
    "text",
    [
        "3个月",
        "一年",
        "三年级",
        "三月十五",
        "2025年9月到2026年8月",
        "last March",
        "I may start",
        "15号",
        "三年前",
        "123456",
    ],
)
def test_what_is_no_single_month_is_not_kept(text: str) -> None:
    assert span_in(text, TODAY) is None


def test_a_bare_month_is_one_of_the_year_told_before() -> None:
    assert span_in("3月", TODAY, Span(2024)) == Span(2024, 3)
    assert span_in("March", TODAY, Span(2024)) == Span(2024, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15", 15), ("15号", 15), ("15日", 15), ("15th", 15), ("the 15th", 15), ("十五号", 15), ("二十三", 23),
        ("31", 31), ("是15号", 15), ("15号入职的", 15), ("月初", 1), ("月底", 31), ("end of the month", 31),
        ("3月15号", 15), ("15 March", 15), ("March 15", 15),
    ],
)  # fmt: skip
def test_a_bare_day_is_one_of_the_month(text: str, day: int) -> None:
    assert day_within(text, MARCH) == date(2025, 3, day)


@pytest.mark.parametrize(
    "text", ["大概15号", "15号左右", "初五", "中旬", "十几号", "15号到20号", "不知道", "2024年3月15号"]
)
def test_what_is_no_day_of_the_month_is_none(text: str) -> None:
    assert day_within(text, MARCH) is None


@pytest.mark.parametrize(("text", "span"), [("31", Span(2025, 4)), ("29", Span(2025, 2)), ("32", MARCH), ("0", MARCH)])
def test_a_day_that_the_month_has_not_is_impossible(text: str, span: Span) -> None:
    with pytest.raises(Impossible):
        day_within(text, span)


def test_in_a_year_a_month_and_a_day_are_told_together() -> None:
    assert day_within("3月5号", Span(2025)) == date(2025, 3, 5)
    assert day_within("5 March", Span(2025)) == date(2025, 3, 5)
    assert day_within("年底", Span(2025)) == date(2025, 12, 31)
    assert day_within("15", Span(2025)) is None


# --- days that were read wrongly ---


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("3 March 2025", date(2025, 3, 3), id="the year is no day"),
        pytest.param("March 2025", None, id="nor the day of a month alone"),
        pytest.param("从去年3月1号开始", date(2025, 3, 1), id="since a day"),
        pytest.param("自2025年3月1日起", date(2025, 3, 1), id="as of a day"),
        pytest.param("到明年8月31号为止", date(2027, 8, 31), id="until a day"),
        pytest.param("三月十五", None, id="by the sun or the moon"),
        pytest.param("三月十五号", date(2026, 3, 15), id="by the sun"),
        pytest.param("from 1 September 2025 to 31 August 2026", None, id="two days are not one"),
        pytest.param("95年3月15号", date(1995, 3, 15), id="a year of two digits long ago"),
        pytest.param("46年3月15号", date(2046, 3, 15), id="as far ahead as a lease may run"),
        pytest.param("47年3月15号", date(1947, 3, 15), id="farther"),
    ],
)
def test_a_day_is_read(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["2025年9月1号到2026年8月31号", "2025.9.1-2026.8.31", "2025-09-01到2026-08-31", "去年9月1号至今年8月31号",
     "from 1 September 2025 to 31 August 2026"],
)  # fmt: skip
def test_both_ends_of_a_lease_are_found(text: str) -> None:
    assert [one.day for one in days_in(text, TODAY)] == [date(2025, 9, 1), date(2026, 8, 31)]


# --- the questions for a day ---

DAYS = {one.name: one for one in ELIGIBILITY.fields if one.unsure}


def test_every_question_for_a_day_knows_which_end_counts() -> None:
    asked = {name: one.unsure for name, one in DAYS.items()}

    assert asked == {
        "registered_on": "last", "born": "last", "employment.since": "last", "schooling.since": "last",
        "housing.lease_from": "last", "housing.lease_to": "first",
    }  # fmt: skip


@pytest.mark.parametrize("name", DAYS)
def test_a_month_then_its_day(name: str) -> None:
    field, known = DAYS[name], {name: "2025-03"}

    assert field.parse("2025年3月", Context(TODAY)) == Partly("2025-03")
    assert field.parse("15", Context(TODAY, parts=known)) == Accepted("2025-03-15")
    assert field.parse("4月", Context(TODAY, parts=known)) == Partly("2025-04")
    assert field.parse("2024年5月6号", Context(TODAY, parts=known)) == Accepted("2024-05-06")
    assert field.parse("31", Context(TODAY, parts={name: "2025-02"})) == Refused("impossible_date")


@pytest.mark.parametrize("name", DAYS)
def test_who_cannot_recall_gets_the_day_that_promises_nothing_too_early(name: str) -> None:
    field = DAYS[name]
    counts = {"last": date(2025, 3, 31), "first": date(2025, 3, 1)}[field.unsure or ""]

    assert rests(field, MARCH, TODAY)[UNSURE] == counts
    assert field.parse(UNSURE, Context(TODAY, parts={name: "2025-03"})) == Accepted(counts.isoformat())
    assert field.parse(UNSURE, Context(TODAY)) == NotAnAnswer()


def test_no_day_to_come_counts_for_what_has_happened() -> None:
    since, until = DAYS["employment.since"], DAYS["housing.lease_to"]

    assert rests(since, Span(2026, 11), TODAY) == {"first": date(2026, 11, 1), UNSURE: TODAY}
    assert rests(until, Span(2027, 8), TODAY)[UNSURE] == date(2027, 8, 1)
    assert since.parse("2026年12月", Context(TODAY)) == Refused("fact_in_future", {"day": date(2026, 12, 1)})
    assert until.parse("2026年12月", Context(TODAY)) == Partly("2026-12")


def test_a_bare_day_corrects_the_day_within_its_month() -> None:
    assert DAYS["born"].parse("16", Context(TODAY, {"born": "1995-03-15"})) == Accepted("1995-03-16")


def test_for_an_arrival_no_day_is_supposed() -> None:
    arrived = REGISTRATION.field("arrived")
    assert arrived is not None

    assert arrived.parse("11月", Context(TODAY)) == Partly("2026-11")
    assert arrived.parse("20号", Context(TODAY, parts={"arrived": "2026-11"})) == Accepted("2026-11-20")
    assert arrived.parse("25", Context(TODAY, parts={"arrived": "2026-11"})) == Refused(
        "arrival_in_future", {"day": date(2026, 11, 25)}
    )
    assert rests(arrived, Span(2026, 11), TODAY) == {}
    assert arrived.parse(UNSURE, Context(TODAY, parts={"arrived": "2026-11"})) == NotAnAnswer()
