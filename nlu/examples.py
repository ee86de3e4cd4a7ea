"""Reads examples in Rasa's YAML: the training data, and the files that people hand to `anju nlu test`.

An example is its plain text with the spans that were marked in it. Regular expressions, synonyms and lookup
tables of the same format are left to Rasa itself: here they are passed over.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_MARKED = re.compile(r"\[(?P<text>[^\]]+)\](?:\((?P<kind>[^:()]+)(?::(?P<value>[^()]*))?\)|(?P<object>\{[^{}]*\}))")
_LISTED = re.compile(r"^[ \t]*[-*+][ \t]+(?P<text>.*\S)[ \t]*$")


class Unreadable(Exception):
    """The file holds no examples that can be read; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of an example; `value` differs from the text only where the annotation says so."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with what it means; `faq` is the key without `faq/`."""

    text: str
    intent: str
    faq: str | None = None
    spans: tuple[Span, ...] = ()
    source: str = ""


def read_examples(path: Path) -> list[Example]:
    """All examples of one file, or of every YAML file below a folder."""
    files = sorted(path.rglob("*.yml")) + sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return [example for file in files for example in _of_file(file)]


def parse_marked(line: str) -> tuple[str, tuple[Span, ...]]:
    """`我[昨天](date)到的` → `我昨天到的` and the span of 昨天."""
    plain, spans, after = "", [], 0
    for found in _MARKED.finditer(line):
        plain += line[after : found.start()]
        after, text = found.end(), found["text"]
        kind, value = _kind_and_value(found)
        spans.append(Span(kind, value if value is not None else text, len(plain), len(plain) + len(text)))
        plain += text
    return plain + line[after:], tuple(spans)


def _kind_and_value(found: re.Match[str]) -> tuple[str, str | None]:
    if found["object"] is None:
        return found["kind"].strip(), found["value"]
    try:
        marked = json.loads(found["object"])
        return str(marked["entity"]), marked.get("value")
    except (ValueError, KeyError) as error:
        raise Unreadable(f"unreadable annotation {found[0]}") from error


def _of_file(path: Path) -> Iterator[Example]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(f"{path}{f':{mark.line + 1}' if mark else ''}: not YAML") from error
    blocks = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise Unreadable(f"{path}: no list of examples under 'nlu:'")
    for block in blocks:
        if isinstance(block, dict) and "intent" in block:
            yield from _of_block(block, path)


def _of_block(block: dict[str, Any], path: Path) -> Iterator[Example]:
    intent, _, faq = str(block["intent"]).partition("/")
    for line in _lines(block.get("examples"), f"{path}: intent {block['intent']}"):
        try:
            text, spans = parse_marked(line)
        except Unreadable as error:
            raise Unreadable(f"{path}: {error}") from error
        yield Example(text, intent, faq or None, spans, str(path))


def _lines(examples: object, where: str) -> Iterable[str]:
    if isinstance(examples, str):
        return [found["text"] for line in examples.splitlines() if (found := _LISTED.match(line))]
    if isinstance(examples, list):
        return [str(item["text"] if isinstance(item, dict) else item).strip() for item in examples]
    raise Unreadable(f"{where} has no examples")
