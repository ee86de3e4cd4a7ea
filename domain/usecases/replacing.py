"""A card that is lost or damaged (R3.4): reported by its holder, taken back by him, replaced by the desk.

The permit says what became of its card, the case is what the desk works on; both change together. At the window and
from the case a new card is given by the same step, which ends the case whoever works on it. Years, cycle and visits
belong to the permit and are not touched.
"""

from datetime import datetime
from typing import NamedTuple

from domain.audit import Act, Trace
from domain.cards import CardState, Permit
from domain.cases import Case, Kind, Outcome
from domain.errors import NoSuchPermit, NothingReported, WrongKind
from domain.people import Person
from domain.ports import UnitOfWork
from domain.staff import Right, Staff
from domain.usecases.desk import case_for


class Reported(NamedTuple):
    """The permit with what its holder says of the card, and the case before the desk."""

    permit: Permit
    case: Case


async def report_card(
    account_id: int, as_: CardState, area: str, promised_by: datetime, uow: UnitOfWork, now: datetime
) -> Reported:
    """Report the card lost or damaged: a case opens. Reported again it is the same case, damaged instead of lost is a
    correction of it. NoSuchPermit without a permit."""
    async with uow:
        permit = await _held(account_id, uow)
        case = await uow.cases.replacing(permit.id or 0)
        if case is not None and permit.card is as_:
            return Reported(permit, case)
        permit = permit.reported(as_)
        await uow.permits.save(permit)
        if case is None:
            made = Case(None, Kind.REPLACEMENT, permit.id or 0, account_id, area, now, promised_by)
            case = await uow.cases.add(made)
        else:
            case = case.added_to()
            await uow.cases.save(case)
        await uow.commit()
    return Reported(permit, case)


async def take_back(account_id: int, uow: UnitOfWork, now: datetime) -> tuple[Permit, Case | None]:
    """The card is found, or can be used after all: the case is withdrawn. NothingReported if there is nothing to take
    back, as after a new card."""
    async with uow:
        permit = await _held(account_id, uow)
        if not permit.awaits_card:
            raise NothingReported
        found, case = permit.found(), await uow.cases.replacing(permit.id or 0)
        await uow.permits.save(found)
        if case is not None:
            await uow.cases.save(case.withdrawn(now))
        await uow.commit()
    return found, case


async def record_card(by: Staff, number: int, card: str, uow: UnitOfWork, now: datetime) -> Reported:
    """Record the new card from the case that this officer works on."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        case.held_by(by)
        permit = await permit_of(case, uow)
        replaced, _ = await give_card(by, permit, card, case.account_id, uow, now)
        await uow.commit()
    return Reported(replaced, case)


async def give_card(
    by: Staff, permit: Permit, card: str, account_id: int | None, uow: UnitOfWork, now: datetime
) -> tuple[Permit, Case | None]:
    """A new card for a permit, written down under the account of its holder; the case that asks for it ends with it.
    NumberTaken for a number in use. Gives the permit, and the case as it was before."""
    async with uow:
        replaced, case = permit.replaced(card), await uow.cases.replacing(permit.id or 0)
        await uow.permits.save(replaced)
        if case is not None:
            await uow.cases.save(case.settled(by, Outcome.REPLACED, now))
        await uow.audit.add(Trace(Act.REPLACED, now, by.id, case.id if case else None, account_id))
        await uow.commit()
    return replaced, case


async def permit_of(case: Case, uow: UnitOfWork) -> Permit:
    """The permit that a case asks a new card for; WrongKind for any other case, NoSuchPermit if it is gone."""
    if case.kind is not Kind.REPLACEMENT:
        raise WrongKind
    found = await uow.permits.get(case.about)
    if found is None:
        raise NoSuchPermit
    return found


async def holder_of(case: Case, uow: UnitOfWork) -> tuple[Person, Permit]:
    """Whose card it is, with the permit."""
    async with uow:
        permit = await permit_of(case, uow)
        return await uow.people.get(permit.person_id), permit


async def _held(account_id: int, uow: UnitOfWork) -> Permit:
    person = await uow.people.of_account(account_id)
    permit = await uow.permits.of_person(person.id) if person and person.id else None
    if permit is None:
        raise NoSuchPermit
    return permit
