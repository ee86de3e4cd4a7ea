"""The desk in the database: who works there, invitations, cases and what was said in them, the audit trail.

Of two officers who change the same case the second finds its version gone. The trail is guarded by triggers: a row of
it can be neither changed nor removed, by whatever statement.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.audit import Act, Trace
from domain.cases import Author, Case, Entry, Kind, Outcome, Rating
from domain.errors import StaleVersion
from domain.staff import Invitation, Role, Staff
from storage.keyring import KeyRing
from storage.link import Link, is_duplicate
from storage.tables import audit, case_entries, case_ratings, cases, invitations, staff


class _Sealed:
    def __init__(self, link: Link, keys: KeyRing) -> None:
        self._link, self._keys = link, keys


class StaffMembers(_Sealed):
    """Who works at the desk; at most one working member an account."""

    async def get(self, staff_id: int) -> Staff | None:
        """A staff member by id, also one who left."""
        return await self._one(staff.c.id == staff_id)

    async def of_account(self, account_id: int) -> Staff | None:
        """Who works there through this account now."""
        return await self._one((staff.c.account_id == account_id) & staff.c.left_at.is_(None))

    async def add(self, member: Staff) -> Staff:
        """Store a new one in place of the account's earlier role; StaleVersion if somebody else was faster."""
        before = (staff.c.account_id == member.account_id) & staff.c.left_at.is_(None)
        await self._link.execute(update(staff).where(before).values(left_at=member.joined_at))
        row = {
            "account_id": member.account_id,
            "role": member.role.value,
            "area": member.area,
            "joined_at": member.joined_at,
        }
        made = await _unless_taken(self._link, insert(staff).returning(staff), row)
        return _staff(made.one())

    async def end(self, staff_id: int, now: datetime) -> None:
        """Note that he left."""
        await self._link.execute(update(staff).where(staff.c.id == staff_id).values(left_at=now))

    async def working(self) -> list[Staff]:
        """Everybody who works at the desk now, in the order of joining."""
        found = await self._link.execute(select(staff).where(staff.c.left_at.is_(None)).order_by(staff.c.id))
        return [_staff(row) for row in found]

    async def _one(self, condition: ColumnElement[bool]) -> Staff | None:
        row = (await self._link.execute(select(staff).where(condition))).first()
        return _staff(row) if row else None


def _staff(row: Row[Any]) -> Staff:
    return Staff(row.id, row.account_id, Role(row.role), row.area, row.joined_at, row.left_at)


class Invitations(_Sealed):
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

    async def save(self, invitation: Invitation) -> None:
        """Store that it was used or withdrawn; StaleVersion if that has happened already."""
        unspent = invitations.c.used_at.is_(None) & invitations.c.revoked_at.is_(None)
        done = await self._link.execute(
            update(invitations)
            .where(invitations.c.id == invitation.id, unspent)
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


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        row.id, Role(row.role), row.area, row.made_at, row.expires_at, row.invited_by, row.used_at, row.revoked_at
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open cases of a kind wait in a sub-district, and how many of them are late."""

    kind: Kind
    area: str
    count: int
    late: int


class Cases(_Sealed):
    """Cases at the desk, and what was said in them."""

    async def add(self, case: Case) -> Case:
        """Store a new one."""
        row = {
            "kind": case.kind.value,
            "about": case.about,
            "account_id": case.account_id,
            "area": case.area,
            "opened_at": case.opened_at,
            "promised_by": case.promised_by,
            "version": case.version,
        }
        made = await _unless_taken(self._link, insert(cases).returning(cases), row)
        return _case(made.one())

    async def get(self, number: int) -> Case | None:
        """A case by its number."""
        row = (await self._link.execute(select(cases).where(cases.c.id == number))).first()
        return _case(row) if row else None

    async def open_about(self, account_id: int, kind: Kind, about: int) -> Case | None:
        """The open case of an account about the same thing."""
        same = (cases.c.account_id == account_id) & (cases.c.kind == kind.value) & (cases.c.about == about)
        row = (await self._link.execute(select(cases).where(same, cases.c.outcome.is_(None)))).first()
        return _case(row) if row else None

    async def of_account(self, account_id: int, limit: int) -> list[Case]:
        """The newest cases of an account."""
        found = await self._link.execute(
            select(cases).where(cases.c.account_id == account_id).order_by(cases.c.id.desc()).limit(limit)
        )
        return [_case(row) for row in found]

    async def held_by(self, staff_id: int) -> tuple[Case, ...]:
        """The open cases that somebody works on."""
        found = await self._link.execute(_QUEUE.where(cases.c.taken_by == staff_id))
        return tuple(_case(row) for row in found)

    async def waiting(self, area: str, limit: int, offset: int = 0) -> list[Case]:
        """Open cases of an area, the one whose promise runs out first on top."""
        found = await self._link.execute(_QUEUE.where(_within(area)).limit(limit).offset(offset))
        return [_case(row) for row in found]

    async def counts(self, area: str, now: datetime) -> list[Waiting]:
        """How many are open in an area, by kind and sub-district."""
        late = func.count().filter(cases.c.promised_by < now)
        found = await self._link.execute(
            select(cases.c.kind, cases.c.area, func.count().label("count_all"), late.label("late"))
            .where(cases.c.outcome.is_(None), _within(area))
            .group_by(cases.c.kind, cases.c.area)
            .order_by(cases.c.kind, cases.c.area)
        )
        return [Waiting(Kind(row.kind), row.area, row.count_all, row.late) for row in found]

    async def save(self, case: Case) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        done = await self._link.execute(
            update(cases)
            .where(cases.c.id == case.id, cases.c.version == case.version - 1)
            .values(
                taken_by=case.taken_by,
                outcome=case.outcome.value if case.outcome else None,
                closed_at=case.closed_at,
                version=case.version,
            )
        )
        if not done.rowcount:
            raise StaleVersion

    async def say(self, case: Case, entry: Entry) -> None:
        """Add an entry."""
        row = {
            "case_id": case.id,
            "author": entry.author.value,
            "staff_id": entry.staff_id,
            "words": self._keys.seal_text(entry.words, "case_entries.words"),
            "at": entry.at,
        }
        await self._link.execute(insert(case_entries), row)

    async def rate(self, case: Case, rating: Rating) -> None:
        """Keep what the person says of a closed case; the first word counts."""
        row = {"case_id": case.id, "speed": rating.speed, "manner": rating.manner, "promise": rating.promise}
        await self._link.execute(self._link.insert(case_ratings).on_conflict_do_nothing(), row)

    async def said(self, number: int) -> list[Entry]:
        """What was said in a case, oldest first."""
        found = await self._link.execute(
            select(case_entries).where(case_entries.c.case_id == number).order_by(case_entries.c.id)
        )
        return [
            Entry(Author(row.author), self._keys.open_text(row.words, "case_entries.words"), row.at, row.staff_id)
            for row in found
        ]


_QUEUE = select(cases).where(cases.c.outcome.is_(None)).order_by(cases.c.promised_by, cases.c.id)


def _within(area: str) -> ColumnElement[bool]:
    return cases.c.area.startswith(area, autoescape=True)


def _case(row: Row[Any]) -> Case:
    return Case(
        row.id,
        Kind(row.kind),
        row.about,
        row.account_id,
        row.area,
        row.opened_at,
        row.promised_by,
        row.taken_by,
        Outcome(row.outcome) if row.outcome else None,
        row.closed_at,
        row.version,
    )


async def _unless_taken(link: Link, statement: Any, row: dict[str, Any]) -> Any:
    try:
        return await link.execute(statement, row)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise StaleVersion from None


class Audit(_Sealed):
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
