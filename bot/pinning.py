"""Keeping a message in sight: pinned once it has arrived, let go of when it gets a face without a title.

It is a courtesy. Where it cannot be done the chat goes on without: the words have arrived.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from aiogram import Bot
from aiogram.methods import PinChatMessage, UnpinChatMessage

log = structlog.get_logger(__name__)

SECONDS = 5
"""How long it may take: the messages behind it wait for that."""


async def keep_in_sight(bot: Bot, chat: int, number: int, payload: Mapping[str, Any], remote: int | None) -> None:
    """Pin a stored message that arrived as `remote`, silently, or let go of the one that it gave a new face."""
    edited = payload.get("edits")
    try:
        if payload.get("pins") and remote and not edited:
            pin = PinChatMessage(chat_id=chat, message_id=remote, disable_notification=True)
            await bot(pin, request_timeout=SECONDS)
        elif payload.get("unpins") and edited:
            await bot(UnpinChatMessage(chat_id=chat, message_id=edited), request_timeout=SECONDS)
    except Exception as error:
        log.warning("pin_refused", message=number, error=type(error).__name__)
