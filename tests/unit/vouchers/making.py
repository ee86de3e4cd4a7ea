"""Keys, claims and forged messages for the tests of the vouchers."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface

from bot.vouchers.claims import VoucherClaims

KID = "2026-11-a1b2"
URL = "https://anju.example.gov.cn"
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PRIVATE = ec.generate_private_key(ec.SECP256R1())
STRANGER = ec.generate_private_key(ec.SECP256R1())

CLAIMS = VoucherClaims(
    issuer="anju.example.gov.cn",
    id=bytes(range(16)),
    issued_at=NOW,
    expires_at=NOW + timedelta(days=365),
    name="张*",
    document="002X",
    address="杭州市拱墅区大关街道湖墅南路12号3幢",
    registered_on=date(2026, 11, 20),
)
HOLDER = {"n": "张*", "d": "002X", "a": "湖墅南路12号3幢", "r": "2026-11-20"}
GOOD = {1: "anju.example.gov.cn", 4: 1_890_000_000, 6: 1_763_000_000, 7: bytes(16), -65537: HOLDER}


def cose_key(private: ec.EllipticCurvePrivateKey, kid: str = KID) -> COSEKeyInterface:
    """The key as `cwt` takes it."""
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return COSEKey.from_pem(pem, kid=kid.encode(), alg="ES256")


SIGNING = cose_key(PRIVATE)
KEYS = {KID: SIGNING}


def b64(number: int) -> str:
    """A coordinate as RFC 7518 writes it."""
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def es256(message: bytes, private: ec.EllipticCurvePrivateKey = PRIVATE) -> bytes:
    """A signature in the form of COSE."""
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def message(
    claims: Any = None,
    *,
    protected: Any = None,
    unprotected: dict[Any, Any] | None = None,
    private: ec.EllipticCurvePrivateKey = PRIVATE,
    signature: bytes | None = None,
    tag: int = 18,
) -> bytes:
    """A COSE message with a good signature over whatever it is told to contain."""
    header = {1: -7, 4: KID.encode()} if protected is None else protected
    head = header if isinstance(header, bytes) else cbor2.dumps(header)
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(GOOD if claims is None else claims)
    signed = signature or es256(cbor2.dumps(["Signature1", head, b"", payload]), private)
    return cbor2.dumps(cbor2.CBORTag(tag, [head, unprotected or {}, payload, signed]))


def without(*path: Any) -> dict[Any, Any]:
    """The good claims with one of them left out."""
    return changed(*path)


def changed(*path: Any, **to: Any) -> dict[Any, Any]:
    """The good claims with one of them replaced (`to=…`) or, with no value, left out."""
    claims: dict[Any, Any] = {**GOOD, -65537: dict(HOLDER)}
    inner = claims
    for step in path[:-1]:
        inner = inner[step]
    if to:
        inner[path[-1]] = to["to"]
    else:
        del inner[path[-1]]
    return claims
