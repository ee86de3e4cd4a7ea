"""How an answer to "which day?" is read: a day; or a month or a year, kept while the day in it is asked for.

After a month a bare "15" or "15号" is the day in it. Who cannot recall it taps the button that names the day which
counts then; the field says which end of the month that is, and no day is ever supposed without being named.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.interview.dates import Impossible, read_day
from bot.interview.form import Accepted, Answers, Context, Field, NotAnAnswer, Parsed, Parser, Partly, Refused
from bot.interview.parsers import clean
from bot.interview.spans import Span, day_within, span_in
from domain.people import DocumentKind, IdentityDocument
from domain.registrations import OLDEST_ARRIVAL_YEARS

UNSURE = "unsure"
RESTS = ("first", "last", UNSURE)
"""What the buttons below a month say: its first day, its last, or that the day cannot be recalled."""
_LIKE_A_DAY = re.compile(r"\d|[月号日天周年]|礼拜|星期|刚", re.I)

Fault = Callable[[date, Context], Refused | None]
"""What is wrong with a day, None if nothing."""


def day_field(name: str, fault: Fault, *, unsure: str | None = None, ahead: bool = False, **more: Any) -> Field:
    """A question for a day, its parser made to fit."""
    return Field(name, _day(name, fault, unsure, ahead), unsure=unsure, ahead=ahead, **more)


def past_day(name: str, kind: str, **more: Any) -> Field:
    """A question for a day up to today (`kind` names the refusals: arrival, change, departure); not before what is on
    record. No day is supposed: on it a deadline hangs."""

    def fault(day: date, context: Context) -> Refused | None:
        code = _fault_of(kind, day, context)
        return Refused(code, {"day": day}) if code else None

    return day_field(name, fault, suggestions=("today", "yesterday"), **more)


def told_before(field: str, answers: Answers, parts: Answers) -> Span | None:
    """The month or year that was told for a day, or else that of the day it was answered with."""
    if part := parts.get(field):
        return Span.of(part)
    answer = answers.get(field)
    return Span.of(answer[:7]) if isinstance(answer, str) else None


def rests(field: Field, span: Span, today: date) -> dict[str, date]:
    """The days that stand on buttons while a month or a year is known: its first, its last, and the one that counts
    for somebody who cannot recall it. None that is yet to come, unless the field asks for such."""
    if field.unsure is None:
        return {}
    days = {"first": span.first, "last": span.last}
    there = {end: day for end, day in days.items() if field.ahead or day <= today}
    return there | {UNSURE: _supposed(span, field.unsure, today, field.ahead)}


def _day(name: str, fault: Fault, unsure: str | None, ahead: bool) -> Parser:
    def parse(text: str, context: Context) -> Parsed:
        said, span = clean(text), told_before(name, context.answers, context.parts)
        try:
            if span and unsure and said == UNSURE:
                found: date | None = _supposed(span, unsure, context.today, ahead)
            else:
                found = (day_within(said, span) if span else None) or read_day(said, context.today)
        except Impossible:
            return Refused("impossible_date")
        if found is not None:
            return fault(found, context) or Accepted(found.isoformat())
        if told := span_in(said, context.today, span):
            return _part(told, fault, context, ahead)
        return Refused("which_day") if _LIKE_A_DAY.search(said) else NotAnAnswer()

    return parse


def _part(told: Span, fault: Fault, context: Context, ahead: bool) -> Parsed:
    """A month is worth asking on about if any day of it could be an answer."""
    nearest = told.last if ahead else min(told.last, max(told.first, context.today))
    return fault(nearest, context) or Partly(told.key)


def _supposed(span: Span, end: str, today: date, ahead: bool) -> date:
    counts = span.first if end == "first" else span.last
    return counts if ahead else min(counts, today)


def _fault_of(kind: str, day: date, context: Context) -> str | None:
    if day > context.today:
        return f"{kind}_in_future"
    born = _born(context.answers)
    if kind == "arrival":
        too_old = day.year < context.today.year - OLDEST_ARRIVAL_YEARS
        return "arrival_too_long_ago" if too_old or (born and day < born) else None
    registered = context.known.get("registered_on")
    return f"{kind}_before_registration" if registered and day < registered else None


def _born(answers: Answers) -> date | None:
    kind, number = answers.get("document_kind"), answers.get("document")
    return IdentityDocument(DocumentKind(kind), number).born if kind and number else None
