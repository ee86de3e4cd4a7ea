"""Reminders of what somebody began and did not finish: his registration (R5.1), a report of a change (R5.2).

The cause is the draft in his chat: the day that he told in it. Where it is finished, thrown away or another day was
told, nothing calls for the reminder any more.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.conversation.speech import Button, Say
from bot.texts import Texts
from domain.days import days_left
from domain.registrations import change_due, registration_duty
from domain.reminders import Matter, Reminder, day_of, present
from domain.usecases.planning import BEGUN
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork

TOLD = {Matter.REGISTRATION: ("register", "arrived"), Matter.CHANGE: ("change", "changed_on")}
"""In which form and by which answer the day is told."""
DUE = {Matter.REGISTRATION: lambda day: registration_duty(day, None).due, Matter.CHANGE: change_due}


def told(drafts: Mapping[str, Any], matter: Matter) -> date | None:
    """The day that was told in an unfinished form."""
    form, name = TOLD[matter]
    answer = (drafts.get(form) or {}).get("answers", {}).get(name)
    return date.fromisoformat(answer) if answer else None


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """The step as it is told today, while the draft is there and says the same day: of a registration nothing to who is
    registered, of a change nothing to who is not."""
    matter = reminder.promise.matter
    person = await uow.people.of_account(account.id)
    home = await uow.registrations.active_of(person.id) if person and person.id else None
    if (home is None) is (matter is Matter.CHANGE):
        return None
    day = told(account.state.get("drafts", {}), matter)
    now = present(BEGUN[matter](day), today) if day else None
    same = now is not None and (now.cycle, now.step) == (reminder.promise.cycle, reminder.promise.step)
    return reminder if same else None


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    return texts.plain(f"remind.what.{reminder.promise.matter}")


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """What was begun, until when it is in time, and the button that goes on with it."""
    matter, due, told_of = reminder.promise.matter, day(reminder), day_of(reminder.promise.cycle)
    key = f"remind.say.{matter}" if today <= due else f"remind.say.{matter}_late"
    words = texts.say(key, day=texts.day(told_of), due=texts.day(due), left=texts.left(days_left(due, today)))
    form, _ = TOLD[matter]
    rows = [
        [Button(texts.plain(f"button.resume.{form}"), f"m:resume:{form}")],
        [Button(texts.plain("button.throw_away"), f"m:drop:{form}")],
        [Button(texts.plain("button.mute"), f"m:mute:{matter}")],
    ]
    return Say(words, rows)


def day(reminder: Reminder) -> date:
    """Until when it is in time."""
    told_of = day_of(reminder.promise.cycle)
    return DUE[reminder.promise.matter](told_of) or told_of
