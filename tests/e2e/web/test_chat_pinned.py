"""The checklist kept in sight: a slim bar with its title, which leads to it, changes with it and goes with it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.online import chat, page, person, server

__all__ = ["chat", "page", "person", "server"]


TITLE = "材料清单 2/6"


async def listed(chat: Chat, title: str = TITLE) -> int:
    """The list comes, and much after it."""
    number = await chat.bot(
        "申领居住证\n1 ⬜ 相片", pin=title, inline=[[{"text": "⬜ 1 相片", "data": "m:paper:photo"}]]
    )
    for count in range(12):
        await chat.bot(f"收到，共 {count} 页。")
    return number


async def test_the_bar_says_the_title_and_leads_to_the_list(page: Page, chat: Chat) -> None:
    number = await listed(chat)
    message = page.locator(f'[data-message-id="{number}"]')
    await expect(page.get_by_text("共 11 页")).to_be_in_viewport()
    await expect(message).not_to_be_in_viewport()

    await page.get_by_role("navigation", name="置顶").get_by_role("button", name=TITLE).click()

    await expect(message).to_be_in_viewport()
    await expect(message).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="⬜ 1 相片")).to_be_focused()


async def test_it_changes_with_the_list_and_goes_with_it(page: Page, chat: Chat) -> None:
    number = await listed(chat)
    bar = page.locator("[data-pinned]")
    edit = {"t": "edit", "n": None, "of": number, "entities": [], "inline": None}

    await chat.push({**edit, "text": "1 ✅ 相片", "pin": "材料清单 3/6"})
    await expect(bar).to_have_text("材料清单 3/6")
    await page.reload()
    await expect(bar).to_have_text("材料清单 3/6")
    await chat.push({**edit, "text": "（材料清单收起来了）", "pin": None})
    await expect(bar).to_have_count(0)


async def test_a_new_list_takes_the_place_of_the_old_one(page: Page, chat: Chat) -> None:
    await listed(chat)
    await listed(chat, "材料清单 4/6")

    await expect(page.locator("[data-pinned]")).to_have_text("材料清单 4/6")


async def test_without_a_list_there_is_no_bar(page: Page, chat: Chat) -> None:
    await chat.bot("好")

    await expect(page.get_by_text("好")).to_be_visible()
    await expect(page.locator("[data-pinned]")).to_have_count(0)


@pytest.mark.parametrize("size", ["100%", "200%"])
async def test_a_small_phone_shows_all_of_it_and_still_the_messages(page: Page, chat: Chat, size: str) -> None:
    await listed(chat)
    await page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)

    bar, log = page.locator("[data-pinned]"), page.get_by_role("log")
    await expect(bar).to_be_in_viewport(ratio=1)
    assert await bar.evaluate("(bar) => bar.scrollWidth - bar.clientWidth") == 0
    assert await bar.evaluate("(bar) => bar.getBoundingClientRect().height") in (44, pytest.approx(60, abs=12))
    assert await page.evaluate("() => document.documentElement.scrollWidth") == 360
    assert await log.evaluate("(log) => log.clientHeight") > 200
