"""The conditions of the permit read off the notice a second time, without a thought for speed or unknown facts.

A case is one person of whom everything is known, asked on a day: may he apply on day D, if what runs with time has run
on until then? Unknown facts are filled in with every value that could make a difference. This is what
`domain.eligibility` is held against; it shares with it nothing but the facts and the counting of months.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.days import add_months
from domain.facts import FACTS, Fact, Facts, Home, Kind, Occupation, Stage

DAY = timedelta(days=1)
LEASE_TO = FACTS["housing.lease_to"]


def may_apply(facts: Facts, on: date, day: date) -> bool:
    """Whether somebody of whom this is known on `on` meets everything on `day`."""
    return _half_year(facts, day) and _guarded(facts, on, day) and any(open_ways(facts, on, day).values())


def open_ways(facts: Facts, on: date, day: date) -> dict[str, bool]:
    """Each way by itself."""
    return {
        "employment": _employed(facts, on, day),
        "housing": _housed(facts, day),
        "schooling": _schooled(facts, day),
    }


def _half_year(facts: Facts, day: date) -> bool:
    registered = facts.registered_on
    return bool(registered and facts.resided_continuously and day >= add_months(registered, 6))


def _guarded(facts: Facts, on: date, day: date) -> bool:
    assert facts.born is not None
    months = facts.guardians.insured_months or 0
    insured = months > 0 and months + _months(on, day) >= 12
    return day >= add_months(facts.born, 192) or bool(facts.guardians.hold_permits and insured)


def _employed(facts: Facts, on: date, day: date) -> bool:
    work = facts.employment
    months = (work.insured_months or 0) + (_months(on, day) if work.insured_this_month else 0)
    at_work = work.path is not Occupation.NONE and work.since is not None and day >= add_months(work.since, 12)
    return bool(
        months >= 12
        and work.insured_this_month
        and at_work
        and (work.path is not Occupation.EMPLOYEE or work.labour_contract)
    )


def _housed(facts: Facts, day: date) -> bool:
    home = facts.housing
    if home.kind is not Home.RENTED:
        return bool(home.kind is Home.OWN and home.title_proof)
    assert home.lease_from is not None
    assert home.lease_to is not None
    a_year = home.lease_to + DAY >= add_months(home.lease_from, 12)
    return bool(
        home.lawful_title
        and home.meets_safety_rules
        and home.registered_for_rent
        and home.title_proof
        and a_year
        and home.lease_from <= day <= home.lease_to
        and (home.lease_filed or not home.commodity_housing)
    )


def _schooled(facts: Facts, day: date) -> bool:
    school = facts.schooling
    long_enough = school.since is not None and day >= add_months(school.since, 12)
    return bool(school.stage is not Stage.NONE and school.full_time and school.status and long_enough)


def _months(on: date, day: date) -> int:
    return (day.year - on.year) * 12 + day.month - on.month


def days_that_matter(facts: Facts, on: date) -> list[date]:
    """Every day on which something may begin to hold, in order, the day of the question first."""
    runs = [*range(1, 13)]
    days = [on, *(add_months(on.replace(day=1), months) for months in runs)]
    for day, months in (
        (facts.registered_on, 6),
        (facts.born, 192),
        (facts.employment.since, 12),
        (facts.schooling.since, 12),
        (facts.housing.lease_from, 0),
    ):
        if day:
            days.append(add_months(day, months))
    return sorted({day for day in days if day >= on})


def verdict(facts: Facts, on: date) -> tuple[str, date | None]:
    """The verdict on complete facts."""
    if facts.hangzhou_hukou:
        return "not_applicable", None
    if facts.talent:
        return "talent_route", None
    first = next((day for day in days_that_matter(facts, on) if may_apply(facts, on, day)), None)
    if first is None:
        return "ineligible", None
    return ("eligible", None) if first == on else ("not_yet", first)


def completions(facts: Facts, on: date) -> Iterator[Facts]:
    """Every person that this one may turn out to be, as far as it makes a difference."""
    unknown = {fact: possible(fact, on) for fact in FACTS.values() if fact.of(facts) is None}
    if LEASE_TO in unknown:
        unknown[LEASE_TO] += _ends_between(facts, on)
    for values in itertools.product(*unknown.values()):
        yield filled(facts, dict(zip(unknown, values, strict=True)))


def _ends_between(facts: Facts, on: date) -> list[date]:
    """Ends of a lease of a year or more that let in whom one first day waits for, and nobody who waits longer."""
    begins, endless = facts.housing.lease_from, filled(facts, {LEASE_TO: possible(LEASE_TO, on)[-1]})
    year = add_months(begins, 12) - DAY if begins else on
    return sorted({max(day, year) for _, day in (verdict(one, on) for one in completions(endless, on)) if day})


def possible(fact: Fact, on: date) -> list[Any]:
    """Values of a fact that stand for all of them; what goes on today did not begin after it."""
    if fact.kind is Kind.YES_NO:
        return [False, True]
    if fact.kind is Kind.MONTHS:
        return [0, 5, 12]
    if fact.choices is not None:
        return list(fact.choices)
    days = {
        "registered_on": [False, add_months(on, -7), on],
        "born": [add_months(on, -300), on],
        "housing.lease_from": [add_months(on, -24), on + 20 * DAY, add_months(on, 600), add_months(on, 895)],
        "housing.lease_to": [on - DAY, add_months(on, 900)],
    }
    return days.get(fact.path, [add_months(on, -13), on])


def filled(facts: Facts, values: dict[Fact, Any]) -> Facts:
    """The facts with these filled in."""
    for fact, value in values.items():
        group, _, name = fact.path.rpartition(".")
        inner = replace(getattr(facts, group), **{name: value}) if group else value
        facts = replace(facts, **{group or name: inner})
    return facts
