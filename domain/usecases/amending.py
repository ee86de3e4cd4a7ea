"""What is on record of somebody as far as a change of the law reaches it."""

from collections.abc import Mapping
from datetime import date

from domain.amendments import Known
from domain.answers import corrected
from domain.facts import Facts
from domain.holdings import account_told
from domain.people import Person
from domain.ports import UnitOfWork
from domain.record import with_record
from domain.registrations import Registration
from domain.reminders import Matter


async def known_of(account_id: int, begun: Mapping[Matter, date], uow: UnitOfWork) -> Known | None:
    """What is on record of whoever holds an account, and what he has `begun` in it; None if he is told in another of
    his accounts."""
    async with uow:
        person = await uow.people.of_account(account_id)
        if person is None or person.id is None:
            return Known(await _told((account_id,), None, None, uow), begun=begun)
        accounts, filing = await uow.people.accounts_of(person.id), await uow.filings.latest_of(person.id)
        if account_id != account_told(accounts, filing.account_id if filing else None):
            return None
        home = await uow.registrations.active_of(person.id)
        return Known(
            told=await _told(accounts, person, home, uow),
            filing=filing if filing and filing.in_hand else None,
            permit=await uow.permits.of_person(person.id),
            registration=home,
            begun=begun,
        )


async def _told(
    accounts: tuple[int, ...], person: Person | None, home: Registration | None, uow: UnitOfWork
) -> tuple[Facts, date] | None:
    """The facts of the newest answer in any of these accounts, with the record and the desk's corrections in their
    place, and the day on which they were told."""
    answers = [answer for account_id in accounts if (answer := await uow.answers.last_of(account_id))]
    newest = max(answers, key=lambda one: (one.on, one.id or 0), default=None)
    if newest is None:
        return None
    corrections = await uow.corrections.of_account(newest.account_id)
    facts = corrected(newest.facts, [one for one in corrections if one.on <= newest.on], newest.on)
    return with_record(facts, person, home), newest.on
