"""The desk's hours and its promise, as the settings give them, with China's calendar of working days.

The calendar of a year is known when the State Council has announced it; for a year beyond what the package knows,
Monday to Friday are taken as working days.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

import chinese_calendar

from bot.clock import SHANGHAI
from domain.hours import OfficeHours, Openings

USUAL = "09:00-12:00,13:30-17:00"
PROMISE_DAYS = 3
_AS_WRITTEN = re.compile(r"\d\d:\d\d-\d\d:\d\d(,\d\d:\d\d-\d\d:\d\d)*", re.ASCII)


def works(day: date) -> bool:
    """Whether the offices work on a day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def hours(text: str) -> OfficeHours:
    """Office hours as the setting writes them: 09:00-12:00,13:30-17:00. ValueError for anything else."""
    if not _AS_WRITTEN.fullmatch(text):
        raise ValueError("no office hours")
    sessions = (session.split("-") for session in text.split(","))
    return OfficeHours(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in sessions))


@dataclass(frozen=True, slots=True)
class Office:
    """When somebody sits at the desk, and within how many working days it answers."""

    hours: OfficeHours = field(default_factory=lambda: hours(USUAL))
    days: int = PROMISE_DAYS

    def promised(self, now: datetime) -> datetime:
        """By when something that comes in now is answered."""
        return self.hours.promised(now, self.days, works)

    @property
    def openings(self) -> Openings:
        """Its half-days."""
        return Openings(len(self.hours.sessions), works)

    def closes(self, day: date) -> datetime:
        """When a day ends at the desk, whether somebody sits there on it or not."""
        return datetime.combine(day, self.hours.closes, SHANGHAI)

    def opens(self, now: datetime) -> datetime | None:
        """When somebody sits there again; None while somebody does."""
        coming = self.hours.next_open(now, works)
        return None if coming == now else coming
