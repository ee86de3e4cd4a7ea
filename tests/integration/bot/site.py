"""The real application on a real SQLite file, and browsers that speak its protocol without a page.

Time stands at `TODAY`. A window notes every frame it gets; a test waits for the one it needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp.test_utils import TestServer

from bot.app import House, build, keys_of, migrate
from bot.settings import Settings
from storage.keyring import KeyRing

TODAY = date(2026, 11, 23)
WAIT = 10.0
ALL_IN_ONE = "我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的"
WORDS = (ALL_IN_ONE, "同意", "不是", "王小明", "11010519491231002X", "13812345678", "跳过", "提交")
"""A whole registration, said in words alone."""

Json = dict[str, Any]


@dataclass
class Site:
    """A running house and its address."""

    house: House
    server: TestServer

    @property
    def url(self) -> str:
        return str(self.server.make_url("/")).rstrip("/")

    @property
    def house_ring(self) -> KeyRing:
        """The house's own keys."""
        return keys_of(self.house.settings)

    @asynccontextmanager
    async def browser(self, *, session: bool = True) -> AsyncIterator[Browser]:
        """A browser with a profile of its own; with `session` it has its chat already."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as http:
            browser = Browser(self, http)
            if session:
                async with http.post("/api/chat/session") as answer:
                    assert answer.status == 200
            yield browser


@asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[Site]:
    """The house with only its web door, until the block ends; opened again on the same folder it is the same house."""
    given = {"data_dir": folder / "var", "today": TODAY, **settings}
    house = build(Settings(_env_file=None, **given), with_telegram=False, with_sidecar=False)
    await migrate(house.settings)
    await house.post.look_back()
    house.post.start(house.nursery)
    assert house.web is not None
    server = TestServer(house.web)
    try:
        async with server:
            yield Site(house, server)
    finally:
        await house.nursery.close()
        await house.post.close()
        for bot in house.bots.values():
            await bot.session.close()
        await house.store.close()


@dataclass
class Browser:
    """One profile: a cookie, numbers for its frames, any number of windows."""

    site: Site
    http: aiohttp.ClientSession
    used: int = 0
    """The highest number of a frame so far."""

    @property
    def cookie(self) -> str:
        return next(one.value for one in self.http.cookie_jar if one.key == "anju_chat")

    @property
    def chat(self) -> int:
        return int(self.cookie.partition(".")[0])

    @asynccontextmanager
    async def window(self, since: int = 0, *, hello: bool = True) -> AsyncIterator[Window]:
        async with self.http.ws_connect("/ws") as socket, Window(self, socket) as window:
            if hello:
                await window.send(t="hello", since=since)
                await window.until(lambda frame: frame["t"] == "commands")
            yield window


class Window:
    """One socket; `frames` is everything the server has said."""

    def __init__(self, browser: Browser, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.browser, self.socket = browser, socket
        self.frames: list[Json] = []
        self.closed = asyncio.Event()
        self._news = asyncio.Condition()
        self._seen = 0

    async def __aenter__(self) -> Self:
        self._reader = asyncio.get_running_loop().create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                async with self._news:
                    self.frames.append(message.json())
                    self._news.notify_all()
        async with self._news:
            self.closed.set()
            self._news.notify_all()

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def until(self, wanted: Callable[[Json], bool]) -> Json:
        """The next frame that is wanted; what was returned before is not looked at again."""
        async with asyncio.timeout(WAIT), self._news:
            while True:
                for at in range(self._seen, len(self.frames)):
                    if wanted(self.frames[at]):
                        self._seen = at + 1
                        return self.frames[at]
                assert not self.closed.is_set(), f"the socket closed; it had said {self.frames[-5:]}"
                await self._news.wait()

    async def kind(self, kind: str) -> Json:
        return await self.until(lambda frame: frame["t"] == kind)

    async def act(self, t: str, n: int | None = None, **content: Any) -> int:
        """Send one numbered frame and wait until it is acknowledged."""
        n = self.browser.used + 1 if n is None else n
        self.browser.used = max(n, self.browser.used)
        await self.send(t=t, n=n, **content)
        await self.until(lambda frame: frame["t"] == "ack" and frame["n"] == n)
        return n

    async def say(self, text: str, n: int | None = None) -> int:
        return await self.act("say", n, text=text)

    async def register(self) -> Json:
        """The whole registration; the message with the voucher."""
        for words in WORDS:
            await self.say(words)
        return next(
            one for one in reversed(self.messages()) if one["from"] == "bot" and (one["photo"] or one["document"])
        )

    def messages(self) -> list[Json]:
        return [frame for frame in self.frames if frame["t"] == "message"]

    def ours(self) -> list[str]:
        """What the bot said."""
        return [one["text"] for one in self.messages() if one["from"] == "bot"]

    def mine(self) -> list[str]:
        """What the person said, as the server shows it back."""
        return [one["text"] for one in self.messages() if one["from"] == "me"]
