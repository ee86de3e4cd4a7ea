"""Sealed files in a folder, in memory and in an S3-compatible store: the same promises everywhere (T-15, T-27)."""

import asyncio
import os
import stat
import sys
import threading
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
from fsspec.registry import _registry
from moto.server import ThreadedMotoServer

from storage.files import BATCH, FileMissing, FilesUnavailable, FileTampered, SealedFiles, open_files
from storage.keyring import KeyRing
from storage.shelf import Shelf, ShelfProblem, open_shelf

CONTENT = "王小明 的身份证".encode() * 50
PLACES = ("folder", "memory", "s3")


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """An S3-compatible server on this machine, and how fsspec is told of it."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {"endpoint_url": f"http://{host}:{port}", "key": "false-key", "secret": "false-secret"}
    server.stop()


@pytest.fixture
def bucket(s3: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket; fsspec's own settings name the server, as the environment does in earnest."""
    monkeypatch.setitem(fsspec.config.conf, "s3", s3)
    name = f"papers-{uuid4().hex}"
    s3_system = fsspec.filesystem("s3")
    s3_system.mkdir(name)
    yield f"s3://{name}/anju"
    s3_system.clear_instance_cache()


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the files lie."""
    if request.param == "s3":
        return str(request.getfixturevalue("bucket"))
    return {"folder": str(tmp_path / "var" / "files"), "memory": f"memory://{uuid4().hex}"}[request.param]


@pytest.fixture
def files(place: str, keys: KeyRing) -> SealedFiles:
    return open_files(place, keys)


def everything(shelf: Shelf) -> dict[str, bytes]:
    """Every path of the place with what lies there."""
    paths = shelf.filesystem.find(shelf.root)
    return {path: shelf.filesystem.cat_file(path) for path in paths}


async def all_known(ids: Sequence[str]) -> Collection[str]:
    return ids


SOON = timedelta(minutes=1)


async def test_what_was_put_is_got_again_until_it_is_deleted(files: SealedFiles) -> None:
    file = await files.put(CONTENT, "papers", owner="7")
    assert await files.get(file, owner="7") == CONTENT
    assert await files.exists(file)

    await files.delete(file)
    await files.delete(file)

    assert not await files.exists(file)
    with pytest.raises(FileMissing) as missing:
        await files.get(file, owner="7")
    assert missing.value.file == file


async def test_an_empty_and_a_large_file_come_back_whole(files: SealedFiles) -> None:
    large = os.urandom(3_000_000)
    assert [await files.get(await files.put(one, "papers")) for one in (b"", large)] == [b"", large]


async def test_the_same_content_gets_another_id_and_other_bytes_each_time(files: SealedFiles) -> None:
    ids = {await files.put(CONTENT, "papers") for _ in range(5)}
    assert len(ids) == 5
    assert len(set(everything(files.shelf).values())) == 5


async def test_nothing_of_the_content_or_its_owner_lies_open(files: SealedFiles) -> None:
    await files.put(CONTENT, "papers", owner="wangxiaoming")
    ((path, sealed),) = everything(files.shelf).items()
    assert CONTENT[:24] not in sealed
    assert "wangxiaoming" not in path
    assert b"wangxiaoming" not in sealed


@pytest.mark.parametrize("owner", ["", "8", "77"])
async def test_a_file_opens_for_its_owner_alone(files: SealedFiles, owner: str) -> None:
    file = await files.put(CONTENT, "papers", owner="7")
    with pytest.raises(FileTampered):
        await files.get(file, owner)


async def test_a_file_under_another_id_or_with_another_ring_does_not_open(files: SealedFiles) -> None:
    one, other = [await files.put(content, "papers") for content in (b"one", b"other")]
    shelf = files.shelf
    shelf.write(_path(other), shelf.read(_path(one)))
    with pytest.raises(FileTampered):
        await files.get(other)
    with pytest.raises(FileTampered):
        await replace(files, keys=KeyRing.fresh()).get(one)
    assert await replace(files, keys=files.keys.rotated()).get(one) == b"one"


@pytest.mark.parametrize("damage", [lambda s: s[:-1], lambda s: s[:9], lambda s: b"", lambda s: s[:40] + b"!" + s[41:]])
async def test_a_changed_file_is_told_as_tampered(files: SealedFiles, damage) -> None:
    file = await files.put(CONTENT, "papers")
    files.shelf.write(_path(file), damage(files.shelf.read(_path(file))))
    with pytest.raises(FileTampered):
        await files.get(file)


HEX = "a" * 32
NAMES = ("", ".", "../../x", "/etc/passwd", f"papers-{HEX[1:]}", f"papers-{HEX}\n", f"papers-{HEX}/../x", f"../x-{HEX}",
         f"PAPERS-{HEX}", f"papers-{'A' * 32}", f"-{HEX}", HEX, "\0", f"papers-{'１' * 32}")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_t15_no_other_name_reaches_anything(files: SealedFiles, name: str) -> None:
    kept = await files.put(CONTENT, "papers")
    assert not await files.exists(name)
    await files.delete(name)
    with pytest.raises(FileMissing):
        await files.get(name)
    assert await files.exists(kept)


@pytest.mark.parametrize("purpose", ["", "Papers", "../x", "a/b", "a-b", "x" * 13, "纸"])
async def test_a_purpose_is_a_word_of_ours(files: SealedFiles, purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        await files.put(CONTENT, purpose)


async def test_cleaning_takes_what_is_older_of_one_purpose_alone(files: SealedFiles) -> None:
    old, other = await files.put(CONTENT, "uploads"), await files.put(CONTENT, "papers")
    assert await files.clean("uploads", datetime.now(UTC) - SOON) == 0
    assert await files.exists(old)

    assert await files.clean("uploads", datetime.now(UTC) + SOON) == 1
    assert (await files.exists(old), await files.exists(other)) == (False, True)


async def test_sweeping_takes_orphans_and_leaves_what_a_row_names(files: SealedFiles) -> None:
    ids = [await files.put(b"x", "papers") for _ in range(6)]

    async def known(asked: Sequence[str]) -> Collection[str]:
        return set(asked) & set(ids[:4])

    assert await files.sweep("papers", datetime.now(UTC) + SOON, known) == 2
    assert [await files.exists(one) for one in ids] == [True] * 4 + [False] * 2


async def test_a_young_orphan_is_left_for_its_row_to_come(files: SealedFiles) -> None:
    file = await files.put(b"x", "papers")

    async def nobody_asks(asked: Sequence[str]) -> Collection[str]:
        raise AssertionError(asked)

    assert await files.sweep("papers", datetime.now(UTC) - SOON, nobody_asks) == 0
    assert await files.exists(file)


async def test_a_place_without_files_has_nothing_to_clean(files: SealedFiles) -> None:
    assert await files.clean("papers", datetime.now(UTC) + SOON) == 0


async def test_rows_are_asked_for_in_batches(tmp_path: Path, keys: KeyRing) -> None:
    files, asked = open_files(str(tmp_path), keys), []
    first = await files.put(b"x", "papers")
    for number in range(BATCH):  # all in the folder of the first one
        files.shelf.write(f"papers/{first[7:9]}/{first[7:9]}{number:030x}", b"x")

    async def known(ids: Sequence[str]) -> Collection[str]:
        asked.append(len(ids))
        return ids

    assert await files.sweep("papers", datetime.now(UTC) + SOON, known) == 0
    assert sorted(asked) == [1, BATCH]


# in a folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


def everything_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


@pytest.fixture
async def local(folder: Path, keys: KeyRing) -> AsyncIterator[SealedFiles]:
    umask = os.umask(0)
    yield open_files(str(folder), keys)
    os.umask(umask)


async def test_files_are_readable_by_their_owner_alone(local: SealedFiles, folder: Path) -> None:
    await local.put(CONTENT, "papers")
    below = [folder, *everything_in(folder)]
    assert {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in below} == {(True, 0o700), (False, 0o600)}


async def test_a_write_cut_short_leaves_no_file_and_its_remains_are_swept(
    local: SealedFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _full)
        with pytest.raises(FilesUnavailable):
            await local.put(CONTENT, "papers")
    assert [path for path in everything_in(folder) if path.is_file()] == []

    with monkeypatch.context() as cut:  # the power goes before the name is given and before anything is tidied up
        cut.setattr(Path, "replace", _full)
        cut.setattr(Path, "unlink", lambda *_args, **_more: None)
        with pytest.raises(FilesUnavailable):
            await local.put(CONTENT, "papers")
    (left,) = [path for path in everything_in(folder) if path.is_file()]
    assert CONTENT[:24] not in left.read_bytes()
    assert await local.sweep("papers", datetime.now(UTC) + SOON, all_known) == 1


def _full(*_args: object) -> None:
    raise OSError(28, "No space left on device")


async def test_the_loop_goes_on_while_a_disk_is_slow(local: SealedFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    written = threading.Event()
    write = Shelf.write

    def slow(self: Shelf, path: str, content: bytes) -> None:
        assert written.wait(10)
        write(self, path, content)

    monkeypatch.setattr(Shelf, "write", slow)
    putting = asyncio.gather(local.put(CONTENT, "papers"))
    await asyncio.sleep(0)
    written.set()
    (file,) = await putting
    assert await local.exists(file)


async def test_a_place_that_is_a_file_is_unavailable(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(FilesUnavailable):
        await open_files(str(tmp_path / "files"), keys).put(CONTENT, "papers")


# in an object store


@pytest.mark.usefixtures("bucket")
async def test_a_store_without_its_bucket_is_unavailable(keys: KeyRing) -> None:
    with pytest.raises(FilesUnavailable):
        await open_files("s3://no-such-bucket/anju", keys).put(CONTENT, "papers")


@pytest.mark.parametrize("url", ["nosuch://bucket", "s3x://bucket"])
def test_a_place_of_an_unknown_kind_is_told(url: str) -> None:
    with pytest.raises(ShelfProblem, match="Protocol not known"):
        open_shelf(url)


def test_without_the_part_for_s3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(_registry, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ShelfProblem, match=r"anju\[s3\]"):
        open_shelf("s3://bucket/anju")


def _path(file: str) -> str:
    purpose, _, name = file.partition("-")
    return f"{purpose}/{name[:2]}/{name}"
