"""Cards from before the IC card: at most one a person that has not ended. Kind and days are no secret."""

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from domain.errors import StaleVersion
from domain.oldcards import OldCard, OldKind
from storage.link import Sealed, unless_taken
from storage.tables import old_cards


class OldCards(Sealed):
    """Old cards that people have told of."""

    async def add(self, card: OldCard) -> OldCard:
        """Store a new one; StaleVersion if the person has one that has not ended."""
        row = self._row(card) | {"person_id": card.person_id}
        made = await unless_taken(self._link, insert(old_cards).returning(old_cards), row)
        return self._card(made.one())

    async def living(self, after: int, limit: int) -> tuple[OldCard, ...]:
        """Those behind an id that have not ended, in the order of ids."""
        behind = select(old_cards).where(old_cards.c.ended_on.is_(None), old_cards.c.id > after)
        found = await self._link.execute(behind.order_by(old_cards.c.id).limit(limit))
        return tuple(self._card(row) for row in found)

    async def latest_of(self, person_id: int) -> OldCard | None:
        """The newest one of a person, whether it has ended or not."""
        mine = select(old_cards).where(old_cards.c.person_id == person_id)
        row = (await self._link.execute(mine.order_by(old_cards.c.id.desc()).limit(1))).first()
        return self._card(row) if row else None

    async def save(self, card: OldCard) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        present = (old_cards.c.id == card.id) & (old_cards.c.version == card.version - 1)
        done = await self._link.execute(update(old_cards).where(present).values(self._row(card)))
        if not done.rowcount:
            raise StaleVersion

    async def remove(self, card: OldCard) -> None:
        """There never was such a card; StaleVersion if somebody else was faster."""
        present = (old_cards.c.id == card.id) & (old_cards.c.version == card.version)
        done = await self._link.execute(delete(old_cards).where(present))
        if not done.rowcount:
            raise StaleVersion

    def _row(self, card: OldCard) -> dict[str, Any]:
        return {
            "kind": card.kind.value,
            "valid_until": card.valid_until,
            "ended_on": card.ended_on,
            "version": card.version,
        }

    def _card(self, row: Row[Any]) -> OldCard:
        return OldCard(row.id, row.person_id, OldKind(row.kind), row.valid_until, row.ended_on, row.version)
