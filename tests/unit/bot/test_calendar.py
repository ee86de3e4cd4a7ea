"""A calendar file of reminders: one event a matter and cycle, stable ids, nobody named, alarms in the morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Component

from bot.calendar import calendar
from bot.reminders import for_calendar
from bot.texts import texts
from domain.permits import standing
from domain.reminders import Promise, Reminder, endorsement, old_card, ripening

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def reminder(promise: Promise, **about: str) -> Reminder:
    return Reminder(5, promise, NOW, about, 9, id=1)


def waiting() -> tuple[Reminder, ...]:
    year = endorsement(standing(date(2026, 2, 28), date(2025, 1, 1), [], date(2026, 11, 23)))
    (card,), (ripe,) = old_card(date(2027, 3, 1)), ripening(date(2027, 1, 5))
    return (
        *(reminder(one) for one in year),
        reminder(card, kind="permit", valid_until="2027-03-01"),
        reminder(ripe, way="housing", told="2026-11-23"),
    )


def events(language: str = "zh", now: datetime = NOW, muted: tuple[str, ...] = ()) -> list[Component]:
    """The events of the file."""
    return Calendar.from_ical(calendar(for_calendar(waiting(), muted), texts(language), now)).walk("VEVENT")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_matter_is_one_whole_day(language: str) -> None:
    found = events(language)

    days = [one.decoded("dtstart") for one in found]
    assert sorted(days) == [date(2027, 1, 5), date(2027, 1, 30), date(2027, 2, 28)]
    assert all(one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1) for one in found)
    assert all(str(one["summary"]) for one in found)


def test_a_kind_that_is_off_is_not_taken_along() -> None:
    assert len(events(muted=("endorsement", "ripening"))) == 1


def test_a_file_taken_later_replaces_the_earlier_one() -> None:
    first = [str(one["uid"]) for one in events()]
    later = [str(one["uid"]) for one in events("en", NOW + timedelta(days=9))]

    assert first == later
    assert len(set(first)) == 3


def test_alarms_ring_in_the_morning_of_days_before_and_of_the_day() -> None:
    last = next(one for one in events() if one.decoded("dtstart") == date(2027, 2, 28))

    rings = sorted(one.decoded("trigger") for one in last.walk("VALARM"))

    assert rings == [timedelta(days=-days, hours=9) for days in (14, 7, 1, 0)]
