"""Reporters, houses and reports about tenants of the fake unit of work, and its counter of attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.errors import StaleVersion
from domain.houses import House, LetRoom
from domain.lending import Loan
from domain.matching import Report
from domain.passports import SheetCheck
from domain.people import IdentityDocument
from domain.places import Address
from domain.reporters import Reporter, Role
from domain.reporters import State as Standing
from domain.roomcodes import RoomCode
from domain.tenancies import State, Tenancy
from tests.unit.domain.memory_desk import Kept


class MemoryReporters(Kept):
    async def add(self, reporter: Reporter) -> Reporter:
        if await self.of_account(reporter.account_id, reporter.role):
            raise StaleVersion
        number = len(self._rows.reporters) + 1
        self._rows.reporters[number] = replace(reporter, id=number)
        return self._rows.reporters[number]

    async def get(self, reporter_id: int) -> Reporter | None:
        return self._rows.reporters.get(reporter_id)

    async def of_account(self, account_id: int, role: Role) -> Reporter | None:
        return next((one for one in await self.roles_of(account_id) if one.role is role), None)

    async def roles_of(self, account_id: int) -> tuple[Reporter, ...]:
        return tuple(one for one in self._rows.reporters.values() if one.account_id == account_id)

    async def save(self, reporter: Reporter) -> None:
        known = self._rows.reporters.get(reporter.id or 0)
        if known is None or known.version != reporter.version - 1:
            raise StaleVersion
        self._rows.reporters[reporter.id or 0] = reporter


class MemoryHouses(Kept):
    async def add(self, house: House) -> House:
        if await self.at(house.reporter_id, house.address):
            raise StaleVersion
        number = len(self._rows.houses) + 1
        self._rows.houses[number] = replace(house, id=number)
        return self._rows.houses[number]

    async def get(self, house_id: int) -> House | None:
        return self._rows.houses.get(house_id)

    async def at(self, reporter_id: int, address: Address) -> House | None:
        return next((one for one in await self.of(reporter_id) if one.address.key == address.key), None)

    async def of(self, reporter_id: int) -> tuple[House, ...]:
        return tuple(one for one in self._rows.houses.values() if one.reporter_id == reporter_id)

    async def save(self, house: House) -> None:
        known = self._rows.houses.get(house.id or 0)
        if known is None or known.version != house.version - 1:
            raise StaleVersion
        self._rows.houses[house.id or 0] = house

    async def add_room(self, room: LetRoom) -> LetRoom:
        if await self.labelled(room.house_id, room.label):
            raise StaleVersion
        number = len(self._rows.rooms) + 1
        self._rows.rooms[number] = replace(room, id=number)
        return self._rows.rooms[number]

    async def room(self, room_id: int) -> LetRoom | None:
        return self._rows.rooms.get(room_id)

    async def labelled(self, house_id: int, label: str) -> LetRoom | None:
        return next((one for one in await self.rooms_of(house_id) if one.label == label), None)

    async def rooms_of(self, house_id: int) -> tuple[LetRoom, ...]:
        return tuple(one for one in self._rows.rooms.values() if one.house_id == house_id)

    async def save_room(self, room: LetRoom) -> None:
        known = self._rows.rooms.get(room.id or 0)
        if known is None or known.version != room.version - 1:
            raise StaleVersion
        self._rows.rooms[room.id or 0] = room

    async def check(self, check: SheetCheck) -> None:
        number = len(self._rows.checks) + 1
        self._rows.checks[number] = replace(check, id=number)

    async def checks_of(self, room_id: int) -> tuple[SheetCheck, ...]:
        return tuple(one for one in self._rows.checks.values() if one.room_id == room_id)

    async def lend(self, loan: Loan) -> Loan:
        if loan.reporter_id in [one.reporter_id for one in await self.loans_of(loan.room_id)]:
            raise StaleVersion
        number = len(self._rows.loans) + 1
        self._rows.loans[number] = replace(loan, id=number)
        return self._rows.loans[number]

    async def take_back(self, loan: Loan) -> None:
        known = self._rows.loans.get(loan.id or 0)
        if known is None or known.ended_on is not None:
            raise StaleVersion
        self._rows.loans[loan.id or 0] = loan

    async def loans_of(self, room_id: int) -> tuple[Loan, ...]:
        return tuple(one for one in self._lasting() if one.room_id == room_id)

    async def lent_to(self, reporter_id: int) -> tuple[LetRoom, ...]:
        return tuple(self._rows.rooms[one.room_id] for one in self._lasting() if one.reporter_id == reporter_id)

    def _lasting(self) -> list[Loan]:
        return [one for one in self._rows.loans.values() if one.ended_on is None]


class MemoryRoomCodes(Kept):
    async def add(self, code: RoomCode) -> RoomCode:
        if await self.of(code.room_id) or await self.opened_by(code.token):
            raise StaleVersion
        number = len(self._rows.room_codes) + 1
        self._rows.room_codes[number] = replace(code, id=number)
        return self._rows.room_codes[number]

    async def of(self, room_id: int) -> RoomCode | None:
        codes = self._rows.room_codes.values()
        return next((one for one in codes if one.room_id == room_id and one.ended_at is None), None)

    async def opened_by(self, token: str) -> RoomCode | None:
        return next((one for one in self._rows.room_codes.values() if one.token == token), None)

    async def end(self, code: RoomCode) -> None:
        if self._rows.room_codes[code.id or 0].ended_at is not None:
            raise StaleVersion
        self._rows.room_codes[code.id or 0] = code


class MemoryTenancies(Kept):
    async def lock(self, *documents: IdentityDocument) -> None:
        """Nobody else is here."""

    async def add(self, tenancy: Tenancy) -> Tenancy:
        if await self.open_about(tenancy.reporter_id, tenancy.tenant.document):
            raise StaleVersion
        number = len(self._rows.tenancies) + 1
        self._rows.tenancies[number] = replace(tenancy, id=number)
        return self._rows.tenancies[number]

    async def get(self, tenancy_id: int) -> Tenancy | None:
        return self._rows.tenancies.get(tenancy_id)

    async def open_about(self, reporter_id: int, document: IdentityDocument) -> Tenancy | None:
        mine = await self.open_of(reporter_id)
        return next((one for one in mine if one.tenant.document.key == document.key), None)

    async def told_of(self, document: IdentityDocument) -> tuple[Report, ...]:
        about = [one for one in self._open() if one.tenant.document.key == document.key]
        return tuple(Report(one, self._rows.reporters[one.reporter_id]) for one in about)

    async def of_account(self, account_id: int) -> tuple[Tenancy, ...]:
        return tuple(self._by(account_id, self._rows.tenancies.values(), lambda one: True))

    async def open_of(self, reporter_id: int, room_id: int | None = None) -> tuple[Tenancy, ...]:
        mine = [one for one in self._open() if one.reporter_id == reporter_id]
        return tuple(one for one in mine if room_id in (None, one.place.room_id))

    async def save(self, tenancy: Tenancy) -> None:
        known = self._rows.tenancies.get(tenancy.id or 0)
        if known is None or known.version != tenancy.version - 1:
            raise StaleVersion
        self._rows.tenancies[tenancy.id or 0] = tenancy

    async def settle(self, states: Mapping[int, State]) -> None:
        for number, state in states.items():
            self._rows.tenancies[number] = replace(self._rows.tenancies[number], state=state)

    async def fruitless(self, account_id: int, since: date) -> int:
        mine = await self.of_account(account_id)
        return sum(not one.agreed and one.reported_on >= since for one in mine)

    async def leases_ending(self, account_id: int, on: date) -> tuple[Tenancy, ...]:
        return self._heard(account_id, lambda one: one.term.lease_to == on)

    async def unanswered(self, account_id: int, reported_on: date) -> tuple[Tenancy, ...]:
        return self._heard(account_id, lambda one: one.reported_on == reported_on and not one.agreed)

    def _open(self) -> list[Tenancy]:
        return [one for one in self._rows.tenancies.values() if one.is_open]

    def _heard(self, account_id: int, fits: Callable[[Tenancy], bool]) -> tuple[Tenancy, ...]:
        mine = self._by(account_id, self._open(), fits)
        reporters = self._rows.reporters
        return tuple(one for one in mine if reporters[one.reporter_id].state is not Standing.BLOCKED)

    def _by(self, account_id: int, of: Iterable[Tenancy], fits: Callable[[Tenancy], bool]) -> list[Tenancy]:
        reporters = self._rows.reporters
        return [one for one in of if reporters[one.reporter_id].account_id == account_id and fits(one)]


class MemoryAttempts(Kept):
    """As the real one counts, without its forgetting."""

    FREE = 5
    FIRST = timedelta(seconds=30)

    async def take(self, subject: str, now: datetime) -> timedelta:
        tried, free_at = self._rows.attempts.get(subject, (0, now))
        if now < free_at:
            return free_at - now
        wait = timedelta() if tried + 1 < self.FREE else self.FIRST * 2 ** (tried + 1 - self.FREE)
        self._rows.attempts[subject] = tried + 1, now + wait
        return timedelta()
