"""What the desk decides (R3.2, R3.3, R4): to accept, return once, refuse, issue, endorse, replace.

Every decision checks right, area and whose case it is, is written down, and changes application and case together.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from domain.audit import Act, Trace
from domain.cards import CardState, Permit
from domain.cases import Author, Case, Entry, Kind, Outcome
from domain.eligibility import Assessment, Verdict
from domain.errors import NoSuchFiling, NoSuchPermit, NotEligible, WrongKind
from domain.filings import FORM, Filing
from domain.permits import Outcome as VisitOutcome
from domain.ports import UnitOfWork
from domain.staff import Right, Staff
from domain.usecases.desk import case_for


class Decided(NamedTuple):
    """The case as it ended and the application as it now stands."""

    case: Case
    filing: Filing


async def accept(
    by: Staff, number: int, card_due: datetime, uow: UnitOfWork, now: datetime, *, special: bool = False
) -> Decided:
    """Accept with a receipt (受理), and put the making of the card into the queue with its last day (R3.3)."""
    async with uow:
        case, filing = await _application(by, number, uow)
        wanted = [one.id for one in filing.required(now.date())]
        accepted = filing.stepped(filing.application.special_case(special).accepted(now.date(), wanted))
        done = await _decided(by, case, accepted, Outcome.ACCEPTED, Act.ACCEPTED, "", uow, now)
        await uow.cases.add(Case(None, Kind.CARD, filing.id or 0, case.account_id, case.area, now, card_due))
        await uow.commit()
    return done


async def give_notice(
    by: Staff, number: int, missing: Collection[str], words: str, uow: UnitOfWork, now: datetime
) -> Decided:
    """Return with the one notice of everything still owed (一次性告知, R3.2); the domain holds the desk to it."""
    async with uow:
        case, filing = await _application(by, number, uow)
        wanted = [one.id for one in filing.required(now.date()) if one.id != FORM]
        returned = filing.stepped(filing.application.returned(now.date(), missing, wanted))
        done = await _decided(by, case, returned, Outcome.RETURNED, Act.RETURNED, words, uow, now)
        await uow.commit()
    return done


async def refuse(
    by: Staff, number: int, reasons: Collection[str], words: str, uow: UnitOfWork, now: datetime
) -> Decided:
    """Refuse with the conditions that are not met (说明理由)."""
    async with uow:
        case, filing = await _application(by, number, uow)
        refused = filing.stepped(filing.application.refused(now.date(), reasons))
        done = await _decided(by, case, refused, Outcome.REFUSED, Act.REFUSED, words, uow, now)
        await uow.commit()
    return done


async def issue_card(
    by: Staff, number: int, card: str, on: date, uow: UnitOfWork, now: datetime
) -> tuple[Decided, Permit]:
    """Record that the card is made: its number and day of issue, from which the permit's years run (R4)."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        case.held_by(by)
        filing = await _filing(case, Kind.CARD, uow)
        registration = await uow.registrations.active_of(filing.person_id)
        since = registration.registered_on if registration else filing.opened_on
        permit = await uow.permits.add(Permit(None, filing.person_id, card, on, since))
        issued = filing.stepped(filing.application.issued(now.date()))
        done = await _decided(by, case, issued, Outcome.ISSUED, Act.ISSUED, "", uow, now)
        await uow.commit()
    return done, permit


async def endorse(
    by: Staff, permit: Permit, area: str, found: Assessment, uow: UnitOfWork, now: datetime
) -> tuple[Permit, VisitOutcome]:
    """A visit for the endorsement: endorsed, restored, both, or refused as too early (R4.2–R4.4).

    Whoever does not surely meet the conditions any more is NotEligible and nothing is written (R4.6).
    """
    by.must(Right.DECIDE, area)
    if found.verdict is not Verdict.ELIGIBLE:
        raise NotEligible
    visited, outcome = permit.visited(now.date())
    if outcome in (VisitOutcome.REFUSED_EARLY, VisitOutcome.REFUSED_AGAIN):
        return permit, outcome
    async with uow:
        await uow.permits.save(visited)
        await uow.permits.visited(visited, now.date(), by.id or 0)
        await uow.audit.add(Trace(Act.VISITED, now, by.id, why=outcome.value))
        await uow.commit()
    return visited, outcome


async def replace_card(by: Staff, permit: Permit, area: str, number: str, uow: UnitOfWork, now: datetime) -> Permit:
    """Give out a new card for a lost, damaged or old one; the permit's years go on."""
    by.must(Right.DECIDE, area)
    async with uow:
        replaced = permit.replaced(number)
        await uow.permits.save(replaced)
        await uow.audit.add(Trace(Act.REPLACED, now, by.id))
        await uow.commit()
    return replaced


async def report_lost_card(account_id: int, uow: UnitOfWork) -> Permit:
    """The holder reports his card lost or damaged; NoSuchPermit without one."""
    async with uow:
        person = await uow.people.of_account(account_id)
        permit = await uow.permits.of_person(person.id) if person and person.id else None
        if permit is None or permit.card is CardState.ENDED:
            raise NoSuchPermit
        lost = permit.lost()
        await uow.permits.save(lost)
        await uow.commit()
    return lost


async def _application(by: Staff, number: int, uow: UnitOfWork) -> tuple[Case, Filing]:
    case = await case_for(by, Right.DECIDE, number, uow)
    case.held_by(by)
    return case, await _filing(case, Kind.APPLICATION, uow)


async def _filing(case: Case, kind: Kind, uow: UnitOfWork) -> Filing:
    if case.kind is not kind:
        raise WrongKind
    filing = await uow.filings.get(case.about)
    if filing is None:
        raise NoSuchFiling
    return filing


async def _decided(
    by: Staff, case: Case, filing: Filing, outcome: Outcome, act: Act, words: str, uow: UnitOfWork, now: datetime
) -> Decided:
    closed = case.closed(by, outcome, now)
    await uow.filings.save(filing)
    await uow.cases.save(closed)
    if words:
        await uow.cases.say(closed, Entry(Author.DESK, words, now, by.id))
    await uow.audit.add(Trace(act, now, by.id, case.id, case.account_id, words))
    return Decided(closed, filing)
