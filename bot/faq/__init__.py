"""Answers to general questions about the rules, one a key of the language contract, in Chinese and English.

The answers are data (the TOML files beside this module); this module only reads them and refuses to start
with a gap: a missing language, a clause nobody knows, a neighbour that does not exist. It does not choose an
answer and does not render one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from domain.clauses import CLAUSES

LANGUAGES = ("zh", "en")
_KNOWN = {"clauses", "see", "task", *LANGUAGES}


class FaultyAnswer(ValueError):
    """An answer file breaks its form; `key` and `fault` say where and how."""

    def __init__(self, key: str, fault: str) -> None:
        super().__init__(f"faq {key}: {fault}")
        self.key, self.fault = key, fault


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `clauses` carry it, `see` are neighbouring keys, `task` is the intent that does it."""

    key: str
    clauses: tuple[str, ...]
    zh: str
    en: str
    see: tuple[str, ...] = ()
    task: str | None = None

    def text(self, language: str) -> str:
        """The words in `language`; Chinese for any language but English."""
        return self.en if language == "en" else self.zh


@cache
def load() -> Mapping[str, Answer]:
    """Every answer by its key, read once."""
    files = (item for item in resources.files(__name__).iterdir() if item.name.endswith(".toml"))
    return parse(item.read_text(encoding="utf-8") for item in sorted(files, key=lambda item: item.name))


def parse(documents: Iterable[str]) -> Mapping[str, Answer]:
    """The answers of several TOML documents; FaultyAnswer for the first fault."""
    answers: dict[str, Answer] = {}
    for document in documents:
        for key, table in tomllib.loads(document).items():
            if key in answers:
                raise FaultyAnswer(key, "answered twice")
            answers[key] = _answer(key, table)
    for answer in answers.values():
        _check_neighbours(answer, answers)
    return MappingProxyType(answers)


def _answer(key: str, table: object) -> Answer:
    if not isinstance(table, dict):
        raise FaultyAnswer(key, "not a table")
    if unknown := table.keys() - _KNOWN:
        raise FaultyAnswer(key, f"unknown field {min(unknown)}")
    task = table.get("task")
    if task is not None and not (isinstance(task, str) and task):
        raise FaultyAnswer(key, "task is not a name")
    return Answer(
        key=key,
        clauses=_marks(key, table),
        zh=_words(key, table, "zh"),
        en=_words(key, table, "en"),
        see=_names(key, table, "see"),
        task=task,
    )


def _words(key: str, table: Mapping[str, object], language: str) -> str:
    words = table.get(language)
    if not isinstance(words, str) or not words.strip():
        raise FaultyAnswer(key, f"no {language}")
    return words.strip()


def _marks(key: str, table: Mapping[str, object]) -> tuple[str, ...]:
    if "clauses" not in table:
        raise FaultyAnswer(key, "no clauses")
    marks = _names(key, table, "clauses")
    for mark in marks:
        if mark not in CLAUSES:
            raise FaultyAnswer(key, f"unknown clause {mark}")
    return marks


def _names(key: str, table: Mapping[str, object], field: str) -> tuple[str, ...]:
    names = table.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FaultyAnswer(key, f"{field} is not a list of names")
    return tuple(names)


def _check_neighbours(answer: Answer, answers: Mapping[str, Answer]) -> None:
    for name in answer.see:
        if name == answer.key or name not in answers:
            raise FaultyAnswer(answer.key, f"unknown see {name}")
