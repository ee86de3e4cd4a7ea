"""Why a condition is not met, opened up, and what would be if one thing were otherwise: dates beside dates."""

from datetime import date
from typing import Any

from bot.conversation import pages
from bot.conversation.turn import Turn
from bot.forms.eligibility import facts_of
from bot.interview.supposing import Supposed
from bot.texts import Rich, Texts
from domain.clauses import clause
from domain.conditions import CONDITIONS, Condition
from domain.days import days_left
from domain.whatif import Moved, twin
from domain.when import DAWN, NEVER


def because(turn: Turn, answers: dict[str, Any], which: str) -> None:
    """One condition opened: the clause, what was told, the limit, what would turn it, and from which day."""
    condition, texts = CONDITIONS.get(which), turn.texts
    if condition is None:
        return turn.say("old.menu", pages.menu(texts))
    words = texts.say("because.title", text=texts.plain(f"condition.{condition.id}"))
    words = words.then(texts.say("because.clause", mark=condition.mark, words=clause(condition.mark).words))
    words = words.then(texts.say("because.told", facts=_told(texts, condition, answers)))
    for limit in condition.limits:
        asked = texts.plain(f"unit.{limit.unit}", count=limit.on(turn.today))
        words = words.then(texts.say("because.limit", limit=asked), "\n")
    begins, _ = condition.when(facts_of(answers), turn.today)
    if turn.today < begins < NEVER:
        left = texts.left(days_left(begins, turn.today))
        return turn.say(words.then(texts.say("because.from", day=texts.day(begins), left=left), "\n"))
    return turn.say(words.then(texts.say("because.cure", cure=texts.plain(f"cure.{condition.id}")), "\n"))


def _told(texts: Texts, condition: Condition, answers: dict[str, Any]) -> str:
    """Each fact that the condition reads, as the person told it."""
    values = {fact.path: answers.get(fact.path) for fact in condition.facts}
    unknown = texts.plain("because.unknown")
    return texts.plain("join").join(
        f"{pages.label_of(texts, path)} {unknown if value is None else pages.value(texts, path, value)}"
        for path, value in values.items()
    )


def compared(turn: Turn, answers: dict[str, Any], things: tuple[Supposed, ...]) -> None:
    """The present beside the supposed; of two suppositions the first beside the second."""
    texts, facts, on = turn.texts, facts_of(answers), turn.today
    now = texts.plain("whatif.now")
    if len(things) > 1:
        now = _named(texts, things[0])
        facts, on = things[0].change(facts, on)
    other = _named(texts, things[-1])
    found = twin(facts, on, things[-1].change)
    first, second = pages.verdict(texts, found.present), pages.verdict(texts, found.supposed)
    words = texts.say("whatif.sides", now=now, then=other, first=first, second=second)
    if not found.moved and first == second:
        words = words.then(texts.say("whatif.same"))
    words = words.then(Rich("\n".join(_moved(texts, one) for one in found.moved)))
    turn.say(words.then(texts.say("whatif.note")))


def _named(texts: Texts, thing: Supposed) -> str:
    slots = {name: texts.day(value) if isinstance(value, date) else value for name, value in thing.slots.items()}
    return texts.plain(f"whatif.{thing.key}", **slots)


def _moved(texts: Texts, one: Moved) -> str:
    kind = "condition" if one.what in CONDITIONS else "way" if one.what != "whole" else "whatif"
    what = texts.plain(f"{kind}.{one.what}")
    return texts.plain("whatif.moved", what=what, now=_day(texts, one.now), then=_day(texts, one.then))


def _day(texts: Texts, day: date) -> str:
    special = {DAWN: "whatif.met", NEVER: "whatif.no_day"}.get(day)
    return texts.plain(special) if special else texts.day(day)
