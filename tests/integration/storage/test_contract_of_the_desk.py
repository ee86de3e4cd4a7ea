"""What the desk's use cases rely on, asked alike of the unit of work in memory and of the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.audit import Act, Trace
from domain.cases import Author, Case, Entry, Kind, Outcome, Rating
from domain.eligibility import Verdict
from domain.errors import StaleVersion
from domain.facts import FACTS, Facts, Home, Occupation, Stage, of_paths
from domain.ports import UnitOfWork
from domain.staff import WHOLE, Invitation, Role, Staff
from domain.usecases.staffing import Joined, end_work, invite, join
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.making import NOW, TOLD, answer, appealed, at_the_desk, correction

__all__ = ["database_kind", "world"]

LATER, UNTIL = NOW + timedelta(hours=1), NOW + timedelta(days=7)
EVERYTHING = of_paths(
    {
        "hangzhou_hukou": False,
        "talent": True,
        "registered_on": date(2026, 3, 1),
        "born": date(1995, 3, 15),
        "employment.path": Occupation.SOLE_TRADER,
        "employment.insured_months": 0,
        "employment.since": date(2025, 3, 1),
        "housing.kind": Home.RENTED,
        "housing.lease_to": date(2027, 2, 28),
        "schooling.stage": Stage.NONE,
        "guardians.hold_permits": False,
    }
)
"""A fact of every kind, also those that are easily taken for nothing."""


async def staffed(world: World, **more: Any) -> Staff:
    number = await world.account()
    made: Staff = await world.run(lambda uow: at_the_desk(uow, number, **more))
    return made


async def waiting(world: World, **more: Any) -> Case:
    number = await world.account()
    made: Case = await world.run(lambda uow: appealed(uow, number, **more))
    return made


@pytest.mark.parametrize("facts", [TOLD, Facts(), EVERYTHING, replace(EVERYTHING, registered_on=False)])
@pytest.mark.parametrize(("verdict", "earliest"), [(Verdict.NOT_YET, date(2027, 2, 1)), (Verdict.UNKNOWN, None)])
async def test_an_answer_is_kept_as_it_was_told_and_for_its_account_alone(
    world: World, facts: Facts, verdict: Verdict, earliest: date | None
) -> None:
    mine, other = await world.account(), await world.account()
    told = answer(account_id=mine, facts=facts, verdict=verdict, earliest=earliest)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.answers.last_of(mine) is None
            first, second = await uow.answers.add(told, NOW), await uow.answers.add(told, NOW)
            assert first == replace(told, id=first.id)
            assert await uow.answers.get(first.id or 0, mine) == first
            assert await uow.answers.get(first.id or 0, other) is None
            assert await uow.answers.last_of(mine) == second
            assert await uow.answers.last_of(other) is None

    await world.run(work)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("employment.insured_months", 0),
        ("employment.labour_contract", False),
        ("registered_on", date(2026, 3, 1)),
        ("registered_on", False),
        ("housing.kind", Home.NONE),
    ],
)
async def test_a_correction_of_every_kind_is_kept_until_the_record_changes(
    world: World, path: str, value: object
) -> None:
    case = await waiting(world)
    mine, other = case.account_id, await world.account()
    one = correction(path, value, case_id=case.id)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            for found in (one, correction("talent", True, case_id=case.id)):
                await uow.corrections.add(found, mine)
            await uow.corrections.make_void([other], FACTS)
            await uow.corrections.make_void([mine], ["born"])
            await uow.corrections.make_void([], [path])
            assert await uow.corrections.of_account(other) == ()
            assert (await uow.corrections.of_account(mine))[0] == one
            await uow.corrections.make_void([other, mine], [path, "born"])
            (left,) = await uow.corrections.of_account(mine)
            assert left.fact.path == "talent"
            await uow.corrections.add(one, mine)
            assert await uow.corrections.of_account(mine) == (left, one)

    await world.run(work)


async def test_an_account_works_at_the_desk_once_until_it_leaves(world: World) -> None:
    mine = await staffed(world, role=Role.ADMIN, area="拱墅区")

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.staff.add(replace(mine, id=None, role=Role.GRID))
            await uow.staff.end(mine.id or 0, LATER)
            assert await uow.staff.of_account(mine.account_id) is None
            assert await uow.staff.get(mine.id or 0) == replace(mine, left_at=LATER)
            for number in (mine.id or 0, 0):
                with pytest.raises(StaleVersion):
                    await uow.staff.end(number, LATER)
            again = await uow.staff.add(replace(mine, id=None, role=Role.GRID, area=WHOLE))
            assert again.id != mine.id
            assert await uow.staff.of_account(mine.account_id) == again
            assert await uow.staff.get(0) is None

    await world.run(work)


async def test_an_invitation_is_found_by_its_token_and_spent_once(world: World) -> None:
    mine = await staffed(world)
    made = Invitation(None, Role.GRID, "拱墅区", NOW, UNTIL, mine.id)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            used, open_still = await uow.invitations.add(made, "a"), await uow.invitations.add(made, "b")
            assert await uow.invitations.opened_by("a") == used == await uow.invitations.get(used.id or 0)
            assert await uow.invitations.opened_by("A") is None
            assert await uow.invitations.get(0) is None
            await uow.invitations.save(used.used(LATER))
            for spent in (used.used(LATER), used.revoked(LATER), replace(used, id=0)):
                with pytest.raises(StaleVersion):
                    await uow.invitations.save(spent)
            assert await uow.invitations.opened_by("a") == used.used(LATER)
            assert await uow.invitations.unspent_of(mine.id or 0) == (open_still,)
            await uow.invitations.save(open_still.revoked(LATER))
            assert await uow.invitations.unspent_of(mine.id or 0) == ()

    await world.run(work)


async def test_a_case_is_saved_once_a_version_and_open_once_about_a_thing(world: World) -> None:
    mine = await waiting(world)
    officer = await staffed(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.cases.open_about(mine.account_id, Kind.APPEAL, mine.about) == mine
            assert await uow.cases.open_about(mine.account_id, Kind.APPEAL, 0) is None
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.cases.add(replace(mine, id=None))
            taken = mine.taken(officer)
            await uow.cases.save(taken)
            assert await uow.cases.held_by(officer.id or 0) == (taken,)
            for stale in (mine.withdrawn(LATER), replace(taken, id=0)):
                with pytest.raises(StaleVersion):
                    await uow.cases.save(stale)
            closed = taken.closed(officer, Outcome.CORRECTED, LATER)
            await uow.cases.save(closed)
            assert await uow.cases.get(mine.id or 0) == closed
            assert await uow.cases.held_by(officer.id or 0) == ()
            assert (await uow.cases.add(replace(mine, id=None))).id != mine.id
            assert await uow.cases.get(0) is None

    await world.run(work)


async def test_what_is_said_and_done_is_taken_down(world: World) -> None:
    mine = await waiting(world)
    officer = await staffed(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.cases.say(mine, Entry(Author.PERSON, "不是9个月", NOW))
            await uow.cases.say(mine, Entry(Author.DESK, "查一下", NOW, officer.id))
            for rating in (Rating(3, 2, 1), Rating(1, 1, 1)):
                await uow.cases.rate(mine, rating)
            await uow.audit.add(Trace(Act.REPLIED, NOW, officer.id, mine.id, mine.account_id, "查一下"))
            await uow.audit.add(Trace(Act.INVITED, NOW))
            await uow.commit()

    await world.run(work)


async def test_a_whole_life_at_the_desk(world: World) -> None:
    first, second = await world.account(), await world.account()

    await world.run(lambda uow: invite(None, Role.ADMIN, WHOLE, "one", UNTIL, uow, NOW))
    admin = await world.run(lambda uow: join(first, "one", uow, NOW))
    assert isinstance(admin, Joined)
    await world.run(lambda uow: invite(admin.staff, Role.OFFICER, "拱墅区", "two", UNTIL, uow, NOW))
    officer = await world.run(lambda uow: join(second, "two", uow, NOW))

    assert isinstance(officer, Joined)
    assert officer.invited_by == first
    assert await world.run(lambda uow: end_work(admin.staff, officer.staff.id, uow, LATER)) == officer.staff
    assert await world.run(lambda uow: end_work(admin.staff, officer.staff.id, uow, LATER)) is None
