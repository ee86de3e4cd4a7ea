"""One transaction over all repositories; leaving it without a commit undoes everything done in it.

Opened inside itself it joins: the inner commit is a savepoint, and only the outermost commit makes anything last.
"""

from functools import cached_property
from types import TracebackType
from typing import Self

from storage.amendments import Amendments
from storage.answers import Answers, Corrections
from storage.cases import Cases
from storage.census import Census
from storage.chats import Accounts, Messages
from storage.desk import Audit, Invitations, StaffMembers
from storage.figures import Figures
from storage.filings import Filings, Permits
from storage.guards import Attempts, Proofs
from storage.holdings import Holdings
from storage.houses import Houses
from storage.keyring import KeyRing
from storage.link import Link, Savepoint
from storage.offers import Offers
from storage.oldcards import OldCards
from storage.outbox import Outbox
from storage.places import Places
from storage.promises import Promises
from storage.reaching import Reaching
from storage.reporters import Reporters
from storage.repositories import People, Registrations, Vouchers
from storage.roomcodes import RoomCodes
from storage.rounds import Rounds
from storage.subscriptions import Subscriptions
from storage.tenancies import Tenancies


class SqlUnitOfWork:
    """The unit of work of the domain's protocol, with the chat's own repositories beside it."""

    def __init__(self, link: Link, keys: KeyRing) -> None:
        self._link, self._keys = link, keys
        self._open: list[Savepoint | None] = []
        self._done: list[bool] = []

    @cached_property
    def people(self) -> People:
        """Persons."""
        return People(self._link, self._keys)

    @cached_property
    def registrations(self) -> Registrations:
        """Periods of registered residence."""
        return Registrations(self._link, self._keys)

    @cached_property
    def vouchers(self) -> Vouchers:
        """Issued vouchers."""
        return Vouchers(self._link, self._keys)

    @cached_property
    def answers(self) -> Answers:
        """What accounts were told about the permit."""
        return Answers(self._link, self._keys)

    @cached_property
    def corrections(self) -> Corrections:
        """Facts corrected by the desk."""
        return Corrections(self._link, self._keys)

    @cached_property
    def staff(self) -> StaffMembers:
        """Who works at the desk."""
        return StaffMembers(self._link, self._keys)

    @cached_property
    def invitations(self) -> Invitations:
        """One-time links by which staff join."""
        return Invitations(self._link, self._keys)

    @cached_property
    def cases(self) -> Cases:
        """Cases at the desk."""
        return Cases(self._link, self._keys)

    @cached_property
    def filings(self) -> Filings:
        """Applications on file."""
        return Filings(self._link, self._keys)

    @cached_property
    def permits(self) -> Permits:
        """Permits that were issued."""
        return Permits(self._link, self._keys)

    @cached_property
    def holdings(self) -> Holdings:
        """Who holds a permit, for many at once."""
        return Holdings(self._link, self._keys)

    @cached_property
    def offers(self) -> Offers:
        """Half-days offered for an endorsement."""
        return Offers(self._link, self._keys)

    @cached_property
    def old_cards(self) -> OldCards:
        """Cards from before the IC card."""
        return OldCards(self._link, self._keys)

    @cached_property
    def audit(self) -> Audit:
        """The audit trail."""
        return Audit(self._link, self._keys)

    @cached_property
    def promises(self) -> Promises:
        """Promised reminders."""
        return Promises(self._link, self._keys)

    @cached_property
    def rounds(self) -> Rounds:
        """How far looks through everything have come."""
        return Rounds(self._link, self._keys)

    @cached_property
    def census(self) -> Census:
        """Registered people as counting may see them."""
        return Census(self._link, self._keys)

    @cached_property
    def figures(self) -> Figures:
        """Counts of an area."""
        return Figures(self._link, self._keys)

    @cached_property
    def places(self) -> Places:
        """Places of registrations that have none yet."""
        return Places(self._link, self._keys)

    @cached_property
    def amendments(self) -> Amendments:
        """How far the telling of a change of the law has come."""
        return Amendments(self._link, self._keys)

    @cached_property
    def accounts(self) -> Accounts:
        """Chat accounts with the state of their conversation."""
        return Accounts(self._link, self._keys)

    @cached_property
    def messages(self) -> Messages:
        """What was said."""
        return Messages(self._link, self._keys)

    @cached_property
    def outbox(self) -> Outbox:
        """What is still to be brought, and by whom."""
        return Outbox(self._link, self._keys)

    @cached_property
    def reaching(self) -> Reaching:
        """By which ways people are reached."""
        return Reaching(self._link, self._keys)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """Browsers that take notices."""
        return Subscriptions(self._link, self._keys)

    @cached_property
    def reporters(self) -> Reporters:
        """Accounts in the roles in which they report."""
        return Reporters(self._link, self._keys)

    @cached_property
    def houses(self) -> Houses:
        """Let houses and their rooms."""
        return Houses(self._link, self._keys)

    @cached_property
    def room_codes(self) -> RoomCodes:
        """Codes of rooms."""
        return RoomCodes(self._link, self._keys)

    @cached_property
    def tenancies(self) -> Tenancies:
        """Reports about tenants."""
        return Tenancies(self._link, self._keys)

    @cached_property
    def attempts(self) -> Attempts:
        """Counted attempts at guessable things."""
        return Attempts(self._link, self._keys)

    @cached_property
    def proofs(self) -> Proofs:
        """Pending proofs of identity."""
        return Proofs(self._link, self._keys)

    async def __aenter__(self) -> Self:
        self._open.append(await self._link.savepoint() if self._open else None)
        self._done.append(False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        savepoint, done = self._open.pop(), self._done.pop()
        if savepoint is None:
            await self._link.rollback()  # also what was done after the commit
        elif not done:
            await savepoint.undo()

    async def commit(self) -> None:
        """Make it last, or hand it to the unit of work that this one joined."""
        savepoint = self._open[-1]
        if savepoint is None:
            await self._link.commit()
        else:
            await savepoint.release()
        self._done[-1] = True
