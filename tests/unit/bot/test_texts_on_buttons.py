"""What stands on buttons fits there and is understood when typed, and examples in the texts work as they stand."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from unicodedata import east_asian_width

import pytest

from bot import faq
from bot.conversation import pages
from bot.conversation.pages import MENU
from bot.conversation.speech import Button, Seen, State
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview import hearing, parsers
from bot.interview.days import past_day
from bot.interview.draft import Draft
from bot.interview.form import Accepted, Context, Field, Form
from bot.interview.words import plain, signals
from bot.texts import LANGUAGES, texts
from domain.places import URBAN_DISTRICTS

TODAY = date(2026, 11, 23)
CALLBACK_BYTES = 64
"""Telegram's limit for the data of a button."""
LABEL_WIDTH = 40
"""20 Chinese characters, or 40 narrow ones: what a button shows on a small phone."""
QUESTION_LENGTH = {"zh": 14, "en": 32}
ANSWERS = {
    "consent": "yes", "hukou": "no", "arrived": "2026-11-20", "address": "湖墅南路12号3幢", "district": "拱墅区",
    "street": "大关街道", "room": "2单元501", "dwelling": "rented", "host_name": "张", "host_phone": "+8613800138000",
    "name": "张三", "document_kind": "resident_id", "document": "11010519491231002X", "phone": "+8613800138000",
    "service_place": None, "what": ["address", "service_place", "phone"], "changed_on": "2026-11-20",
    "left_on": "2026-11-20", "proof_code": "123456", "voucher": "ABCDEFGH2",
}  # fmt: skip


def width(label: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in label)


def quoted(sentence: str) -> list[str]:
    return re.findall("“([^”]+)”", sentence)


def fields() -> Iterator[tuple[Form, Field]]:
    for form in FORMS.values():
        yield from ((form, one) for one in form.fields)


def turn_in(language: str) -> Turn:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Turn(None, None, State(), None, None, Seen(), now, now, language)  # type: ignore[arg-type]


def buttons(form: Form, field: Field | None, language: str, **answers: str) -> list[Button]:
    """The buttons under a question, or under the confirm page, with everything answered before."""
    turn = turn_in(language)
    draft = Draft(form.name, 9_999_999, {**ANSWERS, **answers}, ["name"], field.name if field else None)
    pages.question(turn, form, draft)
    return [one for say in turn.says for row in say.inline for one in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_short_and_no_two_alike(language: str) -> None:
    asked = {key: said for key, said in texts(language).sentences.items() if key.startswith("question.")}

    assert {key.partition(".")[2] for key in asked} == set(faq.load())
    assert len(set(asked.values())) == len(asked)
    assert not [said for said in asked.values() if len(said) > QUESTION_LENGTH[language]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "field"), [*fields(), *((one, None) for one in FORMS.values() if one.confirm)])
def test_buttons_of_a_question_fit(form: Form, field: Field | None, language: str) -> None:
    under = buttons(form, field, language)

    assert under
    assert not [one.data for one in under if len((one.data or "").encode()) > CALLBACK_BYTES]
    assert not [one.text for one in under if width(one.text) > LABEL_WIDTH]


@pytest.mark.parametrize("district", sorted(URBAN_DISTRICTS.values[-1][1]))
def test_buttons_of_every_street_fit(district: str) -> None:
    form = FORMS["register"]
    under = buttons(form, form.field("street"), "zh", district=district)

    assert len(under) > 5
    assert all(len((one.data or "").encode()) <= CALLBACK_BYTES and width(one.text) <= LABEL_WIDTH for one in under)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_other_labels_fit_their_buttons(language: str) -> None:
    chosen = texts(language)
    labels = {key: said for key, said in chosen.sentences.items() if key.startswith(("button.", "choice."))}
    tasks = [chosen.plain(f"task.{name}") for name in FORMS]
    filled = [chosen.plain(f"button.{key}", task=task) for key in ("switch", "stay") for task in tasks]

    assert not [said for said in [*labels.values(), *filled] if width(said) > LABEL_WIDTH]


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_understood_when_their_labels_are_typed(language: str) -> None:
    """Beside a contact button the steps stand on the keyboard, which sends their labels as words."""
    for step in ("why", "skip", "back", "cancel"):
        assert step in signals(texts(language).plain(f"button.{step}"))


def test_no_two_labels_of_the_menu_read_the_same_when_typed() -> None:
    labels = {
        plain(texts(language).plain(f"button.menu.{task}")) for language in LANGUAGES for row in MENU for task in row
    }

    assert len(labels) == len(LANGUAGES) * sum(map(len, MENU))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_the_welcome_works_as_it_stands(language: str) -> None:
    form, (example, *_) = FORMS["register"], quoted(texts(language).plain("welcome"))
    draft = Draft.start(form, 1)

    words = hearing.heard(form, example, (), TODAY)
    hearing.fill(form, draft, words, Context(TODAY), None)

    expected = {"arrived": "2026-11-22", "district": "拱墅区", "street": "大关街道", "room": "2单元501"}
    assert expected.items() <= draft.answers.items()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["ask.arrived", "refused.which_day"])
def test_days_given_as_examples_can_be_read(key: str, language: str) -> None:
    examples = quoted(texts(language).sentences[key])

    assert len(examples) >= 2
    arrived = past_day("arrived", "arrival")
    assert all(isinstance(arrived.parse(one, Context(TODAY)), Accepted) for one in examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_given_as_examples_can_be_read(language: str) -> None:
    said = texts(language).sentences
    lines = [said[key].splitlines()[-1] for key in ("ask.address", "ask.change_address")]

    for example in (*lines, *quoted(said["refused.address_needs_building"])):
        assert isinstance(parsers.address(example, Context(TODAY)), Accepted)
