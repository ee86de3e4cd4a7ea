"""Counting days (rules, section 0)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.days import add_days, add_months, days_left


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param(date(2026, 11, 20), 3, date(2026, 11, 23), id="inside a month"),
        pytest.param(date(2026, 12, 30), 3, date(2027, 1, 2), id="over the year's end"),
        pytest.param(date(2026, 2, 20), 10, date(2026, 3, 2), id="over the end of a short February"),
        pytest.param(date(2028, 2, 20), 10, date(2028, 3, 1), id="over the end of a leap February"),
    ],
)
def test_first_day_of_a_period_of_days_is_not_counted(start: date, days: int, end: date) -> None:
    assert add_days(start, days) == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        pytest.param(date(2026, 8, 31), 6, date(2027, 2, 28), id="half a year to a short February"),
        pytest.param(date(2027, 8, 31), 6, date(2028, 2, 29), id="half a year to a leap February"),
        pytest.param(date(2026, 8, 30), 6, date(2027, 2, 28), id="the day before the month's end is clamped too"),
        pytest.param(date(2026, 8, 28), 6, date(2027, 2, 28), id="a day that February has is not clamped"),
        pytest.param(date(2026, 1, 31), 2, date(2026, 3, 31), id="never by way of February"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="first year of a leap day"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="fourth year of a leap day"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="window opens a month before"),
        pytest.param(date(2026, 1, 15), -1, date(2025, 12, 15), id="backwards over the year's end"),
        pytest.param(date(2026, 12, 31), 1, date(2027, 1, 31), id="over the year's end"),
        pytest.param(date(2026, 11, 23), 0, date(2026, 11, 23), id="no months"),
        pytest.param(date(1900, 1, 31), 1, date(1900, 2, 28), id="1900 was no leap year"),
        pytest.param(date(2000, 1, 31), 1, date(2000, 2, 29), id="2000 was one"),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day_or_the_months_last(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_window_of_the_first_endorsement_is_as_the_rules_say() -> None:
    anniversary = add_months(date(2025, 3, 31), 12)

    assert (add_months(anniversary, -1), anniversary) == (date(2026, 2, 28), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("on", "left"),
    [
        pytest.param(date(2026, 11, 22), 1, id="day before the last"),
        pytest.param(date(2026, 11, 23), 0, id="last day in time"),
        pytest.param(date(2026, 11, 24), -1, id="overdue"),
    ],
)
def test_days_left_are_counted_to_the_last_day_in_time(on: date, left: int) -> None:
    assert days_left(date(2026, 11, 23), on) == left
