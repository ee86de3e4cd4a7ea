"""A browser that takes notices of its chat: told by its page, kept once, ended by it (T-13, T-14, T-29)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from domain.reminders import Matter, Promise, Reminder, Step
from storage.subscriptions import OF_ONE_CHAT, Subscription
from tests.integration.bot.site import TODAY, Browser, Site, opened
from tests.integration.storage.helping import commit, look
from tests.support.pushing import PushService
from tests.unit.domain.making import NOW

NOTICES = "/api/chat/notices"


@pytest.fixture
async def push() -> AsyncIterator[PushService]:
    async with PushService() as service:
        yield service


@pytest.fixture
async def site(tmp_path: Path, push: PushService) -> AsyncIterator[Site]:
    async with opened(tmp_path, push_hosts=f"{push.url},*.push.apple.com") as running:
        yield running


async def told(browser: Browser, method: str = "POST", status: int = 200, **more: Any) -> dict[str, Any]:
    async with browser.http.request(method, NOTICES, json=more or None) as answer:
        assert answer.status == status
        said: dict[str, Any] = await answer.json()
        return said


async def spoken(browser: Browser) -> Browser:
    """A browser in whose chat something was said."""
    async with browser.window() as window:
        await window.send(t="say", n=1, text="你好")
        await window.until(lambda frame: frame["t"] == "ack")
    return browser


async def kept(site: Site, browser: Browser) -> tuple[Subscription, ...]:
    return await look(site.house.store, lambda uow: uow.subscriptions.of_chat(str(browser.chat)))


async def test_a_page_learns_the_key_and_whether_notices_are_wanted(browser: Browser) -> None:
    said = await told(browser, "GET")

    assert said == {"key": said["key"], "on": False, "awaits": False}
    assert len(said["key"]) == 87


@pytest.mark.parametrize(("matter", "awaits"), [(Matter.RIPENING, True), (Matter.REGISTRATION, False)])
async def test_a_page_learns_that_there_is_something_to_be_reminded_of_but_not_in_the_middle_of_a_form(
    site: Site, browser: Browser, matter: Matter, awaits: bool
) -> None:
    await spoken(browser)
    promise = Reminder(1, Promise(TODAY, matter, Step.RIPE), NOW, {})
    await commit(site.house.store, lambda uow: uow.promises.promise([promise]))

    assert (await told(browser, "GET"))["awaits"] is awaits


async def test_a_browser_is_kept_once_however_often_it_tells_itself(
    site: Site, browser: Browser, push: PushService
) -> None:
    await spoken(browser)
    for again in (False, True, True):
        assert await told(browser, subscription=push.browser().told, again=again) == {"on": True}

    [one] = await kept(site, browser)
    assert {"endpoint": one.endpoint, "p256dh": one.p256dh, "auth": one.auth} == push.browser().flat


async def test_what_comes_in_pieces_is_read_whole(site: Site, browser: Browser, push: PushService) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        text = json.dumps({"subscription": push.browser().told}).encode()
        for part in (text[:40], text[40:]):
            yield part
            await asyncio.sleep(0.05)

    await spoken(browser)
    async with browser.http.post(NOTICES, data=slowly()) as answer:
        assert await answer.json() == {"on": True}
    assert len(await kept(site, browser)) == 1


async def test_several_browsers_of_a_chat_are_kept_up_to_a_limit(
    site: Site, browser: Browser, push: PushService
) -> None:
    await spoken(browser)
    for number in range(OF_ONE_CHAT):
        await told(browser, subscription=push.browser(str(number)).told)
    browsers = await kept(site, browser)

    assert [one.endpoint[-1] for one in browsers] == [str(number) for number in range(OF_ONE_CHAT)]


async def test_a_chat_in_which_nothing_was_said_takes_no_notices(browser: Browser, push: PushService) -> None:
    assert await told(browser, subscription=push.browser().told) == {"on": False}


async def test_who_only_tells_himself_again_is_not_taken_where_notices_were_ended(
    site: Site, browser: Browser, push: PushService
) -> None:
    await spoken(browser)
    await told(browser, subscription=push.browser().told)
    await told(browser, "DELETE", endpoint=push.browser().endpoint)

    assert (await told(browser, "GET"))["on"] is False
    assert await told(browser, subscription=push.browser().told, again=True) == {"on": False}
    assert await kept(site, browser) == ()


async def test_nobody_ends_the_notices_of_another_chat(site: Site, browser: Browser, push: PushService) -> None:
    await spoken(browser)
    await told(browser, subscription=push.browser().told)
    async with site.browser() as stranger:
        await told(await spoken(stranger), "DELETE", endpoint=push.browser().endpoint)

    assert len(await kept(site, browser)) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/push",
        "https://[::1]/push",
        "https://10.0.0.1/push",
        "https://localhost/push",
        "https://evil.example/push",
        "https://push.apple.com.evil.example/push",
        "https://web.push.apple.com@evil.example/push",
        "https://web.push.apple.com:8443/push",
        "http://web.push.apple.com/push",
        "file:///etc/passwd",
        "https://web.push.apple.com/" + "a" * 1024,
        "https://web.push.apple.com/\r\nHost: evil.example",
        "",
        7,
        None,
    ],
)
async def test_an_address_that_is_no_push_service_is_refused(
    site: Site, browser: Browser, push: PushService, endpoint: Any
) -> None:
    await spoken(browser)
    subscription = push.browser().told | {"endpoint": endpoint}
    said = await told(browser, status=400, subscription=subscription)

    assert said == {"error": "no_subscription"}
    assert await kept(site, browser) == ()


@pytest.mark.parametrize(
    "keys",
    [
        {"auth": "AAAA"},
        {"auth": "!" * 22},
        {"p256dh": "BAAA"},
        {"p256dh": "B" * 87},
        {"p256dh": 5},
        {"p256dh": "签"},
    ],
)
async def test_keys_that_seal_nothing_are_refused(browser: Browser, push: PushService, keys: dict[str, Any]) -> None:
    await spoken(browser)
    subscription = push.browser().told
    await told(browser, status=400, subscription=subscription | {"keys": subscription["keys"] | keys})


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"{" * 4000, b'{"subscription": "' + b"a" * 5000 + b'"}'])
async def test_what_is_no_subscription_at_all_is_refused(browser: Browser, body: bytes) -> None:
    async with browser.http.post(NOTICES, data=body) as answer:
        assert answer.status in (400, 413)


async def test_more_than_a_subscription_is_not_read_though_nobody_says_how_much_comes(browser: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"[" + b" " * 9000
        yield b"]"

    async with browser.http.post(NOTICES, data=endless()) as answer:
        assert answer.status == 400


async def test_who_tells_too_much_has_to_wait(browser: Browser) -> None:
    statuses = []
    for _ in range(15):
        async with browser.http.post(NOTICES, data=b"{}") as answer:
            statuses.append(answer.status)

    assert statuses[:10] == [400] * 10
    assert statuses[-1] == 429


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_without_the_chat_s_cookie_or_from_elsewhere_there_is_no_answer(
    site: Site, browser: Browser, method: str
) -> None:
    async with aiohttp.ClientSession(site.url) as stranger, stranger.request(method, NOTICES, json={}) as answer:
        assert answer.status == 401
    elsewhere = {"Origin": "https://evil.example"}
    async with browser.http.request(method, NOTICES, json={}, headers=elsewhere) as answer:
        assert answer.status == 403
