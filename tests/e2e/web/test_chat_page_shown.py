"""How the chat page reads on a small phone: days, long answers, notices, large type, and everything by keyboard.

The page is the built one, in Chromium; the server is a small one that speaks the protocol.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.web.chat_side import Chat, Json
from tests.e2e.web.online import chat, online, server
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson

__all__ = ["chat", "server"]

TOO_SMALL = """() => [...document.querySelectorAll("button, a, textarea")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && (box.height < 43.5 || box.width < 43.5);
}).map((one) => one.outerHTML)"""
CHOOSE = """(input, size) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(size)], "photo.jpg", {type: "image/jpeg"}));
  input.files = held.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}"""
DAY = 86400
NOON = 1795320000  # 22 November 2026, 12:00 in Hangzhou


async def enter(browser: Browser, server: PageServer, path: str = "/", **options: Any) -> WebPerson:
    return await online(await WebPerson.open(browser, server.url + path, **options))


@pytest.fixture
async def person(browser: Browser, server: PageServer) -> WebPerson:
    return await enter(browser, server)


def keys(*labels: str) -> list[list[Json]]:
    return [[{"text": label, "data": f"do:{label}"} for label in labels]]


async def test_the_menu_sends_commands_and_closes_by_escape(person: WebPerson, chat: Chat) -> None:
    menu = person.page.get_by_role("button", name="菜单", exact=True)
    await menu.click()
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await person.page.keyboard.press("Escape")
    await expect(menu).to_have_attribute("aria-expanded", "false")

    await menu.click()
    await person.page.get_by_role("button", name="我的凭证").click()

    assert [frame["text"] for frame in await chat.wait_effects(1)] == ["/voucher"]


async def test_typing_a_toast_and_an_alert_are_noticed(person: WebPerson, chat: Chat) -> None:
    page = person.page
    await chat.send({"t": "typing"})
    await expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_text("安居正在输入")).to_be_attached()
    await chat.bot("来了")
    await expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    await chat.send({"t": "toast", "text": "已保存", "alert": False})
    await expect(page.get_by_role("status")).to_have_text("已保存")
    await chat.send({"t": "toast", "text": "请看这里", "alert": True})

    await expect(page.get_by_role("alert")).to_have_text("请看这里")
    await page.get_by_role("button", name="关闭").click()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_history_comes_back_after_a_reload_with_its_days(person: WebPerson, chat: Chat) -> None:
    await chat.bot("昨天以前", date=NOON - DAY)
    await chat.bot("那天\n两行", date=NOON)
    await chat.bot("同一天", date=NOON + 60)
    await person.page.reload()

    await expect(person.page.locator("[data-text]")).to_have_text(["昨天以前", "那天\n两行", "同一天"])
    texts = await person.page.get_by_role("log").locator("> *").all_inner_texts()
    assert sum("星期" in text or text in ("今天", "昨天") for text in texts) == 2
    await expect(person.page.locator("time").last).to_have_text("12:01")


async def test_a_long_answer_is_shown_from_its_beginning(person: WebPerson, chat: Chat) -> None:
    for number in range(10):
        await chat.bot(f"消息 {number}\n第二行")
    await expect(person.page.get_by_text("消息 9")).to_be_in_viewport()
    await person.say("讲讲")
    await expect(person.page.locator("[data-from=me][data-message-id]")).to_have_count(1)

    await chat.bot("开头\n" + "很长的一段\n" * 60)

    await person.page.get_by_role("button", name="下面还有").wait_for()
    answer = await person.page.locator("[data-message-id]").last.bounding_box()
    top = await person.page.get_by_role("log").bounding_box()
    assert answer is not None
    assert top is not None
    assert 0 <= answer["y"] - top["y"] <= 40


async def test_a_photo_over_ten_megabytes_is_refused_before_it_is_sent(person: WebPerson, server: PageServer) -> None:
    await person.page.locator("input[type=file]").first.evaluate(CHOOSE, 10 * 1024 * 1024 + 1)

    await expect(person.page.get_by_role("alert")).to_contain_text("太大")
    await expect(person.page.locator("[data-pending]")).to_have_count(0)
    assert not any("photos" in path for path in server.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["100%", "200%"])
async def test_a_small_phone_shows_all_of_it_at_any_type_size(
    browser: Browser, server: PageServer, scheme: str, size: str
) -> None:
    person = await enter(browser, server, color_scheme=scheme)
    page, chat = person.page, server.chats.chat
    reply = [[{"text": "提供手机号", "contact": True}, {"text": "跳过", "contact": False}]]
    await chat.bot("地址https://example.org/" + "a" * 80, inline=keys("办居住登记", "搬家、换单位"), reply=reply)
    await person.say("好的")
    await expect(page.locator("[data-message-id]")).to_have_count(2)

    await page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)

    log = page.get_by_role("log")
    assert await log.evaluate("(log) => log.scrollWidth - log.clientWidth") == 0
    assert await page.evaluate("() => document.documentElement.scrollWidth") == 360
    assert await page.evaluate(TOO_SMALL) == []
    await expect(page.get_by_role("button", name="发送", exact=True)).to_be_in_viewport(ratio=1)


async def test_everything_can_be_done_with_a_keyboard(person: WebPerson, chat: Chat) -> None:
    page = person.page
    await chat.bot("选", inline=keys("继续"))
    await person.answer()

    await page.get_by_role("log").focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="继续")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox").focus()
    await page.keyboard.type("两行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("一起")
    await page.keyboard.press("Enter")

    pressed, spoken = await chat.wait_effects(2)
    assert pressed["data"] == "do:继续"
    assert spoken["text"] == "两行\n一起"


async def test_without_scripts_the_page_says_where_to_go(browser: Browser, server: PageServer) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(server.url)

    told = page.locator("p.noscript")
    await expect(told).to_be_visible()
    await expect(told).to_contain_text("需要打开 JavaScript")
    await context.close()
