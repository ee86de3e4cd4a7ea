"""The part of the voucher card that never changes: paper, engraved header, labels, band, footer.

Drawn once per language, state and shape, then kept, so that a card costs only its own letters and its code.
The picture has sixteen colours and is kept as their numbers: 0 to 9 run from ink to paper, and letters drawn
in numbers are therefore smooth. Nothing about a person is drawn here.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from bot.vouchers.lettering import Style, draw_once, width_of
from domain.vouchers import VoucherState

WIDTH = 720
MARGIN = 44
HEADER = 150
BAND = 64
PANEL = 640  # the white square of the code: seven eighths of the width, 5 cm on a small phone
CODE_LINE, FOOTER = 92, 84
INK, FAINT, PAPER = 0, 3, 9
WHITE = 15

_INK_RGB, _PAPER_RGB = (9, 50, 64), (252, 249, 240)
_LINE_RGB, _GOLD_RGB, _PALE_GOLD_RGB = (36, 96, 112), (196, 160, 88), (238, 226, 196)
_RED_RGB, _PALE_RED_RGB, _WHITE_RGB = (176, 32, 28), (226, 160, 156), (255, 255, 255)
_FINE = 3  # engraved lines are drawn this much larger

_TITLES = {
    "zh": ("居住登记凭证", "Residence Registration Voucher"),
    "en": ("Residence Registration Voucher", "居住登记凭证"),
}
_FOOTERS = {
    "zh": ("用手机相机扫码，或把短码发给安居，即可核验", "请以核验结果为准；姓名和证件号已作遮盖"),
    "en": (
        "To verify: scan with a phone camera or send the code to Anju",
        "Only the result of a check counts. Name and number are masked.",
    ),
}
_BANDS = {
    VoucherState.SUPERSEDED: {"zh": "已被新凭证替代 · 本凭证不再有效", "en": "Superseded by a newer voucher"},
    VoucherState.ENDED: {
        "zh": "居住登记已注销 · 本凭证不再有效",
        "en": "Registration ended – no longer valid",
    },
    VoucherState.REVOKED: {"zh": "已撤销 · 本凭证无效", "en": "Revoked – not valid"},
    VoucherState.EXPIRED: {"zh": "已过有效期", "en": "Expired"},
    VoucherState.UNKNOWN: {"zh": "查无此凭证", "en": "No such voucher on record"},
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the variable parts stand: base lines of the labels, top of the panel, whole height."""

    labels: tuple[tuple[int, str], ...]
    panel: int
    height: int


def band_height(state: VoucherState) -> int:
    """Room that the state's band takes: none for a valid voucher."""
    return BAND if state in _BANDS else 0


@lru_cache(maxsize=1)
def palette() -> list[int]:
    """The sixteen colours as Pillow wants them."""
    shades = [_mix(_INK_RGB, _PAPER_RGB, step / PAPER) for step in range(PAPER + 1)]
    others = [_LINE_RGB, _GOLD_RGB, _PALE_GOLD_RGB, _RED_RGB, _PALE_RED_RGB, _WHITE_RGB]
    return [part for colour in shades + others for part in colour]


@lru_cache(maxsize=24)
def backdrop(language: str, state: VoucherState, shape: Shape) -> Image.Image:
    """The card without its content, as colour numbers in mode L. Copy it before drawing."""
    picture = Image.new("RGB", (WIDTH, shape.height), _PAPER_RGB)
    picture.paste(_header(), (0, 0))
    _frame(picture, shape)
    if state in _BANDS:
        ImageDraw.Draw(picture).rectangle((0, HEADER, WIDTH, HEADER + BAND - 1), fill=_RED_RGB)
    numbers = _numbered(picture)
    _static_letters(numbers, language, state, shape)
    return numbers


def _header() -> Image.Image:
    """Deep teal with waves that cross, a rosette at the right, a line of gold below."""
    large = Image.new("RGB", (WIDTH * _FINE, HEADER * _FINE), _INK_RGB)
    pen = ImageDraw.Draw(large)
    for line in range(16):
        points = [(x, _wave(x / _FINE, line) * _FINE) for x in range(0, WIDTH * _FINE + 8, 8)]
        pen.line(points, fill=_LINE_RGB, width=4)
    centre = ((WIDTH - 92) * _FINE, (HEADER - 6) * _FINE / 2)
    for turn in range(3):
        pen.line(_rosette(centre, 54 * _FINE, turn), fill=_GOLD_RGB, width=3)
    pen.rectangle((0, (HEADER - 6) * _FINE, WIDTH * _FINE, HEADER * _FINE), fill=_GOLD_RGB)
    return large.resize((WIDTH, HEADER), Image.Resampling.LANCZOS)


def _wave(x: float, line: int) -> float:
    return HEADER / 2 + 58 * math.sin(x / 115 + line * math.pi / 8) * math.cos(x / 410 + line / 9)


def _rosette(centre: tuple[float, float], radius: float, turn: int) -> list[tuple[float, float]]:
    """A closed flower of twelve petals, the next one turned by a third of a petal."""
    points = []
    for step in range(721):
        angle = math.tau * step / 720
        reach = radius * (0.72 + 0.28 * math.cos(12 * angle + turn * math.tau / 3))
        points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    return points


def _frame(picture: Image.Image, shape: Shape) -> None:
    pen = ImageDraw.Draw(picture)
    for base, _ in shape.labels[1:]:
        pen.line((MARGIN, base - 42, WIDTH - MARGIN, base - 42), fill=_PALE_GOLD_RGB, width=2)
    left = (WIDTH - PANEL) // 2
    box = (left, shape.panel, left + PANEL - 1, shape.panel + PANEL - 1)
    pen.rounded_rectangle(box, radius=18, fill=_WHITE_RGB, outline=_PALE_GOLD_RGB, width=3)
    pen.rectangle((0, shape.height - 8, WIDTH, shape.height), fill=_INK_RGB)


def _static_letters(numbers: Image.Image, language: str, state: VoucherState, shape: Shape) -> None:
    """Title, band, labels and footer, smooth because they stay on the run from ink to paper."""
    title, below = _TITLES[language]
    draw_once(numbers, (MARGIN, 72), title, Style(46 if language == "zh" else 32, bold=True), PAPER)
    draw_once(numbers, (MARGIN, 112), below, Style(23), PAPER)
    if state in _BANDS:
        words = _BANDS[state][language]
        draw_once(numbers, (_centred(words, Style(32, True)), HEADER + 43), words, Style(32, True), WHITE)
    for base, label in shape.labels:
        draw_once(numbers, (MARGIN, base), label, Style(24), FAINT)
    for row, words in enumerate(_FOOTERS[language]):
        style, ink = (Style(22), 2) if row == 0 else (Style(20), FAINT)
        draw_once(numbers, (_centred(words, style), shape.height - FOOTER + 24 + 32 * row), words, style, ink)


def _centred(words: str, style: Style) -> float:
    return (WIDTH - width_of(words, style)) / 2


def _numbered(picture: Image.Image) -> Image.Image:
    """Colours replaced by the numbers of the nearest of the sixteen."""
    key = Image.new("P", (1, 1))
    key.putpalette(palette())
    numbers = picture.quantize(palette=key, dither=Image.Dither.NONE)
    return Image.frombytes("L", numbers.size, numbers.tobytes())


def _mix(dark: tuple[int, int, int], light: tuple[int, int, int], part: float) -> tuple[int, ...]:
    return tuple(round(low + (high - low) * part) for low, high in zip(dark, light, strict=True))
