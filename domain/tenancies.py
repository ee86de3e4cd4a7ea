"""What a reporter has stated about a tenant or somebody who works for him (R1.8, R7.5), and who reads what of it.

Beside the statement stand what the tenant says to it, what the desk says to it, and what matching makes of it. The
reporter reads his own statement and whether the tenant has agreed to it, and nothing that follows from other people's.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.errors import LeaseReversed, MovedOutTooEarly, ReportClosed
from domain.people import IdentityDocument, mask_name
from domain.places import Address
from domain.reporters import Reporter, Role


class State(StrEnum):
    """What matching makes of a report."""

    PENDING = "pending"
    """The person has no registration yet, or has not told the place of service."""
    CONFIRMED = "confirmed"
    CONFLICTING = "conflicting"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"
    """The desk has looked into it, or has blocked its reporter: it does not count."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """The person as the reporter names him; `phone` is E.164 where it is known."""

    name: str
    document: IdentityDocument
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where he lives or works: an address, with the room where it is one on file, or a place of service."""

    address: Address | None = None
    room_id: int | None = None
    service_place: str | None = None

    def __post_init__(self) -> None:
        if (self.address is None) == (self.service_place is None):
            raise ValueError("a report names an address or a place of service")

    @property
    def short(self) -> str:
        """The building with the room, or the place of service: enough for who knows the place."""
        return self.address.building + self.address.room if self.address else self.service_place or ""


@dataclass(frozen=True, slots=True)
class Term:
    """Since when he lives or works there, and the first and the last day of the lease where they are known."""

    since: date
    lease_from: date | None = None
    lease_to: date | None = None

    def __post_init__(self) -> None:
        if self.lease_from and self.lease_to and self.lease_to < self.lease_from:
            raise LeaseReversed


@dataclass(frozen=True, slots=True)
class Tenancy:
    """One report. `agreed` is what the tenant said to it, None if nothing."""

    id: int | None
    reporter_id: int
    tenant: Tenant
    place: Place
    term: Term
    reported_on: date
    ended_on: date | None = None
    withdrawn: bool = False
    set_aside: bool = False
    agreed: bool | None = None
    state: State = State.PENDING
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether its reporter still says so."""
        return self.ended_on is None and not self.withdrawn

    @property
    def awaits_answer(self) -> bool:
        """Whether the reporter is still waiting for the tenant."""
        return self.is_open and not self.agreed

    def told(self, tenant: Tenant, place: Place, term: Term) -> "Tenancy":
        """As its reporter corrects it. Another home or another day of moving in is another statement, to which nobody
        has said anything yet."""
        if (tenant, place, term) == (self.tenant, self.place, self.term):
            return self
        same = (place, term.since) == (self.place, self.term.since)
        kept = (self.agreed, self.set_aside) if same else (None, False)
        return self._next(tenant=tenant, place=place, term=term, agreed=kept[0], set_aside=kept[1])

    def moved_out(self, on: date, today: date) -> "Tenancy":
        """Ended on a day that has come and is not before he moved in."""
        self._must_be_open()
        if not self.term.since <= on <= today:
            raise MovedOutTooEarly
        return self._next(ended_on=on, state=State.ENDED)

    def taken_back(self) -> "Tenancy":
        """Withdrawn: it was a mistake, or its reporter speaks for the room no longer."""
        self._must_be_open()
        return self._next(withdrawn=True, state=State.WITHDRAWN)

    def answered(self, *, agrees: bool) -> "Tenancy":
        """With the tenant's word."""
        return self._next(agreed=agrees)

    def put_aside(self) -> "Tenancy":
        """As the desk leaves it out."""
        self._must_be_open()
        return self._next(set_aside=True, state=State.SET_ASIDE)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise ReportClosed

    def _next(self, **changes: object) -> "Tenancy":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


class Seen(StrEnum):
    """How a report stands for its reporter."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    """The tenant himself has agreed."""
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReportView:
    """What a reporter reads: what he stated himself, and whether the tenant has agreed (R7.5)."""

    id: int
    tenant: Tenant
    place: Place
    term: Term
    reported_on: date
    ended_on: date | None
    seen: Seen


def as_reporter_sees(report: Tenancy) -> ReportView:
    """A report in the eyes of who made it. Whether the person is registered, where, or that another says otherwise
    makes no difference to it: a guessed document number looks the same whoever holds it."""
    seen = Seen.WITHDRAWN if report.withdrawn else Seen.ENDED if report.ended_on else Seen.REPORTED
    if seen is Seen.REPORTED and report.agreed:
        seen = Seen.CONFIRMED
    return ReportView(
        report.id or 0, report.tenant, report.place, report.term, report.reported_on, report.ended_on, seen
    )


@dataclass(frozen=True, slots=True)
class StatedOfMe:
    """What a tenant reads of a report about him, which agrees with his own registration: as what and by whom it was
    made, the name masked, and what he said to it."""

    id: int
    role: Role
    reporter: str
    place: Place
    term: Term
    agreed: bool | None


def as_tenant_sees(report: Tenancy, reporter: Reporter) -> StatedOfMe:
    """A report in the eyes of whom it is about."""
    name = mask_name(reporter.name) if reporter.credit_code is None else reporter.name
    return StatedOfMe(report.id or 0, reporter.role, name, report.place, report.term, report.agreed)
