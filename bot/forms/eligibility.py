"""Whether somebody may apply for the permit: the questions are the facts of the rules, and the rules say which is next.

Nothing is asked that can no longer change the verdict, and nothing that is on record. Every question may be left open.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.interview import parsers
from bot.interview.dates import Impossible, read_day
from bot.interview.durations import months_in, read_months
from bot.interview.form import Accepted, Answers, Context, Field, Form, NotAnAnswer, Parsed, Refused
from bot.interview.words import dodges, sounds_like_a_question
from domain.answers import as_paths
from domain.conditions import CONDITIONS
from domain.days import add_months
from domain.eligibility import Assessment, Verdict, assess
from domain.facts import FACTS, Fact, Facts, Home, Kind, Occupation, Stage, of_paths
from domain.needed import needed_for_the_day
from domain.people import plain_forms
from domain.registrations import Dwelling
from domain.ways import WAYS

LONGEST_YES = 16
"""Characters: a longer answer to a yes-or-no question says more than that."""
LEASE_MONTHS = "lease_months"
"""The term of the lease where it was told as a length; with its first day it gives the last one."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "employment.path": {
        Occupation.EMPLOYEE: r"打工|上班|单位|公司上|员工|职工|厂|工地|保安|服务员|给人干|employee|job",
        Occupation.COMPANY: r"(?:自己|我).{0,4}(?:开|办)(?:了?一?[家个间])?(?:公司|企业)|开公司|法人|own company",
        Occupation.SOLE_TRADER: r"个体|开店|小店|摆摊|摊位|饭店|夫妻店|sole trader|shop",
        Occupation.FARM: r"种地|种田|承包|大棚|养殖|农场|farm",
        Occupation.SELF_EMPLOYED: r"自由职业|自主创业|灵活就业|网约车|滴滴|外卖|骑手|跑腿|自己干|freelanc|self.?empl",
        Occupation.NONE: r"没有?工作|没上班|失业|待业|在家|退休|带孩子|没活|no work|unemployed|retired",
    },
    "housing.kind": {
        Home.OWN: r"自己(?:家)?的?房|买的?房|自购|自有|产权|^own",
        Home.RENTED: r"租|房东|中介|rent",
        Home.NONE: r"宿舍|工棚|亲戚|朋友家|老乡|旅馆|酒店|借住|工地住|dorm|friend|relative",
    },
    "schooling.stage": {
        Stage.PRIMARY: r"小学|primary",
        Stage.SECONDARY: r"初中|高中|中学|secondary|high school",
        Stage.VOCATIONAL: r"职高|中专|技校|职业|高职|大专|vocational",
        Stage.HIGHER: r"大学|本科|研究生|硕士|博士|高校|学院|university|college",
        Stage.NONE: r"没(?:有|在)?(?:读书|上学|念书)|不读|不上学|毕业|没有|早就不|not at school|no$",
    },
}
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
    months = read_months(parsers.clean(text))
    return NotAnAnswer() if months is None else Accepted(months)


def _day(path: str) -> Any:
    def parse(text: str, context: Context) -> Parsed:
        if path == "registered_on" and (text == "never" or _NEVER.search(text)):
            return Accepted(False)
        try:
            day = read_day(parsers.clean(text), context.today)
        except Impossible:
            return Refused("impossible_date")
        if day is None:
            return Refused("which_day") if re.search(r"\d|[月号日天周年]|礼拜|星期|刚", text) else NotAnAnswer()
        if day > context.today and path not in _FUTURE:
            return Refused("fact_in_future", {"day": day})
        return Accepted(day.isoformat())

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
        words = _WORDS[fact.path]
        return Field(fact.path, parsers.choice(words), choices=tuple(words), optional=True, mark=mark)
    choices = ("never",) if fact.kind is Kind.DAY_OR_NEVER else ()
    return Field(fact.path, _day(fact.path), choices=choices, optional=True, mark=mark)


_MARKS = {"hangzhou_hukou": "二(一)1", "talent": "二(一)2末"}


def on_record(context: Context) -> Answers:
    """What the day and the record say: never asked, and never taken from an older draft."""
    registration, person = context.known.get("registration"), context.known.get("person")
    given: dict[str, Any] = {"on": context.today.isoformat()}
    if registration is not None:
        given |= {"hangzhou_hukou": "no", "registered_on": registration.registered_on.isoformat()}
        given["resided_continuously"] = "yes"
        kind = {Dwelling.OWN: Home.OWN, Dwelling.RENTED: Home.RENTED}.get(registration.dwelling)
        if kind is not None:
            given["housing.kind"] = kind.value
    if person is not None and person.document.born:
        given["born"] = person.document.born.isoformat()
    return given


def corrected_by_desk(context: Context) -> Answers:
    """What the desk has found, which stands whatever the person tells."""
    holding = [one for one in context.known.get("corrections", ()) if one.holds(context.today)]
    return {one.fact.path: as_answer(one.fact, one.value) for one in holding}


def as_answer(fact: Fact, value: Any) -> Any:
    """The value of a fact the way an answer keeps it."""
    if fact.kind is Kind.YES_NO and value is not None:
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


def answers_of(facts: Facts) -> dict[str, Any]:
    """Facts as answers, for pages that show them."""
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
    hears=lambda text: heard(text),
)

_PAID = re.compile(r"社保|社会保险|五险|保险|insur", re.I)
_LEASED = re.compile(r"租|合同|lease", re.I)
_STILL = re.compile(
    r"(?:社保|社会保险|五险).{0,8}(?:一直|还在|在交|都在|没断|正常)|(?:一直|还在|都在)(?:交|缴|买).{0,3}社保"
)
_BROKEN = re.compile(r"(?:社保|社会保险|五险).{0,10}(?:断|停|没交|没缴|不交)")
_CONTRACT = re.compile(r"(没有?|没)?(?:签了?|有)?(?:劳动|用工)合同")


def heard(text: str) -> dict[str, Any]:
    """Facts that one sentence tells without a doubt: 社保交了14个月，租的房子合同签了一年."""
    said = plain_forms(text)
    told: dict[str, Any] = {}
    for months, start, _ in months_in(said):
        before = re.split(r"[，,。;；、]", said[:start])[-1]
        if _PAID.search(before):
            told["employment.insured_months"] = str(months)
        elif _LEASED.search(before) and re.search(r"签|租期|合同", before):
            told[LEASE_MONTHS] = months
    if _BROKEN.search(said):
        told["employment.insured_this_month"] = "no"
    elif _STILL.search(said):
        told["employment.insured_this_month"] = "yes"
    if contract := _CONTRACT.search(said):
        told["employment.labour_contract"] = "no" if contract[1] else "yes"
    for path, words in _WORDS.items():
        hits = [value for value, pattern in words.items() if re.search(pattern, said, re.I)]
        if len(hits) == 1 and hits[0] != "none":
            told[path] = str(hits[0])
    return told
