"""What reporting relies on, asked alike of the unit of work in memory and of the real one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.cases import Case, Kind
from domain.departments import Land
from domain.errors import StaleVersion
from domain.houses import Found, House, HouseFacts, LetRoom, Title
from domain.lending import Loan
from domain.passports import Sheet, SheetCheck
from domain.people import DocumentKind, IdentityDocument
from domain.reporters import Reporter, Role
from domain.reporters import State as Standing
from domain.roomcodes import RoomCode
from domain.rooms import UNTOLD, Equipment, Room
from domain.tenancies import Place, State, Tenancy, Tenant
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.letting import HOUSE, TERM, reporter, tenancy
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, TODAY, document

__all__ = ["database_kind", "world"]

DAY = timedelta(days=1)
FACTS = HouseFacts(Title.HOMESTEAD, commodity=False, land=Land.COLLECTIVE)
TOLD = Room(
    residential=True, partitioned=False, people=2, family=False, area=Decimal("12.50"), equipment=frozenset(Equipment)
)


async def stale(uow: Any, act: Callable[[], Awaitable[object]]) -> None:
    """It is refused, and undone alone."""
    with pytest.raises(StaleVersion):
        async with uow:
            await act()


async def reports(uow: Any, account_id: int, role: Role = Role.LANDLORD) -> Reporter:
    made: Reporter = await uow.reporters.add(reporter(role, id=None, account_id=account_id))
    return made


async def room_in(uow: Any, owner: Reporter, label: str = HOME.room) -> LetRoom:
    house = await uow.houses.at(owner.id, HOUSE) or await uow.houses.add(House(None, owner.id or 0, HOUSE))
    made: LetRoom = await uow.houses.add_room(LetRoom(None, house.id or 0, label))
    return made


async def test_an_account_has_each_role_once(world: World) -> None:
    mine, other = await world.account(), await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            first = await reports(uow, mine)
            await stale(uow, lambda: reports(uow, mine))
            second = await reports(uow, mine, Role.AGENCY)
            await reports(uow, other)
            assert await uow.reporters.of_account(mine, Role.LANDLORD) == first == await uow.reporters.get(first.id)
            assert await uow.reporters.roles_of(mine) == (first, second)
            assert await uow.reporters.of_account(mine, Role.EMPLOYER) is None
            assert await uow.reporters.get(99) is None
            judged = first.told("李四", "+8613900000000", None, "").judged(Standing.BLOCKED)
            await stale(uow, lambda: uow.reporters.save(judged))
            await uow.reporters.save(replace(judged, version=2))
            assert await uow.reporters.get(first.id) == replace(judged, version=2)

    await world.run(work)


async def test_a_house_is_found_in_any_spelling_by_its_own_landlord(world: World) -> None:
    mine, other = await world.account(), await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            owner, stranger = await reports(uow, mine), await reports(uow, other)
            first = await uow.houses.add(House(None, owner.id, HOUSE, FACTS))
            spelled = replace(HOUSE, building="湖墅南路１２号3栋")
            await stale(uow, lambda: uow.houses.add(House(None, owner.id, spelled)))
            assert await uow.houses.at(owner.id, spelled) == first == await uow.houses.get(first.id)
            assert await uow.houses.at(stranger.id, HOUSE) is None
            second = await uow.houses.add(House(None, owner.id, replace(ELSEWHERE, room="")))
            assert await uow.houses.of(owner.id) == (first, second)
            assert await uow.houses.get(99) is None
            found = first.looked_into(Found(HouseFacts(Title.NONE), 7, TODAY))
            await uow.houses.save(found)
            assert await uow.houses.get(first.id) == found
            await stale(uow, lambda: uow.houses.save(found))

    await world.run(work)


async def test_a_room_has_one_code_at_a_time_and_an_ended_one_is_known(world: World) -> None:
    mine = await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            room = await room_in(uow, await reports(uow, mine))
            first = await uow.room_codes.add(RoomCode(room.id or 0, "word", NOW))
            await stale(uow, lambda: uow.room_codes.add(RoomCode(room.id or 0, "other", NOW)))
            assert await uow.room_codes.of(room.id) == first == await uow.room_codes.opened_by("word")
            ended = first.withdrawn(NOW + DAY)
            await uow.room_codes.end(ended)
            await stale(uow, lambda: uow.room_codes.end(ended))
            assert await uow.room_codes.of(room.id) is None
            assert await uow.room_codes.opened_by("word") == ended
            assert await uow.room_codes.opened_by("other") is None
            second = await uow.room_codes.add(RoomCode(room.id or 0, "other", NOW))
            assert await uow.room_codes.of(room.id) == second

    await world.run(work)


async def test_a_room_keeps_what_was_told_and_every_check(world: World) -> None:
    mine = await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            owner = await reports(uow, mine)
            room = await room_in(uow, owner)
            await stale(uow, lambda: room_in(uow, owner))
            whole = await room_in(uow, owner, "")
            assert await uow.houses.rooms_of(room.house_id) == (room, whole)
            assert await uow.houses.labelled(room.house_id, HOME.room) == room
            assert await uow.houses.labelled(room.house_id, "9") is None
            assert (await uow.houses.room(room.id)).told == UNTOLD
            await uow.houses.save_room(room.retold(TOLD))
            assert (await uow.houses.room(room.id)) == room.retold(TOLD)
            await stale(uow, lambda: uow.houses.save_room(room.retold(TOLD)))
            assert await uow.houses.room(99) is None
            checks = [
                SheetCheck(room.id or 0, Sheet.TITLE_PROOF, True, 7, TODAY),
                SheetCheck(room.id or 0, Sheet.TITLE_PROOF, False, 8, TODAY, TODAY + DAY),
            ]
            for one in checks:
                await uow.houses.check(one)
            kept = await uow.houses.checks_of(room.id)
            assert [replace(one, id=None) for one in kept] == checks
            assert kept[0].id < kept[1].id
            assert await uow.houses.checks_of(whole.id) == ()

    await world.run(work)


async def test_a_room_is_lent_once_to_each_and_taken_back_once(world: World) -> None:
    mine, theirs = await world.account(), await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            owner, agent = await reports(uow, mine), await reports(uow, theirs, Role.AGENCY)
            room, other = await room_in(uow, owner), await room_in(uow, owner, "303")
            loan = await uow.houses.lend(Loan(room.id, agent.id, TODAY))
            await stale(uow, lambda: uow.houses.lend(Loan(room.id, agent.id, TODAY)))
            await uow.houses.lend(Loan(other.id, agent.id, TODAY))
            assert await uow.houses.loans_of(room.id) == (loan,)
            assert await uow.houses.lent_to(agent.id) == (room, other)
            await uow.houses.take_back(loan.taken_back(TODAY))
            await stale(uow, lambda: uow.houses.take_back(loan.taken_back(TODAY)))
            assert await uow.houses.loans_of(room.id) == ()
            assert await uow.houses.lent_to(agent.id) == (other,)
            await uow.houses.lend(Loan(room.id, agent.id, TODAY))

    await world.run(work)


async def a_report(uow: Any, by: Reporter, **more: Any) -> Tenancy:
    made: Tenancy = await uow.tenancies.add(tenancy(**{"id": None, "reporter_id": by.id, "place": Place(HOME)} | more))
    return made


async def test_a_reporter_has_one_open_report_a_document(world: World) -> None:
    mine, other = await world.account(), await world.account()
    same = IdentityDocument(DocumentKind.HMT_RESIDENCE_PERMIT, document().number)

    async def work(uow: Any) -> None:
        async with uow:
            by, second = await reports(uow, mine), await reports(uow, other)
            await uow.tenancies.lock(document(), same, document(2))
            first = await a_report(uow, by)
            assert first == await uow.tenancies.get(first.id) == await uow.tenancies.open_about(by.id, same)
            await stale(uow, lambda: a_report(uow, by, tenant=Tenant("甲", same)))
            theirs = await a_report(uow, second, place=Place(service_place="大关超市"))
            about = await uow.tenancies.told_of(same)
            assert [(one.tenancy, one.reporter) for one in about] == [(first, by), (theirs, second)]
            ended = first.moved_out(TODAY, TODAY)
            await uow.tenancies.save(ended)
            await stale(uow, lambda: uow.tenancies.save(ended))
            assert await uow.tenancies.open_about(by.id, document()) is None
            again = await a_report(uow, by)
            await uow.tenancies.save(again.taken_back())
            assert [one.tenancy for one in await uow.tenancies.told_of(document())] == [theirs]
            assert await uow.tenancies.of_account(mine) == (ended, again.taken_back())
            assert await uow.tenancies.told_of(document(9)) == ()
            assert await uow.tenancies.get(99) is None

    await world.run(work)


async def test_matching_is_noted_without_a_new_version(world: World) -> None:
    mine = await world.account()

    async def work(uow: Any) -> None:
        async with uow:
            by = await reports(uow, mine)
            first, second = await a_report(uow, by), await a_report(uow, by, tenant=Tenant("乙", document(2)))
            await uow.tenancies.settle({first.id: State.CONFIRMED, second.id: State.CONFLICTING})
            await uow.tenancies.settle({})
            assert await uow.tenancies.get(first.id) == replace(first, state=State.CONFIRMED)
            assert (await uow.tenancies.get(second.id)).state is State.CONFLICTING
            answered = replace(first, state=State.CONFIRMED).answered(agrees=True)
            await uow.tenancies.save(answered)
            assert await uow.tenancies.get(first.id) == answered

    await world.run(work)


async def test_what_is_asked_for_by_day_by_room_and_by_fruit(world: World) -> None:
    mine, other = await world.account(), await world.account()
    ends = date(2027, 11, 19)

    async def work(uow: Any) -> None:
        async with uow:
            by, agency, stranger = (
                await reports(uow, mine),
                await reports(uow, mine, Role.AGENCY),
                await reports(uow, other),
            )
            room, next_door = await room_in(uow, by), await room_in(uow, by, "303")
            first = await a_report(uow, by, place=Place(HOME, room.id))
            second = await a_report(uow, by, tenant=Tenant("乙", document(2)), place=Place(HOME, next_door.id))
            third = await a_report(uow, agency, term=replace(TERM, lease_to=None), agreed=False)
            gone = await a_report(uow, agency, tenant=Tenant("丁", document(4)), withdrawn=True)
            await a_report(uow, agency, tenant=Tenant("丙", document(3)), reported_on=TODAY - DAY, agreed=True)
            await a_report(uow, stranger)
            assert await uow.tenancies.open_of(by.id) == (first, second)
            assert await uow.tenancies.open_of(by.id, room.id) == (first,)
            assert [one.id for one in await uow.tenancies.leases_ending(mine, ends)][:2] == [first.id, second.id]
            assert await uow.tenancies.leases_ending(mine, ends + DAY) == ()
            assert await uow.tenancies.unanswered(mine, TODAY) == (first, second, third)
            assert await uow.tenancies.unanswered(mine, TODAY - DAY) == ()
            assert await uow.tenancies.fruitless(mine, TODAY - DAY) == 4
            assert await uow.tenancies.fruitless(mine, TODAY + DAY) == 0
            assert gone.withdrawn
            await uow.reporters.save(by.judged(Standing.BLOCKED))
            assert await uow.tenancies.unanswered(mine, TODAY) == (third,)
            assert {one.reporter_id for one in await uow.tenancies.leases_ending(mine, ends)} == {agency.id}

    await world.run(work)


async def test_a_registration_has_one_open_conflict(world: World) -> None:
    mine, other = await world.account(), await world.account()

    def case(account_id: int) -> Case:
        return Case(None, Kind.CONFLICT, 41, account_id, "拱墅区大关街道", NOW, NOW + timedelta(days=7))

    async def work(uow: Any) -> None:
        async with uow:
            assert await uow.cases.conflict_over(41) is None
            first = await uow.cases.add(case(mine))
            assert await uow.cases.conflict_over(41) == first
            await stale(uow, lambda: uow.cases.add(case(other)))
            await uow.cases.save(first.resolved(NOW))
            assert await uow.cases.conflict_over(41) is None
            assert (await uow.cases.add(case(other))).id != first.id

    await world.run(work)


async def test_the_first_tries_are_free_and_the_next_one_waits(world: World) -> None:
    async def work(uow: Any) -> None:
        async with uow:
            waits = [await uow.attempts.take("report:7", NOW) for _ in range(7)]
            assert waits[:5] == [timedelta()] * 5
            assert waits[5:] == [timedelta(seconds=30)] * 2
            assert await uow.attempts.take("report:8", NOW) == timedelta()
            assert await uow.attempts.take("report:7", NOW + timedelta(seconds=30)) == timedelta()
            assert await uow.attempts.take("report:7", NOW + timedelta(seconds=30)) == timedelta(seconds=60)

    await world.run(work)
