"""The voucher as a picture for a phone: what it says, a short code, and the QR code that proves it.

Only the person's own letters and the code are drawn for each card, on a backdrop kept from the last one;
sixteen colours and light compression make it a file of 20 to 30 kB in a few milliseconds. It shows what it
is given: whoever calls has masked the name, shortened the number and left the room out. Call it in an
executor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PIL import Image

from bot.vouchers import backdrop as still
from bot.vouchers.backdrop import MARGIN, PANEL, WIDTH, Shape
from bot.vouchers.codes import grouped
from bot.vouchers.lettering import Style, clean, draw, fonts, width_of, wrapped
from bot.vouchers.png import png
from bot.vouchers.qr import draw_qr, qr_image, qr_matrix, qr_png, version_of
from domain.vouchers import VoucherState

__all__ = ["CardContent", "draw_qr", "fonts", "qr_image", "qr_matrix", "qr_png", "version_of", "voucher_card"]

_LABELS = {
    "zh": ("姓名", "证件尾号", "登记地址", "登记日期", "有效期至", "短码"),
    "en": ("Name", "ID ends in", "Address", "Registered", "Valid until", "Short code"),
}
_WEEKDAYS = {
    "zh": tuple("一二三四五六日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS_AFTER = ("August", "September", "October", "November", "December")
_VALUES_AT = {"zh": 172, "en": 196}
_VALUE, _NAME, _CODE = Style(30), Style(36, bold=True), Style(40, bold=True)
_LINE, _GAP, _FIRST = (
    42,
    22,
    62,
)  # between lines of one value, between values, from the top to the first base line


@dataclass(frozen=True, slots=True)
class CardContent:
    """What the card says. Masked already; `state` other than valid is written across it."""

    name: str
    document: str
    address: str
    registered_on: date
    valid_until: date
    code: str
    state: VoucherState = VoucherState.VALID


@dataclass(frozen=True, slots=True)
class _Row:
    base: int
    words: str
    style: Style


def voucher_card(content: CardContent, qr_text: str, language: str = "zh") -> bytes:
    """The card as a PNG of 720 pixels' width, in "zh" or "en"."""
    rows, shape = _laid_out(content, language)
    card = still.backdrop(language, content.state, shape).copy()
    for row in rows:
        draw(card, (_VALUES_AT[language], row.base), row.words, row.style, still.INK)
    code = qr_image(qr_text, PANEL - 16, dark=still.INK, light=still.WHITE)
    card.paste(code, ((WIDTH - code.width) // 2, shape.panel + (PANEL - code.height) // 2))
    _short_code(card, content.code, shape, language)
    return png(card, still.palette())


def _laid_out(content: CardContent, language: str) -> tuple[list[_Row], Shape]:
    """The values in lines, and the shape of the card around them."""
    base, rows, labels = still.HEADER + still.band_height(content.state) + _FIRST, [], []
    for label, words, style in _values(content, language):
        labels.append((base, label))
        for line in wrapped(clean(words), style, WIDTH - MARGIN - _VALUES_AT[language]):
            rows.append(_Row(base, line, style))
            base += _LINE
        base += _GAP
    panel = base - _FIRST + 26
    return rows, Shape(tuple(labels), panel, panel + PANEL + still.CODE_LINE + still.FOOTER)


def _values(content: CardContent, language: str) -> Iterator[tuple[str, str, Style]]:
    dates = (day_in_words(day, language) for day in (content.registered_on, content.valid_until))
    words = (content.name, content.document, content.address, *dates)
    styles = (_NAME, _VALUE, _VALUE, _VALUE, _VALUE)
    return zip(_LABELS[language][:5], words, styles, strict=True)


def day_in_words(day: date, language: str) -> str:
    """The date with its weekday."""
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日 星期{weekday}"
    return f"{weekday}, {day.day} {(_MONTHS + _MONTHS_AFTER)[day.month - 1]} {day.year}"


def _short_code(card: Image.Image, code: str, shape: Shape, language: str) -> None:
    """Under the panel, in threes, with its label in front of it."""
    label, small = _LABELS[language][5], Style(24)
    words = grouped(clean(code))
    left = (WIDTH - width_of(label, small) - 20 - width_of(words, _CODE)) / 2
    base = shape.panel + PANEL + 58
    draw(card, (left, base), label, small, still.FAINT)
    draw(card, (left + width_of(label, small) + 20, base), words, _CODE, still.INK)
