"""What a number of the law that comes into force changes for somebody, and that nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain import law
from domain.amendments import (
    DATED,
    Effect,
    Known,
    Moved,
    Verdicts,
    What,
    amendments,
    days_of_change,
    effect,
)
from domain.applications import Application
from domain.cards import Permit
from domain.eligibility import Verdict, assess
from domain.facts import Facts
from domain.filings import Filing
from domain.law import LONG_AGO, Dated
from domain.permits import Window, window
from domain.reminders import Matter
from domain.usecases.amending import known_of
from domain.usecases.answering import give_answer
from domain.ways import Way
from tests.unit.domain.applied import ME, STRANGER, issued, resident
from tests.unit.domain.asking import WORKER, facts
from tests.unit.domain.making import NOW, TODAY, registration
from tests.unit.domain.memory import MemoryUnitOfWork

DAY = date(2027, 1, 1)
HALF = date(2027, 5, 23)
"""Half a year after the registration of the worker."""


@contextmanager
def amended(name: str, value: Any, day: date = DAY) -> Iterator[None]:
    """A number that has another value from a day on, as a next version of the program would declare it."""
    number: Dated[Any] = DATED[name]
    kept = number.values
    object.__setattr__(number, "values", (*kept, (day, value)))
    try:
        yield
    finally:
        object.__setattr__(number, "values", kept)


def waiting(**more: Any) -> Facts:
    """An employee who waits for the half year alone."""
    return facts(WORKER, {"registered_on": TODAY, **more})


def permit(issued: date = date(2026, 1, 20), **more: Any) -> Permit:
    return Permit(1, 1, "330106A1", issued, issued, **more)


def test_what_comes_into_force_is_found_by_its_day() -> None:
    with amended("half_year", 3), amended("window_months", 2, date(2027, 6, 1)):
        (one,) = amendments(DAY)
        found = days_of_change(DAY - timedelta(days=1), date(2027, 6, 1))

        assert (one.number.name, one.before, one.after) == ("half_year", 6, 3)
        assert found == (DAY, date(2027, 6, 1))
        assert days_of_change(DAY, date(2027, 5, 31)) == ()
    assert amendments(DAY) == ()


def test_the_districts_of_the_past_are_changes_too() -> None:
    assert [one.number.name for one in amendments(date(2021, 4, 9))] == ["urban_districts"]


def test_what_is_supposed_counts_within_its_block_alone() -> None:
    with law.supposing({"half_year": ((LONG_AGO, 9),)}), law.supposing({"lease_months": ((LONG_AGO, 6),)}):
        assert (law.HALF_YEAR.on(TODAY), law.LEASE_MONTHS.on(TODAY), law.WORK_MONTHS.on(TODAY)) == (9, 6, 12)
    assert (law.HALF_YEAR.on(TODAY), law.LEASE_MONTHS.on(TODAY)) == (6, 12)


def test_who_waits_for_the_half_year_may_apply_on_another_day() -> None:
    known = Known(told=(waiting(), TODAY))
    with amended("half_year", 3):
        found = effect(known, DAY)

    assert found == Effect(verdicts=Verdicts((Verdict.NOT_YET, HALF), (Verdict.NOT_YET, date(2027, 2, 23))))


def test_who_may_apply_at_once_is_told_so() -> None:
    with amended("half_year", 1):
        found = effect(Known(told=(waiting(), TODAY)), DAY)

    assert found.verdicts == Verdicts((Verdict.NOT_YET, HALF), (Verdict.ELIGIBLE, None))


def test_a_day_that_passes_is_no_change() -> None:
    """He becomes eligible on the very day on which something else comes into force."""
    told = waiting(registered_on=date(2026, 7, 1))
    assert assess(told, TODAY).earliest == DAY
    with amended("study_months", 6), amended("issue_days", 10):
        assert not effect(Known(told=(told, TODAY)), DAY)


def test_whom_it_does_not_reach_nothing_changes() -> None:
    long = Known(told=(waiting(registered_on=date(2020, 1, 1)), TODAY), registration=registration())
    for known in (Known(), long, Known(begun={Matter.REGISTRATION: TODAY})):
        with amended("half_year", 3):
            assert not effect(known, DAY)


@pytest.mark.parametrize(
    ("months", "moved"),
    [
        pytest.param(3, Moved(What.HALF_YEAR, HALF, date(2027, 2, 23)), id="sooner"),
        pytest.param(9, Moved(What.HALF_YEAR, HALF, date(2027, 8, 23)), id="later"),
        pytest.param(1, Moved(What.HALF_YEAR, HALF, DAY), id="over at once"),
    ],
)
def test_who_is_registered_and_has_asked_nothing_has_another_half_year(months: int, moved: Moved) -> None:
    with amended("half_year", months):
        assert effect(Known(registration=registration()), DAY) == Effect((moved,))


def test_a_half_year_that_is_over_is_over() -> None:
    with amended("half_year", 3):
        assert not effect(Known(registration=registration(registered_on=date(2026, 1, 1))), DAY)


def test_a_permits_window_opens_on_another_day() -> None:
    known = Known(permit=permit(), registration=registration())
    assert window(permit().issued, 1) == Window(date(2026, 12, 20), date(2027, 1, 20))
    with amended("window_months", 2):
        assert effect(known, DAY).moved == (Moved(What.OPENS, date(2026, 12, 20), date(2026, 11, 20)),)
        assert not effect(replace(known, registration=None), DAY), "he has left"


def test_a_permit_of_later_has_no_dates_yet() -> None:
    with amended("window_months", 2):
        assert not effect(Known(permit=permit(date(2027, 2, 1)), registration=registration()), DAY)


def test_a_holder_is_told_only_whether_he_still_meets_the_conditions() -> None:
    told = (waiting(registered_on=date(2025, 1, 1), **{"employment.insured_months": 13}), TODAY)
    with amended("insured_months", 24):
        found = effect(Known(told=told, permit=permit(), registration=registration()), DAY)

    assert found == Effect(verdicts=Verdicts((Verdict.ELIGIBLE, None), (Verdict.NOT_YET, None)))


def test_the_papers_of_an_application_follow_the_law() -> None:
    minor = waiting(born=date(2010, 6, 1))
    filing = Filing(1, ME, 1, TODAY, Application(Way.EMPLOYMENT), minor)
    with amended("adult_years", 18):
        found = effect(Known(filing=filing), DAY)
        of_the_way = effect(Known(told=(replace(minor, registered_on=date(2025, 1, 1)), TODAY)), DAY)

    assert (found.added, found.dropped) == (("guardians_permits", "guardians_insurance"), ())
    assert of_the_way.verdicts
    assert of_the_way.verdicts.after[0] is not Verdict.ELIGIBLE
    with amended("adult_years", 14):
        young = replace(filing, facts=waiting(born=date(2012, 6, 1)))
        assert effect(Known(filing=young), DAY).dropped == ("guardians_permits", "guardians_insurance")


def test_deadlines_of_what_was_begun_move_when_their_day_is_reached() -> None:
    begun = {Matter.REGISTRATION: DAY, Matter.CHANGE: DAY}
    with amended("registration_days", 10), amended("change_days", 5):
        found = effect(Known(begun=begun), DAY)

    assert found.moved == (
        Moved(What.REGISTRATION, date(2027, 1, 4), date(2027, 1, 11)),
        Moved(What.CHANGE, date(2027, 1, 11), date(2027, 1, 6)),
    )


async def test_what_is_known_of_a_stranger_is_what_he_told() -> None:
    uow = MemoryUnitOfWork()
    await give_answer(STRANGER, waiting(), TODAY, "e", uow, NOW)

    assert await known_of(STRANGER, {}, uow) == Known(told=(waiting(), TODAY))
    assert await known_of(99, {Matter.CHANGE: TODAY}, uow) == Known(begun={Matter.CHANGE: TODAY})


async def test_a_person_is_known_once_in_whichever_of_his_accounts_he_asked() -> None:
    uow = MemoryUnitOfWork()
    home = (await resident(uow)).registration
    await uow.people.link(STRANGER, 1, None)
    await issued(uow, 1, TODAY)
    await give_answer(ME, waiting(), TODAY - timedelta(days=9), "e", uow, NOW)
    await give_answer(STRANGER, waiting(registered_on=date(2020, 1, 1)), TODAY, "e", uow, NOW)

    known = await known_of(ME, {}, uow)

    assert await known_of(STRANGER, {}, uow) is None
    assert known
    assert (known.registration, known.permit, known.filing) == (home, uow.rows.permits[1], None)
    assert known.told
    assert known.told[1] == TODAY
    assert known.told[0].registered_on == TODAY, "what is on record stands"
