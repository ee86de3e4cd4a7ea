"""An old card that is to become an IC card (R3.5): which of the two it is, and until when it is valid. Its number is
not asked: nothing follows from it."""

import re
from datetime import date

from bot.interview import parsers
from bot.interview.days import day_field
from bot.interview.form import Context, Field, Form, Parsed, Refused
from domain.oldcards import OldKind

MOST_YEARS = 20
"""A day further from today is a year that was typed wrong."""
_OLDER = re.compile(r"暂住证")
_kind = parsers.choice(
    {
        OldKind.TEMPORARY.value: r"临时|temporary",
        OldKind.PERMIT.value: r"(?<!临时)居住证|old permit|residence permit",
    }
)


def _known(text: str, context: Context) -> Parsed:
    """One of the two that the notice speaks of; of still older papers it says nothing."""
    return Refused("older_paper") if _OLDER.search(text) else _kind(text, context)


def _far(day: date, context: Context) -> Refused | None:
    if abs(day.year - context.today.year) > MOST_YEARS:
        return Refused("old_until_far", {"day": day})
    return None


OLD_CARD = Form(
    "oldcard",
    (
        Field("old_kind", _known, choices=tuple(OldKind), mark="二(一)4"),
        day_field("old_until", _far, ahead=True, mark="二(一)4"),
    ),
)
