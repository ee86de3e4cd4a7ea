"""Databases and key prefixes of one's own, and what happens where no server runs."""

from __future__ import annotations

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.support import services
from tests.support.services import PostgresServer, postgres_database, redis_prefix


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("+asyncpg", ""))


async def test_a_database_is_empty_and_gone_afterwards() -> None:
    async with postgres_database() as url:
        connection = await connect(url)
        tables = await connection.fetch("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
        await connection.close()
    assert tables == []
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await connect(url)


async def test_a_database_goes_even_when_somebody_is_still_connected() -> None:
    async with postgres_database() as url:
        connection = await connect(url)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await connection.fetch("SELECT 1")


async def test_keys_with_the_prefix_are_deleted_afterwards() -> None:
    async with redis_prefix() as (_, prefix):
        await services._redis("SET", f"{prefix}a", "1")
        assert await services._redis("KEYS", f"{prefix}*") == [f"{prefix}a"]
    assert await services._redis("KEYS", f"{prefix}*") == []


async def test_a_server_of_one_s_own_keeps_what_was_committed_over_a_restart() -> None:
    async with PostgresServer() as server:
        connection = await asyncpg.connect(server.url)
        await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        await server.restart()

        with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
            await connection.fetch("SELECT 1")
        again = await asyncpg.connect(server.url)
        assert await again.fetchval("SELECT number FROM kept") == 7
        await again.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncpg.connect(server.url)


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [pytest.param("true", pytest.fail.Exception, id="in CI"), pytest.param("", pytest.skip.Exception, id="at a desk")],
)
async def test_a_missing_server_fails_in_ci_and_is_skipped_elsewhere(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr(services, "REDIS_PORT", 1)
    monkeypatch.setattr(services, "POSTGRES_PORT", 1)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="Redis on"):
        await redis_prefix().__aenter__()
    with pytest.raises(outcome, match="PostgreSQL on"):
        await postgres_database().__aenter__()
