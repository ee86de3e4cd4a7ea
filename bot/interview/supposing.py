"""What somebody supposes: 如果我下个月断一个月社保呢, 晚一个月登记会怎样, what if I stop paying insurance next month.

Only what the rules can answer is read; anything else is left to the language model and to questions. What has happened
is no supposition: 社保断了两个月有影响吗 asks about a gap that is there.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.interview.dates import Found, Impossible, days_in
from bot.interview.durations import counted, months_in, number
from bot.interview.spans import span_in
from domain import whatif
from domain.days import add_months
from domain.people import plain_forms

_IF = re.compile(
    r"如果|要是|假如|假设|万一|倘若|的话|(?:what|how about) if|\bif i\b|\bsuppose\b|what happens (?:if|when) i\b", re.I
)
_EFFECT = re.compile(
    r"有(?:没有|什么|啥)?影响|影响(?:大|不)|会(?:怎么?样|咋样|如何|有影响|变成|晚多久|推迟多久)|要(?:不要|多)等|还能(?:办|申)|"
    r"呢[?？]?$|\b(?:does|would|will) it (?:matter|change)|what (?:happens|changes)",
    re.I,
)
_DIFFERENCE = re.compile(
    r"差(?:多少|几天|多久)|有什么(?:差|区)别|哪个好|difference|\binstead of\b|rather than|compared (?:to|with)", re.I
)
_HAPPENED = re.compile(
    r"[断停][缴交]?[了过]|没交[了过]|已经|昨天|刚刚?|have (?:stopped|missed)|(?:stopped|missed|skipped)\b", re.I
)
_INSURANCE = re.compile(r"社保|社会保险|五险|insurance", re.I)
_STOPS = re.compile(r"断|停|不交|不缴|没交|漏|gap|\bstop|miss|skip|don't pay|not pay|without paying", re.I)
_REGISTERS = re.compile(r"登记|regist", re.I)
_ASKS_THE_DUTY = re.compile(
    r"(?:要不要|还要|要|需要|用不用|用|必须|得|该)(?:再|去|重新)?登记|"
    r"\b(?:do|must|should|can) i (?:need to |have to )?regist",
    re.I,
)
_LEASE = re.compile(
    r"(?:租|合同|lease|contract).{0,12}(?:到|只签|签到|改成|改到|延到|续到|until|till|\bto\b|ends?)|"
    r"(?:改|签|续|延)(?:成|到)?.{0,12}(?:租|合同)",
    re.I,
)
_COUNTED = re.compile(r"[断停漏缺][交缴]?([一两二三四五六七八九十]|\d{1,2})月")
_LATER = re.compile(
    r"(?:晚|推迟|迟|拖)上?\s*([一两二三四五六七八九十]|\d{1,3})\s*(?:个)?(天|日|周|星期|礼拜|月)(?:再|后)?|"
    r"\b(a|one|two|three|four|\d{1,3}) (day|week|month)s? later",
    re.I,
)
_NEXT_WEEK = re.compile(r"下(?:个?星期|个?礼拜|周)(?![一二三四五六日天])|\bnext week\b", re.I)
_NEXT_MONTH = re.compile(r"下个?月(?!\s*\d|[一二三四五六七八九十初])|\bnext month\b", re.I)
_TOMORROW = re.compile(r"\btomorrow\b", re.I)


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposition with the key of the words that repeat it, and their slots."""

    key: str
    slots: dict[str, object]
    change: whatif.Supposition


def supposed(text: str, today: date) -> tuple[Supposed, ...]:
    """What a text supposes, one thing or two to compare; empty if it supposes nothing that can be answered."""
    said = plain_forms(text).replace("’", "'")
    supposes, compares = bool(_IF.search(said)), bool(_DIFFERENCE.search(said))
    if not (supposes or compares or (_EFFECT.search(said) and not _HAPPENED.search(said))):
        return ()
    if _INSURANCE.search(said) and _STOPS.search(said):
        months = _length(said)
        return (Supposed("gap", {"months": months}, whatif.insurance_gap(_begins(said, today), months)),)
    if _LEASE.search(said) and not _REGISTERS.search(said):
        day = _end_of_lease(said, today)
        return (Supposed("lease", {"day": day}, whatif.lease_until(day)),) if day else ()
    if _REGISTERS.search(said) and not _ASKS_THE_DUTY.search(said):
        days = _registering(said, today)
        return tuple(Supposed("register", {"day": day}, whatif.registered(day)) for day in days[:2])
    return ()


def _registering(said: str, today: date) -> list[date]:
    """The days on which somebody might register, in the order to compare them: B before A in "A instead of B"."""
    found = [(match.start(), _later(match, today)) for match in _LATER.finditer(said)]
    if not found:
        found = [(one.start, one.day) for one in _days(said, today)]
        found += [(one.start(), today + timedelta(days=7)) for one in _NEXT_WEEK.finditer(said)]
        found += [(one.start(), add_months(today, 1)) for one in _NEXT_MONTH.finditer(said)]
        found += [(one.start(), today + timedelta(days=1)) for one in _TOMORROW.finditer(said)]
    days = list(dict.fromkeys(day for _, day in sorted(found)))
    return days[::-1] if re.search(r"instead of|rather than", said, re.I) else days


def _later(found: re.Match[str], today: date) -> date:
    count = number(found[1]) if found[1] else counted(found[3])
    unit = (found[2] or found[4]).lower()
    if unit in ("月", "month"):
        return add_months(today, count)
    return today + timedelta(days=count * (1 if unit in ("天", "日", "day") else 7))


def _end_of_lease(said: str, today: date) -> date | None:
    """The day on which a lease would end; the end of a month or a year is its last day."""
    if days := _days(said, today):
        return days[0].day
    span = span_in(said, today)
    ends = re.search(r"[年月][底末]|(?:until|till|to|by) the end|\bend of", said, re.I)
    return span.last if span and ends and span.last >= today else None


def _days(said: str, today: date) -> list[Found]:
    try:
        return [found for found in days_in(said, today) if found.day >= today]
    except Impossible:
        return []


def _begins(said: str, today: date) -> int:
    """In how many months a gap begins: in the month that is named, else in the next."""
    span = span_in(said, today)
    if span is None or span.month is None or span.last < today:
        return 1
    return 12 * (span.year - today.year) + span.month - today.month


def _length(said: str) -> int:
    """For how many months; one is what is meant where none is said."""
    found = months_in(said)
    if found and found[0][0]:
        return found[0][0]
    counted = _COUNTED.search(said)
    return number(counted[1]) if counted else 1
