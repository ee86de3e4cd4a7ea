"""Files of one's own in the chat page: PDF by their content, several at once, and a clear word for what is none."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.online import chat, page, person, server
from tests.e2e.web.server import PageServer

__all__ = ["chat", "page", "person", "server"]

PDF = b"%PDF-1.7\n%%EOF\n"
CHOOSE = """([start, size]) => {
  const input = document.querySelector("input[data-source=paper]"), chosen = new DataTransfer();
  chosen.items.add(new File([(start + " ".repeat(size)).slice(0, size)], "合同.pdf", { type: "application/pdf" }));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
"""Chooses a file that is made in the page: a large one takes long to be carried there."""


def file(name: str, content: bytes, kind: str = "application/pdf") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", ""])
async def test_a_pdf_goes_up_as_it_is_whatever_the_phone_says_of_it(
    server: PageServer, page: Page, chat: Chat, kind: str
) -> None:
    await page.locator("input[data-source=paper]").set_input_files(file("租房合同.pdf", PDF, kind))

    (frame,) = await chat.wait_effects(1)
    assert server.chats.pictures[frame["file"]] == PDF
    assert frame.keys() == {"t", "n", "caption", "file"}, "its name stays in the phone"


async def test_a_pdf_that_waits_for_the_network_is_shown_as_a_file(server: PageServer, page: Page, chat: Chat) -> None:
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await server.stop()
    await page.locator("input[data-source=paper]").set_input_files(file("a.pdf", PDF))
    await expect(page.locator("[data-pending]")).to_contain_text("文件")

    await page.reload()
    await expect(page.locator("[data-pending]")).to_contain_text("文件")
    await expect(page.locator("[data-pending] img")).to_have_count(0)
    await server.start()
    assert (await chat.wait_effects(1))[0]["t"] == "photo"


@pytest.mark.parametrize(
    ("start", "size", "said"),
    [
        pytest.param("MZ", 2000, "不是照片，也不是 PDF", id="renamed program"),
        pytest.param("", 0, "不是照片，也不是 PDF", id="empty"),
        pytest.param("%PDF-1.7", 20 * 1024 * 1024 + 1, "PDF 最多 20 MB", id="too big"),
    ],
)
async def test_what_is_no_pdf_or_too_large_never_leaves_the_phone(
    server: PageServer, page: Page, start: str, size: int, said: str
) -> None:
    await page.evaluate(CHOOSE, [start, size])

    await expect(page.get_by_role("alert")).to_contain_text(said)
    assert "/api/chat/photos" not in server.requests


async def test_several_files_go_in_the_order_in_which_they_were_chosen(
    server: PageServer, page: Page, chat: Chat
) -> None:
    pages = [PDF + bytes([number]) for number in range(20)]
    await page.locator("input[data-source=paper]").set_input_files([file("a.pdf", one) for one in pages])

    frames = await chat.wait_effects(20)
    assert [server.chats.pictures[one["file"]] for one in frames] == pages


async def test_a_hundred_files_at_once_are_too_many_and_none_is_sent(server: PageServer, page: Page) -> None:
    await page.locator("input[data-source=paper]").set_input_files([file("a.pdf", PDF)] * 100)

    await expect(page.get_by_role("alert")).to_contain_text("一次最多选 20 个文件，您选了 100 个，都没有发出")
    assert "/api/chat/photos" not in server.requests


async def test_the_menu_offers_camera_album_and_files(page: Page) -> None:
    await page.get_by_role("button", name="照片").click()

    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="选文件（PDF 或照片）").click()
    assert (await chosen.value).is_multiple()
    assert await page.locator("input[data-source=paper]").get_attribute("accept") == "application/pdf,.pdf,image/*"
