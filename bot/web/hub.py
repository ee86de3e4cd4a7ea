"""Who is looking at which web chat right now: the open sockets, and what is pushed to them."""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from aiohttp import web

Frame = Mapping[str, Any]

MOST_WAITING = 500
SEND_SECONDS = 10
REMEMBERED = 1000

speaking: ContextVar["Window | None"] = ContextVar("speaking", default=None)
"""The window whose frame is being taken."""


class Window:
    """One open socket. While its history is being sent, what happens meanwhile waits behind it."""

    def __init__(self, socket: web.WebSocketResponse, cut: Callable[[], None]) -> None:
        self._socket, self._cut = socket, cut
        self.language = "zh"
        self.shut = False
        self._waiting: list[Frame] | None = []
        self._last = 0
        self._turn = asyncio.Lock()

    async def catch_up(self, history: list[Frame], since: int) -> None:
        """Send the history, then what happened while it was read, without a gap and without doubles."""
        async with self._turn:
            self._last = since
            for frame in [*history, *(self._waiting or ())]:
                await self._send(frame)
            self._waiting = None

    async def push(self, frame: Frame) -> None:
        """Send a frame, or keep it until the history has been sent."""
        if self._waiting is not None:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append(frame)
            return
        async with self._turn:
            await self._send(frame)

    async def _send(self, frame: Frame) -> None:
        number = frame.get("id")
        if isinstance(number, int):
            if number <= self._last:
                return
            self._last = number
        if not self._socket.closed:
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.send_json(frame, compress=False)

    def cut(self) -> None:
        """End the connection without a word; what it still sends is not taken any more."""
        self.shut = True
        self._cut()

    async def close(self, code: int = 1001, why: bytes = b"restarting") -> None:
        """Say that the server is going."""
        await self._socket.close(code=code, message=why)


class Hub:
    """All open windows by chat."""

    def __init__(self) -> None:
        self._windows: dict[int, set[Window]] = defaultdict(set)
        self.renewed: OrderedDict[int, float] = OrderedDict()
        """Until when a browser of a renewed chat may be fetching its new cookie."""

    def join(self, chat: int, socket: web.WebSocketResponse, cut: Callable[[], None]) -> Window:
        """A window that from now on sees what happens in a chat; `cut` ends its connection without a word."""
        window = Window(socket, cut)
        self._windows[chat].add(window)
        return window

    def leave(self, chat: int, window: Window) -> None:
        """The window was closed."""
        self._windows[chat].discard(window)
        if not self._windows[chat]:
            del self._windows[chat]

    def watched(self, chat: int) -> bool:
        """Whether a window of a chat is open."""
        return bool(self._windows.get(chat))

    async def push(self, chat: int, frame: Frame) -> None:
        """Show a frame in every window of a chat. One that is dead or takes nothing in is cut off: its browser comes
        back and is told what it missed."""
        for window in tuple(self._windows.get(chat, ())):
            try:
                await window.push(frame)
            except (ConnectionError, RuntimeError, TimeoutError):
                self.leave(chat, window)
                window.cut()

    def keep_only(self, chat: int, kept: Window | None, wait: float) -> None:
        """Cut off every window of a chat but one, which has `wait` seconds to fetch its new cookie."""
        self.renewed[chat] = time.monotonic() + wait
        if len(self.renewed) > REMEMBERED:
            self.renewed.popitem(last=False)
        for window in tuple(self._windows.get(chat, ())):
            if window is not kept:
                self.leave(chat, window)
                window.cut()

    async def close(self) -> None:
        """Close every window."""
        for windows in tuple(self._windows.values()):
            for window in tuple(windows):
                await window.close()
