"""A client, small pictures and keyboards for the tests of the Bot API server."""

from __future__ import annotations

import contextlib
import io
from collections.abc import AsyncIterator
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from PIL import Image

from tests.support.botapi import BotApiServer

ME = 5001


def inline(text: str = "续签", **action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, **action)]])


def png(width: int = 400, height: int = 300) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "PNG")
    return target.getvalue()


@contextlib.asynccontextmanager
async def client(server: BotApiServer, token: str = "") -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    one = Bot(token or server.token, session=session)
    try:
        yield one
    finally:
        await (await session.create_session()).close()  # its own close() waits a quarter of a second for TLS
