"""For the tests of the verify page: a phone with that page, vouchers signed by the service's own code, forged ones.

The server writes down all that reaches it, so that a test can say what did not leave the phone.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import COSEKey
from playwright.async_api import Browser, Locator, Page, expect

from bot.vouchers import wire
from bot.vouchers.claims import VoucherClaims
from tests.e2e.web.server import PageServer
from tests.e2e.web.voucher_side import HOLDER, VOUCHER_ID, Key, claims, digits, message, voucher

PHONE = {"width": 360, "height": 640}
EXTRA_CLAIM = 65000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Listening(PageServer):
    """The server of the pages, which keeps every request whole: target, headers and body."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.heard: list[str] = []

    @web.middleware
    async def _noted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = await request.read()
        self.heard.append(f"{request.method} {request.raw_path}\n{request.raw_headers!r}\n{body!r}")
        return await handler(request)


class Phone:
    """A browser profile of its own with the verify page in it."""

    def __init__(self, page: Page, server: Listening) -> None:
        self.page, self.server = page, server
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: "Content Security Policy" in said.text and self.errors.append(said.text))

    @classmethod
    async def take(cls, browser: Browser, server: Listening, **options: Any) -> Phone:
        settings = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        context = await browser.new_context(**settings)
        context.set_default_timeout(15_000)
        return cls(await context.new_page(), server)

    async def visit(self, text: str = "", query: str = "") -> None:
        """Open the page afresh, as a camera app does; `text` stands behind #."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.server.url}/v{query}#{text}")

    async def prepare(self) -> None:
        """A first visit with a network, until all is kept that is needed without one."""
        await self.visit()
        await expect(self.page.locator("[data-ready=true]")).to_be_visible()

    async def scan_next(self, text: str) -> str:
        """Another code while the page is open; the verdict."""
        await self.page.evaluate("location.hash = ''")
        await expect(self.page.locator(".entry")).to_be_visible()
        await self.page.evaluate("text => { location.hash = text; }", text)
        return await self.verdict()

    async def verdict(self) -> str:
        result = self.page.locator("[data-verdict]")
        await expect(result).to_be_visible()
        return str(await result.get_attribute("data-verdict"))

    async def type(self, text: str) -> None:
        await self.page.get_by_role("textbox").fill(text)
        await self.page.get_by_role("button", name=re.compile("^(核验|Check)$")).click()

    async def set_clock(self, ahead: float) -> None:
        await self.page.clock.set_fixed_time(time.time() + ahead)

    @property
    def how(self) -> Locator:
        """The box that says how the check was made."""
        return self.page.locator("[data-mode]")

    @property
    def sentence(self) -> Locator:
        return self.page.locator(".verdict p")


def signed(key: Key, *, id: bytes = VOUCHER_ID, lasts: timedelta = timedelta(days=365), **changes: Any) -> str:
    """The digits of a voucher as the service signs it."""
    now = datetime.now(UTC).replace(microsecond=0)
    what = {
        "issuer": "anju.example.gov.cn",
        "id": id,
        "issued_at": min(now, now + lasts) - timedelta(days=1),
        "expires_at": now + lasts,
        "name": HOLDER["n"],
        "document": HOLDER["d"],
        "address": HOLDER["a"],
        "registered_on": date.fromisoformat(HOLDER["r"]),
    }
    token = wire.sign(VoucherClaims(**(what | changes)), cose_key(key))
    return wire.to_text(token, "").rpartition("#")[2]


def cose_key(key: Key) -> Any:
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return COSEKey.from_pem(pem, kid=key.kid.encode(), alg="ES256")


def forged(key: Key) -> Iterator[tuple[str, str]]:
    """Vouchers that must not be taken for genuine, each with what is wrong with it."""
    kid, payload = key.kid.encode(), cbor2.dumps(claims())
    good = voucher(key)
    headers: dict[str, Any] = {
        "no algorithm": {4: kid},
        "no key id": {1: -7},
        "unknown key id": {1: -7, 4: b"2020-01-0000"},
        "key id as text": {1: -7, 4: key.kid},
        "another algorithm": {1: -35, 4: kid},
        "critical header": {1: -7, 4: kid, 2: [99], 99: 1},
        "further header": {1: -7, 4: kid, 3: 61},
        "empty header": b"",
    }
    for what, header in headers.items():
        yield what, digits(message(key, payload, protected=header))
    yield "algorithm unprotected", digits(message(key, payload, protected={4: kid}, unprotected={1: -7}))
    yield "key id unprotected", digits(message(key, payload, protected={1: -7}, unprotected={4: kid}))
    yield "something unprotected", digits(message(key, payload, unprotected={99: 1}))
    yield "unprotected headers no map", digits(good.replace(b"\xa0", b"\x80", 1))
    yield "another tag", digits(message(key, payload, tag=17))
    yield "no tag", digits(good[1:])
    yield "bytes left over", digits(good + b"\x00")
    yield "cut off", digits(good[:-1])
    yield "another key of the same id", digits(voucher(Key(key.kid)))
    yield "no signature", digits(without_signature(kid, payload, -7, b""))
    yield "alg none", digits(without_signature(kid, payload, 0, b""))
    yield "signature of zeros", digits(without_signature(kid, payload, -7, bytes(64)))
    yield "HS256 with the public key", digits(with_public_key_as_secret(key, payload))
    for what, changes in WRONG_CLAIMS.items():
        yield what, digits(voucher(key, **changes))
    for what, odd in odd_payloads(payload).items():
        yield what, digits(message(key, odd))


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "no issuer": {"iss": None},
    "no expiry": {"exp": None},
    "no time of issue": {"iat": None},
    "no id": {"cti": None},
    "no holder": {"holder": None},
    "expiry as text": {"exp": "2030-01-01"},
    "expiry as a float": {"exp": 1.9e9},
    "expiry true": {"exp": True},
    "expiry beyond all calendars": {"exp": 2**60},
    "expiry before issue": {"exp": 1_000_000_000},
    "short id": {"cti": VOUCHER_ID[:15]},
    "id as text": {"cti": "0" * 16},
    "name as a number": {"holder": {**HOLDER, "n": 7}},
    "no address": {"holder": {name: value for name, value in HOLDER.items() if name != "a"}},
    "no such day": {"holder": {**HOLDER, "r": "2026-02-30"}},
    "another way of writing the day": {"holder": {**HOLDER, "r": "20261120"}},
}


def odd_payloads(payload: bytes) -> dict[str, bytes]:
    """Signed by the right key, and not the CBOR that it writes."""
    body = payload[1:]
    return {
        "payload not a map": cbor2.dumps([1, 2]),
        "payload empty": b"",
        "payload cut off": payload[:-1],
        "bytes behind the payload": payload + b"\x00",
        "payload of indefinite length": b"\xbf" + body + b"\xff",
        "expiry twice": bytes((payload[0] + 1,)) + body + b"\x04\x1a\x7f\xff\xff\xff",
        "longer form of a number": bytes((payload[0] + 1,)) + body + b"\x18\x09\x01",
        "not UTF-8": payload.replace("王".encode(), b"\xff\xfe\xfd"),
        "nested without end": bytes((payload[0] + 1,)) + body + b"\x09" + b"\x81" * 200 + b"\x01",
    }


def without_signature(kid: bytes, payload: bytes, algorithm: int, signature: bytes) -> bytes:
    header = cbor2.dumps({1: algorithm, 4: kid})
    return bytes(cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature])))


def with_public_key_as_secret(key: Key, payload: bytes) -> bytes:
    header = cbor2.dumps({1: 5, 4: key.kid.encode()})
    secret = key.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    mac = hmac.new(secret, cbor2.dumps(["Signature1", header, b"", payload]), hashlib.sha256).digest()
    return bytes(cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, mac])))
