"""Running the house until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import build, keys_of, migrate, running, store_of
from bot.clock import Clock
from bot.clockwork import Clockwork
from bot.settings import BadSetting, Settings
from storage.leadership import leadership


async def serve(settings: Settings, role: str) -> int:
    """Serve as `serve`, `bot`, `web` or `scheduler`; 0 after a signal, BadSetting if it cannot be done."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with ticking(settings) if role == "scheduler" else _at_work(settings, role):
        await stop.wait()
    return 0


@asynccontextmanager
async def ticking(settings: Settings) -> AsyncIterator[None]:
    """The clockwork alone: what it stores the processes bring that serve the channels."""
    store = store_of(settings, keys_of(settings))
    try:
        await migrate(settings)
        async with Clockwork(store, Clock(settings.today), leadership(store.url)):
            yield
    finally:
        await store.close()


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
