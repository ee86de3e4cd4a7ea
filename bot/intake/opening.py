"""Opens handed-in files, each in a process of its own that may be slow, greedy or killed without harm to anybody."""

import asyncio
import os
import sys
from dataclasses import dataclass, field

import structlog

from bot.intake.outcome import NotTaken, Refusal, Taken, from_bytes
from bot.intake.quality import Shows
from bot.intake.reading import refused_at_sight

log = structlog.get_logger(__name__)

AT_ONCE = 2
SECONDS = 40.0
"""By the clock; the process itself has less by its own count of work, which a busy machine stretches."""


@dataclass(slots=True)
class Intake:
    """Takes files in, a few at once; the others wait."""

    seconds: float = SECONDS
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def take(self, raw: bytes, shows: Shows = Shows.PAGE) -> Taken | NotTaken:
        """The pages of a file, each with what is wrong with it, or why it is not taken. No file makes it raise."""
        if refused := refused_at_sight(raw):
            return refused
        async with self._room:
            return await self._opened(raw, shows)

    async def _opened(self, raw: bytes, shows: Shows) -> Taken | NotTaken:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.intake.worker", shows.value),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            async with asyncio.timeout(self.seconds):
                told, _ = await process.communicate(raw)
            return from_bytes(told)
        except (TimeoutError, ValueError) as error:  # too slow, or died before it had told anything
            log.warning("intake_failed", error=type(error).__name__, status=process.returncode)
            return NotTaken(Refusal.TOO_HARD)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
