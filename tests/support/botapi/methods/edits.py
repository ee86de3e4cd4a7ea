"""Changing a message of the bot; refuses what would change nothing."""

from __future__ import annotations

from typing import Any

from tests.support.botapi.errors import bad_request
from tests.support.botapi.keyboards import inline_only
from tests.support.botapi.methods.media import document_body, photo_body
from tests.support.botapi.methods.registry import method
from tests.support.botapi.params import Params
from tests.support.botapi.text import caption, caption_of, message_text
from tests.support.botapi.world import BotAccount, Chat

Json = dict[str, Any]

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "reply_markup")


def _message(bot: BotAccount, params: Params) -> tuple[Chat, Json]:
    if params.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = bot.chat(params)
    message = chat.messages.get(params.integer("message_id", 0))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != bot.user["id"] or message["message_id"] in chat.with_reply_keyboard:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(bot: BotAccount, chat: Chat, message: Json, changes: Json, dropped: tuple[str, ...]) -> Json:
    kept = {key: value for key, value in message.items() if key not in dropped}
    changed = kept | {key: value for key, value in changes.items() if value}
    if [changed.get(key) for key in CONTENT] == [message.get(key) for key in CONTENT]:
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = bot.now()
    chat.messages[message["message_id"]] = changed
    chat.typing_until = 0.0
    chat.changed.fire()
    return changed


def _markup(params: Params) -> Json:
    return {"reply_markup": inline_only(params.json("reply_markup"))}


@method("editMessageText")
async def edit_message_text(bot: BotAccount, params: Params) -> Json:
    chat, message = _message(bot, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    changes = message_text(params).fields("text", "entities") | _markup(params)
    return _apply(bot, chat, message, changes, ("entities", "reply_markup"))


@method("editMessageCaption")
async def edit_message_caption(bot: BotAccount, params: Params) -> Json:
    chat, message = _message(bot, params)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    changes = caption(params).fields("caption", "caption_entities") | _markup(params)
    return _apply(bot, chat, message, changes, ("caption", "caption_entities", "reply_markup"))


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(bot: BotAccount, params: Params) -> Json:
    chat, message = _message(bot, params)
    return _apply(bot, chat, message, _markup(params), ("reply_markup",))


@method("editMessageMedia")
async def edit_message_media(bot: BotAccount, params: Params) -> Json:
    chat, message = _message(bot, params)
    media = params.json("media", {})
    reference = str(media.get("media", ""))
    upload = params.upload(reference) if reference.startswith("attach://") else None
    if media.get("type") == "photo":
        body = photo_body(bot, upload, reference)
    elif media.get("type") == "document":
        body = document_body(bot, upload, reference)
    else:
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    entities = media.get("caption_entities") or []
    words = caption_of(media.get("caption") or "", media.get("parse_mode") or "", entities)
    changes = body | words.fields("caption", "caption_entities") | _markup(params)
    return _apply(bot, chat, message, changes, CONTENT)
