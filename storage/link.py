"""One connection in a transaction, with the same awaitable face for both databases.

On PostgreSQL every call is a real await. On SQLite nothing here ever suspends: the whole unit of work runs to its end
in the one writer thread (see stores), which keeps many people writing at once from waiting on each other's locks.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, Executable, NestedTransaction
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a uniqueness was violated, and not a foreign key or a check, which would be a fault of ours."""
    return getattr(error.orig, "sqlstate", None) == "23505" or getattr(error.orig, "sqlite_errorname", None) in (
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
    )


class Savepoint(Protocol):
    """An inner transaction."""

    async def release(self) -> None: ...
    async def undo(self) -> None: ...


class Link(Protocol):
    """What repositories and the unit of work need of a connection."""

    locks_rows: bool

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]: ...
    async def savepoint(self) -> Savepoint: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...


class _BlockingSavepoint:
    def __init__(self, inner: NestedTransaction) -> None:
        self._inner = inner

    async def release(self) -> None:
        self._inner.commit()

    async def undo(self) -> None:
        self._inner.rollback()


class BlockingLink:
    """A synchronous connection behind awaitable names that never suspend."""

    locks_rows = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)

    async def savepoint(self) -> Savepoint:
        return _BlockingSavepoint(self._connection.begin_nested())

    async def commit(self) -> None:
        self._connection.commit()

    async def rollback(self) -> None:
        self._connection.rollback()


class _AwaitedSavepoint:
    def __init__(self, inner: AsyncTransaction) -> None:
        self._inner = inner

    async def release(self) -> None:
        await self._inner.commit()

    async def undo(self) -> None:
        await self._inner.rollback()


class AwaitedLink:
    """An asynchronous connection."""

    locks_rows = True

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        return await self._connection.execute(statement, parameters)

    async def savepoint(self) -> Savepoint:
        return _AwaitedSavepoint(await self._connection.begin_nested())

    async def commit(self) -> None:
        await self._connection.commit()

    async def rollback(self) -> None:
        await self._connection.rollback()
