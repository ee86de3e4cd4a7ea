"""Whether, when and on which way somebody may apply for the residence permit (R2.0–R2.7; 二(一)2, 二(一)3).

The answer is definite exactly when no completion of the unknown facts can change it. Time counts as the law lets it:
residence, insured months, work and school run on while everything else stays as it is. What is not looked at: whether
a fact is true (the desk's work), one guardian alone (a person decides), the talent permit's own rules.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.conditions import Finding
from domain.facts import Fact, Facts
from domain.needed import needed
from domain.ways import WAYS, Conditions, Path, Way, for_everybody
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


def assess(facts: Facts, on: date) -> Assessment:
    """The verdict on the day `on` with its reasons (R2.6, R2.7)."""
    if facts.hangzhou_hukou:
        return Assessment(Verdict.NOT_APPLICABLE, None, (), ())
    if facts.hangzhou_hukou is False and facts.talent:
        return Assessment(Verdict.TALENT_ROUTE, None, (), ())
    everybody = for_everybody(facts, on)
    shared, *begins = _held(everybody, facts, on)
    best = worst = NEVER  # one way is enough: the earliest day of any
    ways = []
    for path in WAYS:
        found, way_best, way_worst = _found(path, facts, on, shared, *begins)
        ways.append(found)
        best, worst = min(best, way_best), min(worst, way_worst)
    verdict, earliest = _verdict(best, worst, on)
    if facts.hangzhou_hukou is None or facts.talent is not False:
        verdict, earliest = Verdict.UNKNOWN, None
    unsettled = needed(facts, on, everybody) if verdict is Verdict.UNKNOWN else ()
    return Assessment(verdict, earliest, tuple(ways), unsettled)


def _found(
    path: Path, facts: Facts, on: date, shared: tuple[Finding, ...], best: date, worst: date
) -> tuple[WayFound, date, date]:
    """What one way comes to, and the days from which it is open, at best and at worst."""
    variant = path.variant(facts)
    findings, own_best, own_worst = _held(variant.conditions, facts, on, path.sure(facts))
    best, worst = variant.within(facts, max(best, own_best)), variant.within(facts, max(worst, own_worst))
    verdict, earliest = _verdict(best, worst, on)
    return WayFound(path.way, verdict, earliest, shared + findings), best, worst


def _held(
    conditions: Conditions, facts: Facts, on: date, sure: int | None = None
) -> tuple[tuple[Finding, ...], date, date]:
    """Each condition held against the facts, and the days from which all of them hold, at best and at worst.

    Beyond the first `sure` they may not be asked of this person at all: of those only the unmet are told.
    """
    findings, best, worst = [], DAWN, DAWN
    for condition in conditions:
        one_best, one_worst = condition.when(facts, on)
        if one_worst <= on:
            findings.append(condition.met)
            continue
        findings.append(condition.unmet if one_best > on else condition.unknown)
        if one_best > best:
            best = one_best
        if one_worst > worst:
            worst = one_worst
    if sure is not None:
        findings = findings[:sure] + [one for one in findings[sure:] if one.holds is False]
    return tuple(findings), best, worst


def _verdict(best: date, worst: date, on: date) -> tuple[Verdict, date | None]:
    """The verdict on what is open from a day between two."""
    if worst <= on:
        return Verdict.ELIGIBLE, None
    if best <= on:
        return Verdict.UNKNOWN, None
    if best == NEVER:
        return Verdict.INELIGIBLE, None
    return (Verdict.UNKNOWN, None) if worst == NEVER else (Verdict.NOT_YET, worst)
