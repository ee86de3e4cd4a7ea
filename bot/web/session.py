"""The web chat as a messenger: Bot API methods go out as frames to the browser instead of to Telegram.

Message ids are those of the stored messages, so history, edits and buttons need no second book-keeping; the person's
own messages count downwards from -1. Methods that make no sense in a browser are refused as a bad request.
"""

import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetFile,
    GetMe,
    PinChatMessage,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
    UnpinChatMessage,
)
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, File, Message, MessageEntity, User

from bot.attachments import Attachments
from bot.composing import compose, delivering
from bot.conversation.speech import Act, Incoming
from bot.reaching import NotReached
from bot.web.cookies import TICKET_SECONDS, ChatCookie, Pass
from bot.web.hub import Frame, Hub, speaking
from bot.web.uploads import Uploads, is_paper
from storage.chats import Stored

WEB_BOT = 1
"""The web bot's number: Telegram gives no bot this one."""


class WebSession(BaseSession):
    """aiogram's other side for browsers."""

    channel = "web"
    numbers_are_ours = True

    def __init__(self, hub: Hub, uploads: Uploads, cookie: ChatCookie) -> None:
        super().__init__()
        self._hub, self._uploads, self._cookie = hub, uploads, cookie

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's name
    ) -> TelegramType:
        """Carry a method out in the browser."""
        return cast(TelegramType, await self._do(method))

    async def _do(self, method: TelegramMethod[Any]) -> Any:
        match method:
            case SendMessage() | SendPhoto() | SendDocument() | EditMessageText():
                return await self._show(method)
            case AnswerCallbackQuery():
                if method.text:
                    chat = int(method.callback_query_id.partition(":")[0])
                    await self._hub.push(chat, {"t": "toast", "text": method.text, "alert": bool(method.show_alert)})
                return True
            case SendChatAction():
                await self._hub.push(int(method.chat_id), {"t": "typing"})
                return True
            case GetMe():
                return User(id=WEB_BOT, is_bot=True, first_name="安居", username="anju")
            case GetFile():
                return File(file_id=method.file_id, file_unique_id=method.file_id, file_path=method.file_id)
            case SetMyCommands() | PinChatMessage() | UnpinChatMessage():
                return True  # the frame of a message says whether it is kept in sight
        raise TelegramBadRequest(method, f"{type(method).__name__} is not for the web chat")

    async def _show(self, method: Any) -> Any:
        chat, brought = int(method.chat_id), delivering.get()
        if brought is None:
            await self._hub.push(chat, {"t": "toast", "text": method.text, "alert": True})
            return Message(message_id=0, date=datetime.now(UTC), chat=Chat(id=chat, type="private"), text=method.text)
        number, payload = brought
        await self._hub.push(chat, frame_of(method, number, int(time.time()), payload.get("pins")))
        if payload.get("rings") and not self._hub.watched(chat):
            raise NotReached
        if isinstance(method, EditMessageText):
            return True
        return Message(message_id=number, date=datetime.now(UTC), chat=Chat(id=chat, type="private"), text="")

    async def echo(self, event: Incoming, number: int) -> None:
        """Show a person's own message in his other windows."""
        theirs = {"act": event.act.value, "text": event.text, "file": event.file_id}
        if frame := own_frame(theirs, number, -event.message_id, int(time.time())):
            await self._hub.push(int(event.chat), frame)

    async def renew(self, event: Incoming, stamp: str) -> None:
        """Leave open only the window that the proof came from, and give it the way to the new cookie."""
        chat, window = int(event.chat), speaking.get()
        self._hub.keep_only(chat, window, TICKET_SECONDS)
        if window is not None:
            await self._hub.push(chat, {"t": "renew", "ticket": self._cookie.ticket(Pass(chat, stamp))})

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's name
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of an uploaded picture; the last part of the address is its name."""
        yield await self._uploads.read(PurePath(url).name)

    async def close(self) -> None:
        """Close every window."""
        await self._hub.close()


def history_frame(stored: Stored, chat: int, attachments: Attachments) -> Frame | None:
    """A stored message as the browser sees it; None for what shows nothing, like a press."""
    date = int(stored.created_at.timestamp())
    if stored.ours:
        method = compose(chat, stored.payload, attachments.announced(stored.payload))
        return frame_of(method, stored.id, date, stored.payload.get("pins"))
    return own_frame(stored.payload, stored.id, -(stored.remote_id or 0), date)


def own_frame(payload: dict[str, Any], number: int, n: int, date: int) -> Frame | None:
    """What the person himself sent."""
    if payload["act"] == Act.PRESS:
        return None
    if payload["act"] == Act.EDIT:
        return {"t": "edit", "id": number, "n": n, "text": payload["text"], "entities": [], "inline": None}
    frame = {"t": "message", "id": number, "from": "me", "n": n, "date": date, "text": payload["text"]}
    return frame | {"entities": [], "inline": None, "reply": None, "photo": None, "document": None} | _own_file(payload)


def _own_file(payload: dict[str, Any]) -> dict[str, Any]:
    """What he sent with it: a picture is shown, a PDF is a file without a name of its own."""
    name = payload.get("file")
    if not name:
        return {}
    url = f"/api/chat/uploads/{name}"
    return {"document": {"url": url, "name": ""}} if is_paper(name) else {"photo": {"url": url, "alt": ""}}


def frame_of(method: Any, number: int, date: int, pin: str | None = None) -> Frame:
    """One of our messages as a frame; `pin` is the title under which it is kept in sight."""
    markup = method.reply_markup
    inline = getattr(markup, "inline_keyboard", None)
    keyboard = getattr(markup, "keyboard", None)
    rows = inline and [[_inline(button) for button in row] for row in inline]
    if isinstance(method, EditMessageText):
        changed = {"text": method.text, "entities": _entities(method.entities), "inline": rows}
        return {"t": "edit", "id": number, "of": method.message_id, "pin": pin, **changed}
    photo, document = getattr(method, "photo", None), getattr(method, "document", None)
    words = (method.caption, method.caption_entities) if photo or document else (method.text, method.entities)
    text, entities = words
    reply = keyboard and [[{"text": b.text, "contact": bool(b.request_contact)} for b in row] for row in keyboard]
    return {
        "t": "message",
        "id": number,
        "from": "bot",
        "date": date,
        "pin": pin,
        "text": text,
        "entities": _entities(entities),
        "inline": rows,
        "reply": "remove" if getattr(markup, "remove_keyboard", None) else reply,
        "photo": photo and {"url": f"/api/chat/pictures/{number}", "alt": PurePath(photo.filename).stem},
        "document": document and {"url": f"/api/chat/documents/{number}", "name": document.filename},
    }


def _inline(button: Any) -> dict[str, str]:
    target = {"url": button.url} if button.url else {"data": button.callback_data}
    return {"text": button.text, **target}


def _entities(entities: list[MessageEntity] | None) -> list[dict[str, Any]]:
    return [_entity(one) for one in entities or ()]


def _entity(one: MessageEntity) -> dict[str, Any]:
    link = {"url": one.url} if one.url else {}
    return {"type": one.type, "offset": one.offset, "length": one.length, **link}
