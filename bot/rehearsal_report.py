"""How a rehearsal is told: Markdown in Chinese and English, counts and nothing but counts.

Of real people a count under five is not told, zero included: in a small street four are neighbours who can be guessed.
Nor is one from which such a count could be worked out: see `bot.rehearsal_hiding`.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from bot.rehearsal import Draft, Drafted, Tally, days_of
from bot.rehearsal_hiding import EARLIER, GAINS, LATER, LOSES, PEOPLE, Change, told
from bot.rulebook import amount
from bot.rulebook_words import VALUES, VERDICTS, Pair, both, pair
from domain.conditions import CONDITIONS
from domain.eligibility import Verdict
from domain.facts import FACTS

HIDDEN = "–"
_AGES: dict[str, Pair] = {"minor": ("未成年", "minors"), "adult": ("成年", "adults")}
_RANKS = list(VERDICTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A population with its heading, a line about it, and what was counted day by day; `real` hides small counts
    and what would give them away."""

    name: Pair
    note: Pair
    tallies: tuple[Tally, ...]
    real: bool = False


def report(draft: Draft, populations: Iterable[Asked], remarks: Iterable[Pair] = ()) -> str:
    """The whole report."""
    return "\n\n".join((*_opening(draft), *map(_lines, remarks), *_answers(draft, populations))) + "\n"


def _lines(words: Pair) -> str:
    return "\n".join(words)


def _opening(draft: Draft) -> Iterator[str]:
    yield "# 规则演练 · Rehearsal of drafted values"
    rows = [row for one in draft for row in _drafted(one)]
    yield _table("数值 number|条款 clause|从 from|现行 in force|拟改 drafted|读取它的条件 read by", rows)
    for name in (f"`{one.number.name}`" for one in draft if not _readers(one)):
        yield _lines(
            (f"{name} 不影响能不能申领，下面看不出变化。", f"{name} is not read by the verdict: nobody moves by it.")
        )


def _drafted(one: Drafted) -> Iterator[tuple[str, ...]]:
    number, before = one.number, one.number.values[-1][1]
    for day, value in one.values:
        name = f"`{number.name}` {pair(VALUES[number.name])}"
        yield name, number.mark, str(day), amount(number, before), amount(number, value), _readers(one)
        before = value


def _readers(one: Drafted) -> str:
    return "、".join(f"`{each.id}`" for each in CONDITIONS.values() if one.number in each.limits)


def _answers(draft: Draft, populations: Iterable[Asked]) -> Iterator[str]:
    populations = tuple(populations)
    for number, day in enumerate(days_of(draft)):
        yield f"## {day} 这天问 · asked on {day}"
        for one in populations:
            yield from _population(one, one.tallies[number])


def _population(asked: Asked, tally: Tally) -> Iterator[str]:
    shown = _shown(asked, tally)
    yield f"### {pair(asked.name)}（{shown(PEOPLE)} 人 people）"
    yield _lines(asked.note)
    if shown(PEOPLE) in ("0", HIDDEN):
        return
    rows = [(_verdict(was), _verdict(will), shown((was, will))) for was, will in _changes(tally)]
    if rows := [row for row in rows if row[-1] != HIDDEN]:
        yield _table("现行 in force|拟改 drafted|人数 people", rows)
    moves = (("提前 earlier", EARLIER, tally.earlier), ("推迟 later", LATER, tally.later))
    moved = [(name, shown(count), *_days(days, shown(count))) for name, count, days in moves]
    yield _table("最早日期 earliest day|人数 people|中位天数 median days|最多 most", moved)
    yield (
        f"得益 gain: {shown(GAINS)} 人 people · 受损 lose: {shown(LOSES)} 人 people\n"
        "（能更早或肯定能申领为得益，反之为受损。 · To gain is to apply sooner, or surely; to lose is the reverse.）"
    )
    groups = [(_group(key), shown((GAINS, key)), shown((LOSES, key))) for apart in _groups() for key in apart]
    if rows := [row for row in groups if not {*row[1:]} <= {"0", HIDDEN}]:
        yield _table("谁 who|得益 gain|受损 lose", rows)


def _shown(asked: Asked, tally: Tally) -> Callable[[Hashable], str]:
    """How a figure is written: of invented people as it is, of real ones only if it may be told."""
    counts: dict[Hashable, int] = {PEOPLE: tally.people, GAINS: tally.gains, LOSES: tally.loses}
    counts |= {EARLIER: tally.earlier.total(), LATER: tally.later.total()}
    counts |= {change: tally.verdicts[change] for change in _changes(tally)}
    for name, counted in ((GAINS, tally.gaining), (LOSES, tally.losing)):
        counts |= {(name, key): counted[key] for apart in _groups() for key in apart}
    known = told(tally, _changes(tally), list(_groups())) if asked.real else counts
    return lambda figure: f"{known[figure]:,}" if figure in known else HIDDEN


def _changes(tally: Tally) -> list[Change]:
    return sorted(tally.verdicts, key=lambda change: [_RANKS.index(one) for one in change])


def _verdict(verdict: Verdict) -> str:
    return pair(VERDICTS[verdict])


def _days(days: Counter[int], people: str) -> tuple[str, str]:
    """The median and the most of the days of so many people."""
    if people in ("0", HIDDEN):
        return HIDDEN, HIDDEN
    return f"{median(days.elements()):g}", str(max(days))


def _groups() -> Iterator[list[str]]:
    """The groups in the order of the facts, ages first; those that exclude each other together."""
    yield list(_AGES)
    for fact in FACTS.values():
        if fact.choices:
            yield [f"choice.{fact.path}.{value}" for value in fact.choices]


def _group(key: str) -> str:
    if key in _AGES:
        return pair(_AGES[key])
    path, _, _ = key.removeprefix("choice.").rpartition(".")
    return f"{both(f'label.{path}')}: {both(key)}"


def _table(heads: str, rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose columns stand straight in a terminal, where a Chinese character is two wide."""
    lines = [tuple(heads.split("|")), *rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    padded = ([cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
