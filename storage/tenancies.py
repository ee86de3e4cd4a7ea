"""Reports about tenants: at most one open one a reporter and document, found by the document's keyed hash.

Whoever matches a document locks it for his unit of work: on PostgreSQL by an advisory lock, for there may be no row yet
that could be locked; on SQLite the one writer is lock enough.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, insert, literal_column, select, text, update

from domain.errors import StaleVersion
from domain.matching import Report
from domain.people import DocumentKind, IdentityDocument
from domain.places import Address
from domain.reporters import State as Standing
from domain.tenancies import Place, State, Tenancy, Tenant, Term
from storage.link import Sealed, unless_taken
from storage.reporters import reporter_of
from storage.tables import reporters, tenancies

_SAID = and_(tenancies.c.ended_on.is_(None), tenancies.c.withdrawn == literal_column("0"))
"""Written out, so that a prepared statement finds the partial indexes."""
_LOCK = text("SELECT pg_advisory_xact_lock(8135122, :of)")
"""Two documents that share a number wait for each other now and then, which harms nobody."""
_OF_ACCOUNT = tenancies.c.reporter_id.in_(select(reporters.c.id).where(reporters.c.account_id == bindparam("of")))
_HEARD = tenancies.c.reporter_id.in_(
    select(reporters.c.id).where(reporters.c.account_id == bindparam("of"), reporters.c.state != Standing.BLOCKED.value)
)
_SETTLE = update(tenancies).where(tenancies.c.id == bindparam("of_id")).values(state=bindparam("found"))


class Tenancies(Sealed):
    """Reports by their reporters and by the documents that they name."""

    async def lock(self, *documents: IdentityDocument) -> None:
        """Let nobody else change or match reports about these documents until this unit of work ends."""
        if self._link.locks_rows:
            numbers = {int.from_bytes(self._index(one)[:4], "big", signed=True) for one in documents}
            for number in sorted(numbers):
                await self._link.execute(_LOCK, {"of": number})

    async def add(self, tenancy: Tenancy) -> Tenancy:
        """Store a new one; StaleVersion if the reporter has an open one about the document."""
        row = self._row(tenancy) | {
            "reporter_id": tenancy.reporter_id,
            "document_index": self._index(tenancy.tenant.document),
            "reported_on": tenancy.reported_on,
            "state": tenancy.state.value,
        }
        made = await unless_taken(self._link, insert(tenancies).returning(tenancies), row)
        return self._tenancy(made.one())

    async def get(self, tenancy_id: int) -> Tenancy | None:
        """One by its id."""
        row = (await self._link.execute(select(tenancies).where(tenancies.c.id == tenancy_id))).first()
        return self._tenancy(row) if row else None

    async def open_about(self, reporter_id: int, document: IdentityDocument) -> Tenancy | None:
        """The open report of a reporter about a document."""
        found = await self._some(tenancies.c.reporter_id == reporter_id, self._about(document), _SAID)
        return found[0] if found else None

    async def told_of(self, document: IdentityDocument) -> tuple[Report, ...]:
        """The open reports about a document, with who made them."""
        found = (await self._some_rows(self._about(document), _SAID)).all()
        by = select(reporters).where(reporters.c.id.in_([row.reporter_id for row in found]))
        made_by = {row.id: reporter_of(self._keys, row) for row in await self._link.execute(by)} if found else {}
        return tuple(Report(self._tenancy(row), made_by[row.reporter_id]) for row in found)

    async def of_account(self, account_id: int) -> tuple[Tenancy, ...]:
        """What an account has reported in all its roles, oldest first."""
        return await self._some(_OF_ACCOUNT, of=account_id)

    async def open_of(self, reporter_id: int, room_id: int | None = None) -> tuple[Tenancy, ...]:
        """The open reports of a reporter, of one room only if it is named; oldest first."""
        there = () if room_id is None else (tenancies.c.room_id == room_id,)
        return await self._some(tenancies.c.reporter_id == reporter_id, *there, _SAID)

    async def save(self, tenancy: Tenancy) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        present = (tenancies.c.id == tenancy.id) & (tenancies.c.version == tenancy.version - 1)
        row = self._row(tenancy) | {"state": tenancy.state.value}
        done = await self._link.execute(update(tenancies).where(present).values(row))
        if not done.rowcount:
            raise StaleVersion

    async def settle(self, states: Mapping[int, State]) -> None:
        """Note what matching makes of reports; it is no version of theirs."""
        if states:
            found = [{"of_id": number, "found": state.value} for number, state in states.items()]
            await self._link.execute(_SETTLE, found)

    async def fruitless(self, account_id: int, since: date) -> int:
        """How many reports of an account since a day no tenant has agreed to, whatever became of them."""
        barren = tenancies.c.agreed.is_(None) | (tenancies.c.agreed == 0)
        counted = select(func.count()).where(_OF_ACCOUNT, tenancies.c.reported_on >= since, barren)
        return int((await self._link.execute(counted, {"of": account_id})).scalar_one())

    async def leases_ending(self, account_id: int, on: date) -> tuple[Tenancy, ...]:
        """The open reports of an account whose lease ends on a day; none of a role that is blocked."""
        return await self._some(_HEARD, _SAID, tenancies.c.lease_to == on, of=account_id)

    async def unanswered(self, account_id: int, reported_on: date) -> tuple[Tenancy, ...]:
        """The open reports that an account made on a day and to which no tenant has agreed; none of a role that is
        blocked."""
        barren = tenancies.c.agreed.is_(None) | (tenancies.c.agreed == 0)
        return await self._some(_HEARD, _SAID, tenancies.c.reported_on == reported_on, barren, of=account_id)

    async def _some(self, *conditions: ColumnElement[bool], of: int | None = None) -> tuple[Tenancy, ...]:
        return tuple(self._tenancy(row) for row in await self._some_rows(*conditions, of=of))

    async def _some_rows(self, *conditions: ColumnElement[bool], of: int | None = None) -> Any:
        given = {} if of is None else {"of": of}
        return await self._link.execute(select(tenancies).where(*conditions).order_by(tenancies.c.id), given)

    def _index(self, document: IdentityDocument) -> bytes:
        return self._keys.index(document.key, "document")

    def _about(self, document: IdentityDocument) -> ColumnElement[bool]:
        return tenancies.c.document_index == self._index(document)

    def _row(self, tenancy: Tenancy) -> dict[str, Any]:
        tenant, place, term = tenancy.tenant, tenancy.place, tenancy.term
        home = place.address
        told = {
            "name": tenant.name,
            "document": [tenant.document.kind.value, tenant.document.number],
            "phone": tenant.phone,
            "address": [home.district, home.street, home.building, home.room] if home else None,
            "service_place": place.service_place,
        }
        return {
            "room_id": place.room_id,
            "told": self._keys.seal_json(told, "tenancies.told"),
            "since": term.since,
            "lease_from": term.lease_from,
            "lease_to": term.lease_to,
            "ended_on": tenancy.ended_on,
            "withdrawn": int(tenancy.withdrawn),
            "set_aside": int(tenancy.set_aside),
            "agreed": None if tenancy.agreed is None else int(tenancy.agreed),
            "version": tenancy.version,
        }

    def _tenancy(self, row: Row[Any]) -> Tenancy:
        told = self._keys.open_json(row.told, "tenancies.told")
        kind, number = told["document"]
        address = Address(*told["address"]) if told["address"] else None
        return Tenancy(
            id=row.id,
            reporter_id=row.reporter_id,
            tenant=Tenant(told["name"], IdentityDocument(DocumentKind(kind), number), told["phone"]),
            place=Place(address, row.room_id, told["service_place"]),
            term=Term(row.since, row.lease_from, row.lease_to),
            reported_on=row.reported_on,
            ended_on=row.ended_on,
            withdrawn=bool(row.withdrawn),
            set_aside=bool(row.set_aside),
            agreed=None if row.agreed is None else bool(row.agreed),
            state=State(row.state),
            version=row.version,
        )
