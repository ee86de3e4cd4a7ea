"""The rehearsal of a drafted number of the law: the same people asked with the values in force and the drafted ones.

A draft is TOML, a table for each number of `domain.law` with the days from which its new values hold. It counts for the
length of a `with` block in the task that opens it, and is nowhere kept. Who is asked stands in
`bot.rehearsal_people`, how it is told in `bot.rehearsal_report`.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.rules_reading import LONGEST_LIFE, BadLine, a_date, a_number
from domain import law
from domain.eligibility import Assessment, Verdict, assess
from domain.facts import FACTS, Facts
from domain.law import Dated
from domain.wards import is_minor
from domain.when import NEVER

NUMBERS: Mapping[str, Dated[int]] = {one.name: one for one in vars(law).values() if isinstance(one, Dated)}
LAST_DAY = date(2999, 12, 31)
"""Beyond it a term could leave the calendar."""


class BadDraft(ValueError):
    """A draft that cannot be rehearsed; the message is one line."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A number of the law with the values that a draft adds to it, oldest first."""

    number: Dated[int]
    values: tuple[tuple[date, int], ...]


Draft = tuple[Drafted, ...]


def draft_in(file: str) -> Draft:
    """The draft in a file; what is wrong with either is one line that begins with its name."""
    try:
        return read_draft(Path(file).read_text("utf-8-sig"))
    except OSError as error:
        raise BadDraft(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadDraft(f"{file}: not UTF-8") from None
    except BadDraft as bad:
        raise BadDraft(f"{file}: {bad}") from None


def read_draft(text: str) -> Draft:
    """The draft that a TOML text holds; BadDraft says what is wrong with it."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDraft(f"not TOML: {error}") from None
    if not tables:
        raise BadDraft("drafts nothing: write a number's name in brackets, and below it 2027-01-01 = 6")
    return tuple(_drafted(name, table) for name, table in tables.items())


def _drafted(name: str, table: Any) -> Drafted:
    number = NUMBERS.get(name)
    if number is None:
        raise BadDraft(f"{name} is no number of the law; these are: {', '.join(NUMBERS)}")
    if not isinstance(table, dict) or not table:
        raise BadDraft(f"{name} must be a table of days and values: [{name}], and below it 2027-01-01 = 6")
    try:
        told = ((f"{name}: {day}", day, value) for day, value in table.items())
        values = sorted((a_date(day, where), a_number(value, where)) for where, day, value in told)
    except BadLine as bad:
        raise BadDraft(bad.detail) from None
    newest = number.values[-1][0]
    for day, value in values:
        if not newest < day <= LAST_DAY:
            raise BadDraft(f"{name}: {day} must be after {newest}, the day of the newest value, and before 3000")
        if value > LONGEST_LIFE:
            raise BadDraft(f"{name}: {value} cannot be more than {LONGEST_LIFE}")
    return Drafted(number, tuple(values))


def days_of(draft: Draft) -> tuple[date, ...]:
    """The days on which the draft changes anything."""
    return tuple(sorted({day for one in draft for day, _ in one.values}))


def in_force(draft: Draft) -> AbstractContextManager[None]:
    """The drafted values as law for the length of a block."""
    return law.supposing({one.number.name: one.number.values + one.values for one in draft})


@dataclass(slots=True)
class Tally:
    """What a draft does to people who are asked on one day; it counts, and keeps nobody.

    `earlier` and `later` count people by days moved. `taken` says how a person's facts are completed before he is
    asked; the groups of who gains and loses are those of the facts as they were given.
    """

    on: date
    draft: Draft
    taken: Callable[[Facts], Facts] | None = None
    people: int = 0
    verdicts: Counter[tuple[Verdict, Verdict]] = field(default_factory=Counter)
    earlier: Counter[int] = field(default_factory=Counter)
    later: Counter[int] = field(default_factory=Counter)
    gains: int = 0
    loses: int = 0
    gaining: Counter[str] = field(default_factory=Counter)
    losing: Counter[str] = field(default_factory=Counter)

    def ask(self, people: Sequence[Facts]) -> None:
        """Ask these people with the values in force, and again with the drafted ones."""
        taken = [self.taken(one) for one in people] if self.taken else people
        present = [assess(one, self.on) for one in taken]
        with in_force(self.draft):
            drafted = [assess(one, self.on) for one in taken]
        for one, before, after in zip(people, present, drafted, strict=True):
            self._count(one, before, after)

    def _count(self, facts: Facts, before: Assessment, after: Assessment) -> None:
        self.people += 1
        self.verdicts[before.verdict, after.verdict] += 1
        was, will = _opens(before, self.on), _opens(after, self.on)
        if was and will and NEVER not in (was, will) and was != will:
            (self.earlier if will < was else self.later)[abs((will - was).days)] += 1
        if _better(before, after, was, will):
            self.gains += 1
            self.gaining.update(groups(facts, self.on))
        elif _better(after, before, will, was):
            self.loses += 1
            self.losing.update(groups(facts, self.on))


def _opens(found: Assessment, on: date) -> date | None:
    """The day from which somebody may apply: the day of the question itself, NEVER, or None if it cannot be said."""
    known = {Verdict.ELIGIBLE: on, Verdict.INELIGIBLE: NEVER, Verdict.NOT_YET: found.earliest}
    return known.get(found.verdict)


def _better(one: Assessment, other: Assessment, opens: date | None, then: date | None) -> bool:
    """Whether the other answer is surely better; between "cannot be said" and "not yet" neither is."""
    if opens and then:
        return then < opens
    return one.verdict is not other.verdict and (other.verdict is Verdict.ELIGIBLE or one.verdict is Verdict.INELIGIBLE)


def groups(facts: Facts, on: date) -> Iterator[str]:
    """The groups somebody belongs to, as far as known: keys of the catalogue for his choices, and his age."""
    for fact in FACTS.values():
        if fact.choices is not None and (value := fact.of(facts)) is not None:
            yield f"choice.{fact.path}.{value}"
    if facts.born is not None:
        yield "minor" if is_minor(facts.born, on) else "adult"
