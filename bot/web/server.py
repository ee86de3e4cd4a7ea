"""The web application: pages with their headers, the chat, the vouchers, health; a channel may add its webhook."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.web.chat import WebChat
from bot.web.subscribing import Subscribing
from bot.web.verification import Verification

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
LONG = "public, max-age=31536000, immutable"


def application(
    chat: WebChat | None,
    subscribing: Subscribing | None,
    verification: Verification,
    health: Callable[[], Awaitable[dict[str, Any]]],
    figures: Callable[[], Awaitable[bytes]],
) -> web.Application:
    """Everything that answers HTTP, except what a channel adds itself."""
    app = web.Application(client_max_size=1024 * 1024)
    app.on_response_prepare.append(_guarded)
    app.add_routes(verification.routes())
    if chat is not None:
        app.add_routes(chat.routes())
        app.on_shutdown.append(lambda _: chat.hub.close())
        app.add_routes([web.get("/", _page("index.html"))])
    if subscribing is not None:
        app.add_routes(subscribing.routes())
    app.add_routes(
        [
            web.get("/v", _page("v.html")),
            web.get("/sw.js", _file("sw.js", "no-cache")),
            web.get("/manifest.webmanifest", _file("manifest.webmanifest", "no-cache")),
            web.get("/assets/{path:.+}", _asset),
            web.get("/icons/{path:.+}", _asset),
            web.get("/health", _health(health)),
            web.get("/metrics", _metrics(figures)),
        ]
    )
    return app


async def _guarded(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _page(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    return _file(name, "no-cache")


def _file(name: str, caching: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        path = STATIC / name
        if not path.is_file():
            raise web.HTTPServiceUnavailable(text="The pages are not built yet: make web")
        return web.FileResponse(path, headers={"Cache-Control": caching})

    return answer


async def _asset(request: web.Request) -> web.StreamResponse:
    try:
        path = (STATIC / request.path.lstrip("/")).resolve()
        found = path.is_relative_to(STATIC.resolve()) and path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        found = False
    if not found:
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": LONG})


def _health(health: Callable[[], Awaitable[dict[str, Any]]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        told = await health()
        return web.json_response(told, status=200 if told["ok"] else 503, headers={"Cache-Control": "no-store"})

    return answer


def _metrics(figures: Callable[[], Awaitable[bytes]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Figures for whoever asks on this machine itself; what comes through a proxy comes from outside."""

    async def answer(request: web.Request) -> web.Response:
        if request.remote not in ("127.0.0.1", "::1") or {"Forwarded", "X-Forwarded-For"} & request.headers.keys():
            raise web.HTTPNotFound
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=await figures(), headers=headers)

    return answer
