"""What a form is: fields in order, each with its parser, its choices, when it applies and why it is asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser may know besides the words: the day, the answers so far, facts on record (`known`), and what was
    told of an answer so far (`parts`)."""

    today: date
    answers: Answers = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer: its value in plain JSON kinds, and answers to other fields that came with it."""

    value: Any
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Partly:
    """A part of an answer, the month of a day: it is kept, and the rest is asked for."""

    part: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Meant as an answer but not one: `code` finds the text that says what to do."""

    code: str
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """Probably not meant as an answer to this question at all."""


Parsed = Accepted | Partly | Refused | NotAnAnswer
Parser = Callable[[str, Context], Parsed]


def always(_: Answers) -> bool:
    """Applies whatever was answered."""
    return True


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `choices` are values offered as buttons, `options` the same where they depend on other answers; `suggestions` are
    words offered as buttons and parsed like typed ones; `turns` are buttons that answer another field first (another
    kind of document). `needs` are the fields whose change makes this answer void. `mark` is the clause that asks for
    it; None with `optional` may be skipped.
    """

    name: str
    parse: Parser
    choices: tuple[str, ...] = ()
    options: Callable[[Answers], tuple[str, ...]] | None = None
    suggestions: tuple[str, ...] = ()
    turns: tuple[tuple[str, str], ...] = ()
    applies: Callable[[Answers], bool] = always
    needs: tuple[str, ...] = ()
    optional: bool = False
    mark: str | None = None
    contact: bool = False
    free: bool = False
    """Takes nearly any words: then a question or a command among them has to be told apart first."""
    unsure: str | None = None
    """Which end of a month or a year counts for somebody who cannot recall the day, "first" or "last": the one that
    gives the later date to apply, so that nothing is promised too early. None: no day is supposed."""
    ahead: bool = False
    """Whether days to come are answers to the question for a day."""

    def offers(self, answers: Answers) -> tuple[str, ...]:
        """The values offered as buttons."""
        return self.options(answers) if self.options else self.choices


@dataclass(frozen=True, slots=True)
class Form:
    """A task done by interview. `stops` names the text that ends it early, where an answer makes the task needless;
    `confirm` shows everything on one page before it counts; `on_record` whether its parsers need what is on record.
    `given` are answers that the day and the record give, anew each turn, `fixed` those that stand whatever was told;
    `asks`, where the order is not that of the fields, names those that are still to be asked, the next one first;
    `hears` finds answers in a sentence, given the day and the field that was asked; `answers` reads the answer to a
    question out of a sentence that may tell more. `by_button` forms are about something that the button says which
    opens them, and cannot be begun by their name."""

    name: str
    fields: tuple[Field, ...]
    stops: Callable[[Answers], str | None] = lambda _: None
    confirm: bool = True
    on_record: bool = False
    by_button: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    given: Callable[[Context], Answers] | None = None
    fixed: Callable[[Context], Answers] | None = None
    asks: Callable[[Answers], Iterable[str]] | None = None
    hears: Callable[[str, date, str | None], Answers] | None = None
    answers: Callable[[Field, str, Context], Parsed] = lambda field, text, context: field.parse(text, context)

    def __post_init__(self) -> None:
        names = [one.name for one in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"form {self.name} declares a field twice")
        for one in self.fields:
            missing = {*one.needs, *(name for name, _ in one.turns)} - set(names) - set(self.defaults)
            if missing:
                raise ValueError(f"field {self.name}.{one.name} refers to unknown {missing}")

    def field(self, name: str) -> Field | None:
        """The field of a name; None for a name from an older form or a tampered button."""
        return next((one for one in self.fields if one.name == name), None)
