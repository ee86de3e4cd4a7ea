"""The desk over a real store: an officer, a tenant who has applied, what they do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from bot.office import Office
from domain.cases import Case
from domain.facts import Facts
from domain.filings import FORM, Filing, Page
from domain.staff import Role, Staff
from domain.usecases import applying, desk
from domain.ways import Way
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, commit, registered
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import HOME, NOW, SHANGHAI, TODAY

T = TypeVar("T")
AREA = HOME.area
CLOSES = Office().closes
LATER = timedelta(days=3)


def at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


async def officer(store: Store, chat: str = "9", *, area: str = AREA, role: Role = Role.OFFICER) -> Staff:
    """Somebody who works at the desk."""
    mine = await account(store, chat)
    return await commit(store, lambda uow: uow.staff.add(Staff(None, mine.id, role, area, NOW)))


@dataclass
class Applicant:
    """A person who applies, from the same account."""

    store: Store
    account_id: int
    person_id: int
    pages: int = 0

    async def do(self, work: Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]]) -> T:
        return await self.store.run(work)

    async def begin(self, told: Facts | None = None) -> Filing:
        return await self.do(
            lambda uow: applying.begin(self.account_id, Way.HOUSING, told or facts(TENANT), uow, TODAY)
        )

    def page(self, material: str) -> Page:
        """The next page of a paper."""
        self.pages += 1
        return Page(f"paper-{self.account_id * 1000 + self.pages:032x}", material)

    async def hand_in(self, *materials: str) -> Filing | None:
        filing = None
        for material in materials:
            one = self.page(material)
            filing = await self.do(lambda uow, one=one: applying.hand_in(self.account_id, one, uow))  # type: ignore[misc]
        return filing

    async def submit(self, told: Facts | None = None, now: datetime = NOW) -> tuple[Filing, Case]:
        known = told or facts(TENANT)
        return await self.do(lambda uow: applying.submit(self.account_id, known, AREA, now + LATER, uow, now))


async def applicant(store: Store, chat: str = "1", **more: Any) -> Applicant:
    """Somebody registered in the officer's area."""
    mine, done = await registered(store, chat, **more)
    return Applicant(store, mine.id, done.person.id or 0)


async def applied(store: Store, by: Staff, *, without: str = "", told: Facts | None = None) -> tuple[Applicant, int]:
    """An application before the desk, taken by the officer; its case's number."""
    me = await applicant(store)
    filing = await me.begin(told)
    await me.hand_in(*(one.id for one in filing.required(TODAY) if one.id not in (FORM, *without.split())))
    _, case = await me.submit(told)
    number = case.id or 0
    await store.run(lambda uow: desk.take(by, number, uow, NOW))
    return me, number
