"""Running the house until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.app import bringing, build, keys_of, migrate, running, store_of
from bot.clock import Clock
from bot.clockwork import Clockwork
from bot.nudges import Nudges
from bot.settings import BadSetting, Settings
from storage.leadership import leadership

log = structlog.get_logger(__name__)


async def serve(settings: Settings, role: str) -> int:
    """Serve as `serve`, `bot`, `web`, `worker` or `scheduler`; 0 after a signal, BadSetting if it cannot be done."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    alone = {"scheduler": ticking, "worker": carrying}
    async with alone[role](settings) if role in alone else _at_work(settings, role):
        await stop.wait()
    return 0


@asynccontextmanager
async def ticking(settings: Settings) -> AsyncIterator[None]:
    """The clockwork alone: what it stores the processes bring that serve the channels."""
    store, nudges = store_of(settings, keys_of(settings)), Nudges(settings.redis)
    try:
        await migrate(settings)
        async with Clockwork(store, Clock(settings.today), leadership(store.url), nudge=nudges.nudge):
            yield
    finally:
        await nudges.close()
        await store.close()


@asynccontextmanager
async def carrying(settings: Settings) -> AsyncIterator[None]:
    """Delivery alone. The web chat is not its business: only the process that has the windows open reaches them."""
    if not settings.telegram_token:
        raise BadSetting("telegram_token", "anju worker needs a token")
    house = build(settings, with_web=False, with_sidecar=False, with_clockwork=False)
    await migrate(settings)
    async with bringing(house):
        log.info("worker_ready")
        yield


@asynccontextmanager
async def _at_work(settings: Settings, role: str) -> AsyncIterator[None]:
    """The whole house, or the part of it that serves one role."""
    webhook = bool(settings.telegram_webhook_url)
    if not settings.telegram_token and (role == "bot" or webhook):
        raise BadSetting("telegram_token", "a webhook needs a token" if webhook else "anju bot needs a token")
    house = build(
        settings,
        with_web=role != "bot",
        with_telegram=role != "web" or webhook,
        with_sidecar=role == "serve",
        with_clockwork=role == "serve",
    )
    async with running(house):
        if house.web is not None:
            print(f"安居 Anju: {settings.public_url}", flush=True)
        yield
