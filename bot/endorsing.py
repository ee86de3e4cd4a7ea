"""Reminders of the endorsement (R5.3), held against the permit as it stands when they are told.

Of several steps that could not be told in their time only the one that is true on the day is told, in words of that
day.
"""

from dataclasses import replace
from datetime import date

from bot import calm
from bot.calm import Calm
from bot.conversation.speech import Button, Say
from bot.texts import NOTHING, Rich, Texts
from domain.days import days_left
from domain.holdings import of_year
from domain.permits import Window
from domain.reminders import Matter, Reminder, State, Step, is_kept, is_overtaken
from domain.usecases.levelling import Due
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork


async def look(uow: SqlUnitOfWork, account: Account, reminder: Reminder, today: date) -> Reminder | None:
    """The step as it is told today; nothing if the permit was endorsed, its holder has left, or the account stands for
    another."""
    person = await uow.people.of_account(account.id)
    if person is None or person.id is None or person.id != reminder.person_id:
        return None
    permit, home = await uow.permits.of_person(person.id), await uow.registrations.active_of(person.id)
    if permit is None or home is None:
        return None
    year = of_year(permit.issued, permit.visits, today)
    if not is_kept(reminder.promise, year):
        return None
    planned = await uow.promises.planned([person.id], Matter.ENDORSEMENT, today)
    waiting = [one.promise for one in planned if one.state is State.WAITING]
    if is_overtaken(reminder.promise, year, waiting, today):
        return None
    standing, filing = permit.standing(today), await uow.filings.latest_of(person.id)
    about = {
        "opens": standing.window.opens.isoformat(),
        "closes": standing.due.isoformat(),
        "suspended": standing.suspended_from.isoformat(),
        "area": home.address.area,
        "way": filing.application.way.value if filing else None,
    }
    return replace(reminder, about=about)


async def offer(uow: SqlUnitOfWork, reminder: Reminder, offering: Calm, today: date) -> Reminder:
    """The reminder with the calm half-days at the office of his home, or with the one that he has chosen (R4.7)."""
    due = _due(reminder, today)
    return (
        replace(reminder, about={**reminder.about, **offering.about(await offering.offer(due, uow, today))})
        if due
        else reminder
    )


def _due(reminder: Reminder, today: date) -> Due | None:
    about, person_id = reminder.about, reminder.person_id
    window = Window(date.fromisoformat(about["opens"]), date.fromisoformat(about["closes"]))
    if today not in window or person_id is None:
        return None
    return Due(person_id, reminder.promise.cycle, window, about["area"])


def line(texts: Texts, reminder: Reminder) -> str:
    """What it is about, in a few words."""
    suspended = reminder.promise.step is Step.SUSPENDED
    return texts.plain("remind.what.endorsement_suspended" if suspended else "remind.what.endorsement")


def say(texts: Texts, reminder: Reminder, today: date) -> Say:
    """The reminder itself: the last day and how many are left, or since when the permit cannot be used and what that
    does to the years of residence; where to go, with what, and the ways out."""
    about = reminder.about
    closes, opens = date.fromisoformat(about["closes"]), date.fromisoformat(about["opens"])
    if today > closes:
        words = texts.say("remind.say.endorsement_suspended", day=texts.day(date.fromisoformat(about["suspended"])))
    else:
        left = texts.left(days_left(closes, today))
        words = texts.say("remind.say.endorsement", closes=texts.day(closes), opens=texts.day(opens), left=left)
    words = words.then(texts.say("permit.where", area=about["area"])).then(_with_what(texts, about["way"]), "\n")
    words = words.then(calm.words(texts, about))
    done = Button(texts.plain("button.endorsed_already"), f"m:endorsed:{reminder.promise.cycle}")
    later = [[Button(texts.plain("button.snooze"), f"m:snooze:{reminder.id}")]] if today < closes else []
    rows = [
        *calm.rows(texts, about),
        [done, Button(texts.plain("button.calendar"), "m:calendar")],
        *later,
        [Button(texts.plain("button.mute"), f"m:mute:{Matter.ENDORSEMENT}")],
    ]
    return Say(words, rows)


def day(reminder: Reminder) -> date:
    """The last day of the year that it is about."""
    return date.fromisoformat(reminder.about["closes"])


def _with_what(texts: Texts, way: str | None) -> Rich:
    """Of which way the proofs are, where he has applied here."""
    return texts.say("remind.way", way=texts.plain(f"way.{way}")) if way else NOTHING
