"""The desk in the database: who works there, invitations, the audit trail; cases are in their own module.

The trail is guarded by triggers: a row of it can be neither changed nor removed, by whatever statement.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from domain.audit import Act, Trace
from domain.errors import StaleVersion
from domain.staff import Invitation, Role, Staff
from storage.link import Sealed, unless_taken
from storage.tables import audit, invitations, staff


class StaffMembers(Sealed):
    """Who works at the desk; at most one working member an account."""

    async def get(self, staff_id: int) -> Staff | None:
        """A staff member by id, also one who left."""
        row = (await self._link.execute(select(staff).where(staff.c.id == staff_id))).first()
        return _staff(row) if row else None

    async def of_account(self, account_id: int) -> Staff | None:
        """Who works there through this account now; whoever ends his work waits until this turn is over, or what he
        takes in it would stay with somebody who has left."""
        working = select(staff).where(staff.c.account_id == account_id, staff.c.left_at.is_(None))
        statement = working.with_for_update(read=True) if self._link.locks_rows else working
        row = (await self._link.execute(statement)).first()
        return _staff(row) if row else None

    async def add(self, member: Staff) -> Staff:
        """Store a new one; StaleVersion if the account works there already."""
        row = {
            "account_id": member.account_id,
            "role": member.role.value,
            "area": member.area,
            "joined_at": member.joined_at,
        }
        made = await unless_taken(self._link, insert(staff).returning(staff), row)
        return _staff(made.one())

    async def end(self, staff_id: int, now: datetime) -> None:
        """Note that he left; StaleVersion if he had left before."""
        working = (staff.c.id == staff_id) & staff.c.left_at.is_(None)
        done = await self._link.execute(update(staff).where(working).values(left_at=now))
        if not done.rowcount:
            raise StaleVersion

    async def working(self) -> list[Staff]:
        """Everybody who works at the desk now, in the order of joining."""
        found = await self._link.execute(select(staff).where(staff.c.left_at.is_(None)).order_by(staff.c.id))
        return [_staff(row) for row in found]


def _staff(row: Row[Any]) -> Staff:
    return Staff(row.id, row.account_id, Role(row.role), row.area, row.joined_at, row.left_at)


class Invitations(Sealed):
    """One-time links; a token is kept as its keyed hash only."""

    async def add(self, invitation: Invitation, token: str) -> Invitation:
        """Store a new one."""
        row = {
            "token_index": self._keys.index(token, "invitations.token"),
            "role": invitation.role.value,
            "area": invitation.area,
            "made_at": invitation.made_at,
            "expires_at": invitation.expires_at,
            "invited_by": invitation.invited_by,
        }
        made = await self._link.execute(insert(invitations).returning(invitations), row)
        return _invitation(made.one())

    async def get(self, number: int) -> Invitation | None:
        """An invitation by its number."""
        return await self._one(invitations.c.id == number)

    async def opened_by(self, token: str) -> Invitation | None:
        """The invitation that a token opens."""
        return await self._one(invitations.c.token_index == self._keys.index(token, "invitations.token"))

    async def unspent_of(self, staff_id: int) -> tuple[Invitation, ...]:
        """Those that somebody made and that were neither used nor withdrawn."""
        found = await self._link.execute(
            select(invitations).where(invitations.c.invited_by == staff_id, _UNSPENT).order_by(invitations.c.id)
        )
        return tuple(_invitation(row) for row in found)

    async def save(self, invitation: Invitation) -> None:
        """Store that it was used or withdrawn; StaleVersion if that has happened already."""
        done = await self._link.execute(
            update(invitations)
            .where(invitations.c.id == invitation.id, _UNSPENT)
            .values(used_at=invitation.used_at, revoked_at=invitation.revoked_at)
        )
        if not done.rowcount:
            raise StaleVersion

    async def all(self) -> list[Invitation]:
        """Every invitation, oldest first."""
        found = await self._link.execute(select(invitations).order_by(invitations.c.id))
        return [_invitation(row) for row in found]

    async def _one(self, condition: ColumnElement[bool]) -> Invitation | None:
        row = (await self._link.execute(select(invitations).where(condition))).first()
        return _invitation(row) if row else None


_UNSPENT = invitations.c.used_at.is_(None) & invitations.c.revoked_at.is_(None)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        row.id, Role(row.role), row.area, row.made_at, row.expires_at, row.invited_by, row.used_at, row.revoked_at
    )


class Audit(Sealed):
    """The audit trail: added to, never changed."""

    async def add(self, trace: Trace) -> None:
        """Write down an act."""
        row = {
            "act": trace.act.value,
            "at": trace.at,
            "staff_id": trace.staff_id,
            "case_id": trace.case_id,
            "account_id": trace.account_id,
            "why": self._keys.seal_text(trace.why, "audit.why") if trace.why else None,
        }
        await self._link.execute(insert(audit), row)

    async def about(
        self, accounts: Collection[int], acts: Iterable[Act], limit: int
    ) -> list[tuple[Trace, Staff | None]]:
        """The newest acts of these kinds in a person's matters, through whichever account, with who did them."""
        wanted = audit.c.account_id.in_(tuple(accounts)) & audit.c.act.in_([act.value for act in acts])
        found = await self._link.execute(select(audit).where(wanted).order_by(audit.c.id.desc()).limit(limit))
        traces = [self._trace(row) for row in found]
        people = await self._link.execute(select(staff).where(staff.c.id.in_({one.staff_id for one in traces})))
        known = {row.id: _staff(row) for row in people}
        return [(one, known.get(one.staff_id)) for one in traces]

    def _trace(self, row: Row[Any]) -> Trace:
        why = self._keys.open_text(row.why, "audit.why") if row.why else ""
        return Trace(Act(row.act), row.at, row.staff_id, row.case_id, row.account_id, why)
