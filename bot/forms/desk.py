"""The forms of an appeal and of the desk that looks at it: what is wrong; the fact as it was found, and why; words to
the person; whom to invite."""

from collections.abc import Collection
from dataclasses import replace

from bot.forms.eligibility import ELIGIBILITY
from bot.interview import parsers
from bot.interview.form import Accepted, Answers, Context, Field, Form, NotAnAnswer, Parsed, Parser, Refused
from bot.interview.places import area_named
from domain.staff import WHOLE, Role

LONGEST_WORDS = 800
"""Characters of what a person or the desk writes in one go."""
SHORTEST_WORDS = 2


def words(text: str, context: Context) -> Parsed:
    """A few sentences, as they are."""
    said = parsers.clean(text)
    if len(said) > LONGEST_WORDS:
        return Refused("words_too_long", {"most": LONGEST_WORDS})
    return Accepted(said) if len(said) >= SHORTEST_WORDS else NotAnAnswer()


def words_or(ready: Collection[str]) -> Parser:
    """One of the ready answers by its key (a button's), or a few sentences of one's own."""

    def parse(text: str, context: Context) -> Parsed:
        return Accepted(text) if text in ready else words(text, context)

    return parse


APPEAL = Form(
    "appeal",
    (Field("appeal_words", words, free=True, mark="二(一)3"),),
    confirm=False,
    by_button=True,
    defaults={"answer": None},
)
"""Which answer is meant stands in `answer`."""


def _found(field: Field) -> Field:
    """The question about a fact, asked of the officer where it is this fact that he corrects: he says what he found,
    and that there is one guardian only decides nothing."""

    def parse(text: str, context: Context) -> Parsed:
        parsed = field.parse(text, context)
        return NotAnAnswer() if parsed == Accepted("one") else parsed

    def applies(answers: Answers) -> bool:
        return bool(answers.get("fact") == field.name)

    choices = tuple(one for one in field.choices if one != "one")
    return replace(field, parse=parse, choices=choices, applies=applies, optional=False)


CORRECTION = Form(
    "correction",
    (
        *(_found(field) for field in ELIGIBILITY.fields),
        Field(
            "overlooked",
            parsers.choice({"later": r"以后|后来|才变|later|since", "then": r"当时|一直|then|already"}),
            choices=("later", "then"),
            applies=lambda answers: bool(answers.get("noticed")),
        ),
        Field("correction_reason", words, free=True),
    ),
    by_button=True,
    defaults={"case": None, "holder": None, "fact": None, "noticed": None},
)
"""The fact is chosen by a button before, and so is the case, or who stands at the window (`holder`); `noticed` is the
day of the first notice of an application, where there was one."""

QUESTION = Form("question", (Field("question_words", words, free=True),), confirm=False)

STANDARD = ("bring", "visit", "elsewhere", "wait")
"""Replies that are written often: said in the person's language, whichever the officer speaks."""

WRITING = Form(
    "writing",
    (Field("desk_words", words_or(STANDARD), choices=STANDARD, free=True),),
    confirm=False,
    by_button=True,
    defaults={"case": None, "holder": None, "as": None},
)
"""`as` says what the words are: a reply, a note of the desk, its last word, or why a voucher is made void."""

ASIDE = Form(
    "aside",
    (Field("aside_reason", words, free=True),),
    confirm=False,
    by_button=True,
    defaults={"case": None, "report": None},
)
"""The report that differs is chosen by a button of its case."""


def _area(text: str, context: Context) -> Parsed:
    """A district or sub-district; "whole" for everything."""
    said = parsers.clean(text)
    if said == "whole" or said in ("全区", "全部", "全市", "整个区"):
        return Accepted(WHOLE)
    found = area_named(said)
    return Refused("area_unknown") if found is None else Accepted(found)


INVITING = Form(
    "inviting",
    (
        Field(
            "role",
            parsers.choice({Role.OFFICER: r"民警|受理|officer", Role.GRID: r"网格|grid", Role.ADMIN: r"管理|admin"}),
            choices=tuple(Role),
        ),
        Field("area", _area, choices=("whole",)),
    ),
    confirm=False,
    by_button=True,
)
