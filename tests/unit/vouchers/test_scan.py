"""Reading codes from pictures: what reads, and what is refused before it can do harm."""

import io
import random
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from bot.pictures import Limits, NotAPicture, TooLarge
from bot.vouchers.qr import qr_image
from bot.vouchers.scan import read_codes
from bot.vouchers.wire import sign, to_text
from tests.unit.vouchers.making import CLAIMS, SIGNING, URL
from tests.unit.vouchers.photos import grey, photographed

TEXT = to_text(sign(CLAIMS, SIGNING), URL)


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def deep(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture, np.uint16) * 257)


CODE = qr_image(TEXT, 400)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(saved(CODE), id="PNG"),
        pytest.param(saved(CODE.convert("1")), id="PNG of one bit"),
        pytest.param(saved(CODE.convert("P")), id="PNG with a palette"),
        pytest.param(saved(CODE, "JPEG", quality=60), id="JPEG"),
        pytest.param(saved(CODE.convert("CMYK"), "JPEG"), id="JPEG for print"),
        pytest.param(saved(CODE, "WEBP", quality=60), id="WebP"),
        pytest.param(saved(CODE, "BMP"), id="BMP"),
        pytest.param(saved(deep(CODE)), id="PNG of sixteen bits"),
        pytest.param(saved(ImageOps.invert(CODE)), id="light on dark"),
        pytest.param(saved(ImageOps.mirror(CODE)), id="in a mirror"),
        pytest.param(saved(CODE.resize((5000, 5000)), "JPEG"), id="very large"),
        pytest.param(saved(CODE.resize((180, 180), Image.Resampling.BILINEAR)), id="very small"),
    ],
)
def test_a_code_reads_from(image):
    assert read_codes(image) == [TEXT]


def test_a_transparent_background_counts_as_white():
    ink = Image.new("RGBA", CODE.size, (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), mask=ImageOps.invert(CODE))

    assert read_codes(saved(ink)) == [TEXT]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_that_a_camera_notes_does_not_matter(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation

    assert read_codes(saved(CODE, "JPEG", exif=exif)) == [TEXT]


def test_several_codes_are_all_read_and_each_once():
    sheet = Image.new("L", (1300, 500), 255)
    for place, words in enumerate(("one", "two", "one")):
        sheet.paste(qr_image(words, 300), (50 + 400 * place, 50))

    assert sorted(read_codes(saved(sheet))) == ["one", "two"]


def test_a_small_code_far_away_in_a_large_photo_is_found():
    photo = Image.new("L", (4000, 3000), 180)
    photo.paste(qr_image(TEXT, 300), (3100, 2300))

    assert read_codes(saved(photo, "JPEG", quality=80)) == [TEXT]


def test_a_small_and_blurred_code_is_found_at_a_closer_look():
    photo = Image.new("L", (1280, 960), 120)
    small = CODE.resize((188, 188), Image.Resampling.BOX).rotate(17, Image.Resampling.BICUBIC, True, fillcolor=120)
    photo.paste(small, (500, 300))

    assert read_codes(saved(photo, "JPEG", quality=70)) == [TEXT]


def test_a_picture_without_a_code_gives_nothing():
    assert read_codes(saved(Image.effect_noise((640, 480), 60))) == []


def test_other_kinds_of_bar_codes_are_not_read():
    import zxingcpp

    other = zxingcpp.create_barcode("12345670", zxingcpp.BarcodeFormat.EAN8)

    assert read_codes(saved(Image.fromarray(other.to_image(scale=4)))) == []


def test_twenty_photos_taken_askew_in_bad_light_all_read():
    dice, code = random.Random(20), grey(saved(qr_image(TEXT)))

    assert [read_codes(photographed(code, dice)) for _ in range(20)] == [[TEXT]] * 20


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that claims any size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(40_000, 40_000, id="1600 megapixels"),
        pytest.param(10_000, 10_000, id="100 megapixels, where Pillow only warns"),
        pytest.param(8_000, 6_376, id="just above the limit"),
        pytest.param(2**31 - 1, 1, id="one endless row"),
    ],
)
def test_a_picture_with_too_many_pixels_is_refused_without_decoding(width, height):
    bomb = png_of(width, height, zlib.compress(bytes(10_000_000)))
    started = time.process_time()

    with pytest.raises(TooLarge) as raised:
        read_codes(bomb)

    assert raised.value.what == "pixels"
    assert time.process_time() - started < 0.5


def test_a_file_just_above_the_limit_is_refused_and_one_at_it_is_looked_at():
    limits = Limits(bytes=5000)
    image = saved(CODE)
    padded = image + bytes(5000 - len(image))

    assert read_codes(padded, limits) == [TEXT]
    with pytest.raises(TooLarge) as raised:
        read_codes(padded + b"\x00", limits)
    assert raised.value.what == "bytes"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"%PDF-1.7\n", id="PDF"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="zip"),
        pytest.param(saved(CODE, "GIF"), id="GIF"),
        pytest.param(saved(CODE, "TIFF"), id="TIFF"),
        pytest.param(saved(CODE)[:300], id="half a PNG"),
        pytest.param(saved(CODE, "JPEG")[:400], id="the head of a JPEG"),
        pytest.param(png_of(100, 100, b"rubbish"), id="PNG with rubbish in it"),
        pytest.param(png_of(0, 0), id="PNG of no size"),
    ],
)
def test_what_is_no_picture_of_a_known_kind_is_refused(content):
    with pytest.raises(NotAPicture):
        read_codes(content)
