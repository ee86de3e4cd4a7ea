"""Whatever comes first, the real store ends the same (R1.8): each reporter and each person goes his own way, and the
ways are laid into each other in two orders. A second test lets two go at the same second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases import Case, Kind
from domain.errors import DomainError, StaleVersion
from domain.houses import HouseFacts
from domain.people import DocumentKind, IdentityDocument
from domain.places import Address
from domain.registrations import Changes
from domain.reporters import Role
from domain.rooms import UNTOLD
from domain.tenancies import State, Tenant
from domain.usecases.letting import register_house, tell_room
from domain.usecases.registering import register_residence, report_change, report_departure
from domain.usecases.reporters import become_reporter
from domain.usecases.reporting import (
    Reported,
    ReportTenant,
    hosts_of,
    moved_out,
    report_tenant,
    withdraw_report,
)
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, look
from tests.unit.domain.letting import HOUSE, TERM, becoming
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, TODAY, fresh, order, resident_number

EXAMPLES = {"sqlite": 25, "postgresql": 12}
HOMES = (HOME, replace(HOME, room="2单元502"), ELSEWHERE)
REPORTERS = (Role.LANDLORD, Role.LANDLORD, Role.COMMITTEE, Role.EMPLOYER)
SERVICES = ("大关超市", "湖墅餐厅")
numbers = count(1)

Step = tuple[str, int, int]
"""What is done, to which person or at which home, and a number more."""
of_reporter = st.lists(
    st.tuples(
        st.sampled_from(["report", "report", "report", "withdraw", "leave"]), st.integers(0, 1), st.integers(0, 5)
    ),
    max_size=4,
)
of_person = st.lists(
    st.tuples(
        st.sampled_from(["register", "register", "move", "move", "depart"]), st.integers(0, 2), st.integers(0, 1)
    ),
    max_size=4,
)
ways = st.tuples(*(of_reporter for _ in REPORTERS), of_person, of_person)


def _document(town: int, place: int) -> IdentityDocument:
    """One that no other town has."""
    return IdentityDocument(DocumentKind.RESIDENT_ID, resident_number(area=f"33{town:04d}", order=f"00{place}"))


@dataclass
class Town:
    """Two landlords, a committee and an employer, and two people whom they report, all of them new to the store."""

    store: Store
    reporters: list[int]
    people: list[int]
    documents: list[IdentityDocument]
    rooms: dict[tuple[int, int], int]

    @classmethod
    async def of(cls, store: Store) -> Town:
        number = next(numbers)
        made = [(await account(store, f"{number}-{place}")).id for place in range(len(REPORTERS) + 2)]
        *reporters, first, second = made
        town = cls(store, reporters, [first, second], [_document(number, place) for place in (0, 1)], {})
        for who, role in enumerate(REPORTERS):
            name = SERVICES[0] if role is Role.EMPLOYER else "张建国"
            told = becoming(reporters[who], role, name=name)
            await store.run(lambda uow, told=told: become_reporter(told, uow, NOW))
            if role is Role.LANDLORD:
                await town._lets(who)
        return town

    async def _lets(self, who: int) -> None:
        account_id = self.reporters[who]
        for number, home in enumerate(HOMES):
            where = HOUSE if home.district == HOUSE.district else replace(home, room="")

            async def work(uow: SqlUnitOfWork, home: Address = home, where: Address = where) -> int:
                house = await register_house(account_id, where, HouseFacts(), uow, NOW)
                return (await tell_room(account_id, house.id or 0, home.room, UNTOLD, uow)).id or 0

            self.rooms[who, number] = await self.store.run(work)

    async def take(self, who: int, step: Step) -> None:
        """One step of somebody; what the rules refuse is refused, whoever else has done what."""
        try:
            await self.store.run(self.work(who, step))
        except DomainError:
            return

    def work(self, who: int, step: Step) -> Callable[[SqlUnitOfWork], Any]:
        act, first, second = step
        if who >= len(REPORTERS):
            return self._of_person(who - len(REPORTERS), act, first, second)
        if act == "report":
            return self._report(who, first, second)
        return self._close(who, act, first)

    def _report(self, who: int, whom: int, number: int) -> Callable[[SqlUnitOfWork], Any]:
        role = REPORTERS[who]
        term = replace(TERM, since=TODAY - timedelta(days=3 + 20 * (number // 3)))
        order = ReportTenant(self.reporters[who], role, Tenant("王小明", self.documents[whom]), term)
        if role is Role.LANDLORD:
            order = replace(order, room_id=self.rooms[who, number % 3])
        elif role is Role.COMMITTEE:
            order = replace(order, address=HOMES[number % 3])
        return lambda uow: report_tenant(order, uow, NOW)

    def _close(self, who: int, act: str, whom: int) -> Callable[[SqlUnitOfWork], Any]:
        account_id = self.reporters[who]

        async def work(uow: SqlUnitOfWork) -> None:
            async with uow:
                told = await uow.tenancies.of_account(account_id)
                mine = [one for one in told if one.is_open and one.tenant.document == self.documents[whom]]
                for one in mine:
                    if act == "leave":
                        await moved_out(account_id, one.id or 0, TODAY, uow, NOW)
                    else:
                        await withdraw_report(account_id, one.id or 0, uow, NOW)
                await uow.commit()

        return work

    def _of_person(self, who: int, act: str, home: int, service: int) -> Callable[[SqlUnitOfWork], Any]:
        account_id, where = self.people[who], HOMES[home]
        if act == "register":
            told = order(account_id, document=self.documents[who], address=where, service_place=SERVICES[service])
            return lambda uow: register_residence(told, uow, fresh(), NOW)
        if act == "move":
            changes = Changes(TODAY, where, service_place=SERVICES[service])
            return lambda uow: report_change(account_id, changes, uow, fresh(), NOW)
        return lambda uow: report_departure(account_id, TODAY, uow, NOW)

    async def end(self) -> object:
        """Everything that follows, without the numbers that the order gives."""
        told = []
        for who, account_id in enumerate(self.reporters):
            mine = await look(self.store, lambda uow, of=account_id: uow.tenancies.of_account(of))
            coming = await look(self.store, lambda uow, of=account_id: uow.promises.waiting(of))
            told += [
                (who, one.tenant.document, one.place.address, one.term, one.ended_on, one.state, one.is_open)
                for one in mine
            ]
            told += [(who, one.promise) for one in coming]
        for account_id in self.people:
            hosts = await self.store.run(lambda uow, of=account_id: hosts_of(of, uow))
            conflict = await self.conflict_of(account_id)
            told.append((hosts, conflict and conflict.area))
        return told

    async def conflict_of(self, account_id: int) -> Case | None:
        cases = await look(self.store, lambda uow: uow.cases.of_account(account_id, 99))
        open_ones = [one for one in cases if one.is_open and one.kind is Kind.CONFLICT]
        assert len(open_ones) < 2
        return open_ones[0] if open_ones else None


def laid_into_each_other(ways: Sequence[Sequence[Step]], dice: Random) -> list[tuple[int, Step]]:
    """One order of all steps in which everybody keeps his own."""
    turns = [who for who, steps in enumerate(ways) for _ in steps]
    dice.shuffle(turns)
    left = [iter(steps) for steps in ways]
    return [(who, next(left[who])) for who in turns]


@pytest.fixture
def run(used_database: str, keys: KeyRing) -> Iterator[tuple[Any, Store]]:
    with asyncio.Runner() as runner:
        store = runner.run(_opened(used_database, keys))
        yield runner.run, store
        runner.run(store.close())


async def _opened(url: str, keys: KeyRing) -> Store:
    return open_store(url, keys)


def _ended(run: tuple[Any, Store], steps: Sequence[tuple[int, Step]]) -> tuple[Any, list[IdentityDocument]]:
    async def whole() -> tuple[Any, list[IdentityDocument]]:
        town = await Town.of(run[1])
        for who, step in steps:
            await town.take(who, step)
        return await town.end(), town.documents

    return run[0](whole())  # type: ignore[no-any-return]


def test_in_whichever_order_they_come_the_store_ends_the_same(run: tuple[Any, Store], database_kind: str) -> None:
    @settings(max_examples=EXAMPLES[database_kind], deadline=None)
    @given(ways, st.integers(0, 2**32), st.integers(0, 2**32))
    def orders(ways: tuple[list[Step], ...], one: int, other: int) -> None:
        (first, theirs), (second, others) = (
            _ended(run, laid_into_each_other(ways, Random(seed))) for seed in (one, other)
        )

        assert _renamed(first, theirs) == _renamed(second, others)

    orders()


def _renamed(told: Any, documents: list[IdentityDocument]) -> Any:
    """Documents by their places: each town has its own."""
    return [
        tuple(documents.index(part) if isinstance(part, IdentityDocument) else part for part in one) for one in told
    ]


# two at the same second


@pytest.fixture
async def other(store: Store, database: str, keys: KeyRing) -> Any:
    """A second process, as far as the database can tell."""
    opened = open_store(database, keys)
    yield opened
    await opened.close()


async def _told(where: Store, work: Callable[[SqlUnitOfWork], Any]) -> Any:
    """What came of it; what somebody else was faster with is tried anew, as a turn does."""
    for _ in range(9):
        try:
            return await where.run(work)
        except StaleVersion:
            continue
    raise AssertionError("nobody gets anywhere")


async def _both(store: Store, other: Store, *works: Callable[[SqlUnitOfWork], Any]) -> list[Any]:
    return list(await asyncio.gather(*(_told(where, work) for where, work in zip((store, other), works, strict=True))))


async def _states(town: Town) -> set[State]:
    told = await look(town.store, lambda uow: uow.tenancies.told_of(town.documents[0]))
    return {one.tenancy.state for one in told}


PERSON = len(REPORTERS)


@pytest.mark.parametrize("race", range(5))
async def test_a_report_and_a_registration_at_the_same_second_find_each_other(
    store: Store, other: Store, race: int
) -> None:
    town = await Town.of(store)

    done = await _both(store, other, town.work(0, ("report", 0, 0)), town.work(PERSON, ("register", 0, 0)))

    assert isinstance(done[0], Reported)
    assert await _states(town) == {State.CONFIRMED}


@pytest.mark.parametrize("race", range(5))
async def test_two_who_differ_at_the_same_second_are_one_case(store: Store, other: Store, race: int) -> None:
    town = await Town.of(store)
    await town.take(PERSON, ("register", 0, 0))

    await _both(store, other, town.work(0, ("report", 0, 1)), town.work(1, ("report", 0, 2)))

    assert await _states(town) == {State.CONFLICTING}
    assert await town.conflict_of(town.people[0])


@pytest.mark.parametrize("race", range(5))
async def test_a_correction_and_a_move_at_the_same_second_neither_wait_for_ever_nor_miss(
    store: Store, other: Store, race: int
) -> None:
    town = await Town.of(store)
    await town.take(PERSON, ("register", 0, 0))
    await town.take(0, ("report", 0, 0))

    await _both(store, other, town.work(0, ("report", 0, 1)), town.work(PERSON, ("move", 1, 0)))

    assert await _states(town) == {State.CONFIRMED}
    assert await town.conflict_of(town.people[0]) is None
