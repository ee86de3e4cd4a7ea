"""How questions, the confirm page, the menu and what is on record are put into words and buttons."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.interview.days import UNSURE, rests
from bot.interview.draft import Draft
from bot.interview.form import Answers, Field, Form
from bot.interview.spans import Span
from bot.texts import NOTHING, Rich, Texts
from domain.answers import Answer
from domain.days import days_left
from domain.eligibility import Assessment, WayFound
from domain.people import Person, mask_number, mask_phone
from domain.registrations import Registration, change_due, registration_duty

MENU = (
    ("register", "change"),
    ("my", "voucher"),
    ("eligibility", "departure"),
    ("verify", "faq"),
    ("children", "help"),
    ("language",),
)
UNLISTED = ("consent", "hukou", "district", "street", "room")
"""Answers that the confirm page does not list: said before it, or part of the address line."""
_IS_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
WIDE = 8
"""Choices shorter than this many characters stand two in a row."""


def button(texts: Texts, key: str, data: str, **slots: Any) -> Button:
    """A button with a label of the catalogue."""
    return Button(texts.plain(f"button.{key}", **slots), data)


def menu(texts: Texts, *, with_draft: str | None = None) -> Rows:
    """The main menu; a form left half-way stands on top."""
    rows = [[button(texts, f"menu.{task}", f"m:{task}") for task in row] for row in MENU]
    resume = [[button(texts, f"resume.{with_draft}", f"m:resume:{with_draft}")]] if with_draft else []
    return [*resume, *rows]


def leaves(texts: Texts, data: str, page: int, *, more: bool) -> list[list[Button]]:
    """A row with the ways to the pages before and after this one, where there are any."""
    row = [button(texts, "newer", f"{data}:{page - 1}")] if page else []
    row += [button(texts, "older", f"{data}:{page + 1}")] if more else []
    return [row] if row else []


def question(turn: Turn, form: Form, draft: Draft, lead: Rich = NOTHING) -> None:
    """Ask what is asked now; when nothing is, show the confirm page or, in a form without one, the way on."""
    asked = draft.question(form)
    lead = _without_keyboard(turn, lead)
    texts = turn.texts
    if asked is None and form.confirm:
        return confirm(turn, form, draft, lead)
    if asked is None:
        way_on = button(texts, f"resume.{form.name}", f"m:resume:{form.name}")
        return turn.say(lead.then(texts.say("all_told")), [[way_on]])
    if asked.name in draft.parts:
        words, rows = _rest(turn, draft, asked)
    else:
        words, rows = texts.say(_wording(turn, form, draft, asked)), _choices(texts, form, draft, asked)
    shown = draft.answers.get(asked.name)
    if shown is not None:
        words = words.then(texts.say("now", value=value(texts, asked.name, shown)), "\n")
        rows = [*rows, [button(texts, "keep", f"keep:{draft.number}:{asked.name}")]]
    turn.state.keyboard = asked.contact
    contact = texts.plain("button.contact") if asked.contact else None
    return turn.say(lead.then(words), [*rows, _steps(texts, draft, asked)], contact=contact)


def open_form(turn: Turn, form: Form, given: Answers = MappingProxyType({}), lead: Rich = NOTHING) -> None:
    """Begin a form afresh with answers that a button has given, and ask its first question."""
    draft = turn.new_draft(form)
    draft.answers |= given
    turn.state.active, turn.state.waiting = form.name, None
    turn.keep(draft)
    question(turn, form, draft, lead)


def _without_keyboard(turn: Turn, lead: Rich) -> Rich:
    """Take an open contact keyboard away, in a message of its own: one message has one keyboard."""
    if not turn.state.keyboard:
        return lead
    turn.state.keyboard = False
    turn.say(lead if lead.text else turn.texts.say("noted_short"), drop_keyboard=True)
    return NOTHING


def _wording(turn: Turn, form: Form, draft: Draft, asked: Field) -> str:
    """The sentence that asks: of a child, of a kind of document, or in a form it may have its own."""
    names = (f"{asked.name}_{draft.answers.get('document_kind')}", f"{form.name}_{asked.name}", asked.name)
    of_child = [f"ward.{name}" for name in names] if turn.child else []
    return next(key for name in (*of_child, *names) if turn.texts.has(key := f"ask.{name}"))


def _rest(turn: Turn, draft: Draft, asked: Field) -> tuple[Rich, list[list[Button]]]:
    """The month or the year is told: ask for the day in it, and say which one counts for who cannot recall it."""
    texts, span = turn.texts, Span.of(draft.parts[asked.name])
    kind = "month" if span.month else "year"
    words = texts.say(f"ask.rest_{kind}", span=texts.span(span.year, span.month), label=label_of(texts, asked.name))
    days = rests(asked, span, turn.today)
    if UNSURE in days:
        words = words.then(texts.say(f"ask.rest_unsure_{asked.unsure}", day=texts.day(days[UNSURE])), "\n")
    return words, _in_rows(
        [
            Button(
                texts.plain(f"choice.rest.{one}_{kind}", day=texts.short_day(day)),
                f"a:{draft.number}:{asked.name}:{one}",
            )
            for one, day in days.items()
        ]
    )


def _choices(texts: Texts, form: Form, draft: Draft, asked: Field) -> list[list[Button]]:
    offered = [*asked.offers(draft.answers), *asked.suggestions]
    buttons = [Button(label(texts, asked.name, one), f"a:{draft.number}:{asked.name}:{one}") for one in offered]
    turns = [
        Button(label(texts, name, to), f"t:{draft.number}:{asked.name}:{name}:{to}")
        for name, to in asked.turns
        if draft.answers.get(name) != to
    ]
    return _in_rows(buttons) + _in_rows(turns)


def _in_rows(buttons: list[Button]) -> list[list[Button]]:
    wide = all(len(one.text) <= WIDE for one in buttons)
    step = (3 if all(len(one.text) <= 5 for one in buttons) and len(buttons) > 4 else 2) if wide else 1
    return [buttons[at : at + step] for at in range(0, len(buttons), step)]


def _steps(texts: Texts, draft: Draft, asked: Field) -> list[Button]:
    number = draft.number
    row = [button(texts, "why", f"y:{number}:{asked.name}")]
    if asked.optional:
        row.insert(0, button(texts, "skip", f"k:{number}:{asked.name}"))
    if draft.trail:
        row.append(button(texts, "back", f"b:{number}"))
    return [*row, button(texts, "cancel", f"c:{number}")]


def confirm(turn: Turn, form: Form, draft: Draft, lead: Rich = NOTHING) -> None:
    """Everything that was told on one page, each line with its own way to change it."""
    texts = turn.texts
    shown = [field.name for field, _ in draft.told(form) if field.name not in UNLISTED]
    lines = "\n".join(
        texts.plain("line", label=label_of(texts, name), value=line(texts, name, draft.answers)) for name in shown
    )
    changes = [button(texts, "change_one", f"e:{draft.number}:{n}", what=label_of(texts, n)) for n in shown]
    rows = [[button(texts, "confirm", f"ok:{draft.number}")], *_in_rows(changes)]
    notes = told_dates(turn, draft.answers)
    page = texts.say(f"confirm.{form.name}").then(Rich(lines))
    turn.say(lead.then(page).then(notes), [*rows, [button(texts, "cancel", f"c:{draft.number}")]])


def told_dates(turn: Turn, answers: Mapping[str, Any]) -> Rich:
    """The days that follow from an answer: until when to register, until when to report a change."""
    texts, today = turn.texts, turn.today
    if arrived := answers.get("arrived"):
        due = registration_duty(date.fromisoformat(arrived), None).due
        return _deadline(texts, "due.register", due, today) if due else NOTHING
    if changed := answers.get("changed_on"):
        return _deadline(texts, "due.change", change_due(date.fromisoformat(changed)), today)
    return NOTHING


def _deadline(texts: Texts, key: str, due: date, today: date) -> Rich:
    left = days_left(due, today)
    return texts.say(key if left >= 0 else f"{key}_late", day=texts.day(due), left=texts.left(left))


def verdict(texts: Texts, found: Assessment | WayFound | Answer) -> str:
    """A verdict in a few words."""
    day = texts.day(found.earliest) if found.earliest else ""
    return texts.plain(f"verdict.{found.verdict}", day=day)


def not_registered(turn: Turn) -> None:
    """What was asked for needs a registration; the door to it."""
    turn.say("failed.not_registered", [[button(turn.texts, "menu.register", "m:register")]])


def label_of(texts: Texts, name: str) -> str:
    """What a field is called."""
    return texts.plain(f"label.{name}")


def label(texts: Texts, name: str, one: str) -> str:
    """What a choice is called; a street or a district is called what it is."""
    key = f"choice.{name}.{one.replace(',', '_')}"
    return (
        texts.plain(key)
        if texts.has(key)
        else texts.plain(f"choice.day.{one}")
        if texts.has(f"choice.day.{one}")
        else one
    )


def value(texts: Texts, name: str, told: Any) -> str:
    """An answer the way the person reads it."""
    if told is None or told == "":
        return texts.plain(f"empty.{name}" if texts.has(f"empty.{name}") else "empty.any")
    if told is False:
        return label(texts, name, "never")
    if name in ("arrived", "changed_on", "left_on") or _IS_A_DAY.fullmatch(str(told)):
        return texts.day(date.fromisoformat(told))
    if name.endswith("_months"):
        return texts.plain("months", months=told)
    if name == "what":
        return texts.plain("join").join(label(texts, "what", one) for one in told)
    if name == "phone":
        return str(told).removeprefix("+86")
    return label(texts, name, told)


def line(texts: Texts, name: str, answers: Mapping[str, Any]) -> str:
    """An answer as one line of a list; an address with all its parts."""
    if name == "host_name" and answers.get("host_phone"):
        return f"{answers[name]} {value(texts, 'phone', answers['host_phone'])}"
    if name != "address":
        return value(texts, name, answers[name])
    return "".join(answers.get(part) or "" for part in ("district", "street", "address", "room"))


def record(texts: Texts, person: Person, registration: Registration) -> Rich:
    """What the holder himself reads of his registration: all of it, the long numbers masked."""
    host = registration.host
    facts = {
        "name": person.name,
        "document": mask_number(person.document.number),
        "phone": mask_phone(person.phone),
        "address": registration.address.full,
        "dwelling": label(texts, "dwelling", registration.dwelling.value),
        "host": host.name if host else texts.plain("empty.any"),
        "service_place": registration.service_place or texts.plain("empty.any"),
        "registered_on": texts.day(registration.registered_on),
    }
    return texts.say("my.record", **facts)
