"""An answer and what it does: taken with whatever else the words tell, corrected by editing, noted, then the next
question asked."""

from collections.abc import Mapping
from typing import Any

from bot.conversation import finishing, pages
from bot.conversation.turn import Turn
from bot.interview import hearing
from bot.interview.draft import Draft
from bot.interview.form import Accepted, Field, Form, NotAnAnswer, Parsed, Partly, Refused
from bot.texts import NOTHING, Rich

SEVERAL_FACTS = 10
"""From this length on a message is searched for more than the answer to the question asked."""


async def answered(turn: Turn, form: Form, draft: Draft, asked: Field | None, text: str) -> bool:
    """Take the words as an answer, with whatever else they tell; a refusal is an answer too."""
    parsed: Parsed = form.answers(asked, text, turn.context(draft)) if asked else NotAnAnswer()
    words = _told_besides(turn, form, asked, text, parsed)
    answers, parts = dict(draft.answers), dict(draft.parts)
    taken = [asked.name] if asked and _take(form, draft, asked, parsed, turn.event.message_id) else []
    cursor = draft.cursor
    taken += hearing.fill(form, draft, words, turn.context(draft), turn.event.message_id)
    draft.cursor = cursor
    alone = asked is not None and taken == [asked.name] and asked.name not in parts
    lead = "noted" if alone else "noted_one"
    if isinstance(parsed, Refused):
        refuse(turn, form, draft, parsed, noted(turn, form, draft, taken, lead))
    elif taken or (answers, parts) != (draft.answers, draft.parts):
        await go_on(turn, form, draft, taken, lead)
    else:
        return False
    return True


def _take(form: Form, draft: Draft, asked: Field, parsed: Parsed, message: int) -> bool:
    """Whether the answer is whole; of a part the rest is asked for next."""
    if isinstance(parsed, Accepted):
        draft.take(form, asked, parsed, message)
        return True
    if isinstance(parsed, Partly):
        draft.take_part(asked, parsed.part, message)
        draft.cursor = asked.name
    return False


def _told_besides(turn: Turn, form: Form, asked: Field | None, text: str, parsed: Parsed) -> Mapping[str, Any]:
    """What the words tell besides the answer: of any sentence where the form hears for itself, else of a long one that
    is no answer."""
    more = form.hears is not None or (len(text) >= SEVERAL_FACTS and isinstance(parsed, NotAnAnswer))
    if asked is not None and not more:
        return {}
    entities = turn.seen.reading.entities if turn.seen.reading else ()
    words = hearing.heard(form, text, entities, turn.today, asked.name if asked else None)
    return {name: one for name, one in words.items() if asked is None or name != asked.name}


async def edited(turn: Turn, form: Form, draft: Draft, text: str) -> None:
    """A message sent before was changed: the answers it gave are read anew."""
    context, message = turn.context(draft), turn.event.message_id
    names = [name for name in draft.fields_of(message) if form.field(name)]
    words = hearing.heard(form, text, (), turn.today, names[0] if len(names) == 1 else None)
    before = dict(draft.answers)
    if len(names) == 1 and (field := form.field(names[0])) and names[0] in {*draft.answers, *draft.parts}:
        parsed = form.answers(field, text, context)
        if isinstance(parsed, Refused):
            return refuse(turn, form, draft, parsed)
        if not _take(form, draft, field, parsed, message) and isinstance(parsed, Partly):
            return await go_on(turn, form, draft)
    elif len(names) > 1:
        hearing.fill(form, draft, words, context, message)
    changed = [name for name in draft.answers if before.get(name) != draft.answers[name]]
    if not changed:
        turn.say("edit.nothing")
        return pages.question(turn, form, draft)
    return await go_on(turn, form, draft, changed, lead="edit.corrected")


async def go_on(turn: Turn, form: Form, draft: Draft, taken: list[str] | None = None, lead: str = "noted") -> None:
    """After an answer: end early, finish, or ask the next question."""
    turn.state.confused = 0
    turn.keep(draft)
    if stop := form.stops(draft.answers):
        turn.forget(form)
        return turn.say(stop, pages.menu(turn.texts))
    if not form.confirm and draft.question(form) is None:
        return await finishing.finish(turn, form, draft)
    return pages.question(turn, form, draft, noted(turn, form, draft, taken or [], lead))


def noted(turn: Turn, form: Form, draft: Draft, taken: list[str], lead: str) -> Rich:
    """What was understood, where that was more than a plain answer, with the day that follows from a date."""
    texts = turn.texts
    dated = {"arrived", "changed_on"} & set(taken)
    dates = pages.told_dates(turn, draft.answers) if dated and draft.question(form) else NOTHING
    shown = [name for name in taken if name not in pages.UNLISTED and draft.answers.get(name) is not None]
    if not shown or (len(shown) < 2 and lead == "noted" and not dated):
        return NOTHING
    facts = texts.plain("join").join(
        f"{pages.label_of(texts, name)} {pages.line(texts, name, draft.answers)}" for name in shown
    )
    return texts.say(lead, facts=facts).then(dates, "\n")


def refuse(turn: Turn, form: Form, draft: Draft, refused: Refused, lead: Rich = NOTHING) -> None:
    """Say what is wrong with an answer and what to do; nothing given before is lost."""
    texts = turn.texts
    slots = {name: texts.day(v) if hasattr(v, "isoformat") else v for name, v in refused.slots.items()}
    turn.keep(draft)
    pages.question(turn, form, draft, lead.then(texts.say(f"refused.{refused.code}", **slots)))
