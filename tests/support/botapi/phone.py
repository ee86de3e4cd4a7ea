"""A person's Telegram app: what can be done in a private chat with a bot, and nothing a real app forbids.

One exception on purpose: `press_data` presses any data on any message, as a tampered app would.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from tests.support.botapi.text import utf16_len
from tests.support.botapi.world import BotAccount, Chat, Press

Json = dict[str, Any]

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?")


class Phone:
    """Each act queues an update for the bot and returns its id (None when the bot wants no such updates)."""

    def __init__(self, bot: BotAccount, person: Json) -> None:
        self.bot = bot
        self.person = person
        self.last_update: int | None = None

    @property
    def chat(self) -> Chat:
        """The chat, opened (as by pressing START) when it is looked at first."""
        return self.bot.chats.setdefault(self.person["id"], Chat(self.person))

    def text(self, text: str) -> int | None:
        body: Json = {"text": text}
        if command := COMMAND.match(text):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": utf16_len(command[0])}]
        return self._message(body)

    def photo(self, data: bytes, caption: str = "") -> int | None:
        words = {"caption": caption} if caption else {}
        return self._message({"photo": self.bot.files.add_photo(data), **words})

    def document(self, data: bytes, name: str, content_type: str = "application/octet-stream") -> int | None:
        return self._message({"document": self.bot.files.add_document(data, name, content_type)})

    def contact(self, phone: str, *, of_someone_else: bool = False) -> int | None:
        owner = {} if of_someone_else else {"user_id": self.person["id"]}
        return self._message({"contact": {"phone_number": phone, "first_name": self.person["first_name"], **owner}})

    def sticker(self) -> int | None:
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = self.bot.files.add(b"RIFF____WEBP", "stickers", ".webp", {**shape, "emoji": "👍"})
        return self._message({"sticker": sticker.as_json()})

    def voice(self) -> int | None:
        shape = {"duration": 2, "mime_type": "audio/ogg"}
        return self._message({"voice": self.bot.files.add(b"OggS____", "voice", ".oga", shape).as_json()})

    def location(self, latitude: float, longitude: float) -> int | None:
        return self._message({"location": {"latitude": latitude, "longitude": longitude}})

    def forward(self, text: str, sender_name: str) -> int | None:
        origin = {"type": "hidden_user", "date": self.bot.now(), "sender_user_name": sender_name}
        return self._message({"text": text, "forward_origin": origin})

    def edit(self, message_id: int, text: str) -> int | None:
        message = self.chat.messages[message_id]
        if message["from"]["is_bot"]:
            raise ValueError("a person edits his own messages only")
        changed = {k: v for k, v in message.items() if k != "entities"}
        changed |= {"text" if "text" in message else "caption": text, "edit_date": self.bot.now()}
        self.chat.messages[message_id] = changed
        self.chat.changed.fire()
        return self._put("edited_message", changed)

    def pin(self, message_id: int) -> int | None:
        """Keep a message in sight oneself."""
        self.chat.pinned.append(message_id)
        return self._message({"pinned_message": self.chat.messages[message_id]})

    def press(self, message_id: int, row: int, column: int) -> int | None:
        """Press an inline button that is shown now."""
        button = self.chat.messages[message_id]["reply_markup"]["inline_keyboard"][row][column]
        if "callback_data" not in button:
            raise ValueError(f"{button['text']} sends nothing to the bot")
        return self.press_data(message_id, button["callback_data"])

    def press_data(self, message_id: int, data: str) -> int | None:
        chat = self.chat
        press = Press(str(secrets.randbits(63)), chat.id, message_id, data, time.monotonic())
        self.bot.presses[press.id] = press
        shown = chat.messages.get(message_id) or {"message_id": message_id, "chat": chat.as_json(), "date": 0}
        query = {"id": press.id, "from": self.person, "message": shown, "data": data}
        return self._put("callback_query", {**query, "chat_instance": chat.instance})

    def block(self) -> int | None:
        self.chat.blocked = True
        return self._membership("member", "kicked")

    def unblock(self) -> int | None:
        self.chat.blocked = False
        return self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> int | None:
        def status(name: str) -> Json:
            until = {"until_date": 0} if name == "kicked" else {}
            return {"user": self.bot.as_sender(), "status": name, **until}

        body = {"chat": self.chat.as_json(), "from": self.person, "date": self.bot.now()}
        return self._put(
            "my_chat_member", {**body, "old_chat_member": status(before), "new_chat_member": status(after)}
        )

    def _message(self, body: Json) -> int | None:
        if self.chat.blocked:
            raise ValueError("the person blocked the bot and cannot write to it")
        return self._put("message", self.chat.add(self.person, self.bot.now(), body))

    def _put(self, kind: str, body: Json) -> int | None:
        self.last_update = self.bot.updates.put(kind, body)
        return self.last_update
