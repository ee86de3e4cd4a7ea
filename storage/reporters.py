"""Accounts in the roles in which they report: one an account and role. Who they are is sealed."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.errors import StaleVersion
from domain.reporters import Reporter, Role, State
from storage.keyring import KeyRing
from storage.link import Sealed, unless_taken
from storage.tables import reporters


def reporter_of(keys: KeyRing, row: Row[Any]) -> Reporter:
    """A reporter from a row of his table."""
    told = keys.open_json(row.told, "reporters.told")
    return Reporter(
        id=row.id,
        account_id=row.account_id,
        role=Role(row.role),
        name=told["name"],
        phone=told["phone"],
        credit_code=told["credit_code"],
        area=told["area"],
        since=row.since,
        state=State(row.state),
        version=row.version,
    )


class Reporters(Sealed):
    """Reporters by their accounts."""

    async def add(self, reporter: Reporter) -> Reporter:
        """Store a new one; StaleVersion if the account has the role already."""
        row = self._row(reporter) | {
            "account_id": reporter.account_id,
            "role": reporter.role.value,
            "since": reporter.since,
        }
        made = await unless_taken(self._link, insert(reporters).returning(reporters), row)
        return reporter_of(self._keys, made.one())

    async def get(self, reporter_id: int) -> Reporter | None:
        """One by its id."""
        row = (await self._link.execute(select(reporters).where(reporters.c.id == reporter_id))).first()
        return reporter_of(self._keys, row) if row else None

    async def of_account(self, account_id: int, role: Role) -> Reporter | None:
        """An account in a role."""
        mine = select(reporters).where(reporters.c.account_id == account_id, reporters.c.role == role.value)
        row = (await self._link.execute(mine)).first()
        return reporter_of(self._keys, row) if row else None

    async def roles_of(self, account_id: int) -> tuple[Reporter, ...]:
        """An account in all its roles, in the order in which it took them."""
        mine = select(reporters).where(reporters.c.account_id == account_id).order_by(reporters.c.id)
        return tuple(reporter_of(self._keys, row) for row in await self._link.execute(mine))

    async def save(self, reporter: Reporter) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        present = (reporters.c.id == reporter.id) & (reporters.c.version == reporter.version - 1)
        done = await self._link.execute(update(reporters).where(present).values(self._row(reporter)))
        if not done.rowcount:
            raise StaleVersion

    def _row(self, reporter: Reporter) -> dict[str, Any]:
        told = {
            "name": reporter.name,
            "phone": reporter.phone,
            "credit_code": reporter.credit_code,
            "area": reporter.area,
        }
        return {
            "state": reporter.state.value,
            "told": self._keys.seal_json(told, "reporters.told"),
            "version": reporter.version,
        }
