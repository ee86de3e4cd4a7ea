"""A stored message as a Bot API call."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from aiogram.methods import EditMessageText, SendDocument, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.attachments import File
from bot.texts import DEFAULT, texts

Payload = Mapping[str, Any]
delivering: ContextVar["tuple[int, Payload] | None"] = ContextVar("delivering", default=None)
"""The stored message that is being sent, for channels whose message ids are ours."""


def compose(chat: int, payload: Payload, file: File | None) -> TelegramMethod[Any]:
    """The Bot API call that says a stored message, with what goes with it if anything does."""
    text, markup = payload["text"], _markup(payload)
    entities = [MessageEntity(type="bold", offset=at, length=size) for at, size in payload.get("bold", ())] or None
    quiet = payload.get("quiet")
    if file is not None:
        given = BufferedInputFile(file.content, file.name)
        said = {"chat_id": chat, "caption": text, "caption_entities": entities, "reply_markup": markup}
        said["disable_notification"] = quiet
        return SendPhoto(photo=given, **said) if file.is_picture else SendDocument(document=given, **said)
    if edits := payload.get("edits"):
        return EditMessageText(chat_id=chat, message_id=edits, text=text, entities=entities, reply_markup=markup)
    return SendMessage(chat_id=chat, text=text, entities=entities, reply_markup=markup, disable_notification=quiet)


def repeated(payload: Payload) -> Payload:
    """The message once more, because nobody knows whether it has arrived: it says so, and makes no sound."""
    once_more = texts(payload.get("language", DEFAULT)).plain("delivery.repeated")
    return {**payload, "text": f"{payload['text']}\n\n{once_more}", "quiet": True}


def _markup(payload: Payload) -> Any:
    inline = payload.get("inline", ())
    if contact := payload.get("contact"):
        rows = [[KeyboardButton(text=contact, request_contact=True)]]
        rows += [[KeyboardButton(text=text) for text, *_ in row] for row in inline]
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    if inline:
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text=text, callback_data=data, url=url) for text, data, url in row]
                for row in inline
            ]
        )
    return ReplyKeyboardRemove(remove_keyboard=True) if payload.get("drop_keyboard") else None
