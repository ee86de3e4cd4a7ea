"""Dates as people say them: "昨天", "3月5号", "上个月15号", "大年初六", "2026-11-20", "yesterday".

jionlp reads Chinese; dates written out in numbers are read here, so that the thirtieth of February is told to be
impossible instead of being taken for something near it. A span of several days is never taken for a day.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import ModuleType
from typing import Any

from domain.people import plain_forms

_WRITTEN = re.compile(r"(?:(\d{4}|\d{2})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号號]?")
_DIALECT = {
    "昨儿个": "昨天",
    "昨儿": "昨天",
    "今儿": "今天",
    "前儿": "前天",
    "今早": "今天",
    "今晚": "今天",
    "昨夜": "昨天",
    "昨日": "昨天",
    "今日": "今天",
    "號": "号",
    "個": "个",
}
_NOW = frozenset({"现在", "目前", "当前", "如今", "眼下", "这会儿", "此刻"})
"""Words of the present that name no day: 现在在富士康 does not say since when."""
_HOUSE_NUMBER = re.compile(r"[\dA-Za-z路街道巷弄村苑区园幢栋]$")
"""Before it, a number with 号 is one of a house, not of a day."""
_AGO = re.compile(r"(\d{1,3}) days? ago")
_MONTHS = {
    name: number + 1
    for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})[a-z]*\.?(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?)?(?:,?\s+(\d{{4}}))?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A day found in a text, and where: [start, end)."""

    day: date
    start: int
    end: int


class Impossible(ValueError):
    """A written-out date that no calendar has."""


def read_day(text: str, today: date) -> date | None:
    """The one day that the text names, or None if it names none or several; Impossible for 30 February."""
    said = _folded(text)
    written = _WRITTEN.fullmatch(said)
    if written:
        return _written(written, today)
    found = days_in(said, today)
    days = {one.day for one in found}
    return days.pop() if len(days) == 1 else None


def days_in(text: str, today: date) -> list[Found]:
    """Every single day that a longer text names, in order; Impossible if one of them cannot be."""
    said = _folded(text)
    for written in re.finditer(r"(?:\d{4}\s*[年./-]\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号]?", said):
        _written(_WRITTEN.fullmatch(written[0]), today)
    return list(_english(said.casefold(), today)) or list(_chinese(said, today))


@lru_cache(maxsize=2048)
def _chinese(said: str, today: date) -> tuple[Found, ...]:
    base = {"year": today.year, "month": today.month, "day": today.day, "hour": 12, "minute": 0, "second": 0}
    found = []
    for one in jionlp().ner.extract_time(said, time_base=base):
        detail = one.get("detail", {})
        span = detail.get("time")
        if detail.get("type") not in ("time_point", "time_span") or not isinstance(span, list):
            continue
        first, last = (date.fromisoformat(moment[:10]) for moment in span)
        if first == last and one["text"] not in _NOW and not _HOUSE_NUMBER.search(said[: one["offset"][0]]):
            found.append(Found(first, *one["offset"]))
    return tuple(found)


def _english(said: str, today: date) -> list[Found]:
    for word, back in (("day before yesterday", 2), ("yesterday", 1), ("today", 0)):
        if (at := said.find(word)) >= 0:
            return [Found(today - timedelta(days=back), at, at + len(word))]
    if ago := _AGO.search(said):
        return [Found(today - timedelta(days=int(ago[1])), *ago.span())]
    if (named := _ENGLISH.search(said)) and (named[1] or named[3]):
        day = int(named[1] or named[3])
        year = int(named[4]) if named[4] else today.year
        return [Found(_date(year, _MONTHS[named[2]], day), *named.span())]
    return []


def _written(match: re.Match[str] | None, today: date) -> date:
    if match is None:
        raise Impossible
    year = int(match[1]) if match[1] else today.year
    return _date(year + 2000 if year < 100 else year, int(match[2]), int(match[3]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Impossible from None


def _folded(text: str) -> str:
    said = plain_forms(text).strip()
    for dialect, common in _DIALECT.items():
        said = said.replace(dialect, common)
    return said


def jionlp() -> ModuleType | Any:
    """jionlp, imported when first needed: it takes most of a second and speaks at import."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp as module
    return module
