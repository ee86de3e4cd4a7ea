"""The voucher as it travels: claims ↔ COSE_Sign1 bytes ↔ decimal digits behind `/v#` in a QR code. Papers of the house
travel the same way and are never taken for a voucher.

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

What the claims are, and how a paper's differ from a voucher's, stands in `claims`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cwt import COSEKey, VerifyError
from cwt.cose_key_interface import COSEKeyInterface

from bot.vouchers.claims import Claims, PaperClaims, VoucherClaims, from_payload, to_payload
from bot.vouchers.envelope import MAX_TOKEN, kid_in, protected_header, put_together, take_apart, to_be_signed

MARK = b"\x01"  # first byte of the number: the version of the format, and no zero in front can get lost
MAX_DIGITS = len(str(int.from_bytes(MARK + b"\xff" * MAX_TOKEN, "big")))  # 2467; int() itself stops at 4300
MAX_TEXT = 2 * MAX_DIGITS + 500  # with the address in front and spaces between

ES256, P256 = -7, 1  # the numbers of COSE for the only algorithm and the only curve

_BLANKS, _INVISIBLES = " \t\r\n\v\f\u00a0\u2007\u202f\u3000", "\u200b\u200c\u200d\u2060\ufeff"
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF03: "#"}
_CLEANED = dict.fromkeys(map(ord, _BLANKS + _INVISIBLES)) | _FULL_WIDTH


class Unreadable(ValueError):
    """The text is not a voucher's. `reason` is a code: empty, too_long, not_digits, leading_zero, no_mark."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Outcome(StrEnum):
    """All that can be said of a voucher from its text and the public keys alone. PAPER is a genuine paper of the house:
    no voucher, whatever it says."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    NOT_GENUINE = "not_genuine"
    UNREADABLE = "unreadable"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome; what a voucher or a paper says if the signature is ours; the key named, if it is one of those given.

    `claims` are a voucher's and `paper` a paper's: whoever reads only one of them can never take the other for it.
    """

    outcome: Outcome
    claims: VoucherClaims | None = None
    kid: str | None = None
    paper: PaperClaims | None = None


_UNREADABLE, _NOT_GENUINE = Checked(Outcome.UNREADABLE), Checked(Outcome.NOT_GENUINE)


def sign(claims: Claims, key: COSEKeyInterface) -> bytes:
    """The claims as a signed message. ValueError if they do not fit or the key is of another kind."""
    protected, payload = protected_header(_kid_of(key)), to_payload(claims)
    token = put_together(protected, payload, key.sign(to_be_signed(protected, payload)))
    if len(token) > MAX_TOKEN:
        raise ValueError(f"the message takes {len(token)} bytes, {MAX_TOKEN} are allowed")
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
    claims = from_payload(payload)
    if claims is None:
        return Checked(Outcome.NOT_GENUINE, kid=kid)
    if isinstance(claims, PaperClaims):
        return Checked(Outcome.PAPER, kid=kid, paper=claims)
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
