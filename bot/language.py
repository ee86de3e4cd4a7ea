"""The language model as the rest of the bot sees it: a text in, a reading out, and a word on how it is doing.

It may be a sidecar of our own that is watched and trained first, one that runs elsewhere, or none at all; the chat
works by buttons and plain answers meanwhile.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.nursery import Nursery
from bot.settings import Settings
from nlu.client import NluClient
from nlu.reading import Reading
from nlu.sidecar import Sidecar

log = structlog.get_logger(__name__)

BAR = 30


class Language:
    """Understands texts, or says that it cannot yet."""

    def __init__(self, settings: Settings, *, own: bool = True) -> None:
        self._client: NluClient | None = None
        self._sidecar: Sidecar | None = None
        if settings.nlu_url:
            token = settings.nlu_token.get_secret_value() if settings.nlu_token else None
            self._client = NluClient(settings.nlu_url, token=token)
        elif own:
            self._sidecar = Sidecar(settings.data_dir, python=settings.nlu_python, progress=_draw)
            self._client = NluClient(self._sidecar.url, token=self._sidecar.token)

    @property
    def state(self) -> str:
        """ready, training, starting, down or off."""
        if self._sidecar is not None and self._sidecar.state != "ready":
            return self._sidecar.state
        return self._client.state if self._client else "off"

    @property
    def calls(self) -> int:
        """How often the model was asked."""
        return self._client.calls if self._client else 0

    async def read(self, text: str) -> Reading:
        """The reading of a text; an empty one while there is no model."""
        if self._client is None or self.state in ("training", "starting"):
            return Reading.nothing(self.state)
        return await self._client.read(text)

    @asynccontextmanager
    async def running(self, nursery: Nursery) -> AsyncIterator[None]:
        """While this lasts the sidecar is kept alive, where it is ours."""
        task = nursery.start(self._sidecar.run(), "language sidecar") if self._sidecar else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            if self._client is not None:
                await self._client.close()


def _draw(percent: float, phase: str) -> None:
    """The training's progress: a bar on a terminal, a line in the log elsewhere."""
    if not sys.stderr.isatty():
        log.info("nlu_training", percent=round(percent), phase=phase)
        return
    full = int(BAR * percent / 100)
    end = "\n" if percent >= 100 else ""
    print(f"\r[{'█' * full}{'·' * (BAR - full)}] {percent:3.0f}% {phase:<24}", end=end, file=sys.stderr, flush=True)
