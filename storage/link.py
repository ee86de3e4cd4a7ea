"""One connection in a transaction, with one awaitable face for both databases.

Nothing here ever suspends a unit of work for the event loop to see: on SQLite it runs to its end in the one writer
thread, on PostgreSQL inside one greenlet whose driver waits for the network underneath (see stores). So many people
writing at once never wait on each other's locks, and a statement costs no task of its own.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    NestedTransaction,
    Table,
    any_,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from domain.errors import StaleVersion
from storage.keyring import KeyRing

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a uniqueness was violated, and not a foreign key or a check, which would be a fault of ours."""
    return getattr(error.orig, "sqlstate", None) == "23505" or getattr(error.orig, "sqlite_errorname", None) in (
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
    )


class Savepoint:
    """An inner transaction."""

    def __init__(self, inner: NestedTransaction) -> None:
        self._inner = inner

    async def release(self) -> None:
        """Hand what was done to the outer transaction."""
        self._inner.commit()

    async def undo(self) -> None:
        """Undo what was done since."""
        self._inner.rollback()


class Link:
    """What repositories and the unit of work need of a connection, behind awaitable names that never suspend."""

    def __init__(self, connection: Connection, holder: str | None = None) -> None:
        self._connection = connection
        self.holder = holder
        self.locks_rows = connection.dialect.name == "postgresql"

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Execute a statement; the transaction begins with the first one."""
        return self._connection.execute(statement, parameters)

    def insert(self, table: Table) -> Any:
        """An insert that may say what to do when the row is there already; each dialect has its own."""
        return postgresql.insert(table) if self.locks_rows else sqlite.insert(table)

    def among(self, column: Column[int], these: Collection[int]) -> ColumnElement[bool]:
        """Whether a column is one of these, told as one parameter however many they are: with one each the statement
        would be written anew each time."""
        if self.locks_rows:
            return column == any_(literal(list(these), ARRAY(BigInteger)))
        return column.in_(select(func.json_each(json.dumps(list(these))).table_valued("value").c.value))

    async def savepoint(self) -> Savepoint:
        """Begin an inner transaction."""
        return Savepoint(self._connection.begin_nested())

    async def commit(self) -> None:
        """Make everything last."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Undo what was not committed."""
        self._connection.rollback()


class Sealed:
    """What a repository has: the connection, and the keys for what must not lie open in the database."""

    def __init__(self, link: Link, keys: KeyRing) -> None:
        self._link, self._keys = link, keys


async def unless_taken(link: Link, statement: Executable, row: Mapping[str, Any]) -> CursorResult[Any]:
    """Execute an insert; StaleVersion if somebody else has just made what is unique."""
    try:
        return await link.execute(statement, row)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise StaleVersion from None
