"""The district's office hours on China's calendar of working days."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.clock import SHANGHAI
from bot.office import Office, hours, works


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2026, 9, 30), True, id="eve of the National Day"),
        pytest.param(date(2026, 10, 1), False, id="National Day, a Thursday"),
        pytest.param(date(2026, 10, 7), False, id="last day of the holiday, a Wednesday"),
        pytest.param(date(2026, 10, 8), True, id="day after it"),
        pytest.param(date(2026, 9, 20), True, id="Sunday of work for it"),
        pytest.param(date(2026, 10, 10), True, id="Saturday of work for it"),
        pytest.param(date(2026, 10, 11), False, id="an ordinary Sunday"),
        pytest.param(date(2030, 10, 1), True, id="a year of which nothing is announced, Tuesday"),
        pytest.param(date(2030, 10, 4), True, id="Friday of it"),
        pytest.param(date(2030, 10, 5), False, id="Saturday of it"),
        pytest.param(date(2003, 10, 1), True, id="a year before the calendar begins"),
    ],
)
def test_offices_work_by_the_state_councils_calendar(day: date, working: bool) -> None:
    assert works(day) is working


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        pytest.param("2026-11-23T10:00", "2026-11-26T17:00", id="three days on"),
        pytest.param("2026-09-29T10:00", "2026-10-09T17:00", id="over the National Day"),
        pytest.param("2026-10-07T10:00", "2026-10-10T17:00", id="with a Saturday of work"),
    ],
)
def test_an_answer_is_promised_for_the_third_working_day(asked: str, until: str) -> None:
    assert Office().promised(at(asked)) == at(until)


def test_the_days_of_the_promise_are_the_districts() -> None:
    assert Office(days=1).promised(at("2026-11-23T10:00")) == at("2026-11-24T17:00")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-11-23T10:00", None, id="open"),
        pytest.param("2026-11-23T12:00", "2026-11-23T13:30", id="lunch"),
        pytest.param("2026-09-30T17:00", "2026-10-08T09:00", id="eve of the National Day"),
    ],
)
def test_a_closed_office_says_when_somebody_is_there(now: str, opens: str | None) -> None:
    assert Office().opens(at(now)) == (at(opens) if opens else None)


def test_hours_are_read_as_they_are_written() -> None:
    assert hours("08:00-20:00").sessions == ((time(8), time(20)),)
    assert len(hours("09:00-12:00,13:30-17:00").sessions) == 2
