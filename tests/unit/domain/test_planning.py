"""What somebody will be reminded of follows from his permit, his registration and what he has begun (R5.1–R5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from domain.holdings import of_year
from domain.levelling import HalfDay, Offer
from domain.places import Address
from domain.registrations import Changes
from domain.reminders import Matter, Promise, State, Step, due, present
from domain.usecases.deciding import issue_card
from domain.usecases.planning import let_be, move_to_hour, plan_begun, plan_endorsement, reconcile, snooze
from domain.usecases.registering import report_change, report_departure
from tests.unit.domain.applied import ME, accepted, issued, officer, resident
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, SHANGHAI, TODAY, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

SECOND = 2
STEPS = [Step.OPEN, Step.D14, Step.D7, Step.D3, Step.D1, Step.LAST_DAY, Step.SUSPENDED]


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


def waiting(uow: MemoryUnitOfWork, matter: Matter = Matter.ENDORSEMENT) -> list[tuple[int, date, Step, int]]:
    """What is to come of a matter: in which chat, when, which step of which cycle."""
    mine = [one for one in uow.rows.promises.values() if one.state is State.WAITING and one.promise.matter is matter]
    found = [(one.account_id, one.promise.on, one.promise.step, one.promise.cycle) for one in mine]
    return sorted(found, key=lambda one: one[1])


async def holder(uow: MemoryUnitOfWork, on: date = TODAY) -> None:
    """Somebody who lives here and holds a permit that was issued on a day."""
    person = (await resident(uow)).person
    await issued(uow, person.id or 0, on)


async def test_with_the_card_the_seven_of_the_first_year_are_promised(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await accepted(uow, by)

    await issue_card(by, number, "330106A1", TODAY, uow, NOW)

    assert [(account, step, cycle) for account, _, step, cycle in waiting(uow)] == [(ME, one, 1) for one in STEPS]
    assert [day for _, day, _, _ in waiting(uow)] == [
        date(2027, 10, 23),
        date(2027, 11, 9),
        date(2027, 11, 16),
        date(2027, 11, 20),
        date(2027, 11, 22),
        date(2027, 11, 23),
        date(2027, 11, 24),
    ]


async def test_planned_again_nothing_is_promised_twice(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    before = uow.rows.copy()

    await plan_endorsement(1, uow, NOW)

    assert uow.rows.promises == before.promises


async def test_an_endorsement_ends_what_was_promised_of_its_year(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 12, 10))
    await plan_endorsement(1, uow, NOW)
    assert {cycle for *_, cycle in waiting(uow)} == {1}

    permit, _ = uow.rows.permits[1].visited(TODAY)
    uow.rows.permits[1] = permit
    await plan_endorsement(1, uow, NOW)

    assert {cycle for *_, cycle in waiting(uow)} == {2}
    assert len(waiting(uow)) == 7


async def test_what_has_passed_is_not_promised_any_more(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 12, 1))

    await plan_endorsement(1, uow, NOW)

    assert [step for _, _, step, _ in waiting(uow)] == [Step.D7, Step.D3, Step.D1, Step.LAST_DAY, Step.SUSPENDED]


async def test_who_is_suspended_was_told_so(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 11, 1))

    await plan_endorsement(1, uow, NOW)

    assert waiting(uow) == []


async def test_who_leaves_is_not_reminded_and_who_comes_back_is(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)

    await report_departure(ME, TODAY, uow, NOW)
    assert waiting(uow) == []

    await resident(uow)
    assert len(waiting(uow)) == 7


async def test_a_person_with_two_chats_is_told_in_the_one_that_stands_for_him(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await uow.people.link(SECOND, 1, instead_of=None)
    await plan_endorsement(1, uow, NOW)
    assert {account for account, *_ in waiting(uow)} == {ME}

    del uow.rows.links[ME]
    await plan_endorsement(1, uow, NOW)

    assert {account for account, *_ in waiting(uow)} == {SECOND}
    assert len(waiting(uow)) == 7


async def test_nobody_without_a_chat_is_promised_anything(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    uow.rows.links.clear()

    await plan_endorsement(1, uow, NOW)

    assert waiting(uow) == []


async def test_a_permit_has_no_dates_before_its_day_of_issue(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2026, 12, 1))

    assert of_year(uow.rows.permits[1].issued, (), TODAY) == ()


@pytest.mark.parametrize(
    ("matter", "steps"),
    [
        pytest.param(Matter.REGISTRATION, [Step.DAY_1, Step.LAST_DAY, Step.OVERDUE], id="an arrival"),
        pytest.param(Matter.CHANGE, [Step.DAY_7, Step.DAY_10], id="a change"),
    ],
)
async def test_what_was_begun_is_reminded_of_until_it_is_done(
    uow: MemoryUnitOfWork, matter: Matter, steps: list[Step]
) -> None:
    await plan_begun(ME, matter, TODAY, uow, NOW)
    assert [(step, cycle) for _, _, step, cycle in waiting(uow, matter)] == [(one, 20261123) for one in steps]

    await plan_begun(ME, matter, date(2026, 11, 22), uow, NOW)
    assert {cycle for *_, cycle in waiting(uow, matter)} == {20261122}

    await plan_begun(ME, matter, None, uow, NOW)
    assert waiting(uow, matter) == []


async def test_a_second_arrival_is_reminded_of_although_the_first_was_told(uow: MemoryUnitOfWork) -> None:
    await plan_begun(ME, Matter.REGISTRATION, TODAY, uow, NOW)
    await uow.promises.sent(list(uow.rows.promises))

    await plan_begun(ME, Matter.REGISTRATION, date(2026, 11, 22), uow, NOW)

    assert waiting(uow, Matter.REGISTRATION)


async def test_what_was_told_is_told_once_more_on_another_day(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    opens = datetime(2027, 10, 23, 12, tzinfo=SHANGHAI)
    await uow.promises.sent([1])

    assert await snooze(SECOND, 1, uow, opens) is None, "another's"
    later = await snooze(ME, 1, uow, opens)

    again = uow.rows.promises[1]
    assert later == date(2027, 10, 26)
    assert await snooze(ME, 1, uow, opens) == later, "pressed twice it is the same day"
    assert (again.state, again.promise.on, again.due.date()) == (State.WAITING, later, later)


def promises() -> tuple[Promise, ...]:
    days = (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 26))
    return tuple(
        Promise(day, Matter.ENDORSEMENT, step) for day, step in zip(days, (Step.D7, Step.D3, Step.D1), strict=True)
    )


@pytest.mark.parametrize(
    ("on", "step"),
    [
        pytest.param(date(2026, 11, 19), None, id="before the first"),
        pytest.param(date(2026, 11, 20), Step.D7, id="the first"),
        pytest.param(date(2026, 11, 22), Step.D7, id="the day before the second"),
        pytest.param(date(2026, 11, 23), Step.D3, id="the second"),
        pytest.param(date(2027, 1, 1), Step.D1, id="long after the last"),
    ],
)
def test_of_several_days_that_have_come_the_last_is_true(on: date, step: Step | None) -> None:
    found = present(promises(), on)

    assert (found and found.step) == step


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        pytest.param("2026-11-20 12:00", "2026-11-23 18:00", id="before its day"),
        pytest.param("2026-11-23 10:00", "2026-11-23 18:00", id="before the hour"),
        pytest.param("2026-11-23 18:30", "2026-11-23 18:30", id="after the hour"),
        pytest.param("2026-11-23 20:00", "2026-11-24 09:00", id="after the evening"),
    ],
)
def test_somebody_is_reminded_at_his_hour(now: str, moment: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)

    assert due(TODAY, at, time(18)) == datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


async def test_another_registration_does_not_touch_what_waits(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    before = waiting(uow)

    await resident(uow, SECOND, document=replace(order(ME).document, number="110105199003078513"))

    assert waiting(uow) == before


async def test_what_is_missing_is_found_and_what_is_there_left_alone(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    assert await reconcile(0, 10, uow, NOW) == (None, 1)
    assert len(waiting(uow)) == 7
    assert await reconcile(0, 10, uow, NOW) == (None, 0)


async def test_the_look_goes_on_behind_the_last_and_past_whom_nothing_is_to_come(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 1, 1))
    assert await reconcile(0, 1, uow, NOW) == (1, 0), "suspended"
    assert await reconcile(1, 1, uow, NOW) == (None, 0)


async def offered(uow: MemoryUnitOfWork, cycle: int = 1) -> None:
    await uow.offers.save(Offer(1, cycle, TODAY, (HalfDay(TODAY, 0),)), HOME.area)


async def test_a_half_day_stays_offered_while_its_year_goes_on(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 12, 10))
    await offered(uow)

    await plan_endorsement(1, uow, NOW)
    assert await uow.offers.of_person(1)

    uow.rows.permits[1], _ = uow.rows.permits[1].visited(TODAY)
    await plan_endorsement(1, uow, NOW)
    assert await uow.offers.of_person(1) is None


@pytest.mark.parametrize(("home", "kept"), [(HOME, True), (ELSEWHERE, False)], ids=["another room", "another office"])
async def test_a_half_day_is_of_the_office_of_the_home(uow: MemoryUnitOfWork, home: Address, kept: bool) -> None:
    await holder(uow)
    await offered(uow)

    await report_change(ME, Changes(TODAY, address=replace(home, room="9")), uow, fresh(), NOW)

    assert bool(await uow.offers.of_person(1)) is kept


async def test_what_is_called_done_is_not_reminded_of_in_this_year(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)

    assert not await let_be(ME, 2, uow)
    assert await let_be(ME, 1, uow)
    assert not await let_be(ME, 1, uow)
    assert waiting(uow) == []


async def test_the_hour_moves_what_is_to_come(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)

    await move_to_hour(ME, time(18), uow, NOW)

    assert {one.due.hour for one in uow.rows.promises.values()} == {18}


async def test_who_holds_no_permit_or_has_left_puts_nothing_off(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    await plan_begun(ME, Matter.CHANGE, TODAY, uow, NOW)
    assert await snooze(ME, 1, uow, NOW) is None, "no permit"

    await issued(uow, 1, date(2025, 12, 10))
    assert await snooze(ME, 1, uow, NOW) is None, "another matter"

    await report_departure(ME, TODAY, uow, NOW)
    assert await snooze(ME, 1, uow, NOW) is None, "left"


async def test_planned_anew_what_was_put_off_takes_its_own_day_again(uow: MemoryUnitOfWork) -> None:
    await holder(uow, date(2025, 12, 10))
    await plan_endorsement(1, uow, NOW)
    first = waiting(uow)
    uow.rows.promises[1] = replace(
        uow.rows.promises[1], promise=replace(uow.rows.promises[1].promise, on=date(2026, 12, 9))
    )
    await plan_endorsement(1, uow, NOW)
    assert waiting(uow) != first, "put off it stays"

    await plan_endorsement(1, uow, NOW, anew=True)

    assert waiting(uow) == first


async def test_who_waits_for_something_wrong_gets_what_is_right(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    before = waiting(uow)
    first, second, *_ = await uow.promises.waiting(ME)
    await uow.promises.move(replace(first, promise=replace(first.promise, on=TODAY)))
    await uow.promises.promise([replace(second, account_id=SECOND, id=None)])

    assert await reconcile(0, 10, uow, NOW) == (None, 1)
    assert waiting(uow) == before


async def test_only_what_was_told_of_this_year_is_put_off_and_only_to_its_last_day(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    last = next(one for one in await uow.promises.waiting(ME) if one.promise.step is Step.LAST_DAY)
    on_it = NOW.replace(year=2027, month=11, day=23)

    assert await snooze(ME, last.id or 0, uow, on_it) is None, "today is the last day"
    await report_departure(ME, TODAY, uow, NOW)
    assert await snooze(ME, last.id or 0, uow, NOW) is None, "he has left"


async def test_one_reminder_that_is_lost_is_promised_beside_those_that_wait(uow: MemoryUnitOfWork) -> None:
    await holder(uow)
    await plan_endorsement(1, uow, NOW)
    before = waiting(uow)
    del uow.rows.promises[len(before)]

    assert await reconcile(0, 10, uow, NOW) == (None, 1)
    assert waiting(uow) == before
