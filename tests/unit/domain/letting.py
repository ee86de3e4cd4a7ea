"""Invented reporters, rooms and reports; every part can be said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.houses import House, HouseFacts, LetRoom
from domain.people import IdentityDocument
from domain.places import Address
from domain.reporters import Reporter, Role
from domain.rooms import UNTOLD, Room
from domain.tenancies import Place, Tenancy, Tenant, Term
from domain.usecases.letting import register_house, tell_room
from domain.usecases.reporters import BecomeReporter, become_reporter
from domain.usecases.reporting import Reported, ReportTenant, report_tenant
from tests.unit.domain.making import HOME, NOW, TODAY, document

CODE = "91330100799655058B"
HOUSE = Address(HOME.district, HOME.street, HOME.building, "")
LABEL = HOME.room
MOVED_IN = date(2026, 11, 20)
TENANT = Tenant("王小明", document(), "+8613812345678")
TERM = Term(MOVED_IN, MOVED_IN, date(2027, 11, 19))
LANDLORD, AGENT, EMPLOYER, COMMITTEE = 11, 12, 13, 14
"""Accounts of those who report."""


def reporter(role: Role = Role.LANDLORD, **more: Any) -> Reporter:
    code = None if role is Role.LANDLORD else CODE
    made = Reporter(1, LANDLORD, role, "张建国", "+8613957112345", code, HOME.area, NOW)
    return replace(made, **more)


def tenancy(**more: Any) -> Tenancy:
    return replace(Tenancy(1, 1, TENANT, Place(HOME, 1), TERM, TODAY), **more)


def becoming(account_id: int = LANDLORD, role: Role = Role.LANDLORD, **more: Any) -> BecomeReporter:
    code = None if role is Role.LANDLORD else CODE
    return replace(BecomeReporter(account_id, role, "张建国", "+8613957112345", code, HOME.area), **more)


async def reports(uow: Any, account_id: int = LANDLORD, role: Role = Role.LANDLORD, **more: Any) -> Reporter:
    """Somebody who has taken a role."""
    return await become_reporter(becoming(account_id, role, **more), uow, NOW)


async def room_of(
    uow: Any,
    account_id: int = LANDLORD,
    label: str = LABEL,
    address: Address = HOUSE,
    facts: HouseFacts | None = None,
    told: Room = UNTOLD,
) -> tuple[House, LetRoom]:
    """A landlord with a house and a room in it."""
    await reports(uow, account_id)
    house = await register_house(account_id, address, facts or HouseFacts(), uow, NOW)
    return house, await tell_room(account_id, house.id or 0, label, told, uow)


def reporting(room_id: int | None = 1, account_id: int = LANDLORD, **more: Any) -> ReportTenant:
    return replace(ReportTenant(account_id, Role.LANDLORD, TENANT, TERM, room_id), **more)


async def reported(uow: Any, room_id: int | None = 1, account_id: int = LANDLORD, **more: Any) -> Reported:
    """A report that was taken."""
    done = await report_tenant(reporting(room_id, account_id, **more), uow, NOW)
    assert isinstance(done, Reported)
    return done


def somebody(number: int) -> IdentityDocument:
    return document(number)
