"""Migrations go both ways, build what the code describes, keep what is stored, and may be run by many at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import schema
from storage.keyring import KeyRing
from storage.schema import MIGRATIONS
from storage.stores import StoreProblem, open_store
from storage.tables import metadata
from tests.conftest import emptied
from tests.integration.storage.helping import look, registered
from tests.support.services import postgres_database

REVISIONS = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


@pytest.fixture
async def bare(database_kind: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without any table."""
    async with AsyncExitStack() as stack:
        if database_kind == "postgresql":
            yield await stack.enter_async_context(postgres_database())
        else:
            yield f"sqlite:///{tmp_path}/bare.db"


async def _tables(url: str) -> set[str]:
    found: set[str] = set()
    await schema.with_connection(url, lambda connection: found.update(sa.inspect(connection).get_table_names()))
    return found - {"alembic_version", "sqlite_sequence"}


def test_revisions_are_numbered_so_that_a_listing_reads_as_history() -> None:
    assert [int(revision) for revision in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert all(len(revision) == 4 for revision in REVISIONS)


async def test_each_revision_goes_up_down_and_up_again(bare: str) -> None:
    for before, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        there = await _tables(bare)
        await schema.upgrade(bare, revision)
        await schema.downgrade(bare, before)
        assert await _tables(bare) == there
        await schema.upgrade(bare, revision)

    await schema.check(bare)
    await schema.downgrade(bare, "base")
    assert await _tables(bare) == set()


async def test_the_migrations_build_what_the_code_describes(bare: str) -> None:
    await schema.upgrade(bare)

    assert await _tables(bare) == set(metadata.tables)
    await schema.check(bare)


async def test_a_difference_between_migrations_and_code_is_noticed(bare: str) -> None:
    await schema.upgrade(bare)
    await schema.with_connection(bare, lambda connection: connection.exec_driver_sql("DROP INDEX ix_vouchers_closed"))

    with pytest.raises(Exception, match="ix_vouchers_closed"):
        await schema.check(bare)


async def test_migrating_what_is_up_to_date_changes_nothing(used_database: str, keys: KeyRing) -> None:
    store = open_store(used_database, keys)
    await schema.with_connection(used_database, emptied)
    mine, done = await registered(store)

    await schema.upgrade(used_database)
    await schema.upgrade(used_database)

    assert await look(store, lambda uow: uow.people.of_account(mine.id)) == done.person
    await store.close()


async def test_many_that_start_together_migrate_once(bare: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(asyncio.run, schema.upgrade(bare)) for _ in range(4)))

    await schema.check(bare)


async def test_a_migration_that_fails_leaves_the_database_as_it_was(bare: str) -> None:
    def wrong(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise KeyError("wrong")

    with pytest.raises(KeyError):
        await schema.with_connection(bare, wrong)

    assert await _tables(bare) == set()


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_building_a_table_anew_keeps_the_rows_that_refer_to_it(database: str, keys: KeyRing) -> None:
    store = open_store(database, keys)
    mine, done = await registered(store)
    await store.close()

    def rebuild(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        for table in ("accounts", "people", "registrations"):
            with operations.batch_alter_table(table, recreate="always") as batch:
                batch.add_column(sa.Column("new", sa.Integer()))

    await schema.with_connection(database, rebuild)

    store = open_store(database, keys)
    assert await look(store, lambda uow: uow.people.of_account(mine.id)) == done.person
    assert await look(store, lambda uow: uow.vouchers.get(done.voucher.id)) == done.voucher
    await store.close()


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_migration_that_leaves_rows_referring_to_nothing_is_undone(database: str, keys: KeyRing) -> None:
    store = open_store(database, keys)
    mine, done = await registered(store)

    with pytest.raises(StoreProblem, match="refer to nothing"):
        await schema.with_connection(database, lambda connection: connection.exec_driver_sql("DELETE FROM people"))

    assert await look(store, lambda uow: uow.people.of_account(mine.id)) == done.person
    await store.close()


async def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(StoreProblem, match="mysql"):
        await schema.upgrade("mysql://127.0.0.1/anju")
