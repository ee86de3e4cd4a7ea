"""The catalogues: both languages say the same, and every sentence that the code asks for is there.

How labels look on their buttons and whether examples work is asked in test_texts_on_buttons.py.
"""

import ast
import inspect
import re
from calendar import month_name
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot import faq
from bot.conversation.appealing import AT_THE_WINDOW
from bot.conversation.asides import GUIDES, SECTIONS
from bot.conversation.dialogue import COMMANDS
from bot.conversation.pages import MENU
from bot.documents.figures_table import COLUMNS
from bot.documents.papers.application import KINDS as KINDS_OF_FORM
from bot.forms import FORMS
from bot.intake import Fault as DoubtOf
from bot.intake import Refusal
from bot.interview.form import Context, Field, Form, Refused
from bot.reminders import KINDS
from bot.texts import rich, texts
from bot.vouchers.wire import Outcome
from domain import errors, people, reach
from domain.applications import Stage
from domain.audit import SEEN
from domain.cards import MISSING
from domain.cases import Kind
from domain.cases import Outcome as CaseOutcome
from domain.conditions import CONDITIONS
from domain.eligibility import Verdict
from domain.errors import DomainError
from domain.figures import RATED, SUSPENDED, Age, Figure
from domain.matching import Difference
from domain.materials import MATERIALS
from domain.oldcards import OldKind
from domain.people import DocumentKind, Fault
from domain.permits import Outcome as VisitOutcome
from domain.registrations import Dwelling
from domain.reporters import Role as ReporterRole
from domain.staff import InvitationState, Role
from domain.usecases.visiting import IN_TIME
from domain.vouchers import VoucherState
from domain.ways import Way

ZH, EN = texts("zh"), texts("en")
KEYS = sorted({*ZH.sentences, *EN.sentences})
SENTENCES = [pytest.param(said, id=f"{one.language}-{key}") for one in (ZH, EN) for key, said in one.sentences.items()]
TABLES = {key.partition(".")[0] for key in KEYS if "." in key}
HOUSE = Path(bot.__file__).parent
TODAY = date(2026, 11, 23)
WHERE_KEYS_STAND = {"say": 0, "plain": 0, "button": 1, "show_menu": 1, "noted": 4}
"""Functions that take a key of the catalogue, and the place of it among their arguments."""


def slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def numbers(sentence: str) -> list[str]:
    sentence = re.sub(r"\{\w+\}", "", sentence)
    for number, name in list(enumerate(month_name))[1:]:
        sentence = re.sub(rf"\b{name}\b", f" {number} ", sentence)
    return sorted(re.findall(r"\d+", sentence))


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call in the house by the name of what is called, with the line it stands on."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                yield name, node, f"{path.relative_to(HOUSE)}:{node.lineno}"


def literals(node: ast.expr) -> Iterator[str]:
    """The key patterns of an expression: literals, both sides of a choice, f-strings with gaps."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in node.values)


def asked_for() -> Iterator[tuple[str, set[str] | None, str]]:
    """Key patterns that the code asks for, the slots it fills (None if they cannot be read off), and where."""
    for name, call, where in calls():
        at = WHERE_KEYS_STAND.get(name)
        if at is None or len(call.args) <= at:
            continue
        on_turn = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "turn"
        given = {one.arg for one in call.keywords if one.arg}
        unread = name == "noted" or any(one.arg is None for one in call.keywords)
        for pattern in literals(call.args[at]):
            prefix = r"button\." if name == "button" else ""
            yield prefix + pattern, set() if on_turn else None if unread else given, where


def written_keys() -> Iterator[tuple[str, str]]:
    """Strings in the conversation and the forms that look like keys, wherever they stand."""
    for path in [*(HOUSE / "conversation").glob("*.py"), *(HOUSE / "forms").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if re.fullmatch(r"[a-z]+\.[a-z_.]+[a-z]", node.value) and node.value.partition(".")[0] in TABLES:
                yield node.value, f"{path.name}:{node.lineno}"


def fields() -> Iterator[tuple[Form, Field]]:
    for form in FORMS.values():
        yield from ((form, one) for one in form.fields)


def of_forms() -> Iterator[str]:
    for form in FORMS.values():
        yield from (f"task.{form.name}", f"button.resume.{form.name}")
        yield from () if form.by_button else (f"begin.{form.name}",)
        yield from (f"confirm.{form.name}",) if form.confirm else ()
    for _, field in fields():
        yield from (f"ask.{field.name}", f"label.{field.name}", f"why.{field.name}")
    yield from (f"ask.document_{kind}" for kind in DocumentKind)


def of_choices() -> Iterator[str]:
    for _, field in fields():
        yield from (f"choice.{field.name}.{one.replace(',', '_')}" for one in field.choices)
        yield from (f"choice.day.{one}" for one in field.suggestions)
        yield from (f"choice.{name}.{to}" for name, to in field.turns)
    yield from ("choice.street.unknown", *(f"choice.dwelling.{one}" for one in Dwelling))


def faults_of(*readers: Callable[..., object]) -> set[Fault]:
    """The faults that the domain's readers can name."""
    return {Fault[name] for one in readers for name in re.findall(r"Fault\.([A-Z_]+)", inspect.getsource(one))}


def of_refusals() -> Iterator[str]:
    yield from (f"refused.{code}" for code, _ in refused_outright())
    yield from (f"refused.name_{fault}" for fault in faults_of(people.person_name))
    yield from (f"refused.document_{one}" for one in faults_of(people.identity_document, people.resident_id))
    yield from (f"refused.{one.code}" for one in refused_days())


def refused_outright() -> Iterator[tuple[str, set[str]]]:
    """Refusals whose code stands in the code as it is, with the slots they fill."""
    for name, call, _ in calls():
        if name != "Refused" or not isinstance(call.args[0], ast.Constant):
            continue
        filled = call.args[1].keys if len(call.args) > 1 and isinstance(call.args[1], ast.Dict) else []
        yield str(ast.literal_eval(call.args[0])), {ast.literal_eval(one) for one in filled if one}


def refused_days() -> Iterator[Refused]:
    context = Context(TODAY, {}, {"registered_on": TODAY})
    for _, field in fields():
        if field.suggestions:
            found = [field.parse(day, context) for day in ("2099-01-01", "1800-01-01", "2026-02-30")]
            yield from (one for one in found if isinstance(one, Refused))


def of_errors() -> Iterator[str]:
    found = [one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, DomainError)]
    yield from (f"failed.{one.code}" for one in found if one is not DomainError)


def of_checks() -> Iterator[str]:
    """A genuine voucher is told by its state."""
    yield from (f"check.{one}" for one in (*VoucherState, *Outcome) if one is not Outcome.GENUINE)


def of_leads() -> Iterator[str]:
    """Words before a question, handed on as keys."""
    yield from (
        "resumed",
        "noted",
        "heard",
        "heard_only",
        *(f"picture.{one}" for one in ("no_voucher", "not_a_picture", *Refusal)),
        *(f"photo.{one}" for one in DoubtOf),
    )


def of_menus() -> Iterator[str]:
    yield from (f"command.{one}" for one in COMMANDS)
    yield from (f"button.menu.{one}" for row in MENU for one in row)
    yield from (f"button.section.{one}" for one in SECTIONS)
    yield from (f"question.{one}" for one in (*faq.load(), *GUIDES.values()))
    yield from (f"question.{one}" for section in SECTIONS.values() for one in section)


def of_the_law() -> Iterator[str]:
    """What the rules declare: conditions and what cures them, ways, verdicts, papers, units of their limits."""
    for condition in CONDITIONS.values():
        yield from (f"condition.{condition.id}", f"cure.{condition.id}")
        yield from (f"unit.{limit.unit}" for limit in condition.limits)
    yield from (f"way.{way}" for way in Way)
    yield from (f"{kind}.{one}" for one in Verdict for kind in ("verdict", "eligible"))
    yield from (f"eligible.way_{one}" for one in ("open", "from", Verdict.INELIGIBLE, Verdict.UNKNOWN))
    yield from (f"material.{material}" for material in MATERIALS)
    yield from (f"whatif.{key}" for key in ("gap", "register", "lease"))


def of_reminders() -> Iterator[str]:
    yield from (f"remind.{part}.{matter}" for matter in KINDS for part in ("what", "say"))
    yield from (f"reach.{way}" for way in reach.Way)
    yield from (f"reach.{one}" for one in ("web_ringing", "sms_is_on", "sms_is_off", "sms_not_here", "ring_is_off"))


TALKED = (CaseOutcome.CORRECTED, CaseOutcome.UPHELD, CaseOutcome.ANSWERED)
"""Ends of a case that the desk words itself."""


def of_the_desk() -> Iterator[str]:
    """Roles, kinds of cases and how they stand, what came of a link, what is done in a case."""
    yield from (f"role.{one}" for one in Role)
    yield from (f"kind.{one}" for one in Kind)
    yield from (f"invitation.{one}" for one in InvitationState if one is not InvitationState.UNKNOWN)
    yield from (f"appeal.ended_{one}" for one in CaseOutcome)
    yield from (f"appeal.told_{one}" for one in TALKED)
    yield from (f"appeal.{one}" for one in ("waiting", "taken", "late"))
    yield from (f"act.{one}" for one in (*SEEN, *AT_THE_WINDOW.values()))
    yield from (f"difference.{one}" for one in Difference)
    yield from (f"reporter.{one}" for one in ReporterRole)
    yield from (f"looks.visit_{one}" for one in IN_TIME)
    yield from (f"desk.done_{one}" for one in ("reply", "note", "close"))
    yield from (
        "staff.member",
        "staff.link",
        "button.staff_end",
        "button.staff_revoke",
        "desk.added",
        "desk.taken_back",
    )
    yield from (f"{family}{stage}" for stage in Stage for family in ("stage.", "apply.is_"))
    yield from (f"decide.done_{stage}" for stage in (Stage.ACCEPTED, Stage.RETURNED, Stage.REFUSED, Stage.ISSUED))
    yield from (f"filing.paper_{one}" for one in ("there", "owed", "again", "waived", "besides"))
    yield from (f"still.{verdict}" for verdict in Verdict)
    yield from (f"window.{one}" for one in VisitOutcome if one not in IN_TIME)
    yield from (f"window.would_be_{one}" for one in IN_TIME)
    of_a_card = ("sure", "reported", "found_now", "replacing", "asked")
    yield from (f"card.{said}_{one}" for said in of_a_card for one in MISSING)
    yield from (f"button.card_{one}" for one in MISSING)
    yield from (f"{family}.{one}" for family in ("choice.old_kind", "paper.old") for one in OldKind)
    yield from (f"paper.form.kind_{one}" for one in KINDS_OF_FORM)


def of_figures() -> Iterator[str]:
    yield from (f"figures.{part}.{figure}" for figure in Figure for part in ("title", "note"))
    yield from (f"figures.{one}" for one in (SUSPENDED, RATED))
    yield from (f"figures.column.{one}" for one in COLUMNS)
    parts = (*Age, "in_time", "late", "done", "undone", "due", "overdue", "not_overdue", "speed", "manner", "promise")
    yield from (f"figures.part.{one}" for one in parts)
    yield from (f"figures.legend.{one}" for one in ("in_time", "late", "done", "missed", "to_come"))


def test_both_languages_have_the_same_keys() -> None:
    assert set(ZH.sentences) == set(EN.sentences)


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_have_the_same_slots_and_numbers(key: str) -> None:
    zh, en = ZH.sentences[key], EN.sentences[key]

    assert slots(zh) == slots(en)
    assert numbers(zh) == numbers(en)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_renders(sentence: str) -> None:
    said = rich(sentence, dict.fromkeys(slots(sentence), "甲"))

    assert said.text.strip()
    assert said.text.strip("\n") == said.text
    assert not re.search(r"[{}]|\*\*|<(?! >)|(?<!< )>", said.text)
    assert said.text.count("甲") >= len(slots(sentence))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_bold_marks_stand_in_pairs_on_one_line(sentence: str) -> None:
    parts = sentence.split("**")

    assert len(parts) % 2 == 1
    assert all(part.strip() and "\n" not in part for part in parts[1::2])


@pytest.mark.parametrize("sentence", EN.sentences.values(), ids=EN.sentences)
def test_english_uses_its_own_punctuation(sentence: str) -> None:
    outside = re.sub(r"[“(]?[\u4e00-\u9fff][\u4e00-\u9fff0-9、·]*", "", sentence)

    assert not set("，。；：？！（）") & set(outside)


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    found = list(asked_for())
    missing = [(key, where) for key, _, where in found if not any(re.fullmatch(key, one) for one in KEYS)]
    missing += [(key, where) for key, where in written_keys() if not {key, f"button.{key}"} & set(KEYS)]

    assert len(found) > 50
    assert not missing


def test_the_code_fills_every_slot_of_the_sentences_it_names() -> None:
    named = [(ZH.sentences.get(re.sub(r"\\(.)", r"\1", key)), given, where) for key, given, where in asked_for()]
    short = [where for said, given, where in named if said and given is not None and slots(said) - given]

    assert not short


@pytest.mark.parametrize(
    "family",
    [
        of_forms,
        of_choices,
        of_refusals,
        of_errors,
        of_checks,
        of_leads,
        of_menus,
        of_the_law,
        of_reminders,
        of_the_desk,
        of_figures,
    ],
)
def test_every_member_of_a_family_has_its_sentence(family: Callable[[], Iterator[str]]) -> None:
    wanted = set(family())

    assert wanted
    assert not wanted - set(KEYS)


def test_sentences_found_by_an_error_or_an_outcome_need_no_slots() -> None:
    assert not [key for key in (*of_errors(), *of_checks()) if slots(ZH.sentences[key])]


def test_refusals_fill_the_slots_of_their_sentences() -> None:
    given = [*refused_outright(), *((one.code, set(one.slots)) for one in refused_days())]

    assert {"code_digits", "arrival_in_future"} <= {code for code, _ in given}
    assert not [code for code, filled in given if slots(ZH.sentences[f"refused.{code}"]) - filled]
