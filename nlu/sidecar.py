"""The language sidecar as a watched child: its environment laid, its model trained, then kept alive on loopback.

`Sidecar.run()` is one coroutine that lasts as long as the sidecar shall; cancelling it stops the child. It must run in
a thread that lives as long (the main one, as a rule), because Linux ties the child to the thread that started it.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import structlog

from nlu.environment import NoEnvironment, ensure_environment, find_python, find_uv
from nlu.housing import LAUNCH, Housing
from nlu.training import Progress, TrainingFailed, fingerprint, model_path, train

__all__ = [
    "NoEnvironment",
    "NotStarted",
    "Sidecar",
    "TrainingFailed",
    "ensure_environment",
    "find_python",
    "find_uv",
    "fingerprint",
    "model_path",
    "train",
]

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"
WARM_UP = "你好"
READY_SECONDS = 180.0
STOP_SECONDS = 5.0
CHECK_SECONDS = 15.0
MISSES = 3
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0
_PROBE_PAUSE = 0.2


class NotStarted(Exception):
    """The child ended or was not ready in time."""


class Sidecar:
    """Trains, starts and watches the child.

    `url` and `token` are fixed from the beginning, so a client can be made before the child is there. `state` is
    `starting`, `training`, `ready` or `down`; `problem` says why it is down for good, in a line or two.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        python: str | None = None,
        port: int = 0,
        token: str | None = None,
        progress: Progress = lambda percent, phase: None,
        on_state: Callable[[str], None] = lambda state: None,
    ) -> None:
        self._data_dir, self._python, self._progress, self._on_state = data_dir, python, progress, on_state
        self._port = port or _free_port()
        self.url = f"http://{HOST}:{self._port}"
        self.token = secrets.token_urlsafe(24) if token is None else token
        self.state = "down"
        self.problem = ""
        self.process_id: int | None = None
        self.restarts = 0
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Be there until cancelled; returns early only with a `problem` that waiting does not cure."""
        try:
            self._become("starting")
            with _held(self._port):
                await self._keep_alive(*await self.prepare())
        except (NoEnvironment, TrainingFailed, OSError) as error:
            self.problem = str(error)
            log.error("nlu_not_prepared", problem=self.problem)
        finally:
            self._become("down")

    async def prepare(self) -> tuple[Path, Path]:
        """The interpreter and the model, made where they are missing."""
        if not model_path(self._data_dir).exists():
            self._become("training")
            self._progress(0, "environment")
        interpreter = await ensure_environment(self._python)
        model = await train(interpreter, self._data_dir, self._progress)
        return interpreter, model

    async def ready(self, within: float | None = None) -> None:
        """Wait until texts are read; raises `NotStarted` if that will not be."""
        await self.reached("ready", within=within)

    async def reached(self, *states: str, within: float | None = None) -> None:
        """Wait for one of the states."""
        async with asyncio.timeout(within):
            while self.state not in states:
                if self.problem:
                    raise NotStarted(self.problem)
                self._changed.clear()
                await self._changed.wait()

    async def _keep_alive(self, interpreter: Path, model: Path) -> None:
        fell = 0
        while True:
            began = time.monotonic()
            try:
                await self._live(interpreter, model)
            except NotStarted as error:
                log.warning("nlu_not_started", reason=str(error))
            fell = 0 if time.monotonic() - began > STEADY_SECONDS else fell + 1
            self.restarts += 1
            self._become("down")
            pause = PAUSES[min(fell, len(PAUSES) - 1)]
            log.warning("nlu_ended", again_in=pause)
            await asyncio.sleep(pause)

    async def _live(self, interpreter: Path, model: Path) -> None:
        """One life of the child, from its start to its end."""
        self._become("starting")
        housing = Housing(self._data_dir)
        with housing.temporary() as temporary, housing.log() as output:
            process = await asyncio.create_subprocess_exec(
                str(interpreter),
                *(str(LAUNCH), "run", "--enable-api", "-m", str(model)),
                *("-i", HOST, "-p", str(self._port)),
                cwd=housing.folder,
                env=housing.environment(temporary, threads=1, level="WARNING", token=self.token),
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
            self.process_id = process.pid
            try:
                async with aiohttp.ClientSession() as session:
                    await self._until_ready(process, session)
                    self._become("ready")
                    log.info("nlu_ready", model=model.name)
                    await self._until_end(process, session)
            finally:
                self.process_id = None
                await _stop(process)

    async def _until_ready(self, process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> None:
        """Up, and warm: the first reading takes a second, which nobody should wait for."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await self._answers(session, "GET", "/status"):
                    with contextlib.suppress(TimeoutError):
                        status = await asyncio.wait_for(process.wait(), _PROBE_PAUSE)
                        raise NotStarted(f"it ended with {status}")
                if not await self._answers(session, "POST", "/model/parse", {"text": WARM_UP}):
                    raise NotStarted("it cannot read")
        except TimeoutError:
            raise NotStarted(f"it was not ready within {READY_SECONDS:g} s") from None

    async def _until_end(self, process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> None:
        """Until it ends, or does not answer any more."""
        missed = 0
        while missed < MISSES:
            try:
                await asyncio.wait_for(process.wait(), CHECK_SECONDS)
                return
            except TimeoutError:
                missed = 0 if await self._answers(session, "GET", "/status") else missed + 1
        log.warning("nlu_silent")

    async def _answers(
        self, session: aiohttp.ClientSession, method: str, path: str, body: dict[str, str] | None = None
    ) -> bool:
        query, limit = {"token": self.token} if self.token else {}, aiohttp.ClientTimeout(total=30)
        try:
            async with session.request(method, self.url + path, params=query, json=body, timeout=limit) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    def _become(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)
        self._changed.set()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _held(port: int) -> Iterator[None]:
    """Keeps others from the port while the child is not there: on Linux a bound socket does not stop a listener
    of the same user who, like this one, allows the address to be used again."""
    with socket.socket() as holder:
        if sys.platform == "linux":
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind((HOST, port))
        yield


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End the child and all of its group, kindly first; a cancelled stop is a quick one."""
    group = process.pid
    try:
        if process.returncode is None:
            _signal(group, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
    finally:
        _signal(group, signal.SIGKILL)
        await process.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
