"""Half-days offered for an endorsement: a row for each, with the part of the one visit that is to be expected of it.

An office is found by the keyed hash of its area, as cases and registrations are; what is offered there comes back as
sums.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, insert, select

from domain.levelling import HalfDay, Offer, Offered
from storage.link import Sealed
from storage.places import place_row, within
from storage.tables import visit_offers


class Offers(Sealed):
    """Offers to persons; at most one each."""

    async def of_person(self, person_id: int) -> Offer | None:
        """The offer that a person has."""
        mine = select(visit_offers).where(visit_offers.c.person_id == person_id).order_by(visit_offers.c.id)
        rows = (await self._link.execute(mine)).all()
        if not rows:
            return None
        chosen = next((HalfDay(row.day, row.session) for row in rows if row.chosen), None)
        offered = tuple(HalfDay(row.day, row.session) for row in rows if row.offered)
        return Offer(person_id, rows[0].cycle, rows[0].closes, offered, chosen)

    async def save(self, offer: Offer, area: str) -> None:
        """Store an offer of the office of an area, instead of the one that the person had."""
        await self._link.execute(delete(visit_offers).where(visit_offers.c.person_id == offer.person_id))
        place = place_row(self._keys, visit_offers, area)
        rows = [
            {
                "person_id": offer.person_id,
                "cycle": offer.cycle,
                "closes": offer.closes,
                "day": half.day,
                "session": half.session,
                "share": share,
                "offered": int(half in offer.halves),
                "chosen": int(half == offer.chosen),
                **place,
            }
            for half, share in sorted(offer.shares.items())
        ]
        await self._link.execute(insert(visit_offers), rows)

    async def keep(self, person_id: int, cycles: Collection[int]) -> None:
        """Drop what a person was offered for any other year than these."""
        mine = delete(visit_offers).where(visit_offers.c.person_id == person_id)
        await self._link.execute(mine.where(visit_offers.c.cycle.not_in(cycles)))

    async def offered(self, area: str, after: date) -> tuple[Offered, ...]:
        """What is offered and chosen behind a day in an area."""
        by = (visit_offers.c.closes, visit_offers.c.day, visit_offers.c.session)
        counting = select(*by, func.sum(visit_offers.c.share).label("share")).where(visit_offers.c.day > after)
        found = await self._link.execute(counting.where(within(self._keys, visit_offers, area)).group_by(*by))
        return tuple(Offered(row.closes, HalfDay(row.day, row.session), row.share) for row in found)
