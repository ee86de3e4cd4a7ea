"""Sealed files by id: handed-in papers, pictures of the chat. What lies on the disk or in the bucket is noise.

A file is sealed with the ring of the data (`keyring.py`) and bound to its id and to its owner: under another id, or
asked for in another's name, it does not open. Ids are random and begin with the purpose, so that files of one purpose
can be cleaned together. Which row a file belongs to is the caller's to know; a file without one is an orphan (`sweep`).
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from storage.keyring import CannotOpen, KeyRing
from storage.shelf import Shelf, open_shelf

T = TypeVar("T")
Known = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Of some ids those that a row names."""

BATCH = 200
_SHARDS = [f"{number:02x}" for number in range(256)]  # folders of a purpose: no listing grows beyond use
_ID = re.compile(r"([a-z]{1,12})-([0-9a-f]{32})", re.ASCII)
_PURPOSE = re.compile(r"[a-z]{1,12}", re.ASCII)


class FileMissing(Exception):
    """There is no file of that id: never written, removed, or no id at all."""

    def __init__(self, file: str) -> None:
        super().__init__("no such file")
        self.file = file


class FileTampered(Exception):
    """A file that does not open: changed, moved, asked for in another's name, or sealed with a key that is gone."""

    def __init__(self, file: str) -> None:
        super().__init__("the file does not open")
        self.file = file


class FilesUnavailable(OSError):
    """The place of the files cannot be reached, is full or refuses us; later it may not."""


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Every file of the house that is not a row. Calls may wait for a disk or a network, and never hold the loop."""

    shelf: Shelf
    keys: KeyRing

    async def put(self, content: bytes, purpose: str, owner: str = "") -> str:
        """Keep a content and give its id. `purpose` is a word of ours, one to twelve small letters; `owner` is whoever
        must be named again to read it. Raises FilesUnavailable."""
        if not _PURPOSE.fullmatch(purpose):
            raise ValueError("a purpose is one to twelve small letters")
        file = f"{purpose}-{secrets.token_hex(16)}"
        await _calmly(lambda: self.shelf.write(_path(file), self.keys.seal(content, _place(file, owner))))
        return file

    async def get(self, file: str, owner: str = "") -> bytes:
        """The content of an id. Raises FileMissing, FileTampered, FilesUnavailable."""
        try:
            sealed = await _calmly(lambda: self.shelf.read(_path(file)), FileNotFoundError)
            return self.keys.open(sealed, _place(file, owner))
        except FileNotFoundError:
            raise FileMissing(file) from None
        except CannotOpen:
            raise FileTampered(file) from None

    async def exists(self, file: str) -> bool:
        """Whether there is such a file; whether it opens shows only reading it. Raises FilesUnavailable."""
        return _ID.fullmatch(file) is not None and await _calmly(lambda: self.shelf.has(_path(file)))

    async def delete(self, file: str) -> None:
        """Remove it; twice is once, and no id is none. Raises FilesUnavailable."""
        if _ID.fullmatch(file):
            await _calmly(lambda: self.shelf.remove(_path(file)))

    async def clean(self, purpose: str, before: datetime) -> int:
        """Remove the files of a purpose written before that moment; how many. Raises FilesUnavailable."""
        return await self.sweep(purpose, before, _nothing)

    async def sweep(self, purpose: str, before: datetime, known: Known) -> int:
        """Remove the orphans of a purpose: written before that moment, and named by no row; how many.

        `known` is asked for BATCH ids at most at a time. The moment leaves time for a row that is about to be
        committed; a day is plenty. Raises FilesUnavailable, and whatever `known` raises.
        """
        removed = 0
        async for shard, names in self._written(purpose, before):
            ids = {f"{purpose}-{name}": name for name in names}
            rows = await known([file for file in ids if _ID.fullmatch(file)])
            for file, name in ids.items():
                if file not in rows:  # also what a write cut short left behind: no row names that
                    path = f"{purpose}/{shard}/{name}"
                    await _calmly(lambda path=path: self.shelf.remove(path))  # type: ignore[misc]
                    removed += 1
        return removed

    async def _written(self, purpose: str, before: datetime) -> AsyncIterator[tuple[str, list[str]]]:
        """What was written before that moment, folder by folder, in batches."""
        for shard in _SHARDS:
            folder = f"{purpose}/{shard}"
            listed = await _calmly(lambda folder=folder: list(self.shelf.names(folder)))  # type: ignore[misc]
            names = [name for name, written in listed if written < before]
            for start in range(0, len(names), BATCH):
                yield shard, names[start : start + BATCH]


def open_files(url: str, keys: KeyRing) -> SealedFiles:
    """The sealed files of a folder or an fsspec URL. Raises `storage.shelf.ShelfProblem`."""
    return SealedFiles(open_shelf(url), keys)


async def _nothing(_ids: Sequence[str]) -> Collection[str]:
    return ()


async def _calmly(work: Callable[[], T], *told: type[Exception]) -> T:
    """In a thread. Trouble that is not in `told` gets one name: each kind of place has its own errors."""
    try:
        return await asyncio.to_thread(work)
    except told:
        raise
    except Exception as error:
        raise FilesUnavailable(type(error).__name__) from None


def _path(file: str) -> str:
    found = _ID.fullmatch(file)
    if found is None:
        raise FileNotFoundError
    return f"{found[1]}/{found[2][:2]}/{found[2]}"


def _place(file: str, owner: str) -> str:
    return f"file:{file}:{owner}"
