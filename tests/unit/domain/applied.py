"""In memory: somebody who lives here and applies, the officer of his area, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from domain.applications import Stage
from domain.cards import Permit
from domain.cases import Case
from domain.facts import Facts
from domain.filings import FORM, Filing, Page
from domain.staff import Staff
from domain.usecases import applying, deciding, desk
from domain.usecases.registering import Registered, register_residence
from domain.ways import Way
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import HOME, NOW, SHANGHAI, TODAY, at_the_desk, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

ME, STRANGER = 1, 7
"""Accounts."""
AREA, TOLD = HOME.area, facts(TENANT)
PROMISED = NOW + timedelta(days=3)


def closes(day: date) -> datetime:
    """When the desk closes on a day."""
    return datetime.combine(day, time(17), SHANGHAI)


@contextmanager
def refused(error: type[Exception], uow: MemoryUnitOfWork) -> Iterator[None]:
    """What is done inside ends in this error and leaves nothing behind."""
    before = uow.rows.copy()
    with pytest.raises(error):
        yield
    assert uow.rows == before


async def officer(uow: MemoryUnitOfWork, account_id: int = 101, **more: Any) -> Staff:
    """Somebody who works at the desk of the applicant's area."""
    return await at_the_desk(uow, account_id, **({"area": AREA} | more))


async def resident(uow: MemoryUnitOfWork, account_id: int = ME, **more: Any) -> Registered:
    """Somebody registered today."""
    done = await register_residence(order(account_id, **more), uow, fresh(), NOW)
    assert isinstance(done, Registered)
    return done


async def begun(uow: MemoryUnitOfWork, way: Way = Way.HOUSING, account_id: int = ME) -> Filing:
    return await applying.begin(account_id, way, TOLD, uow, TODAY)


async def hand_in(uow: MemoryUnitOfWork, *materials: str) -> None:
    """A page of each paper, the file named after it."""
    for material in materials:
        await applying.hand_in(ME, Page(material, material), uow)


async def submit(uow: MemoryUnitOfWork, told: Facts = TOLD, account_id: int = ME) -> tuple[Filing, Case]:
    return await applying.submit(account_id, told, AREA, PROMISED, uow, NOW)


async def applied(uow: MemoryUnitOfWork, by: Staff, without: str = "", told: Facts = TOLD) -> int:
    """An application before the desk, taken by the officer; its case's number."""
    await resident(uow)
    filing = await begun(uow)
    owed = [one.id for one in replace(filing, facts=told).required(TODAY)]
    await hand_in(uow, *(one for one in owed if one not in (FORM, *without.split())))
    _, case = await submit(uow, told)
    return await taken(uow, by, case.id or 0)


async def taken(uow: MemoryUnitOfWork, by: Staff, number: int) -> int:
    await desk.take(by, number, uow, NOW)
    return number


async def accepted(uow: MemoryUnitOfWork, by: Staff) -> int:
    """An accepted application; the number of its card's case, taken."""
    number = await applied(uow, by)
    await deciding.accept(by, number, closes, uow, NOW)
    return await taken(uow, by, number + 1)


def stand_at(uow: MemoryUnitOfWork, stage: Stage) -> Filing:
    """The first application, put to a stage whatever came before."""
    known = uow.rows.filings[1]
    uow.rows.filings[1] = replace(known, application=replace(known.application, stage=stage))
    return uow.rows.filings[1]


async def issued(uow: MemoryUnitOfWork, person_id: int, on: date = TODAY, number: str = "330106A1") -> Permit:
    """A permit that was issued to a person."""
    async with uow:
        made = await uow.permits.add(Permit(None, person_id, number, on, TODAY))
        await uow.commit()
    return made
