"""What somebody will be reminded of as a calendar file (RFC 5545), for the calendar of his own phone.

An event is a whole day and names nobody; its alarms ring at nine on days before. Events keep their ids, so that a file
taken later replaces what came with an earlier one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from bot.attachments import Gone
from bot.calm import Calm, Planned
from bot.clock import Clock
from bot.conversation.speech import State
from bot.reminders import KINDS, for_calendar
from bot.texts import Texts, texts
from domain.reminders import Matter, Reminder
from domain.usecases.reminding import to_come
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

MEDIA = "text/calendar"
BEFORE = (14, 7, 1)
"""Days before on which an alarm rings."""
MORNING = timedelta(hours=9)
EVENING_BEFORE = timedelta(hours=-14)
"""Of an event in the morning about seven o'clock."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Makes calendar files from what was promised."""

    store: Store
    clock: Clock
    calm: Calm

    async def draw(self, of: Any, language: str) -> bytes:
        """The days that an account waits for, as of now."""
        wanted, visit = await self.store.run(lambda uow: self._wanted(int(of), uow))
        if not wanted and not visit:
            raise Gone("nothing is to come")
        return calendar(wanted, texts(language), self.clock.instant(), visit)

    async def _wanted(self, account_id: int, uow: SqlUnitOfWork) -> tuple[tuple[Reminder, ...], Planned | None]:
        async with uow:
            account = await uow.accounts.get(account_id)
            muted = State.from_json(account.state).muted if account else ()
            visit = await self.calm.planned(account_id, uow, self.clock.today())
            return for_calendar(await to_come(account_id, uow), muted), visit


def calendar(wanted: tuple[Reminder, ...], spoken: Texts, now: datetime, visit: Planned | None = None) -> bytes:
    """A calendar of reminders, each an event on its day, and of the half-day on which he means to go."""
    made = Calendar()
    made.add("prodid", "-//Anju//zh")
    made.add("version", "2.0")
    made.add("x-wr-calname", spoken.plain("remind.calendar_name"))
    for one in wanted:
        made.add_component(_event(one, spoken, now))
    if visit:
        made.add_component(_visit(visit, spoken, now))
    file: bytes = made.to_ical()
    return file


def _event(one: Reminder, spoken: Texts, now: datetime) -> Event:
    promise, what = one.promise, KINDS[one.promise.matter].line(spoken, one)
    event = Event()
    event.add("uid", f"{promise.matter}-{promise.cycle}-{one.account_id}@anju")
    event.add("dtstamp", now)
    event.add("dtstart", promise.on)
    event.add("dtend", promise.on + timedelta(days=1))
    last = promise.matter is Matter.ENDORSEMENT
    event.add("summary", spoken.plain("remind.last_day_of", what=what) if last else what)
    for days in BEFORE if last else (1,):
        event.add_component(_alarm(what, timedelta(days=-days) + MORNING))
    event.add_component(_alarm(what, MORNING))
    return event


def _visit(visit: Planned, spoken: Texts, now: datetime) -> Event:
    """The half-day itself, with an alarm on the evening before."""
    what = spoken.plain("calm.calendar", area=visit.area)
    event = Event()
    event.add("uid", f"visit-{visit.person_id}@anju")
    event.add("dtstamp", now)
    event.add("dtstart", visit.opens)
    event.add("dtend", visit.closes)
    event.add("summary", what)
    event.add_component(_alarm(what, EVENING_BEFORE))
    return event


def _alarm(what: str, when: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", when)
    return alarm
