"""PostgreSQL and Redis for tests: a database or a key prefix of one's own, removed afterwards.

Where such a server is missing, a test is skipped with the reason; with `CI=true` that is a failure, since a
skipped test there would hide for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator
from typing import NoReturn

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

HOST, POSTGRES_PORT, REDIS_PORT = "127.0.0.1", 5432, 6379
POSTGRES_USER = "postgres"


def missing(what: str) -> NoReturn:
    """Skip, or fail where nobody would notice the skip."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{what} is needed when CI=true", pytrace=False)
    pytest.skip(f"{what} is not running here")


@contextlib.asynccontextmanager
async def postgres_database(driver: str = "postgresql+asyncpg") -> AsyncIterator[str]:
    """The URL of a new, empty database `anju_test_<random>`, dropped at the end whoever is connected."""
    try:
        admin = await asyncpg.connect(host=HOST, port=POSTGRES_PORT, user=POSTGRES_USER, database="postgres")
    except (OSError, asyncpg.PostgresError):
        missing(f"PostgreSQL on {HOST}:{POSTGRES_PORT} (user {POSTGRES_USER}, trust)")
    name = f"anju_test_{secrets.token_hex(6)}"
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield f"{driver}://{POSTGRES_USER}@{HOST}:{POSTGRES_PORT}/{name}"
        finally:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await admin.close()


@contextlib.asynccontextmanager
async def redis_prefix() -> AsyncIterator[tuple[str, str]]:
    """URL and a key prefix `anju_test_<random>:`; keys with the prefix are deleted at the end."""
    try:
        await _redis("PING")
    except OSError:
        missing(f"Redis on {HOST}:{REDIS_PORT}")
    prefix = f"anju_test_{secrets.token_hex(6)}:"
    try:
        yield f"redis://{HOST}:{REDIS_PORT}/0", prefix
    finally:
        for key in await _redis("KEYS", f"{prefix}*"):
            await _redis("DEL", key)


async def _redis(*words: str) -> list[str]:
    """One command in Redis's own protocol; the strings of the answer. Enough to look and to clean up."""
    reader, writer = await asyncio.open_connection(HOST, REDIS_PORT)
    try:
        encoded = [word.encode() for word in words]
        writer.write(b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in encoded))
        head = (await reader.readline()).decode().strip()
        if head.startswith("-"):
            raise RuntimeError(head)
        found = []
        for _ in range(int(head[1:]) if head.startswith("*") else 0):
            size = int((await reader.readline())[1:])
            found.append((await reader.readexactly(size + 2))[:-2].decode())
        return found
    finally:
        writer.close()
        await writer.wait_closed()
