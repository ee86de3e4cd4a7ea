"""The people whom `bench.rules` asks about: invented, most of them close to a limit, about a third of them eligible.

They are asked on several days, and each as often as the others, so that nothing kept about one person or one day helps.
"""

from datetime import date
from enum import StrEnum
from random import Random
from typing import Any

from bot import rules_reading as reading
from bot.rehearsal_people import made_up
from domain.eligibility import Verdict, assess
from domain.facts import FACTS, Facts

Asked = tuple[Facts, date]

DAYS = (date(2026, 8, 31), date(2026, 11, 20), date(2027, 2, 28), date(2027, 5, 15), date(2028, 2, 29))


def complete(count: int, seed: int = 1) -> list[Asked]:
    """People of whom everything is known."""
    wanted = {True: count // 3, False: count - count // 3}
    people: list[Asked] = []
    for one, on in _endless(seed):
        eligible = assess(one, on).verdict is Verdict.ELIGIBLE
        if all(fact.of(one) is not None for fact in FACTS.values()) and wanted[eligible]:
            wanted[eligible] -= 1
            people.append((one, on))
            if len(people) == count:
                break
    Random(seed).shuffle(people)
    return people


def _endless(seed: int) -> Any:
    throws = [(on, made_up(1_000_000, seed + number, on, ())) for number, on in enumerate(DAYS)]
    while True:
        for on, throw in throws:
            yield next(throw), on


def half_known(people: list[Asked], seed: int = 2) -> list[Asked]:
    """The same people with every second fact unknown, for each person others."""
    dice = Random(seed)
    return [(_without(one, dice.sample(list(FACTS), len(FACTS) // 2)), on) for one, on in people]


def _without(one: Facts, unknown: list[str]) -> Facts:
    return reading.facts(as_told(one, unknown))


def as_told(one: Facts, left_out: Any = ()) -> dict[str, Any]:
    """The facts as a line of JSON tells them; what is unknown is not told."""
    told: dict[str, Any] = {}
    for fact in FACTS.values():
        value = fact.of(one)
        if value is None or fact.path in left_out:
            continue
        group, _, name = fact.path.rpartition(".")
        (told.setdefault(group, {}) if group else told)[name] = _plain(value)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
