"""Half-days that are offered to somebody, changed and chosen, over the unit of work in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.hours import Openings
from domain.levelling import Cohort, HalfDay, Offer, Outlook, half_days
from domain.permits import Window
from domain.usecases.levelling import Due, choose, offer, outlook
from tests.unit.domain.applied import AREA
from tests.unit.domain.memory import MemoryUnitOfWork
from tests.unit.domain.test_counting import FixedFigures

ON = date(2027, 3, 1)
MONTH = Window(date(2027, 3, 1), date(2027, 4, 1))
OPENINGS = Openings(2, lambda day: day.weekday() < 5)
AHEAD = Outlook(ON, half_days(OPENINGS, date(2027, 3, 2), date(2027, 5, 4)), (Cohort(MONTH, 10),))


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


def due(person_id: int = 1, cycle: int = 1) -> Due:
    return Due(person_id, cycle, MONTH, AREA)


async def test_who_asks_again_has_the_same_offer_and_others_have_other_days(uow: MemoryUnitOfWork) -> None:
    first = await offer(due(), AHEAD, uow)
    again = await offer(due(), AHEAD, uow)
    other = await offer(due(2), AHEAD, uow)

    assert first == again
    assert first
    assert other
    assert not {*first.halves} & {*other.halves}
    assert uow.commits == 2


async def test_two_others_are_none_of_those_before(uow: MemoryUnitOfWork) -> None:
    first = await offer(due(), AHEAD, uow)
    second = await offer(due(), AHEAD, uow, others=True)

    assert first
    assert second
    assert not {*first.halves} & {*second.halves}
    assert await uow.offers.of_person(1) == second


async def test_what_lies_behind_is_offered_anew(uow: MemoryUnitOfWork) -> None:
    first = await offer(due(), AHEAD, uow)
    assert first
    later = Outlook(date(2027, 3, 15), tuple(one for one in AHEAD.halves if one.day > date(2027, 3, 15)), AHEAD.cohorts)

    second = await offer(due(), later, uow)

    assert second
    assert all(one.day > date(2027, 3, 15) for one in second.halves)


async def test_an_offer_of_another_year_is_none_of_this_one(uow: MemoryUnitOfWork) -> None:
    await uow.offers.save(Offer(1, 1, date(2026, 4, 1), (AHEAD.halves[3],)), AREA)

    made = await offer(due(cycle=2), AHEAD, uow)

    assert made
    assert made.cycle == 2


async def test_where_no_half_day_is_left_nothing_is_offered(uow: MemoryUnitOfWork) -> None:
    assert await offer(due(), replace(AHEAD, halves=()), uow) is None


async def test_what_is_chosen_is_kept_whether_it_was_offered_or_not(uow: MemoryUnitOfWork) -> None:
    first = await offer(due(), AHEAD, uow)
    assert first
    mine = await choose(due(), first.halves[1], AHEAD, uow)
    other = await choose(due(), AHEAD.halves[9], AHEAD, uow)
    unasked = await choose(due(2), AHEAD.halves[9], AHEAD, uow)

    assert mine
    assert mine.chosen == first.halves[1]
    assert other
    assert (other.chosen, other.halves) == (AHEAD.halves[9], first.halves)
    assert unasked
    assert unasked.halves == ()
    assert await offer(due(), AHEAD, uow) == other


@pytest.mark.parametrize(
    "half",
    [
        HalfDay(date(2027, 3, 1), 0),
        HalfDay(date(2027, 3, 6), 0),
        HalfDay(date(2027, 3, 9), 2),
        HalfDay(date(2027, 4, 2), 0),
    ],
    ids=["passed", "a day off", "no such session", "behind the last day"],
)
async def test_a_half_day_at_which_he_cannot_come_is_not_chosen(uow: MemoryUnitOfWork, half: HalfDay) -> None:
    assert await choose(due(), half, AHEAD, uow) is None
    assert await uow.offers.of_person(1) is None


async def test_the_outlook_counts_who_is_in_use_and_not_endorsed(uow: MemoryUnitOfWork) -> None:
    uow.figures = FixedFigures()

    ahead = await outlook(AREA, OPENINGS, uow, date(2026, 11, 23))

    assert ahead.cohorts == (Cohort(Window(date(2026, 11, 10), date(2026, 12, 10)), 7),)
    assert ahead.halves[0] == HalfDay(date(2026, 11, 24), 0)
