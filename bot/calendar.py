"""What somebody will be reminded of as a calendar file (RFC 5545), for the calendar of his own phone.

An event is a whole day and names nobody; its alarms ring at nine on days before. Events keep their ids, so that a file
taken later replaces what came with an earlier one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from bot.attachments import Gone
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


@dataclass(frozen=True, slots=True)
class Dates:
    """Makes calendar files from what was promised."""

    store: Store
    clock: Clock

    async def draw(self, of: Any, language: str) -> bytes:
        """The days that an account waits for, as of now."""
        wanted = await self.store.run(lambda uow: _wanted(int(of), uow))
        if not wanted:
            raise Gone("nothing is to come")
        return calendar(wanted, texts(language), self.clock.instant())


async def _wanted(account_id: int, uow: SqlUnitOfWork) -> tuple[Reminder, ...]:
    async with uow:
        account = await uow.accounts.get(account_id)
        muted = State.from_json(account.state).muted if account else ()
        return for_calendar(await to_come(account_id, uow), muted)


def calendar(wanted: tuple[Reminder, ...], spoken: Texts, now: datetime) -> bytes:
    """A calendar of reminders, each an event on its day."""
    made = Calendar()
    made.add("prodid", "-//Anju//zh")
    made.add("version", "2.0")
    made.add("x-wr-calname", spoken.plain("remind.calendar_name"))
    for one in wanted:
        made.add_component(_event(one, spoken, now))
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


def _alarm(what: str, when: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", when)
    return alarm
