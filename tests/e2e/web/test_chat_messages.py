"""What the chat page shows: texts as texts, keyboards that answer, photos both ways, a log to read in peace."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.e2e.web.chat_side import Chat
from tests.e2e.web.online import chat, page, person, server
from tests.e2e.web.server import PageServer
from tests.support.people import WebPerson

__all__ = ["chat", "page", "person", "server"]

HOSTILE = [
    pytest.param("<img src=x onerror=window.hurt=1>", id="image with a handler"),
    pytest.param("<script>window.hurt=1</script>", id="script"),
    pytest.param("</p><a href='javascript:window.hurt=1'>点我</a>", id="link"),
    pytest.param("&lt;b&gt; &amp; **粗** _斜_ `码`", id="entities and Markdown"),
    pytest.param("王\u202e明小\u200b😀𠮷", id="direction, zero width, four bytes"),
]


def photo(side: int) -> FilePayload:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "id.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_stays_text_everywhere(person: WebPerson, page: Page, chat: Chat, text: str) -> None:
    """T-12, T-13: in a message, on buttons, in a toast, in the command menu and in what one writes oneself."""
    await chat.bot(text, inline=[[{"text": text, "data": "x"}]], reply=[[{"text": text, "contact": False}]])
    await chat.send({"t": "toast", "text": text, "alert": False})
    await chat.send({"t": "commands", "list": [{"command": "menu", "description": text}]})
    await person.say(text)
    await page.get_by_role("button", name="菜单").click()

    await expect(page.locator("[data-from=bot] [data-text]")).to_have_js_property("textContent", text)
    await expect(page.locator("[data-message-id][data-from=me] [data-text]")).to_have_js_property("textContent", text)
    await expect(page.locator("[data-inline] button")).to_have_js_property("textContent", text)
    await expect(page.locator("[data-keyboard] button")).to_have_js_property("textContent", text)
    await expect(page.get_by_role("status")).to_have_js_property("textContent", text)
    assert await page.evaluate("window.hurt") is None
    assert await page.locator("[role=log] script, [role=log] img[src=x]").count() == 0


async def test_entities_count_utf16_units_and_may_overlap(page: Page, chat: Chat) -> None:
    bold, code = {"type": "bold", "offset": 3, "length": 4}, {"type": "code", "offset": 5, "length": 2}

    await chat.bot("😀,粗体码码,完", entities=[bold, code])

    text = page.locator("[data-text]")
    await expect(text).to_have_text("😀,粗体码码,完")
    assert "".join(await text.locator("strong").all_inner_texts()) == "粗体码码"
    assert await text.locator("code").all_inner_texts() == ["码码"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "java\nscript:alert(1)"])
async def test_a_dangerous_address_becomes_no_link(page: Page, chat: Chat, address: str) -> None:
    link = {"type": "text_link", "offset": 0, "length": 2, "url": address}

    await chat.bot("官网在此", entities=[link], inline=[[{"text": "打开", "url": address}]])

    await expect(page.get_by_text("打开")).to_be_visible()
    assert await page.locator("[role=log] [data-message-id] a").count() == 0


async def test_a_link_opens_apart_from_the_chat(page: Page, chat: Chat) -> None:
    link = {"type": "text_link", "offset": 2, "length": 2, "url": "http://example.org/b"}

    await chat.bot("请看条文", entities=[link], inline=[[{"text": "官网", "url": "https://example.org/a"}]])

    for name, address in (("官网", "https://example.org/a"), ("条文", "http://example.org/b")):
        shown = page.get_by_role("link", name=name)
        await expect(shown).to_have_attribute("href", address)
        await expect(shown).to_have_attribute("target", "_blank")
        await expect(shown).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize("address", ["tel:12345", "mailto:a@example.org", "ftp://example.org", None])
async def test_words_lead_only_to_web_pages(page: Page, chat: Chat, address: str | None) -> None:
    await chat.bot("电话", entities=[{"type": "text_link", "offset": 0, "length": 2, "url": address}])

    await expect(page.get_by_text("电话")).to_be_visible()
    assert await page.locator("[role=log] [data-message-id] a").count() == 0


async def test_a_picture_from_elsewhere_is_not_fetched(page: Page, chat: Chat) -> None:
    await chat.bot("看图", photo={"url": "https://example.org/spy.png", "alt": ""})

    await expect(page.get_by_text("看图")).to_be_visible()
    assert await page.locator("[role=log] [data-message-id] img").count() == 0


async def test_a_pressed_button_shows_it_until_answered_and_counts_once(page: Page, chat: Chat) -> None:
    chat.silent = True
    await chat.bot("请选", inline=[[{"text": "提交", "data": "ok"}, {"text": "取消", "data": "no"}]])
    button = page.get_by_role("button", name="提交")

    await button.click()
    await button.click()

    await expect(button).to_have_attribute("aria-pressed", "true")
    await chat.wait_effects(1)
    assert [(frame["t"], frame["message"], frame["data"]) for frame in chat.received] == [("press", 1, "ok")]
    await chat.send({"t": "ack", "n": 1})
    await expect(button).not_to_have_attribute("aria-pressed", "true")


async def test_a_keyboard_of_an_older_message_still_answers(page: Page, chat: Chat) -> None:
    await chat.bot("旧", inline=[[{"text": "旧按钮", "data": "old"}]])
    await chat.bot("新", inline=[[{"text": "新按钮", "data": "new"}]])

    await page.get_by_role("button", name="旧按钮").click()

    assert [frame["data"] for frame in await chat.wait_effects(1)] == ["old"]


async def test_an_edit_of_the_bot_changes_text_and_buttons_in_place(page: Page, chat: Chat) -> None:
    await chat.bot("一", inline=[[{"text": "甲", "data": "a"}]])
    await chat.push({"t": "edit", "of": 1, "text": "二", "entities": [], "inline": [[{"text": "乙", "data": "b"}]]})

    await expect(page.locator("[data-message-id='1'] [data-text]")).to_have_text("二")
    await expect(page.locator("[data-inline] button")).to_have_text(["乙"])


async def test_the_keyboard_under_the_input_is_replaced_kept_and_removed(page: Page, chat: Chat) -> None:
    keys = page.locator("[data-keyboard] button")
    await chat.bot("一", reply=[[{"text": "是", "contact": False}, {"text": "不是", "contact": False}]])
    await expect(keys).to_have_text(["是", "不是"])
    await chat.bot("二", reply=None)
    await expect(page.locator("[data-message-id='2']")).to_be_visible()
    await expect(keys).to_have_count(2)

    await keys.first.click()
    assert (await chat.wait_effects(1))[0]["text"] == "是"

    await chat.bot("三", reply="remove")
    await expect(keys).to_have_count(0)


async def test_a_contact_button_asks_for_digits_and_sends_nothing(page: Page, chat: Chat) -> None:
    await chat.bot("电话?", reply=[[{"text": "发送手机号", "contact": True}]])

    await page.get_by_role("button", name="发送手机号").click()

    box = page.get_by_role("textbox")
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("inputmode", "tel")
    assert chat.received == []


async def test_a_photo_goes_up_smaller_and_comes_back_as_a_message(
    person: WebPerson, server: PageServer, page: Page, chat: Chat
) -> None:
    await page.locator("input[type=file]").first.set_input_files(photo(3000))

    frame = (await chat.wait_effects(1))[0]
    await expect(page.locator("[data-message-id] img[data-picture]")).to_be_visible()
    sent = Image.open(io.BytesIO(server.chats.pictures[frame["file"]]))
    assert frame["t"] == "photo"
    assert max(sent.size) == 2560
    assert person.errors == []


async def test_a_photo_chosen_without_a_network_goes_after_a_reload(server: PageServer, page: Page, chat: Chat) -> None:
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await server.stop()
    await page.locator("input[type=file]").first.set_input_files(photo(300))
    await expect(page.locator("[data-pending]")).to_be_visible()

    await page.reload()
    await expect(page.locator("[data-pending] img")).to_be_visible()
    await server.start()

    assert (await chat.wait_effects(1))[0]["t"] == "photo"


@pytest.mark.parametrize(
    ("status", "words"), [pytest.param(413, "太大", id="413"), pytest.param(415, "不是照片", id="415")]
)
async def test_a_photo_that_the_server_refuses_is_explained_and_forgotten(
    server: PageServer, page: Page, status: int, words: str
) -> None:
    server.chats.photo_status = status

    await page.locator("input[type=file]").first.set_input_files(photo(300))

    await expect(page.get_by_role("alert")).to_contain_text(words)
    await expect(page.locator("[data-pending]")).to_have_count(0)


async def test_a_file_that_is_no_photo_is_never_sent(server: PageServer, page: Page, chat: Chat) -> None:
    page_file: FilePayload = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}

    await page.locator("input[type=file]").first.set_input_files(page_file)

    await expect(page.get_by_role("alert")).to_contain_text("不是照片")
    assert "/api/chat/photos" not in server.requests
    assert chat.received == []


async def test_a_picture_is_enlarged_and_closed_by_keyboard(page: Page, chat: Chat) -> None:
    await chat.bot("凭证", photo={"url": "/api/chat/pictures/pixel", "alt": "凭证"})
    opener = page.get_by_role("button", name="看大图")

    await opener.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()
    await expect(page.get_by_role("link", name="保存图片")).to_have_attribute("download", "anju-1.png")


async def test_reading_history_is_not_disturbed_by_what_comes(page: Page, chat: Chat) -> None:
    for number in range(30):
        await chat.bot(f"第{number}条")
    await expect(page.get_by_text("第29条")).to_be_in_viewport()
    log = page.get_by_role("log")
    await log.evaluate("box => box.scrollTop = 0")
    await expect(page.get_by_text("第0条")).to_be_in_viewport()

    await chat.bot("刚来的")

    await expect(page.get_by_text("刚来的")).to_have_count(1)
    assert await log.evaluate("box => box.scrollTop") == 0


async def test_the_command_menu_sends_the_command(page: Page, chat: Chat) -> None:
    await page.get_by_role("button", name="菜单").click()
    await page.get_by_role("button", name="我的凭证").click()

    assert (await chat.wait_effects(1))[0]["text"] == "/voucher"


async def test_a_start_link_sends_nothing_before_it_is_agreed_to(
    person: WebPerson, server: PageServer, page: Page, chat: Chat
) -> None:
    await page.goto(f"{server.url}/?start=room-7f3a")
    await page.get_by_text("从一个链接打开").wait_for()
    assert chat.received == []

    await page.get_by_role("button", name="继续").click()

    assert (await chat.wait_effects(1))[0]["text"] == "/start room-7f3a"
    assert "start=" not in page.url


async def test_a_word_behind_the_hash_is_asked_about_and_gone_afterwards(
    person: WebPerson, server: PageServer, page: Page, chat: Chat
) -> None:
    await page.goto(f"{server.url}/?lang=zh#start=Zx_9-aQ")
    await page.reload()
    await page.get_by_text("从一个链接打开").wait_for()
    assert chat.received == []
    assert not [one for one in server.requests if "Zx_9-aQ" in one], "what follows the # reaches no server"

    await page.get_by_role("button", name="继续").click()

    assert (await chat.wait_effects(1))[0]["text"] == "/start Zx_9-aQ"
    assert page.url == f"{server.url}/?lang=zh"


async def test_a_link_opened_in_an_open_chat_is_asked_about_too(
    person: WebPerson, server: PageServer, page: Page, chat: Chat
) -> None:
    await page.evaluate("location.hash = 'start=Zx_9-aQ'")
    await page.get_by_text("从一个链接打开").wait_for()

    await page.get_by_role("button", name="不用").click()

    await expect(page.get_by_text("从一个链接打开")).to_have_count(0)
    assert page.url == f"{server.url}/"
    assert chat.received == []


@pytest.mark.parametrize("word", ["", "a b", "<b>", "x" * 65, "%2e%2e"])
async def test_a_word_that_no_link_of_ours_brings_is_passed_over(
    person: WebPerson, server: PageServer, page: Page, chat: Chat, word: str
) -> None:
    await page.evaluate("word => { location.hash = 'start=' + word }", word)

    await page.get_by_role("button", name="菜单").wait_for()
    await expect(page.get_by_text("从一个链接打开")).to_have_count(0)
    assert chat.received == []


@pytest.mark.parametrize(
    ("locale", "search", "send"),
    [("zh-CN", "", "发送"), ("en-US", "", "Send"), ("zh-CN", "?lang=en", "Send"), ("en-US", "?lang=zh", "发送")],
)
async def test_the_page_speaks_the_browsers_language_or_the_one_asked_for(
    browser: Browser, server: PageServer, locale: str, search: str, send: str
) -> None:
    person = await WebPerson.open(browser, server.url + "/" + search, language=locale)

    await expect(person.page.get_by_role("button", name=send, exact=True)).to_be_visible()
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    assert server.chats.chat.languages == ["zh" if send == "发送" else "en"]
    assert await person.page.locator("html").get_attribute("lang") == ("zh-CN" if send == "发送" else "en")


async def test_the_page_lives_under_the_strict_policy(person: WebPerson, page: Page, chat: Chat) -> None:
    await chat.bot("图", photo={"url": "/api/chat/pictures/pixel", "alt": ""}, inline=[[{"text": "甲", "data": "a"}]])
    await person.say("一句")
    await chat.wait_effects(1)

    await expect(page.locator("[data-picture]")).to_be_visible()
    assert person.errors == []


async def test_everything_to_press_is_large_enough_at_any_type_size(page: Page, chat: Chat) -> None:
    await chat.bot("请选", inline=[[{"text": "提交", "data": "a"}]], reply=[[{"text": "是", "contact": False}]])
    await expect(page.locator("[data-keyboard] button")).to_be_visible()
    small = """() => [...document.querySelectorAll('button, a')].filter(one => one.offsetParent)
      .map(one => [one.innerText || one.ariaLabel, one.getBoundingClientRect()])
      .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""

    for size in ("100%", "200%"):
        await page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert await page.evaluate(small) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
