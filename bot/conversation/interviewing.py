"""Filling a form: answers, steps back, corrections, detours; everything that happens between its start and its end."""

from bot.conversation import answering, asides, finishing, pages
from bot.conversation.speech import Needs
from bot.conversation.turn import Turn
from bot.interview.days import RESTS, UNSURE, told_before
from bot.interview.draft import Draft
from bot.interview.form import Accepted, Context, Field, Form, Refused
from bot.interview.words import signals, sounds_like_a_question, wishes
from bot.texts import NOTHING

TASKS = {
    "register": "register",
    "report_change": "change",
    "report_departure": "departure",
    "verify_voucher": "verify",
    "check_eligibility": "eligibility",
}
"""Intents that are forms, and which."""


async def said(turn: Turn, form: Form, draft: Draft, text: str) -> None:
    """Words while a form is open: first an answer, then a detour, then not understood."""
    asked = draft.question(form)
    if await _signalled(turn, form, draft, asked, text):
        return
    if asked is not None and (turned := _turned(turn, asked, text)):
        return turn_to(turn, form, draft, asked, *turned)
    reading = turn.seen.reading
    if reading is None and (sounds_like_a_question(text) or (asked is not None and asked.free and wishes(text))):
        raise Needs(reading=True)
    if reading is not None and await asides.taken(turn, form, text, reading):
        return resume(turn, form)
    if await answering.answered(turn, form, draft, asked, text):
        return
    if reading is None:
        raise Needs(reading=True)
    if await _by_reading(turn, form, draft, asked):
        return
    not_understood(turn, form, draft)


async def _signalled(turn: Turn, form: Form, draft: Draft, asked: Field | None, text: str) -> bool:
    """Short words that steer the form: why, back, skip, cancel, yes on the confirm page."""
    told = signals(text)
    if not told:
        return False
    if told & {"why", "basis"}:
        why(turn, form, asked)
        pages.question(turn, form, draft)
    elif "cancel" in told:
        leave(turn, form, draft)
    elif "back" in told:
        back(turn, form, draft)
    elif "keep" in told and asked is not None and asked.name in draft.answers:
        draft.leave_as_is(asked)
        await answering.go_on(turn, form, draft)
    elif asked is not None and "unsure" in told and asked.name in draft.parts and asked.unsure:
        await chosen(turn, form, draft, asked, UNSURE)
    elif asked is not None and "unsure" not in told and _chooses(asked, text, turn.context(draft)):
        return False
    elif asked is not None and asked.optional and told & {"skip", "unsure"}:
        draft.skip(asked)
        await answering.go_on(turn, form, draft)
    elif asked is None and "affirm" in told:
        await finishing.finish(turn, form, draft)
    elif asked is None and told & {"skip", "keep", "resume"} and "deny" not in told:
        pages.confirm(turn, form, draft)
    elif asked is None and "deny" in told:
        turn.say("confirm.which")
        pages.confirm(turn, form, draft)
    elif told & {"affirm", "deny", "skip", "unsure"} and asked is not None:
        return False
    else:
        if not await asides.signalled(turn, told):
            return False
        resume(turn, form)
    return True


async def _by_reading(turn: Turn, form: Form, draft: Draft, asked: Field | None) -> bool:
    """What the model makes of it: yes and no said at length, or an entity that fits the question."""
    reading = turn.seen.reading
    if asked is None:
        return False
    words = [one.value for one in reading.entities]
    if reading.confidence >= turn.desk.sure and reading.intent in ("affirm", "deny") and "yes" in asked.choices:
        words.append("yes" if reading.intent == "affirm" else "no")
    for one in words:
        parsed = asked.parse(one, turn.context(draft))
        if isinstance(parsed, Accepted):
            draft.take(form, asked, parsed, turn.event.message_id)
            await answering.go_on(turn, form, draft, [asked.name])
            return True
    return False


async def pressed(turn: Turn, form: Form, draft: Draft, kind: str, field: Field | None, arguments: list[str]) -> None:
    """A button of this very draft."""
    if kind == "ok" and draft.question(form) is None:
        await finishing.finish(turn, form, draft)
    elif kind == "b":
        back(turn, form, draft)
    elif kind == "c":
        leave(turn, form, draft)
    elif field is None:
        pages.question(turn, form, draft)
    elif kind == "y":
        why(turn, form, field)
        pages.question(turn, form, draft)
    elif kind == "k" and field.optional:
        draft.skip(field)
        await answering.go_on(turn, form, draft)
    elif kind == "keep":
        draft.leave_as_is(field)
        await answering.go_on(turn, form, draft)
    elif kind == "e":
        draft.cursor = field.name
        turn.keep(draft)
        pages.question(turn, form, draft)
    elif kind == "t" and tuple(arguments) in field.turns:
        turn_to(turn, form, draft, field, *arguments)
    elif kind == "a" and arguments and arguments[0] in _offered(field, draft):
        await chosen(turn, form, draft, field, arguments[0])
    else:
        old_button(turn)


def _chooses(asked: Field, text: str, context: Context) -> bool:
    """Whether a short word is one of the choices: 没有 is "no" where no can be said, elsewhere it skips."""
    return bool(asked.choices) and isinstance(asked.parse(text, context), Accepted)


def _offered(field: Field, draft: Draft) -> tuple[str, ...]:
    """What buttons below the question may say; those below a month only while one is told or was."""
    below = RESTS if field.unsure and told_before(field.name, draft.answers, draft.parts) else ()
    return (*field.offers(draft.answers), *field.suggestions, *below)


def turn_to(turn: Turn, form: Form, draft: Draft, field: Field, name: str, to: str) -> None:
    """Answer another field first and ask this one anew: another kind of document, then its number."""
    draft.answers[name] = to
    draft.answers.pop(field.name, None)
    draft.cursor = field.name
    turn.keep(draft)
    pages.question(turn, form, draft)


def _turned(turn: Turn, field: Field, text: str) -> tuple[str, str] | None:
    """The turn that words without any number in them ask for: 换成护照."""
    if any(c.isdigit() for c in text):
        return None
    named = [(n, to) for n, to in field.turns if pages.label(turn.texts, n, to).removeprefix("用") in text]
    return named[0] if len(named) == 1 else None


async def chosen(turn: Turn, form: Form, draft: Draft, field: Field, choice: str) -> None:
    """A choice: the answer asked for, the same again (nothing happens twice), or a change of mind."""
    parsed = field.parse(choice, turn.context(draft))
    if isinstance(parsed, Refused):
        return answering.refuse(turn, form, draft, parsed)
    if not isinstance(parsed, Accepted):
        return old_button(turn)
    asked = draft.question(form)
    if field.name in draft.answers and draft.answers[field.name] == parsed.value and asked != field:
        turn.toast = turn.texts.plain("toast.already")
        return None
    lead = "noted_supposed" if choice == UNSURE else "noted_one" if field.name in draft.parts else "noted"
    draft.take(form, field, parsed)
    return await answering.go_on(turn, form, draft, [field.name], lead)


def why(turn: Turn, form: Form, asked: Field | None) -> None:
    """Why this is asked, with the clause, or that it may be skipped."""
    texts = turn.texts
    if asked is None:
        return turn.say("why.confirm")
    words = texts.say(f"why.{asked.name}")
    if asked.mark:
        words = words.then(texts.say("why.clause", mark=asked.mark, words=asides.quote(asked.mark)))
    if asked.optional:
        words = words.then(texts.say("why.optional"), "\n")
    return turn.say(words)


def back(turn: Turn, form: Form, draft: Draft) -> None:
    """One question back; what was answered after it stays."""
    moved = draft.back(form)
    turn.keep(draft)
    pages.question(turn, form, draft, NOTHING if moved else turn.texts.say("back.first"))


def leave(turn: Turn, form: Form, draft: Draft) -> None:
    """Leave the form; what was answered is kept until the person comes back or throws it away."""
    if draft.trail or draft.parts:
        turn.keep(draft)
    else:
        turn.forget(form)
    turn.state.active = None
    left = turn.state.drafts
    rows = [
        [
            pages.button(turn.texts, f"resume.{name}", f"m:resume:{name}"),
            pages.button(turn.texts, "throw_away", f"m:drop:{name}"),
        ]
        for name in left
    ]
    turn.say("left.kept" if left else "menu.lead", [*rows, *pages.menu(turn.texts)])


def resume(turn: Turn, form: Form) -> None:
    """Ask again where the form stood, after something else was answered."""
    draft = turn.draft(form)
    if draft is not None and turn.state.active == form.name:
        pages.question(turn, form, draft, turn.texts.say("resume.lead"))


def not_understood(turn: Turn, form: Form, draft: Draft) -> None:
    """Not an answer to this question and nothing else known: once ask again, twice offer the ways out."""
    turn.state.confused += 1
    turn.keep(draft)
    lead = turn.texts.say("confused.form" if turn.state.confused < 2 else "confused.form_twice")
    pages.question(turn, form, draft, lead)
    if turn.state.confused >= 2:
        turn.say("confused.ways_out", pages.menu(turn.texts))


def old_button(turn: Turn) -> None:
    """A button of a form that has moved on or ended: say so, and show where things stand."""
    turn.toast = turn.texts.plain("toast.old")
    form = turn.form()
    draft = turn.draft(form) if form else None
    if form and draft:
        pages.question(turn, form, draft, turn.texts.say("old.form"))
    else:
        turn.say("old.menu", pages.menu(turn.texts))
