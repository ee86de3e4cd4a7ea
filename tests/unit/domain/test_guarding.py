"""Guardians speak for children and for nobody else (R2.5; 二(一)3)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import GuardianNeeded, OfAge
from domain.usecases.guarding import acts_for, enrols, guardian_behind, speaks
from domain.wards import is_minor, of_age_on
from tests.unit.domain.applied import ME, resident
from tests.unit.domain.making import TODAY
from tests.unit.domain.memory import MemoryUnitOfWork

CHILD, STRANGER = 7, 8
ALMOST, SIXTEEN = date(2010, 11, 24), date(2010, 11, 23)
"""Birthdays of somebody who will be 16 tomorrow, and of somebody who is 16 today."""


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    uow = MemoryUnitOfWork()
    uow.rows.guardians[CHILD] = ME
    return uow


@pytest.mark.parametrize(
    ("born", "of_age"),
    [
        pytest.param(ALMOST, date(2026, 11, 24), id="the birthday"),
        pytest.param(date(2012, 2, 29), date(2028, 2, 29), id="29 February in a leap year"),
        pytest.param(date(2016, 2, 29), date(2032, 2, 29), id="another leap year"),
    ],
)
def test_of_age_on_the_sixteenth_birthday(born: date, of_age: date) -> None:
    assert of_age_on(born, TODAY) == of_age
    assert not is_minor(born, of_age)


def test_a_minor_until_the_day_before() -> None:
    assert is_minor(ALMOST, TODAY)
    assert not is_minor(SIXTEEN, TODAY)


async def test_a_guardian_speaks_for_his_child(uow: MemoryUnitOfWork) -> None:
    await speaks(CHILD, ALMOST, uow, TODAY)
    await enrols(CHILD, ALMOST, uow, TODAY)


async def test_a_guardian_does_not_speak_for_whoever_is_of_age(uow: MemoryUnitOfWork) -> None:
    with pytest.raises(OfAge):
        await speaks(CHILD, SIXTEEN, uow, TODAY)
    with pytest.raises(OfAge):
        await enrols(CHILD, SIXTEEN, uow, TODAY)


async def test_a_child_registers_alone_but_does_not_apply_alone(uow: MemoryUnitOfWork) -> None:
    await enrols(STRANGER, ALMOST, uow, TODAY)
    with pytest.raises(GuardianNeeded):
        await speaks(STRANGER, ALMOST, uow, TODAY)


@pytest.mark.parametrize("account", [CHILD, STRANGER])
async def test_nobody_is_refused_for_a_birthday_that_is_not_known(uow: MemoryUnitOfWork, account: int) -> None:
    await speaks(account, None, uow, TODAY)
    await enrols(account, None, uow, TODAY)


async def test_somebody_of_age_speaks_for_himself(uow: MemoryUnitOfWork) -> None:
    await speaks(STRANGER, SIXTEEN, uow, TODAY)
    await enrols(STRANGER, SIXTEEN, uow, TODAY)


async def test_who_is_behind_an_account(uow: MemoryUnitOfWork) -> None:
    assert await guardian_behind(CHILD, uow) is None
    await resident(uow)
    guardian = await guardian_behind(CHILD, uow)

    assert guardian == await uow.people.of_account(ME)
    assert await guardian_behind(ME, uow) is None


async def test_a_guardian_acts_for_his_child_and_for_himself(uow: MemoryUnitOfWork) -> None:
    assert await acts_for(ME, [CHILD], uow)
    assert await acts_for(ME, [ME], uow)
    assert not await acts_for(ME, [STRANGER], uow)
    assert not await acts_for(STRANGER, [CHILD], uow)
    assert not await acts_for(ME, [], uow)
