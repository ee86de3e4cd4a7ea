"""A person at the window (R4.2–R4.7): his voucher is scanned and opens what the desk may do for him.

Everything is found by the voucher's id inside the unit of work: no caller brings a permit, an area or a verdict of his
own. A look asks for a reason; looks and acts are written down under the account of the person, who can read them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.answers import Correction, corrected, still_known
from domain.audit import Act, Trace
from domain.cards import Permit
from domain.cases import Case
from domain.eligibility import Assessment, Verdict, assess
from domain.errors import (
    CardChanged,
    NoReason,
    NoSuchHolder,
    NoSuchPermit,
    NotEligible,
    NothingCorrected,
    OwnCase,
    Unreachable,
)
from domain.facts import FACTS, Fact, Facts
from domain.filings import Filing
from domain.people import Person
from domain.permits import Outcome
from domain.ports import UnitOfWork
from domain.record import with_record
from domain.registrations import Registration
from domain.staff import Right, Staff
from domain.usecases.guarding import acts_for
from domain.usecases.planning import plan_endorsement
from domain.usecases.replacing import give_card
from domain.vouchers import Voucher, VoucherState, VoucherStatus

IN_TIME = (Outcome.ENDORSED, Outcome.RESTORED, Outcome.RESTORED_AND_ENDORSED)
"""What a visit can come to that is one: any other changes nothing and is not written down."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose voucher was scanned. `facts` are the last ones told in an application or for a verdict, on `told_on`, with
    what is on record and what the desk has corrected; `filing` is his newest application."""

    person: Person
    registration: Registration
    voucher: Voucher
    accounts: tuple[int, ...]
    permit: Permit | None
    filing: Filing | None
    facts: Facts
    told_on: date | None

    @property
    def account_id(self) -> int | None:
        """Under which account something about him is kept."""
        return next(iter(self.accounts), None)


class Examined(NamedTuple):
    """The conditions looked at again for an endorsement (R4.6), and what a visit on the day comes to."""

    holder: Holder
    permit: Permit
    found: Assessment
    outcome: Outcome

    @property
    def is_in_time(self) -> bool:
        """Whether the day lies in a window or the permit is suspended."""
        return self.outcome in IN_TIME


OPENING = (VoucherState.VALID, VoucherState.EXPIRED)
"""A voucher that was replaced, ended or revoked opens nobody: it may be in other hands."""


async def opens_to(account_id: int, voucher_id: bytes, uow: UnitOfWork, today: date) -> bool:
    """Whether an account can open whoever showed a voucher: staff, where he is registered."""
    async with uow:
        staff = await uow.staff.of_account(account_id)
        return staff is not None and await _registration(staff, voucher_id, uow, today) is not None


async def _registration(
    by: Staff, voucher_id: bytes, uow: UnitOfWork, today: date
) -> tuple[Voucher, Registration] | None:
    """What a voucher opens for this staff member."""
    voucher = await uow.vouchers.get(voucher_id)
    if voucher is None or voucher.state(today) not in OPENING or not by.may(Right.LOOK):
        return None
    registration = await uow.registrations.get(voucher.registration_id)
    return (voucher, registration) if by.covers(registration.address.area) else None


async def look(by: Staff, voucher_id: bytes, why: str, uow: UnitOfWork, now: datetime) -> Holder:
    """Open a person, for a reason that he can read; NoSuchHolder where there is none for this staff member."""
    async with uow:
        holder = await holder_of(by, voucher_id, uow, now.date())
        await uow.audit.add(_trace(Act.LOOKED, by, holder, now, why))
        await uow.commit()
    return holder


async def holder_of(by: Staff, voucher_id: bytes, uow: UnitOfWork, today: date) -> Holder:
    """Whose voucher it is, for a page that goes on after a look."""
    async with uow:
        found = await _registration(by, voucher_id, uow, today)
        if found is None:
            raise NoSuchHolder
        voucher, registration = found
        person = await uow.people.get(registration.person_id)
        accounts = await uow.people.accounts_of(registration.person_id)
        permit = await uow.permits.of_person(registration.person_id)
        filing = await uow.filings.latest_of(registration.person_id)
        facts, told_on = await _told(accounts, filing, uow, today)
        known = with_record(facts, person, registration)
        for account_id in accounts:
            known = corrected(known, await uow.corrections.of_account(account_id), today)
    return Holder(person, registration, voucher, accounts, permit, filing, known, told_on)


async def _told(
    accounts: tuple[int, ...], filing: Filing | None, uow: UnitOfWork, today: date
) -> tuple[Facts, date | None]:
    """What was told last, in the application or for a verdict, as far as no month has made it untrue."""
    told = [(filing.opened_on, filing.facts)] if filing else []
    answers = [await uow.answers.last_of(account_id) for account_id in accounts]
    told += [(one.on, one.facts) for one in answers if one is not None]
    if not told:
        return Facts(), None
    day, facts = max(told, key=lambda one: one[0])
    return still_known(facts, day, today), day


async def correct(
    by: Staff, voucher_id: bytes, fact: Fact, value: Any, reason: str, uow: UnitOfWork, now: datetime
) -> tuple[Holder, Facts]:
    """Correct one fact at the window, with its reason; the rules decide anew. Gives the holder and the facts before."""
    async with uow:
        holder = await _decide_on(by, voucher_id, uow, now)
        if holder.account_id is None:
            raise Unreachable
        correction = Correction(FACTS[fact.path], value, reason, now.date(), None, by.id or 0)
        after = corrected(holder.facts, [correction], now.date())
        if after == holder.facts:
            raise NothingCorrected
        await uow.corrections.add(correction, holder.account_id)
        await uow.audit.add(_trace(Act.CORRECTED, by, holder, now, f"{fact.path}: {reason}"))
        await uow.commit()
    return replace(holder, facts=after), holder.facts


async def examine(by: Staff, voucher_id: bytes, uow: UnitOfWork, now: datetime) -> Examined:
    """What an endorsement today would come to, and whether the conditions are met; nothing is written."""
    async with uow:
        return await _examined(by, voucher_id, uow, now)


async def endorse(by: Staff, voucher_id: bytes, uow: UnitOfWork, now: datetime) -> Examined:
    """A visit for the endorsement: endorsed, restored or both (R4.2–R4.4). One before the window or in a window used
    already changes nothing and says so. Whoever does not surely meet the conditions any more is NotEligible (R4.6)."""
    async with uow:
        seen = await _examined(by, voucher_id, uow, now)
        if not seen.is_in_time:
            return seen
        if seen.found.verdict is not Verdict.ELIGIBLE:
            raise NotEligible
        visited, outcome = seen.permit.visited(now.date())
        await uow.permits.save(visited)
        await uow.permits.visited(visited, now.date(), by.id or 0)
        await plan_endorsement(visited.person_id, uow, now)
        await uow.audit.add(_trace(Act.VISITED, by, seen.holder, now, outcome.value))
        await uow.commit()
    return Examined(replace(seen.holder, permit=visited), visited, seen.found, outcome)


async def decline(by: Staff, voucher_id: bytes, uow: UnitOfWork, now: datetime) -> Examined:
    """No endorsement for who surely does not meet the conditions any more, and he is told why (R4.6); NoReason while it
    is not sure."""
    async with uow:
        seen = await _examined(by, voucher_id, uow, now)
        if not seen.is_in_time or seen.found.verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN):
            raise NoReason
        await uow.audit.add(_trace(Act.REFUSED, by, seen.holder, now, seen.found.verdict.value))
        await uow.commit()
    return seen


async def replace_card(
    by: Staff, voucher_id: bytes, number: str, version: int, uow: UnitOfWork, now: datetime
) -> tuple[Holder, Case | None]:
    """Give out a new card; the permit's years go on (R3.4). CardChanged if the permit is not of the `version` any more
    that the officer had before him. Gives the holder, and the case that this has closed, as it was."""
    async with uow:
        holder = await _decide_on(by, voucher_id, uow, now)
        permit = _permit_of(holder)
        if permit.version != version:
            raise CardChanged
        replaced, case = await give_card(by, permit, number, holder.account_id, uow, now)
        await uow.commit()
    return replace(holder, permit=replaced), case


async def revoke_voucher(by: Staff, voucher_id: bytes, why: str, uow: UnitOfWork, now: datetime) -> Holder:
    """Make a voucher void, for a reason that its holder is told; his registration stays."""
    async with uow:
        holder = await _decide_on(by, voucher_id, uow, now)
        await uow.vouchers.save(holder.voucher.closed(VoucherStatus.REVOKED))
        await uow.audit.add(_trace(Act.REVOKED_VOUCHER, by, holder, now, why))
        await uow.commit()
    return holder


async def _decide_on(by: Staff, voucher_id: bytes, uow: UnitOfWork, now: datetime) -> Holder:
    """The holder, for an act; nobody decides about himself or his child."""
    by.must(Right.DECIDE)
    holder = await holder_of(by, voucher_id, uow, now.date())
    if await acts_for(by.account_id, holder.accounts, uow):
        raise OwnCase
    return holder


async def _examined(by: Staff, voucher_id: bytes, uow: UnitOfWork, now: datetime) -> Examined:
    holder = await _decide_on(by, voucher_id, uow, now)
    permit = _permit_of(holder)
    return Examined(holder, permit, assess(holder.facts, now.date()), permit.would_come_to(now.date()))


def _permit_of(holder: Holder) -> Permit:
    if holder.permit is None:
        raise NoSuchPermit
    return holder.permit


def _trace(act: Act, by: Staff, holder: Holder, now: datetime, why: str = "") -> Trace:
    return Trace(act, now, by.id, None, holder.account_id, why)
