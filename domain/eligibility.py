"""Whether, when and on which way somebody may apply for the residence permit (R2.0–R2.7; 二(一)2, 二(一)3).

The answer is definite exactly when no completion of the unknown facts can change it. Time counts as the law lets it:
residence, insured months, work and school run on while everything else stays as it is. What is not looked at: whether
a fact is true (the desk's work), one guardian alone (a person decides), the talent permit's own rules.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.conditions import Finding, hold, new
from domain.facts import Fact, Facts
from domain.needed import needed
from domain.ways import WAYS, Way, for_everybody
from domain.when import DAWN, NEVER


class Verdict(StrEnum):
    """The answers of R2.6."""

    NOT_APPLICABLE = "not_applicable"
    TALENT_ROUTE = "talent_route"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class WayFound(NamedTuple):
    """One way: its verdict with the half year and the guardians counted in, and every condition of it.

    `earliest` is the first day on which the way is open whatever the unknown facts turn out to be; only for NOT_YET.
    """

    way: Way
    verdict: Verdict
    earliest: date | None
    conditions: tuple[Finding, ...]


class Assessment(NamedTuple):
    """The whole answer; `needed` are the facts that can still change it, the one that settles most first."""

    verdict: Verdict
    earliest: date | None
    ways: tuple[WayFound, ...]
    needed: tuple[Fact, ...]


_OPEN: tuple[Verdict, None] = (Verdict.ELIGIBLE, None)
_CLOSED: tuple[Verdict, None] = (Verdict.INELIGIBLE, None)
_UNKNOWN: tuple[Verdict, None] = (Verdict.UNKNOWN, None)


def assess(facts: Facts, on: date) -> Assessment:
    """The verdict on the day `on` with its reasons (R2.6, R2.7)."""
    if facts.hangzhou_hukou:
        return Assessment(Verdict.NOT_APPLICABLE, None, (), ())
    if facts.hangzhou_hukou is False and facts.talent:
        return Assessment(Verdict.TALENT_ROUTE, None, (), ())
    shared = hold(for_everybody(facts, on), facts, on)
    of_all, _, best_of_all, worst_of_all = shared
    best = worst = NEVER  # one way is enough: the earliest day of any
    roads, ways = [], []
    for path in WAYS:
        variant = path.variant(facts)
        own = hold(variant.conditions, facts, on)
        told, _, opens, surely = own
        if opens < best_of_all:
            opens = best_of_all
        if surely < worst_of_all:
            surely = worst_of_all
        if variant.leased:
            until = variant.until(facts)
            opens, surely = (NEVER if opens > until else opens), (NEVER if surely > until else surely)
        if variant.sure is not None:
            told = _told(told, variant.sure)
        verdict, earliest = _verdict(opens, surely, on)
        ways.append(new(WayFound, (path.way, verdict, earliest, (*of_all, *told))))
        roads.append((path, variant, own))
        best, worst = (opens if opens < best else best), (surely if surely < worst else worst)
    if facts.hangzhou_hukou is None or facts.talent is not False:
        verdict, earliest = _UNKNOWN
    else:
        verdict, earliest = _verdict(best, worst, on)
    unsettled = needed(facts, on, shared, roads) if verdict is Verdict.UNKNOWN else ()
    return new(Assessment, (verdict, earliest, tuple(ways), unsettled))


def _told(findings: list[Finding], sure: int) -> list[Finding]:
    """Beyond the first `sure` they may not be asked of this person at all: of those only the unmet are told."""
    return findings[:sure] + [one for one in findings[sure:] if one.holds is False]


def _verdict(best: date, worst: date, on: date) -> tuple[Verdict, date | None]:
    """The verdict on what is open from a day between two."""
    if worst <= on:
        return _OPEN
    if best <= on:
        return _UNKNOWN
    if best == NEVER:
        return _CLOSED
    return _UNKNOWN if worst == NEVER else (Verdict.NOT_YET, worst)


def best_way(found: Assessment) -> WayFound | None:
    """The way that is open, else the one that opens first; None if none does surely."""
    rank = {Verdict.ELIGIBLE: 0, Verdict.NOT_YET: 1}
    ways = [way for way in found.ways if way.verdict in rank]
    return min(ways, key=lambda way: (rank[way.verdict], way.earliest or DAWN), default=None)
