"""What a reporter is reminded of (R5.5): that a lease ends, and that a tenant has not agreed after three days.

One reminder stands for all reports of an account that share its day, so thirty leases of one day are one message. Which
they are is asked when it is told. It follows from what the reporter stated himself and from the tenant's agreement,
never from what the tenant told of himself.
"""

from collections.abc import Iterable
from datetime import date, datetime

from domain.ports import UnitOfWork
from domain.reminders import Matter, Promise, Reminder, due, lease_end, to_come, unconfirmed_tenant
from domain.tenancies import Tenancy


async def follow(report: Tenancy, before: Tenancy | None, account_id: int, uow: UnitOfWork, now: datetime) -> None:
    """A report of an account was made, changed, answered or ended: promise what it calls for now, and withdraw what
    nothing calls for any more."""
    wanted, had = called_for(report), called_for(before) if before else ()
    if wanted == had:
        return
    async with uow:
        for matter, on in had:
            if (matter, on) not in wanted and not await still_called_for(account_id, matter, on, uow):
                await _withdraw(account_id, matter, on, uow)
        fresh = [one for one in wanted if one not in had]
        coming = [one for matter, on in fresh for one in to_come(promises_of(matter, on), now.date())]
        await uow.promises.promise([Reminder(account_id, one, due(one.on, now), {}) for one in coming])
        await uow.commit()


def called_for(report: Tenancy) -> tuple[tuple[Matter, date], ...]:
    """What a report by itself calls for: its matters with their days."""
    ending = [(Matter.LEASE_END, report.term.lease_to)] if report.is_open and report.term.lease_to else []
    waiting = [(Matter.UNCONFIRMED_TENANT, report.reported_on)] if report.awaits_answer else []
    return (*ending, *waiting)


def promises_of(matter: Matter, on: date) -> tuple[Promise, ...]:
    """The reminders of a matter's day: the end of a lease, or the day on which tenants were reported."""
    return lease_end(on) if matter is Matter.LEASE_END else unconfirmed_tenant(on)


async def still_called_for(account_id: int, matter: Matter, on: date, uow: UnitOfWork) -> tuple[Tenancy, ...]:
    """The reports of an account that call for a matter's day."""
    if matter is Matter.LEASE_END:
        return await uow.tenancies.leases_ending(account_id, on)
    return await uow.tenancies.unanswered(account_id, on)


async def _withdraw(account_id: int, matter: Matter, on: date, uow: UnitOfWork) -> None:
    cycles = {one.cycle for one in promises_of(matter, on)}
    waiting: Iterable[Reminder] = await uow.promises.waiting(account_id)
    mine = [one for one in waiting if one.promise.matter is matter and one.promise.cycle in cycles]
    await uow.promises.withdraw([one.id for one in mine if one.id is not None])
