"""What a sentence tells of the facts of the permit without a doubt: 社保交了14个月，租的房子合同签了一年.

Clause by clause: what is supposed, doubted, asked or said of somebody else is passed over; a topic lasts into the
clause after it. If two clauses contradict each other nothing of the sentence is taken, for one of them is misheard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.forms.eligibility_insurance import INSURANCE, broken, insured
from bot.forms.eligibility_words import DOUBTED, ELSEWHERE, FORMERLY, LATELY, OTHERS, SENTENCES, SUPPOSED, words
from bot.interview.dates import MONTHS, Impossible, days_in
from bot.interview.durations import lengths_in
from bot.interview.form import Accepted, Context, Field, NotAnAnswer, Parsed
from bot.interview.spans import span_in
from bot.interview.words import signals, sounds_like_a_question
from domain.people import plain_forms

LONGEST = 600
"""Characters: nobody tells his facts without a doubt in more, and each clause takes time to read."""
LEASE_MONTHS = "lease_months"
"""The term of the lease where it was told as a length; with its first day it gives the last one."""

_BREAKS = re.compile(
    r"[，；;。！!？?\n]|,(?!\d)|、|\.(?=\s|$)|\s(?=(?:and|but)\s+(?!a half|\d|(?:one|two|three|four|five|six) months))|"
    r"但是?|不过|而且|然后|另外|同时"
)
_NAMED_CONTRACT = words(r"(?:劳动|用工|劳务)合同", r"(?:labou?r|employment|work) contract")
_CONTRACT = words(r"合同", r"\bcontract\b|\blease\b")
_LEASE = words(r"租|房东", r"\bleases?\b|\brent")
_NOT_HIS_LEASE = words(
    r"出租|租出|租给|租客|房客|(?:是|当|做)房东|(?:公司|单位|厂里?|老板)(?:给|帮)?我?们?租",
    r"rent(?:ed|ing)? (?:it |them )?out|my tenants?\b",
)
_SIGNED = words(r"签了|签过|签的|签订|有(?!效|没有)", r"\bhave\b|signed|got|with a")
_NOT = words(r"没|不|未|无", r"\b(?:no|not|never|without)\b|n't\b")
_TERM = words(r"签|租期|合同|期限", r"lease|contract|term")
_OF_A_TERM = words(r"还有|还剩|剩|到期|过期|住了|租了|一签", r"left|remain|lived|ago|expire")
_RENTED_HOUSE = words(r"租了?(?:的|着)?(?:一?[间套个])?房子?")
_SINCE = words(
    r"从(?!前|来)|自从?(?=[\d今去前])|开始|入职|以来|(?<!一)起|进[的了]?(?:厂|公司)|开(?:的|业)",
    r"\b(?:since|from|started|began|joined)\b",
)
_REGISTERED_BY_OTHERS = words(r"出租|房东|公司|单位|失业|结婚|暂停|登记处|中介")
_DATED = words(r"\d|[年月日号天]", "|".join(MONTHS), r"yesterday|today")
_LOCAL_NO = words(r"(?:外地|外省|农村老家|老家)的?户口|不是杭州(?:市区|市)?的?户口")


@dataclass(slots=True)
class _Heard:
    """What was told so far: the topic and the facts; whether the insurance had gaps, whether two clauses disagree."""

    today: date
    topic: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    broken: bool = False
    at_odds: bool = False

    def add(self, path: str, value: Any) -> None:
        if self.facts.setdefault(path, value) != value:
            self.at_odds = True


def heard(text: str, today: date, asked: str | None = None) -> dict[str, Any]:
    """Facts by path, each in words that its own parser takes; `asked` is the question under way, which gives the
    sentence its topic."""
    told = _listen(text, today, asked)
    return {} if told.at_odds else told.facts


def _listen(text: str, today: date, asked: str | None) -> _Heard:
    told = _Heard(today, _topic_of(asked))
    for clause in clauses(text) if len(text) <= LONGEST else ():
        if _tells(clause):
            _hear(clause, told)
    months, now = told.facts.get("employment.insured_months"), told.facts.get("employment.insured_this_month")
    if months not in (None, "0") and (told.broken or now == "no"):
        del told.facts["employment.insured_months"]
    return told


def answer(asked: Field, text: str, context: Context) -> Parsed:
    """The answer to a question among clauses that may tell other things; two that disagree are none."""
    told, months = _listen(text, context.today, asked.name), asked.name.endswith("insured_months")
    stopped = told.facts.get("employment.insured_this_month") == "no" and asked.name not in told.facts
    if told.at_odds or (months and stopped):
        return NotAnAnswer()
    if asked.name in told.facts:
        return asked.parse(str(told.facts[asked.name]), context)
    if months and broken(text):
        return asked.parse(text, context)
    parts = clauses(text)
    own = [one for one in parts if not heard(one, context.today, asked.name).keys() - {asked.name}]
    if len(parts) < 2 and own:
        return asked.parse(text, context)
    if own and signals(own[0]) & {"affirm", "deny"}:
        return asked.parse(own[0], context)
    return _agreed([asked.parse(one, context) for one in own])


def _agreed(parsed: list[Parsed]) -> Parsed:
    """What clauses say together: an answer if all answers are the same, else what one asks back."""
    accepted = [one for one in parsed if isinstance(one, Accepted)]
    if accepted:
        return accepted[0] if all(one == accepted[0] for one in accepted) else NotAnAnswer()
    return next((one for one in parsed if not isinstance(one, NotAnAnswer)), NotAnAnswer())


def clauses(text: str) -> list[str]:
    """The clauses of a text, without the words that join them."""
    said = plain_forms(text).replace("’", "'")
    return [part for one in _BREAKS.split(said) if (part := re.sub(r"^(?:and|but)\s+", "", one.strip(), flags=re.I))]


def _topic_of(asked: str | None) -> str | None:
    if asked in ("employment.insured_months", "employment.insured_this_month"):
        return "insurance"
    return {"employment": "work", "housing": "home"}.get((asked or "").partition(".")[0])


def _tells(clause: str) -> bool:
    """Whether a clause states something of who speaks; a question does so only with "I" in it: 我社保交了一年能办吗."""
    if SUPPOSED.search(clause) or DOUBTED.search(clause) or OTHERS.search(clause):
        return False
    return not sounds_like_a_question(clause) or bool(re.search(r"我[^，]{0,8}(?:了|过|是|在)", clause))


def _hear(clause: str, told: _Heard) -> None:
    topic = _topic(clause, told.topic)
    if topic == "insurance":
        _hear_insurance(clause, told)
    for path, values in SENTENCES.items():
        _hear_choice(path, values, clause, told)
    _hear_contract(clause, topic, told)
    _hear_days(clause, topic, told)
    _hear_small(clause, told)
    told.topic = topic


def _topic(clause: str, before: str | None) -> str | None:
    if INSURANCE.search(clause):
        return "insurance"
    if _LEASE.search(clause) or _speaks_of("housing.kind", clause):
        return "home"
    if _NAMED_CONTRACT.search(clause) or _speaks_of("employment.path", clause):
        return "work"
    return before


def _speaks_of(path: str, clause: str) -> bool:
    return any(one.search(clause) for one in SENTENCES[path].values())


def _hear_insurance(clause: str, told: _Heard) -> None:
    found = insured(clause)
    told.broken |= found.broken
    if found.now is not None:
        told.add("employment.insured_this_month", "yes" if found.now else "no")
    if found.months is not None:
        told.add("employment.insured_months", str(found.months))


def _hear_choice(path: str, values: Mapping[str, re.Pattern[str]], clause: str, told: _Heard) -> None:
    if FORMERLY.search(clause) or (LATELY.search(clause) and not _SINCE.search(clause)):
        return
    if path == "housing.kind" and (_NOT_HIS_LEASE.search(clause) or ELSEWHERE.search(clause)):
        return
    for value, pattern in values.items():
        found = pattern.search(clause)
        if found and (value == "none" or not _NOT.search(clause[: found.end()])):
            told.add(path, str(value))


def _hear_contract(clause: str, topic: str | None, told: _Heard) -> None:
    """A contract of employment, by name or because work is the topic; the term of a lease."""
    named = _NAMED_CONTRACT.search(clause)
    if not (named or _CONTRACT.search(clause) or (topic == "home" and "签" in clause)):
        return
    employed = told.facts.get("employment.path", "employee") == "employee"
    if named or (topic == "work" and employed):
        if _NOT.search(clause):
            told.add("employment.labour_contract", "no")
        elif _SIGNED.search(clause):
            told.add("employment.labour_contract", "yes")
    elif topic == "home" and not _NOT_HIS_LEASE.search(clause):
        lengths = lengths_in(clause)
        if len(lengths) == 1 and lengths[0].sure and _is_term(clause, clause[lengths[0].end :]):
            told.add(LEASE_MONTHS, lengths[0].months)


def _is_term(clause: str, after: str) -> bool:
    """Whether a length is the whole term of a lease: not how long somebody has lived there, nor what is left."""
    whole = _TERM.search(clause) and not _OF_A_TERM.search(_RENTED_HOUSE.sub("", clause))
    return bool(whole) and not _NOT.search(clause) and not after.startswith("了")


def _hear_days(clause: str, topic: str | None, told: _Heard) -> None:
    """Since when somebody works, from when to when the lease runs, when he was born and registered."""
    if not _DATED.search(clause) or _NOT.search(clause):
        return
    try:
        days = [one.day for one in days_in(clause, told.today)]
    except Impossible:
        return
    works = _speaks_of("employment.path", clause) and bool(_SINCE.search(clause))
    if topic == "home" and len(days) == 2 and days[0] < days[1] and not _NOT_HIS_LEASE.search(clause):
        told.add("housing.lease_from", days[0].isoformat())
        told.add("housing.lease_to", days[1].isoformat())
    elif works and not days and (span := span_in(clause, told.today)):
        told.add("employment.since", span.key)
    elif len(days) == 1:
        born = re.search(r"出生|生日|生于|\bborn\b", clause, re.I)
        registered = "登记" in clause and not _REGISTERED_BY_OTHERS.search(clause)
        for path, meant in (("employment.since", works), ("born", born), ("registered_on", registered)):
            if meant:
                told.add(path, days[0].isoformat())


def _hear_small(clause: str, told: _Heard) -> None:
    """Yes and no that one word carries."""
    no = bool(_NOT.search(clause))
    if told.facts.get("housing.kind") == "own" and re.search(r"房产证|房本|title deed", clause, re.I):
        told.add("housing.title_proof", "no" if no else "yes")
    if "商品房" in clause and (no or re.search(r"是|的", clause)):
        told.add("housing.commodity_housing", "no" if no else "yes")
    if re.search(r"(?:合同|租赁|住建|房管)[^，]{0,6}备案", clause) and (no or re.search(r"了|过|有", clause)):
        told.add("housing.lease_filed", "no" if no else "yes")
    if _LOCAL_NO.search(clause):
        told.add("hangzhou_hukou", "no")
