"""Matching in the unit of work in which a report or a registration was made, changed or ended (R1.8).

It reads all that stands on file about one document under a lock of that document, so two at once end the same. What
differs is one case a registration before the desk, under the account of the person himself: the looks at it are his to
read, and no reporter learns that there is one.
"""

from datetime import datetime, timedelta

from domain.cases import Case, Kind
from domain.matching import Matched, Own, match
from domain.people import IdentityDocument, Person
from domain.ports import UnitOfWork
from domain.registrations import Registration

LOOKED_AT_WITHIN = timedelta(days=7)
"""Nobody waits for an answer about a conflict: a week leaves those first to whom one was promised."""


async def rematch(
    document: IdentityDocument, uow: UnitOfWork, now: datetime, *, ended: Registration | None = None
) -> Matched:
    """Hold everything about a document against each other again, and open or end the case about what differs; nothing
    differs any more from a registration that has just `ended`."""
    async with uow:
        await uow.tenancies.lock(document)
        if ended is not None:
            await _end(await uow.cases.conflict_over(ended.id or 0), uow, now)
        told = await uow.tenancies.told_of(document)
        person = await uow.people.holding(document)
        own = await uow.registrations.active_of(person.id or 0) if person else None
        found = match(told, [Own(document.key, own)] if own else [])
        before = {one.tenancy.id: one.tenancy.state for one in told}
        await uow.tenancies.settle({number: state for number, state in found.states.items() if before[number] != state})
        if person and own:
            await _bring_before_the_desk(person, own, bool(found.conflicts[own.id or 0]), uow, now)
        await uow.commit()
    return found


async def _bring_before_the_desk(
    person: Person, own: Registration, differs: bool, uow: UnitOfWork, now: datetime
) -> None:
    number = own.id or 0
    case = await uow.cases.conflict_over(number)
    if case is not None and differs and case.area == own.address.area:
        return
    await _end(case, uow, now)
    accounts = await uow.people.accounts_of(person.id or 0)
    if differs and accounts:
        promised = now + LOOKED_AT_WITHIN
        await uow.cases.add(Case(None, Kind.CONFLICT, number, accounts[0], own.address.area, now, promised))


async def _end(case: Case | None, uow: UnitOfWork, now: datetime) -> None:
    if case is not None:
        await uow.cases.save(case.resolved(now))
