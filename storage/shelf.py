"""Where sealed files lie: a folder of this machine, or whatever else fsspec reaches by URL.

Knows bytes and paths below one root, and nothing of keys, people or purposes. A file is there whole or not at all: in
a folder it is written beside its place and renamed, an object store does the same by itself. Every call blocks.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

_OPTIONS: dict[str, dict[str, Any]] = {"s3": {"use_listings_cache": False}}  # other processes write there too
_CHANGED = ("mtime", "LastModified", "created")  # a folder, an object store, memory


class ShelfProblem(Exception):
    """The URL cannot be used; the message says why and names no credentials."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files below one root."""

    filesystem: AbstractFileSystem
    root: str

    def write(self, path: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        if isinstance(self.filesystem, LocalFileSystem):
            Path(self.root).mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_beside(Path(self._at(path)), content)
        else:
            self.filesystem.pipe_file(self._at(path), content)

    def read(self, path: str) -> bytes:
        """Its content; FileNotFoundError."""
        return bytes(self.filesystem.cat_file(self._at(path)))

    def has(self, path: str) -> bool:
        """Whether it is there."""
        return bool(self.filesystem.isfile(self._at(path)))

    def remove(self, path: str) -> None:
        """Take it away; one that is gone already is fine."""
        with suppress(FileNotFoundError):
            self.filesystem.rm_file(self._at(path))

    def names(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """The files of a folder and when each was written; nothing where there is no such folder."""
        try:
            entries = self.filesystem.ls(self._at(folder), detail=True)
        except FileNotFoundError:
            return
        for entry in entries:
            if entry["type"] == "file":
                yield entry["name"].rpartition("/")[2], _changed(entry)

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}"


def open_shelf(url: str) -> Shelf:
    """The shelf of a folder or URL; nothing is written or asked yet. Raises ShelfProblem."""
    try:
        filesystem, root = url_to_fs(url, **_OPTIONS.get(url.partition("://")[0], {}))
    except ImportError:
        raise ShelfProblem("needs the optional part for S3: pip install 'anju[s3]'") from None
    except ValueError as error:
        raise ShelfProblem(str(error)) from None
    return Shelf(filesystem, root.rstrip("/"))


def _write_beside(path: Path, content: bytes) -> None:
    """A new file of mode 0600, in folders of mode 0700, on the disk before it has its name."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True, mode=0o700)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The name itself on the disk: a row may say soon that the file is there."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _changed(entry: dict[str, Any]) -> datetime:
    moment = next(entry[name] for name in _CHANGED if name in entry)
    return moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
