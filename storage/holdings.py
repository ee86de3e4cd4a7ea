"""Who holds a permit, with what his reminders follow from: as many statements for many persons as for one, and nothing
that would have to be opened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Executable, Row, bindparam, func, select

from domain.cards import CardState
from domain.holdings import Holding, Page
from domain.registrations import Status
from storage.alike import page_of
from storage.link import Sealed
from storage.repositories import SELF
from storage.tables import account_people, filings, permit_visits, permits, registrations

_LIVING = permits.c.card != CardState.ENDED.value
_THESE: BindParameter[Any] = bindparam("these", expanding=True)
_HELD = (
    select(permits.c.id, permits.c.person_id, permits.c.issued)
    .where(permits.c.person_id.in_(_THESE), _LIVING)
    .order_by(permits.c.id)
)
_VISITS = (
    select(permit_visits.c.permit_id, permit_visits.c.visited_on)
    .where(permit_visits.c.permit_id.in_(_THESE))
    .order_by(permit_visits.c.id)
)
_HERE = select(registrations.c.person_id).where(
    registrations.c.person_id.in_(_THESE), registrations.c.status == Status.ACTIVE.value
)
_CHATS = (
    select(account_people.c.person_id, account_people.c.account_id)
    .where(account_people.c.person_id.in_(_THESE), account_people.c.relation == SELF)
    .order_by(account_people.c.account_id)
)
_LATEST = select(func.max(filings.c.id)).where(filings.c.person_id.in_(_THESE)).group_by(filings.c.person_id)
_FILED_IN = select(filings.c.person_id, filings.c.account_id).where(filings.c.id.in_(_LATEST))


class Holdings(Sealed):
    """Holders of permits."""

    async def alike(self, after: int, limit: int, since: date) -> Page:
        """The next permits behind an id that have not ended, and what their holders wait for or would have of that day
        and later; those who are alike together."""
        return await page_of(self._link, after, limit, since)

    async def of(self, people: Collection[int]) -> tuple[Holding, ...]:
        """What is on record of those of these persons who hold a permit that has not ended."""
        held = await self._of(_HELD, people)
        if not held:
            return ()
        visits = _gathered(await self._of(_VISITS, [row.id for row in held]))
        chats = _gathered(await self._of(_CHATS, people))
        here = {row.person_id for row in await self._of(_HERE, people)}
        filed_in = {row.person_id: row.account_id for row in await self._of(_FILED_IN, people)}
        return tuple(
            Holding(
                person_id=row.person_id,
                issued=row.issued,
                visits=visits.get(row.id, ()),
                lives_here=row.person_id in here,
                accounts=chats.get(row.person_id, ()),
                filed_in=filed_in.get(row.person_id),
            )
            for row in held
        )

    async def _of(self, statement: Executable, these: Collection[int]) -> Sequence[Row[Any]]:
        return (await self._link.execute(statement, {"these": list(these)})).all()


def _gathered(pairs: Iterable[Sequence[Any]]) -> Mapping[int, tuple[Any, ...]]:
    """What comes in pairs, by the first of each, in its order."""
    found: dict[int, tuple[Any, ...]] = {}
    for key, value in pairs:
        found[key] = (*found.get(key, ()), value)
    return found
