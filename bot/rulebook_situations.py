"""The situations that a way to the permit tells apart, each with facts to ask the rules about: so the rule book shows
what a function decides without a word of its own about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.rulebook_words import both
from bot.rules_reading import facts as facts_from
from domain.facts import Facts
from domain.ways import Path

EXAMPLE = date(2026, 3, 10)
"""The day on which examples are asked and from which they count."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts with the answer that makes them; `kind` where the answer alone does not decide."""

    answer: str
    kind: str
    facts: Facts


OF_AGE = (
    Situation("成年 grown up", "", Facts(born=date(1980, 1, 1))),
    Situation("未成年 under `adult_years`", "", Facts(born=EXAMPLE)),
)
"""What every way tells apart."""

_COMMODITY = {True: "商品房 commodity housing", False: "不是商品房 other housing", None: "不知道 unknown"}


def of_way(path: Path) -> tuple[Situation, ...]:
    """Each answer to the question on which a way turns, unknown among them."""
    if path.gate is None or path.gate.choices is None:
        return (Situation("都一样 all alike", "", Facts()),)
    return tuple(one for value in (*path.gate.choices, None) for one in _of_answer(path, path.gate.path, value))


def _of_answer(path: Path, gate: str, value: str | None) -> list[Situation]:
    """One answer, parted by whether the home is commodity housing where that makes a difference."""
    answer = both(f"choice.{gate}.{value}") if value else "不知道 unknown"
    group, _, name = gate.partition(".")
    found = []
    for known, kind in _COMMODITY.items():
        more: dict[str, Any] = {"commodity_housing": known} if group == "housing" else {}
        found.append(Situation(answer, kind, facts_from({group: {name: value and str(value)} | more})))
    if len({path.variant(one.facts) for one in found}) == 1:
        return [Situation(answer, "", found[-1].facts)]
    return found


def told(chosen: Sequence[Situation], among: Sequence[Situation]) -> str:
    """Some of the situations in words; kinds are named only where not all of them are chosen."""
    words = []
    for answer in dict.fromkeys(one.answer for one in chosen):
        kinds = [one.kind for one in chosen if one.answer == answer]
        whole = len(kinds) == sum(one.answer == answer for one in among)
        words.append(answer if whole else f"{answer}（{'、'.join(kinds)}）")
    return "；".join(words)
