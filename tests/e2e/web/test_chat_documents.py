"""A document in the chat page: shown by its name, saved under it, and never opened as a page or fetched elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PAPER = {"url": "/api/chat/documents/paper", "name": "居住证时间线.pdf"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PageServer]:
    async with PageServer(tmp_path) as running:
        running.chats.pictures["paper"] = PDF
        yield running


@pytest.fixture
async def person(browser: Browser, server: PageServer) -> WebPerson:
    person = await WebPerson.open(browser, server.url)
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    return person


@pytest.fixture
def chat(person: WebPerson, server: PageServer) -> Chat:
    return server.chats.chat


async def test_a_document_is_shown_by_its_name_and_read_by_whoever_gets_it(person: WebPerson, chat: Chat) -> None:
    await person.look()
    await chat.bot("请看附件", document=PAPER)

    answer = await person.answer()
    assert (answer.texts, answer.documents, answer.has_picture) == (["请看附件"], ["居住证时间线.pdf"], False)
    assert await person.file() == ("居住证时间线.pdf", PDF)
    assert person.errors == []


async def test_a_tap_saves_it_under_its_name_and_the_chat_stays(person: WebPerson, chat: Chat, tmp_path: Path) -> None:
    await chat.bot("请看附件", document=PAPER)

    async with person.page.expect_download() as begun:
        await person.page.get_by_role("link", name="居住证时间线.pdf").click()
    saved = await begun.value

    assert saved.suggested_filename == "居住证时间线.pdf"
    await saved.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == PDF
    await expect(person.page.get_by_text("请看附件")).to_be_visible()


@pytest.mark.parametrize(
    "address", ["https://example.org/a.pdf", "javascript:alert(1)", "/v", "data:text/html,x", None]
)
async def test_a_document_from_elsewhere_is_no_link(person: WebPerson, chat: Chat, address: str | None) -> None:
    await chat.bot("请看附件", document={"url": address, "name": "a.pdf"})

    await expect(person.page.get_by_text("请看附件")).to_be_visible()
    assert await person.page.locator("[data-document]").count() == 0


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=window.hurt=1>.pdf", "表\u202efdp.exe", "很长的名字" * 20 + ".pdf"]
)
@pytest.mark.parametrize("size", ["100%", "200%"])
async def test_any_name_stays_text_and_fits_the_phone(person: WebPerson, chat: Chat, name: str, size: str) -> None:
    await chat.bot("附件", document={**PAPER, "name": name})
    shown = person.page.locator("[data-document] [data-name]")

    await expect(shown).to_have_js_property("textContent", name)
    await person.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    assert await person.page.evaluate("document.documentElement.scrollWidth") == 360
    assert await person.page.get_by_role("log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    assert await person.page.evaluate("window.hurt") is None
    box = await person.page.locator("[data-document]").bounding_box()
    assert box is not None
    assert box["height"] >= 44
