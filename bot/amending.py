"""Telling people of a change of the law: on the day on which it comes into force, exactly those whose dates or papers
it changes, once, and moving what was promised to them to its new day.

Accounts are gone through in batches, and each batch is noted in its own transaction: whoever is killed in the middle of
it goes on behind the last. A house begins with the law of its first day and tells of nothing older.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot import begun, ripening
from bot.conversation.speech import Button, Say, State
from bot.rulebook_words import UNITS, VALUES
from bot.texts import LANGUAGES, Rich, Texts
from domain.amendments import Amendment, Effect, What, amendments, days_of_change, effect
from domain.eligibility import Verdict
from domain.law import Dated
from domain.reminders import Matter, Reminder, amendment, day_of, due
from domain.usecases.amending import known_of
from domain.usecases.planning import plan_begun, plan_endorsement
from domain.usecases.reminding import follow_ripening
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork


async def step(uow: SqlUnitOfWork, now: datetime, limit: int) -> tuple[bool, int]:
    """Look at the next accounts of the oldest change that was not told yet; whether there may be more, and how many are
    told."""
    async with uow:
        noted = await uow.amendments.noted()
        if not noted:
            await uow.amendments.note(now.date(), None)
            await uow.commit()
            return False, 0
        left = [day for day in days_of_change(min(noted), now.date()) if noted.get(day, 0) is not None]
        if not left:
            return False, 0
        found = await uow.amendments.concerned(noted.get(left[0]) or 0, limit)
        told = [await _followed(account_id, left[0], uow, now) for account_id in found]
        await uow.amendments.note(left[0], found[-1] if len(found) == limit else None)
        await uow.commit()
    return True, sum(told)


async def _followed(account_id: int, day: date, uow: SqlUnitOfWork, now: datetime) -> bool:
    """What is promised to an account takes its new days; whether it is told of anything."""
    account = await uow.accounts.get(account_id)
    if account is None:
        return False
    state, person = State.from_json(account.state), await uow.people.of_account(account_id)
    told = _begun(state)
    found = await _effect(uow, account_id, told, day)
    if person and person.id:
        moved = any(one.what in (What.OPENS, What.LAST_DAY) for one in found.moved)
        await plan_endorsement(person.id, uow, now, anew=moved)
    await follow_ripening(account_id, await ripening.found_again(uow, account_id, state, now.date()), uow, now)
    for matter, since in told.items():
        await plan_begun(account_id, matter, since, uow, now)
    if not found:
        return False
    (promise,) = amendment(day, now.date())
    person_id = person.id if person else None
    reminder = Reminder(account_id, promise, due(promise.on, now, state.hour), {}, person_id)
    await uow.promises.promise([reminder])
    return True


def _begun(state: State) -> Mapping[Matter, date]:
    return {matter: day for matter in begun.TOLD if (day := begun.told(state.drafts, matter))}


async def _effect(uow: SqlUnitOfWork, account_id: int, told: Mapping[Matter, date], day: date) -> Effect:
    known = await known_of(account_id, told, uow)
    return effect(known, day) if known else Effect()


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """What changes for him, as it is now; nothing if nothing does any more."""
    told = _begun(State.from_json(account.state))
    found = await _effect(uow, account.id, told, day_of(reminder.promise.cycle))
    return replace(reminder, about=_plain(found)) if found else None


def _plain(found: Effect) -> dict[str, Any]:
    verdicts = found.verdicts
    return {
        "moved": [[one.what.value, _iso(one.before), _iso(one.after)] for one in found.moved],
        "verdicts": [[one[0].value, _iso(one[1])] for one in (verdicts.before, verdicts.after)] if verdicts else [],
        "added": list(found.added),
        "dropped": list(found.dropped),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    return texts.plain("remind.what.amendment", day=texts.day(day(reminder)))


def day(reminder: Reminder) -> date:
    """Since when it is the law."""
    return day_of(reminder.promise.cycle)


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """What has changed in the law with its clause, what that changes for him, and where he reads more."""
    words = texts.say("remind.say.amendment", day=texts.day(day(reminder)))
    for one in amendments(day(reminder)):
        words = words.then(_rule(texts, one), "\n")
    words = words.then(texts.say("amendment.for_you"))
    for sentence in _changes(texts, reminder.about):
        words = words.then(sentence, "\n")
    rows = [
        [Button(texts.plain("button.menu.my"), "m:my")],
        [Button(texts.plain("button.again"), "m:eligibility"), Button(texts.plain("button.timeline"), "m:timeline")],
        [Button(texts.plain("button.ask_desk"), "m:human")],
    ]
    return Say(words, rows)


def _rule(texts: Texts, one: Amendment) -> Rich:
    name = VALUES[one.number.name][LANGUAGES.index(texts.language)]
    values = {"before": _amount(texts, one.number, one.before), "after": _amount(texts, one.number, one.after)}
    return texts.say("amendment.rule", name=name, clause=one.number.mark, **values)


def _amount(texts: Texts, number: Dated[Any], value: Any) -> str:
    if isinstance(value, frozenset):
        return texts.plain("join").join(sorted(value))
    return f"{value} {(UNITS[number.unit], number.unit)[LANGUAGES.index(texts.language)]}"


def _changes(texts: Texts, about: Mapping[str, Any]) -> Iterator[Rich]:
    if about["verdicts"]:
        before, after = (_verdict(texts, *one) for one in about["verdicts"])
        yield texts.say("amendment.verdict", before=before, after=after)
    for what, before, after in about["moved"]:
        yield texts.say(f"amendment.{what}", before=_day(texts, before), after=_day(texts, after))
    for key in ("added", "dropped"):
        if about[key]:
            papers = texts.plain("join").join(texts.plain(f"material.{one}") for one in about[key])
            yield texts.say(f"amendment.{key}", papers=papers)


def _verdict(texts: Texts, verdict: str, day: str | None) -> str:
    return texts.plain(f"verdict.{Verdict(verdict)}", day=_day(texts, day))


def _day(texts: Texts, day: str | None) -> str:
    return texts.day(date.fromisoformat(day)) if day else texts.plain("amendment.none")
