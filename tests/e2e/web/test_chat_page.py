"""The chat page's promise about sending: nothing that a person wrote is lost, and nothing arrives twice.

The page is the built one, in Chromium; the server is a small one that speaks the protocol and can misbehave.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.online import online, person, server
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson

__all__ = ["person", "server"]

NO_LOCKS = "delete Navigator.prototype.locks"


def own(page: Page, text: str) -> Locator:
    """Own messages with this text that the server has shown back."""
    return page.locator("[data-message-id][data-from=me]").filter(has_text=text)


def waiting(page: Page) -> Locator:
    """Own messages that the server has not shown back yet."""
    return page.locator("[data-pending]")


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.get_by_role("button", name="发送", exact=True).click()


async def second_tab(person: WebPerson) -> Page:
    page = await person.context.new_page()
    await page.goto(person.page.url)
    await expect(page.locator("[data-link=online]")).to_be_visible()
    return page


def said(chat: Chat) -> list[tuple[int, str]]:
    return [(n, frame["text"]) for n, frame in sorted(chat.effects.items())]


async def test_what_is_said_arrives_once_and_comes_back_as_an_own_message(
    person: WebPerson, server: PageServer
) -> None:
    await person.say("我要登记")

    await expect(own(person.page, "我要登记")).to_have_count(1)
    await expect(waiting(person.page)).to_have_count(0)
    assert [(frame["n"], frame["text"]) for frame in server.chats.chat.received] == [(1, "我要登记")]
    assert person.errors == []


async def test_an_empty_chat_offers_a_start_that_sends_the_command(person: WebPerson, server: PageServer) -> None:
    await person.page.get_by_role("button", name="开始").click()

    assert (await server.chats.chat.wait_effects(1))[0]["text"] == "/start"
    await expect(person.page.get_by_role("button", name="开始")).to_have_count(0)


async def test_a_frame_without_an_ack_goes_again_under_its_number(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.silent = True
    await person.say("只算一次")
    await chat.wait_effects(1)

    chat.silent = False
    await chat.drop()
    await chat.until(lambda: len(chat.received) == 2)

    assert [frame["n"] for frame in chat.received] == [1, 1]
    await expect(own(person.page, "只算一次")).to_have_count(1)
    await expect(waiting(person.page)).to_have_count(0)


async def test_what_is_written_without_a_connection_waits_and_then_goes_in_order(
    person: WebPerson, server: PageServer
) -> None:
    page = person.page
    await server.stop()
    await person.say("第一条")
    await person.say("第二条")
    await expect(waiting(page)).to_have_count(2)
    await expect(waiting(page).first).to_contain_text("待发送")
    await expect(page.locator("[data-link=offline]")).to_have_text("未连接")

    await server.start()

    await server.chats.chat.wait_effects(2)
    await expect(waiting(page)).to_have_count(0)
    assert said(server.chats.chat) == [(1, "第一条"), (2, "第二条")]


async def test_a_waiting_message_can_be_withdrawn(person: WebPerson, server: PageServer) -> None:
    await server.stop()
    await person.say("先不说")
    await person.say("还是说这个")

    await waiting(person.page).filter(has_text="先不说").get_by_role("button", name="取消").click()
    await server.start()

    assert [frame["text"] for frame in await server.chats.chat.wait_effects(1)] == ["还是说这个"]
    await expect(waiting(person.page)).to_have_count(0)
    assert len(server.chats.chat.effects) == 1


async def test_the_queue_outlives_a_reload(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.silent = True
    await person.say("发出但没有回音")
    await chat.wait_effects(1)
    await person.say("还没发出")

    chat.silent = False
    await person.page.reload()

    await chat.wait_effects(2)
    assert said(chat) == [(1, "发出但没有回音"), (2, "还没发出")]
    await expect(person.page.locator("[data-message-id]")).to_have_count(2)
    await expect(waiting(person.page)).to_have_count(0)


async def test_reconnecting_asks_for_what_is_new_and_doubles_nothing(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    await chat.bot("之前")
    await expect(person.page.get_by_text("之前")).to_be_visible()

    await server.stop()
    await chat.bot("期间")
    await server.start()

    await expect(person.page.get_by_text("期间")).to_be_visible()
    await expect(person.page.locator("[data-message-id]")).to_have_count(2)
    assert chat.hellos == [0, 1]


async def test_an_event_that_comes_twice_is_shown_once(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    await chat.bot("一次")
    await chat.send(chat.events[0])
    await chat.bot("之后")

    await expect(person.page.get_by_text("之后")).to_be_visible()
    await expect(person.page.get_by_text("一次", exact=True)).to_have_count(1)


async def test_too_fast_means_the_same_frame_again_later(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.refusals = [{"t": "again", "retry_after": 0.3}]

    await person.say("快")

    await chat.wait_effects(1)
    assert [frame["n"] for frame in chat.received] == [1, 1]
    await expect(own(person.page, "快")).to_have_count(1)


async def test_a_refused_frame_is_forgotten_and_its_text_given_back(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.refusals = [{"t": "bad", "error": "too_long"}]

    await person.say("太长的话")

    await expect(person.page.get_by_role("alert")).to_contain_text("太长")
    await expect(person.page.get_by_role("textbox")).to_have_value("太长的话")
    await expect(waiting(person.page)).to_have_count(0)
    await person.say("短话")
    assert [frame["text"] for frame in await chat.wait_effects(1)] == ["短话"]
    await expect(person.page.get_by_role("alert")).to_have_count(0)


async def test_what_could_not_be_stored_now_stays_and_goes_again_by_itself(
    person: WebPerson, server: PageServer
) -> None:
    chat = server.chats.chat
    chat.refusals = [{"t": "failed", "text": "暂时写不进去", "again": True}] * 2

    await person.say("别丢")
    await person.say("也别丢")

    await expect(person.page.get_by_role("alert")).to_have_text("暂时写不进去")
    await expect(waiting(person.page)).to_have_count(2)
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    assert [frame["text"] for frame in await chat.wait_effects(2)] == ["别丢", "也别丢"]
    assert [frame["n"] for frame in chat.received] == [1, 1, 1, 2]
    await expect(waiting(person.page)).to_have_count(0)
    await expect(person.page.get_by_role("alert")).to_have_count(0)


async def test_words_that_failed_come_back_beside_what_is_being_written(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.silent = True
    await person.say("第一句")
    await person.say("第二句")
    await chat.wait_effects(1)
    await person.page.get_by_role("textbox").fill("正在写")

    chat.refusals = [{"t": "failed", "text": "出了点问题", "again": False}]
    await chat.send({"t": "failed", "n": 1, "text": "出了点问题", "again": False})

    await expect(person.page.get_by_role("textbox")).to_have_value("正在写\n第一句\n第二句")
    await expect(person.page.get_by_role("alert")).to_have_text("出了点问题")
    assert len(chat.hellos) == 1


async def test_the_page_fetches_its_new_cookie_before_it_shows_what_needs_it(
    person: WebPerson, server: PageServer
) -> None:
    chat, page = server.chats.chat, person.page
    server.chats.session_refusals = [503, 409]
    await chat.send({"t": "renew", "ticket": "t-1"})
    await chat.bot("图", photo={"url": "/api/chat/pictures/pixel", "alt": ""})

    await expect(page.locator("[data-picture]")).to_be_visible()

    assert chat.tickets == ["t-1"]
    asked = [path for path in server.requests if "session" in path or "pictures" in path]
    assert asked == ["/api/chat/session"] * 4 + ["/api/chat/pictures/pixel"]


async def test_the_server_may_correct_the_counter_upwards(person: WebPerson, server: PageServer) -> None:
    chat = server.chats.chat
    chat.effects[41] = {"t": "say", "n": 41, "text": "从前"}
    await person.page.evaluate("localStorage.clear()")
    await person.page.reload()

    await person.say("现在")

    await chat.until(lambda: 42 in chat.effects)
    assert chat.effects[42]["text"] == "现在"


async def test_an_own_message_is_edited_in_place(person: WebPerson, server: PageServer) -> None:
    await person.say("我住502")
    await expect(own(person.page, "我住502")).to_have_count(1)

    await person.edit_last("我住501")

    assert (await server.chats.chat.wait_effects(2))[1] == {"t": "edit", "n": 2, "of": 1, "text": "我住501"}
    await expect(own(person.page, "我住501")).to_contain_text("已改")
    await expect(person.page.locator("[data-message-id]")).to_have_count(1)
    await expect(person.page.get_by_role("textbox")).to_have_value("")


async def test_leaving_an_edit_brings_the_draft_back(person: WebPerson, server: PageServer) -> None:
    await person.say("原来的")
    box = person.page.get_by_role("textbox")
    await expect(own(person.page, "原来的")).to_have_count(1)
    await box.fill("写了一半")

    await own(person.page, "原来的").get_by_role("button", name=re.compile("^修改")).click()
    await expect(box).to_have_value("原来的")
    await box.press("Escape")

    await expect(box).to_have_value("写了一半")
    assert len(server.chats.chat.received) == 1


@pytest.mark.parametrize("script", [pytest.param("", id="web locks"), pytest.param(NO_LOCKS, id="no web locks")])
async def test_two_tabs_share_one_queue_without_loss_or_doubles(
    browser: Browser, server: PageServer, script: str
) -> None:
    person = await WebPerson.open(browser, server.url)
    await person.context.add_init_script(script)
    await person.page.reload()
    assert await person.page.evaluate("'locks' in navigator") is (script != NO_LOCKS)
    tabs = {"甲": (await online(person)).page, "乙": await second_tab(person)}
    texts = [f"{tab}{number}" for number in range(4) for tab in tabs]

    for text in texts:
        await write(tabs[text[0]], text)

    chat = server.chats.chat
    await chat.wait_effects(len(texts))
    assert sorted(text for _, text in said(chat)) == sorted(texts)
    assert [n for n, _ in said(chat)] == list(range(1, len(texts) + 1))
    for tab in tabs.values():
        await expect(tab.locator("[data-message-id][data-from=me]")).to_have_count(len(texts))
        await expect(waiting(tab)).to_have_count(0)


async def test_a_tab_that_closes_leaves_its_queue_to_the_other(person: WebPerson, server: PageServer) -> None:
    second = await second_tab(person)
    server.chats.chat.silent = True
    await write(second, "发出")
    await server.chats.chat.wait_effects(1)
    await write(second, "排队")

    server.chats.chat.silent = False
    await second.close()

    await server.chats.chat.wait_effects(2)
    assert said(server.chats.chat) == [(1, "发出"), (2, "排队")]
    await expect(waiting(person.page)).to_have_count(0)
