"""What the use cases of reporters, rooms and tenants need of the world, as protocols; a part of `ports`."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.houses import House, LetRoom
from domain.lending import Loan
from domain.matching import Report
from domain.passports import SheetCheck
from domain.people import IdentityDocument
from domain.places import Address
from domain.reporters import Reporter, Role
from domain.roomcodes import RoomCode
from domain.tenancies import State, Tenancy


class Reporters(Protocol):
    """Accounts in the roles in which they report; the database holds one an account and role."""

    async def add(self, reporter: Reporter) -> Reporter:
        """Store a new one; StaleVersion if the account has the role already."""

    async def get(self, reporter_id: int) -> Reporter | None:
        """One by its id."""

    async def of_account(self, account_id: int, role: Role) -> Reporter | None:
        """An account in a role."""

    async def roles_of(self, account_id: int) -> tuple[Reporter, ...]:
        """An account in all its roles, in the order in which it took them."""

    async def save(self, reporter: Reporter) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""


class Houses(Protocol):
    """Let houses, their rooms, what staff found of the rooms' papers, and to whom rooms are lent."""

    async def add(self, house: House) -> House:
        """Store a new one; StaleVersion if its landlord has one at this address."""

    async def get(self, house_id: int) -> House | None:
        """A house by its id."""

    async def at(self, reporter_id: int, address: Address) -> House | None:
        """The house that a landlord has at an address, in whichever spelling."""

    async def of(self, reporter_id: int) -> tuple[House, ...]:
        """The houses of a landlord, oldest first."""

    async def save(self, house: House) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""

    async def add_room(self, room: LetRoom) -> LetRoom:
        """Store a new room; StaleVersion if the house has one of this label."""

    async def room(self, room_id: int) -> LetRoom | None:
        """A room by its id."""

    async def labelled(self, house_id: int, label: str) -> LetRoom | None:
        """The room of a house with a label."""

    async def rooms_of(self, house_id: int) -> tuple[LetRoom, ...]:
        """The rooms of a house, oldest first."""

    async def save_room(self, room: LetRoom) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""

    async def check(self, check: SheetCheck) -> None:
        """Add what staff found of a sheet; the earlier ones stay."""

    async def checks_of(self, room_id: int) -> tuple[SheetCheck, ...]:
        """All that staff found of the papers of a room."""

    async def lend(self, loan: Loan) -> Loan:
        """Store a new loan; StaleVersion if the agent has the room."""

    async def take_back(self, loan: Loan) -> None:
        """Store that a loan has ended; StaleVersion if it had before."""

    async def loans_of(self, room_id: int) -> tuple[Loan, ...]:
        """To whom a room is lent now."""

    async def lent_to(self, reporter_id: int) -> tuple[LetRoom, ...]:
        """The rooms that an agent has now, in the order in which they were lent."""


class RoomCodes(Protocol):
    """Codes of rooms; the database holds at most one that opens a room."""

    async def add(self, code: RoomCode) -> RoomCode:
        """Store a new one; StaleVersion if the room has one already."""

    async def of(self, room_id: int) -> RoomCode | None:
        """The code that opens a room now."""

    async def opened_by(self, token: str) -> RoomCode | None:
        """The code with this token, also one that has ended."""

    async def end(self, code: RoomCode) -> None:
        """Store that it was withdrawn; StaleVersion if it had been before."""


class Tenancies(Protocol):
    """Reports about tenants; the database holds at most one open one a reporter and document."""

    async def lock(self, *documents: IdentityDocument) -> None:
        """Let nobody else change or match reports about these documents until this unit of work ends. It comes before
        the first change, and all of a unit of work come at once: so nobody waits for each other."""

    async def add(self, tenancy: Tenancy) -> Tenancy:
        """Store a new one; StaleVersion if the reporter has an open one about the document."""

    async def get(self, tenancy_id: int) -> Tenancy | None:
        """One by its id."""

    async def open_about(self, reporter_id: int, document: IdentityDocument) -> Tenancy | None:
        """The open report of a reporter about a document."""

    async def told_of(self, document: IdentityDocument) -> tuple[Report, ...]:
        """The open reports about a document, with who made them."""

    async def of_account(self, account_id: int) -> tuple[Tenancy, ...]:
        """What an account has reported in all its roles, oldest first."""

    async def open_of(self, reporter_id: int, room_id: int | None = None) -> tuple[Tenancy, ...]:
        """The open reports of a reporter, of one room only if it is named; oldest first."""

    async def save(self, tenancy: Tenancy) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""

    async def settle(self, states: Mapping[int, State]) -> None:
        """Note what matching makes of reports; it is no version of theirs."""

    async def fruitless(self, account_id: int, since: date) -> int:
        """How many reports of an account since a day no tenant has agreed to, whatever became of them."""

    async def leases_ending(self, account_id: int, on: date) -> tuple[Tenancy, ...]:
        """The open reports of an account whose lease ends on a day."""

    async def unanswered(self, account_id: int, reported_on: date) -> tuple[Tenancy, ...]:
        """The open reports that an account made on a day and to which no tenant has agreed."""


class Attempts(Protocol):
    """Counted attempts at guessable things."""

    async def take(self, subject: str, now: datetime) -> timedelta:
        """Count a try of `subject`. Zero if it may go on, else how long to wait."""
