"""The database is locked while people chat (T-25): they are told, keep their words, and lose and double nothing."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.texts import texts
from tests.integration.bot.site import Browser, Site, opened


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """The house, whose patience with a locked database is short."""
    monkeypatch.setattr("storage.stores.BUSY_SECONDS", 0.05)
    async with opened(tmp_path) as running:
        yield running


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Somebody else holds the database."""
    lock = sqlite3.connect(site.house.settings.data_dir / "anju.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_could_not_be_stored_is_not_acknowledged_and_the_socket_lives(
    site: Site, browser: Browser, lang: str
) -> None:
    async with browser.window(hello=False) as window:
        await window.send(t="hello", since=0, lang=lang)
        await window.kind("commands")
        with locked(site):
            await window.send(t="say", n=1, text="/menu")
            failed = await window.kind("failed")
            assert failed == {"t": "failed", "n": 1, "text": texts(lang).plain("failed.register_away"), "again": True}
            await window.send(t="ping")
            await window.kind("pong")
        await window.say("/menu", n=1)
        assert len(window.mine()) == len(window.ours()) == 1
        assert [frame["n"] for frame in window.frames if frame["t"] == "ack"] == [1]


async def test_a_form_goes_on_where_it_was(site: Site, browser: Browser) -> None:
    async with browser.window() as window:
        for words in ("我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张", "同意", "不是"):
            await window.say(words)
        with locked(site):
            await window.send(t="say", n=4, text="王小明")
            await window.kind("failed")
        await window.say("王小明", n=4)
        assert "身份证" in window.ours()[-1]


async def test_a_window_that_opens_meanwhile_is_told_to_come_later(site: Site, browser: Browser) -> None:
    async with browser.window(hello=False) as window:
        with locked(site):
            await window.send(t="hello", since=0)
            await window.closed.wait()
            assert window.socket.close_code == 1013
    async with browser.window() as again:
        await again.say("/menu")
