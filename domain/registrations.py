"""Residence registration (居住登记) from arrival to departure: R1.1–R1.9 of the rules.

A registration is a value; a change makes the next one. It counts residence from the day of registration, not from
arrival, through every move inside the urban districts, until a departure ends it. Late reports are always accepted:
lateness is told, never a ground for refusal.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.days import add_days, add_months
from domain.errors import (
    ArrivalInFuture,
    ArrivalTooLongAgo,
    ChangeBeforeRegistration,
    ChangeInFuture,
    NothingChanged,
    OutsideUrbanDistricts,
)
from domain.law import CHANGE_DAYS, HALF_YEAR, REGISTRATION_DAYS, REGISTRATION_STAY
from domain.places import Address, is_urban

OLDEST_ARRIVAL_YEARS = 100
"""R1.3: an arrival longer ago than this is a slip of the pen."""


class Dwelling(StrEnum):
    """Kind of dwelling (R1.4)."""

    OWN = "own"
    RENTED = "rented"
    DORMITORY = "dormitory"
    FAMILY_OR_FRIENDS = "family_or_friends"
    OTHER = "other"


class Status(StrEnum):
    """Whether the registration still counts residence."""

    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Host:
    """The landlord, or whoever the person lives with; the phone is E.164 where it is known."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether somebody must register, and by when; `due` is None where there is no duty (R1.1, R1.2)."""

    required: bool
    due: date | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change report changes, and since when. None leaves a thing as it is; "" says there is none any more.

    A new address takes its kind of dwelling and its host with it, for they belong to the home.
    """

    changed_on: date
    address: Address | None = None
    dwelling: Dwelling | None = None
    host: Host | None = None
    service_place: str | None = None
    phone: str | None = None

    @property
    def has_deadline(self) -> bool:
        """Whether the ten days run: for the home and the place of service, not for a phone (R1.5)."""
        return self.address is not None or self.service_place is not None


@dataclass(frozen=True, slots=True)
class Registration:
    """One period of registered residence of one person. `service_place` is the employer or school (服务处所);
    `moved_on` is the day of the last move since the registration, None if there was none."""

    id: int | None
    person_id: int
    arrived: date
    registered_on: date
    address: Address
    dwelling: Dwelling
    host: Host | None
    service_place: str | None
    status: Status = Status.ACTIVE
    ended_on: date | None = None
    version: int = 1
    moved_on: date | None = None

    @property
    def moved_in_between(self) -> tuple[date, date]:
        """The first and the last day on which he may have come to the home: on the day of the move that he told, or at
        some time from his arrival to the day on which he registered there."""
        return (self.moved_on, self.moved_on) if self.moved_on else (self.arrived, self.registered_on)

    def half_year_on(self, on: date) -> date:
        """The first day on which half a year of registered residence is complete, by the law of a day (R2.0,
        二(一)2)."""
        return add_months(self.registered_on, HALF_YEAR.on(on))

    def changed(self, changes: Changes, on: date) -> "Registration":
        """The registration after a change report made on the day `on` (R1.5, R1.6)."""
        check_change_date(changes.changed_on, self.registered_on, on)
        if changes.address is not None and not is_urban(changes.address.district, on):
            raise OutsideUrbanDistricts
        moves = changes.address is not None and changes.address.key != self.address.key
        changed = replace(
            self,
            moved_on=changes.changed_on if moves else self.moved_on,
            address=changes.address or self.address,
            dwelling=changes.dwelling or self.dwelling,
            host=changes.host if changes.address is not None else self.host,
            service_place=self.service_place if changes.service_place is None else changes.service_place or None,
        )
        if changed == self and changes.phone is None:
            raise NothingChanged
        return replace(changed, version=self.version + 1)

    def departed(self, left_on: date, on: date) -> "Registration":
        """The registration after a departure report: it ends, and continuous residence with it (R1.5, R1.6)."""
        check_change_date(left_on, self.registered_on, on)
        return replace(self, status=Status.ENDED, ended_on=left_on, version=self.version + 1)


def registration_duty(arrived: date, planned_days: int | None, *, hangzhou_hukou: bool = False) -> Duty:
    """Who must register and by when (R1.1, R1.2; 二(一)1). An unknown planned stay counts as three days or more."""
    if hangzhou_hukou or (planned_days is not None and planned_days < REGISTRATION_STAY.on(arrived)):
        return Duty(False, None)
    return Duty(True, add_days(arrived, REGISTRATION_DAYS.on(arrived)))


def change_due(changed_on: date) -> date:
    """The last day on which a change of address or place of service is reported in time (R1.5; 二(一)1)."""
    return add_days(changed_on, CHANGE_DAYS.on(changed_on))


def check_arrival(arrived: date, on: date, born: date | None) -> None:
    """Refuse an arrival that cannot be (R1.3): in the future, before birth, or over a hundred years ago."""
    if arrived > on:
        raise ArrivalInFuture
    if arrived < add_months(on, -12 * OLDEST_ARRIVAL_YEARS) or (born is not None and arrived < born):
        raise ArrivalTooLongAgo


def check_change_date(changed_on: date, registered_on: date, on: date) -> None:
    """Refuse a change dated before the registration or in the future (R1.5)."""
    if changed_on > on:
        raise ChangeInFuture
    if changed_on < registered_on:
        raise ChangeBeforeRegistration
