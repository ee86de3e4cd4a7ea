"""Who holds a permit, with what his reminders follow from, asked alike of the memory and of the real databases; and the
nightly look that puts right what is amiss."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

import pytest

from domain.applications import Application
from domain.cards import CardState, Permit
from domain.facts import Facts
from domain.filings import Filing
from domain.holdings import Alike, Holding, drift
from domain.ports import UnitOfWork
from domain.reminders import Matter, Reminder, State, Step
from domain.usecases.planning import plan_endorsement, reconcile
from domain.usecases.registering import Registered, register_residence, report_departure
from domain.ways import Way
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.making import NOW, TODAY, document, fresh, order

__all__ = ["database_kind", "world"]

T = TypeVar("T")
ISSUED, VISITED = date(2025, 3, 15), date(2026, 3, 1)
NIGHT = NOW + timedelta(days=1)


async def done(world: World, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async def whole(uow: UnitOfWork) -> T:
        async with uow:
            answer = await work(uow)
            await uow.commit()
        return answer

    found: T = await world.run(whole)
    return found


async def holder(world: World, number: int = 1) -> tuple[int, int]:
    """Somebody with a permit that was endorsed once: his account and himself."""
    account = await world.account()

    async def work(uow: UnitOfWork) -> int:
        made = await register_residence(order(account, document=document(number)), uow, fresh(), NOW)
        assert isinstance(made, Registered)
        person = made.person.id or 0
        permit = await uow.permits.add(Permit(None, person, f"3301{number:08d}", ISSUED, ISSUED))
        await uow.permits.visited(permit, VISITED, 1)
        return person

    return account, await done(world, work)


async def waiting(world: World, account: int) -> list[tuple[date, Step, int]]:
    found = await done(world, lambda uow: uow.promises.waiting(account))
    return [(one.promise.on, one.promise.step, one.promise.cycle) for one in found]


async def looked(world: World, batch: int = 2, now: datetime = NIGHT) -> list[int]:
    """How many are amiss in each batch of a night."""
    amiss, after = [], 0
    while after is not None:
        after, more = await world.run(lambda uow, after=after: reconcile(after, batch, uow, now))  # type: ignore[misc]
        amiss.append(more)
    return amiss


async def test_a_holding_says_all_that_reminders_follow_from(world: World) -> None:
    account, person = await holder(world)
    other = await world.account()
    filed = Filing(None, other, person, TODAY, Application(Way.HOUSING), Facts())
    await done(world, lambda uow: uow.filings.add(filed))
    await done(world, lambda uow: uow.people.link(other, person, None))

    (found,) = await done(world, lambda uow: uow.holdings.of([person]))

    assert found == Holding(person, ISSUED, (VISITED,), lives_here=True, accounts=(account, other), filed_in=other)


async def test_who_has_left_holds_a_permit_and_lives_here_no_more(world: World) -> None:
    account, person = await holder(world)
    await world.run(lambda uow: report_departure(account, TODAY, uow, NOW))

    (found,) = await done(world, lambda uow: uow.holdings.of([person]))

    assert not found.lives_here
    assert found.filed_in is None


async def test_holders_come_in_the_order_of_their_permits_and_without_those_that_have_ended(world: World) -> None:
    people = [(await holder(world, number))[1] for number in (1, 2, 3)]

    async def end(uow: UnitOfWork) -> None:
        permit = await uow.permits.of_person(people[1])
        assert permit
        await uow.permits.save(replace(permit, card=CardState.ENDED, version=permit.version + 1))

    await done(world, end)

    first = await done(world, lambda uow: uow.holdings.alike(0, 1, TODAY))
    rest = await done(world, lambda uow: uow.holdings.alike(first.last or 0, 10, TODAY))
    assert [people_of(one) for one in first.alike + rest.alike] == [[people[0]], [people[2]]]
    assert rest.last is None
    assert await done(world, lambda uow: uow.holdings.of([])) == ()
    assert [one.person_id for one in await done(world, lambda uow: uow.holdings.of(people))] == [people[0], people[2]]


async def test_those_who_are_alike_come_together_whatever_their_numbers(world: World, database_kind: str) -> None:
    people = [(await holder(world, number))[1] for number in range(1, 6)]
    await looked(world)
    await world.account()
    late = [(await holder(world, number))[1] for number in (6, 7)]

    page = await done(world, lambda uow: uow.holdings.alike(0, 10, TODAY))

    together = [people_of(one) for one in page.alike]
    alone = [[one] for one in people + late]
    assert together == (alone if database_kind == "memory" else [people, late])


def people_of(alike: Alike) -> list[int]:
    return [one.person_id for one in alike.bearers]


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_passed_over_whatever_is_amiss_with_him(world: World, seed: int) -> None:
    """Whoever is amiss looked at by himself is so among those who are alike, and nobody else is."""
    dice = Random(seed)
    people = [(await mixed(world, dice, number)) for number in range(1, 25)]
    on = TODAY + timedelta(days=dice.choice([0, 100, 200]))

    async def alone(uow: UnitOfWork) -> set[int]:
        planned = await uow.promises.planned(people, Matter.ENDORSEMENT, on)
        return {
            one.person_id
            for one in await uow.holdings.of(people)
            if any(drift(one, [its for its in planned if its.person_id == one.person_id], on, renewed=False))
        }

    page = await done(world, lambda uow: uow.holdings.alike(0, 100, on))
    found = {
        of for one in page.alike if any(drift(one.holding, one.planned, on, renewed=False)) for of in people_of(one)
    }

    assert sorted(of for one in page.alike for of in people_of(one)) == people
    assert found == await done(world, alone)
    assert 0 < len(found) < len(people)


async def mixed(world: World, dice: Random, number: int) -> int:
    """A holder planned for, of whom something may have become amiss since."""
    account, person = await holder(world, number)
    other = await world.account()
    await done(world, lambda uow: plan_endorsement(person, uow, NOW))

    async def chance(uow: UnitOfWork) -> None:
        one = dice.choice(await uow.promises.waiting(account))
        filed = Filing(None, dice.choice([account, other]), person, TODAY, Application(Way.HOUSING), Facts())
        permit = await uow.permits.of_person(person)
        assert permit
        what = dice.randrange(8)
        if what == 1:
            await uow.promises.withdraw([one.id or 0])
        if what == 2:
            await uow.promises.sent([one.id or 0])
        if what == 3:
            day = one.promise.on + timedelta(days=dice.choice([-3, 3]))
            await uow.promises.move(replace(one, promise=replace(one.promise, on=day)))
        if what == 4:
            await uow.promises.promise([replace(one, account_id=dice.choice([account, other]), id=None)])
        if what == 5:
            await uow.permits.visited(permit, TODAY + timedelta(days=dice.randrange(-200, 1)), 1)
        if what in (4, 6):
            await uow.people.link(other, person, None)
        if what in (6, 7):
            await uow.filings.add(filed)

    await done(world, chance)
    return person


async def test_what_is_planned_is_what_waits_and_what_else_is_of_that_day_and_later(world: World) -> None:
    account, person = await holder(world)
    await done(world, lambda uow: plan_endorsement(person, uow, NOW))
    steps = {step: day for day, step, _ in await waiting(world, account)}
    rows = await done(world, lambda uow: uow.promises.waiting(account))
    number = {one.promise.step: one.id or 0 for one in rows}
    await done(world, lambda uow: uow.promises.sent([number[Step.OPEN]]))
    await done(world, lambda uow: uow.promises.withdraw([number[Step.D3]]))

    async def planned(since: date) -> dict[Step, State]:
        found = await done(world, lambda uow: uow.promises.planned([person], Matter.ENDORSEMENT, since))
        return {one.promise.step: one.state for one in found}

    assert (await planned(steps[Step.OPEN]))[Step.OPEN] is State.SENT
    assert Step.OPEN not in await planned(steps[Step.OPEN] + timedelta(days=1))
    late = await planned(date(2030, 1, 1))
    assert set(late) == {Step.D14, Step.D7, Step.D1, Step.LAST_DAY, Step.SUSPENDED}
    assert (await planned(TODAY))[Step.D3] is State.WITHDRAWN
    assert await done(world, lambda uow: uow.promises.planned([], Matter.ENDORSEMENT, TODAY)) == ()
    assert await done(world, lambda uow: uow.promises.planned([person], Matter.OLD_CARD, TODAY)) == ()


async def test_one_is_found_by_its_number_in_its_own_account_alone(world: World) -> None:
    account, person = await holder(world)
    await done(world, lambda uow: plan_endorsement(person, uow, NOW))
    (first, *_) = await done(world, lambda uow: uow.promises.waiting(account))

    assert await done(world, lambda uow: uow.promises.of_account(account, first.id or 0)) == first
    assert await done(world, lambda uow: uow.promises.of_account(account + 1, first.id or 0)) is None
    assert await done(world, lambda uow: uow.promises.of_account(account, 0)) is None


async def test_permits_of_an_earlier_version_get_their_reminders_in_batches(world: World) -> None:
    accounts = [(await holder(world, number))[0] for number in range(1, 6)]

    assert await looked(world) == [2, 2, 1]

    for account in accounts:
        assert [step for _, step, cycle in await waiting(world, account) if cycle == 2] == [
            Step.OPEN, Step.D14, Step.D7, Step.D3, Step.D1, Step.LAST_DAY, Step.SUSPENDED,
        ]  # fmt: skip
    assert await looked(world) == [0, 0, 0]


@pytest.mark.parametrize("step", [Step.OPEN, Step.D3, Step.SUSPENDED])
async def test_a_night_puts_right_what_is_missing_in_a_wrong_chat_and_too_much(world: World, step: Step) -> None:
    account, person = await holder(world)
    other = await world.account()
    await looked(world)
    before = await waiting(world, account)

    async def spoil(uow: UnitOfWork) -> None:
        (one,) = [one for one in await uow.promises.waiting(account) if one.promise.step is step]
        old = replace(one.promise, cycle=1, on=one.promise.on - timedelta(days=365))
        await uow.promises.promise([Reminder(other, one.promise, one.due, {}, person), replace(one, promise=old)])
        await uow.promises.move(replace(one, promise=replace(one.promise, on=TODAY)))

    await done(world, spoil)
    assert await looked(world) == [1]

    assert await waiting(world, account) == before
    assert await waiting(world, other) == []
    assert await looked(world) == [0]


async def test_a_night_withdraws_what_waits_for_who_has_left(world: World) -> None:
    account, _ = await holder(world)
    await looked(world)
    kept = await done(world, lambda uow: uow.promises.waiting(account))
    await world.run(lambda uow: report_departure(account, TODAY, uow, NOW))
    await done(world, lambda uow: uow.promises.promise(kept))

    assert await looked(world) == [1]

    assert await waiting(world, account) == []
