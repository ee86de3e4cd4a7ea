"""A picture that a stranger sent: limits first, decoding after, and nothing kept of the file it came in.

The one way from bytes to pixels and back, for photos in the chat, vouchers held before the camera and handed-in papers.
Pure functions; decoding is slow and holds no lock, so call them in a thread or a process. What a picture shows is not
looked at here.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, UnidentifiedImageError

_TYPES = ("JPEG", "PNG", "WEBP", "BMP")  # by content, never by name
_WHERE_INSTALLED = "HEIF"  # iPhones; only where a plug-in has been put into Pillow
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

LARGEST_SIDE = 2560
"""Pixels on the longer side of what is kept: ten points on a full A4 page are thirty pixels high then."""
_QUALITY = 90


class NotAPicture(ValueError):
    """The bytes are no picture of a kind that is read here, or a damaged one."""


class TooLarge(ValueError):
    """More than allowed. `what` is "bytes" or "pixels"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Limits:
    """What a picture may measure before it is decoded."""

    bytes: int = 10 * 1024 * 1024
    pixels: int = 51_000_000  # telephones of 48 and 50 megapixels at their full size


DEFAULT_LIMITS = Limits()


def open_picture(image: bytes, limits: Limits = DEFAULT_LIMITS) -> Image.Image:
    """The picture with its header read and nothing decoded."""
    if len(image) > limits.bytes:
        raise TooLarge("bytes")
    types = _TYPES + ((_WHERE_INSTALLED,) if _WHERE_INSTALLED in Image.OPEN else ())
    try:
        picture = Image.open(io.BytesIO(image), formats=types)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise TooLarge("pixels") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise NotAPicture(type(error).__name__) from None
    if picture.width * picture.height > limits.pixels:
        raise TooLarge("pixels")
    return picture


def opaque(picture: Image.Image, longest: int) -> Image.Image:
    """Decoded, on white where it was transparent, and of eight bits; no side much below `longest` by it."""
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        return Image.fromarray((np.asarray(picture).clip(0, 65535) >> 8).astype(np.uint8))
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    clear = picture.convert("RGBA")
    clear = clear.reduce(max(1, max(clear.size) // longest))  # four bytes a pixel: no second copy of the whole
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def turned(picture: Image.Image, orientation: int | None) -> Image.Image:
    """Upright, by the orientation that the camera noted."""
    turn = _TURNS.get(orientation or 1)
    return picture if turn is None else picture.transpose(turn)


def orientation_of(picture: Image.Image) -> int | None:
    """What the camera noted; None where that cannot be read, for such a picture is still one.

    Only for a decoded picture: to find the note in a PNG Pillow decodes it, and a fault would be lost here."""
    try:
        return picture.getexif().get(_ORIENTATION)
    except Exception:  # readers of damaged notes raise whatever they stumbled over
        return None


def upright(picture: Image.Image, longest: int = LARGEST_SIDE) -> Image.Image:
    """The pixels alone, in colour, upright, no side longer than `longest`; NotAPicture if they cannot be read."""
    try:
        picture.draft("RGB", (longest, longest))  # a large JPEG decodes straight into half or a quarter of its size
        picture.load()
        orientation = orientation_of(picture)
        plain = opaque(picture, longest).convert("RGB")
        plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return turned(plain, orientation)
    except MemoryError:
        raise TooLarge("pixels") from None
    except Exception as error:  # decoders of damaged files raise whatever they stumbled over
        raise NotAPicture(type(error).__name__) from None


def as_jpeg(picture: Image.Image) -> bytes:
    """A file with these pixels and nothing else: no comment, profile or note of any file before it."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def re_encoded(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The picture itself and nothing that came with it, at a size worth keeping. NotAPicture or TooLarge."""
    with open_picture(raw, limits) as picture:
        return as_jpeg(upright(picture))
