"""Two at once: what must be unique stays unique, and who was slower is told so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from domain.errors import StaleVersion
from domain.registrations import Changes
from domain.usecases.registering import DocumentTaken, Registered, register_residence, replace_voucher, report_change
from storage.chats import AlreadyTaken, Said
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import account_people, registrations, vouchers
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import PATIENCE, account, commit, count, look, register, registered
from tests.unit.domain.making import ELSEWHERE, NOW, TODAY, document, fresh, order, registration


@pytest.fixture
async def other(store: Store, database: str, keys: KeyRing) -> Any:
    """A second process, as far as the database can tell."""
    opened = open_store(database, keys)
    yield opened
    await opened.close()


async def test_one_document_registered_by_many_at_once_is_held_by_one(store: Store, other: Store) -> None:
    mine = [await account(store, str(number)) for number in range(8)]

    outcomes = await asyncio.gather(*(register((store, other)[one.id % 2], one.id) for one in mine))

    assert sorted(type(one).__name__ for one in outcomes) == ["DocumentTaken"] * 7 + ["Registered"]
    assert [await count(store, table) for table in ("people", "registrations", "vouchers")] == [1, 1, 1]


async def test_the_slower_of_two_changes_of_one_registration_is_told(store: Store, other: Store) -> None:
    mine, done = await registered(store)
    read = await look(store, lambda uow: uow.registrations.get(done.registration.id or 0))

    changed = await store.run(lambda uow: report_change(mine.id, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW))

    with pytest.raises(StaleVersion):
        await commit(other, lambda uow: uow.registrations.save(read.departed(TODAY, TODAY)))
    assert await look(store, lambda uow: uow.registrations.get(read.id or 0)) == changed.registration


async def test_two_who_replace_one_voucher_at_once_leave_one_valid(store: Store, other: Store) -> None:
    mine, done = await registered(store)

    async def again(where: Store) -> str:
        try:
            await where.run(lambda uow: replace_voucher(mine.id, uow, fresh(), NOW, lost=True))
        except StaleVersion:
            return "stale"
        return "replaced"

    told = await asyncio.gather(*(again(where) for where in (store, other) * 4))

    assert "replaced" in told
    assert await count(store, "vouchers") == 1 + told.count("replaced")
    old = await look(store, lambda uow: uow.vouchers.get(done.voucher.id))
    assert old is not None
    assert old.status == "revoked"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(
            lambda one: insert(registrations).from_select(
                [c.name for c in registrations.c if c.name != "id"],
                registrations.select().with_only_columns(*(c for c in registrations.c if c.name != "id")),
            ),
            id="second active registration of a document",
        ),
        pytest.param(lambda one: registrations.update().values(status="ended"), id="ended without a day"),
        pytest.param(lambda one: registrations.update().values(ended_on=TODAY), id="a day without having ended"),
        pytest.param(
            lambda one: insert(vouchers).values(
                id=bytes(16),
                registration_id=one,
                code=b"",
                code_index=b"",
                issued_at=NOW,
                expires_on=TODAY,
                status="valid",
            ),
            id="second valid voucher",
        ),
        pytest.param(
            lambda one: insert(vouchers).values(
                id=bytes(16),
                registration_id=0,
                code=b"",
                code_index=b"",
                issued_at=NOW,
                expires_on=TODAY,
                status="ended",
            ),
            id="voucher of no registration",
        ),
        pytest.param(lambda one: account_people.update().values(person_id=0), id="account of nobody"),
    ],
)
async def test_the_database_itself_refuses(store: Store, wrong: Callable[[int], Any]) -> None:
    _, done = await registered(store)

    with pytest.raises(IntegrityError):
        await commit(store, lambda uow: uow._link.execute(wrong(done.registration.id or 0)))


async def test_a_fault_of_ours_is_not_taken_for_a_taken_document(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await commit(store, lambda uow: uow.registrations.add(registration(id=None, person_id=0), document()))
    with pytest.raises(IntegrityError):
        await commit(store, lambda uow: uow.messages.add(0, [Said({}, True)], NOW))


async def test_first_messages_of_one_chat_at_once_make_one_account(store: Store, other: Store) -> None:
    async def meet(where: Store) -> int:
        while True:
            try:
                return (await account(where, "7")).id
            except StaleVersion:
                continue

    async with asyncio.timeout(PATIENCE):
        numbers = await asyncio.gather(*(meet(where) for where in (store, other) * 4))

    assert len(set(numbers)) == 1
    assert await count(store, "accounts") == 1


async def test_one_update_taken_by_many_at_once_is_taken_once(store: Store, other: Store) -> None:
    mine = await account(store)

    async def take(where: Store) -> str:
        async def turn(uow: SqlUnitOfWork) -> None:
            async with uow:
                known = await uow.accounts.take("web", "1", "zh", NOW)
                await uow.messages.add(known.id, [Said({"text": "你好"}, False, update_id=5), Said({}, True)], NOW)
                await uow.accounts.save(known)
                await uow.commit()

        try:
            await where.run(turn)
        except (AlreadyTaken, StaleVersion) as refused:
            return type(refused).__name__
        return "taken"

    told = await asyncio.gather(*(take(where) for where in (store, other) * 4))

    assert told.count("taken") == 1
    assert await count(store, "messages") == 2
    assert await look(store, lambda uow: uow.messages.is_taken(mine.id, 5))


async def test_an_effect_and_its_update_are_stored_together_or_not_at_all(store: Store) -> None:
    mine = await account(store)
    await commit(store, lambda uow: uow.messages.add(mine.id, [Said({}, False, update_id=5)], NOW))

    async def turn(uow: SqlUnitOfWork) -> None:
        async with uow:
            assert isinstance(await register_residence(order(mine.id), uow, fresh(), NOW), Registered)
            await uow.messages.add(mine.id, [Said({}, False, update_id=5)], NOW)
            await uow.commit()

    with pytest.raises(AlreadyTaken):
        await store.run(turn)
    assert [await count(store, table) for table in ("people", "registrations", "vouchers")] == [0, 0, 0]


async def test_a_second_registration_told_beside_the_first_is_undone_without_a_trace(store: Store) -> None:
    await registered(store)
    stranger = await account(store, "2")

    assert await register(store, stranger.id, name="李四") == DocumentTaken()

    assert [await count(store, table) for table in ("people", "account_people", "registrations")] == [1, 1, 1]
