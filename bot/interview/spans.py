"""A month or a year told where a day is asked for: 去年3月, 2025年3月, 上个月, 去年年底, since March 2025.

It is no answer yet, but it is kept: then only the day in it is asked for, and "15号" or "月底" says it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.interview.dates import MONTHS, Impossible, full_year
from bot.interview.durations import number
from domain.days import add_months
from domain.people import plain_forms

_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_ENGLISH_YEARS = {"year before last": -2, "last year": -1, "this year": 0, "next year": 1}
_MOONS = {
    "下下个月": 2,
    "下下月": 2,
    "上上个月": -2,
    "上上月": -2,
    "上个月": -1,
    "上月": -1,
    "这个月": 0,
    "这月": 0,
    "本月": 0,
    "下个月": 1,
    "下月": 1,
}
_ENGLISH_MOONS = {"last month": -1, "this month": 0, "next month": 1}
_NUMERAL = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MONTH = re.compile(
    rf"(?:(?P<year>\d{{4}}|(?<!\d)\d{{2}})\s*年|(?P<named>{'|'.join(_YEARS)})|(?<![\d.年/一二三四五六七八九十-]))的?\s*"
    rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?(?!\s*\d|[一二三四五六七八九十廿初])"
)
_WRITTEN = re.compile(r"(?<![\d./-])(?P<year>\d{4})\s*[./-]\s*(?P<month>1[0-2]|0?[1-9])(?![\d./-])")
_ENGLISH = re.compile(rf"\b(?P<name>{'|'.join(MONTHS)})\b\.?,?(?:\s+(?P<year>\d{{4}})\b)?", re.I)
_OF_A_MONTH = re.compile(r"\b(?:since|in|from|until|till|to|by|of|last|this)\s*$|^$", re.I)
"""Before it, "may" is the month."""
_YEAR = re.compile(rf"(?<![\d./-])(?P<year>(?:19|20|21)\d\d)(?![\d./-])\s*年?(?!\s*\d)|(?P<named>{'|'.join(_YEARS)})")
_LAST_MARCH = re.compile(rf"\b(?:last|this|next)\s+(?:{'|'.join(MONTHS)})\b", re.I)
_DAY = re.compile(
    rf"(?:是|就是|在|on|it was)?\s*(?:the\s+)?(\d{{1,2}}|{_NUMERAL})\s*(?:[号日]|st|nd|rd|th)?"
    r"(?:那天|开始|入职|登记|搬的|起)?的?"
)
_MONTH_AND_DAY = re.compile(rf"(?:是)?(\d{{1,2}}|{_NUMERAL})\s*月\s*(\d{{1,2}}|{_NUMERAL})\s*[号日](?:开始)?的?")
_DAY_OF_MONTH = re.compile(
    rf"(?:on )?(?:the )?(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<name>{'|'.join(MONTHS)})\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?",
    re.I,
)
_FIRST = re.compile(r"first|[月年]初|(?:the )?(?:beginning|start)(?: of (?:the |that )?(?:month|year))?", re.I)
_LAST = re.compile(r"last|[月年][底末]|(?:at )?(?:the )?end(?: of (?:the |that )?(?:month|year))?", re.I)


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar month, or a whole year where the month is None; `key` is how it is kept."""

    year: int
    month: int | None = None

    @classmethod
    def of(cls, key: str) -> Self:
        """Read what was kept."""
        year, _, month = key.partition("-")
        return cls(int(year), int(month) if month else None)

    @property
    def key(self) -> str:
        """2025-03 or 2025."""
        return f"{self.year}-{self.month:02}" if self.month else f"{self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])


def span_in(text: str, today: date, within: Span | None = None) -> Span | None:
    """The one month that a text names, or if it names none the one year; `within` gives the year of a bare month."""
    said = plain_forms(text).strip()
    if _LAST_MARCH.search(said):
        return None
    year = within.year if within else today.year
    months = {*_named_months(said, today), *_months(said, today, year)}
    if months:
        return months.pop() if len(months) == 1 else None
    years = {*_years(said, today)}
    return Span(years.pop()) if len(years) == 1 else None


def day_within(text: str, span: Span) -> date | None:
    """The day that the text names within a month or a year told before; Impossible for the 31st of February."""
    said = plain_forms(text).strip(" 。.!！,，")
    if _FIRST.fullmatch(said):
        return span.first
    if _LAST.fullmatch(said):
        return span.last
    try:
        if named := _DAY_OF_MONTH.fullmatch(said):
            day = named["before"] or named["after"]
            return date(span.year, MONTHS[named["name"].lower()], int(day)) if day else None
        if written := _MONTH_AND_DAY.fullmatch(said):
            return date(span.year, number(written[1]), number(written[2]))
        if span.month and (bare := _DAY.fullmatch(said)):
            return date(span.year, span.month, number(bare[1]))
    except ValueError:
        raise Impossible from None
    return None


def _named_months(said: str, today: date) -> Iterator[Span]:
    for names in (_MOONS, _ENGLISH_MOONS):
        if found := next((name for name in names if name in said.lower()), None):
            day = add_months(today.replace(day=1), names[found])
            yield Span(day.year, day.month)


def _months(said: str, today: date, year: int) -> Iterator[Span]:
    for one in _MONTH.finditer(said):
        told = full_year(int(one["year"]), today) if one["year"] else None
        told = today.year + _YEARS[one["named"]] if one["named"] else told
        yield Span(told or year, number(one["month"]))
    for one in _WRITTEN.finditer(said):
        yield Span(int(one["year"]), int(one["month"]))
    for one in _ENGLISH.finditer(said):
        if one[0].lower() == "may" and not _OF_A_MONTH.search(said[: one.start()]):
            continue
        told = next((today.year + back for words, back in _ENGLISH_YEARS.items() if words in said.lower()), year)
        yield Span(int(one["year"]) if one["year"] else told, MONTHS[one["name"].lower()])


def _years(said: str, today: date) -> Iterator[int]:
    for one in _YEAR.finditer(said):
        yield int(one["year"]) if one["year"] else today.year + _YEARS[one["named"]]
    for words, back in _ENGLISH_YEARS.items():
        if words in said.lower():
            yield today.year + back
