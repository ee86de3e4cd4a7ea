"""A reminder goes to the first way that works, in the order that its person wants, and to nobody twice (T-21, T-23)."""

from __future__ import annotations

from aiogram.exceptions import TelegramBadRequest

from tests.integration.bot.delivery.test_post import SENT
from tests.integration.bot.delivery.ways import NOON, House, forbidden
from tests.integration.storage.helping import commit, look


async def test_without_any_other_way_it_lies_in_the_chat_and_nothing_is_amiss(house: House) -> None:
    await house.remind()
    browser = await house.with_browser()
    browser.status = 410
    await house.remind()

    assert len(await house.inbox(house.web)) == 2
    assert await house.dead() == {}
    assert not await house.waits()


async def test_a_blocked_bot_is_followed_by_the_next_way_and_comes_back(house: House) -> None:
    chat, _ = await house.with_telegram(), await house.with_browser()
    house.telegram.trouble[42] = forbidden
    await house.wish("telegram", "web", "sms")
    await house.remind()

    assert house.rung() == (0, 1, 0)
    assert [len(await house.inbox(one)) for one in (house.web, chat)] == [1, 0]
    del house.telegram.trouble[42]
    again = await look(house.store, lambda uow: uow.accounts.get(chat.id))
    assert again
    await commit(house.store, lambda uow: uow.accounts.save(again))
    await house.remind()
    assert house.rung() == (1, 1, 0)


async def test_the_wished_order_is_kept_whichever_chat_it_was_promised_in(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram", "web")
    await house.remind()

    assert house.rung() == (0, 0, 1)


async def test_who_wants_all_ways_gets_each_once(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.with_browser()
    await house.wish(together=True)
    await house.remind()

    assert house.rung() == (1, 1, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_who_wants_all_ways_is_not_told_twice_by_one_when_another_fails(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    house.telegram.trouble[42] = forbidden
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.wish(together=True)
    await house.remind()

    assert house.rung() == (0, 0, 0)
    assert len(await house.inbox(house.web)) == 1
    assert not await house.waits()


async def test_of_a_child_no_other_chat_is_told_but_the_guardian_s_phone_rings(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.wish("telegram", "web", "sms")
    child = await commit(house.store, lambda uow: uow.accounts.add_ward(house.web, NOON))
    await house.remind(child)

    assert house.rung() == (0, 0, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_a_message_that_telegram_will_never_take_goes_by_the_next_way(house: House) -> None:
    await house.with_telegram()
    browser = await house.with_browser()
    house.telegram.trouble[42] = lambda: TelegramBadRequest(SENT, "can't parse entities")
    await house.wish("telegram", "web")
    await house.remind()

    assert len(browser.notices) == 1
    assert await house.dead() == {"TelegramBadRequest": 1}
