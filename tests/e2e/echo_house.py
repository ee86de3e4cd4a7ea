"""A tiny bot on both channels, only to test the test support: it writes down what it is told.

Started as `python -m tests.e2e.echo_house` with the same `ANJU_*` settings as the real one, in a third of a
second: it uses no framework. It keeps its notes in a file, so that what survives a SIGKILL can be seen.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

Json = dict[str, Any]

PAGE = Path(__file__).with_name("echo_page.html")
INLINE = [["🗑 删除", "再说一遍"]]
MENU = [["今天", "电话"]]


class Notebook:
    """The whole business: one line per note, kept on disk."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.file = data / "notes.txt"

    def note(self, text: str) -> str:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(text.replace("\n", " ") + "\n")
        return f"第{len(self.file.read_text(encoding='utf-8').splitlines())}条: {text}"

    def answer(self, text: str) -> str:
        return f"今天是 {os.environ['ANJU_TODAY']}" if text == "今天" else self.note(text)


class TelegramSide:
    """Long polling, one update after the other."""

    def __init__(self, notes: Notebook) -> None:
        self.notes = notes
        self.base = f"{os.environ['ANJU_TELEGRAM_API']}/bot{os.environ['ANJU_TELEGRAM_TOKEN']}/"

    async def run(self) -> None:
        offset = 0
        async with aiohttp.ClientSession() as self.session:
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=30):
                    for method, params in self.answers(update):
                        await self.call(method, **params)
                    offset = update["update_id"] + 1

    async def call(self, method: str, **params: Any) -> Any:
        async with self.session.post(self.base + method, json=params) as answer:
            return (await answer.json())["result"]

    def answers(self, update: Json) -> list[tuple[str, Json]]:
        if (query := update.get("callback_query")) is not None:
            message = query["message"]
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            toast = {"callback_query_id": query["id"], "text": "好了"}
            return [("editMessageText", {**place, "text": "已删除"}), ("answerCallbackQuery", toast)]
        message = update.get("message") or update["edited_message"]
        chat = {"chat_id": message["chat"]["id"]}
        if "photo" in message:
            photo = message["photo"][-1]["file_id"]
            return [("sendPhoto", {**chat, "photo": photo, "caption": "收到照片"})]
        if "edited_message" in update:
            return [("sendMessage", {**chat, "text": f"改成: {message['text']}"})]
        return [("sendMessage", {**chat, **self.words(message)})]

    def words(self, message: Json) -> Json:
        if "contact" in message:
            return {"text": self.notes.note(message["contact"]["phone_number"])}
        text = message.get("text")
        if text == "菜单":
            menu = [[{"text": label, "request_contact": label == "电话"} for label in row] for row in MENU]
            return {"text": "请选", "reply_markup": {"keyboard": menu}}
        if text is None:
            return {"text": "这个我看不懂"}
        rows = [[{"text": label, "callback_data": label} for label in row] for row in INLINE]
        return {"text": self.notes.answer(text), "reply_markup": {"inline_keyboard": rows}}


class WebSide:
    """A socket per browser, frames as the page sends them."""

    def __init__(self, notes: Notebook) -> None:
        self.notes = notes
        self.next_id = 0

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=20_000_000)
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                for answer in self.answers(json.loads(frame.data)):
                    await socket.send_json(answer)
        return socket

    def answers(self, said: Json) -> list[Json]:
        match said["t"]:
            case "press":
                return [
                    {"t": "edit", "of": said["message"], "text": "已删除"},
                    {"t": "toast", "text": "好了"},
                ]
            case "edit":
                own = {"t": "edit", "of": said["message"], "text": said["text"]}
                return [own, self.message("bot", f"改成: {said['text']}")]
            case "photo":
                picture = {"photo": said["data"]}
                return [self.message("me", "", **picture), self.message("bot", "收到照片", **picture)]
        own = self.message("me", said["text"])
        if said["text"] == "菜单":
            return [own, self.message("bot", "请选", reply=MENU)]
        return [own, self.message("bot", self.notes.answer(said["text"]), inline=INLINE)]

    def message(self, sender: str, text: str, **more: Any) -> Json:
        self.next_id += 1
        return {"t": "message", "id": f"{os.getpid()}{self.next_id}", "from": sender, "text": text, **more}


async def page(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE)


async def health(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def main() -> None:
    notes = Notebook(Path(os.environ["ANJU_DATA_DIR"]))
    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/health", health), web.get("/ws", WebSide(notes).socket)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["ANJU_WEB_PORT"])).start()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with asyncio.TaskGroup() as tasks:
        telegram = tasks.create_task(TelegramSide(notes).run())
        await stopped.wait()
        telegram.cancel()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
