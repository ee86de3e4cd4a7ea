"""What time it is: the one place where the program looks at a clock.

`now` is Asia/Shanghai and follows ANJU_TODAY when a fixed day is set, so that every "today" does; where a moment is set
it stands still. `instant` is the real moment, for lists and time-outs that other clocks are compared with.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one process; `fixed` is the day every "today" follows, a datetime without a zone also the time."""

    fixed: date | None = None

    def now(self) -> datetime:
        """The moment in Asia/Shanghai, on the fixed day if there is one."""
        if isinstance(self.fixed, datetime):
            return self.fixed.replace(tzinfo=SHANGHAI)
        now = datetime.now(SHANGHAI)
        if self.fixed is None:
            return now
        return datetime.combine(self.fixed, now.timetz(), SHANGHAI)

    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.now().date()

    def instant(self) -> datetime:
        """The real moment."""
        return datetime.now(UTC)
