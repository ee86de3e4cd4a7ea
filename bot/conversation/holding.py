"""The permit on its holder's side: where his application stands, until when the permit is in force, what comes next,
when and where, and what to bring."""

from bot.conversation import cardview, pages, visits
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.texts import Rich, Texts
from domain.applications import Stage
from domain.cards import Permit
from domain.days import days_left
from domain.filings import BESIDES, Filing
from domain.permits import Use
from domain.registrations import Registration
from domain.usecases import applying

DATED = ("endorse_permit", "replace_permit")
"""Tasks before whose rule a holder reads his own dates."""


async def next_steps(turn: Turn, registration: Registration) -> tuple[Rich, Rows]:
    """What comes next for somebody who is registered: for his permit, else for his application, else the half year."""
    permit = await turn.permit()
    filing = await applying.filing_of(turn.account.id, turn.uow)
    if permit is not None:
        words, rows = await _held(turn, permit, registration)
        if filing is None or filing.application.stage is not Stage.ISSUED:
            return words, rows
        made, collect = standing(turn, filing)
        return made.then(words), [*collect, *rows]
    old = await cardview.old_card(turn)
    door = [[pages.button(turn.texts, "old_card_page", "m:oldcard")]] if old.text else []
    if filing is None or filing.application.stage in (Stage.WITHDRAWN, Stage.COLLECTED):
        words, rows = half_year(turn, registration)
        return words.then(old), [*rows, *door]
    words, rows = standing(turn, filing)
    if filing.in_hand:
        rows = [[pages.button(turn.texts, "list", "m:apply")]]
    return words.then(old), [*rows, *door]


async def own_dates(turn: Turn) -> bool:
    """Tell a holder his own dates; False for who holds no permit."""
    await turn.recall()
    registration, permit = turn.known.get("registration"), await turn.permit()
    if registration is None or permit is None:
        return False
    turn.say(*await _held(turn, permit, registration))
    return True


async def _held(turn: Turn, permit: Permit, registration: Registration) -> tuple[Rich, Rows]:
    """A permit with its dates and with what becomes of its card, and what can be done."""
    card, row = await cardview.card(turn, permit)
    when, halves = await visits.door(turn)
    rows = [[pages.button(turn.texts, "endorsement", "f:endorse_when")], *halves, row]
    return dates(turn, permit, registration, card).then(when), rows


def dates(turn: Turn, permit: Permit, registration: Registration, card: Rich) -> Rich:
    """Until when it is in force, the next window, what to bring and where; of a suspended one, how it comes back."""
    texts, now = turn.texts, permit.standing(turn.today)
    words = texts.say("permit.head", number=permit.number, since=texts.day(now.residence_since))
    if now.use(turn.today) is Use.SUSPENDED:
        step = texts.say("permit.suspended", day=texts.day(now.suspended_from))
    else:
        opens, closes = now.window.opens, now.window.closes
        is_open = turn.today in now.window
        left = texts.left(days_left(closes if is_open else opens, turn.today))
        slots = {"until": texts.day(now.due), "opens": texts.day(opens), "closes": texts.day(closes), "left": left}
        step = texts.say("permit.window_open" if is_open else "permit.window_to_come", **slots)
    where = texts.say("permit.where", area=registration.address.area)
    return words.then(card).then(step).then(where, "\n")


def half_year(turn: Turn, registration: Registration) -> tuple[Rich, Rows]:
    """From when he may apply, for who has not applied; once that has come, the button that leads there."""
    ready, texts = registration.half_year_on(turn.today), turn.texts
    slots = {"day": texts.day(ready), "left": texts.left(days_left(ready, turn.today))}
    if ready > turn.today:
        return texts.say("my.next", **slots), ()
    return texts.say("my.next_done", **slots), [[pages.button(texts, "menu.eligibility", "m:eligibility")]]


def standing(turn: Turn, filing: Filing) -> tuple[Rich, Rows]:
    """Where an application stands, who moves next, and the button that goes on."""
    texts, one = turn.texts, filing.application
    slots: dict[str, str | int] = {
        "way": texts.plain(f"way.{one.way}"),
        "since": texts.day(one.since) if one.since else "",
        "count": len(filing.missing(turn.today)),
    }
    if one.card_due:
        slots |= {"due": texts.day(one.card_due), "left": texts.left(days_left(one.card_due, turn.today))}
    words = texts.say(f"apply.is_{one.stage}", **slots)
    if one.stage is Stage.REFUSED:
        words = words.then(Rich("\n".join(f"• {reason(texts, ground)}" for ground in one.reasons)))
        return words, [[pages.button(texts, "again", "m:eligibility")]]
    rows: list[list[Button]] = []
    if one.stage is Stage.SUBMITTED:
        rows.append([pages.button(texts, "unapply", "m:unapply")])
    if one.stage is Stage.ISSUED:
        rows.append([pages.button(texts, "collected", "m:collected")])
    return words, rows


def reason(texts: Texts, one: str) -> str:
    """A ground of refusal: a condition, or that no way is looked at."""
    return texts.plain(f"verdict.{one}", day="") if one in BESIDES else texts.plain(f"condition.{one}")
