"""Sending, deleting, pinning, typing, and answers to pressed buttons."""

from __future__ import annotations

import time
from typing import Any

from tests.support.botapi.errors import bad_request
from tests.support.botapi.keyboards import checked_markup
from tests.support.botapi.methods.registry import method
from tests.support.botapi.params import Params
from tests.support.botapi.text import message_text, utf16_len
from tests.support.botapi.world import TYPING_SECONDS, BotAccount, Chat, Toast

Json = dict[str, Any]

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
STALE_QUERY = "query is too old and response timeout expired or query ID is invalid"


def deliver(bot: BotAccount, chat: Chat, params: Params, body: Json) -> Json:
    """Put a message of the bot into the chat, with its keyboard and what it replies to."""
    markup = checked_markup(params.json("reply_markup"))
    body = {**_reply(chat, params), **body}
    if markup and "inline_keyboard" in markup:
        body["reply_markup"] = markup
    message = chat.add(bot.as_sender(), bot.now(), body)
    if markup and "inline_keyboard" not in markup:
        chat.with_reply_keyboard.add(message["message_id"])
        if "keyboard" in markup:
            chat.keyboard = markup
        elif markup.get("remove_keyboard"):
            chat.keyboard = None
    return message


def _reply(chat: Chat, params: Params) -> Json:
    reply = params.json("reply_parameters") or {}
    wanted = reply.get("message_id") or params.integer("reply_to_message_id", 0)
    if not wanted:
        return {}
    if (original := chat.messages.get(int(wanted))) is not None:
        return {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


@method("sendMessage")
async def send_message(bot: BotAccount, params: Params) -> Json:
    chat = bot.chat(params)
    return deliver(bot, chat, params, message_text(params).fields("text", "entities"))


@method("deleteMessage")
async def delete_message(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    message_id = params.integer("message_id", 0)
    if chat.messages.pop(message_id, None) is None:
        raise bad_request("message to delete not found")
    chat.pinned = [pinned for pinned in chat.pinned if pinned != message_id]
    chat.changed.fire()
    return True


@method("deleteMessages")
async def delete_messages(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    wanted = params.json("message_ids", [])
    if not 1 <= len(wanted) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in wanted:
        chat.messages.pop(int(message_id), None)
    chat.pinned = [pinned for pinned in chat.pinned if pinned in chat.messages]
    chat.changed.fire()
    return True


@method("pinChatMessage")
async def pin_chat_message(bot: BotAccount, params: Params) -> bool:
    chat, message_id = bot.chat(params), params.integer("message_id", 0)
    if "pinned_message" in chat.messages.get(message_id, {"pinned_message": None}):
        raise bad_request("message to pin not found")
    chat.pinned = [pinned for pinned in chat.pinned if pinned != message_id] + [message_id]
    told = chat.add(bot.as_sender(), bot.now(), {"pinned_message": chat.messages[message_id]})
    bot.updates.put("message", told)
    return True


@method("unpinChatMessage")
async def unpin_chat_message(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    message_id = params.integer("message_id", chat.pinned[-1] if chat.pinned else -1)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    chat.changed.fire()
    return True


@method("unpinAllChatMessages")
async def unpin_all_chat_messages(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    chat.pinned.clear()
    chat.changed.fire()
    return True


@method("sendChatAction")
async def send_chat_action(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action, chat.typing_until = params.text("action"), time.monotonic() + TYPING_SECONDS
    chat.changed.fire()
    return True


@method("answerCallbackQuery")
async def answer_callback_query(bot: BotAccount, params: Params) -> bool:
    press = bot.presses.get(params.text("callback_query_id"))
    if press is None or time.monotonic() - press.at > bot.press_lifetime:
        raise bad_request(STALE_QUERY)
    words = params.text("text")
    if utf16_len(words) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered = True
    chat = bot.chats[press.chat_id]
    if words:
        chat.toasts.append(Toast(words, params.flag("show_alert")))
    chat.changed.fire()
    return True
