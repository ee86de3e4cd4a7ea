"""The forms of what the desk decides: words of a notice and of a refusal, the card, why somebody is looked at."""

from datetime import date

from bot.forms.desk import words, words_or
from bot.interview import parsers
from bot.interview.dates import Impossible, read_day
from bot.interview.form import Accepted, Answers, Context, Field, Form, NotAnAnswer, Parsed, Refused
from domain.cards import card_number


def _names_unusable(answers: Answers) -> bool:
    return bool(answers.get("unusable"))


def _names_missing(answers: Answers) -> bool:
    return not answers.get("unusable")


NOTICE = Form(
    "notice",
    (
        Field("unusable_words", words, free=True, applies=_names_unusable),
        Field("notice_words", words, free=True, optional=True, applies=_names_missing),
    ),
    confirm=False,
    by_button=True,
    defaults={"case": None, "named": None, "unusable": None},
)
"""The papers are chosen from a list before; why one cannot be used has to be said."""

REFUSAL = Form(
    "refusal",
    (Field("refusal_words", words, free=True, optional=True),),
    confirm=False,
    by_button=True,
    defaults={"case": None, "reasons": None},
)
"""The conditions are chosen from a list before."""


def _number(text: str, context: Context) -> Parsed:
    found = card_number(parsers.clean(text))
    if found is not None:
        return Accepted(found)
    return Refused("card_number") if any(c.isdigit() for c in text) else NotAnAnswer()


def _issued(text: str, context: Context) -> Parsed:
    """The day printed on the card: not to come, and not before the acceptance."""
    try:
        day = read_day(parsers.clean(text), context.today)
    except Impossible:
        return Refused("impossible_date")
    if day is None:
        return NotAnAnswer()
    if day > context.today:
        return Refused("issued_in_future", {"day": day})
    accepted = context.answers.get("accepted")
    if accepted and day.isoformat() < accepted:
        return Refused("issued_before_acceptance", {"day": day, "accepted": date.fromisoformat(accepted)})
    return Accepted(day.isoformat())


def _is_first(answers: Answers) -> bool:
    """Only with the first card the permit's years begin."""
    return bool(answers.get("case")) and not answers.get("replaces")


CARD = Form(
    "card",
    (
        Field("card_number", _number),
        Field("issued_on", _issued, suggestions=("today", "yesterday"), applies=_is_first),
    ),
    by_button=True,
    defaults={"case": None, "holder": None, "accepted": None, "replaces": None, "version": None},
)
"""The card of an accepted application (`case`), or a new one: `replaces` says that the case asks for it, `holder` who
stands at the window, with his permit as it was (`version`)."""


REASONS = ("endorse", "issue", "replace", "inspect")
"""What brings a holder to the window; anything else is said in words."""

LOOKING = Form(
    "looking",
    (Field("look_reason", words_or(REASONS), choices=REASONS, free=True),),
    confirm=False,
    by_button=True,
    defaults={"holder": None},
)
"""Asked before somebody is opened; he reads it."""
