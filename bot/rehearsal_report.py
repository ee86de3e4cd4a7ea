"""How a rehearsal is told: Markdown in Chinese and English, counts and nothing but counts.

Of real people a count under five is not told, zero included: in a small street four are neighbours who can be guessed.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from bot.rehearsal import Draft, Drafted, Tally, days_of
from bot.rulebook import amount
from bot.rulebook_words import VALUES, VERDICTS, Pair, both, pair
from domain.conditions import CONDITIONS
from domain.eligibility import Verdict
from domain.facts import FACTS

FEW = 5
_AGES: dict[str, Pair] = {"minor": ("未成年", "minors"), "adult": ("成年", "adults")}
_RANKS = list(VERDICTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A population with its heading, a line about it, and what was counted day by day; `real` hides small counts."""

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
    def shown(count: int) -> str:
        return f"<{FEW}" if asked.real and count < FEW else f"{count:,}"

    yield f"### {pair(asked.name)}（{shown(tally.people)} 人 people）"
    yield _lines(asked.note)
    if not tally.people:
        return
    order = sorted(tally.verdicts, key=lambda change: [_RANKS.index(one) for one in change])
    rows = [(_verdict(was), _verdict(will), shown(tally.verdicts[was, will])) for was, will in order]
    yield _table("现行 in force|拟改 drafted|人数 people", rows)
    moves = (("提前 earlier", tally.earlier), ("推迟 later", tally.later))
    hidden = FEW if asked.real else 1
    moved = [(name, shown(days.total()), *_days(days, hidden)) for name, days in moves]
    yield _table("最早日期 earliest day|人数 people|中位天数 median days|最多 most", moved)
    yield (
        f"得益 gain: {shown(tally.gains)} 人 people · 受损 lose: {shown(tally.loses)} 人 people\n"
        "（能更早或肯定能申领为得益，反之为受损。 · To gain is to apply sooner, or surely; to lose is the reverse.）"
    )
    concerned = [key for key in _groups() if tally.gaining[key] or tally.losing[key]]
    if concerned:
        rows = [(_group(key), shown(tally.gaining[key]), shown(tally.losing[key])) for key in concerned]
        yield _table("谁 who|得益 gain|受损 lose", rows)


def _verdict(verdict: Verdict) -> str:
    return pair(VERDICTS[verdict])


def _days(days: Counter[int], least: int) -> tuple[str, str]:
    """The median and the most, of so many people at least."""
    if days.total() < least:
        return "–", "–"
    return f"{median(days.elements()):g}", str(max(days))


def _groups() -> Iterator[str]:
    """The groups in the order of the facts, ages first."""
    yield from _AGES
    for fact in FACTS.values():
        yield from (f"choice.{fact.path}.{value}" for value in fact.choices or ())


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
