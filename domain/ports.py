"""What the use cases need of the world, as protocols; `storage` fulfils them.

A unit of work opened inside another one joins it: its commit is then a savepoint, and only the outermost commit
makes anything last. So a use case reads the same alone and inside a chat turn, and stays one commit.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from domain.answers import Answer, Correction
from domain.audit import Trace
from domain.cards import Permit
from domain.cases import Case, Entry, Kind, Rating
from domain.figures import Cycle, Endorsed, Filed, Rated, Registered, Visited, Waiting
from domain.filings import Filing
from domain.holdings import Holding, Page
from domain.levelling import Offer, Offered
from domain.oldcards import OldCard
from domain.people import IdentityDocument, Person
from domain.ports_of_reporters import Attempts, Houses, Reporters, RoomCodes, Tenancies
from domain.registrations import Registration
from domain.reminders import Matter, Promise, Reminder
from domain.staff import Invitation, Staff
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

    async def guardian_of(self, account_id: int) -> int | None:
        """The account in whose chat a child is looked after; None for who has a chat of his own."""


class Registrations(Protocol):
    """Periods of registered residence; the database holds at most one active one a document."""

    async def active_of(self, person_id: int) -> Registration | None:
        """The active registration of a person."""

    async def latest_of(self, person_id: int) -> Registration | None:
        """The newest registration of a person, whether it is active or has ended."""

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


class Answers(Protocol):
    """What accounts were told about the permit."""

    async def add(self, answer: Answer, now: datetime) -> Answer:
        """Keep an answer; the stored one carries its id."""

    async def get(self, answer_id: int, account_id: int) -> Answer | None:
        """An answer of this account."""

    async def last_of(self, account_id: int) -> Answer | None:
        """The newest answer of an account."""


class Corrections(Protocol):
    """Facts as the desk has found them."""

    async def add(self, correction: Correction, account_id: int) -> None:
        """Keep a correction."""

    async def of_account(self, account_id: int) -> tuple[Correction, ...]:
        """Those that no report of the person has made void, oldest first."""

    async def make_void(self, accounts: Collection[int], paths: Collection[str]) -> None:
        """The person's record has changed: what was corrected of these facts counts no longer for his accounts."""


class StaffMembers(Protocol):
    """Who works at the desk; the database holds at most one working member an account."""

    async def get(self, staff_id: int) -> Staff | None:
        """A staff member by id, also one who left."""

    async def of_account(self, account_id: int) -> Staff | None:
        """Who works there through this account now."""

    async def add(self, staff: Staff) -> Staff:
        """Store a new one; StaleVersion if the account works there already."""

    async def end(self, staff_id: int, now: datetime) -> None:
        """Note that he left; StaleVersion if he had left before."""


class Invitations(Protocol):
    """One-time links by which staff join."""

    async def add(self, invitation: Invitation, token: str) -> Invitation:
        """Store a new one, findable by its token alone."""

    async def get(self, number: int) -> Invitation | None:
        """An invitation by its number."""

    async def opened_by(self, token: str) -> Invitation | None:
        """The invitation that a token opens."""

    async def unspent_of(self, staff_id: int) -> tuple[Invitation, ...]:
        """Those that somebody made and that were neither used nor withdrawn."""

    async def save(self, invitation: Invitation) -> None:
        """Store that it was used or withdrawn; StaleVersion if it was used or withdrawn before."""


class Cases(Protocol):
    """Cases at the desk, and what was said in them."""

    async def add(self, case: Case) -> Case:
        """Store a new one; the stored one carries its number."""

    async def get(self, number: int) -> Case | None:
        """A case by its number."""

    async def open_about(self, account_id: int, kind: Kind, about: int) -> Case | None:
        """The open case of an account about the same thing."""

    async def replacing(self, permit_id: int) -> Case | None:
        """The open case about a new card for a permit, through whichever account it was opened; the database holds at
        most one."""

    async def conflict_over(self, registration_id: int) -> Case | None:
        """The open case about reports that differ from a registration; the database holds at most one."""

    async def held_by(self, staff_id: int) -> tuple[Case, ...]:
        """The open cases that somebody works on."""

    async def save(self, case: Case) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""

    async def say(self, case: Case, entry: Entry) -> None:
        """Add an entry."""

    async def rate(self, case: Case, rating: Rating) -> None:
        """Keep what the person says of a closed case; the first word counts."""


class Filings(Protocol):
    """Applications on file; the database holds at most one open one a person."""

    async def add(self, filing: Filing) -> Filing:
        """Store a new one; StaleVersion if the person has an open one."""

    async def get(self, filing_id: int) -> Filing | None:
        """An application by its id."""

    async def open_of(self, person_id: int) -> Filing | None:
        """The application of a person that has not ended."""

    async def latest_of(self, person_id: int) -> Filing | None:
        """The newest application of a person, whatever became of it."""

    async def save(self, filing: Filing) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""


class Permits(Protocol):
    """Permits that were issued; the database holds at most one a person that has not ended."""

    async def add(self, permit: Permit) -> Permit:
        """Store a new one; NumberTaken if another has its number, StaleVersion if the person has one already."""

    async def of_person(self, person_id: int) -> Permit | None:
        """The permit of a person that has not ended."""

    async def get(self, permit_id: int) -> Permit | None:
        """A permit by its id."""

    async def save(self, permit: Permit) -> None:
        """Store the next version; StaleVersion if somebody else was faster, NumberTaken for a number in use."""

    async def visited(self, permit: Permit, on: date, staff_id: int) -> None:
        """Write down a visit."""


class Holdings(Protocol):
    """Who holds a permit, with what his reminders follow from, for many at once."""

    async def alike(self, after: int, limit: int, since: date) -> Page:
        """The next permits behind an id that have not ended, and what their holders wait for or would have of that day
        and later; those who are alike together."""

    async def of(self, people: Collection[int]) -> tuple[Holding, ...]:
        """What is on record of those of these persons who hold a permit that has not ended."""


class OldCards(Protocol):
    """Cards from before the IC card; the database holds at most one a person that has not ended."""

    async def living(self, after: int, limit: int) -> tuple[OldCard, ...]:
        """Those behind an id that have not ended, in the order of ids."""

    async def add(self, card: OldCard) -> OldCard:
        """Store a new one; StaleVersion if the person has one that has not ended."""

    async def latest_of(self, person_id: int) -> OldCard | None:
        """The newest one of a person, whether it has ended or not."""

    async def save(self, card: OldCard) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""

    async def remove(self, card: OldCard) -> None:
        """There never was such a card; StaleVersion if somebody else was faster."""


class Audit(Protocol):
    """The audit trail: added to, never changed."""

    async def add(self, trace: Trace) -> None:
        """Write down an act."""


class Figures(Protocol):
    """Counts of an area, made by the database; nobody's data in them."""

    async def registered(self, area: str, places: Collection[str], first: date, last: date) -> tuple[Registered, ...]:
        """Registrations made between two days, by place among these, day of arrival and day of registration."""

    async def filed(self, area: str) -> tuple[Filed, ...]:
        """Applications by stage and the day of the last step."""

    async def issued(self, area: str) -> tuple[date, ...]:
        """The days on which permits were issued that have not ended."""

    async def endorsed(self, area: str, cycles: Sequence[Cycle], on: date) -> list[tuple[Cycle, Endorsed]]:
        """Permits by the years they are in, with what the visits until a day have made of them."""

    async def waiting(self, area: str, now: datetime) -> tuple[Waiting, ...]:
        """Open cases by kind and age, and the late ones."""

    async def rated(self, area: str, since: datetime) -> Rated:
        """What was said of the cases closed since."""

    async def visited(self, area: str, first: date, last: date) -> tuple[Visited, ...]:
        """Visits made between two days, by day of issue and day of the visit."""


class Promises(Protocol):
    """Reminders promised to accounts; the database holds one for each (account, matter, cycle, step)."""

    async def promise(self, reminders: Sequence[Reminder]) -> None:
        """Store them waiting. One that is there already takes the new day, also after it was withdrawn; one that was
        sent stays as it is."""

    async def promise_plain(self, many: Sequence[tuple[int, int, Promise, datetime]]) -> None:
        """The same for many, where nothing is to be said beyond the day: account, person, promise and moment."""

    async def waiting(self, account_id: int) -> tuple[Reminder, ...]:
        """What is still to come for an account, the next one first."""

    async def planned(self, people: Collection[int], matter: Matter, since: date) -> tuple[Reminder, ...]:
        """What of a matter waits for persons, in whichever of their chats; and what else there is of it of that day and
        later, whatever became of it."""

    async def of_account(self, account_id: int, reminder_id: int) -> Reminder | None:
        """One of an account by its id, whatever became of it."""

    async def latest(self, account_id: int, matter: Matter) -> Reminder | None:
        """The one of the newest cycle of a matter, whatever became of it."""

    async def snooze(self, account_id: int, reminder_id: int, until: date, due: datetime) -> bool:
        """Let one that waits no longer wait again until a day; False if it is not this account's or still waits."""

    async def move(self, reminder: Reminder) -> bool:
        """Give a waiting one the day, the moment and the words of this one; False if it waits no longer."""

    async def withdraw(self, ids: Collection[int]) -> int:
        """Withdraw those that still wait; how many did."""

    async def due_until(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Claim waiting ones that are due, the longest due first: nobody else gets them till this unit of work ends."""

    async def sent(self, ids: Collection[int]) -> None:
        """Note of claimed ones that their messages are stored."""


class Offers(Protocol):
    """Half-days offered for an endorsement; at most one offer a person."""

    async def of_person(self, person_id: int) -> Offer | None:
        """The offer that a person has."""

    async def save(self, offer: Offer, area: str) -> None:
        """Store an offer of the office of an area, instead of the one that the person had."""

    async def keep(self, person_id: int, cycles: Collection[int]) -> None:
        """Drop what a person was offered for any other year than these."""

    async def offered(self, area: str, after: date) -> tuple[Offered, ...]:
        """What is offered and chosen behind a day in an area."""


class UnitOfWork(Protocol):
    """One transaction over everything; leaving it without a commit undoes all."""

    @property
    def people(self) -> People: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def vouchers(self) -> Vouchers: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def staff(self) -> StaffMembers: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def filings(self) -> Filings: ...
    @property
    def permits(self) -> Permits: ...
    @property
    def holdings(self) -> Holdings: ...
    @property
    def old_cards(self) -> OldCards: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def promises(self) -> Promises: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def reporters(self) -> Reporters: ...
    @property
    def houses(self) -> Houses: ...
    @property
    def room_codes(self) -> RoomCodes: ...
    @property
    def tenancies(self) -> Tenancies: ...
    @property
    def attempts(self) -> Attempts: ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    async def commit(self) -> None:
        """Make it last."""
