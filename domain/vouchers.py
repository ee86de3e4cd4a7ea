"""The registration voucher (居住登记凭证) as a record: one for all purposes, issued at once, reissued at every change.

What is signed into the code and how is the edge's matter; here stands what a voucher may say to whom, and in which
one of a closed list of states it is (R1.9).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.days import add_months
from domain.law import VOUCHER_MONTHS
from domain.people import Person, mask_name
from domain.registrations import Registration


class VoucherStatus(StrEnum):
    """What was done to a voucher; time does the rest."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    REVOKED = "revoked"


class VoucherState(StrEnum):
    """What a verification can say of a genuine or unknown id."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Voucher:
    """One issued voucher. `id` is 16 random bytes, `code` the short typed code, `expires_on` the last valid day."""

    id: bytes
    registration_id: int
    code: str
    issued_at: datetime
    expires_on: date
    status: VoucherStatus = VoucherStatus.VALID

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at needs a time zone")

    def state(self, on: date) -> VoucherState:
        """Its state on a day: what was done to it counts before its age."""
        if self.status is not VoucherStatus.VALID:
            return VoucherState(self.status.value)
        return VoucherState.EXPIRED if on > self.expires_on else VoucherState.VALID

    def closed(self, status: VoucherStatus) -> "Voucher":
        """The voucher after it was superseded, ended or revoked."""
        return replace(self, status=status)


@dataclass(frozen=True, slots=True)
class FreshId:
    """Randomness for one voucher, drawn at the edge: the domain has no dice."""

    id: bytes
    code: str


@dataclass(frozen=True, slots=True)
class PublicView:
    """All that anybody may read on a voucher: masked name, document tail, address without the room."""

    name: str
    document: str
    address: str
    registered_on: date


def issue(registration: Registration, fresh: FreshId, now: datetime) -> Voucher:
    """A new voucher of the registration, valid for the term that VOUCHER_MONTHS states."""
    if registration.id is None:
        raise ValueError("a voucher needs a stored registration")
    today = now.date()
    return Voucher(fresh.id, registration.id, fresh.code, now, add_months(today, VOUCHER_MONTHS.on(today)))


def public_view(person: Person, registration: Registration) -> PublicView:
    """The masked content of a voucher."""
    return PublicView(
        mask_name(person.name), person.document.tail, registration.address.to_building, registration.registered_on
    )
