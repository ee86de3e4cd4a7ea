"""When the desk is open and by when it answers, through lunch, evenings, weekends, holidays and odd calendars."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from domain.hours import LONGEST_CLOSURE, OfficeHours
from tests.unit.domain.making import SHANGHAI

HOURS = OfficeHours(((time(9), time(12)), (time(13, 30), time(17))))
HOLIDAY = (date(2026, 12, 1), date(2026, 12, 2))
"""A Tuesday and a Wednesday off, made up, and worked for on the Sunday before."""
MADE_UP_FOR = date(2026, 11, 29)


def works(day: date) -> bool:
    return day == MADE_UP_FOR or (day.weekday() < 5 and day not in HOLIDAY)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-11-23T08:59:59", "2026-11-23T09:00", id="before it opens"),
        pytest.param("2026-11-23T09:00", None, id="as it opens"),
        pytest.param("2026-11-23T11:59:59", None, id="last second before lunch"),
        pytest.param("2026-11-23T12:00", "2026-11-23T13:30", id="lunch"),
        pytest.param("2026-11-23T13:30", None, id="after lunch"),
        pytest.param("2026-11-23T16:59:59", None, id="last second"),
        pytest.param("2026-11-23T17:00", "2026-11-24T09:00", id="evening"),
        pytest.param("2026-11-20T17:30", "2026-11-23T09:00", id="Friday evening"),
        pytest.param("2026-11-28T10:00", "2026-11-29T09:00", id="Saturday before a Sunday of work"),
        pytest.param("2026-11-29T10:00", None, id="Sunday of work"),
        pytest.param("2026-11-30T18:00", "2026-12-03T09:00", id="eve of the holiday"),
        pytest.param("2026-12-01T10:00", "2026-12-03T09:00", id="holiday"),
    ],
)
def test_the_desk_is_open_or_tells_when_it_opens(now: str, opens: str | None) -> None:
    assert HOURS.is_open(at(now), works) is (opens is None)
    assert HOURS.next_open(at(now), works) == at(opens or now)


@pytest.mark.parametrize(
    ("asked", "days", "until"),
    [
        pytest.param("2026-11-23T10:00", 1, "2026-11-24T17:00", id="the next day"),
        pytest.param("2026-11-23T00:00", 3, "2026-11-26T17:00", id="first second of the day"),
        pytest.param("2026-11-23T23:59:59", 3, "2026-11-26T17:00", id="last second of the day"),
        pytest.param("2026-11-20T18:00", 1, "2026-11-23T17:00", id="over a weekend"),
        pytest.param("2026-11-21T10:00", 1, "2026-11-23T17:00", id="asked at the weekend"),
        pytest.param("2026-11-27T10:00", 3, "2026-12-03T17:00", id="a Sunday of work counts, the holiday does not"),
    ],
)
def test_the_promise_counts_working_days_after_the_day_of_asking(asked: str, days: int, until: str) -> None:
    assert HOURS.promised(at(asked), days, works) == at(until)


def test_the_longest_closure_is_waited_for_and_a_longer_one_is_a_broken_calendar() -> None:
    monday = at("2026-11-23T18:00")

    def again_after(days: int) -> datetime:
        return HOURS.next_open(monday, lambda day: (day - monday.date()).days >= days)

    assert again_after(LONGEST_CLOSURE) == at("2027-01-22T09:00")
    with pytest.raises(ValueError, match="no working day within 60 days"):
        again_after(LONGEST_CLOSURE + 1)


@pytest.mark.parametrize(
    "sessions",
    [
        pytest.param((), id="none"),
        pytest.param(((time(12), time(9)),), id="backwards"),
        pytest.param(((time(9), time(9)),), id="no time at all"),
        pytest.param(((time(9), time(12)), (time(12), time(17))), id="touching"),
        pytest.param(((time(13), time(17)), (time(9), time(12))), id="out of order"),
    ],
)
def test_sessions_are_in_order_and_apart(sessions: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="in order and apart"):
        OfficeHours(sessions)
