"""The chat's half of the test server: speaks the socket's protocol as agreed and writes down every frame.

It knows no conversation. A test says what the bot shows (`bot`, `push`) and how the server misbehaves (`silent`,
`refuse`, `drop`); frames under a number that was seen before are acknowledged and have no second effect.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from typing import Any
from urllib.parse import quote

from aiohttp import WSMsgType, web

from tests.support.signals import Signal

Json = dict[str, Any]

COOKIE = "anju_chat"
COMMANDS = [{"command": "menu", "description": "菜单"}, {"command": "voucher", "description": "我的凭证"}]
KEY = "BH" + "a" * 85
"""A public key to subscribe with, as long as a real one."""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63e00e4d0600013200"
    "c45e44f9aa0000000049454e44ae426082"
)


class Chat:
    """One browser's chat: what was shown in it, and what the browser sent."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.received: list[Json] = []
        self.effects: dict[int, Json] = {}
        self.hellos: list[int] = []
        self.languages: list[str] = []
        self.tickets: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.changed = Signal()
        self.silent = False
        self.refusals: list[Json] = []

    async def bot(self, text: str, *, date: int | None = None, **more: Any) -> int:
        """The bot says something; the message's id."""
        shown = {"from": "bot", "text": text, "entities": [], "inline": None, "reply": None, **more}
        shown = {"photo": None, "document": None, **shown}
        return await self.push({"t": "message", "date": date or int(time.time()), **shown})

    async def push(self, event: Json) -> int:
        """An event that takes a place in the chat's order."""
        event = {**event, "id": len(self.events) + 1}
        self.events.append(event)
        await self.send(event)
        return int(event["id"])

    async def send(self, frame: Json) -> None:
        """A frame for every open window, without a place in the order."""
        for socket in list(self.sockets):
            if not socket.closed:
                await socket.send_json(frame, compress=False)

    async def drop(self) -> None:
        """Lose every connection, as a network does."""
        for socket in list(self.sockets):
            await socket.close(code=1001)

    async def wait_effects(self, count: int) -> list[Json]:
        """What the browser has effected in the order of its numbers, once there are so many."""
        await self.until(lambda: len(self.effects) >= count)
        return [self.effects[n] for n in sorted(self.effects)]

    async def until(self, holds: Any, within: float = 10.0) -> None:
        """Wait for something that changes with frames."""
        while not holds():
            seen = self.changed.count
            if holds():
                return
            if not await self.changed.beyond(seen, within=within):
                raise AssertionError(f"not reached; received: {self.received}")

    async def take(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["t"] == "hello":
            self.languages.append(frame["lang"])
            await self._welcome(socket, frame["since"])
        elif frame["t"] == "ping":
            await socket.send_json({"t": "pong"})
        else:
            self.received.append(frame)
            await self._effect(socket, frame)
        self.changed.fire()

    async def _welcome(self, socket: web.WebSocketResponse, since: int) -> None:
        self.hellos.append(since)
        expected = max(self.effects, default=0) + 1
        await socket.send_json({"t": "welcome", "n": expected, "title": "安居"})
        await socket.send_json({"t": "commands", "list": COMMANDS})
        for event in self.events:
            if event["id"] > since:
                await socket.send_json(event)

    async def _effect(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if self.refusals:
            refusal = self.refusals.pop(0)
            return await socket.send_json({"n": frame["n"], **refusal})
        if frame["n"] not in self.effects:
            self.effects[frame["n"]] = frame
            if shown := _shown(frame):
                await self.push(shown)
        if not self.silent:
            await socket.send_json({"t": "ack", "n": frame["n"]})
        return None


def _shown(frame: Json) -> Json | None:
    """How a frame of the browser comes back to its windows."""
    if frame["t"] == "press":
        return None
    if frame["t"] == "edit":
        return {"t": "edit", "n": frame["of"], "text": frame["text"], "entities": [], "inline": None}
    photo = {"url": f"/api/chat/pictures/{frame['file']}", "alt": ""} if "file" in frame else None
    text = frame.get("text", frame.get("caption", ""))
    own = {"t": "message", "from": "me", "n": frame["n"], "date": int(time.time()), "text": text}
    return {**own, "entities": [], "inline": None, "reply": None, "photo": photo, "document": None}


class ChatSide:
    """The routes of the chat; one `Chat` per cookie."""

    def __init__(self) -> None:
        self.chats: dict[str, Chat] = {}
        self.pictures: dict[str, bytes] = {"pixel": PIXEL}
        self.photo_status = 200
        self.notices: list[tuple[str, Json]] = []
        """What browsers told of notices: the method, and what was told."""
        self.wanted, self.awaits = False, True
        self.session_refusals: list[int] = []
        """How the next visits with a ticket are refused."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/chat/session", self.session),
            web.post("/api/chat/photos", self.photo),
            web.get("/api/chat/pictures/{id}", self.picture),
            web.get("/api/chat/documents/{id}", self.document),
            web.get("/ws", self.socket),
            *(web.route(method, "/api/chat/notices", self.notice) for method in ("GET", "POST", "DELETE")),
        ]

    async def notice(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response({"key": KEY, "on": self.wanted, "awaits": self.awaits})
        told = await request.json()
        self.notices.append((request.method, told))
        self.wanted = request.method == "POST" and (self.wanted or not told.get("again"))
        return web.json_response({"on": self.wanted})

    @property
    def chat(self) -> Chat:
        """The only chat there is."""
        (only,) = self.chats.values()
        return only

    async def session(self, request: web.Request) -> web.Response:
        response = web.json_response({"ok": True})
        key = request.cookies.get(COOKIE) or secrets.token_hex(8)
        chat = self.chats.setdefault(key, Chat())
        if request.can_read_body:
            if self.session_refusals:
                return web.json_response({}, status=self.session_refusals.pop())
            chat.tickets.append((await request.json())["ticket"])
            chat.changed.fire()
        response.set_cookie(COOKIE, key, httponly=True, samesite="Lax")
        return response

    async def photo(self, request: web.Request) -> web.Response:
        if self.photo_status != 200:
            return web.json_response({"error": "refused"}, status=self.photo_status)
        data = await request.post()
        field = data["photo"]
        assert isinstance(field, web.FileField)
        name = secrets.token_hex(8)
        self.pictures[name] = field.file.read()
        return web.json_response({"file": name})

    async def picture(self, request: web.Request) -> web.Response:
        body = self.pictures[request.match_info["id"]]
        kind = "image/png" if body.startswith(b"\x89PNG") else "image/jpeg"
        return web.Response(body=body, content_type=kind, headers={"Cache-Control": "private, no-store"})

    async def document(self, request: web.Request) -> web.Response:
        name = quote("居住证时间线.pdf")
        headers = {"Cache-Control": "private, no-store", "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        body = self.pictures[request.match_info["id"]]
        return web.Response(body=body, content_type="application/pdf", headers=headers)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        chat = self.chats.get(request.cookies.get(COOKIE, ""))
        if chat is None:
            raise web.HTTPUnauthorized
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        chat.sockets.append(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await chat.take(socket, json.loads(message.data))
        finally:
            with contextlib.suppress(ValueError):
                chat.sockets.remove(socket)
        return socket
