"""A new build of the pages waits while somebody is in the middle of something in the chat."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.web.builds import CACHED, CHANGED, NEW_BUILD, STILL_WAITING, UPDATE, WATCH, new_build
from tests.e2e.web.chat_side import Chat
from tests.e2e.web.online import chat, online, server
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson

__all__ = ["chat", "server"]

CONTROLLED = """() => navigator.serviceWorker.controller
  || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }))"""


@pytest.fixture
async def person(browser: Browser, server: PageServer) -> WebPerson:
    """Somebody whose page is kept by its service worker."""
    person = await online(await WebPerson.open(browser, server.url))
    await person.page.evaluate(f"async () => {{ await ({CONTROLLED})(); }}")
    return person


async def waits(person: WebPerson, server: PageServer) -> None:
    """A new build comes, and does not take over."""
    old = new_build(server)
    await person.page.evaluate(WATCH)
    assert await person.page.evaluate(UPDATE) == "installed"
    assert await person.page.evaluate(STILL_WAITING)
    assert old in await person.page.evaluate(CACHED)


async def takes_over(person: WebPerson) -> None:
    await asyncio.wait_for(person.page.evaluate(CHANGED), 10)
    assert set(await person.page.evaluate(CACHED)) == {NEW_BUILD}


async def test_a_new_build_comes_at_once_when_nobody_is_doing_anything(person: WebPerson, server: PageServer) -> None:
    new_build(server)
    await person.page.evaluate(WATCH)
    await person.page.evaluate(UPDATE)
    await takes_over(person)


async def test_a_new_build_waits_until_what_is_written_is_sent(person: WebPerson, server: PageServer) -> None:
    await person.page.get_by_role("textbox").fill("还没写完")
    await waits(person, server)
    await person.page.get_by_role("textbox").press("Enter")
    await takes_over(person)


async def test_a_new_build_waits_until_a_message_has_arrived(person: WebPerson, server: PageServer, chat: Chat) -> None:
    chat.silent = True
    await person.say("在路上")
    await chat.wait_effects(1)
    await waits(person, server)
    await chat.send({"t": "ack", "n": 1})
    await takes_over(person)


async def test_a_new_build_waits_until_a_photo_has_arrived(person: WebPerson, server: PageServer, chat: Chat) -> None:
    server.chats.photo_status = 503
    await person.photo(server.chats.pictures["pixel"])
    await expect(person.page.locator("[data-pending]")).to_be_visible()
    await waits(person, server)
    server.chats.photo_status = 200
    await takes_over(person)
    assert (await chat.wait_effects(1))[0]["t"] == "photo"
