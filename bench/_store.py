"""Databases of a measurement's own: on SQLite in a temporary folder, and on a server if one is named."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import text

from storage import schema
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork


@asynccontextmanager
async def fresh_store(server: str | None, name: str) -> AsyncIterator[Store]:
    """An empty database of this version, gone at the end; one of this name on the server is dropped first."""
    if server is None:
        with tempfile.TemporaryDirectory() as folder:
            async with _opened(f"sqlite:///{Path(folder) / 'bench.db'}") as store:
                yield store
        return
    admin = await asyncpg.connect(server, database="postgres")
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        async with _opened(f"{server.rstrip('/')}/{name}") as store:
            yield store
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    await schema.upgrade(url)
    store = open_store(url, KeyRing.fresh())
    try:
        yield store
    finally:
        await store.close()


def kind_of(store: Store) -> str:
    """`sqlite` or `postgresql`."""
    return store.url.get_backend_name()


def server_of(store: Store) -> str:
    """Its address for a bare driver."""
    return store.url.set(drivername="postgresql").render_as_string(hide_password=False)


async def told(store: Store, statement: str, values: dict[str, object] | None = None) -> None:
    """A statement of the measurement's own."""

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow._link.execute(text(statement), values or {})
            await uow.commit()

    await store.run(work)


async def tidied(store: Store, table: str) -> None:
    """What was updated or deleted is swept away and counted, so that every round finds the same."""
    if kind_of(store) == "sqlite":
        return await told(store, f"ANALYZE {table}")
    server = await asyncpg.connect(server_of(store))
    await server.execute(f"VACUUM ANALYZE {table}")
    await server.close()
