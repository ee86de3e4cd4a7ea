"""Houses and rooms (R7.1): registered by their landlord, checked by staff (R7.4), lent to an agent and taken back.

Who may see a room and report for it is asked of `lending.access` alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from domain.audit import Act, Trace
from domain.errors import NoSuchHouse, NoSuchReporter, NoSuchRoom, OutsideUrbanDistricts, OwnCase
from domain.houses import Found, House, HouseFacts, LetRoom
from domain.lending import Access, Loan, access, lend
from domain.passports import HomePart, Sheet, SheetCheck, home_part
from domain.places import Address, is_urban
from domain.ports import UnitOfWork
from domain.reporters import Reporter, Role
from domain.rooms import Room
from domain.staff import Right, Staff
from domain.tenancies import Tenancy
from domain.usecases import expecting
from domain.usecases.guarding import is_own
from domain.usecases.matching import rematch
from domain.usecases.reporters import acting


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as its landlord or his agent sees it: where it is and how its papers stand."""

    room: LetRoom
    house: House
    access: Access
    part: HomePart


async def register_house(account_id: int, address: Address, told: HouseFacts, uow: UnitOfWork, now: datetime) -> House:
    """Register a house by its building, or correct what was told of the one at this address."""
    if not is_urban(address.district, now.date()):
        raise OutsideUrbanDistricts
    async with uow:
        owner = await acting(account_id, Role.LANDLORD, uow)
        known = await uow.houses.at(owner.id or 0, address)
        if known is None:
            house = await uow.houses.add(House(None, owner.id or 0, address, told))
        elif known.told == told:
            return known
        else:
            house = known.retold(told)
            await uow.houses.save(house)
        await uow.commit()
    return house


async def tell_room(account_id: int, house_id: int, label: str, told: Room, uow: UnitOfWork) -> LetRoom:
    """Add a room to a house of one's own, or tell its self-check anew. NoSuchHouse for anybody else's."""
    async with uow:
        owner = await acting(account_id, Role.LANDLORD, uow)
        house = await uow.houses.get(house_id)
        if house is None or house.reporter_id != owner.id:
            raise NoSuchHouse
        known = await uow.houses.labelled(house_id, label)
        if known is None:
            room = await uow.houses.add_room(LetRoom(None, house_id, label, told))
        elif known.told == told:
            return known
        else:
            room = known.retold(told)
            await uow.houses.save_room(room)
        await uow.commit()
    return room


async def room_for(reporter: Reporter, room_id: int, uow: UnitOfWork) -> tuple[LetRoom, House, Access]:
    """A room with its house, for who lets it or looks after it; to everybody else there is none (NoSuchRoom)."""
    room, house = await _placed(room_id, uow)
    loans = () if house.reporter_id == reporter.id else await uow.houses.loans_of(room_id)
    stands = access(reporter, house.reporter_id, loans, room_id)
    if stands is None:
        raise NoSuchRoom
    return room, house, stands


async def rooms_of(account_id: int, uow: UnitOfWork, today: date) -> tuple[RoomView, ...]:
    """All rooms that an account lets or looks after, with how their papers stand."""
    found = []
    async with uow:
        for reporter in await uow.reporters.roles_of(account_id):
            for room, house, loans in await _theirs(reporter, uow):
                if stands := access(reporter, house.reporter_id, loans, room.id or 0):
                    checks = await uow.houses.checks_of(room.id or 0)
                    found.append(RoomView(room, house, stands, home_part(house, checks, today)))
    return tuple(found)


async def _theirs(reporter: Reporter, uow: UnitOfWork) -> list[tuple[LetRoom, House, tuple[Loan, ...]]]:
    """What may be a reporter's: the rooms of his houses, and those that were lent to him with their loans."""
    houses = await uow.houses.of(reporter.id or 0)
    own = [(room, house, ()) for house in houses for room in await uow.houses.rooms_of(house.id or 0)]
    lent = [
        (*await _placed(room.id or 0, uow), await uow.houses.loans_of(room.id or 0))
        for room in await uow.houses.lent_to(reporter.id or 0)
    ]
    return [*own, *lent]


async def lend_rooms(
    account_id: int, room_ids: Collection[int], agent_id: int, uow: UnitOfWork, today: date
) -> tuple[LetRoom, ...]:
    """Lend rooms of one's own to an agent; those that he has already stay with him. NotAnAgent for another kind of
    reporter, NoSuchReporter where there is none."""
    async with uow:
        owner, agent = await acting(account_id, Role.LANDLORD, uow), await uow.reporters.get(agent_id)
        if agent is None:
            raise NoSuchReporter
        lent = []
        for room_id in room_ids:
            (room, _, _), loan = await room_for(owner, room_id, uow), lend(room_id, agent, today)
            if agent_id not in [one.reporter_id for one in await uow.houses.loans_of(room_id)]:
                await uow.houses.lend(loan)
            lent.append(room)
        await uow.commit()
    return tuple(lent)


async def take_rooms_back(
    account_id: int, room_ids: Collection[int], uow: UnitOfWork, now: datetime
) -> tuple[LetRoom, ...]:
    """Take rooms back from whoever looks after them: from this moment he sees them no more, and what he reported of
    them is withdrawn, for he spoke for the landlord."""
    async with uow:
        owner = await acting(account_id, Role.LANDLORD, uow)
        taken = [(await room_for(owner, one, uow))[0] for one in room_ids]
        loans = [loan for one in room_ids for loan in await uow.houses.loans_of(one)]
        told = [one for loan in loans for one in await uow.tenancies.open_of(loan.reporter_id, loan.room_id)]
        await uow.tenancies.lock(*(one.tenant.document for one in told))
        for loan in loans:
            await uow.houses.take_back(loan.taken_back(now.date()))
        await _fall_silent(told, uow, now)
        await uow.commit()
    return tuple(taken)


async def _fall_silent(reports: Collection[Tenancy], uow: UnitOfWork, now: datetime) -> None:
    for report in reports:
        await uow.tenancies.save(report.taken_back())
        await rematch(report.tenant.document, uow, now)
        agent = await uow.reporters.get(report.reporter_id)
        await expecting.follow(report.taken_back(), report, agent.account_id if agent else 0, uow, now)


async def find_house(by: Staff, house_id: int, facts: HouseFacts, uow: UnitOfWork, now: datetime) -> House:
    """Put down what staff found of a house; NoSuchHouse also where it is another area's."""
    by.must(Right.DECIDE)
    async with uow:
        house = await uow.houses.get(house_id)
        if house is None or not by.covers(house.address.area):
            raise NoSuchHouse
        await _write_down(by, house, "house", uow, now)
        found = house.looked_into(Found(facts, by.id or 0, now.date()))
        await uow.houses.save(found)
        await uow.commit()
    return found


async def check_sheet(
    by: Staff,
    room_ids: Collection[int],
    sheet: Sheet,
    uow: UnitOfWork,
    now: datetime,
    *,
    passes: bool,
    ends_on: date | None = None,
) -> None:
    """Put down what staff found of one sheet, for as many rooms as it is good for; `ends_on` is its last day.
    NoSuchRoom also where one is another area's."""
    by.must(Right.DECIDE)
    async with uow:
        for room_id in room_ids:
            _, house = await _placed(room_id, uow)
            if not by.covers(house.address.area):
                raise NoSuchRoom
            await _write_down(by, house, sheet, uow, now)
            await uow.houses.check(SheetCheck(room_id, sheet, passes, by.id or 0, now.date(), ends_on))
        await uow.commit()


async def _placed(room_id: int, uow: UnitOfWork) -> tuple[LetRoom, House]:
    room = await uow.houses.room(room_id)
    house = await uow.houses.get(room.house_id) if room else None
    if room is None or house is None:
        raise NoSuchRoom
    return room, house


async def _write_down(by: Staff, house: House, what: str, uow: UnitOfWork, now: datetime) -> None:
    """A line of the trail, which the landlord can read; OwnCase where he is the landlord himself."""
    owner = await uow.reporters.get(house.reporter_id)
    account_id = owner.account_id if owner else 0
    if await is_own(by.account_id, account_id, uow):
        raise OwnCase
    await uow.audit.add(Trace(Act.CHECKED, now, by.id, account_id=account_id, why=what))
