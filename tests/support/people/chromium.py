"""One Chromium for the whole test run; every test connects to it from an event loop of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from typing import IO

from playwright.async_api import Browser, async_playwright

from tests.support.process import die_with_parent
from tests.support.services import missing

# Without the flag on flooding, a page that is driven through 200 addresses in ten seconds silently keeps the last one.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--disable-search-engine-choice-screen", "--disable-ipc-flooding-protection", "--remote-debugging-port=0",
)  # fmt: skip
LISTENING = "DevTools listening on "


@contextlib.contextmanager
def chromium() -> Iterator[str]:
    """The address of a headless Chromium, which lives as long as the block."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("Chromium (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        ) as process:
            assert process.stderr is not None
            reader = threading.Thread(target=_read_away, args=(process.stderr,), daemon=True)
            try:
                address = _address(process.stderr)
                reader.start()
                yield address
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                if reader.is_alive():
                    reader.join()


def _address(said: IO[str]) -> str:
    lines = []
    for line in said:
        lines.append(line)
        if line.startswith(LISTENING):
            return line.removeprefix(LISTENING).strip()
    raise AssertionError("Chromium did not start:\n" + "".join(lines))


def _read_away(said: IO[str]) -> None:
    """Nobody needs what Chromium says later, but a full pipe would stop it."""
    for _ in said:
        pass


@contextlib.asynccontextmanager
async def connected(address: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        yield browser
        for context in browser.contexts:
            await context.close()
