"""What a reporter is reminded of: planned and withdrawn with its cause, one for all that share a day (R5.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.reminders import Matter, Step
from domain.tenancies import Tenant, Term
from domain.usecases.expecting import still_called_for
from domain.usecases.registering import register_residence
from domain.usecases.reporters import block_reporter
from domain.usecases.reporting import answer_report, moved_out, report_tenant, withdraw_report
from tests.unit.domain.letting import LANDLORD, TERM, reported, reporting, room_of
from tests.unit.domain.making import NOW, TODAY, at_the_desk, document, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

PERSON = 1
THIRD = (Matter.UNCONFIRMED_TENANT, Step.UNANSWERED, TODAY + timedelta(days=3))
ENDS = [
    (Matter.LEASE_END, Step.D30, date(2027, 10, 20)),
    (Matter.LEASE_END, Step.D7, date(2027, 11, 12)),
]


@pytest.fixture
async def uow() -> MemoryUnitOfWork:
    made = MemoryUnitOfWork()
    await room_of(made)
    return made


async def waiting(uow: MemoryUnitOfWork) -> list[tuple[Matter, Step, date]]:
    coming = (one.promise for one in await uow.promises.waiting(LANDLORD))
    return [(one.matter, one.step, one.on) for one in coming]


async def test_a_report_calls_for_the_end_of_the_lease_and_the_third_day(uow: MemoryUnitOfWork) -> None:
    await reported(uow)

    assert await waiting(uow) == [THIRD, *ENDS]


async def test_a_report_without_a_lease_calls_for_the_third_day_alone(uow: MemoryUnitOfWork) -> None:
    await reported(uow, term=Term(TERM.since))

    assert await waiting(uow) == [THIRD]


async def test_of_a_lease_that_ends_soon_only_the_days_to_come_are_promised(uow: MemoryUnitOfWork) -> None:
    await reported(uow, term=replace(TERM, lease_to=TODAY + timedelta(days=12)))

    assert [step for _, step, _ in await waiting(uow)] == [Step.UNANSWERED, Step.D7]


@pytest.mark.parametrize("how", ["moved out", "withdrawn"])
async def test_what_ends_is_not_reminded_of(uow: MemoryUnitOfWork, how: str) -> None:
    done = await reported(uow)

    if how == "moved out":
        await moved_out(LANDLORD, done.view.id, TODAY, uow, NOW)
    else:
        await withdraw_report(LANDLORD, done.view.id, uow, NOW)

    assert await waiting(uow) == []


async def test_thirty_leases_of_one_day_are_one_reminder_until_the_last_has_ended(uow: MemoryUnitOfWork) -> None:
    views = [(await reported(uow, tenant=Tenant("甲", document(number)))).view for number in (1, 2, 3)]
    assert await waiting(uow) == [THIRD, *ENDS]

    for view in views[:2]:
        await moved_out(LANDLORD, view.id, TODAY, uow, NOW)
    assert await waiting(uow) == [THIRD, *ENDS]
    await moved_out(LANDLORD, views[2].id, TODAY, uow, NOW)
    assert await waiting(uow) == []


async def test_a_renewed_lease_is_reminded_of_on_its_new_days(uow: MemoryUnitOfWork) -> None:
    await reported(uow)
    await reported(uow, term=replace(TERM, lease_to=date(2028, 11, 19)))

    assert [on for matter, _, on in await waiting(uow) if matter is Matter.LEASE_END] == [
        date(2028, 10, 20),
        date(2028, 11, 12),
    ]


async def test_the_tenants_yes_withdraws_the_third_day_and_a_no_does_not(uow: MemoryUnitOfWork) -> None:
    await register_residence(order(PERSON), uow, fresh(), NOW)
    done = await reported(uow)

    await answer_report(PERSON, done.view.id, uow, NOW, agrees=False)
    assert THIRD in await waiting(uow)
    await answer_report(PERSON, done.view.id, uow, NOW, agrees=True)
    assert await waiting(uow) == ENDS


async def test_a_registration_alone_changes_nothing_of_what_the_landlord_is_reminded_of(
    uow: MemoryUnitOfWork,
) -> None:
    """He would learn from it that the person is registered."""
    await reported(uow)
    before = await waiting(uow)
    await register_residence(order(PERSON), uow, fresh(), NOW)

    assert await waiting(uow) == before


async def test_whom_it_is_about_is_asked_when_it_is_told(uow: MemoryUnitOfWork) -> None:
    await reported(uow)
    await report_tenant(reporting(tenant=Tenant("乙", document(2)), term=Term(TERM.since)), uow, NOW)

    lease_to = TERM.lease_to or TODAY
    ending = await still_called_for(LANDLORD, Matter.LEASE_END, lease_to, uow)
    silent = await still_called_for(LANDLORD, Matter.UNCONFIRMED_TENANT, TODAY, uow)
    assert [one.tenant.name for one in ending] == ["王小明"]
    assert [one.tenant.name for one in silent] == ["王小明", "乙"]


async def test_a_blocked_reporter_is_reminded_of_nothing(uow: MemoryUnitOfWork) -> None:
    await reported(uow)
    await block_reporter(await at_the_desk(uow), 1, "", uow, NOW)

    assert await still_called_for(LANDLORD, Matter.UNCONFIRMED_TENANT, TODAY, uow) == ()
