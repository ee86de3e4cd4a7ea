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
_PIECE = re.compile(r"[^，,、。;；!！?？\n]+")
_MARK = re.compile(r"[年月日号天周期拜]")
_MOST_PIECES, _MOST_MARKS = 40, 8
_HOUSE_NUMBER = re.compile(r"[\dA-Za-z路街道巷弄村苑区园幢栋]$")
"""Before it, a number with 号 is one of a house, not of a day."""
_LIMITS = re.compile(
    r"(?:自从|打从|从|自|打)(?=\s*(?:\d|[今去前明后大昨上这本]))|(?<=[日号天\d])(?:开始|起|以来|至今|到现在|为止|止)|"
    r"(?<=[日号天\d])\s*(?:到|至|[-—–~～]+)\s*(?=\d{4}|\d{1,2}月|[今去前明后大]年?)|^(?:到|至)(?=\s*(?:\d|[今去前明后]))"
)
"""从, 开始, 到: words that make a span of a day to jionlp; each end of it is a day to us."""
_FULL = re.compile(r"(?<![\d./-])(\d{4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?![\d./-]?\d)")
_PERHAPS_LUNAR = re.compile(
    r"[一二三四五六七八九十]+月(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
"""三月十五 is one day by the moon and another by the sun; with 号 or 日 it is the sun's."""
_AHEAD = 20
"""Years: no lease is longer by law (民法典第七百零五条), so no day is asked for that lies further ahead."""
_AGO = re.compile(r"(\d{1,3}) days? ago")
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
MONTHS = {name[:size]: at + 1 for at, name in enumerate(_NAMES) for size in (len(name), 3)} | {"sept": 9}
"""English names of months, the long before the short ones."""
_ENGLISH = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+)?({'|'.join(MONTHS)})\b\.?"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?\s+(\d{4})\b)?"
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
    if full := [Found(_date(int(one[1]), int(one[3]), int(one[4])), *one.span()) for one in _FULL.finditer(said)]:
        return full
    said = _LIMITS.sub(lambda limit: "，" * len(limit[0]), said)
    return list(_english(said.casefold(), today)) or list(_chinese(said, today))


def _chinese(said: str, today: date) -> list[Found]:
    """Piece by piece, for the time that jionlp takes grows with the square of the days that stand together; of a piece
    crowded with them no single day can be meant, nor of so many pieces."""
    pieces = list(_PIECE.finditer(said))
    if len(pieces) > _MOST_PIECES:
        return []
    return [
        Found(one.day, piece.start() + one.start, piece.start() + one.end)
        for piece in pieces
        if len(_MARK.findall(piece[0])) <= _MOST_MARKS
        for one in _in_piece(piece[0], today)
    ]


@lru_cache(maxsize=2048)
def _in_piece(said: str, today: date) -> tuple[Found, ...]:
    base = {"year": today.year, "month": today.month, "day": today.day, "hour": 12, "minute": 0, "second": 0}
    found = []
    for one in jionlp().ner.extract_time(said, time_base=base):
        detail = one.get("detail", {})
        span = detail.get("time")
        if detail.get("type") not in ("time_point", "time_span") or not isinstance(span, list):
            continue
        first, last = (date.fromisoformat(moment[:10]) for moment in span)
        if first != last or one["text"] in _NOW or _PERHAPS_LUNAR.fullmatch(one["text"]):
            continue
        if not _HOUSE_NUMBER.search(said[: one["offset"][0]]):
            found.append(Found(first, *one["offset"]))
    return tuple(found)


def _english(said: str, today: date) -> list[Found]:
    for word, back in (("day before yesterday", 2), ("yesterday", 1), ("today", 0)):
        if (at := said.find(word)) >= 0:
            return [Found(today - timedelta(days=back), at, at + len(word))]
    if ago := _AGO.search(said):
        return [Found(today - timedelta(days=int(ago[1])), *ago.span())]
    return [
        Found(_date(int(one[4]) if one[4] else today.year, MONTHS[one[2]], int(one[1] or one[3])), *one.span())
        for one in _ENGLISH.finditer(said)
        if one[1] or one[3]
    ]


def _written(match: re.Match[str] | None, today: date) -> date:
    if match is None:
        raise Impossible
    year = int(match[1]) if match[1] else today.year
    return _date(full_year(year, today), int(match[2]), int(match[3]))


def full_year(year: int, today: date) -> int:
    """A year of two digits in full: 25 is 2025; 95, far ahead of any lease, is 1995."""
    if year >= 100:
        return year
    return year + 2000 if year + 2000 <= today.year + _AHEAD else year + 1900


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
