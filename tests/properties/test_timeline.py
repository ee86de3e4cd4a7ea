"""What holds for every timeline: no day without a reason, no reason without a day, and the days of the verdict."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clauses import CLAUSES
from domain.eligibility import Verdict, assess
from domain.facts import Facts
from domain.permits import standing
from domain.timeline import Milestone, State, Stop, timeline
from tests.properties.fact_strategies import fortunate_people, known_people, people_with_gaps

PEOPLE = known_people() | people_with_gaps(5) | fortunate_people()


@st.composite
def holders(draw: st.DrawFn) -> tuple[Milestone, ...]:
    facts, on = draw(PEOPLE)
    issued = draw(st.dates(date(2010, 1, 1), on))
    visits = draw(st.lists(st.dates(issued, on), max_size=4))
    return timeline(facts, on, standing(issued, issued, visits, on))


@settings(max_examples=500)
@given(PEOPLE.map(lambda person: timeline(*person)) | holders())
def test_a_milestone_has_a_day_or_says_what_it_waits_for(way: tuple[Milestone, ...]) -> None:
    for one in way:
        assert one.mark in CLAUSES
        assert (one.day is None) == (one.waits is not None) == (one.state is State.WAITS)
        assert (one.state is State.FOLLOWS) == (bool(one.supposed) and one.day is not None)
        assert one.until is None or (one.day is not None and one.day <= one.until)


@settings(max_examples=500)
@given(PEOPLE.map(lambda person: timeline(*person)) | holders())
def test_what_has_a_day_stands_in_the_order_of_days(way: tuple[Milestone, ...]) -> None:
    days = [one.day for one in way if one.day]

    assert days == sorted(days)


@settings(max_examples=500)
@given(PEOPLE)
def test_the_application_is_on_the_day_of_the_verdict_and_follows_unless_registered(person: tuple[Facts, date]) -> None:
    facts, on = person
    found, way = assess(facts, on), timeline(facts, on)
    days = {Verdict.ELIGIBLE: on, Verdict.NOT_YET: found.earliest}

    if not way or facts.registered_on is False:
        return
    (apply,) = [one for one in way if one.stop is Stop.APPLICATION]
    assert apply.day == days.get(found.verdict)
