"""The web chat's socket, spoken without a page: nothing lost, nothing doubled, nothing broken by bad frames."""

import asyncio
import json

import pytest

from bot.web.chat import BURST
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.site import Browser, Site, Window, opened


async def test_hello_is_answered_with_the_next_number_the_title_and_the_commands(window: Window) -> None:
    welcome, commands = window.frames[:2]
    assert welcome == {"t": "welcome", "n": 1, "title": "安居 · 居住登记"}
    assert {"command": "menu", "description": "能办的事"} in commands["list"]


async def test_english_browsers_are_welcomed_in_english(site: Site) -> None:
    async with site.browser() as browser:
        browser.http.headers["Accept-Language"] = "en-GB,en;q=0.9"
        async with browser.window() as window:
            await window.say("/start")
            assert "residence" in window.ours()[0].casefold()


@pytest.mark.parametrize(("lang", "browsers", "word"), [("en", "zh-CN", "residence"), ("zh", "en-GB", "居住")])
async def test_a_new_chat_speaks_the_language_of_the_page(site: Site, lang: str, browsers: str, word: str) -> None:
    async with site.browser() as browser:
        browser.http.headers["Accept-Language"] = browsers
        async with browser.window(hello=False) as window:
            await window.send(t="hello", since=0, lang=lang)
            assert word in (await window.kind("welcome"))["title"].casefold()
            await window.say("/start")
            assert word in window.ours()[0].casefold()


@pytest.mark.parametrize("lang", ["en", "fr", 5, None, ["en"]])
async def test_a_chat_that_has_a_language_keeps_it_whatever_the_page_speaks(browser: Browser, lang: object) -> None:
    async with browser.window() as window:
        await window.say("/start")
    async with browser.window(hello=False) as again:
        await again.send(t="hello", since=0, lang=lang)
        await again.say("/menu")
        assert "能办的事" in again.ours()[-1]


async def test_a_message_comes_back_with_its_answer_before_the_ack(window: Window) -> None:
    n = await window.say("/menu")
    kinds = [(frame["t"], frame.get("from")) for frame in window.frames[2:]]
    assert kinds == [("message", "me"), ("message", "bot"), ("ack", None)]
    echo = window.frames[2]
    assert (echo["n"], echo["text"]) == (n, "/menu")
    assert all(one["text"] and one["data"] for row in window.frames[3]["inline"] for one in row)


async def test_the_ack_comes_after_the_turn_is_stored(site: Site, window: Window) -> None:
    n = await window.say("/menu")

    async def work(uow: SqlUnitOfWork) -> int | None:
        async with uow:
            account = await uow.accounts.find("web", str(window.browser.chat))
            return account and await uow.messages.last_update(account.id)

    last = await site.house.store.run(work)
    assert last is not None
    assert last & 0xFFFFFF == n


async def test_a_frame_sent_twice_is_acknowledged_twice_and_answered_once(window: Window) -> None:
    await window.say("/menu", n=1)
    await window.say("/menu", n=1)
    assert len(window.ours()) == 1
    assert len(window.mine()) == 1


async def test_a_press_sent_twice_has_one_effect(window: Window) -> None:
    await window.say("/menu")
    menu = window.messages()[-1]
    register = next(b for row in menu["inline"] for b in row if b["data"] == "m:register")
    for _ in range(2):
        await window.act("press", 2, message=menu["id"], data=register["data"])
    assert len(window.ours()) == 2


async def test_numbers_out_of_order_are_all_taken(window: Window) -> None:
    for n in (3, 1, 2):
        await window.say(f"/menu {n}", n=n)
    assert window.mine() == ["/menu 3", "/menu 1", "/menu 2"]
    assert len(window.ours()) == 3


async def test_after_a_reconnect_the_next_number_is_told_and_only_news_come(browser: Browser) -> None:
    async with browser.window() as window:
        await window.say("/menu")
        await window.say("/help")
        everything = [frame["id"] for frame in window.messages()]
    for seen in (0, everything[0], everything[1], everything[-1]):
        async with browser.window(since=seen) as again:
            assert again.frames[0]["n"] == browser.used + 1
            await again.say("/my")
            old = [frame["id"] for frame in again.messages()[:-2]]
            assert old == [one for one in everything if one > seen]
        async with browser.window() as window:
            everything = await _history(window)


async def _history(window: Window) -> list[int]:
    await window.send(t="ping")
    await window.kind("pong")
    return [frame["id"] for frame in window.messages()]


async def test_history_is_what_was_seen_live(browser: Browser) -> None:
    async with browser.window() as window:
        await window.register()
        live = {one["id"]: one | {"date": 0} for one in window.messages()}
    async with browser.window() as again:
        await _history(again)
        assert {one["id"]: one | {"date": 0} for one in again.messages()} == live


async def test_two_windows_of_a_chat_show_the_same_and_only_the_sender_gets_the_ack(browser: Browser) -> None:
    async with browser.window() as first, browser.window() as second:
        await first.say("/menu")
        await second.until(lambda frame: frame.get("from") == "bot")
        assert [f["id"] for f in first.messages()] == [f["id"] for f in second.messages()]
        assert not [frame for frame in second.frames if frame["t"] == "ack"]
        await second.say("/help")
        await first.until(lambda frame: frame.get("text") == second.ours()[-1])


async def test_windows_that_open_while_somebody_talks_miss_nothing_and_show_nothing_twice(browser: Browser) -> None:
    async with browser.window() as talking:

        async def talk() -> None:
            for number in range(8):
                await talking.say(f"/menu {number}")

        async def look() -> list[int]:
            async with browser.window() as late:
                await asyncio.wait_for(talked.wait(), 20)
                return await _history(late)

        talked = asyncio.Event()
        lookers = [asyncio.get_running_loop().create_task(look()) for _ in range(3)]
        await talk()
        talked.set()
        views = await asyncio.gather(*lookers)
    everything = [one["id"] for one in talking.messages()]
    assert len(everything) == 16
    assert all(view == everything for view in views)


async def test_a_person_never_sees_the_chat_of_another(site: Site, window: Window) -> None:
    async with site.browser() as other, other.window() as stranger:
        await window.say("/menu")
        assert await _history(stranger) == []
        async with other.window() as later:
            assert await _history(later) == []


async def test_the_first_twenty_go_through_and_the_next_is_asked_to_come_again(browser: Browser) -> None:
    async with browser.window() as window:  # the hello is one of the twenty
        for n in range(1, BURST + 5):
            await window.send(t="say", n=n, text="/menu")
        again = await window.kind("again")
        assert again["retry_after"] >= 1
        taken = [frame["n"] for frame in window.frames if frame["t"] == "ack"]
        assert taken == list(range(1, len(taken) + 1))
        assert len(taken) >= BURST - 1


async def test_a_flood_in_one_chat_does_not_slow_another(site: Site, window: Window) -> None:
    async with site.browser() as other, other.window() as calm:
        for n in range(1, 200):
            await window.send(t="say", n=n, text="/menu")
        await asyncio.wait_for(calm.say("/help"), 5)
        assert calm.ours()


DEEP = "[" * 20_000
MALFORMED = {
    "no JSON": "{",
    "empty": "",
    "a list": "[]",
    "a word": '"hello"',
    "null": "null",
    "a number too long to read": '{"t":"say","n":' + "9" * 5000 + ',"text":"x"}',
    "brackets without end": DEEP,
    "no kind": "{}",
    "kind is a list": '{"t":[],"n":1}',
    "kind is an object": '{"t":{},"n":1}',
    "kind is unknown": '{"t":"shout","n":1}',
    "no number": '{"t":"say","text":"x"}',
    "number is nothing": '{"t":"say","n":null,"text":"x"}',
    "number is 0": '{"t":"say","n":0,"text":"x"}',
    "number is negative": '{"t":"say","n":-1,"text":"x"}',
    "number is true": '{"t":"say","n":true,"text":"x"}',
    "number is text": '{"t":"say","n":"1","text":"x"}',
    "number is broken": '{"t":"say","n":1.5,"text":"x"}',
    "number is too large": '{"t":"say","n":16777216,"text":"x"}',
    "number leaves 64 bits": '{"t":"say","n":99999999999999999999,"text":"x"}',
    "text is a number": '{"t":"say","n":1,"text":5}',
    "text is nothing": '{"t":"say","n":1,"text":null}',
    "half a character": '{"t":"say","n":1,"text":"\\ud83d"}',
    "half a character in data": '{"t":"press","n":1,"message":1,"data":"\\udc00"}',
    "half a character in a caption": '{"t":"photo","n":1,"file":"1-0","caption":"\\udc00"}',
    "half a character in an edit": '{"t":"edit","n":1,"of":1,"text":"\\ud83d"}',
    "press on nothing": '{"t":"press","n":1,"data":"m:menu"}',
    "press on a word": '{"t":"press","n":1,"message":"1","data":"m:menu"}',
    "press on true": '{"t":"press","n":1,"message":true,"data":"m:menu"}',
    "press beyond 64 bits": '{"t":"press","n":1,"message":99999999999999999999,"data":"m:menu"}',
    "press with 65 characters": json.dumps({"t": "press", "n": 1, "message": 1, "data": "m" * 65}),
    "edit of nothing": '{"t":"edit","n":1,"text":"x"}',
    "edit beyond 64 bits": '{"t":"edit","n":1,"of":99999999999999999999,"text":"x"}',
    "edit of 0": '{"t":"edit","n":1,"of":0,"text":"x"}',
    "4097 characters": json.dumps({"t": "say", "n": 1, "text": "好" * 4097}, ensure_ascii=False),
    "caption of 1025": json.dumps({"t": "photo", "n": 1, "file": "x", "caption": "x" * 1025}),
    "photo without a name": '{"t":"photo","n":1,"caption":""}',
    "photo of nobody": '{"t":"photo","n":1,"file":"nobody","caption":""}',
    "photo by path": '{"t":"photo","n":1,"file":"../../keys/data.json","caption":""}',
    "photo is a list": '{"t":"photo","n":1,"file":["x"],"caption":""}',
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_frame_is_refused_and_the_socket_lives(window: Window, frame: str) -> None:
    await window.socket.send_str(frame)
    refusal = await window.until(lambda one: one["t"] not in ("welcome", "commands"))
    assert refusal["t"] == "bad", refusal
    await window.say("/menu", n=1)
    assert len(window.mine()) == 1


async def test_a_binary_frame_is_refused_and_the_socket_lives(window: Window) -> None:
    await window.socket.send_bytes(b'{"t":"ping"}')
    assert (await window.kind("bad"))["error"] == "unreadable"
    await window.say("/menu")


async def test_the_longest_text_is_taken_whole_in_its_most_wasteful_spelling(window: Window) -> None:
    text = "𠮷" * 4096
    await window.socket.send_str(json.dumps({"t": "say", "n": 1, "text": text}))  # 12 bytes a character
    await window.kind("ack")
    assert window.mine() == [text]


async def test_a_frame_over_64_kib_closes_only_its_own_socket(browser: Browser) -> None:
    async with browser.window() as first, browser.window() as second:
        await first.socket.send_str('{"t":"say","n":1,"text":"' + "x" * 65_536 + '"}')
        await asyncio.wait_for(first.closed.wait(), 5)
        assert first.socket.close_code == 1009
        await second.say("/menu", n=1)


@pytest.mark.parametrize("since", [-1, True, "5", None, 10**30, [], 1.5], ids=str)
async def test_a_strange_since_means_from_the_beginning(browser: Browser, since: object) -> None:
    async with browser.window() as window:
        await window.say("/menu")
        seen = await _history(window)
    async with browser.window(since=since) as again:  # type: ignore[arg-type]
        assert await _history(again) == seen


async def test_a_browser_that_remembers_a_later_database_sees_everything_anew(browser: Browser) -> None:
    async with browser.window() as window:
        await window.say("/menu")
        seen = await _history(window)
    async with browser.window(since=seen[-1] + 1000) as again:
        assert await _history(again) == seen
        await again.say("/help")
        assert len(again.ours()) == 2


async def test_what_is_said_before_hello_waits_for_it(browser: Browser) -> None:
    async with browser.window(hello=False) as window:
        await window.send(t="say", n=1, text="/menu")
        await window.send(t="hello", since=0)
        await window.kind("ack")
        assert window.frames[0]["t"] == "welcome"
        assert len(window.mine()) == len(window.ours()) == 1


async def test_everything_is_there_after_a_restart_of_the_house(tmp_path) -> None:
    async with opened(tmp_path) as site, site.browser() as browser:
        cookie = browser.cookie
        async with browser.window() as window:
            await window.say("/menu")
            seen = await _history(window)
    async with opened(tmp_path) as site, site.browser(session=False) as browser:
        browser.http.cookie_jar.update_cookies({"anju_chat": cookie})
        async with browser.window() as again:
            assert await _history(again) == seen
            assert again.frames[0]["n"] == 2
            await again.say("/menu", n=1)
            assert len(again.ours()) == 1


async def test_an_edit_is_shown_as_an_edit_in_every_window_and_corrects_the_answer(browser: Browser) -> None:
    async with browser.window() as first, browser.window() as second:
        await first.say("我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张")
        await first.say("同意")
        await first.say("不是")
        n = await first.say("王小明")
        await first.act("edit", of=n, text="王大明")
        edit = await second.kind("edit")
        assert (edit["n"], edit["text"]) == (n, "王大明")
        assert "王大明" in first.ours()[-1]


async def test_a_failing_turn_is_told_in_the_window_and_the_socket_lives(
    site: Site, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(event: object) -> None:
        raise RuntimeError("王小明 11010519491231002X")

    monkeypatch.setattr(type(site.house.front), "take", lambda self, event: broken(event))
    await window.send(t="say", n=1, text="/menu")
    failed = await window.kind("failed")
    assert (failed["n"], failed["again"]) == (1, False)
    assert "没有存上" in failed["text"]
    assert "王小明" not in failed["text"]
    monkeypatch.undo()
    await window.say("/menu", n=1)
    assert len(window.ours()) == 1


async def test_the_sockets_are_told_when_the_house_closes(tmp_path) -> None:
    async with opened(tmp_path) as site, site.browser() as browser, browser.window() as window:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await site.server.close()
        await asyncio.wait_for(window.closed.wait(), 5)
        assert window.socket.close_code == 1001
        assert loop.time() - before < 5
