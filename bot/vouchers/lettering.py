"""Fonts and letters for pictures: Noto Sans CJK from its wheel, and a drawer that draws each glyph once.

The wheel has the regular weight only; bold is that with an outline. Glyphs are set one by one without
kerning, which Chinese does not need and Latin hardly shows, so a card costs a handful of pastes instead of a
page of rendering. Scripts that join or reorder letters (Arabic, Tibetan) are not set here: names come in the
form of the identity card.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
from PIL import Image, ImageDraw, ImageFont

_SIMPLIFIED = 2  # of the faces in the collection
_GLYPHS = 4096  # about 3,000 Chinese characters in daily use, and some in two sizes; 1 KiB each
_NOT_FIRST = set("，。、；：！？）》」』】·")  # one of them may hang over the edge instead
_NO_TEXT = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where the font file lies, and the fonts made from it."""

    path: Path

    def regular(self, size: int) -> ImageFont.FreeTypeFont:
        """The simplified Chinese face; Latin, Cyrillic and kana are in it."""
        return _face(str(self.path), size)


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set."""

    size: int
    bold: bool = False

    @property
    def outline(self) -> float:
        return self.size / 48 if self.bold else 0


@lru_cache(maxsize=1)
def fonts() -> Fonts:
    """The fonts of the house; nothing of the system is used."""
    return Fonts(Path(str(noto_cjk_sans_otc.FONT_PATH)))


@lru_cache(maxsize=64)
def _face(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=_SIMPLIFIED, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=_GLYPHS)
def _advance(letter: str, size: int) -> float:
    return fonts().regular(size).getlength(letter)


@lru_cache(maxsize=_GLYPHS)
def _glyph(letter: str, style: Style) -> tuple[Image.Image, int, int] | None:
    """The letter's coverage and where it goes, seen from its place on the base line; None for a blank one."""
    font, width = fonts().regular(style.size), style.outline
    left, top, right, bottom = font.getbbox(letter, anchor="ls", stroke_width=width)
    if right <= left or bottom <= top:
        return None
    left, top = int(left) - 1, int(top) - 1
    mask = Image.new("L", (int(right) - left + 2, int(bottom) - top + 2), 0)
    ImageDraw.Draw(mask).text((-left, -top), letter, fill=255, font=font, anchor="ls", stroke_width=width)
    return mask, left, top


def clean(text: str) -> str:
    """Composed, in one line, without controls, marks of direction and characters that show nothing."""
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in flat if unicodedata.category(letter) not in _NO_TEXT)


def width_of(text: str, style: Style) -> float:
    """How far the text reaches, in pixels."""
    return sum(_advance(letter, style.size) for letter in text)


def wrapped(text: str, style: Style, width: int) -> list[str]:
    """The text in lines that fit, broken between Chinese characters or other words. Nothing is cut off."""
    lines = _broken(text, style, width)
    if len(lines) > 1 and width_of(lines[-1], style) < width / 3:
        # a last line of one or two characters looks lost: share out evenly, if that takes no further line
        even = _broken(text, style, min(width, int(width_of(text, style) / len(lines)) + 2 * style.size))
        return even if len(even) == len(lines) else lines
    return lines


def _broken(text: str, style: Style, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        for part in _fitting(piece, style, width):
            too_wide = width_of(line + part.rstrip(), style) > width
            if line and too_wide and (part[0] not in _NOT_FIRST or width_of(line, style) > width):
                lines.append(line.rstrip())
                line = part.lstrip()
            else:
                line += part
    return [*lines, line.rstrip()]


def draw(image: Image.Image, at: tuple[float, float], text: str, style: Style, ink: int) -> None:
    """Set the text from this place on its base line."""
    x, y = at
    for letter in text:
        if (glyph := _glyph(letter, style)) is not None:
            mask, left, top = glyph
            image.paste(ink, (round(x) + left, round(y) + top), mask)
        x += _advance(letter, style.size)


def draw_once(image: Image.Image, at: tuple[float, float], text: str, style: Style, ink: int) -> None:
    """Set text that does not change, in one go and with kerning; for what is drawn once and kept."""
    font = fonts().regular(style.size)
    ImageDraw.Draw(image).text(at, text, fill=ink, font=font, anchor="ls", stroke_width=style.outline)


def _pieces(text: str) -> list[str]:
    """Where a line may end: behind each blank and each wide character. A number keeps its 号 or 幢."""
    pieces, word = [], ""
    for sign in text:
        word += sign
        if sign == " " or unicodedata.east_asian_width(sign) in "WF":
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces


def _fitting(piece: str, style: Style, width: int) -> list[str]:
    """The piece itself, or, when one word is wider than the line, its letters."""
    return [piece] if width_of(piece.rstrip(), style) <= width else list(piece)
