"""The keys that guard people's data: sealing single fields (AES-GCM) and finding them again (keyed hash).

A sealed field starts with the name of its key, so that keys can be rotated while old fields stay readable, and is
bound to the place it is stored in: a name copied into the address column does not open. The search key is apart from
the sealing keys and outside the database, so a stolen database answers no guess. Nothing here knows a table.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_NAME = 4


class KeyProblem(Exception):
    """The key file or variable cannot be used; the message says why and names no key."""


class CannotOpen(Exception):
    """A sealed field whose key is not in the ring, or that was changed or moved."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Sealing keys by name, the one in use, and the search key."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    search: bytes = field(repr=False)
    _ciphers: Mapping[str, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ciphers", {name: AESGCM(key) for name, key in self.keys.items()})
        if self.current not in self.keys:
            raise KeyProblem("the ring names a current key that it does not hold")

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt for one place ("people.name")."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self.current].encrypt(nonce, plain, place.encode())
        return self.current.encode("ascii") + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what was sealed for that place."""
        cipher = self._ciphers.get(sealed[:_NAME].decode("ascii", "replace"))
        if cipher is None:
            raise CannotOpen(place)
        try:
            return cipher.decrypt(sealed[_NAME : _NAME + _NONCE], sealed[_NAME + _NONCE :], place.encode())
        except (InvalidTag, ValueError):  # ValueError: cut off inside the nonce
            raise CannotOpen(place) from None

    def seal_text(self, text: str, place: str) -> bytes:
        """Encrypt a text."""
        return self.seal(text.encode(), place)

    def open_text(self, sealed: bytes, place: str) -> str:
        """Decrypt a text."""
        return self.open(sealed, place).decode()

    def seal_json(self, value: Any, place: str) -> bytes:
        """Encrypt a value of plain JSON kinds. A browser may send half of a surrogate pair: it is kept as it came."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return self.seal(text.encode("utf-8", "surrogatepass"), place)

    def open_json(self, sealed: bytes, place: str) -> Any:
        """Decrypt a value of plain JSON kinds."""
        return json.loads(self.open(sealed, place))

    def when_asked(self, sealed: bytes, place: str) -> Mapping[str, Any]:
        """A JSON object that is decrypted when somebody looks into it, and not before."""
        return _Unopened(self, sealed, place)

    def index(self, value: str, place: str) -> bytes:
        """The keyed hash by which a value is found again; 32 bytes."""
        return hmac.digest(self.search, f"{place}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)

    def derive(self, purpose: str) -> bytes:
        """A key of its own for a purpose such as signing cookies; 32 bytes."""
        return hmac.digest(self.search, f"derive\0{purpose}".encode(), hashlib.sha256)

    def rotated(self) -> "KeyRing":
        """The ring with a fresh current key; the older ones stay for reading."""
        name = next(n for n in iter(_new_name, "") if n not in self.keys)
        return KeyRing(name, {**self.keys, name: secrets.token_bytes(32)}, self.search)

    def to_json(self) -> str:
        """The form kept in a file or a variable."""
        keys = {name: base64.b64encode(key).decode() for name, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "search": base64.b64encode(self.search).decode()})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the kept form."""
        try:
            raw = json.loads(text)
            keys = {str(name): base64.b64decode(key, validate=True) for name, key in raw["keys"].items()}
            search = base64.b64decode(raw["search"], validate=True)
            names_fit = all(len(name) == _NAME and name.isascii() for name in keys)
            if not names_fit or any(len(key) != 32 for key in (*keys.values(), search)):
                raise ValueError
            return cls(raw["current"], keys, search)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyProblem("the key ring is damaged") from None

    @classmethod
    def fresh(cls) -> Self:
        """A new ring with one key."""
        name = _new_name()
        return cls(name, {name: secrets.token_bytes(32)}, secrets.token_bytes(32))


class _Unopened(Mapping[str, Any]):
    """Many are claimed, few are read. What cannot be opened is told to who looks."""

    def __init__(self, keys: KeyRing, sealed: bytes, place: str) -> None:
        self._keys, self._sealed, self._place = keys, sealed, place

    @cached_property
    def _opened(self) -> Mapping[str, Any]:
        opened: Mapping[str, Any] = self._keys.open_json(self._sealed, self._place)
        return opened

    def __getitem__(self, key: str) -> Any:
        return self._opened[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened)

    def __len__(self) -> int:
        return len(self._opened)


def load_or_create(path: Path, text: str | None = None) -> KeyRing:
    """The ring from the environment if given, else from the file, made at first start with mode 0600."""
    if text:
        return KeyRing.from_json(text)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, KeyRing.fresh().to_json())
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} may be read by others: chmod 600 {path}")
    return KeyRing.from_json(path.read_text("utf-8", "replace"))


def write_once(path: Path, text: str) -> None:
    """Two processes starting together end with one file: the second keeps the first one's."""
    temporary = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _new_name() -> str:
    return secrets.token_hex(_NAME // 2)
