"""Codes of rooms: made and withdrawn by who lets the room or looks after it, and followed by who scans them (T-32)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import NoSuchRoom
from domain.houses import House, LetRoom
from domain.ports import UnitOfWork
from domain.reporters import Reporter, State
from domain.roomcodes import RoomCode
from domain.usecases.letting import room_for


@dataclass(frozen=True, slots=True)
class Behind:
    """The room to which a code leads. `is_his` for who lets it or looks after it; a tenant may be told where the room
    is and the landlord's name, and never his phone."""

    room: LetRoom
    house: House
    landlord: Reporter
    is_his: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """A code that opened a room once and opens none now."""


@dataclass(frozen=True, slots=True)
class TooFast:
    """This account has tried too many codes; it may try again after `wait`."""

    wait: timedelta


async def make_code(account_id: int, room_id: int, token: str, uow: UnitOfWork, now: datetime) -> RoomCode:
    """The code of a room, made with `token` if it has none: a second label shows the same. NoSuchRoom for who neither
    lets it nor looks after it."""
    async with uow:
        if not await _is_his(account_id, room_id, uow):
            raise NoSuchRoom
        known = await uow.room_codes.of(room_id)
        if known is not None:
            return known
        made = await uow.room_codes.add(RoomCode(room_id, token, now))
        await uow.commit()
    return made


async def withdraw_code(account_id: int, room_id: int, uow: UnitOfWork, now: datetime) -> RoomCode | None:
    """End the code of a room, so that its labels open nothing; None if it has none. NoSuchRoom as in `make_code`."""
    async with uow:
        if not await _is_his(account_id, room_id, uow):
            raise NoSuchRoom
        known = await uow.room_codes.of(room_id)
        if known is None:
            return None
        ended = known.withdrawn(now)
        await uow.room_codes.end(ended)
        await uow.commit()
    return ended


async def room_behind(account_id: int, token: str, uow: UnitOfWork, now: datetime) -> Behind | Ended | TooFast | None:
    """Where a scanned code leads; None if it never was one. Whose room it is scans as often as he likes, everybody
    else's scans are counted. The code of a blocked landlord is as good as ended."""
    async with uow:
        code = await uow.room_codes.opened_by(token)
        is_his = code is not None and await _is_his(account_id, code.room_id, uow)
        wait = timedelta() if is_his else await uow.attempts.take(f"room_code:{account_id}", now)
        found = TooFast(wait) if wait else await _behind(code, is_his, uow)
        await uow.commit()
    return found


async def _behind(code: RoomCode | None, is_his: bool, uow: UnitOfWork) -> Behind | Ended | None:
    if code is None:
        return None
    room = await uow.houses.room(code.room_id)
    house = await uow.houses.get(room.house_id) if room else None
    landlord = await uow.reporters.get(house.reporter_id) if house else None
    if code.ended_at or room is None or house is None or landlord is None or landlord.state is State.BLOCKED:
        return Ended()
    return Behind(room, house, landlord, is_his)


async def _is_his(account_id: int, room_id: int, uow: UnitOfWork) -> bool:
    for reporter in await uow.reporters.roles_of(account_id):
        try:
            await room_for(reporter, room_id, uow)
        except NoSuchRoom:
            continue
        return True
    return False
