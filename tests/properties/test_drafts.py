"""What holds for a half-filled form whatever a person does to it: nothing accepted is lost, it always ends complete."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forms.registration import REGISTRATION
from bot.interview.draft import Draft
from bot.interview.form import Accepted, Context, Field

TODAY = date(2026, 11, 23)
GOOD = {
    "consent": ("yes",),
    "hukou": ("no",),
    "arrived": ("昨天", "3月5号"),
    "address": ("拱墅区大关街道湖墅南路12号3幢2单元501", "湖墅南路15号1幢"),
    "district": ("拱墅区", "余杭区"),
    "street": ("unknown",),
    "room": ("502", "whole"),
    "dwelling": ("rented", "own", "dormitory"),
    "host_name": ("张", "王姐 13900000000"),
    "name": ("张三", "欧阳小华"),
    "document": ("11010519491231002X",),
    "phone": ("13812345678",),
    "service_place": ("顺丰", "永辉超市"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(["answer", "back", "skip", "correct"]), st.integers(0, 12), st.booleans()),
    max_size=60,
)


def answer(draft: Draft, field: Field, choice: int) -> None:
    """Give the field one of its good answers."""
    words = GOOD[field.name]
    parsed = field.parse(words[choice % len(words)], Context(TODAY, draft.answers))
    assert isinstance(parsed, Accepted), field.name
    draft.take(REGISTRATION, field, parsed, message_id=choice)


def voided_by(name: str) -> set[str]:
    """The fields whose answers a changed answer may void."""
    direct = {one.name for one in REGISTRATION.fields if name in one.needs}
    return direct.union(*(voided_by(one) for one in direct))


def step(draft: Draft, what: str, choice: int, other: bool) -> set[str]:
    """Do one thing to the draft; the answers that may be gone after it."""
    asked = draft.question(REGISTRATION)
    if what == "answer" and asked:
        answer(draft, asked, choice + other)
        return voided_by(asked.name) | voided_by("address") if asked.name == "address" else voided_by(asked.name)
    if what == "back":
        draft.back(REGISTRATION)
    elif what == "skip" and asked and asked.optional:
        draft.skip(asked)
    elif what == "correct" and draft.trail:
        draft.cursor = draft.trail[choice % len(draft.trail)]
    return set()


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_no_step_loses_an_answer_that_does_not_depend_on_a_changed_one(steps: list[tuple[str, int, bool]]) -> None:
    draft = Draft.start(REGISTRATION, 1)

    for what, choice, other in steps:
        before = dict(draft.answers)
        may_go = step(draft, what, choice, other)
        assert set(before) - set(draft.answers) <= may_go


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_an_answered_question_comes_again_only_when_it_was_asked_for(steps: list[tuple[str, int, bool]]) -> None:
    draft = Draft.start(REGISTRATION, 1)

    for what, choice, other in steps:
        step(draft, what, choice, other)
        asked = draft.question(REGISTRATION)
        assert asked is None or asked.name not in draft.answers or draft.cursor == asked.name


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_every_draft_can_be_finished_and_reads_back_as_it_was_kept(steps: list[tuple[str, int, bool]]) -> None:
    draft = Draft.start(REGISTRATION, 1)
    for what, choice, other in steps:
        step(draft, what, choice, other)

    draft = Draft.from_json(draft.to_json())
    left = 0
    while (asked := draft.question(REGISTRATION)) is not None:
        answer(draft, asked, 0)
        left += 1
        assert left <= len(REGISTRATION.fields)

    told = {field.name for field, _ in draft.told(REGISTRATION)}
    assert told == {field.name for field in REGISTRATION.fields if field.applies(draft.answers)}
