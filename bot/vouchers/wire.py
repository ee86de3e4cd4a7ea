"""The voucher as it travels: claims ↔ COSE_Sign1 bytes ↔ decimal digits behind `/v#` in a QR code.

Keys, signing and the signature check are `cwt`'s; its decoder is not used, because it takes its own clock
and has one error for "expired" and for "forged". Whether a genuine voucher is still the newest one is not
known here: the database, or a list made from it, says that.

What is refused, and how:

- `Unreadable` / UNREADABLE: the text is not a voucher's at all. No digits, other characters among them, a
  leading zero, more digits than any voucher has, or a number whose first byte is not the format's mark.
- NOT_GENUINE: in the format's digits, but not byte for byte a message signed by one of the given keys. Broken
  envelope, another algorithm (none, HS256), missing or unknown key id, any further header (`crit`, an
  algorithm in the unprotected ones), bytes left over, a false signature; or signed, with a claim missing or
  of a wrong type.
- EXPIRED: signed and complete, and `now` is not before its `exp`. Times are looked at last.

Claims that are not listed below are ignored, as RFC 8392 wants it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import cbor2
from cwt import COSEKey, VerifyError
from cwt.cose_key_interface import COSEKeyInterface

from bot.vouchers.envelope import MAX_TOKEN, kid_in, protected_header, put_together, take_apart, to_be_signed

MARK = b"\x01"  # first byte of the number: the version of the format, and no zero in front can get lost
MAX_DIGITS = len(str(int.from_bytes(MARK + b"\xff" * MAX_TOKEN, "big")))  # 2467; int() itself stops at 4300
MAX_TEXT = 2 * MAX_DIGITS + 500  # with the address in front and spaces between
ID_BYTES = 16

ES256, P256 = -7, 1  # the numbers of COSE for the only algorithm and the only curve
_ISS, _EXP, _IAT, _CTI, _HOLDER = 1, 4, 6, 7, -65537

_BLANKS, _INVISIBLES = " \t\r\n\v\f\u00a0\u2007\u202f\u3000", "\u200b\u200c\u200d\u2060\ufeff"
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF03: "#"}
_CLEANED = dict.fromkeys(map(ord, _BLANKS + _INVISIBLES)) | _FULL_WIDTH


class Unreadable(ValueError):
    """The text is not a voucher's. `reason` is a code: empty, too_long, not_digits, leading_zero, no_mark."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Outcome(StrEnum):
    """All that can be said of a voucher from its text and the public keys alone."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    NOT_GENUINE = "not_genuine"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class VoucherClaims:
    """What a voucher says, masked already. On the wire times are whole seconds."""

    issuer: str
    id: bytes
    issued_at: datetime
    expires_at: datetime
    name: str
    document: str
    address: str
    registered_on: date

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None or self.expires_at.tzinfo is None:
            raise ValueError("a voucher's times need a zone")
        if len(self.id) != ID_BYTES:
            raise ValueError(f"a voucher's id has {ID_BYTES} bytes")
        if self.expires_at <= self.issued_at:
            raise ValueError("a voucher expires after it is issued")


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome; the claims if the signature is ours; the key named, if it is one of those given."""

    outcome: Outcome
    claims: VoucherClaims | None = None
    kid: str | None = None


_UNREADABLE, _NOT_GENUINE = Checked(Outcome.UNREADABLE), Checked(Outcome.NOT_GENUINE)


def sign(claims: VoucherClaims, key: COSEKeyInterface) -> bytes:
    """The claims as a signed message. ValueError if they do not fit or the key is of another kind."""
    protected, payload = protected_header(_kid_of(key)), _payload(claims)
    token = put_together(protected, payload, key.sign(to_be_signed(protected, payload)))
    if len(token) > MAX_TOKEN:
        raise ValueError(f"the voucher takes {len(token)} bytes, {MAX_TOKEN} are allowed")
    return token


def to_text(token: bytes, public_url: str) -> str:
    """What the QR code says: the address of the verify page and the message as digits."""
    return f"{public_url.rstrip('/')}/v#{int.from_bytes(MARK + token, 'big')}"


def from_text(text: str) -> bytes:
    """The message in a voucher's text; without the address too, blanks and full-width digits allowed."""
    if len(text) > MAX_TEXT:
        raise Unreadable("too_long")
    digits = text.translate(_CLEANED).rpartition("#")[2]
    if not digits:
        raise Unreadable("empty")
    if len(digits) > MAX_DIGITS:
        raise Unreadable("too_long")
    if not (digits.isascii() and digits.isdigit()):
        raise Unreadable("not_digits")
    if digits[0] == "0":
        raise Unreadable("leading_zero")
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if data[:1] != MARK or len(data) == 1:
        raise Unreadable("no_mark")
    return data[1:]


def verify(token: bytes, keys: Mapping[str, COSEKeyInterface], now: datetime) -> Checked:
    """Whether one of the keys signed the message, then whether it is in time. For UNREADABLE see `check`."""
    if now.tzinfo is None:
        raise ValueError("now needs a zone")
    parts = take_apart(token)
    if parts is None:
        return _NOT_GENUINE
    protected, payload, signature = parts
    kid = kid_in(protected)
    key = keys.get(kid) if kid is not None else None
    if key is None:
        return _NOT_GENUINE
    _kid_of(key)
    try:
        key.verify(to_be_signed(protected, payload), signature)
    except VerifyError:
        return Checked(Outcome.NOT_GENUINE, kid=kid)
    claims = _claims(payload)
    if claims is None:
        return Checked(Outcome.NOT_GENUINE, kid=kid)
    return Checked(Outcome.GENUINE if now < claims.expires_at else Outcome.EXPIRED, claims, kid)


def check(text: str, keys: Mapping[str, COSEKeyInterface], now: datetime) -> Checked:
    """`from_text` and `verify` in one: the outcome for whatever was typed, pasted or scanned."""
    try:
        token = from_text(text)
    except Unreadable:
        return _UNREADABLE
    return verify(token, keys, now)


def public_keys(jwks: Mapping[str, Any]) -> dict[str, COSEKeyInterface]:
    """The keys of a published JWK set by their id; keys of other kinds are passed over."""
    found: dict[str, COSEKeyInterface] = {}
    for jwk in jwks["keys"]:
        if (jwk.get("kty"), jwk.get("crv"), jwk.get("alg")) == ("EC", "P-256", "ES256") and jwk.get("kid"):
            public = {name: jwk[name] for name in ("kty", "crv", "alg", "kid", "x", "y")}
            found[jwk["kid"]] = COSEKey.from_jwk(public)
    return found


def _kid_of(key: COSEKeyInterface) -> bytes:
    """The key's id; ValueError for a key that is not for ES256, whatever a message may say."""
    if key.alg != ES256 or key.crv != P256 or not key.kid:
        raise ValueError("voucher keys are P-256 keys for ES256 with a key id")
    return key.kid


def _payload(claims: VoucherClaims) -> bytes:
    registered = claims.registered_on.isoformat()
    holder = {"n": claims.name, "d": claims.document, "a": claims.address, "r": registered}
    expires, issued = int(claims.expires_at.timestamp()), int(claims.issued_at.timestamp())
    return cbor2.dumps({_ISS: claims.issuer, _EXP: expires, _IAT: issued, _CTI: claims.id, _HOLDER: holder})


def _claims(payload: bytes) -> VoucherClaims | None:
    """The claims of a signed payload; None if one is missing or not what it should be."""
    try:
        found = cbor2.loads(payload)
        holder = found[_HOLDER]
        texts = (found[_ISS], holder["n"], holder["d"], holder["a"], holder["r"])
        times = (found[_IAT], found[_EXP])
        # `type` and not isinstance: True is an int
        if any(type(text) is not str for text in texts) or any(type(time) is not int for time in times):
            return None
        registered = date.fromisoformat(texts[4])
        if type(found[_CTI]) is not bytes or registered.isoformat() != texts[4]:
            return None
        issued, expires = datetime.fromtimestamp(times[0], UTC), datetime.fromtimestamp(times[1], UTC)
        return VoucherClaims(texts[0], found[_CTI], issued, expires, texts[1], texts[2], texts[3], registered)
    except (cbor2.CBORError, ValueError, LookupError, TypeError, ArithmeticError, OSError, EOFError):
        return None
