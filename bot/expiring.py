"""The reminder that an old card expires in 30 days (R5.5), held against what is on record of it when it is told."""

from dataclasses import replace
from datetime import date

from bot.conversation.speech import Button, Say
from bot.texts import Texts
from domain.days import days_left
from domain.reminders import Reminder, old_card
from domain.usecases.changing import old_card_of
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """What the record says of a promise now: nothing once the card has ended or the IC card is there, or the account
    stands for another."""
    card = await old_card_of(account.id, uow)
    if card is None or card.person_id != reminder.person_id or await uow.permits.of_person(card.person_id):
        return None
    (promise,) = old_card(card.valid_until, reminder.promise.cycle)
    about = {"kind": card.kind.value, "valid_until": card.valid_until.isoformat()}
    return replace(reminder, promise=promise, about=about)


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    return texts.plain("remind.what.old_card", until=texts.day(day(reminder)))


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """The reminder itself: how long the card is still valid, that it may be changed, and the way out. One that comes
    too late says that it has expired."""
    until = day(reminder)
    slots = {"kind": texts.plain(f"choice.old_kind.{reminder.about['kind']}"), "until": texts.day(until)}
    if until < today:
        words = texts.say("oldcard.told_expired", **slots)
    else:
        words = texts.say("remind.say.old_card", left=texts.left(days_left(until, today)), **slots)
    rows = [
        [Button(texts.plain("button.menu.eligibility"), "m:eligibility")],
        [Button(texts.plain("button.old_card_fix"), "m:oldcard:fix")],
        [Button(texts.plain("button.stop"), "m:stop")],
    ]
    return Say(words, rows)


def day(reminder: Reminder) -> date:
    """Until when the card is valid."""
    return date.fromisoformat(reminder.about["valid_until"])
