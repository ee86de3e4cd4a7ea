"""Offered half-days of the fake unit of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from domain.levelling import HalfDay, Offer, Offered
from domain.staff import WHOLE
from tests.unit.domain.memory_desk import Kept


class MemoryOffers(Kept):
    async def of_person(self, person_id: int) -> Offer | None:
        return self._rows.offers[person_id][0] if person_id in self._rows.offers else None

    async def save(self, offer: Offer, area: str) -> None:
        self._rows.offers[offer.person_id] = (offer, area)

    async def keep(self, person_id: int, cycles: Collection[int]) -> None:
        known = await self.of_person(person_id)
        if known and known.cycle not in cycles:
            del self._rows.offers[person_id]

    async def offered(self, area: str, after: date) -> tuple[Offered, ...]:
        found: defaultdict[tuple[date, HalfDay], float] = defaultdict(float)
        for offer, where in self._rows.offers.values():
            if area in (WHOLE, where) or where.startswith(area):
                for half, share in offer.shares.items():
                    found[offer.closes, half] += share if half.day > after else 0
        return tuple(Offered(closes, half, share) for (closes, half), share in found.items() if half.day > after)
