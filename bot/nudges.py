"""Telling the workers that something was stored, so that they look now and not at their next round.

A nudge is a taskiq task: within one process by default, over Redis Streams with ANJU_REDIS_URL. It says nothing and
carries nothing. What is to be brought stands in the database, and whoever misses a nudge finds it there all the same:
Redis may forget, or be gone, and nothing is late by more than a round.
"""

import asyncio
from collections.abc import Callable

import structlog
from redis.exceptions import RedisError
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.exceptions import TaskiqError
from taskiq_redis import RedisStreamBroker

log = structlog.get_logger(__name__)

STREAM = "anju:nudges"
KEPT = 1000
"""Nudges that Redis keeps; nobody misses an older one."""
PAUSE = 2.0
ANSWERS_WITHIN = 5
LOST = (RedisError, TaskiqError, OSError, TimeoutError)


def _broker(url: str | None, name: str) -> AsyncBroker:
    if url is None:
        return InMemoryBroker()
    return RedisStreamBroker(
        url,
        queue_name=STREAM,
        consumer_group_name=f"anju:{name}",
        maxlen=KEPT,
        unacknowledged_lock_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        socket_timeout=ANSWERS_WITHIN,
    )


class Nudges:
    """Gives nudges, and passes on to `wake` those that come; everybody who listens under a name of his own gets all."""

    def __init__(self, url: str | None, wake: Callable[[], None] = lambda: None, name: str = "nobody") -> None:
        self._wake, self._broker = wake, _broker(url, name)

        async def look() -> None:
            wake()

        self._task = self._broker.register_task(look, task_name="anju.delivery.look")

    async def nudge(self) -> None:
        """Something was stored; that nobody could be told is no harm."""
        try:
            await self._task.kiq()
        except LOST as error:
            log.warning("nudge_lost", error=type(error).__name__)

    async def listen(self) -> None:
        """Pass nudges on for ever, also over a Redis that comes and goes."""
        while isinstance(self._broker, RedisStreamBroker):
            try:
                await self._broker.startup()
                async for nudge in self._broker.listen():
                    self._wake()
                    if answer := nudge.ack():
                        await answer
            except LOST as error:
                log.warning("nudges_lost", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        """Let go of Redis."""
        await self._broker.shutdown()
