"""Reporting tenants (R1.8, R7.5): a report made, corrected, ended and withdrawn, and the tenant's word to it.

What a reporter is answered is his own statement and whether the tenant agreed: never whether the document is
registered, where, or reported by another. Whoever reports many people of whom nobody agrees is slowed down, until the
desk has confirmed who he is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.errors import NoSuchReport, OutsideUrbanDistricts, WrongPlace
from domain.houses import LetRoom
from domain.lending import OF_ROOMS
from domain.passports import HomePart, home_part, housing_facts
from domain.people import IdentityDocument
from domain.places import Address, is_urban
from domain.ports import UnitOfWork
from domain.registrations import check_arrival
from domain.reporters import Reporter, Role
from domain.reporters import State as Standing
from domain.rooms import Hazard
from domain.tenancies import (
    Place,
    ReportView,
    State,
    StatedOfMe,
    Tenancy,
    Tenant,
    Term,
    as_reporter_sees,
    as_tenant_sees,
)
from domain.usecases import expecting
from domain.usecases.letting import room_for
from domain.usecases.matching import rematch
from domain.usecases.reporters import acting

FREE_REPORTS = 60
"""New reports without an agreeing tenant within `COUNTED`: thirty rooms with two people each. Each further one is a
try of something guessable, unless the desk has confirmed the reporter."""
COUNTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReportTenant:
    """What a reporter states, as what. The place is a room on file (landlord, agency, property manager), an address
    (residents' committee, property manager) or a place of service (employer; None is the employer himself)."""

    account_id: int
    role: Role
    tenant: Tenant
    term: Term
    room_id: int | None = None
    address: Address | None = None
    service_place: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The report as its reporter sees it; `is_new` unless he had made it already. `hazards` are of the people whom he
    has reported in the room himself (附件1)."""

    view: ReportView
    is_new: bool
    hazards: tuple[Hazard, ...] = ()


@dataclass(frozen=True, slots=True)
class Slowed:
    """Too many people reported of whom nobody agreed: how long to wait. Nothing was kept."""

    wait: timedelta


async def report_tenant(order: ReportTenant, uow: UnitOfWork, now: datetime) -> Reported | Slowed:
    """Report somebody, or correct an open report about the same document: reported again it changes nothing."""
    today = now.date()
    check_arrival(order.term.since, today, order.tenant.document.born)
    async with uow:
        reporter = await acting(order.account_id, order.role, uow)
        place, room = await _place(order, reporter, uow, today)
        await uow.tenancies.lock(order.tenant.document)
        known = await uow.tenancies.open_about(reporter.id or 0, order.tenant.document)
        if known is None and (wait := await _wait(reporter, uow, now)):
            await uow.commit()
            return Slowed(wait)
        if known is None:
            made = Tenancy(None, reporter.id or 0, order.tenant, place, order.term, today)
            report = await uow.tenancies.add(made)
            await _follows(report, None, order.account_id, uow, now)
        else:
            report = known.told(order.tenant, place, order.term)
            if report is not known:
                await uow.tenancies.save(report)
                await _follows(report, known, order.account_id, uow, now)
        hazards = await _crowding(report, room, uow, today) if room else ()
        await uow.commit()
    return Reported(as_reporter_sees(report), known is None, hazards)


async def moved_out(account_id: int, report_id: int, on: date, uow: UnitOfWork, now: datetime) -> ReportView:
    """The tenant has moved out, or works there no more (R7.5): the report ends."""
    return await _ended(account_id, report_id, lambda known: known.moved_out(on, now.date()), uow, now)


async def withdraw_report(account_id: int, report_id: int, uow: UnitOfWork, now: datetime) -> ReportView:
    """The report was a mistake."""
    return await _ended(account_id, report_id, Tenancy.taken_back, uow, now)


async def reports_of(account_id: int, uow: UnitOfWork) -> tuple[ReportView, ...]:
    """What an account has reported, oldest first; nothing of rooms that were taken back from it."""
    async with uow:
        roles = {one.id: one for one in await uow.reporters.roles_of(account_id)}
        lent = {(number, room.id) for number in roles for room in await uow.houses.lent_to(number or 0)}
        told = await uow.tenancies.of_account(account_id)
    bound = {one.id for one in told if _by_loan(one, roles[one.reporter_id])}
    seen = (one for one in told if one.id not in bound or (one.reporter_id, one.place.room_id) in lent)
    return tuple(as_reporter_sees(one) for one in seen)


async def stated_of(account_id: int, uow: UnitOfWork) -> tuple[StatedOfMe, ...]:
    """What a registered person may read of the reports about him: those that agree with what he registered himself. A
    report that says more, or otherwise, is not shown on the strength of a document number (T-01)."""
    async with uow:
        document = await _registered(account_id, uow)
        told = await uow.tenancies.told_of(document) if document else ()
    return tuple(as_tenant_sees(one.tenancy, one.reporter) for one in told if one.tenancy.state is State.CONFIRMED)


async def answer_report(account_id: int, report_id: int, uow: UnitOfWork, now: datetime, *, agrees: bool) -> StatedOfMe:
    """The tenant says whether he lives there as reported. NoSuchReport for what is not about him, and for a report that
    does not agree with his registration: it is not put to him."""
    async with uow:
        document = await _registered(account_id, uow)
        if document is None:
            raise NoSuchReport
        await uow.tenancies.lock(document)
        told = await uow.tenancies.told_of(document)
        mine = (one for one in told if one.tenancy.state is State.CONFIRMED)
        found = next((one for one in mine if one.tenancy.id == report_id), None)
        if found is None:
            raise NoSuchReport
        report = found.tenancy.answered(agrees=agrees)
        await uow.tenancies.save(report)
        await rematch(document, uow, now)
        await expecting.follow(report, found.tenancy, found.reporter.account_id, uow, now)
        await uow.commit()
    return as_tenant_sees(report, found.reporter)


async def hosts_of(account_id: int, uow: UnitOfWork) -> tuple[Role, ...]:
    """Who confirms the registration of the account's person, by their roles: "confirmed by host" on his voucher's page
    in the chat. It is no part of what is signed."""
    return tuple(sorted({one.role for one in await stated_of(account_id, uow)}))


@dataclass(frozen=True, slots=True)
class LandlordsHalf:
    """What a tenant has from his landlord for the permit: the sheets of the room, and facts by their paths."""

    part: HomePart
    facts: dict[str, object]


async def landlords_half(account_id: int, uow: UnitOfWork, today: date) -> LandlordsHalf | None:
    """The home part of the room in which a registered person is confirmed to live, with the lease as it was reported;
    None where no room is. He sees how the sheets stand, and never a sheet."""
    async with uow:
        for one in await stated_of(account_id, uow):
            room = await uow.houses.room(one.place.room_id) if one.place.room_id else None
            house = await uow.houses.get(room.house_id) if room else None
            if room is None or house is None:
                continue
            checks = await uow.houses.checks_of(room.id or 0)
            lease = {"housing.lease_from": one.term.lease_from, "housing.lease_to": one.term.lease_to}
            known = {path: day for path, day in lease.items() if day is not None}
            return LandlordsHalf(home_part(house, checks, today), {**housing_facts(house, checks, today), **known})
    return None


async def _place(order: ReportTenant, reporter: Reporter, uow: UnitOfWork, today: date) -> tuple[Place, LetRoom | None]:
    """Where the report says that the person is, with the room if it is one on file; WrongPlace where the role reports
    no such place."""
    if order.role is Role.EMPLOYER:
        if order.room_id is not None or order.address is not None:
            raise WrongPlace
        return Place(service_place=order.service_place or reporter.name), None
    if order.room_id is not None and order.role in OF_ROOMS:
        room, house, _ = await room_for(reporter, order.room_id, uow)
        return Place(room.at(house), order.room_id), room
    if order.address is not None and order.role in (Role.COMMITTEE, Role.MANAGER):
        if not is_urban(order.address.district, today):
            raise OutsideUrbanDistricts
        return Place(order.address), None
    raise WrongPlace


async def _wait(reporter: Reporter, uow: UnitOfWork, now: datetime) -> timedelta:
    """How long a reporter has to wait before he may report one more; the same whomever he reports."""
    if reporter.state is Standing.CONFIRMED:
        return timedelta()
    if await uow.tenancies.fruitless(reporter.account_id, now.date() - COUNTED) < FREE_REPORTS:
        return timedelta()
    return await uow.attempts.take(f"report:{reporter.account_id}", now)


async def _ended(
    account_id: int, report_id: int, end: Callable[[Tenancy], Tenancy], uow: UnitOfWork, now: datetime
) -> ReportView:
    """A report of the account's own, ended as told, with what follows from it."""
    async with uow:
        known = await _own(account_id, report_id, uow)
        report = end(known)
        await uow.tenancies.lock(known.tenant.document)
        await uow.tenancies.save(report)
        await _follows(report, known, account_id, uow, now)
        await uow.commit()
    return as_reporter_sees(report)


async def _follows(report: Tenancy, before: Tenancy | None, account_id: int, uow: UnitOfWork, now: datetime) -> None:
    """What follows from a report that was made, changed or ended: the match, and what its reporter is reminded of."""
    await rematch(report.tenant.document, uow, now)
    await expecting.follow(report, before, account_id, uow, now)


async def _crowding(report: Tenancy, room: LetRoom, uow: UnitOfWork, today: date) -> tuple[Hazard, ...]:
    people = len(await uow.tenancies.open_of(report.reporter_id, room.id))
    return room.crowding(people, today)


async def _own(account_id: int, report_id: int, uow: UnitOfWork) -> Tenancy:
    """A report of the account's own, for a reporter who is not blocked and still has the room."""
    report = await uow.tenancies.get(report_id)
    told_by = await uow.reporters.get(report.reporter_id) if report else None
    if report is None or told_by is None or told_by.account_id != account_id:
        raise NoSuchReport
    reporter = await acting(account_id, told_by.role, uow)
    if _by_loan(report, reporter):
        lent = await uow.houses.loans_of(report.place.room_id or 0)
        if reporter.id not in [one.reporter_id for one in lent]:
            raise NoSuchReport
    return report


def _by_loan(report: Tenancy, reporter: Reporter) -> bool:
    """Whether its reporter may read it only for as long as he has the room."""
    return report.place.room_id is not None and reporter.role is not Role.LANDLORD


async def _registered(account_id: int, uow: UnitOfWork) -> IdentityDocument | None:
    """The document of the account's person while he is registered."""
    person = await uow.people.of_account(account_id)
    own = await uow.registrations.active_of(person.id or 0) if person else None
    return person.document if person and own else None
