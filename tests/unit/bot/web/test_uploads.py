"""The folder of uploaded pictures: sealed for a chat, opened by name, cleaned by age."""

import asyncio
import io
import os
import time
from pathlib import Path

import pytest
from PIL import Image

from bot.nursery import Nursery
from bot.vouchers.scan import NotAPicture
from bot.web.uploads import KEPT_DAYS, LARGEST_SIDE, Uploads, clean_daily, re_encoded
from storage.keyring import KeyRing


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", KeyRing.fresh())


def picture(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def test_what_is_stored_can_be_read_and_belongs_to_its_chat_alone(uploads: Uploads) -> None:
    name = uploads.store(7, picture())
    assert Image.open(io.BytesIO(uploads.read(name))).size == (8, 8)
    assert uploads.has(name)
    assert uploads.belongs(name, 7)
    assert not uploads.belongs(name, 77)
    assert uploads.store(7, picture()) != name


def test_another_house_cannot_open_it(uploads: Uploads) -> None:
    name = uploads.store(7, picture())
    with pytest.raises(NotAPicture):
        Uploads(uploads.folder, KeyRing.fresh()).read(name)


HEX = "a" * 32
NAMES = ("", ".", "..", "../x", "/etc/passwd", "7-", "7-" + "g" * 32, f"7-{HEX[1:]}", f"-7-{HEX}", f"7-{HEX}\n", "\0",
         f"７-{HEX}", f"7-{HEX}/../x")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_other_name_opens_anything(uploads: Uploads, name: str) -> None:
    uploads.store(7, picture())
    assert not uploads.has(name)
    with pytest.raises(NotAPicture):
        uploads.read(name)
    if name != "７-" + "a" * 32:
        assert not uploads.belongs(name, 7)


@pytest.mark.parametrize(("age", "kept"), [(KEPT_DAYS - 1, True), (KEPT_DAYS + 1, False)])
def test_cleaning_removes_what_is_too_old(uploads: Uploads, age: int, kept: bool) -> None:
    path = uploads.folder / uploads.store(7, picture())
    then = time.time() - age * 86400
    os.utime(path, (then, then))
    assert uploads.clean() == (not kept)
    assert path.exists() is kept


async def test_it_is_cleaned_at_once_and_again_every_day_whatever_went_wrong(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.uploads.CLEAN_EVERY", 0.0)
    rounds: list[int] = []
    enough = asyncio.Event()

    def clean(self: Uploads) -> int:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            enough.set()
        if len(rounds) == 1:
            raise OSError("a disk that is away")
        return 0

    monkeypatch.setattr(Uploads, "clean", clean)
    nursery = Nursery()
    nursery.start(clean_daily(uploads), "cleaning")
    await asyncio.wait_for(enough.wait(), 5)
    await nursery.close()


def test_there_is_nothing_to_clean_before_the_first_picture(uploads: Uploads) -> None:
    assert uploads.clean() == 0


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    small = Image.open(io.BytesIO(re_encoded(picture((4000, 2000)))))
    assert small.size == (LARGEST_SIDE, LARGEST_SIDE // 2)
