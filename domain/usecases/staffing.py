"""Inviting staff, joining by an invitation, leaving: each act is written down."""

from dataclasses import dataclass
from datetime import datetime

from domain.audit import Act, Trace
from domain.ports import UnitOfWork
from domain.staff import Invitation, InvitationState, Right, Role, Staff


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody works at the desk now; `invited_by` is the account to be told, None for the operator's shell."""

    staff: Staff
    invited_by: int | None


@dataclass(frozen=True, slots=True)
class NotJoined:
    """The link opens nothing (any more), and why."""

    why: InvitationState


async def invite(
    by: Staff | None, role: Role, area: str, token: str, until: datetime, uow: UnitOfWork, now: datetime
) -> Invitation:
    """Make an invitation that `token` opens once; `by` is None for the operator's shell. NotAllowed or OutsideArea if
    a staff member invites beyond his right."""
    if by is not None:
        by.must(Right.INVITE, area)
    async with uow:
        made = Invitation(None, role, area, now, until, by.id if by else None)
        stored = await uow.invitations.add(made, token)
        await uow.audit.add(Trace(Act.INVITED, now, by.id if by else None))
        await uow.commit()
    return stored


async def revoke_invitation(by: Staff | None, number: int, uow: UnitOfWork, now: datetime) -> Invitation | None:
    """Withdraw an invitation of one's area; None if none of that number is left to withdraw."""
    async with uow:
        found = await uow.invitations.get(number)
        if by is not None:
            by.must(Right.INVITE, found.area if found else None)
        if found is None or found.is_spent:
            return None
        revoked = await _revoke(found, by.id if by else None, uow, now)
        await uow.commit()
    return revoked


async def join(account_id: int, token: str, uow: UnitOfWork, now: datetime) -> Joined | NotJoined:
    """Join the desk by an invitation. Role and area are the invitation's, in place of what the account had before;
    the same link never opens twice, also not for two people at the same moment (StaleVersion for the second). Who made
    it cannot use it: it stays open for whom it was made for."""
    async with uow:
        found = await uow.invitations.opened_by(token)
        state = found.state(now) if found else InvitationState.UNKNOWN
        before = await uow.staff.of_account(account_id)
        made_by_himself = found is not None and before is not None and found.invited_by == before.id
        if found is None or state is not InvitationState.OPEN or made_by_himself:
            return NotJoined(state)
        await uow.invitations.save(found.used(now))
        if before is not None:
            await _end(before, before.id, uow, now)
        staff = await uow.staff.add(Staff(None, account_id, found.role, found.area, now))
        await uow.audit.add(Trace(Act.JOINED, now, staff.id, account_id=account_id))
        inviter = await uow.staff.get(found.invited_by) if found.invited_by else None
        await uow.commit()
    return Joined(staff, inviter.account_id if inviter else None)


async def end_work(by: Staff | None, number: int, uow: UnitOfWork, now: datetime) -> Staff | None:
    """End the work of somebody of one's area; None if nobody of that number works at the desk."""
    async with uow:
        member = await uow.staff.get(number)
        if by is not None:
            by.must(Right.INVITE, member.area if member else None)
        if member is None or member.left_at is not None:
            return None
        await _end(member, by.id if by else None, uow, now)
        await uow.commit()
    return member


async def _end(member: Staff, by: int | None, uow: UnitOfWork, now: datetime) -> None:
    """What he had taken goes back into the queue, and the links that he made open nothing any more."""
    number = member.id or 0
    await uow.staff.end(number, now)
    for case in await uow.cases.held_by(number):
        await uow.cases.save(case.released(member))
        await uow.audit.add(Trace(Act.RELEASED, now, by, case.id, case.account_id))
    for link in await uow.invitations.unspent_of(number):
        await _revoke(link, by, uow, now)
    await uow.audit.add(Trace(Act.LEFT, now, by, account_id=member.account_id))


async def _revoke(link: Invitation, by: int | None, uow: UnitOfWork, now: datetime) -> Invitation:
    revoked = link.revoked(now)
    await uow.invitations.save(revoked)
    await uow.audit.add(Trace(Act.REVOKED_INVITATION, now, by))
    return revoked
