"""Presses, faults to order, and the record of calls."""

from __future__ import annotations

import re

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from tests.e2e.botapi.helpers import ME, inline
from tests.support.botapi import BotApiServer, Phone


async def test_a_press_is_answered_while_it_is_fresh(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(ME, "选", reply_markup=inline(callback_data="a"))
    phone.press(sent.message_id, 0, 0)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None

    assert await bot.answer_callback_query(query.id, "好")
    assert [toast.text for toast in phone.chat.toasts] == ["好"]

    botapi.bot().press_lifetime = -1
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_deleted_and_pinned_messages(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(ME, "甲")
    await bot.pin_chat_message(ME, sent.message_id)
    assert phone.chat.pinned == [sent.message_id]
    told = (await bot.get_updates())[-1].message
    assert told is not None
    assert told.pinned_message is not None
    with pytest.raises(TelegramBadRequest, match="message to pin not found"):
        await bot.pin_chat_message(ME, told.message_id)
    await bot.delete_message(ME, sent.message_id)
    assert phone.chat.pinned == []
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(ME, sent.message_id)


async def test_without_a_message_the_last_pinned_one_is_let_go_of(bot: Bot, phone: Phone) -> None:
    first, second = [await bot.send_message(ME, words) for words in ("甲", "乙")]
    for sent in (first, second):
        await bot.pin_chat_message(ME, sent.message_id, disable_notification=True)

    await bot.unpin_chat_message(ME)
    assert phone.chat.pinned == [first.message_id]
    with pytest.raises(TelegramBadRequest, match="message to unpin not found"):
        await bot.unpin_chat_message(ME, message_id=second.message_id)


@pytest.mark.parametrize(
    ("order", "raised", "effects"),
    [
        pytest.param("flood", TelegramRetryAfter, 0, id="too many requests"),
        pytest.param("error", TelegramServerError, 0, id="server error"),
        pytest.param("garbage", ClientDecodeError, 0, id="a proxy's page"),
        pytest.param("reset_before", TelegramNetworkError, 0, id="cut before the effect"),
        pytest.param("reset_after", TelegramNetworkError, 1, id="cut after the effect"),
    ],
)
async def test_ordered_faults_happen_as_often_as_ordered(
    botapi: BotApiServer, bot: Bot, phone: Phone, order: str, raised: type[Exception], effects: int
) -> None:
    faults = botapi.faults
    {
        "flood": lambda: faults.flood("sendMessage", retry_after=7),
        "error": lambda: faults.error("sendMessage", code=502),
        "garbage": lambda: faults.garbage("sendMessage"),
        "reset_before": lambda: faults.reset("sendMessage"),
        "reset_after": lambda: faults.reset("sendMessage", after_effect=True),
    }[order]()

    with pytest.raises(raised):
        await bot.send_message(ME, "一")
    await bot.send_message(ME, "二")

    assert len(botapi.calls.with_effect("sendMessage")) == 1 + effects
    assert [bool(call.fault) for call in botapi.calls.of("sendMessage")] == [True, False]


async def test_a_flood_names_how_long_to_wait(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    botapi.faults.flood(retry_after=9, times=None)
    for _ in range(3):
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(ME, "一")
        assert refused.value.retry_after == 9
    botapi.faults.clear()
    assert await bot.send_message(ME, "二")


async def test_faults_can_be_meant_for_one_chat(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    botapi.phone(5002).text("/start")
    botapi.faults.flood("sendMessage", chat_id=5002)
    assert await bot.send_message(ME, "甲")
    with pytest.raises(TelegramAPIError):
        await bot.send_message(5002, "乙")


async def test_a_delayed_call_still_has_its_effect(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    botapi.faults.delay(0.2, "sendMessage")
    await bot.send_message(ME, "慢")
    call = botapi.calls.of("sendMessage")[0]
    assert (call.fault, call.effect, call.code) == ("delay", True, 200)


async def test_the_record_tells_refusals_and_rates(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    for number in range(3):
        await bot.send_message(ME, f"第{number}条")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(404, "谁")

    assert [call.description for call in botapi.calls.refused()] == ["Bad Request: chat not found"]
    assert botapi.calls.busiest_second("sendMessage") == 3
    assert [call.chat_id for call in botapi.calls.of("sendMessage")] == [ME, ME, ME, 404]


async def test_commands_are_kept_and_checked(bot: Bot) -> None:
    from aiogram.types import BotCommand

    await bot.set_my_commands([BotCommand(command="menu", description="菜单")])
    assert [command.command for command in await bot.get_my_commands()] == ["menu"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Меню", description="x")])
    await bot.set_my_description("安居")
    assert (await bot.get_my_description()).description == "安居"
    assert re.fullmatch(r"\d+:[\w-]+", bot.token)
