"""What a photo of a paper is worth: its light, its sharpness, what of the paper is in it.

Each measure has a plain meaning and a limit set by photos made for it (`tests/unit/bot/intake/test_photos.py` keeps the
table). A doubt is advice: people photograph what they have, and whoever wants to keep a poor photo may. So what cannot
be measured raises no doubt: a blank page is not blurred, a page without an edge is not cut.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from bot.intake.paper import Paper, Side, find_paper

_SIDE = 1280  # pixels on the longer side of the picture whose sharpness is measured
_REACH = 16  # pixels around an edge within which the same edge reaches its full height
_FAINT = 45  # levels: a smaller step is no ink
_BLANK = 12  # levels: less is the paper's own grain
_FEW = 30  # places with ink: fewer say nothing
_WHITE = 250  # levels: nothing of the paper is left


class Shows(StrEnum):
    """What a picture is meant to show."""

    PAGE = "page"
    CARD = "card"
    PORTRAIT = "portrait"


class Fault(StrEnum):
    """What is wrong with a photo."""

    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    BLURRED = "blurred"
    TOO_SMALL = "too_small"
    CUT = "cut"
    TILTED = "tilted"


LIMITS = {
    Fault.TOO_DARK: 90.0,  # level that the lightest twentieth reaches, at least
    Fault.TOO_BRIGHT: 140.0,  # levels between ink and paper, at least, where nearly all is white
    Fault.GLARE: 0.015,  # part of the paper that is burnt out in one spot, at most
    Fault.BLURRED: 0.55,  # part of an edge's height that is climbed within two pixels, at least
    Fault.CUT: 0.0,  # sides at which the paper leaves the picture, at most
    Fault.TILTED: 25.0,  # degrees, at most
}
LEAST_PIXELS = {Shows.PAGE: 750.0, Shows.CARD: 450.0, Shows.PORTRAIT: 300.0}
"""On the longer side of the paper: twelve points on a page are eleven pixels high then, a card's lines fourteen."""
_LONGEST_SHAPE = 1.7  # of papers; a strip of screen that is longer has to be wide enough to be read
_SLIVER = 64  # pixels: a narrower picture is looked at no further


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is wrong, how wrong, and where the limit is; `sides` for what is cut."""

    fault: Fault
    measured: float
    limit: float
    sides: tuple[Side, ...] = ()


def doubts(picture: Image.Image, shows: Shows = Shows.PAGE) -> tuple[Doubt, ...]:
    """What is wrong with an upright photo in colour, worst first."""
    if min(picture.size) < _SLIVER or max(picture.size) > 20 * min(picture.size):
        return (Doubt(Fault.TOO_SMALL, min(picture.size), LEAST_PIXELS[shows] / _LONGEST_SHAPE),)
    paper = None if shows is Shows.PORTRAIT else find_paper(picture)
    grey = picture.convert("L")
    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey)
    found = [
        _below(Fault.TOO_DARK, lightness(grey, paper)),
        _below(Fault.TOO_BRIGHT, washed_out(pixels)),
        _below(Fault.BLURRED, sharpness(pixels)),
        _small(picture, paper, shows),
    ]
    if paper is not None:
        found += [_above(Fault.GLARE, burnt_out(grey, paper)), _cut(paper), _above(Fault.TILTED, paper.tilt)]
    return tuple(doubt for doubt in found if doubt)


def lightness(grey: Image.Image, paper: Paper | None) -> float:
    """The level that the lightest twentieth reaches, of the picture or of a paper that is a small part of it."""
    everything = float(np.percentile(np.asarray(grey), 95))
    return everything if paper is None else max(everything, float(np.percentile(_on(grey, paper), 95)))


def washed_out(pixels: np.ndarray) -> float | None:
    """Levels between ink and paper where most of the picture is burnt out; None where it is not, or has no ink."""
    if (pixels >= _WHITE - 8).mean() < 0.4:
        return None
    deepest = float(_height(pixels, 0, _REACH).max())
    return deepest if deepest > _BLANK else None


def sharpness(pixels: np.ndarray) -> float | None:
    """How much of an edge's height is climbed within two pixels, in the direction that is worse off (a hand shakes in
    one direction); None where there is too little ink to tell.

    A sharp edge climbs nearly all of it, one blurred by a standard deviation of two pixels four tenths, whatever is
    printed there and however pale.
    """
    worst = [one for one in (_steepness(pixels), _steepness(pixels.T)) if one is not None]
    return min(worst, default=None)


def burnt_out(grey: Image.Image, paper: Paper) -> float | None:
    """Part of the paper where a lamp is mirrored: white without ink, while the rest of the paper is well below."""
    light = _on(grey, paper)
    return float((light >= _WHITE).mean()) if np.median(light) < _WHITE - 30 else None


def _on(grey: Image.Image, paper: Paper) -> np.ndarray:
    """The levels of the paper, from afar."""
    levels: np.ndarray = np.asarray(grey.resize(paper.place.shape[::-1], Image.Resampling.BOX))[paper.place]
    return levels


def _steepness(pixels: np.ndarray) -> float | None:
    """Across the rows, the upper quarter of all places with ink."""
    step = np.abs(pixels[:, 2:].astype(np.int16) - pixels[:, :-2]).astype(np.uint8)
    step = step[:, _REACH // 2 : _REACH // 2 - _REACH]
    height = _height(pixels[:, 1:-1], 0, _REACH)
    steepest, highest = (_most(_most(one, _REACH, 0), 0, _REACH)[::8, ::8].ravel() for one in (step, height))
    counted = highest >= max(_FAINT, 0.5 * np.percentile(highest, 99))
    if counted.sum() < _FEW:
        return None
    return float(np.percentile(steepest[counted] / highest[counted], 75))


def _height(pixels: np.ndarray, down: int, across: int) -> np.ndarray:
    """Between the darkest and the lightest pixel near every pixel."""
    height: np.ndarray = _most(pixels, down, across) - ~_most(~pixels, down, across)
    return height


def _most(pixels: np.ndarray, down: int, across: int) -> np.ndarray:
    """The largest value of so many pixels from each one on; the picture gets smaller by as many."""
    for axis, reach in ((0, down), (1, across)):
        done = 0
        while done < reach:
            step = min(done + 1, reach - done)
            ahead = np.moveaxis(pixels, axis, 0)
            pixels = np.moveaxis(np.maximum(ahead[step:], ahead[:-step]), 0, axis)
            done += step
    return pixels


def _small(picture: Image.Image, paper: Paper | None, shows: Shows) -> Doubt | None:
    across, down = paper.extent if paper and not paper.leaves else (1.0, 1.0)
    shorter, longer = sorted((across * picture.width, down * picture.height))
    measured, limit = min(longer, shorter * _LONGEST_SHAPE), LEAST_PIXELS[shows]
    return Doubt(Fault.TOO_SMALL, measured, limit) if measured < limit else None


def _cut(paper: Paper) -> Doubt | None:
    sides = len(paper.leaves)
    return Doubt(Fault.CUT, sides, LIMITS[Fault.CUT], paper.leaves) if sides else None


def _below(fault: Fault, measured: float | None) -> Doubt | None:
    wrong = measured is not None and measured < LIMITS[fault]
    return Doubt(fault, measured, LIMITS[fault]) if wrong and measured is not None else None


def _above(fault: Fault, measured: float | None) -> Doubt | None:
    wrong = measured is not None and measured > LIMITS[fault]
    return Doubt(fault, measured, LIMITS[fault]) if wrong and measured is not None else None
