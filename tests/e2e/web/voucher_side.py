"""The vouchers' half of the test server: keys, list, states and short codes as a test sets them.

`make` signs with `cryptography` alone and lets every part of the message be replaced, so that a test can build what
the service would never sign.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any

import cbor2
from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Json = dict[str, Any]

VOUCHER_ID = bytes(range(16))
HOLDER = {"n": "王*明", "d": "002X", "a": "杭州市拱墅区大关街道湖墅南路12号3幢", "r": "2026-11-20"}
YEAR = 365 * 86400


def claims(**changes: Any) -> dict[int, Any]:
    """A voucher's claims; `changes` by the names below, None leaves one out."""
    now = int(time.time())
    values = {"iss": "杭州市拱墅区", "exp": now + YEAR, "iat": now - 60, "cti": VOUCHER_ID, "holder": HOLDER} | changes
    numbers = {"iss": 1, "exp": 4, "iat": 6, "cti": 7, "holder": -65537}
    return {numbers[name]: value for name, value in values.items() if value is not None}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Key:
    """A key pair with its id."""

    kid: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def jwk(self) -> Json:
        point = self.private.public_key().public_numbers()
        x, y = (b64(number.to_bytes(32, "big")) for number in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid, "x": x, "y": y}

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def message(key: Key, payload: bytes, *, protected: Any = None, unprotected: Any = None, tag: int = 18) -> bytes:
    """A COSE_Sign1 message; headers may be anything, ready-made bytes are taken as they are."""
    header = {1: -7, 4: key.kid.encode()} if protected is None else protected
    encoded = header if isinstance(header, bytes) else cbor2.dumps(header)
    signature = key.sign(cbor2.dumps(["Signature1", encoded, b"", payload]))
    return bytes(cbor2.dumps(cbor2.CBORTag(tag, [encoded, unprotected or {}, payload, signature])))


def voucher(key: Key, **changes: Any) -> bytes:
    return message(key, cbor2.dumps(claims(**changes)))


def paper_claims(**changes: Any) -> dict[int, Any]:
    """A paper's claims; `changes` by the names below, None leaves one out."""
    said = {"k": "receipt", "no": "SL20261123-000123", "h": bytes(range(16))}
    values = {"iss": "anju.example.gov.cn", "iat": 1_795_363_200, "paper": said} | changes
    numbers = {"iss": 1, "exp": 4, "iat": 6, "holder": -65537, "paper": -65538}
    return {numbers[name]: value for name, value in values.items() if value is not None}


def paper(key: Key, **changes: Any) -> bytes:
    """A paper's code as the service signs it, or as it never would."""
    return message(key, cbor2.dumps(paper_claims(**changes)))


def digits(token: bytes) -> str:
    return str(int.from_bytes(b"\x01" + token, "big"))


class VoucherSide:
    """The public routes about vouchers, answering what the test has put here."""

    def __init__(self) -> None:
        self.key = Key("2026-11-ab12")
        self.published = [self.key]
        self.states: dict[bytes, str] = {VOUCHER_ID: "valid"}
        self.closed: dict[str, list[bytes]] = {"superseded": [], "ended": [], "revoked": []}
        self.codes: dict[str, Json] = {}
        self.code_answer: tuple[int, Json] | None = None
        self.state_status = 200
        self.shift = 0
        self.asked: list[str] = []
        self.lists_told: list[int] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/.well-known/voucher-keys.json", self.jwks),
            web.get("/api/vouchers/revoked", self.list),
            web.get("/api/vouchers/{id}", self.state),
            web.post("/api/vouchers/code", self.code),
        ]

    @property
    def as_of(self) -> int:
        return int(time.time()) + self.shift

    async def jwks(self, request: web.Request) -> web.Response:
        return _answer({"keys": [key.jwk() for key in self.published], "as_of": self.as_of})

    async def list(self, request: web.Request) -> web.Response:
        lists = {name: b64(b"".join(sorted(one[:8] for one in ids))) for name, ids in self.closed.items()}
        mark, as_of = f'W/"{hashlib.sha256(json.dumps(lists).encode()).hexdigest()}"', self.as_of
        self.lists_told.append(200 if request.headers.get("If-None-Match") != mark else 304)
        if self.lists_told[-1] == 200:
            answer = _answer({"as_of": as_of, **lists})
        else:
            answer = web.Response(status=304, headers={"Cache-Control": "no-store"})
        answer.headers.update({"ETag": mark, "Anju-As-Of": str(as_of)})
        return answer

    async def state(self, request: web.Request) -> web.Response:
        voucher_id = request.match_info["id"]
        self.asked.append(voucher_id)
        if self.state_status != 200:
            return _answer({"error": "slow_down", "retry_after": 5}, self.state_status)
        return _answer({"state": self.states.get(bytes.fromhex(voucher_id), "unknown"), "as_of": self.as_of})

    async def code(self, request: web.Request) -> web.Response:
        if self.code_answer is not None:
            return _answer(self.code_answer[1], self.code_answer[0])
        body = await request.json()
        return _answer({**self.codes.get(body["code"], {"state": "unknown"}), "as_of": self.as_of})


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})
