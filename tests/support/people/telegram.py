"""A person on Telegram: acts through the Bot API server's `Phone`, sees what its chat holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.botapi import BotApiServer, Phone
from tests.support.people.person import Person
from tests.support.people.view import Bubble, Button, Document, View

Json = dict[str, Any]


class TelegramPerson(Person):
    """Give the server and an own person id; `phone` stays open for acts beyond the common verbs."""

    channel = "telegram"
    can_send_stickers = True

    def __init__(
        self, server: BotApiServer, person_id: int = 5001, name: str = "测试", language: str = "zh-hans"
    ) -> None:
        super().__init__(name, phone_number=f"1380000{person_id % 10000:04}")
        self.phone: Phone = server.phone(person_id, name=name, language=language)
        self._changed = self.phone.chat.changed

    async def sticker(self) -> None:
        await self._begin()
        self.phone.sticker()

    async def voice(self) -> None:
        await self._begin()
        self.phone.voice()

    async def press_data(self, message_id: int, data: str) -> None:
        """Press a button that is not there: a tampered app, or one that shows last month's message."""
        await self._begin()
        self.phone.press_data(message_id, data)

    async def screenshot(self, path: Path) -> Path:
        target = path.with_suffix(".txt")
        target.write_text(await self.screen(), encoding="utf-8")
        return target

    async def _view(self) -> View:
        chat, bot = self.phone.chat, self.phone.bot
        spinning = any(not press.answered and press.chat_id == chat.id for press in bot.presses.values())
        return View(
            bubbles=tuple(
                _bubble(message, bot.user["id"])
                for message in chat.messages.values()
                if "pinned_message" not in message
            ),
            keyboard=_buttons((chat.keyboard or {}).get("keyboard", [])),
            toasts=tuple(toast.text for toast in chat.toasts),
            busy=chat.typing() or spinning,
            pinned=len(chat.pinned),
        )

    async def _say(self, text: str) -> None:
        self.phone.text(text)

    async def _press(self, bubble: Bubble, button: Button) -> None:
        self.phone.press(bubble.key, *button.where)

    async def _tap(self, button: Button) -> None:
        row, column = button.where
        shown = self.phone.chat.keyboard or {}
        if shown["keyboard"][row][column].get("request_contact"):
            self.phone.contact(self.phone_number)
        else:
            self.phone.text(button.label)

    async def _photo(self, data: bytes, caption: str) -> None:
        self.phone.photo(data, caption)

    async def _document(self, data: bytes, name: str, content_type: str) -> None:
        self.phone.document(data, name, content_type)

    async def _edit(self, bubble: Bubble, text: str) -> None:
        self.phone.edit(bubble.key, text)

    async def _contact(self, number: str) -> None:
        self.phone.contact(number)

    async def _fetch(self, where: str) -> bytes:
        return self.phone.bot.files.by_id[where].data


def _bubble(message: Json, bot_id: int) -> Bubble:
    text = message.get("text") or message.get("caption") or ""
    for kind in ("contact", "sticker", "voice", "location"):
        if kind in message:
            detail = message[kind].get("phone_number") or ""
            text = f"[{kind} {detail}]".replace(" ]", "]") + (f" {text}" if text else "")
    return Bubble(
        key=message["message_id"],
        mine=message["from"]["id"] != bot_id,
        text=text,
        buttons=_buttons(message.get("reply_markup", {}).get("inline_keyboard", [])),
        picture=message["photo"][-1]["file_id"] if "photo" in message else "",
        document=_document(message.get("document")),
    )


def _document(sent: Json | None) -> Document | None:
    return Document(sent["file_name"], sent["file_id"]) if sent else None


def _buttons(rows: list[list[Json]]) -> tuple[Button, ...]:
    return tuple(
        Button(button["text"], (r, c), button.get("url", ""))
        for r, row in enumerate(rows)
        for c, button in enumerate(row)
    )
