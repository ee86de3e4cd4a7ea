"""Waiting for something to happen, and background work with an owner.

Tests wait for events, never for guesses of how long something takes. This module holds the two pieces of
asyncio that all test support shares; it knows nothing about bots.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any


class Signal:
    """Counts what happened and wakes everyone who waits for more."""

    def __init__(self) -> None:
        self.count = 0
        self._event = asyncio.Event()

    def fire(self) -> None:
        self.count += 1
        self._event.set()
        self._event = asyncio.Event()

    async def beyond(self, count: int, within: float | None = None) -> bool:
        """Wait until more than `count` things happened; False when `within` seconds passed first."""
        try:
            async with asyncio.timeout(within):
                while self.count <= count:
                    await self._event.wait()
        except TimeoutError:
            return False
        return True


class Background:
    """Owns tasks: keeps them referenced, cancels them at the end, lets their errors surface there."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        return task

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
