"""A provider of short messages over HTTP: verifies the signature (ACS3-HMAC-SHA256) by reading the documented steps
backwards from what came, and answers as a test says."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from aiohttp import web

from tests.support.stand_in import StandIn

KEY_ID, SECRET = "visibly-false-id", "visibly-false-secret"


class Provider(StandIn):
    """The provider; `codes` are its answers to the next calls, by default OK. `meanwhile` happens before it answers;
    `in_pieces` it answers slowly."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.codes: list[str] = []
        self.status = 200
        self.nonces: set[str] = set()
        self.meanwhile: Callable[[], Awaitable[Any]] | None = None
        self.in_pieces = False

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/", self._take)]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        code = self._fault(request, await request.read())
        if code is None:
            code = self.codes.pop(0) if self.codes else "OK"
        if code == "OK":
            asked = dict(request.query)
            self.sent.append({**asked, "TemplateParam": json.loads(asked["TemplateParam"])})
        answer = {"Code": code, "Message": f"about {request.query.get('PhoneNumbers')}", "RequestId": "1"}
        if self.meanwhile is not None:
            await self.meanwhile()
        return await _slowly(request, answer) if self.in_pieces else web.json_response(answer, status=self.status)

    def _fault(self, request: web.Request, body: bytes) -> str | None:
        headers = request.headers
        found = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
            headers.get("Authorization", ""),
        )
        if found is None or found[1] != KEY_ID:
            return "InvalidAccessKeyId.NotFound"
        names = found[2].split(";")
        must = {"host", *(name.lower() for name in headers if name.lower().startswith("x-acs-"))}
        if names != sorted(names) or not must <= set(names):
            return "SignatureDoesNotMatch"
        pairs = sorted(unquote(one.split("=")[0]) + "\0" + unquote(one.split("=")[1]) for one in _query(request))
        query = "&".join("=".join(quote(part, safe="-_.~") for part in one.split("\0")) for one in pairs)
        lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
        digest = hashlib.sha256(body).hexdigest()
        asked = f"POST\n/\n{query}\n{lines}\n{found[2]}\n{digest}"
        told = "ACS3-HMAC-SHA256\n" + hashlib.sha256(asked.encode()).hexdigest()
        fits = hmac.compare_digest(hmac.digest(SECRET.encode(), told.encode(), "sha256").hex(), found[3])
        if not fits or headers["x-acs-content-sha256"] != digest:
            return "SignatureDoesNotMatch"
        if (headers["x-acs-action"], headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
            return "InvalidAction.NotFound"
        at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs((datetime.now(UTC) - at).total_seconds()) > 900 or headers["x-acs-signature-nonce"] in self.nonces:
            return "InvalidTimeStamp.Expired"
        self.nonces.add(headers["x-acs-signature-nonce"])
        return None


async def _slowly(request: web.Request, answer: dict[str, Any]) -> web.StreamResponse:
    """An answer that comes in two pieces."""
    told, text = web.StreamResponse(), json.dumps(answer).encode()
    await told.prepare(request)
    for part in (text[:9], text[9:]):
        await told.write(part)
        await asyncio.sleep(0.05)
    return told


def _query(request: web.Request) -> list[str]:
    return request.rel_url.raw_query_string.split("&")
