"""What the use cases need of the world, as protocols; `storage` fulfils them.

A unit of work opened inside another one joins it: its commit is then a savepoint, and only the outermost commit
makes anything last. So a use case reads the same alone and inside a chat turn, and stays one commit.
"""

from types import TracebackType
from typing import Protocol, Self

from domain.people import IdentityDocument, Person
from domain.registrations import Registration
from domain.vouchers import Voucher


class People(Protocol):
    """Persons and the accounts that may act for them."""

    async def holding(self, document: IdentityDocument) -> Person | None:
        """The person whose active registration holds the document, found through its keyed hash."""

    async def get(self, person_id: int) -> Person:
        """A person by id; NotRegistered if there is none."""

    async def of_account(self, account_id: int) -> Person | None:
        """The person the account stands for itself."""

    async def add(self, person: Person) -> Person:
        """Store a new person; the stored one carries its id."""

    async def save(self, person: Person) -> None:
        """Store what changed of a known person; NotRegistered if there is none."""

    async def link(self, account_id: int, person_id: int, instead_of: Person | None) -> None:
        """Let the account act for this person as himself, instead of the one whom it stood for till now."""

    async def accounts_of(self, person_id: int) -> tuple[int, ...]:
        """The accounts that may act for the person."""


class Registrations(Protocol):
    """Periods of registered residence; the database holds at most one active one a document."""

    async def active_of(self, person_id: int) -> Registration | None:
        """The active registration of a person."""

    async def get(self, registration_id: int) -> Registration:
        """A registration by id; NotRegistered if there is none."""

    async def add(self, registration: Registration, document: IdentityDocument) -> Registration:
        """Store a new one; AlreadyRegistered if an active one holds the document."""

    async def save(self, registration: Registration) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""


class Vouchers(Protocol):
    """Issued vouchers; the database holds at most one valid one a registration."""

    async def get(self, voucher_id: bytes) -> Voucher | None:
        """A voucher by its id."""

    async def with_code(self, code: str) -> Voucher | None:
        """A voucher by its short typed code."""

    async def valid_of(self, registration_id: int) -> Voucher | None:
        """The voucher of a registration that nothing has closed; it may have expired."""

    async def add(self, voucher: Voucher) -> None:
        """Store a new voucher; StaleVersion if the registration has a valid one already."""

    async def save(self, voucher: Voucher) -> None:
        """Store how it was closed; StaleVersion if it was closed before."""


class UnitOfWork(Protocol):
    """One transaction over everything; leaving it without a commit undoes all."""

    @property
    def people(self) -> People: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def vouchers(self) -> Vouchers: ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    async def commit(self) -> None:
        """Make it last."""
