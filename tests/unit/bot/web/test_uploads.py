"""Uploaded pictures: sealed for a chat, opened by name, cleaned by age."""

import asyncio
import io
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.nursery import Nursery
from bot.pictures import NotAPicture
from bot.web.uploads import KEPT_DAYS, Uploads, clean_daily, file_of
from storage.files import FilesUnavailable, open_files
from storage.keyring import KeyRing


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(open_files(str(tmp_path), KeyRing.fresh()))


def picture(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def lying(folder: Path, name: str) -> Path:
    (path,) = folder.rglob(name.partition("-")[2].removesuffix(".pdf"))
    return path


async def test_what_is_stored_can_be_read_and_belongs_to_its_chat_alone(uploads: Uploads) -> None:
    name = await uploads.store(7, picture())
    assert Image.open(io.BytesIO(await uploads.read(name))).size == (8, 8)
    assert await uploads.has(name)
    assert uploads.belongs(name, 7)
    assert not uploads.belongs(name, 77)
    assert await uploads.store(7, picture()) != name


async def test_another_house_cannot_open_it(uploads: Uploads) -> None:
    name = await uploads.store(7, picture())
    with pytest.raises(NotAPicture):
        await Uploads(replace(uploads.files, keys=KeyRing.fresh())).read(name)


HEX = "a" * 32
NAMES = ("", ".", "..", "../x", "/etc/passwd", "7-", "7-" + "g" * 32, f"7-{HEX[1:]}", f"-7-{HEX}", f"7-{HEX}\n", "\0",
         f"７-{HEX}", f"7-{HEX}/../x")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_no_other_name_opens_anything(uploads: Uploads, name: str) -> None:
    await uploads.store(7, picture())
    assert not await uploads.has(name)
    with pytest.raises(NotAPicture):
        await uploads.read(name)
    if name != "７-" + "a" * 32:
        assert not uploads.belongs(name, 7)


@pytest.mark.parametrize("make", [picture, lambda: b"%PDF-1.7"], ids=["picture", "PDF"])
@pytest.mark.parametrize(("age", "kept"), [(KEPT_DAYS - 1, True), (KEPT_DAYS + 1, False)])
async def test_cleaning_removes_what_is_too_old(
    uploads: Uploads, tmp_path: Path, age: int, kept: bool, make: Callable[[], bytes]
) -> None:
    name = await uploads.store(7, make())
    path = lying(tmp_path, name)
    then = time.time() - age * 86400
    os.utime(path, (then, then))
    assert await uploads.clean() == (not kept)
    assert path.exists() is kept


async def test_another_chats_number_on_the_name_opens_nothing(uploads: Uploads) -> None:
    name = await uploads.store(7, picture())
    with pytest.raises(NotAPicture):
        await uploads.read(f"77-{name.partition('-')[2]}")


async def test_no_other_kind_of_file_opens_as_a_picture(uploads: Uploads) -> None:
    paper = await uploads.files.put(b"a paper", "papers", owner="7")
    with pytest.raises(NotAPicture):
        await uploads.read(f"7-{paper.partition('-')[2]}")
    assert file_of(await uploads.store(7, picture())).startswith("uploads-")


async def test_it_is_cleaned_at_once_and_again_every_day_whatever_went_wrong(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.uploads.CLEAN_EVERY", 0.0)
    rounds: list[int] = []
    enough = asyncio.Event()

    async def clean(self: Uploads) -> int:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            enough.set()
        if len(rounds) == 1:
            raise FilesUnavailable("a disk that is away")
        return 0

    monkeypatch.setattr(Uploads, "clean", clean)
    nursery = Nursery()
    nursery.start(clean_daily(uploads), "cleaning")
    await asyncio.wait_for(enough.wait(), 5)
    await nursery.close()


async def test_there_is_nothing_to_clean_before_the_first_picture(uploads: Uploads) -> None:
    assert await uploads.clean() == 0
