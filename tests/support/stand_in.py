"""A server of somebody outside, in the process of the test."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from aiohttp import web


class StandIn:
    """Answers its `routes` at `url`, on a free port of 127.0.0.1, for the length of an `async with` block."""

    url = ""

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
