"""A person who is online in the chat's page, and the server behind it; a test module imports what it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PageServer]:
    async with PageServer(tmp_path) as running:
        yield running


@pytest.fixture
async def person(browser: Browser, server: PageServer) -> WebPerson:
    return await online(await WebPerson.open(browser, server.url))


async def online(person: WebPerson) -> WebPerson:
    """The same person, once his page says that it is connected."""
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    return person


@pytest.fixture
def page(person: WebPerson) -> Page:
    return person.page


@pytest.fixture
def chat(person: WebPerson, server: PageServer) -> Chat:
    return server.chats.chat
