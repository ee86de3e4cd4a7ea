"""Who of several processes does what only one should do: a lock that lasts as long as the process holds its end of it.

PostgreSQL keeps an advisory lock for a connection, SQLite's files are on one machine and a locked file beside the
database does. Whoever dies lets go without a word. Nothing that must be right may rest on this alone: a connection can
be lost while its holder works on. It spares the others the work.
"""

import fcntl
import os
from datetime import UTC, datetime
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage.promises import IS_DUE

_TRY = text("SELECT pg_try_advisory_lock(8135121)")
"""Any number that nothing else locks in the same database."""
_PATIENCE = 10.0
"""Seconds that the server may take to answer before it counts as gone."""
_ALIVE = {"tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
"""The server notices within a minute that a leader's machine has gone without a word, and gives the lock away."""


class Leadership(Protocol):
    """A lock that one process holds at a time."""

    async def hold(self) -> bool:
        """Take it, or make sure that it is still held; False while somebody else has it or nobody can be asked."""

    async def spares(self, now: datetime) -> bool:
        """Whether it is held for certain and no reminder is due, so that nothing need be begun; False too where that
        cannot be told for less than looking."""

    async def release(self) -> None:
        """Let somebody else have it."""


def leadership(url: URL) -> Leadership:
    """The leadership over the database of a store (`Store.url`)."""
    if url.get_backend_name() == "sqlite":
        return FileLeadership(f"{url.database}.leader")
    return PostgresLeadership(url)


class FileLeadership:
    """A lock on a file beside the database."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    async def hold(self) -> bool:
        """Lock the file, if nobody else has."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    async def spares(self, now: datetime) -> bool:
        """A file knows nothing of reminders."""
        return False

    async def release(self) -> None:
        """Unlock it; the file stays, for a lock on a deleted one would keep nobody out."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class PostgresLeadership:
    """An advisory lock on a connection of its own; not through a pooler that hands connections around."""

    def __init__(self, url: URL) -> None:
        told = {"timeout": _PATIENCE, "command_timeout": _PATIENCE, "server_settings": _ALIVE}
        self._engine = create_async_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=told, hide_parameters=True
        )
        self._connection: AsyncConnection | None = None

    async def hold(self) -> bool:
        """Lock it, or ask the connection that holds it whether it is still there."""
        try:
            if self._connection is not None:
                await self._connection.execute(text("SELECT 1"))
                return True
            self._connection = await self._engine.connect()
            if (await self._connection.execute(_TRY)).scalar_one():
                return True
        except (SQLAlchemyError, OSError):
            pass
        await self.release()
        return False

    async def spares(self, now: datetime) -> bool:
        """Ask the connection that holds the lock: whatever it answers, it is still there. One round trip and nothing
        else, for this is asked a few times a minute for ever."""
        if self._connection is None:
            return False
        driver: Any = (await self._connection.get_raw_connection()).driver_connection
        try:
            return not await driver.fetchval(IS_DUE, now.astimezone(UTC).replace(tzinfo=None))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            driver.terminate()
            await self._connection.invalidate()
            await self.release()
            return False

    async def release(self) -> None:
        """End the connection, and the lock with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.close()
            except (SQLAlchemyError, OSError):
                await connection.invalidate()
        await self._engine.dispose()
