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
    """Withdraw an invitation; None if there is none of that number."""
    if by is not None:
        by.must(Right.INVITE)
    async with uow:
        found = await uow.invitations.get(number)
        if found is None:
            return None
        revoked = found.revoked(now)
        await uow.invitations.save(revoked)
        await uow.audit.add(Trace(Act.REVOKED_INVITATION, now, by.id if by else None))
        await uow.commit()
    return revoked


async def join(account_id: int, token: str, uow: UnitOfWork, now: datetime) -> Joined | NotJoined:
    """Join the desk by an invitation. Role and area are the invitation's, in place of what the account had before;
    the same link never opens twice, also not for two people at the same moment (StaleVersion for the second)."""
    async with uow:
        found = await uow.invitations.opened_by(token)
        state = found.state(now) if found else InvitationState.UNKNOWN
        if found is None or state is not InvitationState.OPEN:
            return NotJoined(state)
        await uow.invitations.save(found.used(now))
        staff = await uow.staff.add(Staff(None, account_id, found.role, found.area, now))
        await uow.audit.add(Trace(Act.JOINED, now, staff.id, account_id=account_id))
        inviter = await uow.staff.get(found.invited_by) if found.invited_by else None
        await uow.commit()
    return Joined(staff, inviter.account_id if inviter else None)


async def leave(account_id: int, uow: UnitOfWork, now: datetime) -> bool:
    """End somebody's work at the desk; what he had taken goes back to the queue. False if he did not work there."""
    async with uow:
        staff = await uow.staff.of_account(account_id)
        if staff is None or staff.id is None:
            return False
        await uow.staff.end(staff.id, now)
        for case in await uow.cases.held_by(staff.id):
            await uow.cases.save(case.released(staff))
        await uow.audit.add(Trace(Act.LEFT, now, staff.id, account_id=account_id))
        await uow.commit()
    return True
