"""How far the telling of a change of the law has come: a row for each day on which something came into force."""

from datetime import date

from sqlalchemy import exists, or_, select

from storage.link import Sealed
from storage.tables import account_people, accounts, amendments, answers


class Amendments(Sealed):
    """Days on which something came into force."""

    async def noted(self) -> dict[date, int | None]:
        """The days that are known, each with the last account that was looked at; None for a day that is done."""
        found = await self._link.execute(select(amendments))
        return {row.day: row.after for row in found}

    async def note(self, day: date, after: int | None) -> None:
        """Note how far a day has come; None if it is done."""
        made = self._link.insert(amendments)
        again = made.on_conflict_do_update(index_elements=["day"], set_={"after": made.excluded.after})
        await self._link.execute(again, {"day": day, "after": after})

    async def concerned(self, after: int, limit: int) -> tuple[int, ...]:
        """Accounts behind an id that were told something of the permit, or stand for a person, or hold what was
        begun."""
        told = exists().where(answers.c.account_id == accounts.c.id)
        stands = exists().where(account_people.c.account_id == accounts.c.id)
        mine = or_(told, stands, accounts.c.state.is_not(None))
        found = await self._link.execute(
            select(accounts.c.id).where(accounts.c.id > after, mine).order_by(accounts.c.id).limit(limit)
        )
        return tuple(found.scalars())
