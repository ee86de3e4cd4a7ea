"""The registered people as a rehearsal of a rule may see them: a day, a kind of home, a document's day of birth.

It reads for counting only. Name, phone and address stay sealed, and nothing here finds anybody.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from domain.people import DocumentKind, IdentityDocument
from domain.registrations import Dwelling, Status
from storage.link import Sealed
from storage.tables import people, registrations


@dataclass(frozen=True, slots=True)
class Recorded:
    """One active registration; `id` is where the next page begins."""

    id: int
    registered_on: date
    dwelling: Dwelling
    document: IdentityDocument


class Census(Sealed):
    """Active registrations, page by page."""

    async def page(self, after: int, most: int) -> list[Recorded]:
        """The next so many after an id."""
        found = await self._link.execute(
            select(
                registrations.c.id,
                registrations.c.registered_on,
                registrations.c.dwelling,
                people.c.document_kind,
                people.c.document,
            )
            .join(people, people.c.id == registrations.c.person_id)
            .where(registrations.c.status == Status.ACTIVE.value, registrations.c.id > after)
            .order_by(registrations.c.id)
            .limit(most)
        )
        return [
            Recorded(
                row.id,
                row.registered_on,
                Dwelling(row.dwelling),
                IdentityDocument(
                    DocumentKind(row.document_kind), self._keys.open_text(row.document, "people.document")
                ),
            )
            for row in found
        ]
