"""Who may come in where: every route with its guard, every answer with its headers (T-13, T-14)."""

import asyncio
import re
import time
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp import WSServerHandshakeError, web

from bot.channels.telegram import webhook
from bot.web.cookies import LIFE_DAYS, NAME, ChatCookie, Pass
from bot.web.server import HEADERS
from tests.integration.bot.site import Browser, Site, opened

CHAT, OWN_PAGES, ANYBODY = "the chat of the cookie", "our own pages", "anybody"
THIS_MACHINE = "whoever asks on the machine itself, not through a proxy"
ROUTES = {
    ("GET", "/ws"): CHAT,
    ("POST", "/api/chat/session"): OWN_PAGES,
    ("POST", "/api/chat/photos"): CHAT,
    ("GET", "/api/chat/uploads/{name}"): CHAT,
    ("GET", "/api/chat/pictures/{number}"): CHAT,
    ("GET", "/api/chat/documents/{number}"): CHAT,
    ("GET", "/api/chat/notices"): CHAT,
    ("POST", "/api/chat/notices"): CHAT,
    ("DELETE", "/api/chat/notices"): CHAT,
    ("GET", "/.well-known/voucher-keys.json"): ANYBODY,
    ("GET", "/api/vouchers/revoked"): ANYBODY,
    ("GET", "/api/vouchers/{id}"): ANYBODY,
    ("POST", "/api/vouchers/code"): ANYBODY,
    ("GET", "/"): ANYBODY,
    ("GET", "/v"): ANYBODY,
    ("GET", "/sw.js"): ANYBODY,
    ("GET", "/manifest.webmanifest"): ANYBODY,
    ("GET", "/assets/{path}"): ANYBODY,
    ("GET", "/icons/{path}"): ANYBODY,
    ("GET", "/health"): ANYBODY,
    ("GET", "/metrics"): THIS_MACHINE,
}
"""Every door of the house and who may use it; a new route has to be entered here, with a thought about its guard."""


def routes(app: web.Application) -> Iterator[tuple[str, str]]:
    for route in app.router.routes():
        if route.method != "HEAD" and route.resource is not None:
            yield route.method, re.sub(r":[^}]*", "", route.resource.canonical)


def address(path: str) -> str:
    return re.sub(r"{[^}]*}", "1", path)


def test_no_route_is_without_a_guard_or_a_reason_for_none(site: Site) -> None:
    assert site.house.web is not None
    assert dict.fromkeys(routes(site.house.web)).keys() == ROUTES.keys()


GUARDED = [one for one, who in ROUTES.items() if who is CHAT]


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_without_a_cookie_nobody_comes_in(site: Site, method: str, path: str) -> None:
    async with site.browser(session=False) as nobody, nobody.http.request(method, address(path)) as answer:
        assert answer.status == 401


def forged(site: Site, browser: Browser, how: str) -> str:
    content, _, mark = browser.cookie.rpartition(".")
    chat, stamp, issued = content.split(".")
    ours = ChatCookie(site.house_ring.derive("web chat cookie"), False)

    def signed(content: str, by: ChatCookie = ours) -> str:
        return f"{content}.{by._mark(f'cookie.{content}')}"

    assert signed(content) == browser.cookie
    return {
        "another chat": f"{int(chat) + 1}.{stamp}.{issued}.{mark}",
        "another stamp": f"{chat}.{stamp[::-1]}.{issued}.{mark}",
        "a stamp of our key that is not the chat's": signed(f"{chat}.{'0' * 16}.{issued}"),
        "a chat that is not there": signed(f"{int(chat) + 1000}.{stamp}.{issued}"),
        "a ticket": f"ticket.{chat}.{stamp}." + ours.ticket(Pass(int(chat), stamp)),
        "no mark": f"{content}.",
        "one part": chat,
        "empty": "",
        "another key": signed(content, ChatCookie(b"another key" * 3, False)),
        "a later day": f"{chat}.{stamp}.{int(issued) + 1}.{mark}",
        "expired": signed(f"{chat}.{stamp}.{int(time.time()) - LIFE_DAYS * 86400 - 5}"),
        "from the future": signed(f"{chat}.{stamp}.{int(time.time()) + 3600}"),
        "other digits": browser.cookie.replace("1", "１"),
        "more digits than Python reads": f"{'9' * 5000}.{stamp}.{issued}.{mark}",
        "not ASCII": f"{content}.ü{mark[1:]}",
        "negative": f"-{browser.cookie}",
    }[how]


FORGERIES = (
    "another chat", "another stamp", "a stamp of our key that is not the chat's", "a chat that is not there",
    "a ticket", "no mark", "one part", "empty", "another key", "a later day", "expired", "from the future",
    "other digits", "more digits than Python reads", "not ASCII", "negative",
)  # fmt: skip


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_or_old_cookie_opens_nothing(site: Site, browser: Browser, how: str) -> None:
    async with aiohttp.ClientSession(site.url, headers={"Cookie": f"{NAME}={forged(site, browser, how)}"}) as http:
        for path in ("/ws", "/api/chat/uploads/1", "/api/chat/pictures/1", "/api/chat/documents/1"):
            async with http.get(path) as answer:
                assert answer.status == 401, path


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(site: Site) -> None:
    async with site.browser(session=False) as browser, browser.http.post("/api/chat/session") as answer:
        told = answer.headers["Set-Cookie"]
    for wanted in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={LIFE_DAYS * 86400}"):
        assert wanted in told
    assert "Secure" not in told


async def test_the_cookie_goes_over_https_only_where_the_site_does(tmp_path) -> None:
    async with opened(tmp_path, public_url="https://anju.example") as site, site.browser() as browser:
        assert next(one for one in browser.http.cookie_jar if one.key == NAME)["secure"]


async def test_a_browser_keeps_its_chat_and_a_new_one_gets_a_new_chat(site: Site, browser: Browser) -> None:
    before = browser.chat
    async with browser.http.post("/api/chat/session"):
        assert browser.chat == before
    async with site.browser() as other:
        assert other.chat != before


STRANGERS = ("https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1.evil.example", "file://")


@pytest.mark.parametrize("origin", STRANGERS)
async def test_other_sites_open_no_socket_and_post_nothing(browser: Browser, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.http.ws_connect("/ws", origin=origin)
    assert refused.value.status == 403
    for path in ("/api/chat/session", "/api/chat/photos"):
        async with browser.http.post(path, headers={"Origin": origin}) as answer:
            assert answer.status == 403, path
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "public_url", ["https://Anju.Example/desk", "https://anju.example:443", "https://anju.example"]
)
async def test_our_own_pages_may_speak_also_behind_a_proxy(tmp_path, public_url: str) -> None:
    async with opened(tmp_path, public_url=public_url) as site, site.browser() as browser:
        for origin in ("https://anju.example", site.url):
            async with browser.http.post("/api/chat/session", headers={"Origin": origin}) as answer:
                assert answer.status == 200, origin


ANSWERS = (
    *((method, address(path)) for method, path in ROUTES),
    ("GET", "/nowhere"), ("DELETE", "/"), ("GET", "/assets/../../settings.py"), ("GET", "/assets/%00"),
    ("GET", "/assets/" + "a" * 3000), ("GET", "/api/vouchers/xyz"), ("POST", "/ws"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ANSWERS, ids=lambda part: part[:40])
async def test_every_answer_also_a_refusal_carries_the_headers(browser: Browser, method: str, path: str) -> None:
    async with browser.http.request(method, path) as answer:
        assert answer.status < 500 or answer.status == 503
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


async def test_the_upgrade_to_a_socket_carries_the_headers(browser: Browser) -> None:
    async with browser.http.ws_connect("/ws") as socket:
        assert socket._response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_the_policy_allows_no_inline_script_no_frame_and_no_other_site() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for bad in ("unsafe", "http", "*"):
        assert bad not in policy


TRICKS = (
    "/assets/../cookies.py", "/assets/..%2F..%2Fcookies.py", "/assets/%2e%2e/%2e%2e/cookies.py", "/icons//etc/passwd",
    "/assets/%2Fetc%2Fpasswd", "/assets/..%5C..%5Ccookies.py", "/assets/" + "%2e%2e%2f" * 20 + "etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("path", TRICKS)
async def test_no_path_leads_out_of_the_static_folder(site: Site, path: str) -> None:
    reader, writer = await asyncio.open_connection(site.server.host, site.server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: anju\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert b"ChatCookie" not in answer
    assert b"root:" not in answer
    assert answer.split()[1] in (b"404", b"400")


async def test_the_health_page_names_parts_and_nothing_else(browser: Browser) -> None:
    async with browser.http.get("/health") as answer:
        assert await answer.json() == {"ok": True, "database": "ok", "nlu": "off", "channels": ["web"]}


async def test_a_sick_database_is_told_by_kind_only(site: Site, browser: Browser, monkeypatch) -> None:
    async def gone() -> None:
        raise OSError("/secret/path/王小明")

    monkeypatch.setattr(site.house.store, "ping", gone)
    async with browser.http.get("/health") as answer:
        assert answer.status == 503
        assert (await answer.json())["database"] == "OSError"


async def test_pages_that_are_not_built_say_how_to_build_them(browser: Browser, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("bot.web.server.STATIC", tmp_path)
    async with browser.http.get("/") as answer:
        assert answer.status == 503
        assert "make" in await answer.text()


def test_the_webhook_is_a_door_of_its_own(site: Site) -> None:
    route = webhook(site.house.bots["web"], site.house.dispatcher, "/telegram/update", "x" * 32)
    assert (route.method, route.path) == ("POST", "/telegram/update")
