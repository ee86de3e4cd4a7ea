"""What to do with each thing a person does: the one place where an event finds its answer."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import cache

from bot.conversation import (
    answering,
    applying,
    asides,
    cards,
    casework,
    checking,
    doors,
    eligible,
    figures,
    interviewing,
    pages,
    reminding,
    staffing,
    timeline,
    wards,
    window,
)
from bot.conversation.speech import Act, Button, Incoming, Look, Needs, Seen, State
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview import hearing, parsers
from bot.interview.asking import asks_for_the_permit
from bot.interview.childwords import for_child
from bot.interview.form import Form
from bot.interview.supposing import supposed
from bot.interview.words import plain, signals
from bot.texts import LANGUAGES, texts
from bot.vouchers import codes
from domain.errors import DomainError, StaleVersion

COMMANDS = (
    "menu",
    "register",
    "my",
    "timeline",
    "voucher",
    "change",
    "verify",
    "answers",
    "reminders",
    "children",
    "help",
    "language",
    "cancel",
)
"""The command menu, in its order; `start` and a few more are understood without being listed."""


def foresee(event: Incoming, state: State, seen: Seen, today: date) -> None:
    """Needs at once, before anything is looked up, where nothing but the model or a look at the picture can help."""
    if event.act is Act.PHOTO and seen.look is None:
        raise Needs(picture=True, handing=state.handing)
    if event.act is Act.TEXT and state.active is None and seen.reading is None:
        text = parsers.clean(event.text)
        if text and not _clear(text) and not supposed(text, today):
            raise Needs(reading=True)


def _clear(text: str) -> bool:
    """Words that are understood without the model, outside of a form."""
    return text.startswith("/") or "/v#" in text or bool(signals(text)) or _labelled(text) is not None or _is_code(text)


async def answer(turn: Turn) -> None:
    """Answer one event; Needs if something has to be found out first."""
    await doors.recall(turn, turn.form())
    handlers: dict[Act, Callable[[Turn], Awaitable[None]]] = {
        Act.TEXT: _said,
        Act.CONTACT: _contact,
        Act.PRESS: _pressed,
        Act.PHOTO: _pictured,
        Act.EDIT: _edited,
        Act.OTHER: _unreadable,
    }
    try:
        await handlers[turn.event.act](turn)
    except StaleVersion:
        raise  # somebody was faster: the turn begins anew with what he made of it
    except DomainError as error:
        turn.say(f"failed.{error.code}", pages.menu(turn.texts))
    if not turn.says and turn.toast is None:
        await _unreadable(turn)
    await reminding.begun_followed(turn)


async def _said(turn: Turn) -> None:
    text = parsers.clean(turn.event.text)
    if not text:
        return await _unreadable(turn)
    if text.startswith("/"):
        return await _command(turn, text)
    if "/v#" in text:
        return await checking.check(turn, text)
    form = turn.form()
    draft = turn.draft(form) if form else None
    if things := supposed(text, turn.today):
        await eligible.compared(turn, things)
        return interviewing.resume(turn, form) if form else None
    if "timeline" in signals(text):
        await timeline.shown(turn)
        return interviewing.resume(turn, form) if form else None
    if form and draft:
        if turn.overtaken:
            turn.keep(draft)
            return pages.question(turn, form, draft, turn.texts.say("overtaken"))
        if await _steered(turn, form):
            return None
        return await interviewing.said(turn, form, draft, text)
    return await _free(turn, text)


async def _command(turn: Turn, text: str) -> None:
    word, _, rest = text[1:].partition(" ")
    word = word.partition("@")[0].casefold()
    if word == "start" and rest:
        return await staffing.joined(turn, rest)
    if word == "start":
        return asides.show_menu(turn, "welcome")
    if word == "cancel":
        form, draft = turn.form(), None
        if form and (draft := turn.draft(form)):
            return interviewing.leave(turn, form, draft)
        return asides.show_menu(turn, "nothing_open")
    if word in ("menu", "help") or not await doors.opened(turn, word, rest):
        await asides.signalled(turn, {word if word == "help" else "menu"})
    return None


async def _steered(turn: Turn, form: Form) -> bool:
    """What the model reads as steering or as another task while a form is open."""
    reading, draft = turn.seen.reading, turn.draft(form)
    if reading is None or draft is None:
        return False
    if reading.confidence < turn.desk.sure:
        if form.name != "eligibility" and asks_for_the_permit(turn.event.text):
            _ask_to_switch(turn, form, "eligibility")
            return True
        return False
    if reading.intent == "cancel":
        interviewing.leave(turn, form, draft)
    elif reading.intent == "back":
        interviewing.back(turn, form, draft)
    elif reading.intent == "restart":
        await doors.begin(turn, form.name, fresh=True)
    elif reading.intent == "materials":
        await _papers(turn)
        interviewing.resume(turn, form)
    elif (task := interviewing.TASKS.get(reading.intent)) and task != form.name:
        if hearing.heard(form, turn.event.text, reading.entities, turn.today):
            return False
        _ask_to_switch(turn, form, task)
    else:
        return False
    return True


def _ask_to_switch(turn: Turn, form: Form, task: str) -> None:
    turn.state.waiting = task
    spoken = turn.texts
    to, here = spoken.plain(f"task.{task}"), spoken.plain(f"task.{form.name}")
    rows = [[pages.button(spoken, "switch", f"sw:{task}", task=to)], [pages.button(spoken, "stay", "st", task=here)]]
    turn.say(spoken.say("switch.ask", task=to, here=here), rows)


async def _free(turn: Turn, text: str) -> None:
    """Words while no form is open."""
    told = signals(text)
    left = next(iter(turn.state.drafts), None)
    if "resume" in told and left:
        return await doors.begin(turn, left)
    if "stop" in told:
        return await reminding.shown(turn, "stop", "")
    if told and await asides.signalled(turn, told):
        return None
    if page := next((doors.PAGES[one] for one in told if one in doors.PAGES), None):
        return await page(turn, "")
    if (task := _labelled(text)) and await doors.opened(turn, task, ""):
        return None
    if told & {"cancel", "back", "skip", "deny"}:
        return asides.show_menu(turn, "nothing_open")
    if _is_code(text):
        return await checking.check(turn, text)
    if told & {"why", "basis"} and turn.state.last_faq:
        return asides.basis(turn, turn.state.last_faq)
    reading = turn.seen.reading
    if reading is None:
        raise Needs(reading=True)
    return await _understood(turn, text)


def _is_code(text: str) -> bool:
    """A voucher's short code; a word that could be one is a code only in capitals."""
    return bool(codes.normalise(text)) and (any(c.isdigit() for c in text) or text == text.upper())


def _labelled(text: str) -> str | None:
    """The task whose menu button says just this, for whoever types a button instead of tapping it."""
    return _labels().get(plain(text))


@cache
def _labels() -> dict[str, str]:
    tasks = [task for row in pages.MENU for task in row]
    return {plain(texts(one).plain(f"button.menu.{task}")): task for one in LANGUAGES for task in tasks}


async def _understood(turn: Turn, text: str) -> None:
    reading = turn.seen.reading
    intent = reading.intent if reading.confidence >= turn.desk.sure else None
    if intent is None:
        return await _by_keywords(turn, text)
    turn.state.confused = 0
    if intent in wards.CHILDREN and for_child(text) and await wards.meant(turn, intent):
        return None
    if task := interviewing.TASKS.get(intent):
        return await doors.begin(turn, task, text)
    if intent == "faq":
        return asides.answer_faq(turn, reading.faq or "")
    if intent == "replace_permit":
        return await cards.replace(turn, text)
    if intent in asides.GUIDES:
        return await asides.guide(turn, intent)
    if intent == "show_voucher":
        return await asides.show_voucher(turn)
    if intent == "check_status":
        return await asides.mine(turn)
    if intent == "materials":
        return await _papers(turn)
    if intent in ("apply_permit", "upload_document"):
        return await applying.apply(turn, "")
    if intent == "review_queue":
        return await casework.queue(turn, "")
    if intent == "statistics":
        return await figures.shown(turn, "")
    if intent == "change_language":
        return asides.speak(turn, "zh" if turn.language == "en" else "en")
    if intent == "out_of_scope":
        return turn.say("out_of_scope", pages.menu(turn.texts))
    if intent in ("help", "human", "greet", "thanks", "reminder_settings"):
        await asides.signalled(turn, {asides.WORDS.get(intent, intent)})
        return None
    return turn.say("goodbye") if intent == "goodbye" else asides.show_menu(turn)


async def _papers(turn: Turn) -> None:
    """Which papers are needed: of an application under way those still missing, else those of the best way."""
    if not await applying.papers(turn):
        await eligible.shown(turn, "papers", "")


async def _by_keywords(turn: Turn, text: str) -> None:
    """The model is not there or not sure: what the words themselves leave no doubt about, else the menu."""
    if asks_for_the_permit(text):
        return await doors.begin(turn, "eligibility", text)
    words = hearing.heard(FORMS["register"], text, turn.seen.reading.entities, turn.today)
    arrived = "arrived" in words and any(word in text for word in ("到", "来", "搬"))
    if "address" in words or arrived or "登记" in text or "register" in text.casefold():
        known = turn.known.get("registration") is not None
        return await doors.begin(turn, "change" if known else "register", text)
    turn.state.confused += 1
    guess = turn.seen.reading.faq if turn.seen.reading.confidence >= turn.desk.likely else None
    if guess and guess in turn.desk.faq:
        rows = [[Button(asides.question(turn, guess), f"f:{guess}")], *pages.menu(turn.texts)]
        return turn.say("confused.guess", rows)
    if turn.desk.nlu_state() != "ready":
        return turn.say("confused.training", pages.menu(turn.texts))
    return turn.say("confused.menu" if turn.state.confused < 2 else "confused.twice", pages.menu(turn.texts))


async def _pressed(turn: Turn) -> None:
    """A button: its data is looked at as if anybody could have written it."""
    kind, *arguments = turn.event.text.split(":")
    form = turn.form()
    draft = turn.draft(form) if form else None
    if kind == "m" and arguments and await doors.opened(turn, arguments[0], ":".join(arguments[1:])):
        return None
    if kind == "k" and await casework.pressed(turn, cards.ACTS, arguments):
        return None
    if kind == "v" and await window.pressed(turn, arguments):
        return None
    if kind in ("f", "d") and arguments and arguments[0] in turn.desk.faq:
        (asides.answer_faq if kind == "f" else asides.basis)(turn, arguments[0])
    elif kind == "q" and arguments and arguments[0] in asides.SECTIONS:
        asides.section(turn, arguments[0])
    elif kind == "sw" and arguments and turn.state.waiting == arguments[0]:
        await doors.begin(turn, arguments[0])
    elif kind == "st" and form:
        turn.state.waiting = None
        interviewing.resume(turn, form)
    elif form and draft and arguments and arguments[0] == str(draft.number):
        field = form.field(arguments[1]) if len(arguments) > 1 else None
        await interviewing.pressed(turn, form, draft, kind, field, arguments[2:])
    else:
        interviewing.old_button(turn)
    return None


async def _contact(turn: Turn) -> None:
    """A contact sent by the button: the person's own phone answers the phone question."""
    form = turn.form()
    draft = turn.draft(form) if form else None
    asked = draft.question(form) if form and draft else None
    if not (form and draft and asked and asked.contact):
        return await _unreadable(turn)
    if not turn.event.own_contact:
        return pages.question(turn, form, draft, turn.texts.say("refused.contact_of_other"))
    return await interviewing.said(turn, form, draft, turn.event.text)


async def _pictured(turn: Turn) -> None:
    """A picture: a voucher in it is checked whatever was going on; the form then goes on where it was."""
    look = turn.seen.look or Look()
    if look.pages:
        return await applying.handed_in(turn, look)
    vouchers = [code for code in look.codes if "/v#" in code]
    form = turn.form()
    if vouchers:
        if form and form.name == "verify":
            turn.forget(form)
            form = None
        await checking.check(turn, vouchers[0])
    else:
        turn.say(f"picture.{look.fault or 'no_voucher'}")
    if form:
        interviewing.resume(turn, form)


async def _edited(turn: Turn) -> None:
    """A message was edited: correct what it answered, in whichever draft that was."""
    for name in [turn.state.active, *turn.state.drafts]:
        form = FORMS.get(name or "")
        await doors.recall(turn, form)
        draft = turn.draft(form) if form else None
        if form and draft and draft.fields_of(turn.event.message_id):
            turn.state.active = form.name
            return await answering.edited(turn, form, draft, parsers.clean(turn.event.text))
    return turn.say("edit.unknown", pages.menu(turn.texts))


async def _unreadable(turn: Turn) -> None:
    """Stickers, voice and the like: say what can be read, and ask again what was asked."""
    turn.say("unreadable")
    form = turn.form()
    if form:
        interviewing.resume(turn, form)
    else:
        asides.show_menu(turn)
