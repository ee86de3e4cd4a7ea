"""A reminder finds who has closed his chat: the house stores it, rings his browser through a push service, and keeps it
in the chat until he is back (T-21, T-27). The browser's own push service stands in; everything else is real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.request import urlopen

import pytest
from playwright.async_api import Browser, expect

from bot.channels.vapid import read
from storage import keyring
from storage.stores import open_store
from tests.e2e import house
from tests.e2e.test_reminders import SOON, THE_DAY, logged
from tests.e2e.web.test_chat_notices import ASKS, stand_in, switch
from tests.integration.bot.reminders.helping import asked
from tests.support.people import WebPerson
from tests.support.process import AnjuProcess
from tests.support.pushing import PushService


@pytest.fixture
async def push() -> AsyncIterator[PushService]:
    async with PushService() as service:
        yield service


@pytest.fixture
def settings(push: PushService) -> dict[str, str]:
    return {"ANJU_PUSH_HOSTS": push.url}


@pytest.fixture
async def person(anju: AnjuProcess, browser: Browser, push: PushService) -> WebPerson:
    """Somebody who has met the house in his browser and wants to be told of reminders."""
    person = await WebPerson.open(browser, anju.url)
    await person.context.grant_permissions(["notifications"], origin=anju.url)
    await stand_in(person.page, push.browser().told)
    await person.say("/start")
    await person.answer(within=SOON)
    await switch(person.page)
    await expect(person.page.get_by_text("好，有提醒时浏览器会告诉您")).to_be_visible()
    return person


async def on_the_day(anju: AnjuProcess, person: WebPerson) -> None:
    """He has asked to be reminded, his page is closed, and the day comes."""
    [cookie] = [one for one in await person.context.cookies() if one["name"] == "anju_chat"]
    chat = cookie["value"].partition(".")[0]
    await person.page.goto("about:blank")
    await anju.stop()
    var = anju.data / "var"
    store = open_store(f"sqlite:///{var / 'anju.db'}", keyring.load_or_create(var / "keys" / "data.json"))
    await asked(store, chat, "web")
    await store.close()
    await anju.restart(ANJU_TODAY=THE_DAY)


def key_of(anju: AnjuProcess) -> str:
    """The public key that the house shows its pages, made at its first start."""
    return read(anju.data / "var" / "keys" / "push.txt", anju.url).public


async def test_a_closed_chat_is_rung_for_and_has_the_reminder_when_it_is_opened(
    anju: AnjuProcess, person: WebPerson, push: PushService
) -> None:
    push.key = key_of(anju)
    await on_the_day(anju, person)
    await arrived(push)

    [notice] = push.browser().notices
    assert notice["body"] == "安居有一条提醒给您，点开看"
    assert "居住证" not in str(notice)
    assert person_free(anju)
    await person.page.goto(anju.url)
    await expect(person.page.get_by_text("您可以申领居住证了")).to_be_visible()
    await expect(person.page.get_by_text(ASKS)).to_be_hidden()

    figures = urlopen(f"{anju.url}/metrics").read().decode()  # noqa: ASYNC210  # our own house
    assert 'anju_messages_sent_total{channel="push",kind="reminder"} 1.0' in figures
    assert 'anju_messages_failed_total{channel="web",error="NotReached"} 1.0' in figures


def person_free(anju: AnjuProcess) -> bool:
    """Nothing of a browser's address or keys has got into the log."""
    return not [one for one in ("/push/one", "p256dh", '"auth"') if one in anju.text()]


async def arrived(push: PushService) -> None:
    async with asyncio.timeout(SOON):
        while not push.browser().notices:  # noqa: ASYNC110  # another process sends it
            await asyncio.sleep(0.05)


async def test_what_a_push_service_did_not_take_is_brought_by_the_next_life_of_the_house(
    anju: AnjuProcess, person: WebPerson, push: PushService
) -> None:
    push.key = key_of(anju)
    push.browser().status = 503
    await on_the_day(anju, person)
    await logged(anju, "message_left_behind")
    await anju.kill()
    push.browser().status = 201
    await anju.start()
    await arrived(push)
    await anju.restart(ANJU_TODAY=THE_DAY)
    await logged(anju, "clockwork_leads", 3)

    await nothing_waits(anju)

    assert len({one["tag"] for one in push.browser().notices}) == 1


async def nothing_waits(anju: AnjuProcess, within: float = 60) -> None:
    """What a killed life had begun is brought once more, when its claim has run out."""
    waiting = "SELECT count(*) FROM messages WHERE ours = 1 AND delivered_at IS NULL"
    async with asyncio.timeout(within):
        while house.rows(anju.data / "var", waiting) != [(0,)]:  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.2)
