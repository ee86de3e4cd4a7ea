"""Where letters and lines stand on a page of a PDF, as pdfium sees it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the lower left corner."""
INSIDE = 0.7
"""Points by which a letter may reach over a line: the outline of bold letters, and rounding."""
THIN = 4
"""Points: no box is so flat, no line so thick."""
UNSEEN = " \t\r\n\u200b\u3000\ufffe"
SHARED = 0.25
"""Part of a letter that another one may cover: kerning and hanging marks, no more."""


def letters(page: pypdfium2.PdfPage) -> tuple[list[str], np.ndarray]:
    """Every letter that can be seen, and its box."""
    text = page.get_textpage()
    every = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    seen = [(sign, box) for sign, box in every if sign.strip(UNSEEN) and box[0] < box[2] and box[1] < box[3]]
    return [sign for sign, _ in seen], np.array([box for _, box in seen]).reshape(-1, 4)


def rules(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The straight lines drawn on a page, lying or standing: those of tables, boxes and places to write in."""
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=9):
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(thing.raw, ctypes.byref(mode), ctypes.byref(stroked))
        if stroked.value:
            left, bottom, right, top = thing.get_bounds()
            if right - left < THIN or top - bottom < THIN:
                yield left, bottom, right, top


def outside(boxes: np.ndarray, frame: Box) -> np.ndarray:
    """The letters that do not stand wholly in a frame."""
    left, bottom, right, top = frame
    inside = (boxes[:, 0] >= left) & (boxes[:, 1] >= bottom) & (boxes[:, 2] <= right) & (boxes[:, 3] <= top)
    return np.flatnonzero(~inside)


def crossed(boxes: np.ndarray, lines: Iterator[Box]) -> set[int]:
    """The letters that a line runs through: they left their cell."""
    found: set[int] = set()
    for left, bottom, right, top in lines:
        through = (boxes[:, 0] + INSIDE < right) & (boxes[:, 2] - INSIDE > left)
        through &= (boxes[:, 1] + INSIDE < top) & (boxes[:, 3] - INSIDE > bottom)
        found.update(np.flatnonzero(through).tolist())
    return found


def overlapping(boxes: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of letters that cover one another."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    size = np.minimum(high, boxes[None, :, 2:]) - np.maximum(low, boxes[None, :, :2])
    shared = np.prod(np.clip(size, 0, None), axis=2)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    pairs = np.argwhere(np.triu(shared > SHARED * np.minimum(area[:, None], area[None, :]), 1))
    return [(int(one), int(other)) for one, other in pairs]


def readable(words: str) -> str:
    """What can be read of words, without the breaks that a page puts in."""
    return re.sub(r"[\s\u200b\ufffe\x02]", "", words)


def text_of(document: pypdfium2.PdfDocument) -> str:
    """All that can be read on the pages, in the order of the file."""
    return readable("".join(page.get_textpage().get_text_range() for page in document))
