"""On which days somebody is reminded, and of what (R5.1–R5.5): a pure function of the matter, not of what was sent.

Each promise is (kind, cycle, step, day); given to somebody it is a Reminder, with the moment from which it is due. By
which channel it goes, and that it goes once, is not decided here; the hours between which it may go are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain.days import add_days
from domain.law import ANSWER_DAYS, CHANGE_DAYS
from domain.permits import Standing
from domain.registrations import change_due, registration_duty

EARLIEST, LATEST = time(9), time(20)
"""Sent between these hours, Asia/Shanghai (section 5): the first moment is within, the last is not."""


class Matter(StrEnum):
    """What a reminder is about."""

    REGISTRATION = "registration"
    CHANGE = "change"
    ENDORSEMENT = "endorsement"
    RIPENING = "ripening"
    LEASE_END = "lease_end"
    UNCONFIRMED_TENANT = "unconfirmed_tenant"
    OLD_CARD = "old_card"
    AMENDMENT = "amendment"


class Step(StrEnum):
    """Where in the matter a reminder stands."""

    DAY_1 = "day_1"
    DAY_7 = "day_7"
    DAY_10 = "day_10"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    OPEN = "open"
    D30 = "d30"
    D14 = "d14"
    D7 = "d7"
    D3 = "d3"
    D1 = "d1"
    LAST_DAY = "last_day"
    SUSPENDED = "suspended"
    RIPE = "ripe"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Promise:
    """One reminder to come. `cycle` tells repeated matters apart: the number of the permit's year,
    how often somebody was told before that he may apply, else 0."""

    on: date
    matter: Matter
    step: Step
    cycle: int = 0


class State(StrEnum):
    """Where a reminder stands: to come, told, or not to be told any more."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A promise given to whoever holds an account; one for each (account, matter, cycle, step) for ever (R5.6).

    `due` is the moment from which it may be told. `about` is what the telling needs beyond the day: codes and days as
    plain JSON values, no sentence. `person_id` is the person on record for whom it was promised, if there was one.
    """

    account_id: int
    promise: Promise
    due: datetime
    about: Mapping[str, Any]
    person_id: int | None = None
    state: State = State.WAITING
    id: int | None = None

    def __post_init__(self) -> None:
        if self.due.tzinfo is None:
            raise ValueError("a moment needs a time zone")


def may_be_told(now: datetime) -> bool:
    """Whether anybody may be reminded at this moment of Asia/Shanghai (section 5)."""
    return EARLIEST <= now.time() < LATEST


def due(on: date, now: datetime, hour: time = EARLIEST) -> datetime:
    """From when a promise for the day `on` is due if it is given at `now`, Asia/Shanghai (section 5).

    At 09:00 of its day, or at the hour that the person has chosen; where that has passed at once, and outside of the
    hours at the next 09:00.
    """
    at = max(datetime.combine(on, hour, now.tzinfo), now)
    if may_be_told(at):
        return at
    return datetime.combine(at.date() + timedelta(days=at.time() >= LATEST), EARLIEST, now.tzinfo)


def endorsement(permit: Standing) -> tuple[Promise, ...]:
    """The seven of the current cycle, in order of days (R5.3; 二(一)4); of a suspended permit those it missed."""
    opens, due = permit.window.opens, permit.due
    days = (
        (opens, Step.OPEN),
        (due - timedelta(days=14), Step.D14),
        (due - timedelta(days=7), Step.D7),
        (due - timedelta(days=3), Step.D3),
        (due - timedelta(days=1), Step.D1),
        (due, Step.LAST_DAY),
        (permit.suspended_from, Step.SUSPENDED),
    )
    return tuple(Promise(day, Matter.ENDORSEMENT, step, permit.cycle) for day, step in days)


def registration(arrived: date, planned_days: int | None) -> tuple[Promise, ...]:
    """For somebody who told his arrival and has not finished: the day after, the last day, once when overdue (R5.1).
    Each arrival is a cycle of its own."""
    due = registration_duty(arrived, planned_days).due
    if due is None:
        return ()
    days = ((add_days(arrived, 1), Step.DAY_1), (due, Step.LAST_DAY), (add_days(due, 1), Step.OVERDUE))
    return tuple(Promise(day, Matter.REGISTRATION, step, _cycle_of(arrived)) for day, step in days)


def change(changed_on: date) -> tuple[Promise, ...]:
    """For somebody who told of a move or a new job and has not finished: days 7 and 10 (R5.2). Each day of a change
    is a cycle of its own."""
    last, cycle = change_due(changed_on), _cycle_of(changed_on)
    early = add_days(changed_on, CHANGE_DAYS.on(changed_on) - 3)
    return Promise(early, Matter.CHANGE, Step.DAY_7, cycle), Promise(last, Matter.CHANGE, Step.DAY_10, cycle)


def _cycle_of(day: date) -> int:
    """A day as a number that can be read: 20261120."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(cycle: int) -> date:
    """The day that such a number reads as."""
    return date(cycle // 10000, cycle // 100 % 100, cycle % 100)


def ripening(earliest: date, cycle: int = 0) -> tuple[Promise, ...]:
    """The day on which somebody who asked for it may apply (R5.4); `cycle` counts what he was told before."""
    return (Promise(earliest, Matter.RIPENING, Step.RIPE, cycle),)


def lease_end(lease_to: date) -> tuple[Promise, ...]:
    """For a landlord, 30 and 7 days before leases end (R5.5); each last day is a cycle of its own."""
    cycle = _cycle_of(lease_to)
    return (
        Promise(add_days(lease_to, -30), Matter.LEASE_END, Step.D30, cycle),
        Promise(add_days(lease_to, -7), Matter.LEASE_END, Step.D7, cycle),
    )


def unconfirmed_tenant(reported: date) -> tuple[Promise, ...]:
    """For a landlord whose reports of a day somebody has not confirmed in time (R5.5); each day is a cycle."""
    asked = add_days(reported, ANSWER_DAYS.on(reported))
    return (Promise(asked, Matter.UNCONFIRMED_TENANT, Step.UNANSWERED, _cycle_of(reported)),)


def old_card(expires: date, cycle: int = 0) -> tuple[Promise, ...]:
    """30 days before an old card expires (R5.5, R3.5); `cycle` counts what was told of it before. What has passed is
    history and never reminded of (R3.5a)."""
    return (Promise(add_days(expires, -30), Matter.OLD_CARD, Step.D30, cycle),)


def amendment(in_force: date, told_on: date) -> tuple[Promise, ...]:
    """For whom a change of the law changes something, once. Each day on which something comes into force is a cycle of
    its own."""
    return (Promise(told_on, Matter.AMENDMENT, Step.IN_FORCE, _cycle_of(in_force)),)


def present(promises: tuple[Promise, ...], on: date) -> Promise | None:
    """The one of a matter that is true on a day: of those whose day has come the last. Somebody who could not be told
    of the others in time is not told of days that have passed."""
    come = [one for one in promises if one.on <= on]
    return max(come, key=lambda one: one.on, default=None)


def is_kept(one: Promise, promises: tuple[Promise, ...]) -> bool:
    """Whether a promise is one of these, on its own day or put off to a later one, which is not behind the last day."""
    own = next((other for other in promises if (other.cycle, other.step) == (one.cycle, one.step)), None)
    if own is None:
        return False
    return one.on == own.on or any(own.on < one.on <= other.on for other in promises if other.step is Step.LAST_DAY)


def is_overtaken(one: Promise, promises: tuple[Promise, ...], waiting: Iterable[Promise], on: date) -> bool:
    """Whether another of these has come since, on its own day or, of those that still wait, on one to which it was put
    off: then that is the one to be told on a day."""
    if any(one.on <= other.on <= on for other in promises if other.step is not one.step):
        return True
    order = {other.step: number for number, other in enumerate(promises)}
    come = [other for other in waiting if other.cycle == one.cycle and other.on <= on]
    return any((one.on, order[one.step]) < (other.on, order[other.step]) for other in come)


def to_come(promises: tuple[Promise, ...], on: date) -> tuple[Promise, ...]:
    """Those of today and later."""
    return tuple(one for one in promises if one.on >= on)
