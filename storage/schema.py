"""Bringing the database to the schema this code expects, with Alembic, on both databases.

Processes that start together migrate one after another. On SQLite a migration may build a table anew, which would
empty every table that refers to it: foreign keys are off meanwhile and checked at the end.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.stores import StoreProblem, sqlite_engine

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(8135120)")
"""Any number that nothing else locks in the same database."""


async def upgrade(url: str | URL, revision: str = "head") -> None:
    """Migrate up to a revision; nothing to do is fine."""
    await with_connection(url, lambda connection: command.upgrade(_config(connection), revision))


async def downgrade(url: str | URL, revision: str) -> None:
    """Migrate down to a revision."""
    await with_connection(url, lambda connection: command.downgrade(_config(connection), revision))


async def check(url: str | URL) -> None:
    """Raise if the tables that the migrations build differ from those the code describes."""
    await with_connection(url, lambda connection: command.check(_config(connection)))


async def revision(url: str | URL) -> str | None:
    """Where a database stands; None for one that was never migrated."""
    found: list[str | None] = []
    await with_connection(
        url, lambda connection: found.append(MigrationContext.configure(connection).get_current_revision())
    )
    return found[0]


def head() -> str | None:
    """Where this version wants a database to stand."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


async def with_connection(url: str | URL, work: Callable[[Connection], object]) -> None:
    """Run synchronous work on a connection of the database, whichever it is, and commit."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sqlite_engine(parsed.set(drivername="sqlite"), foreign_keys=False)
        try:
            with engine.begin() as connection:
                work(connection)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreProblem("the migration left rows that refer to nothing")
        finally:
            engine.dispose()
        return
    if parsed.get_backend_name() != "postgresql":
        raise StoreProblem(f"no store for {parsed.get_backend_name()}: use sqlite or postgresql")
    remote = create_async_engine(parsed.set(drivername="postgresql+asyncpg"))
    try:
        async with remote.begin() as connection:
            await connection.execute(ONE_AT_A_TIME)
            await connection.run_sync(work)
    finally:
        await remote.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
