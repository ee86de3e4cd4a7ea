"""The invented people of a rehearsal: dice thrown from a seed, most of them close to a limit in force or a drafted one.

They show what a draft does, and not to how many: nobody has counted how real people are spread.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any

from bot.rehearsal import NUMBERS, Draft, in_force
from domain.days import add_months
from domain.facts import FACTS, Employment, Facts, Guardians, Home, Housing, Occupation, Schooling, Stage

DAY = timedelta(days=1)

_GROUPS = {"employment": Employment, "housing": Housing, "schooling": Schooling, "guardians": Guardians}
_ASKED_OF_ALL = ("hangzhou_hukou", "talent", "registered_on", "resided_continuously", "born")


def made_up(count: int, seed: int, on: date, draft: Draft) -> Iterator[Facts]:
    """So many invented people as of a day; the same for the same seed and draft."""
    dice = _Dice(seed, on, draft)
    return (dice.somebody() for _ in range(count))


class _Dice:
    """Throws people. Chances are chosen so that every way, every limit and every gap turns up among a few hundred."""

    def __init__(self, seed: int, on: date, draft: Draft) -> None:
        self._random, self._on = Random(seed), on
        present = {name: number.on(on) for name, number in NUMBERS.items()}
        with in_force(draft):
            self._limits = {name: sorted({present[name], number.on(on)}) for name, number in NUMBERS.items()}

    def somebody(self) -> Facts:
        told: dict[str, Any] = {
            "hangzhou_hukou": self._chance(0.02),
            "talent": self._chance(0.02),
            "registered_on": not self._chance(0.03) and self._since("half_year"),
            "resided_continuously": self._chance(0.95),
            "born": self._born(),
            "guardians.hold_permits": self._chance(0.8),
            "guardians.insured_months": self._months(),
        }
        main = self._random.choice((self._work, self._home, self._school))
        for way in (self._work, self._home, self._school):
            told |= way(way == main or self._chance(0.15))
        if self._chance(0.1):
            for path in self._random.sample(list(FACTS), 3):
                told.pop(path, None)
        return _facts(told)

    def _work(self, goes: bool) -> dict[str, Any]:
        ways = [one for one in Occupation if one is not Occupation.NONE]
        return {
            "employment.path": self._random.choice(ways) if goes else Occupation.NONE,
            "employment.insured_months": self._months() if goes else 0,
            "employment.insured_this_month": goes and self._chance(0.95),
            "employment.since": self._since("work_months"),
            "employment.labour_contract": self._chance(0.9),
        }

    def _home(self, goes: bool) -> dict[str, Any]:
        begins = self._since("lease_months") + 20 * DAY * self._chance(0.1)
        term = self._random.choice(self._limits["lease_months"])
        ends = add_months(begins, term) + self._random.choice((-2, -1, -1, 0, 30, 200, 400)) * DAY
        papers = ("title_proof", "lawful_title", "meets_safety_rules", "registered_for_rent", "lease_filed")
        return {
            "housing.kind": self._random.choice((Home.OWN, Home.RENTED, Home.RENTED)) if goes else Home.NONE,
            "housing.lease_from": begins,
            "housing.lease_to": ends,
            "housing.commodity_housing": self._chance(0.5),
        } | {f"housing.{name}": self._chance(0.95) for name in papers}

    def _school(self, goes: bool) -> dict[str, Any]:
        stages = [one for one in Stage if one is not Stage.NONE]
        return {
            "schooling.stage": self._random.choice(stages) if goes else Stage.NONE,
            "schooling.full_time": self._chance(0.95),
            "schooling.status": self._chance(0.95),
            "schooling.since": self._since("study_months"),
        }

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _since(self, limit: str) -> date:
        """A day so long ago as a limit asks for, give or take a little; now and then any day of some years."""
        if self._chance(0.2):
            return self._on - self._random.randrange(1200) * DAY
        edge = add_months(self._on, -self._random.choice(self._limits[limit]))
        apart = self._random.choice((2, 2, 45, 150))
        return min(self._on, edge + self._random.randint(-apart, apart) * DAY)

    def _months(self) -> int:
        if self._chance(0.2):
            return self._random.randrange(36)
        return max(0, self._random.choice(self._limits["insured_months"]) + self._random.randint(-4, 2))

    def _born(self) -> date:
        if self._chance(0.7):
            return self._on - self._random.randint(20 * 365, 60 * 365) * DAY
        edge = add_months(self._on, -12 * self._random.choice(self._limits["adult_years"]))
        apart = self._random.choice((2, 200, 1200))
        return min(self._on, edge + self._random.randint(-apart, apart) * DAY)


def _facts(told: Mapping[str, Any]) -> Facts:
    """The facts of what was thrown; what is not among it is unknown."""
    inner: dict[str, Any] = {
        group: made(**{one.name: told.get(f"{group}.{one.name}") for one in fields(made)})
        for group, made in _GROUPS.items()
    }
    return Facts(**inner | {name: told.get(name) for name in _ASKED_OF_ALL})
