"""Becoming a reporter, and the desk's judgement of one (R1.8): each act asked for its right and written down."""

from __future__ import annotations

import pytest

from domain.audit import Act
from domain.errors import NoCreditCode, NoSuchReporter, NotAllowed, OwnCase, ReporterBlocked
from domain.reporters import Role, State
from domain.staff import Role as StaffRole
from domain.tenancies import State as Standing
from domain.usecases.registering import register_residence
from domain.usecases.reporters import acting, become_reporter, block_reporter, confirm_reporter
from tests.unit.domain.letting import LANDLORD, becoming, reported, reports, room_of
from tests.unit.domain.making import NOW, at_the_desk, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def test_one_account_may_be_migrant_landlord_and_agency(uow: MemoryUnitOfWork) -> None:
    await register_residence(order(LANDLORD), uow, fresh(), NOW)
    landlord, agency = await reports(uow), await reports(uow, role=Role.AGENCY)

    assert await uow.reporters.roles_of(LANDLORD) == (landlord, agency)
    assert await uow.people.of_account(LANDLORD)


async def test_told_again_it_is_the_same_and_a_correction_is_the_next_version(uow: MemoryUnitOfWork) -> None:
    first = await reports(uow)

    assert await reports(uow) == first
    assert (await reports(uow, phone="+8613900000000")).version == 2
    assert len(uow.rows.reporters) == 1


async def test_an_organisation_without_a_code_is_refused(uow: MemoryUnitOfWork) -> None:
    with pytest.raises(NoCreditCode):
        await become_reporter(becoming(role=Role.EMPLOYER, credit_code=None), uow, NOW)

    assert not uow.rows.reporters


async def test_the_desk_confirms_and_blocks_and_writes_it_down(uow: MemoryUnitOfWork) -> None:
    by, made = await at_the_desk(uow), await reports(uow)
    number = made.id or 0

    await confirm_reporter(by, number, uow, NOW)
    again = await confirm_reporter(by, number, uow, NOW)
    blocked = await block_reporter(by, number, "冒名", uow, NOW)

    assert (again.state, blocked.state) == (State.CONFIRMED, State.BLOCKED)
    told = [(one.act, one.account_id, one.why) for one in uow.rows.trail.values()]
    assert told == [(Act.CONFIRMED_REPORTER, LANDLORD, ""), (Act.BLOCKED_REPORTER, LANDLORD, "冒名")]
    with pytest.raises(ReporterBlocked):
        await acting(LANDLORD, Role.LANDLORD, uow)
    await confirm_reporter(by, number, uow, NOW)
    assert (await acting(LANDLORD, Role.LANDLORD, uow)).state is State.CONFIRMED


async def test_who_has_not_taken_the_role_does_not_act_in_it(uow: MemoryUnitOfWork) -> None:
    await reports(uow)

    with pytest.raises(NoSuchReporter):
        await acting(LANDLORD, Role.EMPLOYER, uow)


async def test_nobody_judges_beyond_his_right_his_area_or_himself(uow: MemoryUnitOfWork) -> None:
    made = await reports(uow)
    grid = await at_the_desk(uow, 101, role=StaffRole.GRID)
    elsewhere = await at_the_desk(uow, 102, area="西湖区")
    himself = await at_the_desk(uow, LANDLORD)

    for by, refusal in ((grid, NotAllowed), (elsewhere, NoSuchReporter), (himself, OwnCase)):
        with pytest.raises(refusal):
            await confirm_reporter(by, made.id or 0, uow, NOW)
    with pytest.raises(NoSuchReporter):
        await confirm_reporter(himself, 99, uow, NOW)
    assert not uow.rows.trail


async def test_what_a_blocked_reporter_has_reported_does_not_count_until_he_is_confirmed(
    uow: MemoryUnitOfWork,
) -> None:
    by = await at_the_desk(uow)
    await room_of(uow)
    await reported(uow)
    await register_residence(order(), uow, fresh(), NOW)

    async def standing() -> Standing:
        return uow.rows.tenancies[1].state

    assert await standing() is Standing.CONFIRMED
    await block_reporter(by, 1, "", uow, NOW)
    assert await standing() is Standing.SET_ASIDE
    await confirm_reporter(by, 1, uow, NOW)
    assert await standing() is Standing.CONFIRMED
