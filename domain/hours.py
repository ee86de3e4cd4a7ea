"""When the desk is open, and by when it promises to answer: office hours, lunch and days off, as data of the district.

Which days are working days in China is decided every year by the State Council; the caller says so (`Workday`). No
source states how fast a question must be answered: the promise is the district's own word, never told as the law.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Workday = Callable[[date], bool]
"""Whether the offices work on a day."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The half-days of an office: how many sessions a working day has, and which days are working days."""

    sessions: int
    works: Workday


DAY = timedelta(days=1)
LONGEST_CLOSURE = 60
"""Days: no office is closed longer; a calendar that says so is broken."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The sessions of a working day, in order: (opens, closes), Asia/Shanghai."""

    sessions: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        marks = [mark for session in self.sessions for mark in session]
        if not marks or marks != sorted(set(marks)):
            raise ValueError("sessions must be in order and apart")

    @property
    def closes(self) -> time:
        """When the day ends."""
        return self.sessions[-1][1]

    def is_open(self, now: datetime, works: Workday) -> bool:
        """Whether somebody sits at the desk now."""
        return works(now.date()) and any(opens <= now.time() < closes for opens, closes in self.sessions)

    def next_open(self, now: datetime, works: Workday) -> datetime:
        """The moment itself while the desk is open, else when it opens next: after lunch, or on another working day."""
        if self.is_open(now, works):
            return now
        later = [opens for opens, _ in self.sessions if opens > now.time()]
        if later and works(now.date()):
            return _at(now, now.date(), later[0])
        return _at(now, _workday_after(now.date(), works), self.sessions[0][0])

    def promised(self, asked: datetime, days: int, works: Workday) -> datetime:
        """The end of the desk's day so many working days after the day of asking, which does not count."""
        day = asked.date()
        for _ in range(days):
            day = _workday_after(day, works)
        return _at(asked, day, self.closes)


def _at(now: datetime, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, now.tzinfo)


def _workday_after(day: date, works: Workday) -> date:
    for ahead in range(1, LONGEST_CLOSURE + 1):
        if works(day + ahead * DAY):
            return day + ahead * DAY
    raise ValueError(f"no working day within {LONGEST_CLOSURE} days after {day}")
