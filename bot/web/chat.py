"""The chat's side of the web server: the socket that frames come and go by, and the pictures beside it."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeGuard
from urllib.parse import quote

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import WSMsgType, web

from bot.attachments import Attachments, File, Gone
from bot.handlers import TurnFailed
from bot.intake.reading import LARGEST_FILE
from bot.pictures import NotAPicture, TooLarge
from bot.texts import LANGUAGES, texts
from bot.web.cookies import ChatCookie, Pass
from bot.web.hub import Frame, Hub, Window, speaking
from bot.web.limits import Buckets
from bot.web.session import WebSession, history_frame
from bot.web.uploads import Uploads, is_paper, media_of, photo_part
from storage.files import FilesUnavailable
from storage.stores import Store, is_unavailable
from storage.unit_of_work import SqlUnitOfWork

LONGEST_TEXT = 4096
LARGEST_FRAME = 64 * 1024
HISTORY = 200
UPDATE_BITS = 24
"""A chat's own numbering below, the chat's number above: one update id for the whole web bot."""
LARGEST_ID = (1 << 63) - 1
BURST, PER_SECOND = 20, 5.0
PICTURES_AT_ONCE = 2
LATER = 10
"""Seconds after which a page tries again what a store of files that is away did not take."""
DRAWN_AT_ONCE, DRAWN_PER_SECOND = 60, 2.0
"""What a chat may have drawn: a page that opens shows its history at once, but nothing costs more than drawing."""
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters: JSON can spell them, no text has them."""
_NUMBER = re.compile("[0-9]{1,17}")


@dataclass(slots=True)
class WebChat:
    """The handlers of the web chat."""

    store: Store
    dispatcher: Dispatcher
    bot: Bot
    hub: Hub
    uploads: Uploads
    cookie: ChatCookie
    origins: frozenset[str]
    commands: Callable[[str], list[dict[str, str]]]
    attachments: Attachments
    _limits: Buckets = field(default_factory=lambda: Buckets(BURST, PER_SECOND))
    _drawn: Buckets = field(default_factory=lambda: Buckets(DRAWN_AT_ONCE, DRAWN_PER_SECOND))
    _pictures: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PICTURES_AT_ONCE))
    """A large picture takes much memory while it is looked at."""
    _uploading: set[int] = field(default_factory=set)
    """Chats of which a file is on its way: the next one waits in the browser, not in our memory."""

    def routes(self) -> list[web.RouteDef]:
        """Where they answer."""
        return [
            web.get("/ws", self.socket),
            web.post("/api/chat/session", self.session),
            web.post("/api/chat/photos", self.photo),
            web.get("/api/chat/uploads/{name}", self.upload),
            web.get("/api/chat/pictures/{number}", self.attachment),
            web.get("/api/chat/documents/{number}", self.attachment),
        ]

    async def session(self, request: web.Request) -> web.Response:
        """Give a browser its chat, or let it keep the one it has; with a ticket, the new cookie of a renewed chat."""
        self._check_origin(request)
        held = await self._held(request)
        if held is None:
            held = Pass(*await self.store.run(_open_chat))
        response = web.json_response({"ok": True})
        self.cookie.write(response, held)
        return response

    async def _held(self, request: web.Request) -> Pass | None:
        """What a browser may go on with; None where it has nothing that is worth anything."""
        shown = self.cookie.read(request)
        stamp = await self.store.run(lambda uow: _stamp(uow, shown.chat)) if shown else None
        if shown is None or stamp is None or stamp == shown.stamp:
            return shown if stamp else None
        renewed = Pass(shown.chat, stamp)
        if self.cookie.admits(await _ticket(request), renewed):
            return renewed
        # another tab may be fetching the new cookie at this moment: a new chat would take its place
        if time.monotonic() < self.hub.renewed.get(shown.chat, 0):
            raise web.HTTPConflict
        return None

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """One window: history first, then frames both ways until it closes."""
        self._check_origin(request)
        chat = await self._chat(request)
        socket = web.WebSocketResponse(heartbeat=30, compress=False, max_msg_size=LARGEST_FRAME)
        await socket.prepare(request)
        window = self.hub.join(chat, socket, request.transport.abort if request.transport else lambda: None)
        window.language = (request.headers.get("Accept-Language", "zh") or "zh")[:2].casefold()
        speaking.set(window)
        try:
            await self._chat(request)  # once more, now that a renewal would find the window
            await self._listen(chat, socket, window)
        except web.HTTPUnauthorized:
            window.cut()
        except Exception as error:
            if not is_unavailable(error):
                raise
            await window.close(1013, b"try again later")
        finally:
            self.hub.leave(chat, window)
        return socket

    async def _listen(self, chat: int, socket: web.WebSocketResponse, window: Window) -> None:
        async for message in socket:
            if window.shut or message.type is WSMsgType.ERROR:
                break
            frame = _read(message.data) if message.type is WSMsgType.TEXT else None
            if not self._limits.take(chat):
                await window.push({"t": "again", "retry_after": 2})
            elif frame is None:
                await window.push({"t": "bad", "n": 0, "error": "unreadable"})
            else:
                await self._frame(chat, window, frame)

    async def _frame(self, chat: int, window: Window, frame: dict[str, Any]) -> None:
        kind, n = str(frame.get("t")), frame.get("n")
        if kind == "hello":
            return await self._welcome(chat, window, frame)
        if kind == "ping":
            return await window.push({"t": "pong"})
        if kind not in _UPDATES or not _is_id(n) or n >= 1 << UPDATE_BITS:
            return await window.push({"t": "bad", "n": n if _is_id(n) else 0, "error": "unreadable"})
        try:
            error, content = await _UPDATES[kind](self, chat, frame)
        except FilesUnavailable:
            return await window.push({"t": "again", "retry_after": LATER})
        if error:
            return await window.push({"t": "bad", "n": n, "error": error})
        addressed = _addressed(content, chat, n, window.language)
        update = Update.model_validate({"update_id": chat << UPDATE_BITS | n, **addressed}, context={"bot": self.bot})
        try:
            await self.dispatcher.feed_update(self.bot, update)
        except TurnFailed as failed:
            return await window.push({"t": "failed", "n": n, "text": failed.told, "again": failed.again})
        return await window.push({"t": "ack", "n": n})

    async def _welcome(self, chat: int, window: Window, hello: dict[str, Any]) -> None:
        since = hello.get("since")
        after = since if _is_id(since) else 0
        if (wanted := hello.get("lang")) in LANGUAGES:
            window.language = wanted

        async def work(uow: SqlUnitOfWork) -> tuple[int, list[Frame], str, int]:
            async with uow:
                account = await uow.accounts.find(WebSession.channel, str(chat))
                if account is None:
                    return 0, [], window.language, 0
                last = await uow.messages.last_update(account.id)
                newest = await uow.messages.after(account.id, 0, 1)
                # a browser that knows more than we do remembers another database: begin anew
                known = after if newest and after <= newest[0].id else 0
                stored = await uow.messages.after(account.id, known, HISTORY)
            frames = [frame for one in stored if (frame := history_frame(one, chat, self.attachments))]
            return (last or 0) & ((1 << UPDATE_BITS) - 1), frames, account.language, known

        last, history, spoken, known = await self.store.run(work)
        start: list[Frame] = [
            {"t": "welcome", "n": last + 1, "title": texts(spoken).plain("web.title")},
            {"t": "commands", "list": self.commands(spoken)},
        ]
        await window.catch_up([*start, *history], known)

    async def photo(self, request: web.Request) -> web.Response:
        """Take a picture or a PDF for a later frame."""
        self._check_origin(request)
        chat = await self._chat(request)
        if chat in self._uploading or not self._limits.take(chat):
            return _refused("slow_down", 429)
        if (request.content_length or 0) > LARGEST_FILE + LARGEST_FRAME:
            return _refused("too_large", 413)
        self._uploading.add(chat)
        try:
            return await self._taken(chat, request)
        finally:
            self._uploading.discard(chat)

    async def _taken(self, chat: int, request: web.Request) -> web.Response:
        raw = await photo_part(request)
        if raw is None:
            return _refused("no_photo", 400)
        try:
            async with self._pictures:
                name = await self.uploads.store(chat, raw)
        except TooLarge:
            return _refused("too_large", 413)
        except NotAPicture:
            return _refused("not_a_picture", 415)
        except FilesUnavailable:
            return _refused("later", 503)
        return web.json_response({"file": name})

    async def upload(self, request: web.Request) -> web.Response:
        """What this chat sent: a picture to be shown, a PDF to be saved."""
        name = request.match_info["name"]
        if not self.uploads.belongs(name, await self._chat(request)):
            raise web.HTTPNotFound
        try:
            return _attached(File("file.pdf", media_of(name), await self.uploads.read(name)))
        except NotAPicture:
            raise web.HTTPNotFound from None
        except FilesUnavailable:
            raise web.HTTPServiceUnavailable from None

    async def attachment(self, request: web.Request) -> web.Response:
        """What goes with one of our messages in this chat: a picture to be shown, or a document to be kept."""
        chat, number = await self._chat(request), request.match_info["number"]

        async def work(uow: SqlUnitOfWork) -> dict[str, Any] | None:
            async with uow:
                account = await uow.accounts.find(WebSession.channel, str(chat))
                found = await uow.messages.get(account.id, int(number)) if account else None
            return found.payload if found and found.ours else None

        if not self._drawn.take(chat):
            return _refused("slow_down", 429)
        payload = await self.store.run(work) if _NUMBER.fullmatch(number) else None
        try:
            file = await self.attachments.made(payload or {})
        except Gone:
            file = None
        if file is None:
            raise web.HTTPNotFound
        return _attached(file)

    async def holder(self, request: web.Request) -> int:
        """The chat of a request that one of our own pages makes."""
        self._check_origin(request)
        return await self._chat(request)

    async def _chat(self, request: web.Request) -> int:
        held = self.cookie.read(request)
        if held is None or await self.store.run(lambda uow: _stamp(uow, held.chat)) != held.stamp:
            raise web.HTTPUnauthorized
        return held.chat

    def _check_origin(self, request: web.Request) -> None:
        """Only our own pages may speak here: the browser names the page's origin, and scripts cannot forge it."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self.origins and origin != f"{request.scheme}://{request.host}":
            raise web.HTTPForbidden


async def _open_chat(uow: SqlUnitOfWork) -> tuple[int, str]:
    async with uow:
        opened = await uow.accounts.open_web_chat(datetime.now(UTC))
        await uow.commit()
    return opened


async def _stamp(uow: SqlUnitOfWork, chat: int) -> str | None:
    async with uow:
        return await uow.accounts.web_stamp(chat)


async def _ticket(request: web.Request) -> str:
    """The ticket that a page brings; empty where it brings none."""
    try:
        brought = await request.json()
    except (ValueError, LookupError, RecursionError):
        return ""
    ticket = brought.get("ticket") if isinstance(brought, dict) else None
    return ticket if isinstance(ticket, str) else ""


def _read(text: str) -> dict[str, Any] | None:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def _is_id(value: Any) -> TypeGuard[int]:
    """A number that can be the id of something; JSON's true is none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID


def _text(frame: dict[str, Any], name: str, most: int) -> tuple[str | None, str]:
    value = frame.get(name, "")
    if not isinstance(value, str) or _HALVES.search(value):
        return "unreadable", ""
    return ("too_long", "") if len(value) > most else (None, value)


async def _say(chat: WebChat, number: int, frame: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    error, text = _text(frame, "text", LONGEST_TEXT)
    return error, {"message": {"text": text}}


async def _edit(chat: WebChat, number: int, frame: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    error, text = _text(frame, "text", LONGEST_TEXT)
    of = frame.get("of")
    return error or (None if _is_id(of) else "unreadable"), {"edited_message": {"text": text, "of": of}}


async def _press(chat: WebChat, number: int, frame: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    error, data = _text(frame, "data", 64)
    message = frame.get("message")
    return error or (None if _is_id(message) else "unreadable"), {"callback_query": {"data": data, "message": message}}


async def _photo(chat: WebChat, number: int, frame: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    error, caption = _text(frame, "caption", 1024)
    name = frame.get("file")
    known = isinstance(name, str) and chat.uploads.belongs(name, number) and await chat.uploads.has(name)
    kind = "document" if is_paper(str(name)) else "photo"
    return error or (None if known else "no_such_file"), {"message": {kind: name, "caption": caption}}


_UPDATES: dict[str, Callable[[WebChat, int, dict[str, Any]], Awaitable[tuple[str | None, dict[str, Any]]]]] = {
    "say": _say,
    "edit": _edit,
    "press": _press,
    "photo": _photo,
}


def _addressed(content: dict[str, Any], chat: int, n: int, language: str) -> dict[str, Any]:
    """The content as the Bot API words it, from this chat's person."""
    person = {"id": chat, "is_bot": False, "first_name": "", "language_code": language}
    place = {"id": chat, "type": "private"}
    now = int(time.time())
    ((kind, part),) = content.items()
    if kind == "callback_query":
        pressed = {"message_id": part["message"], "date": now, "chat": place, "text": ""}
        return {
            kind: {
                "id": f"{chat}:{n}",
                "from": person,
                "chat_instance": "web",
                "data": part["data"],
                "message": pressed,
            }
        }
    said = {"message_id": -n, "date": now, "chat": place, "from": person}
    if kind == "edited_message":
        return {kind: said | {"message_id": -part["of"], "edit_date": now, "text": part["text"]}}
    if "photo" in part:
        size = {"file_id": part["photo"], "file_unique_id": part["photo"], "width": 1, "height": 1}
        return {kind: said | {"photo": [size], "caption": part["caption"]}}
    if "document" in part:
        file = {"file_id": part["document"], "file_unique_id": part["document"]}
        return {kind: said | {"document": file, "caption": part["caption"]}}
    return {kind: said | {"text": part["text"]}}


def _refused(code: str, status: int) -> web.Response:
    return web.json_response({"error": code}, status=status)


def _attached(file: File) -> web.Response:
    """A document is never opened as a page of ours: it is handed over under its name."""
    response = _private(file.content, file.media)
    if not file.is_picture:
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return response


def _private(body: bytes, kind: str) -> web.Response:
    return web.Response(body=body, content_type=kind, headers={"Cache-Control": "private, no-store"})
