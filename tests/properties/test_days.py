"""What holds for every day and every period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given

from domain.days import add_days, add_months, days_left
from domain.places import URBAN_DISTRICTS
from domain.registrations import change_due, registration_duty
from tests.properties.strategies import days, months


@given(days, months)
def test_add_months_lands_in_the_right_month_on_the_same_day_or_its_last(day: date, count: int) -> None:
    end = add_months(day, count)

    assert end.year * 12 + end.month == day.year * 12 + day.month + count
    assert end.day == min(day.day, monthrange(end.year, end.month)[1])


@given(days, days, months)
def test_add_months_never_turns_the_order_of_days_round(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))

    assert add_months(first, count) <= add_months(second, count)


@given(days, months)
def test_more_months_are_later(day: date, count: int) -> None:
    assert add_months(day, count) < add_months(day, count + 1)


@given(days, months, months)
def test_counting_step_by_step_is_never_later_than_counting_at_once(day: date, first: int, second: int) -> None:
    assert add_months(add_months(day, first), second) <= add_months(day, first + second)


@given(days)
def test_a_deadline_is_met_on_its_last_day_and_missed_on_the_next(day: date) -> None:
    for due, length in ((registration_duty(day, None).due, 3), (change_due(day), 10)):
        assert due == add_days(day, length)
        assert days_left(due, due) == 0
        assert days_left(due, due + timedelta(days=1)) == -1


@given(days)
def test_every_day_has_its_urban_districts(day: date) -> None:
    assert {"拱墅区", "西湖区"} <= URBAN_DISTRICTS.on(day)
