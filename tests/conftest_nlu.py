"""One real sidecar for the whole session, trained at most once for each state of its data.

`sidecar_url` and `sidecar_token` are what a bot needs to use it. The model stays in `$ANJU_DATA_DIR` or `var/`, so only
the first run after a change of the data trains. It runs in a thread of its own, which lives as long as the session:
loops of single tests come and go.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from nlu.sidecar import Sidecar
from tests.support.process import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ANJU_DATA_DIR") or ROOT / "var")
READY_SECONDS = 1200.0


def training_beside() -> Callable[[], None]:
    """Begin to train, if there is anything to train, with what nobody else wants of the machine; what ends it. Whoever
    needs the model waits for the lock that it holds."""
    words = [sys.executable, "-m", "bot", "nlu", "train"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "ANJU_DATA_DIR": str(DATA)}
    child = subprocess.Popen(words, cwd=ROOT, env=environment, preexec_fn=_humbly, start_new_session=True, **quiet)

    def end() -> None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        child.wait()

    return end


def _humbly() -> None:
    """For a child just started: it comes last, and ends with the test run."""
    os.nice(19)
    die_with_parent()


class SharedSidecar:
    """A sidecar in a thread, to be asked from any loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sidecar", daemon=True)
        self._thread.start()
        self.sidecar = Sidecar(DATA)
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Ready when it returns; raises what keeps it from that."""

        async def begin() -> None:
            self._running = self._loop.create_task(self.sidecar.run())
            await self.sidecar.ready(READY_SECONDS)

        self.call(begin())

    def stop(self) -> None:
        async def end() -> None:
            if self._running is not None:
                self._running.cancel()
                await asyncio.gather(self._running, return_exceptions=True)

        self.call(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run in the sidecar's own loop and wait for the end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(READY_SECONDS)


@pytest.fixture(scope="session")
def shared_sidecar(request: pytest.FixtureRequest) -> SharedSidecar:
    """The one of this session; started by whoever asks first, wherever this fixture was brought in."""
    config = request.config
    shared: SharedSidecar | None = config.stash.get(_KEY, None)
    if shared is None:
        shared = SharedSidecar()
        config.stash[_KEY] = shared
        config.add_cleanup(shared.stop)
        shared.start()
    return shared


_KEY = pytest.StashKey[SharedSidecar]()


@pytest.fixture(scope="session")
def sidecar_url(shared_sidecar: SharedSidecar) -> str:
    """Where texts are read: the value for ANJU_NLU_URL."""
    return shared_sidecar.sidecar.url


@pytest.fixture(scope="session")
def sidecar_token(shared_sidecar: SharedSidecar) -> str:
    """The value for ANJU_NLU_TOKEN."""
    return shared_sidecar.sidecar.token
