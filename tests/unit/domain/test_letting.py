"""Houses and rooms: whose they are, to whom they are lent, and what staff found of them (R7.1, R7.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.audit import Act
from domain.departments import Land
from domain.errors import (
    NoSuchHouse,
    NoSuchReport,
    NoSuchReporter,
    NoSuchRoom,
    NotAllowed,
    NotAnAgent,
    OutsideUrbanDistricts,
    OwnCase,
)
from domain.houses import HouseFacts, Title
from domain.lending import Access, Loan, access
from domain.passports import Sheet
from domain.reporters import Reporter, Role, State
from domain.rooms import Room
from domain.staff import Role as StaffRole
from domain.tenancies import Seen
from domain.tenancies import State as Standing
from domain.usecases.letting import (
    check_sheet,
    find_house,
    lend_rooms,
    register_house,
    room_for,
    rooms_of,
    take_rooms_back,
    tell_room,
)
from domain.usecases.reporters import block_reporter
from domain.usecases.reporting import moved_out, reports_of
from tests.unit.domain.letting import AGENT, HOUSE, LANDLORD, reported, reporter, reports, room_of
from tests.unit.domain.making import NOW, TODAY, at_the_desk
from tests.unit.domain.memory import MemoryUnitOfWork

OTHER = 21
"""Another landlord's account."""
FOUND = HouseFacts(Title.OWNERSHIP, commodity=True, land=Land.STATE)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def agent(uow: MemoryUnitOfWork, account_id: int = AGENT, role: Role = Role.AGENCY) -> Reporter:
    return await reports(uow, account_id, role)


async def test_a_house_in_another_spelling_is_the_same_house(uow: MemoryUnitOfWork) -> None:
    house, _ = await room_of(uow)
    spelled = replace(HOUSE, building="湖墅南路12号3号楼")

    assert await register_house(LANDLORD, spelled, HouseFacts(), uow, NOW) == house
    told = await register_house(LANDLORD, spelled, FOUND, uow, NOW)

    assert (told.id, told.told, told.version) == (house.id, FOUND, 2)


async def test_two_landlords_at_one_address_do_not_learn_of_each_other(uow: MemoryUnitOfWork) -> None:
    first, _ = await room_of(uow)
    second, room = await room_of(uow, OTHER)

    assert (second.id, second.version, room.id) == (2, 1, 2)
    assert first.reporter_id != second.reporter_id


async def test_a_house_outside_the_urban_districts_is_refused(uow: MemoryUnitOfWork) -> None:
    await reports(uow)

    with pytest.raises(OutsideUrbanDistricts):
        await register_house(LANDLORD, replace(HOUSE, district="桐庐县"), HouseFacts(), uow, NOW)


async def test_a_self_check_told_again_changes_nothing_and_told_anew_is_kept(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    told = Room(area=Decimal("9.5"))

    assert await tell_room(LANDLORD, house.id or 0, room.label, room.told, uow) == room
    again = await tell_room(LANDLORD, house.id or 0, room.label, told, uow)

    assert (again.id, again.told, again.version) == (room.id, told, 2)


async def test_nobody_adds_a_room_to_anothers_house(uow: MemoryUnitOfWork) -> None:
    house, _ = await room_of(uow)
    await reports(uow, OTHER)

    for number in (house.id or 0, 99):
        with pytest.raises(NoSuchHouse):
            await tell_room(OTHER, number, "9", Room(), uow)


LENT = Loan(7, 2, TODAY)


@pytest.mark.parametrize(
    ("who", "loans", "stands"),
    [
        pytest.param(reporter(id=1), (), Access.OWNER, id="owner"),
        pytest.param(reporter(id=1), (LENT,), Access.OWNER, id="owner while it is lent"),
        pytest.param(reporter(id=1, state=State.BLOCKED), (), None, id="blocked owner"),
        pytest.param(reporter(id=2), (), None, id="another landlord"),
        pytest.param(reporter(Role.AGENCY, id=2), (LENT,), Access.AGENT, id="agency"),
        pytest.param(reporter(Role.MANAGER, id=2), (LENT,), Access.AGENT, id="property manager"),
        pytest.param(reporter(Role.AGENCY, id=2), (), None, id="agency without a loan"),
        pytest.param(reporter(Role.AGENCY, id=2), (replace(LENT, room_id=8),), None, id="another room"),
        pytest.param(reporter(Role.AGENCY, id=3), (LENT,), None, id="another agency"),
        pytest.param(reporter(Role.AGENCY, id=2), (LENT.taken_back(TODAY),), None, id="taken back"),
        pytest.param(reporter(Role.EMPLOYER, id=2), (LENT,), None, id="no agent"),
        pytest.param(reporter(Role.AGENCY, id=2, state=State.BLOCKED), (LENT,), None, id="blocked agency"),
    ],
)
def test_who_stands_how_to_a_room(who: Reporter, loans: tuple[Loan, ...], stands: Access | None) -> None:
    assert access(who, 1, loans, 7) is stands


async def test_an_agent_sees_what_was_lent_and_nothing_else(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    await tell_room(LANDLORD, house.id or 0, "303", Room(), uow)
    by = await agent(uow)

    assert await rooms_of(AGENT, uow, TODAY) == ()
    assert await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY) == (room,)
    await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY)

    (seen,) = await rooms_of(AGENT, uow, TODAY)
    assert (seen.room, seen.house, seen.access) == (room, house, Access.AGENT)
    assert [one.room.label for one in await rooms_of(LANDLORD, uow, TODAY)] == [room.label, "303"]
    assert len(uow.rows.loans) == 1


async def test_what_is_taken_back_is_gone_at_once_with_what_the_agent_said_of_it(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    by = await agent(uow)
    await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY)
    done = await reported(uow, room.id, AGENT, role=Role.AGENCY)
    assert done.view.seen is Seen.REPORTED

    await take_rooms_back(LANDLORD, [room.id or 0], uow, NOW)

    assert await rooms_of(AGENT, uow, TODAY) == ()
    assert await reports_of(AGENT, uow) == ()
    assert uow.rows.tenancies[1].state is Standing.WITHDRAWN
    assert not await uow.promises.waiting(AGENT)
    for act in (
        lambda: moved_out(AGENT, done.view.id, TODAY, uow, NOW),
        lambda: reported(uow, room.id, AGENT, role=Role.AGENCY),
    ):
        with pytest.raises((NoSuchReport, NoSuchRoom)):
            await act()


async def test_the_landlords_own_reports_outlive_the_loan(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    by = await agent(uow)
    await reported(uow, room.id)
    await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY)
    await take_rooms_back(LANDLORD, [room.id or 0], uow, NOW)

    assert [one.seen for one in await reports_of(LANDLORD, uow)] == [Seen.REPORTED]


async def test_rooms_are_lent_by_their_landlord_to_an_agent_alone(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    other, by = await reports(uow, OTHER), await agent(uow)
    number = room.id or 0

    with pytest.raises(NotAnAgent):
        await lend_rooms(LANDLORD, [number], other.id or 0, uow, TODAY)
    with pytest.raises(NoSuchReporter):
        await lend_rooms(LANDLORD, [number], 99, uow, TODAY)
    for account_id, which in ((OTHER, number), (LANDLORD, 99)):
        with pytest.raises(NoSuchRoom):
            await lend_rooms(account_id, [which], by.id or 0, uow, TODAY)
    with pytest.raises(NoSuchRoom):
        await take_rooms_back(OTHER, [number], uow, NOW)


async def test_nothing_is_lent_to_who_is_blocked_or_by_an_agent(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    desk, by = await at_the_desk(uow), await agent(uow)
    second = await agent(uow, 31, Role.MANAGER)
    await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY)
    await reports(uow, AGENT)

    with pytest.raises(NoSuchRoom):
        await lend_rooms(AGENT, [room.id or 0], second.id or 0, uow, TODAY)
    await block_reporter(desk, second.id or 0, "", uow, NOW)
    with pytest.raises(NotAnAgent):
        await lend_rooms(LANDLORD, [room.id or 0], second.id or 0, uow, TODAY)
    await block_reporter(desk, by.id or 0, "", uow, NOW)
    assert await rooms_of(AGENT, uow, TODAY) == ()
    with pytest.raises(NoSuchRoom):
        await room_for(uow.rows.reporters[by.id or 0], room.id or 0, uow)


async def test_staff_check_a_sheet_for_many_rooms_and_it_is_written_down(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    other = await tell_room(LANDLORD, house.id or 0, "303", Room(), uow)
    by = await at_the_desk(uow)

    await find_house(by, house.id or 0, FOUND, uow, NOW)
    rooms = [room.id or 0, other.id or 0]
    await check_sheet(by, rooms, Sheet.TITLE_PROOF, uow, NOW, passes=True, ends_on=date(2027, 1, 1))

    for seen in await rooms_of(LANDLORD, uow, TODAY):
        assert seen.part.ready == (Sheet.TITLE_PROOF,)
        assert set(seen.part.missing) == set(Sheet) - {Sheet.TITLE_PROOF}
    told = [(one.act, one.account_id, one.why) for one in uow.rows.trail.values()]
    assert told == [
        (Act.CHECKED, LANDLORD, "house"),
        (Act.CHECKED, LANDLORD, "title_proof"),
        (Act.CHECKED, LANDLORD, "title_proof"),
    ]


async def test_nobody_checks_beyond_his_right_his_area_or_his_own_house(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    grid = await at_the_desk(uow, 101, role=StaffRole.GRID)
    elsewhere = await at_the_desk(uow, 102, area="西湖区")
    himself = await at_the_desk(uow, LANDLORD)

    for by, unknown, refusal in (
        (grid, NotAllowed, NotAllowed),
        (elsewhere, NoSuchHouse, NoSuchRoom),
        (himself, OwnCase, OwnCase),
    ):
        with pytest.raises(unknown):
            await find_house(by, house.id or 0, FOUND, uow, NOW)
        with pytest.raises(refusal):
            await check_sheet(by, [room.id or 0], Sheet.TITLE_PROOF, uow, NOW, passes=True)
    with pytest.raises(NoSuchHouse):
        await find_house(himself, 99, FOUND, uow, NOW)
    with pytest.raises(NoSuchRoom):
        await check_sheet(himself, [99], Sheet.TITLE_PROOF, uow, NOW, passes=True)
    assert not uow.rows.checks
