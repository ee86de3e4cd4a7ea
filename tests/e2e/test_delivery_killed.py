"""Reminders by one scheduler and two workers that are killed again and again (P15, T-24), with PostgreSQL and Redis.

What must hold (decision 0008): every reminder arrives; every copy after the first says that it may be one, and is owed
to a sender that was killed between beginning the call and noting its answer; the messenger's limits are kept by all
together.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

from bot.pacing import TELEGRAM
from bot.texts import texts
from storage import keyring, schema
from storage.stores import Store, open_store
from tests.integration.bot.reminders.helping import asked
from tests.support.botapi import BotApiServer
from tests.support.botapi.calls import ApiCall
from tests.support.process import AnjuProcess
from tests.support.services import PostgresServer, RedisServer

UP = ("worker_ready", "clockwork_leads", "clockwork_stands_by")
THE_DAY = "2027-02-28T09:00"
FIRST = 5001
REPEATED = texts("zh").plain("delivery.repeated")
STARVED = 15
"""More than the limit that may be seen in a second: whoever measures here waits for the processor with all others, and
then sees at once what came one by one. The limit itself is held in test_pace."""
ALL, KILLS = 400, 50
NOTED_WITHIN = 3.0
"""Seconds within which what has arrived is noted, also while the database restarts."""


@pytest.fixture
async def postgres() -> AsyncIterator[PostgresServer]:
    async with PostgresServer() as server:
        await schema.upgrade(server.url)
        yield server


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    async with RedisServer() as server:
        yield server


class Crew:
    """Schedulers and workers on one database, with a data directory for each machine."""

    def __init__(self, folder: Path, database: str, botapi: BotApiServer, redis: RedisServer) -> None:
        self.ring = keyring.KeyRing.fresh()
        self._folder = folder
        self._environment = {
            "ANJU_TELEGRAM_TOKEN": botapi.token,
            "ANJU_TELEGRAM_API": botapi.url,
            "ANJU_DATABASE_URL": database,
            "ANJU_REDIS_URL": redis.url,
            "ANJU_DATA_KEYS": self.ring.to_json(),
            "ANJU_TODAY": THE_DAY,
        }
        self.database = database
        self.store: Store = open_store(database, self.ring)
        self.people: list[AnjuProcess] = []

    def hire(self, role: str, machine: str) -> AnjuProcess:
        """A process of a role, not started yet."""
        process = AnjuProcess(self._folder / machine, self._environment, ("-m", "bot", role))
        self.people.append(process)
        return process

    async def dismiss(self) -> None:
        """Everybody ends."""
        for one in self.people:
            await one.kill()
        await self.store.close()


@pytest.fixture
async def crew(
    tmp_path: Path, postgres: PostgresServer, botapi: BotApiServer, redis: RedisServer
) -> AsyncIterator[Crew]:
    made = Crew(tmp_path, postgres.url, botapi, redis)
    yield made
    await made.dismiss()


async def logged(process: AnjuProcess, event: str, within: float = 30) -> None:
    async with asyncio.timeout(within):
        while event not in process.text():  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.05)


async def all_reminded(crew: Crew, botapi: BotApiServer, people: int) -> None:
    """Everybody is waited for; each has met the bot before."""
    for number in range(FIRST, FIRST + people):
        assert botapi.phone(number).chat
        await asked(crew.store, str(number), "telegram")


def arrivals(botapi: BotApiServer) -> dict[int, list[ApiCall]]:
    """What arrived in each chat, in order."""
    found: dict[int, list[ApiCall]] = {}
    for call in botapi.calls.with_effect("sendMessage"):
        found.setdefault(call.chat_id or 0, []).append(call)
    return found


async def arrived(botapi: BotApiServer, people: int, within: float) -> None:
    """Wait until everybody has something."""
    async with asyncio.timeout(within):
        while len(arrivals(botapi)) < people:
            await botapi.called.beyond(botapi.called.count)


async def test_reminders_survive_fifty_kills_and_arrive(
    crew: Crew, botapi: BotApiServer, redis: RedisServer, postgres: PostgresServer
) -> None:
    await all_reminded(crew, botapi, ALL)
    dice, deaths = random.Random(17), []
    hands = [crew.hire("scheduler", "s"), crew.hire("worker", "a"), crew.hire("worker", "b")]
    for one in hands:
        await one.launch()

    for kill in range(KILLS):
        victim = dice.choice(await at_work(hands) if kill % 2 else coming_up(hands) or hands)
        await asyncio.sleep(dice.uniform(0, 0.8 if kill % 2 else 0.2))
        await victim.kill()
        deaths.append(time.monotonic())
        await victim.launch()
        if kill == KILLS // 3:
            await redis.restart()
        if kill == KILLS // 2:
            await postgres.restart()
        await risen(hands)
    print(f"{len(arrivals(botapi))} of {ALL} arrived under fire")
    await arrived(botapi, ALL, within=60)
    await settled(crew.database)

    copies = [copy for calls in arrivals(botapi).values() for copy in pairwise(calls)]
    print(f"{ALL} reminders, {KILLS} kills, {len(copies)} extra copies")
    assert len(arrivals(botapi)) == ALL
    assert [again for _, again in copies if REPEATED not in again.params["text"]] == []
    assert [one for one, _ in copies if not any(one.at < death < one.at + NOTED_WITHIN for death in deaths)] == []
    assert len(copies) <= KILLS // 5
    assert botapi.calls.busiest_second("sendMessage") <= TELEGRAM.at_once + STARVED
    assert not botapi.calls.refused()


async def risen(hands: list[AnjuProcess]) -> None:
    """Whoever has ended by himself, for he began while the database was away, is started again."""
    for one in hands:
        if not one.running:
            await one.launch()


async def at_work(hands: list[AnjuProcess]) -> list[AnjuProcess]:
    """Those who have come up since they were last killed; at least one."""
    while not (up := [one for one in hands if is_up(one)]):  # noqa: ASYNC110  # another process writes it
        await asyncio.sleep(0.02)
    return up


def coming_up(hands: list[AnjuProcess]) -> list[AnjuProcess]:
    """Those who have not come up yet: even whose start is cut off loses nothing."""
    return [one for one in hands if not is_up(one)]


def is_up(one: AnjuProcess) -> bool:
    return any(event in one.life() for event in UP)


async def settled(database: str, within: float = 60) -> None:
    """Wait until nothing waits any more, for the books are a moment behind the messenger."""
    connection = await asyncpg.connect(database)
    waiting = "SELECT count(*) FROM messages WHERE ours = 1 AND delivered_at IS NULL AND given_up_at IS NULL"
    async with asyncio.timeout(within):
        while await connection.fetchval(waiting):  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.1)
    await connection.close()


async def test_a_scheduler_that_dies_is_followed_by_the_other_within_half_a_minute(
    crew: Crew, botapi: BotApiServer
) -> None:
    one, other = crew.hire("scheduler", "a"), crew.hire("scheduler", "b")
    await one.launch()
    await logged(one, "clockwork_leads")
    await other.launch()
    await logged(await ready(crew), "worker_ready")
    await asyncio.sleep(2)
    assert "clockwork_leads" not in other.text()

    await all_reminded(crew, botapi, 3)
    await one.kill()

    await logged(other, "clockwork_leads", within=32)
    await arrived(botapi, 3, within=32)  # it may have come to lead by the look at what is promised
    assert Counter(map(len, arrivals(botapi).values())) == {1: 3}


async def ready(crew: Crew) -> AnjuProcess:
    worker = crew.hire("worker", "c")
    await worker.launch()
    return worker
