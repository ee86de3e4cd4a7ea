"""Applying for the permit, on the person's side (R3.1–R3.5): begin, hand in, take back, submit, withdraw, collect."""

from dataclasses import replace
from datetime import date, datetime

from domain.applications import Application, Stage
from domain.cases import Case, Kind
from domain.errors import FilingOpen, HoldsPermit, IllegalStep, NoSuchFiling, NotRegistered
from domain.facts import Facts
from domain.filings import Filing, Page
from domain.ports import UnitOfWork
from domain.usecases.guarding import speaks
from domain.ways import Way


async def begin(account_id: int, way: Way, facts: Facts, uow: UnitOfWork, today: date) -> Filing:
    """Begin an application, or take another way with one that is still a draft. FilingOpen if one is before the desk,
    HoldsPermit for who has what he asks for, NotRegistered for who is not registered here, GuardianNeeded or OfAge
    where somebody else is to apply."""
    async with uow:
        person = await uow.people.of_account(account_id)
        if person is None or person.id is None or await uow.registrations.active_of(person.id) is None:
            raise NotRegistered
        if await uow.permits.of_person(person.id) is not None:
            raise HoldsPermit
        await speaks(account_id, person.document.born or facts.born, uow, today)
        open_one = await uow.filings.open_of(person.id)
        if open_one is None:
            filing = await uow.filings.add(Filing(None, account_id, person.id, today, Application(way), facts))
        elif open_one.application.stage is not Stage.DRAFT:
            raise FilingOpen
        else:
            filing = open_one.on_way(way)
            await uow.filings.save(filing)
        await uow.commit()
    return filing


async def filing_of(account_id: int, uow: UnitOfWork) -> Filing | None:
    """The newest application of the person whom the account stands for, through whichever account he began it."""
    async with uow:
        return await _latest(account_id, uow)


async def hand_in(account_id: int, page: Page, uow: UnitOfWork) -> Filing:
    """Add a page; NoSuchFiling without an application that is in the person's hands."""
    async with uow:
        filing = (await _mine(account_id, uow)).handing_in(page)
        await uow.filings.save(filing)
        await uow.commit()
    return filing


async def remove_page(account_id: int, file: str, uow: UnitOfWork) -> Filing:
    """Take a page back."""
    async with uow:
        filing = (await _mine(account_id, uow)).without(file)
        await uow.filings.save(filing)
        await uow.commit()
    return filing


async def submit(
    account_id: int, facts: Facts, area: str, promised_by: datetime, uow: UnitOfWork, now: datetime
) -> tuple[Filing, Case]:
    """Hand the application to the desk, complete or not: the desk says once what is missing (R3.2). It is answered
    where it was handed in, in whichever chat of the person it was begun."""
    async with uow:
        filing = replace((await _mine(account_id, uow)).submitted(facts, now.date()), account_id=account_id)
        await uow.filings.save(filing)
        made = Case(None, Kind.APPLICATION, filing.id or 0, filing.account_id, area, now, promised_by)
        case = await uow.cases.add(made)
        await uow.commit()
    return filing, case


async def withdraw(account_id: int, uow: UnitOfWork, now: datetime) -> Filing:
    """Take the application back, with its pages; IllegalStep once it is accepted, for the card is being made then."""
    async with uow:
        filing = await _mine(account_id, uow, in_hand=False)
        withdrawn = filing.withdrawn(now.date())
        await uow.filings.save(withdrawn)
        if case := await uow.cases.open_about(filing.account_id, Kind.APPLICATION, filing.id or 0):
            await uow.cases.save(case.withdrawn(now))
        await uow.commit()
    return withdrawn


async def collect(account_id: int, uow: UnitOfWork, today: date) -> Filing:
    """The person says that he has the card in his hands."""
    async with uow:
        filing = await _mine(account_id, uow, in_hand=False)
        collected = filing.stepped(filing.application.collected(today))
        await uow.filings.save(collected)
        await uow.commit()
    return collected


async def _latest(account_id: int, uow: UnitOfWork) -> Filing | None:
    person = await uow.people.of_account(account_id)
    return await uow.filings.latest_of(person.id) if person and person.id else None


async def _mine(account_id: int, uow: UnitOfWork, *, in_hand: bool = True) -> Filing:
    filing = await _latest(account_id, uow)
    if filing is None or not filing.is_open:
        raise NoSuchFiling
    if in_hand and not filing.in_hand:
        raise IllegalStep
    return filing
