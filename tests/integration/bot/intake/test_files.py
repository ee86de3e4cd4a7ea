"""Handed-in files (T-15): limits before decoding, type by content, nothing of the old file kept, no harm done."""

import asyncio
import io
import os
import random
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bot.intake import Fault, Intake, NotTaken, Page, Refusal, Shows, Taken
from bot.intake.pdf import MOST_PAGES
from bot.intake.reading import LARGEST_FILE, read
from bot.pictures import LARGEST_SIDE
from tests.integration.bot.intake import papers, pdfs
from tests.integration.bot.web import pictures


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def pages(raw: bytes, shows: Shows = Shows.PAGE) -> tuple[Page, ...]:
    outcome = read(raw, shows)
    assert isinstance(outcome, Taken), outcome
    return outcome.pages


def shown(page: Page) -> Image.Image:
    picture = Image.open(io.BytesIO(page.jpeg))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (page.width, page.height))
    return picture


TEAL = Image.new("RGB", (640, 480), "teal")
KINDS = {
    "JPEG": saved(TEAL, "JPEG"),
    "JPEG of several pictures, as some phones make": saved(TEAL, "MPO", save_all=True, append_images=[TEAL]),
    "JPEG for print": saved(TEAL.convert("CMYK"), "JPEG"),
    "grey JPEG": saved(TEAL.convert("L"), "JPEG"),
    "PNG": saved(TEAL, "PNG"),
    "PNG of one bit": saved(TEAL.convert("1"), "PNG"),
    "PNG with a palette": saved(TEAL.convert("P"), "PNG"),
    "PNG with a palette and transparency": saved(TEAL.convert("P"), "PNG", transparency=0),
    "PNG of sixteen bits": saved(Image.new("I;16", (640, 480), 30_000), "PNG"),
    "grey PNG with transparency": saved(TEAL.convert("LA"), "PNG"),
    "WebP": saved(TEAL, "WEBP"),
    "WebP that moves": saved(TEAL, "WEBP", save_all=True, append_images=[TEAL.rotate(90)]),
    "BMP": saved(TEAL, "BMP"),
}


@pytest.mark.parametrize("raw", KINDS.values(), ids=KINDS)
def test_t15_a_picture_of_any_kind_that_phones_send_becomes_one_jpeg(raw: bytes) -> None:
    (page,) = pages(raw)
    assert shown(page).size == (640, 480)


def test_sixteen_bits_and_print_colours_keep_their_light() -> None:
    deep = shown(pages(KINDS["PNG of sixteen bits"])[0]).getpixel((9, 9))
    printed = shown(pages(KINDS["JPEG for print"])[0]).getpixel((9, 9))
    assert deep == pytest.approx((117, 117, 117), abs=2)
    assert printed == pytest.approx((0, 128, 128), abs=6)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_stands_on_white(mode: str) -> None:
    (page,) = pages(saved(Image.new(mode, (600, 600)), "PNG"))
    assert shown(page).getpixel((300, 300)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_comes_out_upright(kind: str, orientation: int) -> None:
    upright = Image.new("RGB", (600, 400), "white")
    upright.paste((200, 0, 0), (0, 0, 150, 100))
    how = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)  # how the camera was held
    lying = upright if how is None else upright.transpose(Image.Transpose(how))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = shown(pages(saved(lying, kind, exif=exif))[0])
    assert picture.size == (600, 400)
    assert picture.getpixel((75, 50))[1] < 60


@pytest.mark.parametrize("make", [pictures.with_position, pictures.png_with_text, pictures.zip_in_png])
def test_t15_no_place_name_or_stowaway_is_kept(make) -> None:
    (page,) = pages(make())
    assert not shown(page).getexif()
    assert not {"comment", "exif", "xmp", "icc_profile"} & shown(page).info.keys()
    for trace in (b"Hangzhou", b"Wang", b"evil", b"script", b"PK\x03\x04", b"Exif", b"GPS"):
        assert trace not in page.jpeg


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_a_note_of_the_camera_that_cannot_be_read_costs_no_photo() -> None:
    broken = saved(TEAL, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 40)
    assert shown(pages(broken)[0]).size == (640, 480)


def test_a_large_picture_is_kept_at_a_size_worth_keeping() -> None:
    (page,) = pages(saved(Image.new("RGB", (4000, 3000), "white"), "JPEG"))
    assert (page.width, page.height) == (LARGEST_SIDE, LARGEST_SIDE * 3 // 4)


def _office() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


WRONG = {
    "SVG": (pictures.SVG, "svg"),
    "SVG after a heading": (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + pictures.SVG, "svg"),
    "a picture that moves": (pictures.GIF, "gif"),
    "TIFF": (saved(TEAL, "TIFF"), "tiff"),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 64, "heic"),
    "AVIF": (b"\0\0\0\x18ftypavif" + b"\0" * 64, "avif"),
    "a Word file": (_office(), "office"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "office"),
    "an archive": (b"PK\x03\x04" + b"\0" * 100, "archive"),
    "a program": (b"MZ\x90\0" + b"\0" * 100, "program"),
    "a program for Linux": (b"\x7fELF" + b"\0" * 100, "program"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "a film": (b"\0\0\0\x18ftypisom" + b"\0" * 64, "film"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "text"),
    "words": ("我的居住证".encode(), "text"),
    "rubbish": (bytes(range(1, 256)) + b"\0", "unknown"),
    "blanks": (b"   \n", "unknown"),
}


@pytest.mark.parametrize(("raw", "kind"), WRONG.values(), ids=WRONG)
async def test_t15_what_is_neither_picture_nor_pdf_is_told_by_its_content(raw: bytes, kind: str) -> None:
    assert await Intake().take(raw) == NotTaken(Refusal.WRONG_KIND, kind=kind)


DAMAGED = {
    "a JPEG cut off": pictures.TRUNCATED,
    "a PNG broken inside": pictures.BROKEN_PNG,
    "a JPEG of three bytes": b"\xff\xd8\xff",
    "a WebP of its head": saved(TEAL, "WEBP")[:40],
    "a BMP of its head": saved(TEAL, "BMP")[:40],
    "a PNG of no size": pictures.png_header(0, 0),
    "a PNG that claims much and brings little": pictures.png_header(5000, 5000),
    "a PDF of its head": b"%PDF-1.7\n",
    "a PDF cut off": pdfs.pdf()[:60],
    "a PDF without pages": pdfs.pdf(0),
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_is_told(raw: bytes) -> None:
    assert read(raw, Shows.PAGE) == NotTaken(Refusal.DAMAGED)


@pytest.mark.filterwarnings("ignore:Image size.*exceeds limit:PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(40_000, 40_000), (12_000, 12_000), (2**31 - 1, 1)])
def test_t15_a_picture_with_too_many_pixels_is_refused_undecoded(size: tuple[int, int]) -> None:
    refused = read(pictures.png_header(*size), Shows.PAGE)
    assert isinstance(refused, NotTaken)
    assert refused.why is Refusal.TOO_MANY_PIXELS


async def test_t15_a_file_of_fifty_megabytes_is_refused_and_none() -> None:
    assert await Intake().take(b"\xff\xd8\xff" + bytes(50_000_000)) == NotTaken(
        Refusal.TOO_LARGE, 50_000_003, LARGEST_FILE
    )
    assert await Intake().take(b"") == NotTaken(Refusal.EMPTY)


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_the_largest_file_is_taken_and_one_byte_more_is_not(more: int, taken: bool) -> None:
    raw = KINDS["JPEG"]
    raw += bytes(LARGEST_FILE - len(raw) + more)
    assert isinstance(read(raw, Shows.PAGE), Taken) is taken


# PDF


def black(page: Page, x: float, y: float) -> bool:
    """Whether the page is black at a place counted in points from the lower left, as PDF counts."""
    pixel = shown(page).getpixel((round(x / 595 * page.width), round((1 - y / 842) * page.height)))
    return max(pixel) < 40


def test_the_pages_of_a_pdf_become_pictures_in_their_order() -> None:
    three = pages(pdfs.pdf(3))
    assert [(page.width, page.height) for page in three] == [(1653, 2339)] * 3
    assert all(black(page, 150, 150) and not black(page, 300, 300) for page in three)


@pytest.mark.parametrize(("count", "taken"), [(MOST_PAGES, True), (MOST_PAGES + 1, False)])
def test_a_pdf_has_so_many_pages_at_most(count: int, taken: bool) -> None:
    outcome = read(pdfs.pdf(count, pdfs.Sheet((60, 80))), Shows.PAGE)
    if taken:
        assert isinstance(outcome, Taken)
        assert len(outcome.pages) == count
    else:
        assert outcome == NotTaken(Refusal.TOO_MANY_PAGES, count, MOST_PAGES)


def test_t15_scripts_attachments_and_links_of_a_pdf_stay_behind() -> None:
    raw = pdfs.with_everything()
    assert b"JavaScript" in raw
    (page,) = pages(raw)
    assert black(page, 150, 150)
    for trace in (b"JavaScript", b"evil", b"MZ", b"%PDF", b"URI"):
        assert trace not in page.jpeg


def test_what_was_typed_into_a_form_is_seen() -> None:
    (page,) = pages(pdfs.filled_form())
    assert black(page, 400, 400)


def test_a_pdf_with_a_password_is_told_and_one_that_only_forbids_copying_is_read() -> None:
    assert read(pdfs.encrypted(b"secret"), Shows.PAGE) == NotTaken(Refusal.LOCKED)
    (page,) = pages(pdfs.encrypted(b""))
    assert black(page, 150, 150)


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 30), (0.1, 0.1), (1, 9000), (0, 0)])
def test_a_page_of_any_size_becomes_a_picture_of_ours(size: tuple[float, float]) -> None:
    (page,) = pages(pdfs.pdf(1, pdfs.Sheet(size)))
    assert max(page.width, page.height) <= LARGEST_SIDE


def test_words_before_a_pdf_do_not_hide_it() -> None:
    assert len(pages(b"X-Mailer: x\r\n\r\n" + pdfs.pdf())) == 1


# in a process of its own


async def test_a_file_is_opened_elsewhere_and_comes_back_with_its_doubts() -> None:
    dark = papers.lease(random.Random(1)).point(lambda value: value // 6)
    outcome = await Intake().take(saved(dark, "JPEG"), Shows.PAGE)
    assert isinstance(outcome, Taken)
    (page,) = outcome.pages
    assert shown(page).size == papers.PAGE
    assert [doubt.fault for doubt in page.doubts] == [Fault.TOO_DARK]
    assert page.doubts[0].measured < page.doubts[0].limit


@pytest.mark.parametrize("raw", [pictures.TRUNCATED, pdfs.encrypted(b"secret")], ids=["damaged", "locked"])
async def test_a_refusal_comes_back_too(raw: bytes) -> None:
    assert isinstance(await Intake().take(raw), NotTaken)


async def test_the_largest_photo_of_a_phone_fits_into_the_memory_allowed() -> None:
    large = Image.new("RGBA", (8160, 6144), (200, 200, 200, 128))
    assert isinstance(await Intake().take(saved(large, "PNG", compress_level=1)), Taken)


async def test_t15_a_picture_inside_a_pdf_that_fills_every_memory_harms_nobody() -> None:
    outcome = await Intake().take(pdfs.huge_picture())
    assert isinstance(outcome, Taken) or outcome.why in (Refusal.TOO_HARD, Refusal.DAMAGED)


async def test_a_file_that_takes_too_long_is_told_and_its_process_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def noting(*command: str, **how: object) -> asyncio.subprocess.Process:
        started.append(await start(*command, **how))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    assert await Intake(seconds=0.01).take(pdfs.pdf(20)) == NotTaken(Refusal.TOO_HARD)
    assert started[0].returncode is not None


async def test_a_process_that_dies_is_a_file_that_is_too_hard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\ncat > /dev/null\nkill -SEGV $$\n")
    dying.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(dying))
    assert await Intake().take(KINDS["JPEG"]) == NotTaken(Refusal.TOO_HARD)


async def test_the_process_knows_no_key_and_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nosy = tmp_path / "python"
    nosy.write_text(f"#!/bin/sh\ncat > /dev/null\nenv > {tmp_path}/seen\n")
    nosy.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(nosy))
    monkeypatch.setenv("ANJU_DATA_KEYS", "visibly false keys")
    monkeypatch.setenv("FSSPEC_S3_SECRET", "visibly false secret")
    await Intake().take(KINDS["JPEG"])
    assert "visibly false" not in _text(tmp_path / "seen")


def _text(path: Path) -> str:
    return path.read_text()


async def test_t27_nothing_is_written_to_any_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    await Intake().take(KINDS["JPEG"])
    assert os.listdir(tmp_path) == []


def test_a_strip_of_screen_too_long_to_be_read_is_told_as_small() -> None:
    (page,) = pages(saved(Image.new("RGB", (1080, 12_000), "white"), "PNG"))
    assert [doubt.fault for doubt in page.doubts] == [Fault.TOO_SMALL]


def test_pixels_that_only_an_icon_has_are_told_as_small() -> None:
    (page,) = pages(pictures.photo())
    assert [doubt.fault for doubt in page.doubts if doubt.fault is Fault.TOO_SMALL] == [Fault.TOO_SMALL]
