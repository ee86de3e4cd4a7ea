"""PostgreSQL and Redis for tests: a database or a key prefix of one's own, removed afterwards, or a server of one's own
that may be restarted.

Where such a server is missing, a test is skipped with the reason; with `CI=true` that is a failure, since a
skipped test there would hide for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.support.process import die_with_parent, free_port

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


class RedisServer:
    """A Redis of the test's own, which may be restarted and forgets everything then."""

    def __init__(self) -> None:
        self._port = free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self._port}/0"

    async def __aenter__(self) -> Self:
        if shutil.which("redis-server") is None:
            missing("redis-server")
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def restart(self) -> None:
        """Killed, and begun anew on the same port."""
        await self.stop()
        await self._start()

    async def stop(self) -> None:
        """Killed without warning."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            "redis-server", "--port", str(self._port), "--bind", HOST, "--save", "", "--appendonly", "no",
            stdout=asyncio.subprocess.DEVNULL, preexec_fn=die_with_parent,
        )  # fmt: skip
        async with asyncio.timeout(10):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection(HOST, self._port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.05)


class PostgresServer:
    """A PostgreSQL of the test's own, with a data directory of its own, which may be restarted and forgets nothing."""

    def __init__(self) -> None:
        self._port = free_port()
        self._folder: Path | None = None
        self._user = POSTGRES_USER if os.geteuid() == 0 else None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{POSTGRES_USER}@{HOST}:{self._port}/postgres"

    async def __aenter__(self) -> Self:
        self._binaries = _postgres_binaries(self._user)
        self._folder = Path(tempfile.mkdtemp(prefix="anju_test_postgres_"))
        if self._user:
            shutil.chown(self._folder, self._user)
        made = await self._run("initdb", "--auth=trust", f"--username={POSTGRES_USER}", "--no-sync", "--encoding=UTF8")
        assert await made.wait() == 0
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()
        shutil.rmtree(self._folder or "", ignore_errors=True)

    async def restart(self) -> None:
        """Ended without a farewell to anybody, and begun anew on the same port: what was committed is there."""
        await self._stop()
        await self._start()

    async def _stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            await self._process.wait()
            self._process = None

    async def _start(self) -> None:
        told = ("-h", HOST, "-p", str(self._port), "-k", str(self._folder))
        self._process = await self._run("postgres", *told)
        async with asyncio.timeout(30):
            while True:
                with contextlib.suppress(OSError, asyncpg.PostgresError):
                    await (await asyncpg.connect(self.url)).close()
                    return
                await asyncio.sleep(0.05)

    async def _run(self, program: str, *arguments: str) -> asyncio.subprocess.Process:
        """One of PostgreSQL's programs on the data directory; never as root, it refuses."""
        return await asyncio.create_subprocess_exec(
            str(self._binaries / program), "-D", f"{self._folder}/data", *arguments, cwd=self._folder, user=self._user,
            group=self._user, extra_groups=() if self._user else None, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL, preexec_fn=die_with_parent,
        )  # fmt: skip


def _postgres_binaries(user: str | None) -> Path:
    """Where initdb and postgres are: the newest installed version, or what PATH names."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    for folder in (*reversed(installed), Path(shutil.which("initdb") or "").parent):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            break
    else:
        missing("PostgreSQL's initdb and postgres")
    if user is not None:
        try:
            pwd.getpwnam(user)
        except KeyError:
            missing(f"the user {user}, as whom root starts PostgreSQL,")
    return folder
