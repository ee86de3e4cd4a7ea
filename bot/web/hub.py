"""Who is looking at which web chat right now: the open sockets, and what is pushed to them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

Frame = Mapping[str, Any]

MOST_WAITING = 500
SEND_SECONDS = 10


class Window:
    """One open socket. While its history is being sent, what happens meanwhile waits behind it."""

    def __init__(self, socket: web.WebSocketResponse, cut: Callable[[], None]) -> None:
        self._socket, self.cut = socket, cut
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

    async def close(self) -> None:
        """Say that the server is going."""
        await self._socket.close(code=1001, message=b"restarting")


class Hub:
    """All open windows by chat."""

    def __init__(self) -> None:
        self._windows: dict[int, set[Window]] = defaultdict(set)

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

    async def push(self, chat: int, frame: Frame) -> None:
        """Show a frame in every window of a chat. One that is dead or takes nothing in is cut off: its browser comes
        back and is told what it missed."""
        for window in tuple(self._windows.get(chat, ())):
            try:
                await window.push(frame)
            except (ConnectionError, RuntimeError, TimeoutError):
                self.leave(chat, window)
                window.cut()

    async def close(self) -> None:
        """Close every window."""
        for windows in tuple(self._windows.values()):
            for window in tuple(windows):
                await window.close()
