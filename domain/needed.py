"""Which unknown facts can still change a verdict, and in which order to ask for them (R2.6).

A fact is named exactly when two completions of the unknown facts that differ in it alone have different verdicts. The
ways share no fact but those that every way asks, so it is enough to hold everything else at its best or at its worst:
a fact moves its condition between two days, and that matters if the verdict of the whole differs between them.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.conditions import Condition
from domain.facts import FACTS, Fact, Facts
from domain.ways import WAYS, Conditions, Path, Variant
from domain.when import DAWN, NEVER

_HUKOU, _TALENT, _BORN = FACTS["hangzhou_hukou"], FACTS["talent"], FACTS["born"]
_ORDER = {fact: number for number, fact in enumerate(FACTS.values())}


class _Held(NamedTuple):
    """A condition with the days from which it holds, at best and at worst."""

    condition: Condition
    best: date
    worst: date


class _Road(NamedTuple):
    """A variant of a way that is still possible, held against the facts."""

    path: Path
    variant: Variant
    held: list[_Held]
    best: date
    worst: date
    behind: bool
    """The gate is unknown and this is not its easiest variant."""


def needed(facts: Facts, on: date, everybody: Conditions) -> tuple[Fact, ...]:
    """The unknown facts that can still change the verdict, the one that settles most first.

    The household register comes before the talent permit, and both before everything else. Then what every way asks,
    then the ways, the one with the least unknown first and in it the fact on which the others hang.
    """
    first = [fact for fact in (_HUKOU, _TALENT) if fact.of(facts) is None]
    if facts.talent:
        return tuple(first)
    ranks: dict[Fact, tuple[int, ...]] = {}
    for fact, rank in _that_matter(facts, on, everybody):
        ranks[fact] = min(ranks.get(fact, rank), rank)
    return (*first, *sorted(ranks, key=ranks.__getitem__))


def _that_matter(facts: Facts, on: date, everybody: Conditions) -> Iterator[tuple[Fact, tuple[int, ...]]]:
    shared = _hold(everybody, facts, on)
    roads = [_road(path, variant, facts, on) for path in WAYS for variant in path.possible(facts)]
    bases = {_latest(shared, best=True), _latest(shared, best=False)}
    for one in shared:
        rest = _latest(shared, best=True, without=one)
        for fact, best, worst in _moves(one, facts, on):
            days = (max(rest, best), max(rest, worst))
            if any(_differ(road, roads, days, facts, on, road.best) for road in roads):
                yield fact, (0, 0, int(fact.path.startswith("guardians")), _ORDER[fact])
    for road in roads:
        unknown = sum(one.worst > on for one in road.held)
        for one in road.held:
            rest = _latest(road.held, best=True, without=one)
            for fact, best, worst in _moves(one, facts, on):
                if any(_turns(road, roads, base, max(rest, best), max(rest, worst), facts, on) for base in bases):
                    yield fact, (1 + road.behind, unknown, int(fact is not road.path.gate), _ORDER[fact])


def _hold(conditions: Conditions, facts: Facts, on: date) -> list[_Held]:
    return [_Held(one, *one.when(facts, on)) for one in conditions]


def _road(path: Path, variant: Variant, facts: Facts, on: date) -> _Road:
    held = _hold(variant.conditions, facts, on)
    behind = path.gate is not None and path.gate.of(facts) is None and variant is not path.possible(facts)[0]
    return _Road(path, variant, held, _latest(held, best=True), _latest(held, best=False), behind)


def _latest(held: list[_Held], *, best: bool, without: _Held | None = None) -> date:
    days = [one.best if best else one.worst for one in held if one is not without]
    return max(days, default=DAWN)


def _moves(one: _Held, facts: Facts, on: date) -> Iterator[tuple[Fact, date, date]]:
    """The unknown facts of a condition with the days between which each can move it."""
    if one.best < one.worst:
        for fact in one.condition.facts:
            if fact.of(facts) is None:
                yield fact, *one.condition.moved_by(fact, facts, on)


def _turns(road: _Road, roads: list[_Road], base: date, best: date, worst: date, facts: Facts, on: date) -> bool:
    """Whether this road alone, opening on one day or the other, turns the verdict; the others stand at their worst."""
    others = _others(road, roads, base, facts, on)
    return _kind(road, max(base, best), facts, on, others) != _kind(road, max(base, worst), facts, on, others)


def _differ(road: _Road, roads: list[_Road], bases: tuple[date, date], facts: Facts, on: date, opens: date) -> bool:
    """Whether what every way asks turns the verdict between two days, with this road at its best."""
    kinds = {_kind(road, max(base, opens), facts, on, _others(road, roads, base, facts, on)) for base in bases}
    return len(kinds) > 1


def _kind(road: _Road, opens: date, facts: Facts, on: date, others: int) -> int:
    """0 open today, 1 open some day, 2 never; the better of this road and the others."""
    return min(_when(road.variant.within(facts, opens), on), others)


def _others(road: _Road, roads: list[_Road], base: date, facts: Facts, on: date) -> int:
    kinds = [_when(one.variant.within(facts, max(base, one.worst)), on) for one in roads if one.path is not road.path]
    return min(kinds, default=2)


def _when(day: date, on: date) -> int:
    return 0 if day <= on else 1 if day < NEVER else 2
