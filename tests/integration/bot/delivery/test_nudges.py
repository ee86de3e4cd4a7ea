"""Nudges within a process and over Redis, which comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot import nudges
from bot.nudges import Nudges
from bot.nursery import Nursery
from tests.support.services import RedisServer

SOON = 15.0


class Listener:
    """Counts what wakes it."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()

    @asynccontextmanager
    async def at(self, url: str | None, name: str) -> AsyncIterator[Nudges]:
        nursery, made = Nursery(), Nudges(url, self.woken.set, name)
        nursery.start(made.listen(), "nudges")
        yield made
        await nursery.close()
        await made.close()

    async def is_woken_by(self, nudge: Callable[[], object]) -> None:
        """Nudged until it wakes: a listener may need a moment until it hears."""
        self.woken.clear()
        async with asyncio.timeout(SOON):
            while not self.woken.is_set():
                await nudge()  # type: ignore[misc]
                await asyncio.sleep(0.05)


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    async with RedisServer() as server:
        yield server


async def test_within_a_process_a_nudge_needs_no_redis() -> None:
    one = Listener()
    async with one.at(None, "one") as made:
        await made.nudge()
        async with asyncio.timeout(SOON):
            await one.woken.wait()


async def test_over_redis_a_nudge_wakes_everybody(redis: RedisServer) -> None:
    one, other = Listener(), Listener()
    giver = Nudges(redis.url)
    async with one.at(redis.url, "one"), other.at(redis.url, "other"):
        await one.is_woken_by(giver.nudge)
        await other.is_woken_by(giver.nudge)
    await giver.close()


async def test_nudges_go_on_after_redis_has_gone_and_come_back(redis: RedisServer, monkeypatch) -> None:
    monkeypatch.setattr(nudges, "PAUSE", 0.1)
    one, giver = Listener(), Nudges(redis.url)
    async with one.at(redis.url, "one"):
        await one.is_woken_by(giver.nudge)
        await redis.stop()
        await giver.nudge()
        await redis.restart()
        await one.is_woken_by(giver.nudge)
    await giver.close()
