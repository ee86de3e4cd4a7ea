"""Guardians and the children they speak for, whose accounts have no chat of their own (R2.5; 二(一)3)."""

from collections.abc import Collection
from datetime import date

from domain.errors import GuardianNeeded, OfAge
from domain.people import Person
from domain.ports import UnitOfWork
from domain.wards import is_minor


async def speaks(account_id: int, born: date | None, uow: UnitOfWork, today: date) -> None:
    """Who applies, applies for himself or for his child: OfAge where a guardian speaks for somebody who is a child no
    longer, GuardianNeeded where a child speaks alone. Whose birth is not known is taken at his word."""
    if born is None:
        return
    guarded, minor = await uow.people.guardian_of(account_id) is not None, is_minor(born, today)
    if guarded and not minor:
        raise OfAge
    if minor and not guarded:
        raise GuardianNeeded


async def enrols(account_id: int, born: date | None, uow: UnitOfWork, today: date) -> None:
    """Who registers a child registers a child: OfAge otherwise. A child that registers himself is not kept from it."""
    if born is not None and not is_minor(born, today) and await uow.people.guardian_of(account_id) is not None:
        raise OfAge


async def guardian_behind(account_id: int, uow: UnitOfWork) -> Person | None:
    """The guardian who speaks for a child through this account, as he is on record; None if nobody does, or if he is
    not on record himself."""
    guardian = await uow.people.guardian_of(account_id)
    return await uow.people.of_account(guardian) if guardian else None


async def acts_for(account_id: int, accounts: Collection[int], uow: UnitOfWork) -> bool:
    """Whether somebody holds one of these accounts, or looks after the child for whom one of them stands."""
    return account_id in accounts or any([await uow.people.guardian_of(one) == account_id for one in accounts])


async def is_own(account_id: int, whose: int, uow: UnitOfWork) -> bool:
    """Whether an account is somebody's own or his child's, through whichever chat of that person."""
    theirs = await uow.people.of_account(whose)
    accounts = await uow.people.accounts_of(theirs.id) if theirs and theirs.id else ()
    return await acts_for(account_id, {whose, *accounts}, uow)
