"""What the entity extractor sees of each character: the character, its kind, its word, its neighbours.

Chinese words are split by guessing, and a wrong split cuts an address in two: characters are the unit, and the
guessed words are only one more hint.
"""

import re
from typing import Any, Dict, List, Sequence

from components.script import unified
from components.words import listed, surnames, tokenizer

Span = Dict[str, Any]

_NUMERALS = "零〇一二三四五六七八九十百千万两半几俩仨廿"
_SHAPES = (
    ("id", re.compile(r"(?<![0-9a-z])(?:\d{17}[\dx]|\d{15}|[a-z]{1,2}\d{7,9})(?![0-9a-z])")),
    ("phone", re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")),
    (
        "date",
        re.compile(
            r"(?:\d{2,4}[年./-])?\d{1,2}[月./-](?:\d{1,2}[日号]?|底|初|中旬)?|\d{1,2}[日号](?![楼幢栋院])"
            r"|[大前昨今明后]{1,2}[天早晚]|[上下这本]{1,2}个?(?:周|星期|礼拜|月)[一二三四五六日天末底初]?"
            r"|(?:今|去|明|前|后)年|正月|腊月|[大小]?年?初[一二三四五六七八九十]|除夕|春节|中秋|国庆|清明|端午|元旦|元宵|五一|十一"
        ),
    ),
    (
        "duration",
        re.compile(r"[\d零一二三四五六七八九十两半几]+(?:个多?|来)?(?:年半?|个?半?月|天|日|周|星期|礼拜)"),
    ),
    ("building", re.compile(r"\d+[-－幢栋号弄座单室楼层a-z][\d\-幢栋号弄座单元室楼层a-z]*")),
)
_RESIDENT_ID = re.compile(r"(?<![0-9a-z])[1-9]\d{16}[\dx](?![0-9a-z])")


def _kind(char: str, written: str) -> str:
    if written.isascii() and written.isupper():
        return "capital"
    if char.isdigit():
        return "digit"
    if char in _NUMERALS:
        return "numeral"
    if char.isascii():
        return "latin" if char.isalpha() else "space" if char == " " else "sign"
    return "han" if "\u4e00" <= char <= "\u9fff" else "other"


class Characters:
    """Describes the characters of unified texts."""

    def __init__(self) -> None:
        self._words = tokenizer()
        self._places = set(listed("places"))
        self._longest = max(map(len, self._places))
        self._surnames = set(surnames())

    def described(self, raw: str, intent: str) -> List[List[str]]:
        """The features of every character of a text, in order; what is wanted helps to tell what is named."""
        text = unified(raw)
        kinds = [_kind(char, written) for char, written in zip(text, raw)]
        hints = self._hints(text, intent)
        chars = ["<<", "<", *text, ">", ">>"]
        return [self._one(chars, kinds, hints, place) for place in range(len(text))]

    def _one(self, chars: Sequence[str], kinds: Sequence[str], hints: Sequence[List[str]], at: int) -> List[str]:
        b, a, c, d, e = chars[at : at + 5]
        found = ["bias", f"c={c}", f"c-1={a}", f"c+1={d}", f"c-2={b}", f"c+2={e}"]
        found += [f"ac={a}{c}", f"cd={c}{d}", f"ba={b}{a}", f"de={d}{e}", f"acd={a}{c}{d}"]
        found.append(f"k={kinds[at]}")
        for step in (-2, -1, 1, 2):
            there = at + step
            if 0 <= there < len(kinds):
                found.append(f"k{step:+}={kinds[there]}")
                if abs(step) == 1:
                    found += [f"{step:+}{hint}" for hint in hints[there][1:] if "|" not in hint]
        return found + hints[at]

    def _hints(self, text: str, intent: str) -> List[List[str]]:
        """Words, shapes, places and surnames, told to each character that lies in one."""
        hints: List[List[str]] = [[f"intent={intent}"] for _ in text]
        at = 0
        for word in self._words.cut(text):
            end = at + len(word)
            _mark(hints, at, end, "w")
            for place in range(at, end):
                hints[place] += [f"word={word}", f"word={word}|{intent}"]
            if at and word:
                hints[at].append(f"before={text[max(0, at - 2) : at]}")
            if word in self._surnames or (word[0] in self._surnames and len(word) in (2, 3)):
                hints[at].append("surname")
            at = end
        for name, shape in _SHAPES:
            for found in shape.finditer(text):
                _mark(hints, found.start(), found.end(), name)
        self._mark_places(text, hints)
        return hints

    def _mark_places(self, text: str, hints: List[List[str]]) -> None:
        at = 0
        while at < len(text):
            for size in range(min(self._longest, len(text) - at), 1, -1):
                if text[at : at + size] in self._places:
                    _mark(hints, at, at + size, "place")
                    at += size - 1
                    break
            at += 1


def _mark(hints: List[List[str]], start: int, end: int, name: str) -> None:
    for place in range(start, end):
        where = "b" if place == start else "e" if place == end - 1 else "i"
        hints[place].append(f"{name}:{where}")


def tags_of(length: int, spans: Sequence[Span]) -> List[str]:
    """The spans as one tag a character: `B-kind`, `I-kind` or `O`; overlapping ones lose to the earlier."""
    tags = ["O"] * length
    for span in spans:
        start, end, kind = span["start"], min(span["end"], length), span["entity"]
        if start >= end or any(tag != "O" for tag in tags[start:end]):
            continue
        tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return tags


def spans_of(tags: Sequence[str]) -> List[Span]:
    """The tags as spans again; an `I-` that follows nothing of its kind begins one."""
    spans: List[Span] = []
    for at, tag in enumerate(tags):
        mark, _, kind = tag.partition("-")
        if mark == "I" and spans and spans[-1]["end"] == at and spans[-1]["entity"] == kind:
            spans[-1]["end"] = at + 1
        elif mark in ("B", "I"):
            spans.append({"entity": kind, "start": at, "end": at + 1})
    return spans


def certain_spans(text: str) -> List[Span]:
    """Phone and identity numbers, which nothing else looks like."""
    plain = unified(text)
    kinds = (("id_number", _RESIDENT_ID), ("phone", _SHAPES[1][1]))
    return [
        {"entity": kind, "start": found.start(), "end": found.end()}
        for kind, shape in kinds
        for found in shape.finditer(plain)
    ]
