"""The day on which somebody may apply, found again from what he told and what is on record, and told to him (R5.4).

Facts that run with time are held against the day on which they were told, by the law of today, and the day that follows
is compared with today: nobody guesses which months were insured since. What is on record is taken as it is now,
so registering and leaving move the day or take it away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.speech import Button, Say, State
from bot.forms.eligibility import as_answer, assessed, on_record
from bot.interview.form import Context
from bot.texts import Texts
from domain.amendments import by_the_law_of
from domain.answers import RUNNING, Correction
from domain.days import days_left
from domain.eligibility import Assessment, Verdict, best_way
from domain.law import supposing
from domain.registrations import Registration, Status
from domain.reminders import Reminder
from domain.usecases.reminding import Ripe
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork

RESIDENCE = ("registered_on", "resided_continuously")


def ripe(found: Assessment, told: date) -> Ripe | None:
    """The day in an answer of the rules, and the way that opens on it; None if there is no such day."""
    way = best_way(found)
    if way is None or found.verdict not in (Verdict.ELIGIBLE, Verdict.NOT_YET):
        return None
    return Ripe(found.earliest or told, {"way": way.way.value, "told": told.isoformat()})


async def found_again(uow: SqlUnitOfWork, account_id: int, state: State, today: date) -> Ripe | None:
    """The same from what was told in a chat and from the record as it is now, by the law of today."""
    if not state.facts or state.facts_on is None:
        return None
    told = date.fromisoformat(state.facts_on)
    person = await uow.people.of_account(account_id)
    latest = await uow.registrations.latest_of(person.id) if person and person.id else None
    active = latest if latest and latest.status is Status.ACTIVE else None
    record = on_record(Context(told, {}, {"person": person, "registration": active}))
    found = _found_by_desk(await uow.corrections.of_account(account_id), told)
    with supposing(by_the_law_of(today)):
        return ripe(assessed({**_still_true(state.facts, latest), **record, **found}), told)


def _found_by_desk(corrections: Iterable[Correction], told: date) -> dict[str, Any]:
    """What the desk has corrected, also later; of what runs with the months only what it found in the same month."""
    same = [
        one
        for one in corrections
        if one.fact.path not in RUNNING or (one.on.year, one.on.month) == told.timetuple()[:2]
    ]
    return {one.fact.path: as_answer(one.fact, one.value) for one in same}


def _still_true(facts: Mapping[str, Any], latest: Registration | None) -> dict[str, Any]:
    """What was told, without a residence that a departure has ended since it began (R1.6)."""
    began, ended = facts.get("registered_on"), latest.ended_on if latest else None
    broken = bool(began and ended and began <= ended.isoformat())
    return {name: told for name, told in facts.items() if not (broken and name in RESIDENCE)}


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """What the facts say of a promise now."""
    found = await found_again(uow, account.id, State.from_json(account.state), today)
    if found is None:
        return None
    return replace(reminder, promise=replace(reminder.promise, on=found.day), about=found.about)


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    return texts.plain("remind.what.ripening", way=texts.plain(f"way.{reminder.about['way']}"))


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """The reminder itself: since when, where, with which papers, and the way out."""
    day, way = reminder.promise.on, reminder.about["way"]
    words = texts.say(
        "remind.say.ripening",
        day=texts.day(day),
        left=texts.left(days_left(day, today)),
        way=texts.plain(f"way.{way}"),
        told=texts.day(date.fromisoformat(reminder.about["told"])),
    )
    rows = [
        [Button(texts.plain("button.apply"), f"m:apply:{way}")],
        [Button(texts.plain("button.papers"), f"m:papers:{way}"), Button(texts.plain("button.timeline"), "m:timeline")],
        [Button(texts.plain("question.where_to_apply"), "f:where_to_apply")],
        [Button(texts.plain("button.again"), "m:eligibility")],
        [Button(texts.plain("button.stop"), "m:stop")],
    ]
    return Say(words, rows)
