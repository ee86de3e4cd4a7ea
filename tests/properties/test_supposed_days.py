"""The day that counts for somebody who knows only the month promises nothing that his true day would not keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.eligibility import ELIGIBILITY
from bot.interview.days import UNSURE, rests
from bot.interview.spans import Span
from bot.rehearsal_people import made_up
from domain.eligibility import Verdict, assess
from domain.facts import FACTS, Facts

ON = date(2026, 11, 23)
DAYS = {one.name: one for one in ELIGIBILITY.fields if one.unsure}
PEOPLE = [one for one in made_up(400, 5, ON, ()) if not any(fact.of(one) is None for fact in FACTS.values())]


def with_day(facts: Facts, path: str, day: date) -> Facts:
    group, _, name = path.rpartition(".")
    return replace(facts, **{group: replace(getattr(facts, group), **{name: day})} if group else {name: day})


def opens(facts: Facts) -> date:
    found = assess(facts, ON)
    if found.verdict in (Verdict.NOT_APPLICABLE, Verdict.TALENT_ROUTE, Verdict.ELIGIBLE):
        return ON
    return found.earliest or date.max


@pytest.mark.parametrize("path", DAYS)
@given(dice=st.randoms(use_true_random=False), kind=st.sampled_from(["month", "year"]))
def test_no_supposed_day_opens_the_permit_before_the_true_one(path: str, dice: Random, kind: str) -> None:
    field, person = DAYS[path], dice.choice(PEOPLE)
    true = FACTS[path].of(person)
    if not isinstance(true, date):
        true = ON - timedelta(days=dice.randrange(700))
    span = Span(true.year, true.month if kind == "month" else None)

    supposed = rests(field, span, ON)[UNSURE]

    assert opens(with_day(person, path, supposed)) >= opens(with_day(person, path, true))
