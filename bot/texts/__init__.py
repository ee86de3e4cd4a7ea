"""Every sentence the bot says, one catalogue a language, whole sentences with named slots.

A sentence may carry **bold** parts; they become message entities, never markup, and what is filled into a slot is
taken as it is: a name cannot fake or break a message.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
PARTS = (
    "",
    "questions.",
    "wards.",
    "eligibility.",
    "timeline.",
    "reminders.",
    "reaching.",
    "desk.",
    "apply.",
    "deciding.",
    "window.",
    "permit.",
    "cards.",
    "papers.",
    "figures.",
    "rooms.",
)
"""The files of a catalogue, by what their names say before the language."""
LONGEST = 4096
"""UTF-16 units that one message holds, by the Bot API."""
_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Rich:
    """A text with its bold parts: (offset, length) in UTF-16 units, as the Bot API counts."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()

    def __add__(self, other: "Rich") -> "Rich":
        shift = utf16(self.text)
        return Rich(self.text + other.text, self.bold + tuple((at + shift, size) for at, size in other.bold))

    def then(self, other: "Rich", between: str = "\n\n") -> "Rich":
        """This text, a gap, and the other one; an empty side leaves no gap."""
        return self + Rich(between) + other if self.text and other.text else self + other

    def pieces(self) -> "Iterator[Rich]":
        """The text in parts that one message holds each, cut at the end of a line where there is one."""
        held = self.text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
        if held == self.text:
            yield self
            return
        cut = held.rfind("\n") + 1 or len(held)
        at = utf16(self.text[:cut])
        yield Rich(self.text[:cut], tuple((start, min(size, at - start)) for start, size in self.bold if start < at))
        ends = [(max(start, at), start + size) for start, size in self.bold if start + size > at]
        yield from Rich(self.text[cut:], tuple((start - at, end - start) for start, end in ends)).pieces()


NOTHING = Rich("")
"""No words."""


def utf16(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def rich(template: str, slots: Mapping[str, Any]) -> Rich:
    """Fill a sentence: every second part between ** is bold."""
    text, bold = "", []
    for number, part in enumerate(template.split("**")):
        filled = part.format_map(slots) if slots else part.replace("{{", "{").replace("}}", "}")
        if number % 2 and filled:
            bold.append((utf16(text), utf16(filled)))
        text += filled
    return Rich(text, tuple(bold))


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's catalogue."""

    language: str
    sentences: Mapping[str, str] = field(repr=False)

    def say(self, key: str, **slots: Any) -> Rich:
        """A sentence with its slots filled; KeyError for an unknown key, which a test rules out."""
        return rich(self.sentences[key], slots)

    def plain(self, key: str, **slots: Any) -> str:
        """The same as a plain string, for buttons and labels."""
        return self.say(key, **slots).text

    def has(self, key: str) -> bool:
        """Whether the catalogue knows the key."""
        return key in self.sentences

    def day(self, day: date) -> str:
        """A date with its weekday, the way a person says it."""
        weekday = _WEEKDAYS[self.language][day.weekday()]
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日（{weekday}）"
        return f"{weekday} {day.day} {_MONTHS[day.month - 1]} {day.year}"

    def moment(self, at: datetime) -> str:
        """A moment of the zone it carries: the day with its weekday, and the time."""
        return f"{self.day(at.date())} {at:%H:%M}"

    def short_day(self, day: date) -> str:
        """A day of a year that is told beside it, short enough for a button."""
        return f"{day.month}月{day.day}号" if self.language == "zh" else f"{day.day} {_MONTHS[day.month - 1]}"

    def span(self, year: int, month: int | None) -> str:
        """A month or a year."""
        if self.language == "zh":
            return f"{year}年{month}月" if month else f"{year}年"
        return f"{_MONTHS[month - 1]} {year}" if month else str(year)

    def left(self, days: int) -> str:
        """Days left, or overdue, in words."""
        if days == 0:
            return self.plain("days.today")
        key = "days.left" if days > 0 else "days.over"
        return self.plain(key + ("_one" if abs(days) == 1 else ""), days=abs(days))


@cache
def texts(language: str) -> Texts:
    """The catalogue of a language, Chinese for one we do not have."""
    chosen = language if language in LANGUAGES else DEFAULT
    sentences: dict[str, str] = {}
    for part in PARTS:
        more = dict(_flat(tomllib.loads((files(__name__) / f"{part}{chosen}.toml").read_text("utf-8"))))
        if twice := sentences.keys() & more.keys():
            raise ValueError(f"{part}{chosen}.toml says again: {min(twice)}")
        sentences |= more
    return Texts(chosen, sentences)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Any:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
