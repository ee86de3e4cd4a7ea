"""Short words for tests on a store: one committed piece of work, an account, a registered person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import text

from domain.usecases.registering import DocumentTaken, Registered, register_residence
from storage.chats import Account
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.unit.domain.making import NOW, fresh, order

T = TypeVar("T")
PATIENCE = 10.0


async def commit(store: Store, work: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
    """Do the work in a unit of work of its own and commit it."""

    async def whole(uow: SqlUnitOfWork) -> T:
        async with uow:
            answer = await work(uow)
            await uow.commit()
        return answer

    return await store.run(whole)


async def look(store: Store, work: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
    """Do the work in a unit of work of its own and leave without a commit."""

    async def whole(uow: SqlUnitOfWork) -> T:
        async with uow:
            return await work(uow)

    return await store.run(whole)


async def account(store: Store, chat: str = "1", channel: str = "web") -> Account:
    return await commit(store, lambda uow: uow.accounts.take(channel, chat, "zh", NOW))


async def register(store: Store, account_id: int, **more: Any) -> Registered | DocumentTaken:
    return await store.run(lambda uow: register_residence(order(account_id, **more), uow, fresh(), NOW))


async def registered(store: Store, chat: str = "1", **more: Any) -> tuple[Account, Registered]:
    mine = await account(store, chat)
    done = await register(store, mine.id, **more)
    assert isinstance(done, Registered)
    return mine, done


async def count(store: Store, table: str) -> int:
    found = await look(store, lambda uow: uow._link.execute(text(f'SELECT count(*) AS n FROM "{table}"')))
    return int(found.scalar_one())


async def waiting_for_a_lock(store: Store, how_many: int = 1) -> None:
    """Return once so many connections of this PostgreSQL database wait for a lock."""
    question = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    async def ask(uow: SqlUnitOfWork) -> int:
        return int((await uow._link.execute(question)).scalar_one())

    async with asyncio.timeout(PATIENCE):
        while await look(store, ask) < how_many:  # noqa: ASYNC110  # the event happens in the server
            await asyncio.sleep(0.005)
