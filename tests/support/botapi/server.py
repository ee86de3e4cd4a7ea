"""A Bot API server for tests: the real one's manners on a free local port, with a record and faults to order.

Give `url` to the bot as its API address. The person's side of a chat is `phone()`. It serves private chats
only and knows the methods in `methods/`; any other method is answered 404 and stands in the record.
"""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.support.botapi.calls import ApiCall, CallLog
from tests.support.botapi.errors import ApiError, too_many_requests
from tests.support.botapi.faults import Fault, Faults
from tests.support.botapi.methods import METHODS
from tests.support.botapi.params import Params, read_params
from tests.support.botapi.phone import Phone
from tests.support.botapi.webhook import Delivery
from tests.support.botapi.world import BotAccount
from tests.support.signals import Background, Signal

TOKEN = "7000000001:AAtest-token-for-the-local-bot-api-server"
GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
BODY_LIMIT = 60_000_000


class BotApiServer:
    """`async with BotApiServer() as api:` serves the given tokens until the block ends."""

    def __init__(self, *tokens: str) -> None:
        self.bots = {token: BotAccount(token, self._webhook) for token in tokens or (TOKEN,)}
        self.calls = CallLog()
        self.called = Signal()
        self.faults = Faults()
        self.port = 0
        self._deliveries: dict[str, tuple[Delivery, asyncio.Task[Any]]] = {}
        self._background = Background()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return next(iter(self.bots))

    def bot(self, token: str = "") -> BotAccount:
        return self.bots[token or self.token]

    def delivery(self, token: str = "") -> Delivery:
        """The webhook delivery now at work, for its attempts."""
        return self._deliveries[token or self.token][0]

    def phone(self, person_id: int = 5001, *, name: str = "测试", language: str = "zh-hans", token: str = "") -> Phone:
        """The Telegram app of one person, opened at the chat with the bot."""
        person = {"id": person_id, "is_bot": False, "first_name": name, "language_code": language}
        return Phone(self.bot(token), person)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._background.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        bot = self.bots.get(request.match_info["token"])
        if bot is None:
            return _answer(ApiError(401, "Unauthorized"))
        try:
            params = await read_params(request)
        except ApiError as refusal:
            return _answer(refusal)
        call = ApiCall(bot.token, request.match_info["method"], params.values)
        self.calls.append(call)
        fault = self.faults.next_for(call.method.lower(), params.text("chat_id"))
        try:
            return await self._with_fault(request, bot, call, params, fault)
        finally:
            self.called.fire()

    async def _with_fault(
        self, request: web.Request, bot: BotAccount, call: ApiCall, params: Params, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is not None:
            call.fault = fault.kind
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            elif fault.kind != "reset_after":
                return _spoiled(request, call, fault)
        outcome = await self._run(bot, call, params)
        if request.transport is None or request.transport.is_closing():
            call.fault = call.fault or "caller gone"
        if fault is not None and fault.kind == "reset_after":
            call.code = 0
            return _cut(request)
        return _answer(outcome)

    async def _run(self, bot: BotAccount, call: ApiCall, params: Params) -> Any:
        """The method's result, or its refusal; both go into the record."""
        run = METHODS.get(call.method.lower())
        try:
            if run is None:
                raise ApiError(404, "Not Found: method not found")
            call.result = await run(bot, params)
        except ApiError as refusal:
            call.code, call.description = refusal.code, refusal.description
            return refusal
        call.code, call.effect = 200, True
        return call.result

    async def _download(self, request: web.Request) -> web.Response:
        bot = self.bots.get(request.match_info["token"])
        stored = bot.files.by_path.get(request.match_info["path"]) if bot else None
        if stored is None:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    def _webhook(self, bot: BotAccount, url: str, secret: str) -> Delivery | None:
        if bot.token in self._deliveries:
            self._deliveries.pop(bot.token)[1].cancel()
        if not url:
            return None

        async def reply(method: str, params: Params) -> None:
            call = ApiCall(bot.token, method, params.values)
            self.calls.append(call)
            await self._run(bot, call, params)
            self.called.fire()

        delivery = Delivery(bot, url, secret, reply)
        self._deliveries[bot.token] = delivery, self._background.start(delivery.run())
        return delivery


def _answer(outcome: Any) -> web.Response:
    if isinstance(outcome, ApiError):
        body, status = outcome.as_json(), outcome.code
    else:
        body, status = {"ok": True, "result": outcome}, 200
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")


def _spoiled(request: web.Request, call: ApiCall, fault: Fault) -> web.StreamResponse:
    if fault.kind == "reset_before":
        return _cut(request)
    if fault.kind == "garbage":
        call.code = fault.code
        return web.Response(text=GARBAGE, status=fault.code, content_type="text/html")
    refusal = (
        too_many_requests(fault.retry_after)
        if fault.kind == "flood"
        else ApiError(fault.code, "Internal Server Error" if fault.code == 500 else "Bad Gateway")
    )
    call.code, call.description = refusal.code, refusal.description
    return _answer(refusal)


def _cut(request: web.Request) -> web.Response:
    """Reset the connection: the caller gets no answer at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
