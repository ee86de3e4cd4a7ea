"""Invented people, homes and registrations for tests; every part can be said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from domain.answers import Answer, Correction
from domain.cases import Case, Kind
from domain.eligibility import Verdict
from domain.facts import FACTS
from domain.people import DocumentKind, IdentityDocument, Person
from domain.places import Address
from domain.registrations import Dwelling, Host, Registration
from domain.staff import Role, Staff
from domain.usecases.registering import RegisterResidence
from domain.vouchers import FreshId, Voucher
from tests.unit.domain.asking import WORKER, facts

SHANGHAI = timezone(timedelta(hours=8))
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=SHANGHAI)

HOME = Address("拱墅区", "大关街道", "湖墅南路12号3幢", "2单元501")
ELSEWHERE = Address("西湖区", "翠苑街道", "文三路90号", "1203")
LANDLORD = Host("张建国", "+8613957112345")
TOLD = facts(WORKER, {"employment.insured_months": 9})

_numbers = count(1)


def resident_number(area: str = "330106", born: str = "19900307", order: str = "123") -> str:
    """A number with its check digit, by ISO 7064 MOD 11-2 as a running remainder: not the way the code does it."""
    body, remainder = area + born + order, 0
    for digit in body:
        remainder = (remainder + int(digit)) * 2 % 11
    return body + "0123456789X"[(12 - remainder) % 11]


def document(order: int = 1, kind: DocumentKind = DocumentKind.RESIDENT_ID) -> IdentityDocument:
    return IdentityDocument(kind, resident_number(order=f"{order:03d}"))


def person(**more: Any) -> Person:
    return replace(Person(None, "王小明", document(), "+8613812345678", NOW), **more)


def registration(**more: Any) -> Registration:
    made = Registration(1, 1, date(2026, 11, 20), TODAY, HOME, Dwelling.RENTED, LANDLORD, "大关超市")
    return replace(made, **more)


def order(account_id: int = 1, **more: Any) -> RegisterResidence:
    made = RegisterResidence(
        account_id=account_id,
        name="王小明",
        document=document(),
        phone="+8613812345678",
        arrived=date(2026, 11, 20),
        address=HOME,
        dwelling=Dwelling.RENTED,
        host=LANDLORD,
        service_place="大关超市",
        consent=True,
    )
    return replace(made, **more)


def fresh() -> FreshId:
    """An id and a code that no other call gives."""
    number = next(_numbers)
    return FreshId(number.to_bytes(16, "big"), f"{number:09d}")


def voucher(registration_id: int = 1, **more: Any) -> Voucher:
    one = fresh()
    return replace(Voucher(one.id, registration_id, one.code, NOW, date(2027, 11, 23)), **more)


def staff(**more: Any) -> Staff:
    return replace(Staff(1, 101, Role.OFFICER, "", NOW), **more)


def answer(**more: Any) -> Answer:
    """What a worker with nine months of insurance was told today: from 1 February."""
    return replace(Answer(None, 1, TODAY, "0123456789ab", TOLD, Verdict.NOT_YET, date(2027, 2, 1)), **more)


def correction(path: str = "employment.insured_months", value: Any = 12, **more: Any) -> Correction:
    return replace(Correction(FACTS[path], value, "社保系统查询", TODAY, 1, 1), **more)


def case(**more: Any) -> Case:
    return replace(Case(1, Kind.APPEAL, 1, 1, "拱墅区大关街道", NOW, NOW + timedelta(days=3)), **more)


async def at_the_desk(uow: Any, account_id: int = 101, **more: Any) -> Staff:
    """Somebody who works there, in the store."""
    async with uow:
        made: Staff = await uow.staff.add(staff(id=None, account_id=account_id, **more))
        await uow.commit()
    return made


async def appealed(uow: Any, account_id: int = 1, **more: Any) -> Case:
    """A stored answer, and the case about it."""
    async with uow:
        told = await uow.answers.add(answer(account_id=account_id), NOW)
        made: Case = await uow.cases.add(case(id=None, about=told.id, account_id=account_id, **more))
        await uow.commit()
    return made
