"""Whether somebody may apply for the permit: the questions are the facts of the rules, and the rules say which is next.

Nothing is asked that can no longer change the verdict, and nothing that is on record. Every question may be left open.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.forms.eligibility_hearing import LEASE_MONTHS, answer, heard
from bot.forms.eligibility_insurance import broken
from bot.forms.eligibility_words import ANSWERS, CHILDREN, OTHERS
from bot.interview import parsers
from bot.interview.days import Fault, day_field
from bot.interview.durations import lengths_in, read_months
from bot.interview.form import Accepted, Answers, Context, Field, Form, NotAnAnswer, Parsed, Parser, Refused
from bot.interview.words import dodges, sounds_like_a_question
from domain import record
from domain.answers import Correction, as_paths
from domain.conditions import CONDITIONS
from domain.days import add_months
from domain.eligibility import Assessment, Verdict, assess
from domain.facts import FACTS, Fact, Facts, Kind, of_paths
from domain.needed import needed_for_the_day
from domain.people import plain_forms
from domain.wards import is_minor
from domain.ways import WAYS

LONGEST_YES = 16
"""Characters: a longer answer to a yes-or-no question says more than that."""
_FUTURE = ("housing.lease_from", "housing.lease_to")
_NEVER = re.compile(r"没(?:有)?(?:登记|办)|还没|没办过|从没|not registered|never", re.I)


_NO = re.compile(r"没|不|未|无|断了|停了|^no\b", re.I)
_YES = re.compile(r"有|是|在交|一直|办了|签了|备案了|符合|合格|齐|^yes\b", re.I)


def _yes_no(text: str, context: Context) -> Parsed:
    """Yes or no in a short word, or a short sentence that says just one of them."""
    parsed = parsers.yes_no(text, context)
    if isinstance(parsed, Accepted):
        return parsed
    said = plain_forms(text)
    if len(said) > LONGEST_YES or sounds_like_a_question(said) or dodges(said):
        return NotAnAnswer()
    return Accepted("no") if _NO.search(said) else Accepted("yes") if _YES.search(said) else NotAnAnswer()


def _guardians(text: str, context: Context) -> Parsed:
    """Both, or only one, which a person must look at."""
    if text == "one" or re.search(r"只有|一个人|单亲|离异|离婚|一方", text):
        return Accepted("one")
    return _yes_no("yes" if re.search(r"都有|两个都|父母都", text) else text, context)


def _months(text: str, context: Context) -> Parsed:
    """Months in a row: not those with a gap or a back-payment among them, not about so many."""
    said = parsers.clean(text)
    if broken(said):
        return Refused("months_broken")
    months = read_months(said)
    if months is not None:
        return Accepted(months)
    return Refused("months_about") if lengths_in(said) else NotAnAnswer()


def _choice(path: str) -> Parser:
    """One of the choices of a fact, unless it is said of somebody else; a child's school is told by his parents."""
    words = ANSWERS[path]
    read = parsers.choice(words)

    def parse(text: str, context: Context) -> Parsed:
        said = plain_forms(text)
        others = OTHERS.search(CHILDREN.sub("", said) if _is_minor(context) else said)
        return NotAnAnswer() if others and said not in words else read(text, context)

    return parse


def _is_minor(context: Context) -> bool:
    born: str | None = context.answers.get("born")
    return born is not None and is_minor(date.fromisoformat(born), context.today)


def _ahead_or_not(ahead: bool) -> Fault:
    def fault(day: date, context: Context) -> Refused | None:
        return Refused("fact_in_future", {"day": day}) if day > context.today and not ahead else None

    return fault


def _or_never(read: Parser) -> Parser:
    def parse(text: str, context: Context) -> Parsed:
        return Accepted(False) if text == "never" or _NEVER.search(text) else read(text, context)

    return parse


def _field(fact: Fact) -> Field:
    mark = next((one.mark for one in CONDITIONS.values() if fact in one.facts), "二(一)1")
    if fact.path == "guardians.hold_permits":
        return Field(fact.path, _guardians, choices=("yes", "no", "one"), optional=True, mark=mark)
    if fact.kind is Kind.YES_NO:
        return Field(fact.path, _yes_no, choices=("yes", "no"), optional=True, mark=_MARKS.get(fact.path, mark))
    if fact.kind is Kind.MONTHS:
        return Field(fact.path, _months, choices=("0", "6", "12", "24"), optional=True, mark=mark)
    if fact.kind is Kind.CHOICE:
        return Field(fact.path, _choice(fact.path), choices=tuple(ANSWERS[fact.path]), optional=True, mark=mark)
    ahead = fact.path in _FUTURE
    unsure = "first" if fact.path == "housing.lease_to" else "last"
    one = day_field(fact.path, _ahead_or_not(ahead), unsure=unsure, ahead=ahead, optional=True, mark=mark)
    return replace(one, parse=_or_never(one.parse), choices=("never",)) if fact.kind is Kind.DAY_OR_NEVER else one


_MARKS = {"hangzhou_hukou": "二(一)1", "talent": "二(一)2末"}


def on_record(context: Context) -> Answers:
    """What the day and the record say: never asked, and never taken from an older draft."""
    known = record.on_record(context.known.get("person"), context.known.get("registration"))
    given = {path: as_answer(FACTS[path], value) for path, value in known.items()}
    return {"on": context.today.isoformat(), **given}


def mended(context: Context) -> Mapping[str, Correction]:
    """The corrections of the desk that hold today, the last one of each fact."""
    return {one.fact.path: one for one in context.known.get("corrections", ()) if one.holds(context.today)}


def corrected_by_desk(context: Context) -> Answers:
    """What the desk has found, which stands whatever the person tells."""
    return {path: as_answer(one.fact, one.value) for path, one in mended(context).items()}


def as_answer(fact: Fact, value: Any) -> Any:
    """The value of a fact the way an answer keeps it."""
    if fact.kind is Kind.YES_NO and value is not None:
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


def answers_of(facts: Facts) -> dict[str, Any]:
    """Facts as answers, for papers that show them."""
    return {path: as_answer(FACTS[path], value) for path, value in as_paths(facts).items()}


def facts_of(answers: Answers) -> Facts:
    """The answers as the facts of the rules; what was left open is unknown."""
    told = {fact.path: value_of(fact, answers.get(fact.path)) for fact in FACTS.values()}
    begins, term = told["housing.lease_from"], answers.get(LEASE_MONTHS)
    if begins and term and not told["housing.lease_to"]:
        told["housing.lease_to"] = add_months(begins, term) - timedelta(days=1)
    return of_paths(told)


def value_of(fact: Fact, answer: Any) -> Any:
    """An answer as the rules take it; one that says neither is unknown."""
    if answer is None or answer == "one":
        return None
    if fact.kind is Kind.YES_NO:
        return answer == "yes"
    if fact.choices is not None:
        return fact.choices(answer)
    return answer if fact.kind is Kind.MONTHS or answer is False else date.fromisoformat(answer)


def assessed(answers: Answers) -> Assessment:
    """What the rules say to the answers."""
    return assess(facts_of(answers), date.fromisoformat(answers["on"]))


_GATES = {path.gate.path.partition(".")[0]: path.gate.path for path in WAYS if path.gate} | {
    "schooling": "schooling.stage"
}
"""The fact on which the others of its group hang: who cannot tell it is not asked for the rest."""


def _asks(answers: Answers) -> Iterable[str]:
    left_open = {group for group, gate in _GATES.items() if gate in answers and answers[gate] is None}
    return (fact.path for fact in unsettled(answers) if fact.path.partition(".")[0] not in left_open)


def unsettled(answers: Answers) -> tuple[Fact, ...]:
    """The facts that can still change what the person is told: the verdict or, if he must wait, its day."""
    found = assessed(answers)
    if found.verdict is Verdict.NOT_YET:
        return needed_for_the_day(facts_of(answers), date.fromisoformat(answers["on"]))
    return found.needed


def _stops(answers: Answers) -> str | None:
    return "eligible.one_guardian" if answers.get("guardians.hold_permits") == "one" else None


ELIGIBILITY = Form(
    "eligibility",
    tuple(_field(fact) for fact in FACTS.values()),
    stops=_stops,
    confirm=False,
    on_record=True,
    defaults={LEASE_MONTHS: None},
    given=on_record,
    fixed=corrected_by_desk,
    asks=_asks,
    hears=heard,
    answers=answer,
)
