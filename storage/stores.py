"""The two databases behind one face: `await store.run(work)` gives `work` a unit of work and brings its answer back.

The work, a coroutine that awaits nothing but its unit of work, is driven to its end without ever suspending. SQLite:
in one writer thread with one connection; no two writers, no busy waiting, a thread hop for the whole of it instead of
one a statement. PostgreSQL: in one greenlet on a connection of an asynchronous pool of fixed size, which lets the event
loop go on while the server answers; rows are locked by whoever takes them.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.keyring import KeyRing
from storage.link import Link
from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")
Work = Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]]

_NOT_NOW = frozenset({"08", "25", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE: no connection, read only, deadlock, resources, locks, shutting down, disks."""

POSTGRES_POOL = 8
BUSY_SECONDS = 5
AGAIN_SECONDS = 0.05


class StoreProblem(Exception):
    """The database URL or the database itself cannot be used; the message carries no password."""


class Store(Protocol):
    """Where units of work are run."""

    url: URL
    holder: str | None
    """The name under which this process claims messages to bring; None for one that brings nothing."""

    def run(self, work: Work[T]) -> Awaitable[T]:
        """Run the work with a unit of work of its own."""

    async def ping(self) -> None:
        """Ask the database anything; raises what it raises."""

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""


def open_store(url: str, keys: KeyRing, holder: str | None = None) -> Store:
    """The store of a database URL, `sqlite:///file` or `postgresql://…`, with or without a driver named."""
    try:
        parsed = make_url(url)
    except Exception:
        raise StoreProblem("the database URL cannot be read") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return SqliteStore(parsed.set(drivername="sqlite"), keys, holder)
    if kind == "postgresql":
        return PostgresStore(parsed.set(drivername="postgresql+asyncpg"), keys, holder)
    raise StoreProblem(f"no store for {kind}: use sqlite or postgresql")


class SqliteStore:
    """WAL, foreign keys on, every commit durable (`synchronous=FULL`), one writer thread."""

    def __init__(self, url: URL, keys: KeyRing, holder: str | None = None) -> None:
        self.url, self.holder, self._keys = url, holder, keys
        self._engine = sqlite_engine(url)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="anju-writer")
        self._connection: Connection | None = None

    async def run(self, work: Work[T]) -> T:
        """Run the work in the writer thread."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._to_its_end, work)

    async def ping(self) -> None:
        """Ask the database anything."""

        async def ask(uow: SqlUnitOfWork) -> None:
            async with uow:
                await uow._link.execute(text("SELECT 1"))

        await self.run(ask)

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._let_go)
        self._writer.shutdown()

    def _to_its_end(self, work: Work[T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            return drive(work(SqlUnitOfWork(Link(self._connection, self.holder), self._keys)))
        except OperationalError:
            # a connection whose BEGIN failed never begins a transaction again: the next work gets a fresh one
            self._connection.close()
            self._connection = None
            raise
        finally:
            if self._connection is not None and self._connection.in_transaction():
                self._connection.rollback()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends to its end; RuntimeError if it awaited something else after all."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    coroutine.close()
    raise RuntimeError("a unit of work may await nothing but itself")


def sqlite_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """A SQLite engine whose transactions really begin when SQLAlchemy says so, taking the write lock at once."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        Path(url.database).touch(mode=0o600)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _log_ahead(connection)
        for pragma in ("synchronous=FULL", f"foreign_keys={foreign_keys:d}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _log_ahead(connection: Any) -> None:
    """Switch to WAL. SQLite does not wait for whoever is just doing the same to a new file, so this tries again for as
    long as a writer waits."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN_SECONDS)


class PostgresStore:
    """A pool of fixed size; more who want in wait their turn, which is faster than overflowing it."""

    def __init__(self, url: URL, keys: KeyRing, holder: str | None = None) -> None:
        self.url, self.holder, self._keys = url, holder, keys
        self._engine: AsyncEngine = create_async_engine(
            url, pool_size=POSTGRES_POOL, max_overflow=0, hide_parameters=True
        )

    async def run(self, work: Work[T]) -> T:
        """Run the work on a connection of the pool."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(
                lambda inner: drive(work(SqlUnitOfWork(Link(inner, self.holder), self._keys)))
            )

    async def ping(self) -> None:
        """Ask the database anything."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()


def is_unavailable(error: BaseException) -> bool:
    """Whether an error says that the database is locked, full or gone, not that the work was wrong."""
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return isinstance(error, OperationalError) or error.connection_invalidated or state[:2] in _NOT_NOW
    return isinstance(error, PoolTimeout | OSError)
