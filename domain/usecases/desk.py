"""What the desk does with a case: look, take, release, answer, correct a fact, close. Each act asks first for the
right, the area and whose case it is, and is written down; what somebody else changed meanwhile is StaleVersion, and
nothing is done."""

from dataclasses import replace
from datetime import date, datetime

from domain.answers import Answer, Correction, as_known, corrected
from domain.audit import Act, Trace
from domain.cases import OF_APPLICATIONS, Author, Case, Entry, Kind, Outcome
from domain.errors import (
    DomainError,
    NoSuchAnswer,
    NoSuchCase,
    NoSuchFiling,
    NothingCorrected,
    NotStaff,
    OwnCase,
    WrongKind,
)
from domain.facts import Facts
from domain.filings import Filing
from domain.ports import UnitOfWork
from domain.staff import Right, Staff
from domain.usecases.guarding import is_own


async def staff_of(account_id: int, uow: UnitOfWork) -> Staff:
    """The staff member behind an account; NotStaff if there is none. Nobody ends his work before the turn is over."""
    async with uow:
        found = await uow.staff.of_account(account_id)
        await uow.commit()  # undone, it would let go of the row that keeps him at work
    if found is None:
        raise NotStaff
    return found


async def look(by: Staff, number: int, uow: UnitOfWork, now: datetime) -> Case:
    """Open a case, which the person it is about can see; NoSuchCase also where it is another area's."""
    async with uow:
        case = await case_for(by, Right.LOOK, number, uow)
        await uow.audit.add(_trace(Act.LOOKED, by, case, now))
        await uow.commit()
    return case


async def application(by: Staff, number: int, uow: UnitOfWork) -> Filing:
    """The application of a case, for whoever may look at it; what is shown of it is written down by what shows it."""
    async with uow:
        return await filing_of(await case_for(by, Right.LOOK, number, uow), uow)


async def application_shown_to(staff_id: int, number: int, uow: UnitOfWork) -> Filing | None:
    """The same when what was asked for earlier is brought: None if he works here no longer or may not look."""
    async with uow:
        by = await uow.staff.get(staff_id)
        if by is None or by.left_at is not None:
            return None
        try:
            return await application(by, number, uow)
        except DomainError:
            return None


async def printed(by: Staff, number: int, paper: str, uow: UnitOfWork, now: datetime) -> None:
    """Write down that a paper of a case was given out at the desk, which the person can see."""
    async with uow:
        case = await case_for(by, Right.LOOK, number, uow)
        await uow.audit.add(_trace(Act.PRINTED, by, case, now, paper))
        await uow.commit()


async def take(by: Staff, number: int, uow: UnitOfWork, now: datetime) -> Case:
    """Take a case to work on; TakenByAnother if somebody was faster. Taking what is one's own is but a look."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        taken = case.taken(by)
        if taken is not case:
            await uow.cases.save(taken)
        await uow.audit.add(_trace(Act.LOOKED if taken is case else Act.TOOK, by, case, now))
        await uow.commit()
    return taken


async def held(by: Staff, number: int, uow: UnitOfWork) -> Case:
    """A case that this officer works on; NotTaken or TakenByAnother if he does not."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
    case.held_by(by)
    return case


async def release(by: Staff, number: int, uow: UnitOfWork, now: datetime) -> Case:
    """Put a case back into the queue."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        released = case.released(by)
        await uow.cases.save(released)
        await uow.audit.add(_trace(Act.RELEASED, by, case, now))
        await uow.commit()
    return released


async def write(by: Staff, number: int, words: str, uow: UnitOfWork, now: datetime, *, inner: bool = False) -> Case:
    """Write to the person, or a note that only the desk reads."""
    async with uow:
        case = await _added_to(by, number, uow)
        author, act = (Author.NOTE, Act.NOTED) if inner else (Author.DESK, Act.REPLIED)
        await uow.cases.say(case, Entry(author, words, now, by.id))
        await uow.audit.add(_trace(act, by, case, now))
        await uow.commit()
    return case


async def correct(
    by: Staff, correction: Correction, uow: UnitOfWork, now: datetime, *, overlooked: bool = False
) -> tuple[Case, Facts, Facts]:
    """Correct one fact that a case stands on; the outcome is never set, the rules decide anew.

    Gives the case and the facts before and after. NothingCorrected if the fact has that value already. `overlooked`:
    it was so when the first notice was given, so no later one may ask for what it requires (R3.2).
    """
    async with uow:
        case = await _added_to(by, correction.case_id or 0, uow)
        before = await facts_of(case, uow, now.date())
        after = corrected(before, [correction], now.date())
        if before == after:
            raise NothingCorrected
        await uow.corrections.add(correction, case.account_id)
        if case.kind is Kind.APPLICATION:
            filing = await filing_of(case, uow)
            await uow.filings.save(filing.corrected(after, now.date(), overlooked=overlooked))
        await uow.audit.add(_trace(Act.CORRECTED, by, case, now, f"{correction.fact.path}: {correction.reason}"))
        await uow.commit()
    return case, before, after


async def close(by: Staff, number: int, words: str, uow: UnitOfWork, now: datetime) -> Case:
    """End an appeal or a question with the desk's last word; an application ends by a decision (WrongKind)."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        outcome = await _outcome(case, uow)
        closed = case.closed(by, outcome, now)
        await uow.cases.save(closed)
        await uow.cases.say(closed, Entry(Author.DESK, words, now, by.id))
        await uow.audit.add(_trace(Act.CLOSED, by, case, now, words))
        await uow.commit()
    return closed


async def _outcome(case: Case, uow: UnitOfWork) -> Outcome:
    """A question is answered; an appeal is corrected if a fact was corrected in it, else the answer is upheld."""
    if case.kind is Kind.QUESTION:
        return Outcome.ANSWERED
    if case.kind is not Kind.APPEAL:
        raise WrongKind
    facts = await uow.corrections.of_account(case.account_id)
    return Outcome.CORRECTED if any(one.case_id == case.id for one in facts) else Outcome.UPHELD


async def answer_of(case: Case, uow: UnitOfWork) -> Answer:
    """The answer that an appeal is about; NoSuchAnswer if the person had it deleted."""
    found = await uow.answers.get(case.about, case.account_id)
    if found is None:
        raise NoSuchAnswer
    return found


async def filing_of(case: Case, uow: UnitOfWork) -> Filing:
    """The application that a case is about; WrongKind for a case about something else, whose number may be that of
    anybody's application, and NoSuchFiling if the person had it deleted."""
    if case.kind not in OF_APPLICATIONS:
        raise WrongKind
    found = await uow.filings.get(case.about)
    if found is None:
        raise NoSuchFiling
    return found


async def filing_as_known(case: Case, uow: UnitOfWork, today: date) -> Filing:
    """The application that a case is about, with what the desk has corrected since it was handed in."""
    filing = await filing_of(case, uow)
    mended = await uow.corrections.of_account(case.account_id)
    return replace(filing, facts=corrected(filing.facts, mended, today))


async def open_cases(by: Staff, filing: Filing, uow: UnitOfWork) -> tuple[Case, ...]:
    """The open cases about an application that this staff member may see."""
    found = [await uow.cases.open_about(filing.account_id, kind, filing.id or 0) for kind in OF_APPLICATIONS]
    return tuple(one for one in found if one is not None and by.covers(one.area))


async def case_on_paper(account_id: int, number: int, uow: UnitOfWork, *, of_filing: bool) -> Case | None:
    """Where a paper leads whoever of the desk scans it: its number is an application's or a case's. To what is open of
    that application now, else to the case itself; None for a stranger and where it is another area's."""
    async with uow:
        by = await uow.staff.of_account(account_id)
        case = None if of_filing else await uow.cases.get(number)
        about = case.about if case is not None and case.kind in OF_APPLICATIONS else number if of_filing else 0
        filing = await uow.filings.get(about)
        if by is None or filing is None:
            return None
        now = await open_cases(by, filing, uow)
        return now[0] if now else case if case is not None and by.covers(case.area) else None


async def facts_of(case: Case, uow: UnitOfWork, today: date) -> Facts:
    """What a case stands on, with what the desk has corrected and what still holds; WrongKind if it stands on none."""
    if case.kind not in (Kind.APPEAL, Kind.APPLICATION):
        raise WrongKind
    if case.kind is Kind.APPLICATION:
        return (await filing_as_known(case, uow, today)).facts
    return as_known(await answer_of(case, uow), await uow.corrections.of_account(case.account_id), today)


async def case_for(by: Staff, right: Right, number: int, uow: UnitOfWork) -> Case:
    """A case that this staff member has the right to; NoSuchCase if there is none or it is not in his area."""
    by.must(right)
    case = await uow.cases.get(number)
    if case is None or not by.covers(case.area):
        raise NoSuchCase
    if await is_own(by.account_id, case.account_id, uow):
        raise OwnCase
    return case


async def _added_to(by: Staff, number: int, uow: UnitOfWork) -> Case:
    """The case that this officer works on, about to get something said or found in it."""
    case = await case_for(by, Right.DECIDE, number, uow)
    case.held_by(by)
    added = case.added_to()
    await uow.cases.save(added)
    return added


def _trace(act: Act, by: Staff, case: Case, now: datetime, why: str = "") -> Trace:
    return Trace(act, now, by.id, case.id, case.account_id, why)
