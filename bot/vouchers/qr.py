"""The QR code of a voucher's text: encoded by `qrcode`, placed from memory, drawn by one Pillow resize.

`qrcode` left alone tries all eight masks and draws module by module: 18 ms. Here mask and version are given,
the text goes in as two segments (bytes for the address, numeric mode for the digits), and where each bit
goes is asked of `qrcode` once a version and then remembered: 2 ms. The price is a mask that no penalty score
has chosen; `bench/vouchers.py --draw` shows that such codes read from poor photos.
"""

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import (
    BIT_LIMIT_TABLE,
    MODE_8BIT_BYTE,
    MODE_NUMBER,
    QRData,
    create_data,
    length_in_bits,
)

from bot.vouchers.png import png

MASK = 3
_BLACK_AND_WHITE = [0, 0, 0, 255, 255, 255]
QUIET_ZONE = 4  # modules of white on each side, as the standard asks
_SAME_LENGTH_FIELDS = ((1, 9), (10, 26), (27, 40))  # versions


def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of the smallest code at level M that holds the text, True for dark, without quiet zone."""
    side, modules = _modules(text)
    return [[bool(module) for module in modules[start : start + side]] for start in range(0, side**2, side)]


def qr_image(text: str, width: int | None = None, *, dark: int = 0, light: int = 255) -> Image.Image:
    """The code with its quiet zone, grey: as large as whole modules allow, or 8 pixels a module."""
    side, modules = _modules(text)
    scale = max(1, width // (side + 2 * QUIET_ZONE)) if width else 8
    inner = Image.frombytes("L", (side, side), modules.translate(bytes((light, dark)) + bytes(254)))
    image = Image.new("L", ((side + 2 * QUIET_ZONE) * scale,) * 2, light)
    image.paste(inner.resize((side * scale,) * 2, Image.Resampling.NEAREST), (QUIET_ZONE * scale,) * 2)
    return image


def draw_qr(text: str) -> Image.Image:
    """The code alone, black on white, 8 pixels a module."""
    return qr_image(text)


def qr_png(text: str, width: int | None = None) -> bytes:
    """The code alone as a PNG file."""
    return png(qr_image(text, width, dark=0, light=1), _BLACK_AND_WHITE)


def qr_svg(text: str) -> str:
    """The code with its quiet zone as one path of an SVG file, for what is printed."""
    rows = qr_matrix(text)
    side = len(rows) + 2 * QUIET_ZONE
    runs = []
    for y, row in enumerate(rows, QUIET_ZONE):
        at = QUIET_ZONE
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                runs.append(f"M{at} {y}h{length}v1h-{length}z")
            at += length
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"'
    return f'<svg {box}><path fill="#000" d="{"".join(runs)}"/></svg>'


def version_of(text: str) -> int:
    """The version (1 to 40) in which the text is drawn."""
    return _version(_segments(text))


def _modules(text: str) -> tuple[int, bytes]:
    """The side, and one byte a module, row by row: 1 for dark."""
    segments = _segments(text)
    version = _version(segments)
    places, blank = _layout(version)
    words = bytes(create_data(version, ERROR_CORRECT_M, segments))
    bits = f"0{int.from_bytes(words, 'big'):0{8 * len(words)}b}".encode()
    set_bits = int.from_bytes(bytes(places(bits)), "big") & int.from_bytes(b"\x01" * len(blank), "big")
    return 17 + 4 * version, (set_bits ^ int.from_bytes(blank, "big")).to_bytes(len(blank), "big")


@lru_cache(maxsize=40)
def _layout(version: int) -> tuple[Callable[[bytes], tuple[int, ...]], bytes]:
    """For each module the number of its bit (from 1; 0 where there is none), and the code of all zeros.

    Learnt by letting `qrcode` draw codes whose bit number n is the first, second, … binary digit of n.
    """
    words = len(create_data(version, ERROR_CORRECT_M, [QRData(b"", MODE_8BIT_BYTE, check_data=False)]))
    blank = _drawn(version, bytes(words))
    numbers = [0] * len(blank)
    for digit in range((8 * words).bit_length()):
        pattern = "".join(str(number >> digit & 1) for number in range(1, 8 * words + 1))
        drawn = _drawn(version, int(pattern, 2).to_bytes(words, "big"))
        for place, (old, new) in enumerate(zip(blank, drawn, strict=True)):
            numbers[place] |= (old ^ new) << digit
    return itemgetter(*numbers), blank


def _drawn(version: int, words: bytes) -> bytes:
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.data_cache = words
    code.makeImpl(False, MASK)
    return bytes(bool(module) for row in code.modules for module in row)


def _segments(text: str) -> list[QRData]:
    """The address up to `#` as bytes and the digits behind it as digits; any other text as bytes."""
    head, mark, digits = text.rpartition("#")
    if not (digits.isascii() and digits.isdigit()):
        return [QRData(text.encode(), mode=MODE_8BIT_BYTE, check_data=False)]
    numeric = QRData(digits.encode(), mode=MODE_NUMBER, check_data=False)
    if not mark:
        return [numeric]
    return [QRData((head + mark).encode(), mode=MODE_8BIT_BYTE, check_data=False), numeric]


def _version(segments: list[QRData]) -> int:
    limits = BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    for first, last in _SAME_LENGTH_FIELDS:
        needed = sum(4 + length_in_bits(part.mode, first) + _bits(part) for part in segments)
        version = max(first, bisect_left(limits, needed, 1))
        if version <= last:
            return version
    raise DataOverflowError(f"{sum(map(len, segments))} characters are too many for one code")


def _bits(part: QRData) -> int:
    if part.mode == MODE_8BIT_BYTE:
        return 8 * len(part)
    threes, rest = divmod(len(part), 3)
    return 10 * threes + (0, 4, 7)[rest]
