"""The key by which push services know this house (VAPID, RFC 8292): from the settings, or in a file of its own made at
the first start, for its owner's eyes only. With another key every browser has to be asked anew."""

import base64
import binascii
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from py_vapid import Vapid02, VapidException  # type: ignore[import-untyped]  # ships no types

from storage.keyring import KeyProblem, write_once

FILE = "push.txt"
SIZE = 32
HOLDS_SECONDS = 12 * 3600
"""A service takes no signature that holds for longer than a day, by its own clock."""


class PushKey:
    """A private key on P-256; `contact` is where a push service finds who runs this house."""

    def __init__(self, text: str, public_url: str) -> None:
        raw = base64url(text)
        if len(raw) != SIZE:
            raise KeyProblem("must be the 32 bytes of a private P-256 key in base64url, 43 characters")
        try:
            self._vapid: Any = Vapid02.from_raw(_text(raw).encode())
        except (ValueError, VapidException):
            raise KeyProblem("is no private P-256 key") from None
        parts = urlsplit(public_url)
        named = parts.scheme == "https" and "." in (parts.hostname or "")
        self._contact = f"https://{parts.hostname}" if named else "mailto:anju@localhost"
        point = self._vapid.public_key.public_numbers()
        self.public = _text(b"\4" + point.x.to_bytes(SIZE, "big") + point.y.to_bytes(SIZE, "big"))

    def signed(self, origin: str) -> dict[str, str]:
        """What a push service wants to see of us."""
        until = int(time.time()) + HOLDS_SECONDS
        signed: dict[str, str] = self._vapid.sign({"aud": origin, "sub": self._contact, "exp": until})
        return signed


def load_or_create(path: Path, public_url: str, text: str | None = None) -> PushKey:
    """The key of the settings if given, else of the file, made at first start with mode 0600."""
    if text:
        return PushKey(text, public_url)
    if not path.exists():
        fresh: Any = Vapid02()
        fresh.generate_keys()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, _text(fresh.private_key.private_numbers().private_value.to_bytes(SIZE, "big")))
    return read(path, public_url)


def read(path: Path, public_url: str) -> PushKey:
    """The key in a file that nobody else may read."""
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} may be read by others: chmod 600 {path}")
    return PushKey(path.read_text("utf-8", "replace").strip(), public_url)


def base64url(text: str) -> bytes:
    """What is written in base64url without padding; nothing for what is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
