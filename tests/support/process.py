"""The bot as a process of its own: started, watched, killed without warning, started again on the same ports.

Whatever a test learns through this it learns from outside, by ports, files and exit codes. The output goes
to a file, which the failure messages quote.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
SERVE = ("-m", "bot", "serve")
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
PROBE_PAUSE = 0.05
PR_SET_PDEATHSIG = 1
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


class NotReady(AssertionError):
    """The process ended, or did not become ready in time; the message ends with its last output."""


def free_port() -> int:
    """A port nobody listens on now. Somebody may take it before it is used; that is rare and seen at once."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """For a child just started: be killed when the test run is, even when that had no time to clean up (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class AnjuProcess:
    """`async with AnjuProcess(tmp_path, {...}) as anju:` – ready inside, gone with its children afterwards.

    The environment is built from nothing but a few names of this process (`INHERITED`), so that a
    developer's own `ANJU_*` settings or `.env` cannot change a test. `data` holds the data directory and the output,
    and survives restarts.
    """

    def __init__(
        self,
        data: Path,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = SERVE,
        ready_path: str = "/health",
    ) -> None:
        self.data = data
        self.port = free_port()
        self.arguments = tuple(arguments)
        self.ready_path = ready_path
        self.output = data / "output.txt"
        self.environment: dict[str, str] = {
            "ANJU_DATA_DIR": str(data / "var"),
            "ANJU_WEB_HOST": "127.0.0.1",
            "ANJU_WEB_PORT": str(self.port),
            "ANJU_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            **(environment or {}),
        }
        self._born_at = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._process.returncode if self._process else None

    async def start(self, within: float = READY_SECONDS) -> None:
        await self.launch()
        await self.wait_ready(within)

    async def launch(self) -> None:
        """Start without waiting: for tests of the start itself."""
        if self.running:
            raise RuntimeError("it runs already")
        self._born_at = len(self.text())
        self.data.mkdir(parents=True, exist_ok=True)
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.arguments,
                cwd=self.data,
                env=self._whole_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def command(self, *arguments: str) -> str:
        """What another `anju` prints in the same data directory; a failing one is an AssertionError with its words."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.data,
            env=self._whole_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed.decode(errors="replace")
        return printed.decode()

    def _whole_environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **self.environment}

    async def wait_ready(self, within: float = READY_SECONDS) -> None:
        """Ask `/health` until it answers 200; give up when the process ends or the time is over."""
        try:
            async with asyncio.timeout(within), aiohttp.ClientSession() as session:
                while not await self._healthy(session):
                    if not self.running:
                        raise NotReady(f"the process ended with {self.exit_code}{self._last_words()}")
                    await asyncio.sleep(PROBE_PAUSE)
        except TimeoutError:
            raise NotReady(f"not ready within {within:g} s{self._last_words()}") from None

    async def health(self) -> tuple[int, Any]:
        """Status and body of the health page."""
        async with aiohttp.ClientSession() as session, session.get(self.url + self.ready_path) as answer:
            return answer.status, await answer.json(content_type=None)

    async def kill(self) -> None:
        """SIGKILL to the whole group: no farewell, nothing flushed."""
        await self._end(signal.SIGKILL)

    async def stop(self, within: float = STOP_SECONDS) -> int:
        """SIGTERM and the exit code; being still there after `within` seconds is a failure."""
        if not self.running:
            return self.exit_code or 0
        try:
            async with asyncio.timeout(within):
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()
            raise NotReady(f"still running {within:g} s after SIGTERM{self._last_words()}") from None
        self._signal(signal.SIGKILL)
        return self.exit_code or 0

    async def restart(self, **environment: str) -> None:
        """Kill and start again on the same port and data, with settings changed."""
        await self.kill()
        self.environment |= environment
        await self.start()

    async def exited(self, within: float = STOP_SECONDS) -> int:
        """Wait until it ends by itself."""
        if self._process is None:
            raise RuntimeError("it was never started")
        async with asyncio.timeout(within):
            return await self._process.wait()

    def text(self) -> str:
        """Everything it wrote, of all its lives."""
        return self.output.read_text(encoding="utf-8", errors="replace") if self.output.exists() else ""

    def life(self) -> str:
        """What it wrote since it was last started."""
        return self.text()[self._born_at :]

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.kill()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()

    async def _end(self, how: signal.Signals) -> None:
        self._signal(how)
        if self._process is not None:
            await self._process.wait()

    def _signal(self, how: signal.Signals) -> None:
        """To the group, which may outlive the process that led it."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)

    async def _healthy(self, session: aiohttp.ClientSession) -> bool:
        try:
            limit = aiohttp.ClientTimeout(total=2)
            async with session.get(self.url + self.ready_path, timeout=limit) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _last_words(self, lines: int = 30) -> str:
        return "\n--- output ---\n" + "\n".join(self.text().splitlines()[-lines:])
