"""What a voucher's id and its typed code tell."""

from __future__ import annotations

from datetime import date

import pytest

from domain.usecases.registering import Registered, register_residence, replace_voucher, report_departure
from domain.usecases.vouching import Answered, look_up_code, voucher_state
from domain.vouchers import VoucherState, public_view
from tests.unit.domain.making import NOW, TODAY, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

AFTER = date(2027, 11, 24)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


@pytest.fixture
async def done(uow: MemoryUnitOfWork) -> Registered:
    outcome = await register_residence(order(), uow, fresh(), NOW)
    assert isinstance(outcome, Registered)
    return outcome


async def test_an_id_tells_its_state(uow: MemoryUnitOfWork, done: Registered) -> None:
    assert await voucher_state(done.voucher.id, uow, TODAY) is VoucherState.VALID
    assert await voucher_state(done.voucher.id, uow, AFTER) is VoucherState.EXPIRED
    assert await voucher_state(bytes(16), uow, TODAY) is VoucherState.UNKNOWN


@pytest.mark.parametrize(("day", "state"), [(TODAY, VoucherState.VALID), (AFTER, VoucherState.EXPIRED)])
async def test_a_code_in_use_shows_the_masked_content(
    uow: MemoryUnitOfWork, done: Registered, day: date, state: VoucherState
) -> None:
    found = await look_up_code(done.voucher.code, uow, day)

    assert found == Answered(state, public_view(done.person, done.registration), done.voucher)


async def test_an_unknown_code_shows_nothing(uow: MemoryUnitOfWork, done: Registered) -> None:
    assert await look_up_code("999999999", uow, TODAY) == Answered(VoucherState.UNKNOWN)


async def test_a_closed_voucher_tells_its_state_alone(uow: MemoryUnitOfWork, done: Registered) -> None:
    after = await replace_voucher(1, uow, fresh(), NOW, lost=True)
    assert await look_up_code(done.voucher.code, uow, TODAY) == Answered(VoucherState.REVOKED)

    await report_departure(1, TODAY, uow, NOW)
    assert await look_up_code(after.voucher.code, uow, TODAY) == Answered(VoucherState.ENDED)


async def test_looking_commits_nothing(uow: MemoryUnitOfWork, done: Registered) -> None:
    await look_up_code(done.voucher.code, uow, TODAY)
    await voucher_state(done.voucher.id, uow, TODAY)

    assert uow.commits == 1
