"""The unit of work in memory: the fake that use cases are tested with.

It passes the same contract tests as the real one (`tests/integration/storage/test_contract.py`). It keeps values as
they are, so it says nothing about sealing, and it knows no second writer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from types import TracebackType
from typing import Self

from domain.answers import Answer, Correction
from domain.audit import Trace
from domain.cards import Permit
from domain.cases import Case, Entry, Rating
from domain.errors import AlreadyRegistered, NotRegistered, StaleVersion
from domain.filings import Filing
from domain.houses import House, LetRoom
from domain.lending import Loan
from domain.levelling import Offer
from domain.oldcards import OldCard
from domain.passports import SheetCheck
from domain.people import IdentityDocument, Person
from domain.registrations import Registration, Status
from domain.reminders import Reminder
from domain.reporters import Reporter
from domain.roomcodes import RoomCode
from domain.staff import Invitation, Staff
from domain.tenancies import Tenancy
from domain.vouchers import Voucher, VoucherStatus
from tests.unit.domain import memory_desk, memory_filings, memory_letting, memory_levelling, memory_promises


@dataclass
class Rows:
    """What is remembered; values are frozen, so a copy of the dictionaries is a snapshot."""

    people: dict[int, Person] = field(default_factory=dict)
    links: dict[int, int] = field(default_factory=dict)
    registrations: dict[int, Registration] = field(default_factory=dict)
    holders: dict[int, str] = field(default_factory=dict)
    vouchers: dict[bytes, Voucher] = field(default_factory=dict)
    promises: dict[int, Reminder] = field(default_factory=dict)
    guardians: dict[int, int] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    corrections: dict[int, tuple[int, Correction]] = field(default_factory=dict)
    staff: dict[int, Staff] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    entries: dict[int, tuple[int | None, Entry]] = field(default_factory=dict)
    ratings: dict[int, Rating] = field(default_factory=dict)
    filings: dict[int, Filing] = field(default_factory=dict)
    permits: dict[int, Permit] = field(default_factory=dict)
    old_cards: dict[int, OldCard] = field(default_factory=dict)
    trail: dict[int, Trace] = field(default_factory=dict)
    offers: dict[int, tuple[Offer, str]] = field(default_factory=dict)
    reporters: dict[int, Reporter] = field(default_factory=dict)
    houses: dict[int, House] = field(default_factory=dict)
    rooms: dict[int, LetRoom] = field(default_factory=dict)
    checks: dict[int, SheetCheck] = field(default_factory=dict)
    loans: dict[int, Loan] = field(default_factory=dict)
    room_codes: dict[int, RoomCode] = field(default_factory=dict)
    tenancies: dict[int, Tenancy] = field(default_factory=dict)
    attempts: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def copy(self) -> Rows:
        return Rows(**{one.name: dict(getattr(self, one.name)) for one in fields(self)})

    def restore(self, then: Rows) -> None:
        self.__dict__.update(then.copy().__dict__)


class MemoryPeople:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def holding(self, document: IdentityDocument) -> Person | None:
        for number, key in self._rows.holders.items():
            if key == document.key and self._rows.registrations[number].status is Status.ACTIVE:
                return self._rows.people[self._rows.registrations[number].person_id]
        return None

    async def get(self, person_id: int) -> Person:
        if person_id not in self._rows.people:
            raise NotRegistered
        return self._rows.people[person_id]

    async def of_account(self, account_id: int) -> Person | None:
        return self._rows.people.get(self._rows.links.get(account_id, 0))

    async def add(self, person: Person) -> Person:
        stored = replace(person, id=len(self._rows.people) + 1)
        self._rows.people[len(self._rows.people) + 1] = stored
        return stored

    async def save(self, person: Person) -> None:
        if person.id is None or person.id not in self._rows.people:
            raise NotRegistered
        self._rows.people[person.id] = person

    async def link(self, account_id: int, person_id: int, instead_of: Person | None) -> None:
        self._rows.links[account_id] = person_id

    async def accounts_of(self, person_id: int) -> tuple[int, ...]:
        return tuple(sorted(account for account, linked in self._rows.links.items() if linked == person_id))

    async def guardian_of(self, account_id: int) -> int | None:
        return self._rows.guardians.get(account_id)


class MemoryRegistrations:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def active_of(self, person_id: int) -> Registration | None:
        mine = [one for one in self._rows.registrations.values() if one.person_id == person_id]
        return next((one for one in mine if one.status is Status.ACTIVE), None)

    async def latest_of(self, person_id: int) -> Registration | None:
        mine = [one for one in self._rows.registrations.values() if one.person_id == person_id]
        return max(mine, key=lambda one: one.id or 0, default=None)

    async def get(self, registration_id: int) -> Registration:
        if registration_id not in self._rows.registrations:
            raise NotRegistered
        return self._rows.registrations[registration_id]

    async def add(self, registration: Registration, document: IdentityDocument) -> Registration:
        if await MemoryPeople(self._rows).holding(document):
            raise AlreadyRegistered
        number = len(self._rows.registrations) + 1
        stored = replace(registration, id=number)
        self._rows.registrations[number] = stored
        self._rows.holders[number] = document.key
        return stored

    async def save(self, registration: Registration) -> None:
        known = self._rows.registrations.get(registration.id or 0)
        if known is None or known.version != registration.version - 1:
            raise StaleVersion
        self._rows.registrations[registration.id or 0] = registration


class MemoryVouchers:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, voucher_id: bytes) -> Voucher | None:
        return self._rows.vouchers.get(voucher_id)

    async def with_code(self, code: str) -> Voucher | None:
        return next((one for one in self._rows.vouchers.values() if one.code == code), None)

    async def valid_of(self, registration_id: int) -> Voucher | None:
        mine = [one for one in self._rows.vouchers.values() if one.registration_id == registration_id]
        return next((one for one in mine if one.status is VoucherStatus.VALID), None)

    async def add(self, voucher: Voucher) -> None:
        taken = voucher.id in self._rows.vouchers or await self.with_code(voucher.code)
        if taken or await self.valid_of(voucher.registration_id):
            raise StaleVersion
        self._rows.vouchers[voucher.id] = voucher

    async def save(self, voucher: Voucher) -> None:
        known = self._rows.vouchers.get(voucher.id)
        if known is None or known.status is not VoucherStatus.VALID:
            raise StaleVersion
        self._rows.vouchers[voucher.id] = replace(known, status=voucher.status)


class MemoryUnitOfWork:
    """Undoes to the snapshot of its innermost opening unless that was committed; counts the outermost commits."""

    def __init__(self, rows: Rows | None = None) -> None:
        self.rows = rows or Rows()
        self.people = MemoryPeople(self.rows)
        self.registrations = MemoryRegistrations(self.rows)
        self.vouchers = MemoryVouchers(self.rows)
        self.promises = memory_promises.MemoryPromises(self.rows)
        self.answers = memory_desk.MemoryAnswers(self.rows)
        self.corrections = memory_desk.MemoryCorrections(self.rows)
        self.staff = memory_desk.MemoryStaff(self.rows)
        self.invitations = memory_desk.MemoryInvitations(self.rows)
        self.cases = memory_desk.MemoryCases(self.rows)
        self.filings = memory_filings.MemoryFilings(self.rows)
        self.permits = memory_filings.MemoryPermits(self.rows)
        self.holdings = memory_filings.MemoryHoldings(self.rows)
        self.old_cards = memory_filings.MemoryOldCards(self.rows)
        self.offers = memory_levelling.MemoryOffers(self.rows)
        self.audit = memory_desk.MemoryAudit(self.rows)
        self.reporters = memory_letting.MemoryReporters(self.rows)
        self.houses = memory_letting.MemoryHouses(self.rows)
        self.room_codes = memory_letting.MemoryRoomCodes(self.rows)
        self.tenancies = memory_letting.MemoryTenancies(self.rows)
        self.attempts = memory_letting.MemoryAttempts(self.rows)
        self.commits = 0
        self._before: list[Rows] = []

    async def __aenter__(self) -> Self:
        self._before.append(self.rows.copy())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rows.restore(self._before.pop())

    async def commit(self) -> None:
        self._before[-1] = self.rows.copy()
        self.commits += len(self._before) == 1
