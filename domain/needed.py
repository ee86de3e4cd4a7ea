"""Which unknown facts can still change a verdict, and in which order to ask for them (R2.6).

A fact is named exactly when two completions of the unknown facts that differ in it alone have different verdicts. The
ways share no fact but those that every way asks, so it is enough to hold everything else at its best or at its worst:
a fact moves its condition between two days, and that matters if the verdict of the whole differs between them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.conditions import Held, hold
from domain.days import add_months
from domain.facts import FACTS, Fact, Facts
from domain.law import HALF_YEAR
from domain.ways import FOR_MINORS, WAYS, Path, Variant, for_everybody
from domain.when import DAWN, NEVER

_HUKOU, _TALENT = FACTS["hangzhou_hukou"], FACTS["talent"]
_GUARDIANS = (FACTS["guardians.hold_permits"], FACTS["guardians.insured_months"])
_ORDER = {fact: number for number, fact in enumerate(FACTS.values())}
_NOW, _LATER, _NEVER = 0, 1, NEVER.toordinal()
"""When a way opens, as far as a verdict cares."""

Rank = tuple[int, int, int, int]


class Road(NamedTuple):
    """A variant of a way that is still possible, held against the facts; `behind` another while the gate is unknown."""

    path: Path
    variant: Variant
    held: Held
    behind: bool = False


def needed(facts: Facts, on: date, shared: Held, roads: list[Road]) -> tuple[Fact, ...]:
    """The unknown facts that can still change the verdict, the one that settles most first.

    The household register comes before the talent permit, and both before everything else. Then what every way asks,
    then the ways, the one with the least unknown first and in it the fact on which the others hang.
    """
    first = [fact for fact in (_HUKOU, _TALENT) if fact.of(facts) is None]
    if facts.talent:
        return tuple(first)
    return (*first, *_ordered(_Whole(facts, on, [*roads, *_harder(facts, on, roads)]), shared))


def needed_for_the_day(facts: Facts, on: date) -> tuple[Fact, ...]:
    """The unknown facts that can still move the first day on which somebody who must wait may apply."""
    shared = hold(for_everybody(facts, on), facts, on)
    roads = [Road(path, variant := path.variant(facts), hold(variant.conditions, facts, on)) for path in WAYS]
    return _ordered(_Whole(facts, on, [*roads, *_harder(facts, on, roads)], by_day=True), shared)


def _ordered(whole: "_Whole", shared: Held) -> tuple[Fact, ...]:
    ranks: dict[Fact, Rank] = {}
    for fact, rank in (*_of_everybody(whole, shared), *_of_the_ways(whole, shared)):
        if fact not in ranks or rank < ranks[fact]:
            ranks[fact] = rank
    return tuple(sorted(ranks, key=ranks.__getitem__))


def _harder(facts: Facts, on: date, roads: list[Road]) -> Iterator[Road]:
    """The variants behind an unknown gate."""
    for path, variant, _, _ in roads:
        if variant.sure is not None and path.harder is not None:
            other = path.harder(facts)
            yield Road(path, other, hold(other.conditions, facts, on), behind=True)


class _Whole(NamedTuple):
    """The question with all roads that are still possible; `by_day` tells one later day from another."""

    facts: Facts
    on: date
    roads: list[Road]
    by_day: bool = False

    def kind(self, road: Road, opens: date) -> int:
        """When a road opens: comparable numbers, the sooner the smaller."""
        if opens <= self.on:
            return _NOW
        if opens == NEVER or (road.variant.leased and road.variant.within(self.facts, opens) == NEVER):
            return _NEVER
        return opens.toordinal() if self.by_day else _LATER

    def others(self, road: Road, base: date) -> int:
        """When the other ways open at the latest, if what every way asks holds from `base`."""
        kinds = [
            self.kind(one, max(base, one.held.worst))
            for one in self.roads
            if one.path is not road.path and one.held.worst != NEVER
        ]
        return min(kinds, default=_NEVER)

    def moved(self, best: date, worst: date) -> bool:
        """Whether any way, at its best, opens at another time if what every way asks holds from one day or another."""
        for road in self.roads:
            early = self.kind(road, max(best, road.held.best))
            if worst == NEVER:
                if early != _NEVER:
                    return True
            elif min(early, self.others(road, best)) != min(
                self.kind(road, max(worst, road.held.best)), self.others(road, worst)
            ):
                return True
        return False


def _of_everybody(whole: _Whole, shared: Held) -> Iterator[tuple[Fact, Rank]]:
    """Facts of what every way asks. The guardians' matter only for a child, so where the age is unknown, as of one."""
    facts, on = whole.facts, whole.on
    for fact, best, worst in _moves_in(shared, facts, on):
        if (facts.born is not None or fact not in _GUARDIANS) and whole.moved(best, worst):
            yield fact, (0, 0, 0, _ORDER[fact])
    if facts.born is None and any(fact.of(facts) is None for fact in _GUARDIANS):
        child = replace(facts, born=on)
        for fact, best, worst in _moves_in(hold(FOR_MINORS, child, on), child, on):
            if fact in _GUARDIANS and whole.moved(best, worst):
                yield fact, (2, 0, 0, _ORDER[fact])


def _of_the_ways(whole: _Whole, shared: Held) -> Iterator[tuple[Fact, Rank]]:
    """Facts of one way: they matter if it opens at another time by them, and no other way surely opens as early."""
    for road in whole.roads:
        if road.held.best == NEVER or not (chances := _chances(whole, road, shared)):
            continue
        unknown, gate = len(road.held.unmet), road.path.gate
        for fact, best, worst in _moves_in(road.held, whole.facts, whole.on):
            for base, others in chances:
                early = whole.kind(road, best if best > base else base)
                if early < others and (worst == NEVER or early != min(whole.kind(road, max(base, worst)), others)):
                    yield fact, (1 + road.behind, unknown, int(fact is not gate), _ORDER[fact])
                    break


def _chances(whole: _Whole, road: Road, shared: Held) -> list[tuple[date, int]]:
    """What every way asks at its best and at its worst, with when the others open, where this road may open sooner."""
    bases = {shared.best, _latest(shared, whole.facts, whole.on)}
    both = [(base, whole.others(road, base)) for base in bases]
    return [(base, others) for base, others in both if whole.kind(road, max(base, road.held.best)) < others]


def _latest(shared: Held, facts: Facts, on: date) -> date:
    """The latest day short of never from which what every way asks may hold: by then a lease may have ended. Who is
    registered on a day not known was registered today at the latest."""
    days = [one.worst if one.worst < NEVER else one.best for one in shared.unmet]
    if facts.registered_on is None and facts.resided_continuously is not False:
        days.append(add_months(on, HALF_YEAR.on(on)))
    return max(days, default=DAWN)


def _moves_in(held: Held, facts: Facts, on: date) -> Iterator[tuple[Fact, date, date]]:
    """The unknown facts of conditions that hold together, with the days between which each alone can move the whole,
    everything else at its best."""
    latest = held.best
    alone = [one.best for one in held.unmet].count(latest) == 1
    for condition, best, worst in held.unmet:
        if best == worst:
            continue
        rest = latest
        if alone and best == latest:
            rest = max([one.best for one in held.unmet if one.condition is not condition], default=DAWN)
        for fact in condition.facts:
            if len(condition.facts) == 1 or fact.of(facts) is None:
                early, late = condition.moved_by(fact, facts, on) if condition.swing else (best, worst)
                yield fact, (rest if rest > early else early), (rest if rest > late else late)
