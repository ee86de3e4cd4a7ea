"""Codes of rooms: who makes and withdraws them, and what they tell to whom (T-32)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import NoSuchRoom
from domain.reporters import Role, State
from domain.usecases.letting import lend_rooms
from domain.usecases.roomcodes import Behind, Ended, TooFast, make_code, room_behind, withdraw_code
from tests.unit.domain.letting import AGENT, LANDLORD, reports, room_of
from tests.unit.domain.making import NOW, TODAY
from tests.unit.domain.memory import MemoryUnitOfWork

STRANGER = 77


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def test_a_code_leads_a_stranger_to_the_room(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    await make_code(LANDLORD, room.id or 0, "a", uow, NOW)

    found = await room_behind(STRANGER, "a", uow, NOW)

    assert isinstance(found, Behind)
    assert (found.room, found.house, found.landlord.name, found.is_his) == (room, house, "张建国", False)


async def test_a_second_label_shows_the_same_code(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    made = await make_code(LANDLORD, room.id or 0, "a", uow, NOW)

    assert await make_code(LANDLORD, room.id or 0, "b", uow, NOW) == made


async def test_a_withdrawn_code_has_ended_and_the_next_one_opens(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    await make_code(LANDLORD, room.id or 0, "a", uow, NOW)

    ended = await withdraw_code(LANDLORD, room.id or 0, uow, NOW)
    await make_code(LANDLORD, room.id or 0, "b", uow, NOW)

    assert ended
    assert ended.ended_at == NOW
    assert await room_behind(STRANGER, "a", uow, NOW) == Ended()
    assert isinstance(await room_behind(STRANGER, "b", uow, NOW), Behind)


async def test_where_no_code_is_none_is_withdrawn(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)

    assert await withdraw_code(LANDLORD, room.id or 0, uow, NOW) is None


async def test_nobody_else_makes_or_withdraws_a_code(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    await reports(uow, STRANGER)

    with pytest.raises(NoSuchRoom):
        await make_code(STRANGER, room.id or 0, "a", uow, NOW)
    with pytest.raises(NoSuchRoom):
        await withdraw_code(STRANGER, room.id or 0, uow, NOW)


async def test_an_agent_makes_the_code_of_a_room_in_his_care(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    agent = await reports(uow, AGENT, Role.AGENCY)
    await lend_rooms(LANDLORD, [room.id or 0], agent.id or 0, uow, TODAY)

    assert (await make_code(AGENT, room.id or 0, "a", uow, NOW)).room_id == room.id


async def test_guessing_is_slowed_also_for_a_code_that_is_right(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    await make_code(LANDLORD, room.id or 0, "a", uow, NOW)

    guesses = [await room_behind(STRANGER, f"guess{one}", uow, NOW) for one in range(5)]

    assert guesses == [None] * 5
    assert isinstance(await room_behind(STRANGER, "a", uow, NOW), TooFast)


async def test_a_landlord_scans_all_his_labels(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    await make_code(LANDLORD, room.id or 0, "a", uow, NOW)

    scans = [await room_behind(LANDLORD, "a", uow, NOW) for _ in range(30)]

    assert all(isinstance(one, Behind) and one.is_his for one in scans)


async def test_the_code_of_a_blocked_landlord_is_as_good_as_ended(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    await make_code(LANDLORD, room.id or 0, "a", uow, NOW)
    known = uow.rows.reporters[house.reporter_id]
    uow.rows.reporters[house.reporter_id] = replace(known, state=State.BLOCKED)

    assert await room_behind(STRANGER, "a", uow, NOW) == Ended()
