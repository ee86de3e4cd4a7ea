"""Fixtures that every tier shares: a fresh key ring, and an empty, migrated database of each kind."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection

from storage import schema
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import metadata
from tests.conftest_nlu import training_beside
from tests.support.services import postgres_database

# a busy machine is no finding: examples are counted, not timed
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

DATABASES = ("sqlite", "postgresql")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests that read sentences need a trained model: it is trained beside those before them, which mostly wait."""
    needed = next((at for at, one in enumerate(session.items) if reads_sentences(one)), 0)
    if needed and not session.config.option.collectonly:
        session.config.add_cleanup(training_beside())


def reads_sentences(item: pytest.Item) -> bool:
    """Whether a test asks for the shared sidecar."""
    return "shared_sidecar" in getattr(item, "fixturenames", ())


@pytest.fixture
def keys() -> KeyRing:
    """A key ring of the test's own."""
    return KeyRing.fresh()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the present schema, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    asyncio.run(schema.upgrade(f"sqlite:///{path}"))
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_postgres() -> AsyncIterator[str]:
    """One PostgreSQL database with the present schema for the whole run; `database` empties it before each test.

    Its commits do not wait for the disk: no test here pulls the plug.
    """
    async with postgres_database() as url:
        name = url.rsplit("/", 1)[1]
        await schema.with_connection(
            url, lambda connection: connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        )
        await schema.upgrade(url)
        yield url


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database; a test that is about one of them narrows it by parametrising this."""
    return str(request.param)


@pytest.fixture
def used_database(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """The URL of a database with the present schema; on PostgreSQL other tests may have left rows in it."""
    if database_kind == "postgresql":
        return str(request.getfixturevalue("migrated_postgres"))
    file = tmp_path / "anju.db"
    shutil.copy(request.getfixturevalue("migrated_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
async def database(used_database: str) -> str:
    """The URL of an empty database with the present schema."""
    if used_database.startswith("postgresql"):
        await schema.with_connection(used_database, emptied)
    return used_database


@pytest.fixture
async def store(database: str, keys: KeyRing) -> AsyncIterator[Store]:
    """A store on each database in turn."""
    opened = open_store(database, keys)
    yield opened
    await opened.close()


def emptied(connection: Connection) -> None:
    """Take every row away, also those of the trail, which nobody else can, and count from one again."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in metadata.tables:
            connection.exec_driver_sql(f"ALTER SEQUENCE IF EXISTS {table}_id_seq RESTART")
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
