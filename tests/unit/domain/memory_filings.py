"""Applications on file and permits of the fake unit of work."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from domain.cards import CardState, Permit
from domain.errors import NumberTaken, StaleVersion
from domain.filings import Filing
from domain.holdings import Alike, Bearer, Holding, Page
from domain.oldcards import OldCard
from domain.registrations import Status
from domain.reminders import Matter, Reminder, State
from tests.unit.domain.memory_desk import Kept


class MemoryFilings(Kept):
    async def add(self, filing: Filing) -> Filing:
        if filing.is_open and await self.open_of(filing.person_id):
            raise StaleVersion
        number = len(self._rows.filings) + 1
        self._rows.filings[number] = replace(filing, id=number, pages=())
        return self._rows.filings[number]

    async def get(self, filing_id: int) -> Filing | None:
        return self._rows.filings.get(filing_id)

    async def open_of(self, person_id: int) -> Filing | None:
        return next((one for one in self._of(person_id) if one.is_open), None)

    async def latest_of(self, person_id: int) -> Filing | None:
        return next(iter(self._of(person_id)), None)

    async def save(self, filing: Filing) -> None:
        known = self._rows.filings.get(filing.id or 0)
        if known is None or known.version != filing.version - 1:
            raise StaleVersion
        self._rows.filings[filing.id or 0] = filing

    def _of(self, person_id: int) -> list[Filing]:
        """The newest first."""
        return [one for one in reversed(self._rows.filings.values()) if one.person_id == person_id]


class MemoryPermits(Kept):
    async def add(self, permit: Permit) -> Permit:
        self._must_be_free(permit)
        if await self.of_person(permit.person_id):
            raise StaleVersion
        number = len(self._rows.permits) + 1
        self._rows.permits[number] = replace(permit, id=number, visits=())
        return self._rows.permits[number]

    async def of_person(self, person_id: int) -> Permit | None:
        living = [one for one in self._rows.permits.values() if one.card is not CardState.ENDED]
        return next((one for one in living if one.person_id == person_id), None)

    async def get(self, permit_id: int) -> Permit | None:
        return self._rows.permits.get(permit_id)

    async def save(self, permit: Permit) -> None:
        known = self._rows.permits.get(permit.id or 0)
        if known is None or known.version != permit.version - 1:
            raise StaleVersion
        self._must_be_free(permit)
        self._rows.permits[permit.id or 0] = replace(permit, visits=known.visits)

    async def visited(self, permit: Permit, on: date, staff_id: int) -> None:
        known = self._rows.permits[permit.id or 0]
        self._rows.permits[permit.id or 0] = replace(known, visits=(*known.visits, on))

    def _must_be_free(self, permit: Permit) -> None:
        """Whoever holds the number, also of a permit that has ended."""
        if any(one.number == permit.number and one.id != permit.id for one in self._rows.permits.values()):
            raise NumberTaken


class MemoryHoldings(Kept):
    async def alike(self, after: int, limit: int, since: date) -> Page:
        coming = sorted((one.id or 0, one) for one in self._living() if (one.id or 0) > after)[:limit]
        alike = [Alike(self._holding(one), self._planned(one, since), (Bearer(one.person_id, 0),)) for _, one in coming]
        return Page(tuple(alike), coming[-1][0] if len(coming) == limit else None)

    async def of(self, people: Collection[int]) -> tuple[Holding, ...]:
        return tuple(self._holding(one) for one in self._living() if one.person_id in people)

    def _living(self) -> list[Permit]:
        return [one for one in self._rows.permits.values() if one.card is not CardState.ENDED]

    def _planned(self, permit: Permit, since: date) -> tuple[Reminder, ...]:
        mine = [one for one in self._rows.promises.values() if one.person_id == permit.person_id]
        theirs = [one for one in mine if one.promise.matter is Matter.ENDORSEMENT]
        return tuple(one for one in theirs if one.state is State.WAITING or one.promise.on >= since)

    def _holding(self, permit: Permit) -> Holding:
        person_id = permit.person_id
        mine = [one for one in self._rows.registrations.values() if one.person_id == person_id]
        filed = [one.account_id for one in self._rows.filings.values() if one.person_id == person_id]
        return Holding(
            person_id,
            permit.issued,
            permit.visits,
            lives_here=any(one.status is Status.ACTIVE for one in mine),
            accounts=tuple(sorted(one for one, linked in self._rows.links.items() if linked == person_id)),
            filed_in=filed[-1] if filed else None,
        )


class MemoryOldCards(Kept):
    async def add(self, card: OldCard) -> OldCard:
        latest = await self.latest_of(card.person_id)
        if latest is not None and latest.ended_on is None:
            raise StaleVersion
        number = max(self._rows.old_cards, default=0) + 1
        self._rows.old_cards[number] = replace(card, id=number)
        return self._rows.old_cards[number]

    async def living(self, after: int, limit: int) -> tuple[OldCard, ...]:
        behind = [one for number, one in sorted(self._rows.old_cards.items()) if number > after]
        return tuple([one for one in behind if one.ended_on is None][:limit])

    async def latest_of(self, person_id: int) -> OldCard | None:
        mine = [one for one in self._rows.old_cards.values() if one.person_id == person_id]
        return mine[-1] if mine else None

    async def save(self, card: OldCard) -> None:
        self._must_be(card, card.version - 1)
        self._rows.old_cards[card.id or 0] = card

    async def remove(self, card: OldCard) -> None:
        self._must_be(card, card.version)
        del self._rows.old_cards[card.id or 0]

    def _must_be(self, card: OldCard, version: int) -> None:
        known = self._rows.old_cards.get(card.id or 0)
        if known is None or known.version != version:
            raise StaleVersion
