"""What somebody supposes: 如果我下个月断一个月社保呢, 要是明天登记呢, 明天登记和下周一登记差多少.

Only what the rules can answer is read; anything else is left to the language model and to questions.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.interview.dates import Impossible, days_in
from bot.interview.durations import months_in
from domain import whatif
from domain.days import add_months
from domain.people import plain_forms

_IF = re.compile(r"如果|要是|假如|假设|万一|倘若|的话|what if|\bif i\b|suppose", re.I)
_DIFFERENCE = re.compile(r"差(?:多少|几天|多久)|有什么(?:差|区)别|difference", re.I)
_INSURANCE = re.compile(r"社保|社会保险|五险|insurance", re.I)
_STOPS = re.compile(r"断|停|不交|没交|漏|gap|stop|miss", re.I)
_REGISTERS = re.compile(r"登记|register", re.I)
_LEASE = re.compile(r"(?:租|合同|lease).{0,12}(?:到|只签|签到|until)", re.I)
_OFFSETS = (("下下个月", 2), ("下下月", 2), ("下个月", 1), ("下月", 1), ("这个月", 0), ("本月", 0), ("next month", 1))
_COUNTED = re.compile(r"([一两二三四五六七八九十]|\d{1,2})个?月")
_NUMBERS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposition with the key of the words that repeat it, and their slots."""

    key: str
    slots: dict[str, object]
    change: whatif.Supposition


def supposed(text: str, today: date) -> tuple[Supposed, ...]:
    """What a text supposes, one thing or two to compare; empty if it supposes nothing that can be answered."""
    said = plain_forms(text)
    if not (_IF.search(said) or _DIFFERENCE.search(said)):
        return ()
    if _INSURANCE.search(said) and _STOPS.search(said):
        begins = next((months for words, months in _OFFSETS if words in said), 1)
        months = _length(said)
        return (Supposed("gap", {"months": months}, whatif.insurance_gap(begins, months)),)
    days = _days(said, today)
    if _LEASE.search(said) and days:
        return (Supposed("lease", {"day": days[0]}, whatif.lease_until(days[0])),)
    if _REGISTERS.search(said):
        days += [add_months(today, 1)] if "下个月" in said and len(days) < 2 else []
        days += [today + timedelta(days=7)] if re.search(r"下(?:个?星期|周)(?![一二三四五六日天])", said) else []
        return tuple(Supposed("register", {"day": day}, whatif.registered(day)) for day in days[:2])
    return ()


def _days(said: str, today: date) -> list[date]:
    try:
        return [found.day for found in days_in(said, today) if found.day >= today]
    except Impossible:
        return []


def _length(said: str) -> int:
    """For how many months; "下个月" itself counts none, and one is what is meant where none is said."""
    for words, _ in _OFFSETS:
        said = said.replace(words, "")
    counted = _COUNTED.search(said)
    if counted:
        return int(counted[1]) if counted[1].isdigit() else _NUMBERS[counted[1]]
    found = months_in(said)
    return found[0][0] if found and found[0][0] else 1
