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
from bot.reminders import KINDS
from bot.texts import Texts, texts
from domain.reminders import Matter, Reminder, Step
from domain.usecases.reminding import to_come
from storage.stores import Store

MEDIA = "text/calendar"
LAST = {Step.RIPE, Step.LAST_DAY, Step.DAY_10, Step.D30}
"""Steps that stand for their matter in a calendar; the others are its alarms."""
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
        waiting = await self.store.run(lambda uow: to_come(int(of), uow))
        if not waiting:
            raise Gone("nothing is to come")
        return calendar(waiting, texts(language), self.clock.instant())


def calendar(waiting: tuple[Reminder, ...], spoken: Texts, now: datetime) -> bytes:
    """A calendar of what is to come; of each matter and cycle one event, on its last day."""
    made = Calendar()
    made.add("prodid", "-//Anju//zh")
    made.add("version", "2.0")
    made.add("x-wr-calname", spoken.plain("remind.calendar_name"))
    days = {(one.promise.matter, one.promise.cycle): one for one in waiting if one.promise.step in LAST}
    for one in days.values():
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
