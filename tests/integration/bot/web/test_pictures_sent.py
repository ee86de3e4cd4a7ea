"""Pictures sent to the web chat (T-15): limits before decoding, type by content, nothing of the old file kept."""

import asyncio
import io
import os
import stat
import time
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from bot.app import build, running
from bot.pictures import DEFAULT_LIMITS
from bot.settings import Settings
from bot.web.chat import LATER
from bot.web.uploads import KEPT_DAYS, Uploads
from storage.shelf import Shelf
from tests.integration.bot.site import Browser, Site, Window
from tests.integration.bot.web import pictures
from tests.support.process import free_port


def kept_files(site: Site) -> list[Path]:
    """The sealed files of the house."""
    return [path for path in (site.house.settings.data_dir / "files").rglob("*") if path.is_file()]


async def sent(browser: Browser, content: bytes, name: str = "photo.jpg", field: str = "photo") -> tuple[int, str]:
    form = aiohttp.FormData()
    form.add_field(field, io.BytesIO(content), filename=name, content_type="image/jpeg")
    async with browser.http.post("/api/chat/photos", data=form) as answer:
        told = await answer.json()
    return answer.status, told.get("file") or told["error"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_is_kept_and_shown_to_its_chat_as_jpeg(browser: Browser, kind: str) -> None:
    status, name = await sent(browser, pictures.photo(kind))
    assert status == 200
    async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.content_type == "image/jpeg"
        shown = Image.open(io.BytesIO(await answer.read()))
    assert (shown.format, shown.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("make", [pictures.with_position, pictures.png_with_text, pictures.zip_in_png])
async def test_nothing_but_the_picture_is_kept(browser: Browser, make) -> None:
    _, name = await sent(browser, make())
    async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
        kept = await answer.read()
    shown = Image.open(io.BytesIO(kept))
    assert not shown.getexif()
    assert not {"comment", "exif", "xmp", "icc_profile"} & shown.info.keys()
    for trace in (b"Hangzhou", b"Wang", b"evil", b"script", b"PK\x03\x04"):
        assert trace not in kept


async def test_a_transparent_picture_stands_on_white(browser: Browser) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    _, name = await sent(browser, out.getvalue())
    async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
        assert Image.open(io.BytesIO(await answer.read())).getpixel((5, 5)) == (255, 255, 255)


async def test_a_photo_held_sideways_is_turned_upright(browser: Browser) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _, name = await sent(browser, pictures.photo(exif=exif))
    async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
        assert Image.open(io.BytesIO(await answer.read())).size == (48, 64)


REFUSED = {
    "text by the name of a picture": (b"hello", 415, "not_a_picture"),
    "nothing": (b"", 415, "not_a_picture"),
    "SVG": (pictures.SVG, 415, "not_a_picture"),
    "GIF": (pictures.GIF, 415, "not_a_picture"),
    "cut off": (pictures.TRUNCATED, 415, "not_a_picture"),
    "damaged inside": (pictures.BROKEN_PNG, 415, "not_a_picture"),
    "claims 40,000 × 40,000": (pictures.png_header(40_000, 40_000), 413, "too_large"),
    "claims 12,000 × 12,000": (pictures.png_header(12_000, 12_000), 413, "too_large"),
    "claims 0 × 0": (pictures.png_header(0, 0), 415, "not_a_picture"),
    "claims much, brings little": (pictures.png_header(5000, 5000), 415, "not_a_picture"),
    "one byte over 10 MiB": (b"\xff\xd8" + b"x" * (DEFAULT_LIMITS.bytes - 1), 413, "too_large"),
    "11 MB": (b"\xff\xd8" + b"x" * 11_000_000, 413, "too_large"),
}


@pytest.mark.filterwarnings("ignore:Image size.*exceeds limit:PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("content", "status", "error"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_picture_or_too_large_is_refused_and_not_kept(
    site: Site, browser: Browser, content: bytes, status: int, error: str
) -> None:
    assert await sent(browser, content) == (status, error)
    assert kept_files(site) == []


async def test_the_largest_picture_allowed_is_taken(browser: Browser) -> None:
    padded = pictures.photo()
    assert (await sent(browser, padded + b"\0" * (DEFAULT_LIMITS.bytes - len(padded))))[0] == 200


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=a"}, b"no parts at all"),
        ({"Content-Type": "multipart/form-data; boundary=a"}, b"--a\r\nnonsense\r\n\r\nx\r\n--a--\r\n"),
        (
            {"Content-Type": "multipart/mixed; boundary=a"},
            b"--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n--a--\r\n",
        ),
    ],
    ids=["JSON", "no boundary", "no parts", "broken part", "parts in parts"],
)  # fmt: skip
async def test_a_form_that_is_none_is_refused(browser: Browser, headers: dict[str, str], body: bytes) -> None:
    async with browser.http.post("/api/chat/photos", data=body, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "no_photo"})


async def test_a_field_of_another_name_is_no_photo(browser: Browser) -> None:
    assert await sent(browser, pictures.photo(), field="file") == (400, "no_photo")


@pytest.mark.parametrize("name", ["../../x.jpg", "/etc/passwd", "x" * 300, "a/../../keys/data.json"])
async def test_the_name_a_file_comes_with_is_never_used(site: Site, browser: Browser, name: str) -> None:
    before = set(site.house.settings.data_dir.parent.rglob("*"))
    status, kept = await sent(browser, pictures.photo(), name)
    assert status == 200
    assert [path.name for path in kept_files(site)] == [kept.partition("-")[2]]
    top = site.house.settings.data_dir.parent
    changed = {path.relative_to(top) for path in top.rglob("*") if path.is_file() and path not in before}
    assert {path.parts[:2] for path in changed} == {("var", "files")}
    assert kept.startswith(f"{browser.chat}-")


async def test_kept_pictures_are_sealed_and_their_folder_is_closed_to_others(site: Site, browser: Browser) -> None:
    _, name = await sent(browser, pictures.photo())
    (path,) = kept_files(site)
    assert path.name == name.partition("-")[2]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"JFIF" not in path.read_bytes()


async def test_a_picture_opens_in_no_other_chat_and_under_no_other_name(site: Site, browser: Browser) -> None:
    _, name = await sent(browser, pictures.photo())
    async with site.browser() as other:
        own = f"{other.chat}-{name.partition('-')[2]}"
        for asked in (name, own, f"../uploads/{name}", f"..%2Fuploads%2F{name}", "..%2Fanju.db", "%00"):
            async with other.http.get(f"/api/chat/uploads/{asked}") as answer:
                assert answer.status == 404, asked


async def test_another_chats_picture_cannot_be_sent_on(site: Site, browser: Browser) -> None:
    _, name = await sent(browser, pictures.photo())
    async with site.browser() as other, other.window() as window:
        await window.send(t="photo", n=1, file=name, caption="")
        assert await window.kind("bad") == {"t": "bad", "n": 1, "error": "no_such_file"}


async def test_a_picture_that_is_gone_cannot_be_sent(site: Site, browser: Browser) -> None:
    _, name = await sent(browser, pictures.photo())
    (path,) = kept_files(site)
    path.unlink()
    async with browser.window() as window:
        await window.send(t="photo", n=1, file=name, caption="")
        assert (await window.kind("bad"))["error"] == "no_such_file"
    async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
        assert answer.status == 404


async def test_a_picture_in_the_chat_is_looked_at_and_shown_again_after_a_reload(
    browser: Browser, window: Window
) -> None:
    _, name = await sent(browser, pictures.photo())
    await window.act("photo", file=name, caption="看看")
    own = next(one for one in window.messages() if one["from"] == "me")
    assert own["photo"]["url"] == f"/api/chat/uploads/{name}"
    assert window.ours()
    async with browser.window() as again:
        await again.until(lambda frame: frame.get("photo") == own["photo"])


async def test_the_voucher_in_a_sent_picture_is_read(browser: Browser, window: Window) -> None:
    card = await window.register()
    async with browser.http.get(card["photo"]["url"]) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        drawn = await answer.read()
    _, name = await sent(browser, drawn)
    await window.act("photo", file=name, caption="")
    assert "有效" in window.ours()[-1]


async def test_a_voucher_is_drawn_for_no_other_chat(site: Site, window: Window) -> None:
    card = await window.register()
    async with site.browser() as other:
        async with other.http.get(card["photo"]["url"]) as answer:
            assert answer.status == 404
        async with other.window() as stranger:
            await stranger.say("/menu")
            async with other.http.get(card["photo"]["url"]) as answer:
                assert answer.status == 404
    async with site.browser(session=False) as nobody, nobody.http.get(card["photo"]["url"]) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("number", ["0", "1", "²", "１", "99999999999999999999", "-1", "x", "1.0", "%00"])
async def test_there_is_no_picture_for_other_numbers(browser: Browser, number: str) -> None:
    async with browser.http.get(f"/api/chat/pictures/{number}") as answer:
        assert answer.status == 404


async def test_pictures_are_slowed_like_words(browser: Browser) -> None:
    answers = [(await sent(browser, b"x"))[0] for _ in range(30)]
    assert set(answers) == {415, 429}


async def test_a_house_that_starts_removes_pictures_that_are_too_old(tmp_path: Path, monkeypatch) -> None:
    cleaned, clean = asyncio.Event(), Uploads.clean

    async def cleaning(self: Uploads) -> int:
        removed = await clean(self)
        cleaned.set()
        return removed

    monkeypatch.setattr(Uploads, "clean", cleaning)
    given = {"data_dir": tmp_path / "var", "web_port": free_port()}
    house = build(Settings(_env_file=None, **given), with_telegram=False, with_sidecar=False)
    names = [await house.uploads.store(7, pictures.photo()) for _ in range(2)]
    old, new = (next(given["data_dir"].rglob(name.partition("-")[2])) for name in names)
    then = time.time() - (KEPT_DAYS + 1) * 86400
    os.utime(old, (then, then))
    async with running(house):
        await asyncio.wait_for(cleaned.wait(), 10)
        assert (old.exists(), new.exists()) == (False, True)


async def test_a_picture_waits_while_the_store_of_files_is_away(
    site: Site, browser: Browser, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, name = await sent(browser, pictures.photo())
    with monkeypatch.context() as away:
        for call in ("write", "read", "has"):
            away.setattr(Shelf, call, _away)
        assert await sent(browser, pictures.photo()) == (503, "later")
        async with browser.http.get(f"/api/chat/uploads/{name}") as answer:
            assert answer.status == 503
        await window.send(t="photo", n=1, file=name, caption="")
        assert (await window.kind("again"))["retry_after"] == LATER

    await window.act("photo", file=name, caption="")
    assert window.ours()


def _away(*_args: object) -> None:
    raise OSError(5, "Input/output error")
