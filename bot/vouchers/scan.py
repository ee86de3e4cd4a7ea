"""Reads QR codes from a photo that a stranger sent: limits first, decoding after, patience last.

Pure functions without any state; decoding is slow and holds no lock, so call them in an executor. What a
code says is not judged here, and the picture is not kept.
"""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from bot.pictures import DEFAULT_LIMITS, Limits, NotAPicture, opaque, open_picture, orientation_of, turned

_LONGEST = 4000  # pixels on the longer side where the thorough look stops
_FIRST_LOOK = 1600  # pixels on the longer side: a voucher over a third of a photo has four to a module then
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_TILT = 30  # degrees; right angles the decoder finds by itself


def read_codes(image: bytes, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """The texts of the QR codes in the picture, each once. Raises NotAPicture or TooLarge."""
    with open_picture(image, limits) as picture:
        grey = _grey(picture, _LONGEST)
    # a clear photo reads at a glance; inverted and downscaled copies are worth their time only when it did not
    near = _within(grey, _FIRST_LOOK)
    if texts := _texts(near, thorough=False):
        return texts
    for look in _looks(grey, near):
        if texts := _texts(look, thorough=True):
            return texts
    return []


def _grey(picture: Image.Image, longest: int) -> Image.Image:
    """Decoded, in grey, upright, no side longer than `longest`."""
    try:
        # JPEG decodes straight into grey, and into half or a quarter of the size when even that is enough
        picture.draft("L", (longest, longest))
        picture.load()
        orientation = orientation_of(picture)
        grey = opaque(picture, longest).convert("L")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise NotAPicture(type(error).__name__) from None
    return turned(_within(grey, longest), orientation)


def _within(picture: Image.Image, longest: int) -> Image.Image:
    side = max(picture.size)
    if side <= longest:
        return picture
    width, height = (max(1, round(length * longest / side)) for length in picture.size)
    return picture.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)


def _looks(grey: Image.Image, near: Image.Image) -> Iterator[Image.Image]:
    """The picture in ways that are ever less likely to help: made only when the one before showed nothing.

    In the order in which they read small, blurred, noisy codes that the plain look had missed.
    """
    yield near
    if near is not grey:
        yield grey
    twice = near.resize((near.width * 2, near.height * 2), Image.Resampling.BICUBIC)
    yield twice.filter(ImageFilter.UnsharpMask(radius=2, percent=150, threshold=0))
    yield twice
    yield twice.filter(ImageFilter.UnsharpMask(radius=3, percent=200, threshold=2))
    clear = ImageOps.autocontrast(near, cutoff=2)
    yield clear
    yield clear.rotate(_TILT, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _texts(picture: Image.Image, thorough: bool) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=_QR, try_invert=thorough, try_downscale=thorough)
    return list(dict.fromkeys(code.text for code in found if code.valid and code.text))
