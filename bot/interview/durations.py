"""Lengths of time as people say them: 十四个月, 一年半, 两年多, 14 months; told in whole months.

"多" and "快" are told apart from the plain number by whoever asks: the number of months here is what is surely over.
"""

import re

from bot.interview.dates import jionlp
from domain.people import plain_forms

_PLAIN = re.compile(r"\d{1,3}")
_NONE = re.compile(r"没有?(?:交|买|缴|上|参加|保)|一个月(?:都|也)没|从来没|没交过|没买过|none|never", re.I)
_NEARLY = re.compile(r"(?:快|差不多|将近|不到|接近|almost|nearly)\s*$", re.I)
_ENGLISH = re.compile(r"(\d{1,3})\s*(years?|months?)", re.I)


def months_in(text: str) -> list[tuple[int, int, int]]:
    """Every length of time in a text as (months, start, end). One that is nearly over is left out: 快一年 is less."""
    said = plain_forms(text)
    found = []
    for one in jionlp().ner.extract_time(said):
        start, end = one["offset"]
        parts = one.get("detail", {}).get("time")
        if one["type"] != "time_delta" or not isinstance(parts, dict) or _NEARLY.search(said[:start]):
            continue
        if parts.keys() <= {"year", "month"}:
            found.append((int(12 * parts.get("year", 0) + parts.get("month", 0)), start, end))
    return found or [
        (int(one[1]) * (12 if one[2].lower().startswith("y") else 1), *one.span()) for one in _ENGLISH.finditer(said)
    ]


def read_months(text: str) -> int | None:
    """The one length that an answer tells, in months; a bare number is one of months, "没交" is none."""
    said = plain_forms(text).strip()
    if _PLAIN.fullmatch(said):
        return int(said)
    found = {months for months, _, _ in months_in(said)}
    if len(found) == 1:
        return found.pop()
    return 0 if not found and _NONE.search(said) else None
