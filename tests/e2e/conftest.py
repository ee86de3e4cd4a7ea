"""Fixtures for conversations with the running bot: one process, both channels, people on each.

A test that asks for `person` or `invite` runs once through Telegram and once through the web chat.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.botapi import BotApiServer
from tests.support.people import Person, TelegramPerson, WebPerson
from tests.support.people.chromium import chromium, connected
from tests.support.process import AnjuProcess, free_port

TODAY = "2026-11-23"
CHANNELS = ("telegram", "web")

Invite = Callable[[str], Awaitable[Person]]


@pytest.fixture
async def botapi() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture(scope="session")
def chromium_address() -> Iterator[str]:
    """One Chromium for the whole run."""
    with chromium() as address:
        yield address


@pytest.fixture
async def browser(chromium_address: str) -> AsyncIterator[Browser]:
    """A connection to it for one test; profiles opened through it are closed with it."""
    async with connected(chromium_address) as connection:
        yield connection


@pytest.fixture
def today() -> str:
    """The bot's day; a test module may override this fixture."""
    return TODAY


@pytest.fixture
def settings() -> dict[str, str]:
    """More `ANJU_*` settings; a test module may override this fixture."""
    return {}


@pytest.fixture
def webhook() -> bool:
    """Whether Telegram's updates are pushed; a test module may override this fixture."""
    return False


@pytest.fixture
async def anju(
    botapi: BotApiServer, tmp_path: Path, today: str, settings: dict[str, str], webhook: bool
) -> AsyncIterator[AnjuProcess]:
    """The bot with both channels. Without a sidecar, unless ANJU_TEST_NLU_URL names a running one."""
    environment = {
        "ANJU_TELEGRAM_TOKEN": botapi.token,
        "ANJU_TELEGRAM_API": botapi.url,
        "ANJU_NLU_URL": os.environ.get("ANJU_TEST_NLU_URL", f"http://127.0.0.1:{free_port()}"),
        "ANJU_TODAY": today,
        **settings,
    }
    process = AnjuProcess(tmp_path / "anju", environment)
    if webhook:
        process.environment["ANJU_TELEGRAM_WEBHOOK_URL"] = process.url
    async with process:
        yield process


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def invite(request: pytest.FixtureRequest, channel: str, botapi: BotApiServer, anju: AnjuProcess) -> Invite:
    """Calls people in by name, each with an account or browser profile of his own."""
    browser: Browser | None = request.getfixturevalue("browser") if channel == "web" else None
    count = iter(range(5001, 6000))

    async def come(name: str) -> Person:
        if browser is not None:
            return await WebPerson.open(browser, anju.url, name)
        return TelegramPerson(botapi, next(count), name)

    return come


@pytest.fixture
async def person(invite: Invite) -> Person:
    return await invite("first")
