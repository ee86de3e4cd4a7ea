"""Which unknown facts can still change a verdict, and in which order to ask for them (R2.6).

A fact is named exactly when two completions of the unknown facts that differ in it alone have different verdicts. The
ways share no fact but those that every way asks, so it is enough to hold everything else at its best or at its worst:
a fact can keep its condition from holding until some day, or for ever, and that matters if the verdict of the whole
is another one then.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from domain.conditions import Held, Unmet, hold
from domain.days import add_months
from domain.facts import FACTS, Fact, Facts
from domain.law import HALF_YEAR
from domain.ways import OF_GUARDIANS, WAYS, Path, Variant, for_everybody
from domain.when import DAWN, NEVER

_HUKOU, _TALENT = FACTS["hangzhou_hukou"], FACTS["talent"]
_GUARDIANS = (FACTS["guardians.hold_permits"], FACTS["guardians.insured_months"])
_ORDER = {fact: number for number, fact in enumerate(FACTS.values())}
_NOW, _LATER, _NEVER = 0, 1, NEVER.toordinal()
"""When a way opens, as far as a verdict cares."""

Rank: TypeAlias = tuple[int, int, int, int]
"""The place of a fact: the smaller, the sooner it is asked for."""

WayHeld: TypeAlias = tuple[Path, Variant, Held]
"""A way with the variant that counts, held against the facts."""


class Road(NamedTuple):
    """A way that may open, between two days at best and at worst, but not after `until`. If a lease ends on a day not
    known, `lasts` is the first day on which it may.

    `unmet` is what does not surely hold yet, `much` how much of that lies before somebody on this road. While the gate
    is unknown the harder variant is a road `behind` the easiest, and `unmet` only what it asks beyond that.
    """

    path: Path
    best: date
    worst: date
    until: date
    lasts: date
    unmet: list[Unmet]
    much: int
    behind: bool = False


def needed(facts: Facts, on: date, shared: Held, ways: Iterable[WayHeld]) -> tuple[Fact, ...]:
    """The unknown facts that can still change the verdict, the one that settles most first.

    The household register comes before the talent permit, and both before everything else. Then what every way asks,
    then the ways, the one with the least unknown first and in it the fact on which the others hang.
    """
    first = [fact for fact in (_HUKOU, _TALENT) if fact.of(facts) is None]
    if facts.talent:
        return tuple(first)
    return (*first, *_ordered(_whole(facts, on, shared, ways)))


def needed_for_the_day(facts: Facts, on: date) -> tuple[Fact, ...]:
    """The unknown facts that can still move the first day on which somebody who must wait may apply."""
    shared = hold(for_everybody(facts, on), facts, on)
    ways = [(path, variant := path.variant(facts), hold(variant.conditions, facts, on)) for path in WAYS]
    return _ordered(_whole(facts, on, shared, ways, by_day=True))


def _ordered(whole: "_Whole") -> tuple[Fact, ...]:
    ranks = dict((*_of_everybody(whole), *_of_the_ways(whole)))
    return tuple(sorted(ranks, key=ranks.__getitem__))


class _Whole(NamedTuple):
    """The question: what is not sure of what every way asks, the day from which that holds at best, the roads that may
    open and among them those that surely do. `by_day` tells one later day from another."""

    facts: Facts
    on: date
    shared: list[Unmet]
    base: date
    roads: list[Road]
    sure: list[Road]
    by_day: bool

    def opens(self, road: Road, day: date) -> int:
        """When a road opens of which everything holds from a day: comparable numbers, the sooner the smaller. A lease
        whose end is not known may last until one of two later days and not until the other."""
        if day <= self.on:
            return _NOW
        if day == NEVER or day > road.until:
            return _NEVER
        if self.by_day:
            return day.toordinal()
        return _LATER if road.lasts == road.until else max(day, road.lasts).toordinal()

    def others(self, road: Road, base: date) -> int:
        """When another way opens at the latest, if what every way asks holds from `base`."""
        latest = _NEVER
        for one in self.sure:
            if one.path is not road.path:
                latest = min(latest, self.opens(one, max(base, one.worst)))
        return latest

    def either(self, road: Road, base: date) -> int:
        """When the first opens of this road at its best and the other ways at the latest."""
        return min(self.opens(road, max(base, road.best)), self.others(road, base))

    def moved(self, best: date, worst: date) -> bool:
        """Whether it makes a difference from which of two days what every way asks holds."""
        return any(self.either(road, best) != self.either(road, worst) for road in self.roads)


def _whole(facts: Facts, on: date, shared: Held, ways: Iterable[WayHeld], by_day: bool = False) -> _Whole:
    roads = []
    for path, variant, (_, unmet, best, worst) in ways:
        if best == NEVER:
            continue
        lasts, until = variant.ends(facts, on)
        roads.append(Road(path, best, worst, until, lasts, unmet, len(unmet)))
        if variant.sure is not None and path.harder is not None:
            harder = path.harder(facts)
            beyond = tuple([one for one in harder.conditions if one not in variant.conditions])
            _, more, more_best, more_worst = hold(beyond, facts, on)
            lasts, until = harder.ends(facts, on)
            days = max(best, more_best), max(worst, more_worst), until, lasts
            roads.append(Road(path, *days, more, len(unmet) + len(more), behind=True))
    _, unmet, base, _ = shared
    return _Whole(facts, on, unmet, base, roads, [road for road in roads if road.worst != NEVER], by_day)


def _of_everybody(whole: _Whole) -> Iterator[tuple[Fact, Rank]]:
    """Facts of what every way asks. The guardians' matter only for a child, so where the age is unknown, as of one."""
    facts, on, base = whole.facts, whole.on, whole.base
    for fact, until in _keeps(whole.shared, facts, on):
        if (facts.born or fact not in _GUARDIANS) and whole.moved(base, max(base, until)):
            yield fact, (0, 0, 0, _ORDER[fact])
    if facts.born is None and any(fact.of(facts) is None for fact in _GUARDIANS):
        child = Facts(born=on, guardians=facts.guardians)
        _, unmet, best, _ = hold(OF_GUARDIANS, child, on)
        best = max(base, best)
        for fact, until in _keeps(unmet, child, on):
            if whole.moved(best, max(best, until)):
                yield fact, (2, 0, 0, _ORDER[fact])


def _of_the_ways(whole: _Whole) -> Iterator[tuple[Fact, Rank]]:
    """Facts of one way: they matter if it opens at another time by them, and no other way surely opens as early."""
    bases = _bases(whole)
    for road in whole.roads:
        days = [max(base, road.best) for base in bases if whole.either(road, base) < whole.others(road, base)]
        if not days:
            continue
        gate = road.path.gate
        for fact, until in _keeps(road.unmet, whole.facts, whole.on):
            if until == NEVER or any(whole.opens(road, day) != whole.opens(road, max(day, until)) for day in days):
                yield fact, (1 + road.behind, road.much, int(fact is not gate), _ORDER[fact])


def _bases(whole: _Whole) -> tuple[date, ...]:
    """The days from which what every way asks may hold: the best and, if a way that surely opens may be closed again by
    then with its lease, the latest short of never. Who is registered on a day not known was registered today at the
    latest."""
    facts, on, base = whole.facts, whole.on, whole.base
    if all(road.until == NEVER for road in whole.sure):
        return (base,)
    days = [worst if worst < NEVER else best for _, (best, worst) in whole.shared]
    if facts.registered_on is None and facts.resided_continuously is not False:
        days.append(add_months(on, HALF_YEAR.on(on)))
    return base, max(days, default=DAWN)


def _keeps(unmet: list[Unmet], facts: Facts, on: date) -> Iterator[tuple[Fact, date]]:
    """The unknown facts of conditions that are not sure, and the day until which each alone may keep its condition from
    holding, everything else at its best."""
    for condition, (best, worst) in unmet:
        if best == worst:
            continue
        for fact in condition.facts:
            if len(condition.facts) == 1 or fact.of(facts) is None:
                yield fact, condition.moved_by(fact, facts, on)[1] if condition.swing else worst
