"""The district's voucher keys: made at first start, changed while the service runs.

One key signs. Retired keys only verify, so their private half is thrown away; revoked keys do neither and
leave the published set. Several processes may rotate; the others notice it at their next `refresh()`.
Vouchers are not touched here: those of a revoked key stop being genuine, and who has to get a new one is for
the database to say.
"""

import base64
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cwt.cose_key_interface import COSEKeyInterface

from bot.vouchers import keyfile
from bot.vouchers.keyfile import KeyEntry, KeyFileError, KeyState

__all__ = ["KeyEntry", "KeyFileError", "KeyState", "UnknownKey", "VoucherKeys"]


class UnknownKey(Exception):
    """There is no key of this id."""

    def __init__(self, kid: str) -> None:
        super().__init__(f"no voucher key {kid!r}")
        self.kid = kid


@dataclass(frozen=True, slots=True)
class _Set:
    """One reading of the file; replaced as a whole, so that nobody sees half a rotation."""

    entries: tuple[KeyEntry, ...]
    made_at: datetime
    signing: COSEKeyInterface
    public: Mapping[str, COSEKeyInterface]
    stamp: tuple[int, int, int]


class VoucherKeys:
    """The key set of one file: `load_or_create` at start, `refresh` now and then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._set = _read(path)

    @classmethod
    def load_or_create(cls, path: Path, now: datetime | None = None) -> "VoucherKeys":
        """The keys in the file; where there is no file, one new key in a new one."""
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with keyfile.lock(path):
                if not path.exists():
                    keyfile.write(path, [_new_key(_at(now), taken=())], _at(now))
        return cls(path)

    @property
    def path(self) -> Path:
        return self._path

    @property
    def signing(self) -> COSEKeyInterface:
        """The key that signs now."""
        return self._set.signing

    @property
    def public(self) -> Mapping[str, COSEKeyInterface]:
        """The keys that verify, by id: the signing one and the retired ones."""
        return self._set.public

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """Every key with its state and dates, oldest first, revoked ones too."""
        return self._set.entries

    @property
    def made_at(self) -> datetime:
        """When the set last changed."""
        return self._set.made_at

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The set for publication; revoked keys are left out."""
        return {"keys": [entry.jwk for entry in self.entries if entry.state is not KeyState.REVOKED]}

    def refresh(self) -> bool:
        """Read the file again if it was changed; whether it was. After an error the old keys stay."""
        if keyfile.stamp(self._path) == self._set.stamp:
            return False
        self._set = _read(self._path)
        return True

    def rotate(self, now: datetime | None = None) -> str:
        """A new signing key; the one before is retired. Returns the new id."""
        with self._changing(_at(now)) as entries:
            entries[:] = [_retired(entry, _at(now)) for entry in entries]
            entries.append(_new_key(_at(now), {entry.kid for entry in entries}))
        return entries[-1].kid

    def revoke(self, kid: str, now: datetime | None = None) -> None:
        """Nothing signed by this key is genuine any more. A new one takes the place of the signing one."""
        with self._changing(_at(now)) as entries:
            if kid not in {entry.kid for entry in entries}:
                raise UnknownKey(kid)
            entries[:] = [_revoked(entry, _at(now)) if entry.kid == kid else entry for entry in entries]
            if all(entry.state is not KeyState.SIGNING for entry in entries):
                entries.append(_new_key(_at(now), {entry.kid for entry in entries}))

    @contextmanager
    def _changing(self, now: datetime) -> Iterator[list[KeyEntry]]:
        """The newest entries under the lock; what the block leaves in the list is written and taken over."""
        with keyfile.lock(self._path):
            entries = list(_read(self._path).entries)
            yield entries
            keyfile.write(self._path, entries, now)
            self._set = _read(self._path)


def _read(path: Path) -> _Set:
    stamp = keyfile.stamp(path)  # before the content: a change in between is then seen at the next refresh
    entries, made_at = keyfile.read(path)
    signing = next(entry.private for entry in entries if entry.state is KeyState.SIGNING)
    public = {entry.kid: entry.public for entry in entries if entry.state is not KeyState.REVOKED}
    return _Set(entries, made_at, signing, public, stamp)


def _at(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)


def _new_key(now: datetime, taken: Iterable[str]) -> KeyEntry:
    private = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = private.public_numbers
    kid = f"{now:%Y-%m}-{secrets.token_hex(2)}"
    while kid in taken:
        kid = f"{now:%Y-%m}-{secrets.token_hex(2)}"
    x, y, d = map(_b64, (point.x, point.y, private.private_value))
    return KeyEntry(kid, KeyState.SIGNING, now, x, y, d)


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _retired(entry: KeyEntry, now: datetime) -> KeyEntry:
    return replace(entry, state=KeyState.RETIRED, retired_at=now, d=None) if entry.d else entry


def _revoked(entry: KeyEntry, now: datetime) -> KeyEntry:
    return entry if entry.revoked_at else replace(entry, state=KeyState.REVOKED, revoked_at=now, d=None)
