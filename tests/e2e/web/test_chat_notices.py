"""A browser that tells of reminders while the chat is closed: offered once, by a button, shown without a word of what
it is about, ended again (T-27). Chromium has no push service here, so what it would subscribe with stands in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.web.chat_side import ChatSide
from tests.e2e.web.online import online, server
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson
from tests.support.pushing import Browser as Told

__all__ = ["server"]

ASKS = "页面关着时，有提醒也告诉您吗？"
BODY = "安居有一条提醒给您，点开看"
STAND_IN = """(told) => {
  window.asked = 0;
  const request = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () => { window.asked += 1; return request(); };
  const held = () => localStorage.getItem("stand-in") && {
    ...told, options: { applicationServerKey: null }, toJSON: () => told,
    unsubscribe: async () => { localStorage.removeItem("stand-in"); return true; },
  };
  PushManager.prototype.getSubscription = async () => held() || null;
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("not as agreed");
    localStorage.setItem("stand-in", "1");
    return held();
  };
}"""
TAPPED = """(async () => {
  // without a finger there is no leave to open or to focus a window: what would be done is written down
  const focus = async function () { self.wentTo = "focus " + new URL(this.url).pathname; return this; };
  WindowClient.prototype.focus = focus;
  self.clients.openWindow = async (address) => { self.wentTo = "open " + address; return null; };
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
})()"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag }) => ({ title, body, tag }))"""


async def stand_in(page: Page, told: dict[str, Any]) -> None:
    """What this browser would subscribe with."""
    await page.add_init_script(f"({STAND_IN})({json.dumps(told)})")
    await page.reload()


@pytest.fixture
async def person(browser: Browser, server: PageServer) -> AsyncIterator[WebPerson]:
    """Somebody whose browser lets pages show notifications."""
    person = await WebPerson.open(browser, server.url)
    await person.context.grant_permissions(["notifications"], origin=server.url)
    await stand_in(person.page, Told("https://push.example/one").told)
    yield await online(person)
    await person.context.close()


@pytest.fixture
def page(person: WebPerson) -> Page:
    return person.page


@pytest.fixture
def chats(server: PageServer) -> ChatSide:
    return server.chats


async def used(person: WebPerson, times: int = 3) -> None:
    for number in range(times):
        await person.say(f"第{number}句")
    await expect(person.page.locator(".row.mine")).to_have_count(times)


async def switch(page: Page) -> None:
    await page.get_by_role("button", name="菜单").click()
    await page.locator("button[data-ring]").click()


async def test_it_is_offered_after_some_use_and_the_browser_is_not_asked_before(
    person: WebPerson, page: Page, chats: ChatSide
) -> None:
    await used(person, 2)
    await expect(page.get_by_text(ASKS)).to_be_hidden()
    await person.say("再来一句")
    await expect(page.get_by_text(ASKS)).to_be_visible()

    assert await page.evaluate("window.asked") == 0
    assert chats.notices == []


async def test_it_is_offered_only_when_there_is_something_to_be_reminded_of(
    person: WebPerson, page: Page, chats: ChatSide
) -> None:
    chats.awaits = False
    await page.reload()
    await online(person)
    await used(person)
    await expect(page.locator(".row.mine")).to_have_count(3)
    await expect(page.get_by_text(ASKS)).to_be_hidden()
    chats.awaits = True
    await person.say("到那天提醒我")

    await expect(page.get_by_text(ASKS)).to_be_visible()


async def test_who_agrees_is_told_to_the_server_once_and_again_at_each_visit(
    person: WebPerson, page: Page, chats: ChatSide
) -> None:
    await used(person)
    await page.get_by_role("button", name="提醒我", exact=True).click()
    await expect(page.get_by_text("好，有提醒时浏览器会告诉您")).to_be_visible()
    assert await page.evaluate("window.asked") == 1
    told = Told("https://push.example/one").told["endpoint"]
    assert [(how, what["subscription"]["endpoint"], what.get("again")) for how, what in chats.notices] == [
        ("POST", told, None)
    ]

    await page.reload()
    await online(person)
    await switch_reads(page, "on")
    assert chats.notices[-1][1]["again"] is True


async def switch_reads(page: Page, state: str) -> None:
    await page.get_by_role("button", name="菜单").click()
    await expect(page.locator(f"button[data-ring={state}]")).to_be_visible()
    await page.keyboard.press("Escape")


async def test_who_does_not_want_it_is_not_asked_again_and_finds_it_in_the_menu(
    person: WebPerson, page: Page, chats: ChatSide
) -> None:
    await used(person)
    await page.get_by_role("button", name="不用").click()
    await page.reload()
    await online(person)
    for number in range(3):
        await person.say(f"又一句{number}")
    await expect(page.locator(".row.mine")).to_have_count(6)
    await expect(page.get_by_text(ASKS)).to_be_hidden()
    assert chats.notices == []

    await switch(page)
    await expect(page.get_by_text("好，有提醒时浏览器会告诉您")).to_be_visible()
    assert [how for how, _ in chats.notices] == ["POST"]


async def test_it_is_ended_in_the_menu(person: WebPerson, page: Page, chats: ChatSide) -> None:
    await switch(page)
    await expect(page.get_by_text("好，有提醒时浏览器会告诉您")).to_be_visible()
    await switch(page)
    await expect(page.get_by_text("好，浏览器不再提醒。")).to_be_visible()

    assert [how for how, _ in chats.notices] == ["POST", "DELETE"]
    assert await page.evaluate("localStorage.getItem('stand-in')") is None


async def test_ended_in_the_chat_it_is_ended_in_the_browser_at_the_next_visit(
    person: WebPerson, page: Page, chats: ChatSide
) -> None:
    await switch(page)
    await expect(page.get_by_text("好，有提醒时浏览器会告诉您")).to_be_visible()
    chats.wanted = False
    await page.reload()
    await online(person)
    await switch_reads(page, "off")

    assert await page.evaluate("localStorage.getItem('stand-in')") is None


async def test_where_the_browser_forbids_it_nothing_is_offered_and_the_menu_says_what_to_do(
    browser: Browser, server: PageServer
) -> None:
    person = await WebPerson.open(browser, server.url)
    await person.page.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' });"
        "Notification.requestPermission = async () => 'denied';"
    )
    await stand_in(person.page, Told("https://push.example/one").told)
    await online(person)
    await used(person)
    await expect(person.page.get_by_text(ASKS)).to_be_hidden()
    await switch(person.page)

    await expect(person.page.get_by_text("先在浏览器的网站设置里允许")).to_be_visible()


async def test_a_browser_without_a_push_service_says_so_kindly(browser: Browser, server: PageServer) -> None:
    person = await online(await WebPerson.open(browser, server.url))
    await person.context.grant_permissions(["notifications"], origin=server.url)
    await person.page.reload()
    await online(person)
    await switch(person.page)

    await expect(person.page.get_by_text("这个浏览器现在收不了通知。提醒仍会留在聊天里")).to_be_visible()


async def delivered(person: WebPerson, server: PageServer, data: str) -> None:
    """A notice comes to the service worker, as the browser would bring it."""
    page = person.page
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    cdp = await person.context.new_cdp_session(page)
    known: dict[str, str] = {}
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda said: known.update(_registrations(said)))
    await cdp.send("ServiceWorker.enable")
    async with asyncio.timeout(10):
        while f"{server.url}/" not in known:
            await page.evaluate("1")
    told = {"origin": server.url, "registrationId": known[f"{server.url}/"], "data": data}
    await cdp.send("ServiceWorker.deliverPushMessage", told)


def _registrations(said: dict[str, Any]) -> dict[str, str]:
    return {one["scopeURL"]: one["registrationId"] for one in said["registrations"] if not one["isDeleted"]}


async def worker_of(person: WebPerson, server: PageServer) -> Any:
    """How to speak inside the service worker."""
    cdp = await person.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    targets = (await cdp.send("Target.getTargets"))["targetInfos"]
    [target] = [one for one in targets if one["type"] == "service_worker" and one["url"] == f"{server.url}/sw.js"]
    answers: dict[int, asyncio.Future[Any]] = {}

    def heard(said: dict[str, Any]) -> None:
        told = json.loads(said["message"])
        if told.get("id") in answers:
            answers[told["id"]].set_result(told["result"]["result"].get("value"))

    cdp.on("Target.receivedMessageFromTarget", heard)
    session = (await cdp.send("Target.attachToTarget", {"targetId": target["targetId"]}))["sessionId"]

    async def evaluate(expression: str) -> Any:
        number = len(answers) + 1
        answers[number] = asyncio.get_running_loop().create_future()
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        message = json.dumps({"id": number, "method": "Runtime.evaluate", "params": asked})
        await cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
        return await asyncio.wait_for(answers[number], 10)

    return evaluate


async def shown(page: Page, count: int) -> list[dict[str, str]]:
    async with asyncio.timeout(10):
        while len(found := await page.evaluate(SHOWN)) < count:
            await page.evaluate("1")
    return list(found)


async def test_a_notice_is_shown_and_one_that_comes_twice_is_one(person: WebPerson, server: PageServer) -> None:
    first = {"title": "安居", "body": BODY, "tag": "7", "lang": "zh"}
    for one in (first, first, {**first, "tag": "8"}):
        await delivered(person, server, json.dumps(one, ensure_ascii=False))

    assert await shown(person.page, 2) == [{"title": "安居", "body": BODY, "tag": tag} for tag in ("7", "8")]


@pytest.mark.parametrize("data", ["no JSON", "null", "[]", '{"body": 7}'])
async def test_what_cannot_be_read_is_a_notice_all_the_same(person: WebPerson, server: PageServer, data: str) -> None:
    await delivered(person, server, data)

    assert [one["body"] for one in await shown(person.page, 1)] == [BODY]


async def test_a_tap_on_a_notice_goes_to_the_chat_and_takes_the_notice_away(
    person: WebPerson, server: PageServer
) -> None:
    await delivered(person, server, json.dumps({"body": BODY, "tag": "7"}))
    await shown(person.page, 1)
    worker = await worker_of(person, server)
    await worker(TAPPED)
    async with asyncio.timeout(10):
        while await person.page.evaluate(SHOWN):
            await person.page.evaluate("1")

    assert await worker("self.wentTo") in ("focus /", "open /")


@pytest.mark.parametrize("english", [False, True])
async def test_the_offer_fits_a_small_screen(person: WebPerson, page: Page, english: bool) -> None:
    if english:
        await page.get_by_role("button", name="菜单").click()
        await page.get_by_text("English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
    await used(person)
    offer = page.locator("[data-ring=offer]")
    await expect(offer).to_be_visible()
    boxes = [await one.bounding_box() for one in await offer.get_by_role("button").all()]
    wide = await page.evaluate("document.documentElement.scrollWidth")

    assert wide <= 360
    assert all(box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    tops = [box["y"] for box in boxes if box]
    assert max(tops) - min(tops) < 44, "the buttons stand beside each other"
