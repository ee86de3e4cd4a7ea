"""Invented people as the rules of the permit see them, most of them close to one limit or another."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.days import add_months
from domain.facts import FACTS, Employment, Facts, Guardians, Home, Housing, Occupation, Schooling, Stage
from tests.properties.plain_law import filled

days_asked = st.dates(date(2017, 1, 1), date(2031, 12, 31))


def _near(on: date) -> st.SearchStrategy[date]:
    """Days about which the rules may change their mind, and the days beside them."""
    edges = [add_months(on, months) for months in (-13, -12, -11, -6, -5, -1, 0, 1, 7, 13)]
    return st.builds(
        lambda day, step: day + timedelta(days=step), st.sampled_from(edges), st.integers(-1, 1)
    ) | st.dates(add_months(on, -30), add_months(on, 30))


@st.composite
def known_people(draw: st.DrawFn) -> tuple[Facts, date]:
    """A person of whom everything is known, and the day of the question."""
    on = draw(days_asked)
    near, yes_no, months = _near(on), st.sampled_from([True, True, True, False]), st.integers(0, 14)
    rare = st.sampled_from([False] * 9 + [True])
    facts = Facts(
        hangzhou_hukou=draw(rare),
        talent=draw(rare),
        registered_on=draw(st.just(False) | near | near),
        resided_continuously=draw(yes_no),
        born=draw(st.dates(add_months(on, -240), on) | st.just(add_months(on, -400))),
        employment=Employment(draw(months), draw(yes_no), draw(st.sampled_from(Occupation)), draw(near), draw(yes_no)),
        housing=Housing(
            draw(st.sampled_from([Home.OWN, Home.RENTED, Home.RENTED, Home.NONE])),
            *(draw(yes_no) for _ in range(4)),
            draw(near),
            draw(near | st.dates(on, add_months(on, 200))),
            draw(yes_no),
            draw(yes_no),
        ),
        schooling=Schooling(draw(st.sampled_from(Stage)), draw(yes_no), draw(yes_no), draw(near)),
        guardians=Guardians(draw(yes_no), draw(months)),
    )
    return facts, on


def fortunate(on: date) -> Facts:
    """Somebody who meets everything on every way."""
    long_ago, far = add_months(on, -36), add_months(on, 36)
    return Facts(
        hangzhou_hukou=False,
        talent=False,
        registered_on=long_ago,
        resided_continuously=True,
        born=add_months(on, -360),
        employment=Employment(30, True, Occupation.EMPLOYEE, long_ago, True),
        housing=Housing(Home.RENTED, True, True, True, True, long_ago, far, True, True),
        schooling=Schooling(Stage.HIGHER, True, True, long_ago),
        guardians=Guardians(True, 30),
    )


@st.composite
def fortunate_people(draw: st.DrawFn) -> tuple[Facts, date]:
    """A person who meets everything but for a few facts."""
    facts, on = draw(known_people())
    other = draw(st.sets(st.sampled_from(list(FACTS.values())), max_size=6))
    return filled(fortunate(on), {fact: fact.of(facts) for fact in other}), on


@st.composite
def people_with_gaps(draw: st.DrawFn, most: int) -> tuple[Facts, date]:
    """A person of whom up to so many facts are unknown, and the day of the question."""
    facts, on = draw(known_people() | fortunate_people() | fortunate_people())
    gaps = draw(st.lists(st.sampled_from(list(FACTS.values())), max_size=most, unique=True))
    return filled(facts, dict.fromkeys(gaps)), on
