"""A push service over HTTP, as strict as a real one: it verifies who sends (VAPID) and opens what was sealed for its
browsers. It answers each browser as a test says."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any

import http_ece  # type: ignore[import-untyped]  # ships no types
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.stand_in import StandIn


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(told: str) -> bytes:
    return base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))


@dataclass
class Browser:
    """One browser at the service: its keys, how its next notices are answered, what it has got."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    notices: list[dict[str, Any]] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON` gives."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": text(point), "auth": text(self.secret)}}

    @property
    def flat(self) -> dict[str, str]:
        """The same as it is stored."""
        return {"endpoint": self.endpoint, **self.told["keys"]}


class PushService(StandIn):
    """The service; `key` is the public key of the only sender it takes notices from, once a test has set it."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.key = ""

    def browser(self, name: str = "one") -> Browser:
        """A browser that has subscribed."""
        return self.browsers.setdefault(name, Browser(f"{self.url}/push/{name}"))

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/push/{name}", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        browser = self.browsers.get(request.match_info["name"])
        if browser is None:
            return web.Response(status=404)
        browser.asked += 1
        if not self._knows(request.headers.get("Authorization", "")) or int(request.headers["TTL"]) < 1:
            return web.Response(status=403)
        if browser.status != 201:
            return web.Response(status=browser.status, headers=browser.headers)
        body = await request.read()
        opened = http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm")
        browser.notices.append(json.loads(opened))
        browser.topics.append(request.headers["Topic"])
        return web.Response(status=201)

    def _knows(self, shown: str) -> bool:
        """RFC 8292: signed with the known key, for this service, not for longer than a day, by somebody to be found.
        Its clock is an hour behind."""
        scheme, _, rest = shown.partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(",") if "=" in one)
        if scheme != "vapid" or parts.get("k") != self.key:
            return False
        signed, _, mark = parts["t"].rpartition(".")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(self.key))
        r, s = (int.from_bytes(half) for half in (raw(mark)[:32], raw(mark)[32:]))
        public.verify(utils.encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
        header, claims = (json.loads(raw(part)) for part in signed.split("."))
        now = time.time() - 3600
        in_time = now < claims["exp"] <= now + 24 * 3600
        return bool(header["alg"] == "ES256" and claims["aud"] == self.url and in_time and claims["sub"])
