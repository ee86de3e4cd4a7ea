"""The years of a permit: endorsement, suspension, restoration (R4.1–R4.7; 二(一)4).

Everything follows from the day of issue and the set of visits; nothing is stored that could disagree with them. The
cycle stays with the day of issue for ever, whatever was late; only the years of residence begin anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.days import add_months
from domain.errors import VisitOutOfTime
from domain.law import ENDORSEMENT_MONTHS, WINDOW_MONTHS

DAY = timedelta(days=1)


class Use(StrEnum):
    """Whether the permit can be used. A suspended one is not cancelled."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"


class Outcome(StrEnum):
    """What a visit to the desk comes to."""

    ENDORSED = "endorsed"
    RESTORED = "restored"
    RESTORED_AND_ENDORSED = "restored_and_endorsed"
    REFUSED_EARLY = "refused_early"
    REFUSED_AGAIN = "refused_again"


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an endorsement is done in time, both included (R4.1)."""

    opens: date
    closes: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the desk and its outcome."""

    on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a permit stands after its visits.

    `due` is the anniversary up to which it is in force, and `cycle` its number: 1 for the first full year. `used` is
    the window of the last endorsement.
    """

    issued: date
    cycle: int
    residence_since: date
    used: Window | None = None
    visits: tuple[Visit, ...] = ()

    @property
    def due(self) -> date:
        """The last day on which it is in force without another endorsement (R4.2)."""
        return anniversary(self.issued, self.cycle)

    @property
    def window(self) -> Window:
        """The window of the endorsement that is due next (R4.1)."""
        return window(self.issued, self.cycle)

    @property
    def suspended_from(self) -> date:
        """The first day without use, unless it is endorsed before (R4.3)."""
        return self.due + DAY

    def use(self, on: date) -> Use:
        """Whether it can be used on a day after the last visit."""
        return Use.IN_FORCE if on <= self.due else Use.SUSPENDED

    def visited(self, on: date) -> "Standing":
        """The standing after one more visit, which is not before the last one (R4.2, R4.4, R4.5)."""
        if on > self.due:
            return self._restored(on)
        if on in self.window:
            return self._after(on, Outcome.ENDORSED, cycle=self.cycle + 1, used=self.window)
        again = self.used is not None and on in self.used
        return self._after(on, Outcome.REFUSED_AGAIN if again else Outcome.REFUSED_EARLY)

    def _restored(self, on: date) -> "Standing":
        """Made up late: in force until the next anniversary; a visit in that one's window endorses it as well."""
        cycle = next_cycle(self.issued, on)
        coming = window(self.issued, cycle)
        if on in coming:
            done = Outcome.RESTORED_AND_ENDORSED
            return self._after(on, done, cycle=cycle + 1, used=coming, residence_since=on)
        return self._after(on, Outcome.RESTORED, cycle=cycle, used=None, residence_since=on)

    def _after(self, on: date, outcome: Outcome, **changes: object) -> "Standing":
        return replace(self, visits=(*self.visits, Visit(on, outcome)), **changes)  # type: ignore[arg-type]


def anniversary(issued: date, cycle: int) -> date:
    """A(k): the last day of the k-th full year from the day of issue."""
    return add_months(issued, cycle * ENDORSEMENT_MONTHS.on(issued))


def window(issued: date, cycle: int) -> Window:
    """The month before A(k), counted back from A(k), which itself is counted from the day of issue."""
    closes = anniversary(issued, cycle)
    return Window(add_months(closes, -WINDOW_MONTHS.on(closes)), closes)


def next_cycle(issued: date, on: date) -> int:
    """The number of the first anniversary after a day."""
    cycle = max(1, (on.year - issued.year) * 12 // ENDORSEMENT_MONTHS.on(issued))
    while anniversary(issued, cycle) <= on:
        cycle += 1
    return cycle


def standing(issued: date, registered: date, visits: Iterable[date], on: date) -> Standing:
    """The standing on a day after all visits until then, in whatever order they are given.

    VisitOutOfTime for a visit before the day of issue or after `on`, or for a question before the day of issue.
    """
    days = sorted(visits)
    if on < issued or (days and not issued <= days[0] <= days[-1] <= on):
        raise VisitOutOfTime
    now = Standing(issued, 1, registered)
    for day in days:
        now = now.visited(day)
    return now
