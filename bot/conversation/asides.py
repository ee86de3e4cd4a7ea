"""What is answered in one message and changes nothing: questions about the rules, help, a person, what is on record."""

from collections.abc import Collection
from typing import Any

from bot.conversation import asking, holding, pages, reminding
from bot.conversation.speech import Attachment, Button, Rows
from bot.conversation.turn import Turn
from bot.interview.form import Form
from bot.texts import NOTHING, rich
from bot.vouchers import codes
from domain.clauses import clause
from domain.vouchers import VoucherState

QUOTED = 120
"""Characters of a clause shown at once; the rest is cut at a sentence."""

GUIDES = {
    "endorse_permit": "endorse_when",
    "replace_permit": "lost_permit",
    "points": "points_meaning",
    "report_tenant": "who_else_reports",
    "tenant_moved_out": "landlord_duties",
    "register_rental": "rental_registration",
    "safety_check": "safety_rules",
    "room_code": "landlord_duties",
    "batch_import": "who_else_reports",
    "complaint": "complaint_where",
    "export_my_data": "privacy",
    "delete_my_data": "privacy",
    "intermediary": "agency_directory",
}
"""Tasks that the chat does not do itself yet, and the answer that says how they are done."""

DOES = {"lost_permit": ("lost_card", "m:lostcard"), "old_permit": ("old_card", "m:oldcard")}
"""Answers beside which the chat does what they speak of: the button, and what stands behind it."""

WORDS = {
    "help": "help",
    "human": "human",
    "greet": "greet",
    "thanks": "thanks",
    "change_language": "english",
    "reminder_settings": "reminders",
}
"""Intents that say what a short word says, and which word."""

ABOUT_CHILDREN = ("under_sixteen", "child_schooling")
"""Answers after which a guardian may want to do something for his child."""

SECTIONS = {
    "registration": ("how_to_register", "register_deadline", "change_deadline", "late_registration", "voucher_use"),
    "permit": ("conditions", "half_year", "employment_condition", "rented_home", "schooling_condition"),
    "applying": ("application_materials", "where_to_apply", "processing_time", "permit_fee"),
    "endorsement": ("endorse_when", "endorse_where", "endorse_late", "lost_permit"),
    "holders": ("rights", "six_services", "conveniences", "points_meaning"),
    "renting": ("landlord_duties", "safety_rules", "people_per_room", "rental_registration"),
}
"""The questions offered as buttons, for whoever would rather tap than ask."""


async def signalled(turn: Turn, told: Collection[str]) -> bool:
    """Answer one of the short words; False if none of them is an aside."""
    if "menu" in told:
        show_menu(turn)
    elif "help" in told:
        turn.say("help", pages.menu(turn.texts))
    elif "my" in told:
        await mine(turn)
    elif "reminders" in told:
        await reminding.shown(turn, "reminders", "")
    elif "human" in told:
        await asking.begin(turn, "")
    elif "english" in told or "chinese" in told:
        speak(turn, "en" if "english" in told else "zh")
    elif "greet" in told or "thanks" in told:
        turn.say("greet" if "greet" in told else "thanks")
    else:
        return False
    return True


async def taken(turn: Turn, form: Form, text: str, reading: Any) -> bool:
    """Answer a detour from a form: a question about the rules or about what is on record."""
    if reading.intent == "faq" and reading.faq and reading.confidence >= turn.desk.sure:
        answer_faq(turn, reading.faq)
    elif reading.confidence < turn.desk.sure:
        return False
    elif reading.intent in GUIDES:
        await guide(turn, reading.intent)
    elif reading.intent == "show_voucher":
        await show_voucher(turn)
    elif reading.intent == "check_status":
        await mine(turn)
    else:
        signal = WORDS.get(reading.intent)
        return bool(signal) and await signalled(turn, {signal or ""})
    return True


def answer_faq(turn: Turn, key: str, *, more: bool = True) -> None:
    """A question about the rules, with its basis, its neighbours and the task that does it one tap away."""
    answer = turn.desk.faq.get(key)
    if answer is None:
        return turn.say("confused.faq", pages.menu(turn.texts))
    turn.state.last_faq = key
    words = answer.zh if turn.language == "zh" else answer.en
    rows: list[list[Button]] = [[pages.button(turn.texts, *DOES[key])]] if key in DOES else []
    if answer.clauses:
        rows.append([pages.button(turn.texts, "basis", f"d:{key}")])
    if key in ABOUT_CHILDREN:
        rows.append([pages.button(turn.texts, "menu.children", "w0:m:children")])
    if more:
        rows += [[Button(question(turn, near), f"f:{near}")] for near in answer.see[:3]]
    return turn.say(rich(words.replace("{", "{{").replace("}", "}}"), {}), rows)


def question(turn: Turn, key: str) -> str:
    """An FAQ key as the question that a button shows."""
    return turn.texts.plain(f"question.{key}")


def basis(turn: Turn, key: str) -> None:
    """The clauses behind an answer, in their own words, and that the notice is a draft."""
    answer = turn.desk.faq.get(key)
    if answer is None or not answer.clauses:
        return turn.say("basis.none")
    sources = dict.fromkeys(clause(mark).instrument for mark in answer.clauses)
    words = NOTHING
    for source in sources:
        lines = "\n\n".join(f"【{m}】{quote(m)}" for m in answer.clauses if clause(m).instrument == source)
        words = words.then(turn.texts.say("basis.words", title=source.title, status=source.status, clauses=lines))
    return turn.say(words)


def quote(mark: str) -> str:
    """The words of a clause, cut at a sentence where they are long."""
    words = clause(mark).words
    if len(words) <= QUOTED:
        return words
    end = max(words.rfind(stop, 0, QUOTED) for stop in "。；，") + 1
    return words[: end or QUOTED] + "……"


def show_menu(turn: Turn, lead: str = "menu.lead") -> None:
    """The main menu, with a form left half-way on top."""
    left = next(iter(turn.state.drafts), None)
    turn.say(lead, pages.menu(turn.texts, with_draft=left))


def sections(turn: Turn) -> None:
    """The subjects that can be asked about."""
    rows = [[pages.button(turn.texts, f"section.{name}", f"q:{name}")] for name in SECTIONS]
    turn.say("faq.sections", rows)


def section(turn: Turn, name: str) -> None:
    """The questions of a subject."""
    rows: Rows = [[Button(question(turn, key), f"f:{key}")] for key in SECTIONS.get(name, ())]
    turn.say("faq.questions", rows)


async def guide(turn: Turn, intent: str) -> None:
    """How a task is done that the chat does not do itself yet; what is known of the person is put first."""
    if intent not in holding.DATED or not await holding.own_dates(turn):
        turn.say("guide_general")
    answer_faq(turn, GUIDES[intent])


async def mine(turn: Turn) -> None:
    """What the person has registered, what comes next and when, and who moves next."""
    await turn.recall()
    person, registration = turn.known.get("person"), turn.known.get("registration")
    if person is None or registration is None:
        left = next(iter(turn.state.drafts), None)
        return turn.say("my.nothing", pages.menu(turn.texts, with_draft=left))
    texts = turn.texts
    step, rows = await holding.next_steps(turn, registration)
    tasks = [[pages.button(texts, f"menu.{task}", f"m:{task}") for task in ("voucher", "change")]]
    tasks.append([pages.button(texts, "timeline", "m:timeline"), pages.button(texts, "menu.departure", "m:departure")])
    return turn.say(pages.record(texts, person, registration).then(step), [*rows, *tasks])


async def show_voucher(turn: Turn) -> None:
    """The voucher once more, or how to get one."""
    await turn.recall()
    registration = turn.known.get("registration")
    if registration is None or registration.id is None:
        return turn.say("voucher.none", pages.menu(turn.texts))
    async with turn.uow as uow:
        voucher = await uow.vouchers.valid_of(registration.id)
    if voucher is None or voucher.state(turn.today) is VoucherState.EXPIRED:
        return turn.say("voucher.expired", [[pages.button(turn.texts, "renew", "m:renew")]])
    return voucher_card(turn, voucher.id, voucher.code, turn.texts.day(voucher.expires_on))


def voucher_card(turn: Turn, voucher_id: bytes, code: str, until: str) -> None:
    """The picture of a voucher, its short code, and the way out when it was lost or photographed."""
    words = turn.texts.say("voucher.card", code=codes.grouped(code), until=until)
    drawn = Attachment("voucher", voucher_id.hex())
    turn.say(words, [[pages.button(turn.texts, "lost", "m:lost")]], attachment=drawn)


def speak(turn: Turn, language: str) -> None:
    """Change the language; every later message speaks it."""
    turn.language = language
    turn.say("language.changed", pages.menu(turn.texts))
