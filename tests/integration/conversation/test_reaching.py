"""Saying in the chat by which ways one wants to be reminded: their order, all at once, a phone with consent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.reach import Wishes
from storage.stores import Store
from tests.integration.conversation.talking import REST, SENTENCE, Hall, Talk, hall
from tests.integration.storage.helping import account, commit, count, look
from tests.unit.domain.making import NOW

PHONE = "138****5678"
BROWSER = {"endpoint": "https://push.example/1", "p256dh": "key", "auth": "secret"}


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(store, tmp_path) as here:
        here.front.desk = replace(here.front.desk, sms=True)
        yield here


@pytest.fixture
async def me(desk: Hall) -> Talk:
    """Somebody who has registered in the web chat."""
    talk = desk.talk(channel="web")
    await talk(SENTENCE, *REST)
    return talk


async def ways(me: Talk) -> str:
    await me.press_data("m:remindset")
    return await me(">用什么提醒我")


async def with_telegram(store: Store) -> None:
    other = await account(store, "42", "telegram")
    await commit(store, lambda uow: uow.people.link(other.id, 1, None))


async def with_browser(store: Store) -> None:
    chat = await account(store)
    await commit(store, lambda uow: uow.subscriptions.add(chat, BROWSER, NOW))


async def wishes(store: Store) -> Wishes:
    return await look(store, lambda uow: uow.reaching.wishes(1))


async def test_where_there_is_one_way_it_is_told(me: Talk) -> None:
    shown = await ways(me)

    assert "现在只有这一个地方可以提醒您" in shown
    assert "• 网页聊天" in shown
    assert "提醒都留在里面" in shown


async def test_a_phone_is_asked_for_before_it_is_used(me: Talk, store: Store) -> None:
    await ways(me)
    asked = await me(">打开短信提醒")
    assert f"发到登记的手机号 {PHONE}，只写是哪一类事和日期，不写姓名" in asked
    assert await count(store, "accounts") == 1

    shown = await me(">同意，打开")
    assert "好，也可以用短信提醒您了" in shown
    assert f"1. 网页聊天\n2. 短信 {PHONE}" in shown
    assert await count(store, "accounts") == 2


async def test_whoever_does_not_want_texts_is_not_asked_twice_and_can_end_them(me: Talk, store: Store) -> None:
    await ways(me)
    assert "只有这一个" in await me(">打开短信提醒", ">先不开")
    assert "好，不再用短信提醒您" in await me(">打开短信提醒", ">同意，打开", ">关掉短信提醒")
    assert await count(store, "accounts") == 1


async def test_the_order_is_changed_by_a_tap_and_kept_for_the_person(me: Talk, store: Store) -> None:
    await with_telegram(store)
    assert "1. 网页聊天\n2. Telegram" in await ways(me)

    assert "1. Telegram\n2. 网页聊天" in await me(">⬆ 先用Telegram")
    assert (await wishes(store)).order == ("telegram", "web")


async def test_all_at_once_and_back(me: Talk, store: Store) -> None:
    await with_telegram(store)
    await ways(me)
    assert "会从这些地方一起到" in await me(">几个一起提醒")
    assert (await wishes(store)).together
    assert "前一个不通才用下一个" in await me(">只用一个，不通再换")
    assert not (await wishes(store)).together


async def test_a_way_that_does_not_work_says_so(me: Talk, store: Store) -> None:
    await with_telegram(store)
    blocked = await look(store, lambda uow: uow.accounts.find("telegram", "42"))
    assert blocked
    await commit(store, lambda uow: uow.outbox.shut(blocked.id, NOW))

    assert "2. Telegram：现在不通" in await ways(me)


async def test_notices_are_seen_and_ended_in_the_chat(me: Talk, store: Store) -> None:
    await with_browser(store)
    assert "网页聊天（没开着时，浏览器弹通知）" in await ways(me)
    assert "好，这个网页聊天不再弹通知" in await me(">关掉网页通知")
    assert await count(store, "subscriptions") == 0


async def test_without_a_provider_nobody_is_offered_texts(desk: Hall, me: Talk) -> None:
    desk.front.desk = replace(desk.front.desk, sms=False)
    await ways(me)

    with pytest.raises(AssertionError, match="no button"):
        me.data_of("打开短信提醒")
    assert "短信提醒现在不能用" in await me.press_data("m:sms:yes")


async def test_who_is_not_registered_has_his_chat_alone(desk: Hall, store: Store) -> None:
    me = desk.talk(channel="web")
    await me("/start")

    assert "只有这一个" in await ways(me)
    for data in ("m:sms", "m:sms:yes", "m:wayup:telegram", "m:waysall:1"):
        await me.press_data(data)
    assert await count(store, "accounts") == 1
    assert await count(store, "wishes") == 0


@pytest.mark.parametrize("data", ["m:wayup:pigeon", "m:wayup:", "m:waysall:x", "m:sms:x", "m:ringoff:x", "m:ways:9"])
async def test_a_forged_button_changes_nothing(me: Talk, store: Store, data: str) -> None:
    await me.press_data(data)

    assert await wishes(store) == Wishes()
    assert await count(store, "accounts") == 1


async def test_a_child_s_reminders_go_as_his_guardian_wants(me: Talk, store: Store) -> None:
    await with_telegram(store)
    await me.press_data("m:newchild")
    shown = await me.press_data("w1:m:ways")

    assert "1. 网页聊天\n2. Telegram" in shown
    await me.press_data("w1:m:wayup:telegram")
    assert (await wishes(store)).order == ("telegram", "web")
