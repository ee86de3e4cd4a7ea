"""What Telegram would refuse in texts, keyboards and edits is refused here."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from tests.e2e.botapi.helpers import ME, client, inline, png
from tests.support.botapi import BotApiServer, Phone
from tests.support.people import TelegramPerson


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("字" * 4097, "message is too long", id="one too many"),
        pytest.param("😀" * 2049, "message is too long", id="counted in UTF-16"),
        pytest.param(" \n ", "message text is empty", id="only spaces"),
    ],
)
async def test_texts_out_of_bounds_are_refused(bot: Bot, phone: Phone, text: str, words: str) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(ME, text)


async def test_texts_at_the_limit_pass(bot: Bot, phone: Phone) -> None:
    assert len((await bot.send_message(ME, "字" * 4096)).text or "") == 4096
    assert (await bot.send_message(ME, "😀" * 2048)).message_id
    assert (await bot.send_message(ME, "<b>" + "字" * 4096 + "</b>", parse_mode="HTML")).entities


async def test_captions_have_their_own_limit(bot: Bot, phone: Phone) -> None:
    picture = BufferedInputFile(png(), "p.png")
    assert (await bot.send_photo(ME, picture, caption="字" * 1024)).photo
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_photo(ME, picture, caption="字" * 1025)


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        pytest.param({"offset": 3, "length": 2}, "ends after the end", id="past the end"),
        pytest.param({"offset": -1, "length": 2}, "wrong offset", id="before the start"),
        pytest.param({"offset": 1, "length": 1}, "middle of a UTF-16 symbol", id="half a symbol"),
    ],
)
async def test_entities_outside_the_text_are_refused(
    bot: Bot, phone: Phone, entity: dict[str, Any], words: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(ME, "😀好！", entities=[MessageEntity(type="bold", **entity)])


async def test_html_becomes_text_and_entities(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(ME, '<b>😀&lt;甲&gt;</b> <a href="https://a.cn/?x=1&amp;y">乙</a>', parse_mode="HTML")

    assert sent.text == "😀<甲> 乙"
    assert sent.entities is not None
    assert [(e.type, e.offset, e.length, e.url) for e in sent.entities] == [
        ("bold", 0, 5, None),
        ("text_link", 6, 1, "https://a.cn/?x=1&y"),
    ]


@pytest.mark.parametrize("text", ["<b>甲", "甲</b>", "<b><i>甲</b></i>", "<script>甲</script>", "甲 < 乙"])
async def test_broken_html_is_refused(bot: Bot, phone: Phone, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(ME, text, parse_mode="HTML")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        pytest.param(inline(callback_data="数" * 22), "BUTTON_DATA_INVALID", id="66 bytes of data"),
        pytest.param(inline(), "Text buttons are unallowed", id="no action"),
        pytest.param(inline(callback_data="a", url="https://a.cn"), "exactly one action", id="two actions"),
        pytest.param(inline(url="javascript:alert(1)"), "Wrong HTTP URL", id="script address"),
        pytest.param(inline(url="http://localhost/v"), "Wrong HTTP URL", id="address without a dot"),
        pytest.param(inline(" ", callback_data="a"), "non-empty", id="no words"),
        pytest.param(ReplyKeyboardMarkup(keyboard=[]), "must not be empty", id="empty keyboard"),
    ],
)
async def test_keyboards_telegram_would_refuse_are_refused(
    bot: Bot, phone: Phone, markup: InlineKeyboardMarkup, words: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(ME, "选", reply_markup=markup)


async def test_callback_data_of_64_bytes_passes(bot: Bot, phone: Phone) -> None:
    assert await bot.send_message(ME, "选", reply_markup=inline(callback_data="x" * 64))


async def test_an_edit_without_a_change_is_refused(bot: Bot, phone: Phone) -> None:
    keyboard = inline(callback_data="a")
    sent = await bot.send_message(ME, "甲", reply_markup=keyboard)

    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("甲", reply_markup=keyboard)

    edited = await sent.edit_text("甲")
    assert isinstance(edited, Message)
    assert edited.reply_markup is None


async def test_only_ones_own_editable_messages_can_be_edited(bot: Bot, phone: Phone) -> None:
    with_keyboard = await bot.send_message(
        ME, "选", reply_markup=ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="甲")]])
    )
    for message_id, words in (
        (1, "can't be edited"),
        (with_keyboard.message_id, "can't be edited"),
        (99, "not found"),
    ):
        with pytest.raises(TelegramBadRequest, match=words):
            await bot.edit_message_text("乙", chat_id=ME, message_id=message_id)


async def test_strangers_blockers_and_wrong_tokens_are_refused(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(404, "你好")
    phone.block()
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(ME, "你好")
    async with client(botapi, "1:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    with pytest.raises(TelegramNotFound):
        await bot.send_dice(ME)


async def test_message_ids_count_per_chat(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    botapi.phone(5002).text("/start")
    assert (await bot.send_message(ME, "甲")).message_id == 2
    assert (await bot.send_message(5002, "乙")).message_id == 2


async def test_reply_keyboards_stay_until_removed(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    person = TelegramPerson(botapi, ME)
    await bot.send_message(ME, "选", reply_markup=ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="甲")]]))
    await bot.send_message(ME, "说")
    assert await person.buttons() == ["甲"]
    await bot.send_message(ME, "完", reply_markup=ReplyKeyboardRemove())
    assert await person.buttons() == []
