"""The COSE_Sign1 envelope of a voucher, put together and taken apart byte by byte.

`cwt` reads envelopes generously: it leaves trailing bytes, `crit` and the algorithm in the headers alone.
Here there is one form only, the deterministic one that `put_together` makes, so that nothing is parsed
before its signature has been checked. Signing and checking themselves are done by the key.
"""

MAX_TOKEN = 1024  # what fits a code of 129 modules a side; a voucher with a long address takes 350
_TAG_18_OF_4 = b"\xd2\x84"
_ES256_AND_KID = b"\xa2\x01\x26\x04"  # a map of two: 1 (alg): -7, 4 (kid): …
_NO_UNPROTECTED = b"\xa0"
_SIGNATURE_64 = b"\x58\x40"
_CONTEXT = b"\x84\x6aSignature1"  # head of the Sig_structure: an array of four, its first text
_NO_AAD = b"\x40"


def put_together(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """The tagged message of its parts."""
    return b"".join((_TAG_18_OF_4, bstr(protected), _NO_UNPROTECTED, bstr(payload), _SIGNATURE_64, signature))


def take_apart(token: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Protected header, payload and signature, if the message has the form that `put_together` gives it."""
    if len(token) > MAX_TOKEN or not token.startswith(_TAG_18_OF_4):
        return None
    protected = _read_bstr(token, len(_TAG_18_OF_4))
    if protected is None or token[protected[1] : protected[1] + 1] != _NO_UNPROTECTED:
        return None
    payload = _read_bstr(token, protected[1] + 1)
    if payload is None or token[payload[1] : payload[1] + 2] != _SIGNATURE_64:
        return None
    if len(token) != payload[1] + len(_SIGNATURE_64) + 64:
        return None
    return protected[0], payload[0], token[-64:]


def protected_header(kid: bytes) -> bytes:
    """ES256 and the key id."""
    return _ES256_AND_KID + bstr(kid)


def kid_in(protected: bytes) -> str | None:
    """The key id, if the header says ES256, a key id and nothing else."""
    if not protected.startswith(_ES256_AND_KID):
        return None
    kid = _read_bstr(protected, len(_ES256_AND_KID))
    if kid is None or kid[1] != len(protected) or not kid[0].isascii():
        return None
    return kid[0].decode("ascii")


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """What the signature stands under (RFC 9052, 4.4)."""
    return b"".join((_CONTEXT, bstr(protected), _NO_AAD, bstr(payload)))


def bstr(data: bytes) -> bytes:
    """A CBOR byte string in its shortest form."""
    if (size := len(data)) < 24:
        return bytes((0x40 | size,)) + data
    if size < 256:
        return bytes((0x58, size)) + data
    return bytes((0x59, size >> 8, size & 0xFF)) + data


def _read_bstr(data: bytes, at: int) -> tuple[bytes, int] | None:
    """The byte string at this place and the place behind it; None if there is none in shortest form."""
    head = data[at : at + 3].ljust(3, b"\x00")
    if 0x40 <= head[0] < 0x58:
        start, size = at + 1, head[0] - 0x40
    elif head[0] == 0x58 and head[1] >= 24:
        start, size = at + 2, head[1]
    elif head[0] == 0x59 and head[1] > 0:
        start, size = at + 3, (head[1] << 8) + head[2]
    else:
        return None
    end = start + size
    return (data[start:end], end) if end <= len(data) else None
