"""PostgreSQL: a bounded pool, turns of one chat one after another, trouble told and survived (T-25).

A unit of work awaits nothing but itself; where one here must hold still, it waits as a driver does.
"""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from storage.chats import Said
from storage.keyring import KeyRing
from storage.stores import POSTGRES_POOL, Store, is_unavailable, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import PATIENCE, account, commit, count, look, waiting_for_a_lock
from tests.unit.domain.making import NOW

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])


async def test_the_pool_is_as_large_as_it_says_and_who_comes_later_waits(store: Store) -> None:
    inside = most = 0
    full, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: SqlUnitOfWork) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == POSTGRES_POOL:
            full.set()
        await_only(go_on.wait())
        await uow._link.execute(text("SELECT 1"))
        inside -= 1

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        for _ in range(3 * POSTGRES_POOL):
            group.create_task(_run(store, work))
        await full.wait()
        go_on.set()

    assert most == POSTGRES_POOL


async def _run(store: Store, work: object) -> None:
    await store.run(work)  # type: ignore[arg-type]


async def test_a_second_turn_of_one_chat_waits_for_the_first(store: Store) -> None:
    await account(store)
    order: list[str] = []
    taken, go_on = asyncio.Event(), asyncio.Event()

    async def first(uow: SqlUnitOfWork) -> None:
        async with uow:
            mine = await uow.accounts.take("web", "1", "zh", NOW)
            taken.set()
            await_only(go_on.wait())
            await uow.accounts.save(mine.with_state({"n": 1}, "zh"))
            order.append("first")
            await uow.commit()

    async def second(uow: SqlUnitOfWork) -> None:
        async with uow:
            mine = await uow.accounts.take("web", "1", "zh", NOW)
            order.append(f"second sees {mine.state}")
            await uow.accounts.save(mine.with_state({"n": 2}, "zh"))
            await uow.commit()

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(_run(store, first))
        await taken.wait()
        group.create_task(_run(store, second))
        await waiting_for_a_lock(store)
        go_on.set()

    assert order == ["first", "second sees {'n': 1}"]


async def test_another_chat_does_not_wait(store: Store) -> None:
    await account(store)

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.accounts.take("web", "1", "zh", NOW)
            await_only(account(store, "2"))

    async with asyncio.timeout(PATIENCE):
        await store.run(work)


async def test_two_turns_that_write_to_each_others_chats_do_not_block_each_other(store: Store) -> None:
    chats = {chat: (await account(store, chat)).id for chat in ("1", "2")}
    both = asyncio.Barrier(2)

    async def turn(uow: SqlUnitOfWork, mine: str, other: str) -> None:
        async with uow:
            await uow.accounts.take("web", mine, "zh", NOW)
            await_only(both.wait())
            await uow.messages.add(chats[other], [Said({}, True)], NOW)
            await_only(both.wait())
            await uow.commit()

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(_run(store, lambda uow: turn(uow, "1", "2")))
        group.create_task(_run(store, lambda uow: turn(uow, "2", "1")))

    assert await count(store, "messages") == 2


async def test_a_connection_that_was_cut_is_told_and_the_next_work_gets_another(store: Store) -> None:
    pid = (await look(store, lambda uow: uow._link.execute(text("SELECT pg_backend_pid()")))).scalar_one()

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.accounts.open_web_chat(NOW)
            await uow._link.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DBAPIError) as caught:
        await store.run(work)

    assert is_unavailable(caught.value)
    await store.ping()
    assert (await look(store, lambda uow: uow._link.execute(text("SELECT pg_backend_pid()")))).scalar_one() != pid
    assert await count(store, "web_chats") == 0


async def test_a_deadlock_is_told_as_something_that_passes(store: Store) -> None:
    for chat in ("1", "2"):
        await account(store, chat)
    both = asyncio.Barrier(2)

    async def turn(uow: SqlUnitOfWork, *chats: str) -> None:
        async with uow:
            await uow._link.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
            await uow.accounts.take("web", chats[0], "zh", NOW)
            await_only(both.wait())
            await uow.accounts.take("web", chats[1], "zh", NOW)
            await uow.commit()

    async with asyncio.timeout(PATIENCE):
        told = await asyncio.gather(
            _run(store, lambda uow: turn(uow, "1", "2")),
            _run(store, lambda uow: turn(uow, "2", "1")),
            return_exceptions=True,
        )

    [error] = [one for one in told if one is not None]
    assert is_unavailable(error)


async def test_a_server_that_is_not_there_is_told(keys: KeyRing, database_kind: str) -> None:
    nowhere = open_store("postgresql://postgres@127.0.0.1:1/anju", keys)

    with pytest.raises(OSError) as caught:  # noqa: PT011  # refused, unreachable: the kernel words it
        await nowhere.ping()

    assert is_unavailable(caught.value)
    await nowhere.close()


async def test_a_work_stopped_in_the_middle_is_undone_and_gives_its_connection_back(store: Store) -> None:
    reached = asyncio.Event()

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.accounts.open_web_chat(NOW)
            reached.set()
            await_only(asyncio.Event().wait())

    for _ in range(POSTGRES_POOL + 1):
        reached.clear()
        task = asyncio.get_running_loop().create_task(_run(store, work))
        async with asyncio.timeout(PATIENCE):
            await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert await count(store, "web_chats") == 0


async def test_the_url_of_any_driver_is_taken(database: str, keys: KeyRing) -> None:
    for driver in ("postgresql", "postgresql+psycopg"):
        named = open_store(database.replace("postgresql+asyncpg", driver), keys)
        await commit(named, lambda uow: uow.attempts.take("x", NOW))
        await named.close()
