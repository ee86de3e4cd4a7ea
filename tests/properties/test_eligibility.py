"""What holds for every verdict: it is exactly as sure as the facts make it, and its day is exact."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings

from domain.eligibility import Verdict, assess
from domain.facts import FACTS, Facts
from tests.properties.fact_strategies import days_asked, fortunate, fortunate_people, known_people, people_with_gaps
from tests.properties.plain_law import completions, days_that_matter, filled, may_apply, possible, verdict

TODAY = date(2026, 11, 23)


@settings(max_examples=1500)
@given(known_people() | fortunate_people())
def test_with_all_facts_known_the_verdict_is_that_of_the_plain_law(person: tuple[Facts, date]) -> None:
    facts, on = person

    found = assess(facts, on)

    assert (found.verdict.value, found.earliest) == verdict(facts, on)
    assert found.needed == ()


@settings(max_examples=500)
@given(people_with_gaps(5))
def test_a_verdict_is_definite_exactly_when_no_completion_changes_it(person: tuple[Facts, date]) -> None:
    facts, on = person

    found = assess(facts, on)

    everybody = list(completions(facts, on))
    verdicts = {verdict(one, on)[0] for one in everybody}
    expected = verdicts.pop() if len(verdicts) == 1 else "unknown"
    assert found.verdict.value == expected
    assert bool(found.needed) == (expected == "unknown")
    assert found.earliest == (_first_sure_day(everybody, on) if expected == "not_yet" else None)


def _first_sure_day(everybody: list[Facts], on: date) -> date:
    days = sorted({day for one in everybody for day in days_that_matter(one, on)})
    return next(day for day in days if all(may_apply(one, on, day) for one in everybody))


@settings(max_examples=500)
@given(people_with_gaps(5))
def test_exactly_the_facts_that_can_change_the_verdict_are_needed(person: tuple[Facts, date]) -> None:
    facts, on = person

    found = assess(facts, on)

    told = {one: verdict(one, on)[0] for one in completions(facts, on)}
    matters = {
        fact
        for fact in FACTS.values()
        if fact.of(facts) is None
        and any(len({told[filled(one, {fact: value})] for value in possible(fact, on)}) > 1 for one in told)
    }
    assert set(found.needed) == matters


@settings(max_examples=500)
@given(fortunate_people(), days_asked)
@example((fortunate(TODAY), TODAY), date(2027, 11, 23))
def test_time_alone_never_makes_an_eligible_person_wait(person: tuple[Facts, date], later: date) -> None:
    facts, on = person
    on, later = min(on, later), max(on, later)
    lease = facts.housing.lease_to
    if assess(facts, on).verdict is not Verdict.ELIGIBLE or (lease and lease < later):
        return

    months = (later.year - on.year) * 12 + later.month - on.month
    insured = FACTS["employment.insured_months"], FACTS["guardians.insured_months"]
    assert assess(filled(facts, {fact: fact.of(facts) + months for fact in insured}), later).verdict is Verdict.ELIGIBLE


LEFT_TO = {
    "born": {"guardians.hold_permits": False},
    "guardians.hold_permits": {"born": date(2016, 1, 1)},
    "guardians.insured_months": {"born": date(2016, 1, 1)},
    "housing.commodity_housing": {"housing.commodity_housing": False, "housing.lease_filed": False},
}
"""What must be so that the fact alone decides."""


@pytest.mark.parametrize("path", FACTS)
def test_a_fact_that_decides_alone_is_the_only_one_asked_for(path: str) -> None:
    needed = set()
    for way in ("employment", "housing", "schooling"):
        facts = filled(_only(way), {FACTS[name]: value for name, value in LEFT_TO.get(path, {}).items()})
        assert assess(facts, TODAY).verdict is Verdict.ELIGIBLE
        needed |= set(assess(filled(facts, {FACTS[path]: None}), TODAY).needed)

    assert needed == {FACTS[path]}


def _only(way: str) -> Facts:
    gates = {"employment": "employment.path", "housing": "housing.kind", "schooling": "schooling.stage"}
    nothing = {FACTS[gate]: "none" for name, gate in gates.items() if name != way}
    return filled(fortunate(TODAY), {fact: fact.choices(value) for fact, value in nothing.items() if fact.choices})
