"""Registering residence and everything that happens to a registration later (R1.1–R1.9)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.answers import OF_HOME, OF_WORK, made_void
from domain.errors import AlreadyRegistered, NoConsent, NotRegistered, OutsideUrbanDistricts
from domain.facts import FACTS
from domain.people import IdentityDocument, Person
from domain.places import Address, is_urban
from domain.ports import UnitOfWork
from domain.registrations import (
    Changes,
    Dwelling,
    Host,
    Registration,
    change_due,
    check_arrival,
    registration_duty,
)
from domain.usecases.guarding import enrols
from domain.usecases.matching import rematch
from domain.usecases.planning import plan_endorsement
from domain.vouchers import FreshId, Voucher, VoucherStatus, issue


@dataclass(frozen=True, slots=True)
class RegisterResidence:
    """The minimum record of R1.4, told by the account of the person himself."""

    account_id: int
    name: str
    document: IdentityDocument
    phone: str
    arrived: date
    address: Address
    dwelling: Dwelling
    host: Host | None
    service_place: str | None
    consent: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """Done: `late` is told and changes nothing else."""

    person: Person
    registration: Registration
    voucher: Voucher
    late: bool


@dataclass(frozen=True, slots=True)
class DocumentTaken:
    """Somebody holds an active registration with this document. Nothing else is told (R1.7)."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change was taken over; the old voucher is superseded. `late` is None where no deadline ran."""

    person: Person
    registration: Registration
    voucher: Voucher
    late: bool | None


@dataclass(frozen=True, slots=True)
class Departed:
    """The registration has ended, and its voucher with it."""

    person: Person
    registration: Registration


async def register_residence(
    order: RegisterResidence, uow: UnitOfWork, fresh: FreshId, now: datetime
) -> Registered | DocumentTaken:
    """Register somebody and issue the voucher at once; `now` is Asia/Shanghai.

    A document that another active registration holds is answered with DocumentTaken, whoever asks and whatever
    else was typed; nothing of that registration is read. An account whose own person is registered is told so by
    AlreadyRegistered, whichever document it brings. After a departure a new period starts (R1.6).
    """
    today = now.date()
    if not order.consent:
        raise NoConsent
    check_arrival(order.arrived, today, order.document.born)
    if not is_urban(order.address.district, today):
        raise OutsideUrbanDistricts
    async with uow:
        await enrols(order.account_id, order.document.born, uow, today)
        person = await _newcomer(order, uow, now)
        try:
            registration = await uow.registrations.add(_first_version(order, person, today), order.document)
        except AlreadyRegistered:
            return DocumentTaken()
        await uow.corrections.make_void([order.account_id], OF_HOME + OF_WORK)
        voucher = issue(registration, fresh, now)
        await uow.vouchers.add(voucher)
        await plan_endorsement(_id_of(person), uow, now)
        await rematch(order.document, uow, now)
        await uow.commit()
    due = registration_duty(order.arrived, None).due
    return Registered(person, registration, voucher, late=due is not None and today > due)


async def report_change(account_id: int, changes: Changes, uow: UnitOfWork, fresh: FreshId, now: datetime) -> Changed:
    """Take over a change of home, place of service or phone (R1.5) and reissue the voucher (R1.9)."""
    today = now.date()
    async with uow:
        person, registration = await _active(account_id, uow)
        if changes.phone == person.phone:
            changes = replace(changes, phone=None)
        changed = registration.changed(changes, today)
        if changes.phone:
            person = replace(person, phone=changes.phone)
            await uow.people.save(person)
        await uow.registrations.save(changed)
        if changed.address.area != registration.address.area:
            await uow.offers.keep(_id_of(person), ())  # another office
        if void := made_void(changes):
            await uow.corrections.make_void(await uow.people.accounts_of(_id_of(person)), void)
        voucher = await _reissue(changed, VoucherStatus.SUPERSEDED, uow, fresh, now)
        await rematch(person.document, uow, now)
        await uow.commit()
    late = today > change_due(changes.changed_on) if changes.has_deadline else None
    return Changed(person, changed, voucher, late)


async def report_departure(account_id: int, left_on: date, uow: UnitOfWork, now: datetime) -> Departed:
    """End the registration of somebody who leaves Hangzhou (R1.5); registering again starts a new period (R1.6)."""
    async with uow:
        person, registration = await _active(account_id, uow)
        ended = registration.departed(left_on, now.date())
        await uow.registrations.save(ended)
        await uow.corrections.make_void(await uow.people.accounts_of(_id_of(person)), FACTS)
        await _close(ended, VoucherStatus.ENDED, uow)
        await plan_endorsement(_id_of(person), uow, now)
        await rematch(person.document, uow, now, ended=ended)
        await uow.commit()
    return Departed(person, ended)


async def replace_voucher(account_id: int, uow: UnitOfWork, fresh: FreshId, now: datetime, *, lost: bool) -> Changed:
    """Issue the next voucher without a change: a lost or photographed one is revoked, an expiring one superseded."""
    async with uow:
        person, registration = await _active(account_id, uow)
        status = VoucherStatus.REVOKED if lost else VoucherStatus.SUPERSEDED
        voucher = await _reissue(registration, status, uow, fresh, now)
        await uow.commit()
    return Changed(person, registration, voucher, late=None)


async def _newcomer(order: RegisterResidence, uow: UnitOfWork, now: datetime) -> Person:
    """The person to register, stored and linked. Only the account's own person is ever taken up again: a document
    number alone links nobody to what another account once registered."""
    person = Person(None, order.name, order.document, order.phone, now)
    own = await uow.people.of_account(order.account_id)
    if own is not None and await uow.registrations.active_of(_id_of(own)):
        raise AlreadyRegistered
    if own is not None and own.document == order.document:
        person = replace(person, id=own.id)
        await uow.people.save(person)
        return person
    person = await uow.people.add(person)
    await uow.people.link(order.account_id, _id_of(person), instead_of=own)
    return person


def _id_of(person: Person) -> int:
    if person.id is None:
        raise ValueError("the person is not stored")
    return person.id


def _first_version(order: RegisterResidence, person: Person, today: date) -> Registration:
    return Registration(
        id=None,
        person_id=_id_of(person),
        arrived=order.arrived,
        registered_on=today,
        address=order.address,
        dwelling=order.dwelling,
        host=order.host,
        service_place=order.service_place,
    )


async def _active(account_id: int, uow: UnitOfWork) -> tuple[Person, Registration]:
    person = await uow.people.of_account(account_id)
    if person is None:
        raise NotRegistered
    registration = await uow.registrations.active_of(_id_of(person))
    if registration is None:
        raise NotRegistered
    return person, registration


async def _close(registration: Registration, status: VoucherStatus, uow: UnitOfWork) -> None:
    if registration.id is not None and (old := await uow.vouchers.valid_of(registration.id)):
        await uow.vouchers.save(old.closed(status))


async def _reissue(
    registration: Registration, status: VoucherStatus, uow: UnitOfWork, fresh: FreshId, now: datetime
) -> Voucher:
    await _close(registration, status, uow)
    voucher = issue(registration, fresh, now)
    await uow.vouchers.add(voucher)
    return voucher
