"""Reminders of those who report others (R5.5): that leases end, and that tenants have not agreed after three days.

Whom it is about is asked of the reports when it is told. Nothing that a tenant told of himself is in it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.conversation.speech import Button, Say
from bot.texts import Rich, Texts
from domain.days import days_left
from domain.reminders import Matter, Reminder, day_of
from domain.tenancies import Tenancy
from domain.usecases.expecting import still_called_for
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork

LISTED = 10
"""Tenants that one message names; of more it tells how many."""


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """Whom the reminder is about today; nothing once no report of the account calls for it."""
    promise = reminder.promise
    reports = await still_called_for(account.id, promise.matter, day_of(promise.cycle), uow)
    if not reports:
        return None
    return replace(reminder, about={"whom": list(_named(reports[:LISTED])), "count": len(reports)})


def _named(reports: Iterable[Tenancy]) -> Iterable[str]:
    for one in reports:
        yield f"{one.place.short} {one.tenant.name}"


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    promise = reminder.promise
    return texts.plain(f"remind.what.{promise.matter}", day=texts.day(day(reminder)))


def day(reminder: Reminder) -> date:
    """The last day of the leases, or the day on which the tenants were reported."""
    return day_of(reminder.promise.cycle)


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """How many, until when or since when, and who."""
    promise, about = reminder.promise, reminder.about
    on = day(reminder)
    slots = {"day": texts.day(on), "count": about["count"], "left": texts.left(days_left(on, today))}
    if promise.matter is Matter.UNCONFIRMED_TENANT:
        del slots["left"]
    whom = "\n".join(f"• {one}" for one in about["whom"]) + ("\n• …" if about["count"] > LISTED else "")
    words = texts.say(f"remind.say.{promise.matter}", **slots).then(Rich(whom), "\n")
    return Say(words, [[Button(texts.plain("button.mute"), f"m:mute:{promise.matter}")]])
