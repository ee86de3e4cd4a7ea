"""What a signed message says, as values and as the CBOR of its payload: a voucher, or one of the house's papers.

The two are told apart by their private claim, -65537 or -65538, and by nothing else; a payload with both is neither. A
paper ends with no day and names nobody, so it has neither `exp` nor an id that a register could be asked for. Claims
that are not named here are ignored, as RFC 8392 wants it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import cbor2

ID_BYTES = 16
DIGEST_BYTES = 16

_ISS, _EXP, _IAT, _CTI, _HOLDER, _PAPER = 1, 4, 6, 7, -65537, -65538
_SHANGHAI = timezone(timedelta(hours=8))
_KIND, _NUMBER = re.compile("[a-z_]{1,24}"), re.compile("[A-Z0-9-]{1,32}")


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
class PaperClaims:
    """What the code of a paper says: which kind of paper, its number, its day, and a digest of what stands on it."""

    issuer: str
    kind: str
    number: str
    issued_on: date
    digest: bytes

    def __post_init__(self) -> None:
        if not (_KIND.fullmatch(self.kind) and _NUMBER.fullmatch(self.number)):
            raise ValueError("a paper's kind is a word in small letters, its number one in capitals and digits")
        if len(self.digest) != DIGEST_BYTES:
            raise ValueError(f"a paper's digest has {DIGEST_BYTES} bytes")

    @property
    def check_code(self) -> str:
        """The beginning of the digest as it stands on the paper, to be compared by eye."""
        return check_code(self.digest)


Claims = VoucherClaims | PaperClaims


def check_code(digest: bytes) -> str:
    """Ten hexadecimal digits in two groups."""
    shown = digest.hex()[:10].upper()
    return f"{shown[:5]}-{shown[5:]}"


def to_payload(claims: Claims) -> bytes:
    """The claims as CBOR."""
    return _of_paper(claims) if isinstance(claims, PaperClaims) else _of_voucher(claims)


def from_payload(payload: bytes) -> Claims | None:
    """The claims of a signed payload; None if one is missing or not what it should be."""
    try:
        found = cbor2.loads(payload)
        if _PAPER not in found:
            return _voucher(found)
        return None if _HOLDER in found else _paper(found)
    except (cbor2.CBORError, ValueError, LookupError, TypeError, ArithmeticError, OSError, EOFError):
        return None


def _of_voucher(claims: VoucherClaims) -> bytes:
    registered = claims.registered_on.isoformat()
    holder = {"n": claims.name, "d": claims.document, "a": claims.address, "r": registered}
    expires, issued = int(claims.expires_at.timestamp()), int(claims.issued_at.timestamp())
    return cbor2.dumps({_ISS: claims.issuer, _EXP: expires, _IAT: issued, _CTI: claims.id, _HOLDER: holder})


def _of_paper(claims: PaperClaims) -> bytes:
    """The day as its first second in Hangzhou: a paper drawn again says the same."""
    issued = int(datetime.combine(claims.issued_on, time(), _SHANGHAI).timestamp())
    paper = {"k": claims.kind, "no": claims.number, "h": claims.digest}
    return cbor2.dumps({_ISS: claims.issuer, _IAT: issued, _PAPER: paper})


def _voucher(found: Mapping[Any, Any]) -> VoucherClaims | None:
    holder = found[_HOLDER]
    texts = (found[_ISS], holder["n"], holder["d"], holder["a"], holder["r"])
    times = (found[_IAT], found[_EXP])
    # `type` and not isinstance: True is an int
    if any(type(text) is not str for text in texts) or any(type(one) is not int for one in times):
        return None
    registered = date.fromisoformat(texts[4])
    if type(found[_CTI]) is not bytes or registered.isoformat() != texts[4]:
        return None
    issued, expires = (datetime.fromtimestamp(one, UTC) for one in times)
    return VoucherClaims(texts[0], found[_CTI], issued, expires, texts[1], texts[2], texts[3], registered)


def _paper(found: Mapping[Any, Any]) -> PaperClaims | None:
    """With a time of expiry it is none of ours: that claim is known, so it may not be passed over."""
    paper, issued = found[_PAPER], found[_IAT]
    texts = (found[_ISS], paper["k"], paper["no"])
    if any(type(text) is not str for text in texts) or type(issued) is not int or type(paper["h"]) is not bytes:
        return None
    if _EXP in found:
        return None
    return PaperClaims(*texts, datetime.fromtimestamp(issued, _SHANGHAI).date(), paper["h"])
