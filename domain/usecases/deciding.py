"""What the desk decides about an application (R3.2, R3.3): to accept, return once, refuse, record the card.

Every decision checks right, area and whose case it is, is written down, and changes application and case together.
Facts count as the desk knows them on the day of the decision.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import NamedTuple

from domain.audit import Act, Trace
from domain.cards import Permit
from domain.cases import Author, Case, Entry, Kind, Outcome
from domain.errors import ConditionsUnmet, IssuedOutOfTime, NoReason, WrongKind
from domain.filings import Filing
from domain.ports import UnitOfWork
from domain.staff import Right, Staff
from domain.usecases.changing import end_old_card
from domain.usecases.desk import case_for, filing_as_known, filing_of
from domain.usecases.planning import plan_endorsement


class Decided(NamedTuple):
    """The case as it ended and the application as it now stands."""

    case: Case
    filing: Filing


async def accept(
    by: Staff, number: int, closes: Callable[[date], datetime], uow: UnitOfWork, now: datetime, *, special: bool = False
) -> Decided:
    """Accept with a receipt (受理), and put the making of the card into the queue, promised for the moment at which the
    desk `closes` on its last day (R3.3). IllegalStep while something is owed, ConditionsUnmet if a condition surely is
    not met."""
    async with uow:
        case, filing = await _application(by, number, uow, now.date())
        if filing.grounds(now.date()):
            raise ConditionsUnmet
        accepted = filing.accepted(now.date(), special=special)
        done = await _decided(by, case, accepted, Outcome.ACCEPTED, Act.ACCEPTED, "", uow, now)
        promised = closes(accepted.application.card_due or now.date())
        await uow.cases.add(Case(None, Kind.CARD, filing.id or 0, case.account_id, case.area, now, promised))
        await uow.commit()
    return done


async def give_notice(
    by: Staff, number: int, missing: Collection[str], words: str, uow: UnitOfWork, now: datetime
) -> Decided:
    """Return with the one notice of everything still owed (一次性告知, R3.2); the domain holds the desk to it."""
    async with uow:
        case, filing = await _application(by, number, uow, now.date())
        wanted = [one.id for one in filing.brought(now.date())]
        returned = filing.stepped(filing.application.returned(now.date(), missing, wanted))
        done = await _decided(by, case, returned, Outcome.RETURNED, Act.RETURNED, words, uow, now)
        await uow.commit()
    return done


async def refuse(
    by: Staff, number: int, reasons: Collection[str], words: str, uow: UnitOfWork, now: datetime
) -> Decided:
    """Refuse with the conditions that are not met (说明理由); NoReason for anything that is none of them."""
    async with uow:
        case, filing = await _application(by, number, uow, now.date())
        if not frozenset(reasons) <= frozenset(filing.grounds(now.date())):
            raise NoReason
        refused = filing.stepped(filing.application.refused(now.date(), reasons))
        done = await _decided(by, case, refused, Outcome.REFUSED, Act.REFUSED, words, uow, now)
        await uow.commit()
    return done


async def issue_card(
    by: Staff, number: int, card: str, on: date, uow: UnitOfWork, now: datetime
) -> tuple[Decided, Permit]:
    """Record that the card is made: its number and day of issue, from which the permit's years run (R4). That day is
    not before the acceptance and not to come; IssuedOutOfTime else. An old card ends with it (R3.5)."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        case.held_by(by)
        filing = await _filing(case, Kind.CARD, uow)
        accepted = filing.application.since
        if accepted is None or not accepted <= on <= now.date():
            raise IssuedOutOfTime
        issued = filing.stepped(filing.application.issued(on))
        permit = await uow.permits.add(Permit(None, filing.person_id, card, on, await _resident_since(filing, uow)))
        await end_old_card(filing.person_id, uow, now.date())
        await plan_endorsement(filing.person_id, uow, now)
        done = await _decided(by, case, issued, Outcome.ISSUED, Act.ISSUED, "", uow, now)
        await uow.commit()
    return done, permit


async def _resident_since(filing: Filing, uow: UnitOfWork) -> date:
    """The day from which the years of residence count: that of the registration, or the one the application stood on if
    it has ended meanwhile."""
    registration = await uow.registrations.active_of(filing.person_id)
    return registration.registered_on if registration else filing.facts.registered_on or filing.opened_on


async def _application(by: Staff, number: int, uow: UnitOfWork, today: date) -> tuple[Case, Filing]:
    case = await case_for(by, Right.DECIDE, number, uow)
    case.held_by(by)
    await _filing(case, Kind.APPLICATION, uow)
    return case, await filing_as_known(case, uow, today)


async def _filing(case: Case, kind: Kind, uow: UnitOfWork) -> Filing:
    if case.kind is not kind:
        raise WrongKind
    return await filing_of(case, uow)


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
