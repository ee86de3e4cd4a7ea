"""Even patches of a small picture, and shapes made of them: arrays of true and false over the picture.

An even patch is connected and changes nowhere by a step, though light may grow across it: bare paper with its letters
rubbed out, a plain desk, the head of a form.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

Mask = np.ndarray

_RUB_OUT = 5  # strokes up to this many pixels, less one, vanish: letters of a page, rulings, lines of a card
_STEP = 14  # change of a colour from pixel to pixel that is an edge


def rubbed_out(small: Image.Image) -> Image.Image:
    """The picture with its dark strokes taken by what is around them."""
    return small.filter(ImageFilter.MaxFilter(_RUB_OUT)).filter(ImageFilter.MinFilter(_RUB_OUT))


def even_patches(rubbed: Image.Image, least: float) -> Iterator[Mask]:
    """The patches that take at least that part of the picture."""
    high = np.asarray(rubbed.filter(ImageFilter.MaxFilter(3)), np.int16)
    low = np.asarray(rubbed.filter(ImageFilter.MinFilter(3)), np.int16)
    numbers = numbered((high - low).max(2) < _STEP)
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0  # what is not even
    for number in np.flatnonzero(sizes >= least * numbers.size):
        yield numbers == number


def numbered(mask: Mask) -> np.ndarray:
    """Every connected part of the mask with a number of its own, from 1; 0 is outside of it."""
    tall, wide = mask.shape
    framed = np.zeros((tall + 2, wide + 2), np.uint8)  # a rim of nothing: no part reaches around a corner
    framed[1:-1, 1:-1] = mask
    left, row = bytearray(framed.tobytes()), wide + 2
    numbers, count = np.zeros(framed.size, np.int32), 0
    start = left.find(1)
    while start >= 0:
        left[start], part = 0, [start]
        for place in part:  # grows while it is walked
            for beside in (place - 1, place + 1, place - row, place + row):
                if left[beside]:
                    left[beside] = 0
                    part.append(beside)
        count += 1
        numbers[part] = count
        start = left.find(1, start)
    return numbers.reshape(framed.shape)[1:-1, 1:-1]


def filled(mask: Mask) -> Mask:
    """The mask with everything that lies between parts of it both across and down."""
    inside: Mask = _between(mask) & _between(mask.T).T
    return inside


def _between(mask: Mask) -> Mask:
    between: Mask = np.logical_or.accumulate(mask, 1) & np.logical_or.accumulate(mask[:, ::-1], 1)[:, ::-1]
    return between
