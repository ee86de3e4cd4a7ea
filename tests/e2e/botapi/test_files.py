"""Photos and documents, both ways."""

from __future__ import annotations

import io

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaPhoto,
    Message,
)
from PIL import Image

from tests.e2e.botapi.helpers import ME, inline, png
from tests.support.botapi import BotApiServer, Phone
from tests.support.people import TelegramPerson


async def test_a_persons_photo_reaches_the_bot_as_a_smaller_jpeg(bot: Bot, phone: Phone) -> None:
    phone.photo(png(3000, 1500), "身份证")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.photo is not None
    assert [(size.width, size.height) for size in message.photo][-1] == (1280, 640)

    data = await bot.download(message.photo[-1])

    assert data is not None
    with Image.open(data) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1280, 640))


async def test_a_bots_photo_is_kept_and_can_be_sent_again(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    person, data = TelegramPerson(botapi, ME), png(500, 500)
    sent = await bot.send_photo(ME, BufferedInputFile(data, "v.png"), caption="凭证")
    assert sent.photo is not None
    again = await bot.send_photo(ME, sent.photo[-1].file_id)

    assert again.photo == sent.photo
    assert botapi.bot().files.by_id[sent.photo[-1].file_id].original == data
    with Image.open(io.BytesIO(await person.picture())) as picture:
        assert picture.size == (500, 500)


async def test_a_photo_can_be_exchanged_in_place(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_photo(ME, BufferedInputFile(png(), "a.png"), reply_markup=inline(callback_data="n"))
    media = InputMediaPhoto(media=BufferedInputFile(png(200, 200), "b.png"), caption="新")

    edited = await sent.edit_media(media)

    assert isinstance(edited, Message)
    assert (edited.message_id, edited.caption, edited.reply_markup) == (sent.message_id, "新", None)
    assert edited.photo != sent.photo


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"not a picture", "IMAGE_PROCESS_FAILED", id="no picture"),
        pytest.param(png(2100, 100), "PHOTO_INVALID_DIMENSIONS", id="too narrow"),
        pytest.param(b"\0" * 10_000_001, "file is too big", id="over ten million bytes"),
    ],
)
async def test_bad_photos_are_refused(bot: Bot, phone: Phone, data: bytes, words: str) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_photo(ME, BufferedInputFile(data, "p.png"))


async def test_documents_keep_name_and_bytes(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_document(ME, BufferedInputFile(b"PK table", "租客.xlsx"))
    assert sent.document is not None
    data = await bot.download(sent.document)
    assert data is not None
    assert (sent.document.file_name, data.read()) == ("租客.xlsx", b"PK table")


async def test_an_address_is_never_fetched_for_a_photo(bot: Bot, phone: Phone) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_photo(ME, "http://127.0.0.1:1/p.png")
