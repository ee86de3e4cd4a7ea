"""Lengths of time as people say them: 十四个月, 一年半, 两年多, a year and a half; told in whole months.

Read by a grammar of its own, for a wrong length costs somebody his permit: 一两年 is no number, 三年级 no length, and
what is only about so long (差不多一年, nearly a year) is found but not sure. Of 两年多 two years are surely over.
"""

import re
from dataclasses import dataclass

from domain.people import plain_forms

_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_TO_TWENTY = """a|an|one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_WORDS = {word: at + 1 for at, words in enumerate(_TO_TWENTY.split()) for word in words.split("|")}
_CJK = r"\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三四五六七八九]"
_CHINESE = re.compile(
    rf"(?<![\d.第几数来十百一二两三四五六七八九年])(?:(?P<years>{_CJK})\s*(?P<half_years>个半)?年"
    rf"(?!级|纪|代|底|初|末|前|后|\s*\d{{1,2}}\s*月|[一二三四五六七八九十]+月)(?:(?P<half>半)|[零又加]?(?P<more>{_CJK})个月)?"
    rf"|(?P<half_year>半)年|(?P<months>{_CJK})\s*个半?月)(?P<over>有余|出头|[多余])?"
)
_NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_ENGLISH = re.compile(
    rf"(?<![\d.])\b(?:(?P<number>{_NUMBER})(?P<point>\.5)?(?P<and_half>\s+and\s+a\s+half)?[\s-]*(?:full |whole )?"
    rf"(?P<unit>year|yr|month)s?\b(?:\s+and\s+a\s+(?P<half>half)|,?\s+(?:and\s+)?(?P<more>{_NUMBER})\s+months?)?"
    r"|(?P<half_year>half)\s+a\s+year)",
    re.I,
)
_ABOUT = re.compile(
    r"(?:快|快要|差不多|差点|将近|接近|近|不到|不足|没到|没满|不满|未满|大概|大约|约|好像|可能|估计|也许|应该|"
    r"almost|nearly|about|around|roughly|maybe|perhaps|approximately|less than|under|not quite|not yet|some)"
    r"(?:有|是|交了|满|for|a total of)?\s*$",
    re.I,
)
_OR_SO = re.compile(r"^\s*(?:左右|上下|的样子|不到|不足|差|or so|or less|more or less|approx|-ish|ago)", re.I)
_PLAIN = re.compile(r"\d{1,3}")
_NEVER = re.compile(
    r"(?:没有?|未)(?:交|缴|买|上|参加|参保|保)(?:过|社保)?|一个月(?:都|也)没|从来?没|^none$|^no(?:t any)?$|never", re.I
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in a text, where it stands, and whether it is told for certain."""

    months: int
    start: int
    end: int
    sure: bool


def lengths_in(text: str) -> list[Length]:
    """Every length of time that a text tells, the vague ones marked."""
    said = plain_forms(text)
    found = [(_months_of(one), one) for one in _CHINESE.finditer(said)]
    found += [(_english_months(one), one) for one in _ENGLISH.finditer(said)]
    return [Length(months, *one.span(), _told_for_certain(said, one)) for months, one in found]


def months_in(text: str) -> list[tuple[int, int, int]]:
    """Every length that is told for certain, as (months, start, end)."""
    return [(one.months, one.start, one.end) for one in lengths_in(text) if one.sure]


def read_months(text: str) -> int | None:
    """The one length that an answer tells, in months; a bare number is one of months, "没交" is none."""
    said = plain_forms(text).strip()
    if _PLAIN.fullmatch(said):
        return int(said)
    found = lengths_in(said)
    if {one.sure for one in found} == {True} and len({one.months for one in found}) == 1:
        return found[0].months
    return 0 if not found and _NEVER.search(said) else None


def _told_for_certain(said: str, found: re.Match[str]) -> bool:
    return not (_ABOUT.search(said[: found.start()]) or _OR_SO.search(said[found.end() :]))


def _months_of(found: re.Match[str]) -> int:
    if found["half_year"]:
        return 6
    if found["months"]:
        return number(found["months"])
    half = 6 if found["half"] or found["half_years"] else 0
    return 12 * number(found["years"]) + half + (number(found["more"]) if found["more"] else 0)


def _english_months(found: re.Match[str]) -> int:
    if found["half_year"]:
        return 6
    count, half = counted(found["number"]), bool(found["point"] or found["and_half"] or found["half"])
    more = counted(found["more"]) if found["more"] else 0
    return count if found["unit"].lower() == "month" else 12 * count + 6 * half + more


def counted(word: str) -> int:
    """A number up to twenty in digits or in English, whatever its case: three, a, 14."""
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def number(word: str) -> int:
    """A number below a hundred, in digits or in Chinese: 十四, 二十三, 两."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (10 * (_DIGITS[tens] if tens else 1) if ten else 0) + (_DIGITS[ones] if ones else 0)
