"""The file that holds the voucher keys: JSON, for its owner's eyes only, changed in one step under a lock.

What may be done with a key is decided in `keys`; here one is only written down and read back, and a file
that is damaged or open to others is refused with a reason.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface

_FORMAT = 1
_OTHERS = 0o077  # any right of group or world
_DATES = ("made_at", "retired_at", "revoked_at")


class KeyFileError(Exception):
    """The key file cannot be used. `reason` is a code: unreadable, others_can_read, damaged."""

    def __init__(self, path: Path, reason: str, detail: str) -> None:
        super().__init__(f"voucher keys {path}: {detail}")
        self.path, self.reason, self.detail = path, reason, detail


class KeyState(StrEnum):
    """What a key may still do: sign and verify, only verify, nothing."""

    SIGNING = "signing"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key as it stands in the file; `d`, the private half, only as long as the key signs."""

    kid: str
    state: KeyState
    made_at: datetime
    x: str
    y: str
    d: str | None = field(default=None, repr=False)
    retired_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as RFC 7517 wants it published."""
        public = {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y}
        return public | {"kid": self.kid, "alg": "ES256", "use": "sig"}

    @property
    def public(self) -> COSEKeyInterface:
        return COSEKey.from_jwk(self.jwk)

    @property
    def private(self) -> COSEKeyInterface:
        if self.d is None:
            raise ValueError(f"key {self.kid} signs no more")
        return COSEKey.from_jwk(self.jwk | {"d": self.d})


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """One change at a time among all processes of this machine."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def stamp(path: Path) -> tuple[int, int, int]:
    try:
        seen = path.stat()
    except OSError as error:
        raise KeyFileError(path, "unreadable", f"cannot be read ({error.strerror})") from error
    return seen.st_mtime_ns, seen.st_ino, seen.st_size


def read(path: Path) -> tuple[tuple[KeyEntry, ...], datetime]:
    """The keys, oldest first, and when they last changed."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & _OTHERS:
            raise KeyFileError(path, "others_can_read", f"others can read it (mode {mode:04o}); chmod 600 it")
        found = json.loads(path.read_bytes())
        entries = tuple(_entry(values) for values in found["keys"])
        if [entry.state for entry in entries].count(KeyState.SIGNING) != 1:
            raise ValueError("one key signs")
        return entries, datetime.fromisoformat(found["made_at"])
    except OSError as error:
        raise KeyFileError(path, "unreadable", f"cannot be read ({error.strerror})") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise KeyFileError(path, "damaged", "is damaged; put a safe copy back") from error


def write(path: Path, entries: Iterable[KeyEntry], now: datetime) -> None:
    """Beside the file first, then in its place, and both on the disk before anybody signs with a new key."""
    content = {"format": _FORMAT, "made_at": now.isoformat(), "keys": [_values(entry) for entry in entries]}
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _values(entry: KeyEntry) -> dict[str, Any]:
    dates = {name: getattr(entry, name) for name in _DATES}
    private = {"d": entry.d} if entry.d else {}
    public = {"kid": entry.kid, "state": entry.state.value, "x": entry.x, "y": entry.y}
    return public | private | {name: at.isoformat() for name, at in dates.items() if at}


def _entry(values: Mapping[str, Any]) -> KeyEntry:
    dates: dict[str, Any] = {name: datetime.fromisoformat(values[name]) for name in _DATES if name in values}
    public = {name: values[name] for name in ("kid", "x", "y")}
    entry = KeyEntry(**public, **dates, state=KeyState(values["state"]), d=values.get("d"))
    if not entry.public.kid or (entry.d is not None) is not (entry.state is KeyState.SIGNING):
        raise ValueError("only the signing key has a private half")
    return entry
