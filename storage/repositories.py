"""Persons, registrations and vouchers in the database, spoken of in the domain's words.

Each repository turns rows into domain values and back, sealing what describes a person; none commits.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import AlreadyRegistered, NotRegistered, StaleVersion
from domain.people import DocumentKind, IdentityDocument, Person
from domain.places import Address
from domain.reach import Way
from domain.registrations import Dwelling, Host, Registration, Status
from domain.vouchers import Voucher, VoucherStatus
from storage.link import Sealed, is_duplicate
from storage.places import place_row
from storage.tables import account_people, accounts, people, registration_versions, registrations, vouchers

SELF = "self"
"""The relation of an account to the person it stands for himself; family and helpers have others."""
FORMER = "former"
"""The relation to somebody the account stood for before."""


_KEPT = ("id", "version", "status", "dwelling", "home", "recorded_at")
"""What is put by of a version that is replaced."""


class _Repository(Sealed):
    def _document_index(self, document: IdentityDocument) -> bytes:
        return self._keys.index(document.key, "document")


def _is_phone_of(person_id: int | None) -> Any:
    return (accounts.c.channel == Way.SMS.value) & (accounts.c.chat == str(person_id))


class People(_Repository):
    """Persons and the accounts that may act for them."""

    async def get(self, person_id: int) -> Person:
        """A person by id; NotRegistered if there is none."""
        row = (await self._link.execute(select(people).where(people.c.id == person_id))).first()
        if row is None:
            raise NotRegistered
        return self._person(row)

    async def of_account(self, account_id: int) -> Person | None:
        """The person the account stands for itself."""
        found = await self._link.execute(
            select(people)
            .join(account_people, account_people.c.person_id == people.c.id)
            .where(account_people.c.account_id == account_id, account_people.c.relation == SELF)
        )
        row = found.first()
        return self._person(row) if row else None

    async def holding(self, document: IdentityDocument) -> Person | None:
        """The person whose active registration holds the document."""
        found = await self._link.execute(
            select(people)
            .join(registrations, registrations.c.person_id == people.c.id)
            .where(
                registrations.c.document_index == self._document_index(document),
                registrations.c.status == Status.ACTIVE.value,
            )
        )
        row = found.first()
        return self._person(row) if row else None

    async def add(self, person: Person) -> Person:
        """Store a new person; the stored one carries its id."""
        made = await self._link.execute(insert(people).returning(people.c.id), self._row(person))
        return Person(made.scalar_one(), person.name, person.document, person.phone, person.consented_at)

    async def save(self, person: Person) -> None:
        """Store what changed of a known person; NotRegistered if he is not known any more. Who tells his phone can be
        tried there again."""
        done = await self._link.execute(update(people).where(people.c.id == person.id).values(self._row(person)))
        if not done.rowcount:
            raise NotRegistered
        await self._link.execute(update(accounts).where(_is_phone_of(person.id)).values(shut_at=None))

    async def link(self, account_id: int, person_id: int, instead_of: Person | None) -> None:
        """Let the account act for this person as himself, instead of the one whom it stood for till now."""
        if instead_of is not None:
            mine = account_people.c.account_id == account_id
            himself = update(account_people).where(mine, account_people.c.relation == SELF)
            await self._link.execute(himself.values(relation=FORMER))
        row = {"account_id": account_id, "person_id": person_id, "relation": SELF}
        again = {"index_elements": ["account_id", "person_id"], "set_": {"relation": SELF}}
        await self._link.execute(self._link.insert(account_people).on_conflict_do_update(**again), row)

    async def accounts_of(self, person_id: int) -> tuple[int, ...]:
        """The accounts that act for the person as himself."""
        found = await self._link.execute(
            select(account_people.c.account_id)
            .where(account_people.c.person_id == person_id, account_people.c.relation == SELF)
            .order_by(account_people.c.account_id)
        )
        return tuple(found.scalars())

    async def guardian_of(self, account_id: int) -> int | None:
        """The account in whose chat a child is looked after; None for who has a chat of his own."""
        found = await self._link.execute(select(accounts.c.guardian_id).where(accounts.c.id == account_id))
        guardian: int | None = found.scalar_one_or_none()
        return guardian

    def _row(self, person: Person) -> dict[str, Any]:
        return {
            "name": self._keys.seal_text(person.name, "people.name"),
            "document_kind": person.document.kind.value,
            "document": self._keys.seal_text(person.document.number, "people.document"),
            "document_index": self._document_index(person.document),
            "phone": self._keys.seal_text(person.phone, "people.phone"),
            "phone_index": self._keys.index(person.phone, "phone"),
            "consented_at": person.consented_at,
        }

    def _person(self, row: Row[Any]) -> Person:
        number = self._keys.open_text(row.document, "people.document")
        return Person(
            row.id,
            self._keys.open_text(row.name, "people.name"),
            IdentityDocument(DocumentKind(row.document_kind), number),
            self._keys.open_text(row.phone, "people.phone"),
            row.consented_at,
        )


class Registrations(_Repository):
    """Periods of registered residence with their earlier versions; at most one active one a document."""

    async def get(self, registration_id: int) -> Registration:
        """A registration by id; NotRegistered if there is none."""
        found = await self._link.execute(select(registrations).where(registrations.c.id == registration_id))
        row = found.first()
        if row is None:
            raise NotRegistered
        return self._registration(row)

    async def active_of(self, person_id: int) -> Registration | None:
        """The active registration of a person."""
        found = await self._link.execute(
            select(registrations).where(
                registrations.c.person_id == person_id, registrations.c.status == Status.ACTIVE.value
            )
        )
        row = found.first()
        return self._registration(row) if row else None

    async def latest_of(self, person_id: int) -> Registration | None:
        """The newest registration of a person, whether it is active or has ended."""
        mine = select(registrations).where(registrations.c.person_id == person_id)
        row = (await self._link.execute(mine.order_by(registrations.c.id.desc()).limit(1))).first()
        return self._registration(row) if row else None

    async def add(self, registration: Registration, document: IdentityDocument) -> Registration:
        """Store a new one; AlreadyRegistered if an active one holds the document."""
        row = self._row(registration) | {
            "person_id": registration.person_id,
            "document_index": self._document_index(document),
            "arrived": registration.arrived,
            "registered_on": registration.registered_on,
        }
        try:
            made = await self._link.execute(insert(registrations).returning(registrations), row)
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise AlreadyRegistered from None
        return self._registration(made.one())

    async def save(self, registration: Registration) -> None:
        """Store the next version and put the present one by; StaleVersion if somebody else was faster."""
        present = (registrations.c.id == registration.id) & (registrations.c.version == registration.version - 1)
        kept = select(*(registrations.c[name] for name in _KEPT)).where(present)
        await self._link.execute(insert(registration_versions).from_select(["registration_id", *_KEPT[1:]], kept))
        done = await self._link.execute(update(registrations).where(present).values(self._row(registration)))
        if not done.rowcount:
            raise StaleVersion

    def _row(self, registration: Registration) -> dict[str, Any]:
        home = registration.address
        host = registration.host
        told = {
            "address": [home.district, home.street, home.building, home.room],
            "host": [host.name, host.phone] if host else None,
            "service_place": registration.service_place,
            "moved_on": registration.moved_on.isoformat() if registration.moved_on else None,
        }
        return {
            "status": registration.status.value,
            "ended_on": registration.ended_on,
            "dwelling": registration.dwelling.value,
            "home": self._keys.seal_json(told, "registrations.home"),
            **place_row(self._keys, registrations, home.area),
            "version": registration.version,
            "recorded_at": datetime.now(UTC),
        }

    def _registration(self, row: Row[Any]) -> Registration:
        told = self._keys.open_json(row.home, "registrations.home")
        return Registration(
            id=row.id,
            person_id=row.person_id,
            arrived=row.arrived,
            registered_on=row.registered_on,
            address=Address(*told["address"]),
            dwelling=Dwelling(row.dwelling),
            host=Host(*told["host"]) if told["host"] else None,
            service_place=told["service_place"],
            status=Status(row.status),
            ended_on=row.ended_on,
            version=row.version,
            moved_on=date.fromisoformat(moved) if (moved := told.get("moved_on")) else None,
        )


class Vouchers(_Repository):
    """Issued vouchers; at most one that nothing has closed a registration."""

    async def get(self, voucher_id: bytes) -> Voucher | None:
        """A voucher by its id."""
        return await self._one(vouchers.c.id == voucher_id)

    async def with_code(self, code: str) -> Voucher | None:
        """A voucher by its short typed code."""
        return await self._one(vouchers.c.code_index == self._keys.index(code, "vouchers.code"))

    async def valid_of(self, registration_id: int) -> Voucher | None:
        """The voucher of a registration that nothing has closed; it may have expired."""
        return await self._one(
            (vouchers.c.registration_id == registration_id) & (vouchers.c.status == VoucherStatus.VALID.value)
        )

    async def add(self, voucher: Voucher) -> None:
        """Store a new voucher; StaleVersion if somebody else was faster with another, or the code is in use."""
        row = {
            "id": voucher.id,
            "registration_id": voucher.registration_id,
            "code": self._keys.seal_text(voucher.code, "vouchers.code"),
            "code_index": self._keys.index(voucher.code, "vouchers.code"),
            "issued_at": voucher.issued_at,
            "expires_on": voucher.expires_on,
            "status": voucher.status.value,
        }
        try:
            await self._link.execute(insert(vouchers), row)
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise StaleVersion from None

    async def save(self, voucher: Voucher) -> None:
        """Store how it was closed; StaleVersion if it was closed before, for what closed it first stays."""
        done = await self._link.execute(
            update(vouchers)
            .where(vouchers.c.id == voucher.id, vouchers.c.status == VoucherStatus.VALID.value)
            .values(status=voucher.status.value)
        )
        if not done.rowcount:
            raise StaleVersion

    async def closed(self, on: date) -> list[tuple[bytes, VoucherStatus]]:
        """Ids of closed vouchers whose code has not run out by itself on that day, for the offline list."""
        found = await self._link.execute(
            select(vouchers.c.id, vouchers.c.status)
            .where(vouchers.c.status != VoucherStatus.VALID.value, vouchers.c.expires_on >= on)
            .order_by(vouchers.c.id)
        )
        return [(row.id, VoucherStatus(row.status)) for row in found]

    async def _one(self, condition: Any) -> Voucher | None:
        row = (await self._link.execute(select(vouchers).where(condition))).first()
        if row is None:
            return None
        code = self._keys.open_text(row.code, "vouchers.code")
        return Voucher(row.id, row.registration_id, code, row.issued_at, row.expires_on, VoucherStatus(row.status))
