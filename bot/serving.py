"""Running the house until it is told to stop."""

import asyncio
import signal

from bot.app import build, running
from bot.settings import BadSetting, Settings


async def serve(settings: Settings, role: str) -> int:
    """Serve as `serve`, `bot` or `web`; 0 after a signal, BadSetting if it cannot be done."""
    webhook = bool(settings.telegram_webhook_url)
    if not settings.telegram_token and (role == "bot" or webhook):
        raise BadSetting("telegram_token", "a webhook needs a token" if webhook else "anju bot needs a token")
    house = build(
        settings,
        with_web=role != "bot",
        with_telegram=role != "web" or webhook,
        with_sidecar=role == "serve",
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(house):
        if house.web is not None:
            print(f"安居 Anju: {settings.public_url}", flush=True)
        await stop.wait()
    return 0
