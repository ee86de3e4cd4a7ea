"""The test server: the built pages under the agreed headers, with a chat and a register behind them.

It can be stopped and started again on the same port, and writes down every request, so that a test can say what did
not leave the phone.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Self

import pytest
from aiohttp import web

from tests.e2e.web.chat_side import ChatSide
from tests.e2e.web.voucher_side import VoucherSide
from tests.support.process import free_port

BUILT = Path(__file__).resolve().parents[3] / "bot" / "web" / "static"
STATIC = Path(os.environ.get("ANJU_TEST_STATIC", BUILT))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class PageServer:
    """`async with PageServer(folder) as server`: pages, chat and vouchers on one port."""

    def __init__(self, folder: Path) -> None:
        if not (STATIC / "index.html").is_file():
            pytest.fail("the pages are not built: make web")
        self.pages = folder / "static"
        shutil.copytree(STATIC, self.pages)
        self.port = free_port()
        self.chats = ChatSide()
        self.vouchers = VoucherSide()
        self.requests: list[str] = []
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=32 * 1024 * 1024, middlewares=[self._noted])
        app.on_response_prepare.append(_guarded)
        app.add_routes([*self.chats.routes(), *self.vouchers.routes()])
        app.add_routes([web.get("/", self._page("index.html")), web.get("/v", self._page("v.html"))])
        app.add_routes([web.get(f"/{name}", self._page(name)) for name in ("sw.js", "manifest.webmanifest")])
        app.router.add_static("/assets", self.pages / "assets")
        app.router.add_static("/icons", self.pages / "icons")
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Be gone: connections end, new ones are refused."""
        for chat in self.chats.chats.values():
            await chat.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _page(self, name: str) -> object:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.FileResponse(self.pages / name, headers={"Cache-Control": "no-cache"})

        return answer

    @web.middleware
    async def _noted(self, request: web.Request, handler: object) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        return await handler(request)  # type: ignore[operator, no-any-return]


async def _guarded(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
