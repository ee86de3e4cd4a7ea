"""A person's way as days on one line: registered, half a year, the application, the permit, each endorsement window.

A day is told where it follows from what is known. Where it follows only if something is supposed (that somebody
registers today, that he applies on the first day he may) the milestone names what is supposed; where no day can be
told it names what it waits for. What is not looked at: how long the desk takes to accept an application; days of an
office's own calendar.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.days import add_days, add_months
from domain.eligibility import Assessment, Verdict, WayFound, assess
from domain.facts import Facts
from domain.law import ENDORSEMENT_MONTHS, HALF_YEAR, ISSUE_DAYS, ISSUE_DAYS_SPECIAL, REGISTRATION_DAYS
from domain.needed import needed_for_the_day
from domain.permits import Outcome, Standing, Use, next_cycle, window
from domain.ways import Way
from domain.when import DAWN

WINDOWS_AHEAD = 2
"""Windows told beyond those of the past: they come every year, and two show that."""


class Stop(StrEnum):
    """What a milestone is."""

    REGISTERED = "registered"
    HALF_YEAR = "half_year"
    APPLICATION = "application"
    """The first day on which the permit may be applied for."""
    ISSUED = "issued"
    """The permit; where it is supposed, the last of the days it may take, and the last in special cases."""
    WINDOW = "window"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    """The use came back by a late endorsement: the years of residence count from this day."""


class State(StrEnum):
    """Where a milestone stands, seen from a day."""

    PAST = "past"
    NOW = "now"
    TO_COME = "to_come"
    FOLLOWS = "follows"
    """Its day follows only if what is supposed comes true."""
    WAITS = "waits"
    """No day can be told yet."""


class Supposed(StrEnum):
    """What a day hangs on that nobody knows yet."""

    REGISTERED_TODAY = "registered_today"
    UNBROKEN = "unbroken"
    """Resident without a break since the registration."""
    APPLIED_AT_ONCE = "applied_at_once"
    """Applied, and accepted, on the first day on which it is possible."""
    ISSUED_ON_LAST_DAY = "issued_on_last_day"
    ENDORSED_BEFORE = "endorsed_before"
    """Endorsed in the window before."""
    RESTORED_BEFORE = "restored_before"


class Waits(StrEnum):
    """What has to happen, or to be told, before a day can be told."""

    REGISTERING = "registering"
    REGISTERING_ANEW = "registering_anew"
    THE_DAY = "the_day"
    """The day of registration is not known, nor whether there is one."""
    REGISTRATION = "registration"
    """It is counted from the day of registration."""
    FACTS = "facts"
    CONDITIONS = "conditions"
    """Time alone brings it never; something has to change."""
    APPLYING = "applying"
    ISSUING = "issuing"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One stop of the way with the clause behind it.

    `day` to `until`, both included, is a span; without `until` it is one day, without `day` the milestone waits.
    `supposed` is what the day hangs on, `waits` what it waits for. `cycle` numbers the windows. `done` is the day on
    which a window was used. `not_before` is a day before which it cannot be, where no day can be told; `sooner` says
    that unknown facts may still bring an earlier one.
    """

    stop: Stop
    mark: str
    state: State
    day: date | None = None
    until: date | None = None
    supposed: tuple[Supposed, ...] = ()
    waits: Waits | None = None
    way: Way | None = None
    cycle: int = 0
    done: date | None = None
    not_before: date | None = None
    sooner: bool = False

    @property
    def missed(self) -> bool:
        """A window that has passed unused."""
        return self.stop is Stop.WINDOW and self.state is State.PAST and self.done is None


def timeline(facts: Facts, on: date, permit: Standing | None = None) -> tuple[Milestone, ...]:
    """The way of somebody as seen on a day, in the order of the days (二(一)1, 二(一)2, 二(一)4, 663号令).

    Empty for whom the permit is not meant or whose permit has rules of its own (R2.4, R2.6). `permit` is the standing
    on the same day, where there is a permit.
    """
    if permit is not None:
        return _held(facts, permit, on)
    if facts.registered_on is False:
        today = replace(facts, registered_on=on, resided_continuously=True)
        way = _ahead(today, on, (Supposed.REGISTERED_TODAY,))
        waiting = Milestone(Stop.REGISTERED, REGISTRATION_DAYS.mark, State.WAITS, waits=Waits.REGISTERING)
        return (waiting, *way[1:]) if way else ()
    return _ahead(facts, on, ())


def _ahead(facts: Facts, on: date, supposed: tuple[Supposed, ...]) -> tuple[Milestone, ...]:
    """The way to a permit; everything on it hangs on what is supposed already."""
    found = assess(facts, on)
    if found.verdict in (Verdict.NOT_APPLICABLE, Verdict.TALENT_ROUTE):
        return ()
    registered, half = _residence(facts, on, supposed)
    application = _application(facts, found, on, half)
    return registered, half, application, *_permit(application)


def _dated(
    stop: Stop, mark: str, on: date, day: date, until: date | None = None, supposed: tuple[Supposed, ...] = ()
) -> Milestone:
    if supposed:
        state = State.FOLLOWS
    elif (until or day) < on:
        state = State.PAST
    else:
        state = State.TO_COME if day > on else State.NOW
    return Milestone(stop, mark, state, day, until, supposed)


def _residence(facts: Facts, on: date, supposed: tuple[Supposed, ...]) -> tuple[Milestone, Milestone]:
    """The day of registration and the half year from it (R2.0)."""
    begun, reached = Stop.REGISTERED, Stop.HALF_YEAR
    if not facts.registered_on:
        unknown = Milestone(begun, REGISTRATION_DAYS.mark, State.WAITS, waits=Waits.THE_DAY)
        return unknown, Milestone(reached, HALF_YEAR.mark, State.WAITS, waits=Waits.REGISTRATION)
    registered = _dated(begun, REGISTRATION_DAYS.mark, on, facts.registered_on, supposed=supposed)
    if facts.resided_continuously is False:
        return registered, Milestone(reached, HALF_YEAR.mark, State.WAITS, waits=Waits.REGISTERING_ANEW)
    hangs = supposed if facts.resided_continuously else (*supposed, Supposed.UNBROKEN)
    complete = add_months(facts.registered_on, HALF_YEAR.on(on))
    return registered, _dated(reached, HALF_YEAR.mark, on, complete, supposed=hangs)


def _application(facts: Facts, found: Assessment, on: date, half: Milestone) -> Milestone:
    """The first day on which he may apply, as the verdict has it, hanging on what the half year hangs on.

    Nobody is asked for more before he is registered: what is still unknown then waits for that.
    """
    stop, mark = Stop.APPLICATION, HALF_YEAR.mark
    if found.verdict in (Verdict.ELIGIBLE, Verdict.NOT_YET):
        way = _first(found)
        open_on = _dated(stop, mark, on, way.earliest or on, supposed=half.supposed)
        return replace(open_on, way=way.way, sooner=bool(way.earliest and needed_for_the_day(facts, on)))
    asked = Waits.REGISTERING if Supposed.REGISTERED_TODAY in half.supposed else Waits.FACTS
    waits = asked if found.verdict is Verdict.UNKNOWN else Waits.CONDITIONS
    later = half.day if half.day and half.day > on else None
    return Milestone(stop, mark, State.WAITS, supposed=half.supposed if later else (), waits=waits, not_before=later)


def _first(found: Assessment) -> WayFound:
    """The way that opens first."""
    return min((way for way in found.ways if way.verdict is found.verdict), key=lambda way: way.earliest or DAWN)


def _permit(application: Milestone) -> Iterator[Milestone]:
    """The permit of somebody who applies on the first day, and its windows: an example, for all hangs on that."""
    if application.day is None:
        yield Milestone(Stop.ISSUED, ISSUE_DAYS.mark, State.WAITS, waits=Waits.APPLYING)
        yield Milestone(Stop.WINDOW, ENDORSEMENT_MONTHS.mark, State.WAITS, waits=Waits.ISSUING, cycle=1)
        return
    applied, supposed = application.day, (*application.supposed, Supposed.APPLIED_AT_ONCE)
    issued, last = add_days(applied, ISSUE_DAYS.on(applied)), add_days(applied, ISSUE_DAYS_SPECIAL.on(applied))
    yield Milestone(Stop.ISSUED, ISSUE_DAYS.mark, State.FOLLOWS, issued, last, supposed)
    yield from _windows(issued, 1, WINDOWS_AHEAD, (*supposed, Supposed.ISSUED_ON_LAST_DAY))


def _windows(issued: date, first: int, count: int, supposed: tuple[Supposed, ...]) -> Iterator[Milestone]:
    """Windows that hang on something, from one number on; each after the first on the one before it too (R4.1)."""
    for cycle in range(first, first + count):
        span = window(issued, cycle)
        mark, state = ENDORSEMENT_MONTHS.mark, State.FOLLOWS
        yield Milestone(Stop.WINDOW, mark, state, span.opens, span.closes, supposed, cycle=cycle)
        if Supposed.ENDORSED_BEFORE not in supposed:
            supposed = (*supposed, Supposed.ENDORSED_BEFORE)


def _held(facts: Facts, permit: Standing, on: date) -> tuple[Milestone, ...]:
    """The way of somebody who has a permit: how it came, what was done and missed, what comes (R4.1–R4.5)."""
    mark = ENDORSEMENT_MONTHS.mark
    stops = [one for one in _residence(facts, on, ()) if one.day]
    stops.append(_dated(Stop.ISSUED, ISSUE_DAYS.mark, on, permit.issued))
    restored = [one.on for one in permit.visits if one.outcome in (Outcome.RESTORED, Outcome.RESTORED_AND_ENDORSED)]
    stops += [Milestone(Stop.RESTORED, mark, State.PAST, day) for day in restored[-1:]]
    if permit.used:
        stops.append(_used(permit))
    stops += _coming(permit, on) if permit.use(on) is Use.IN_FORCE else _suspended(permit, on)
    return tuple(sorted(stops, key=lambda one: one.day or on))


def _used(permit: Standing) -> Milestone:
    """The window of the last endorsement: done, whether or not its last day has come."""
    done = [one.on for one in permit.visits if one.outcome in (Outcome.ENDORSED, Outcome.RESTORED_AND_ENDORSED)]
    span = window(permit.issued, permit.cycle - 1)
    state, cycle = State.PAST, permit.cycle - 1
    mark = ENDORSEMENT_MONTHS.mark
    return Milestone(Stop.WINDOW, mark, state, span.opens, span.closes, cycle=cycle, done=done[-1])


def _coming(permit: Standing, on: date) -> Iterator[Milestone]:
    """The window that is due, and those that follow if it is used."""
    due, mark = permit.window, ENDORSEMENT_MONTHS.mark
    yield replace(_dated(Stop.WINDOW, mark, on, due.opens, due.closes), cycle=permit.cycle)
    yield from _windows(permit.issued, permit.cycle + 1, WINDOWS_AHEAD - 1, (Supposed.ENDORSED_BEFORE,))


def _suspended(permit: Standing, on: date) -> Iterator[Milestone]:
    """The window that was missed, the suspension that lasts, and the windows once the use is restored (R4.3, R4.4)."""
    missed, mark = permit.window, ENDORSEMENT_MONTHS.mark
    yield replace(_dated(Stop.WINDOW, mark, on, missed.opens, missed.closes), cycle=permit.cycle)
    yield Milestone(Stop.SUSPENDED, mark, State.NOW, permit.suspended_from)
    first = next_cycle(permit.issued, on)
    yield from _windows(permit.issued, first, WINDOWS_AHEAD, (Supposed.RESTORED_BEFORE,))
