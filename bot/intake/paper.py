"""Where the paper lies in a photo, and at which sides it leaves the picture.

Looked at from afar, a paper is a large light even patch, and around it lies a desk of another colour. What belongs to
the patch and does not look like the desk is paper, be it the dark head of a card or a face on it; a shadow looks like
the desk, only darker. Where nothing stands out so, or all might as well be a scan that is paper from side to side,
nothing is claimed.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image, ImageFilter

from bot.intake.patches import Mask, even_patches, filled, numbered, rubbed_out

_SIDE = 200  # pixels on the longer side of the picture that is looked at
_LEAST = 0.02  # of the picture: smaller patches are not the paper
_SOLID = 0.5  # of its own outline: a desk has a hole where the paper lies
_RIM = 0.04  # of the picture: how deep the desk is looked at along the sides
_UNLIKE = 0.16  # least difference of a colour from the desk's, as a logarithm: 17 %
_SHADOW = 0.9  # a shadow leaves at least four tenths of the light, of every colour alike
_ALIKE = 0.12
_TOUCHING = 0.06  # of a side: less is a corner of the paper at the very edge
_BROADLY = 0.5  # of the paper's width
_DESK = 0.06  # of the picture: less beside the paper is a scanner's border or a crooked cut
_CROOKED = 0  # pixels that a visible edge of a real paper wanders by at least; a page on a screen is dead straight
_CROOKED_BAND = 2  # the same where paper reaches from side to side: a crooked scan of a page with bars comes near it


class Side(StrEnum):
    """A side of the picture."""

    LEFT = "left"
    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was found on a desk."""

    place: Mask
    """Where it is, over the whole picture at a small size."""
    leaves: tuple[Side, ...]
    """The sides at which it goes on outside of the picture."""

    @property
    def extent(self) -> tuple[float, float]:
        """Its width and height, as parts of the picture's."""
        across, down = np.flatnonzero(self.place.any(0)), np.flatnonzero(self.place.any(1))
        return float(np.ptp(across) + 1) / self.place.shape[1], float(np.ptp(down) + 1) / self.place.shape[0]

    @property
    def tilt(self) -> float | None:
        """Degrees between its edges and the picture's, up to 45; None where that cannot be told."""
        return None if self.leaves else _tilt(self.place)


def find_paper(picture: Image.Image) -> Paper | None:
    """The paper in the photo, or None: paper from side to side, or nothing that stands out."""
    rubbed = rubbed_out(_clear(picture))
    heart = _lightest_patch(rubbed)
    if heart is None:
        return None
    place = _around(heart, _unlike_the_desk(rubbed, heart))
    leaves = tuple(side for side in Side if _goes_on(place, heart, side))
    if len(leaves) >= 3 or place.mean() > 1 - _DESK or not _edge_is_seen(place, leaves):
        return None
    return Paper(place, leaves)


def _goes_on(place: Mask, heart: Mask, side: Side) -> bool:
    """Whether the paper touches the side, and does so over much of its width: what only reaches there in part is some
    stain of the desk that hangs together with it."""
    touching = _at(place, side)
    width = np.count_nonzero(heart.any(0 if side in (Side.TOP, Side.BOTTOM) else 1))
    return bool(touching.mean() > _TOUCHING and touching.sum() > _BROADLY * width)


def _clear(picture: Image.Image) -> Image.Image:
    """Small, and as light as a good photo of it would be."""
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    low, high = np.percentile(np.asarray(small), (1, 95))
    floor = max(0.0, low - 45)  # light thrown over everything
    gain = min(240 / max(high - floor, 1), 6.0)
    return small.point(lambda value: min(255, max(0, (value - floor) * gain)))


def _lightest_patch(rubbed: Image.Image) -> Mask | None:
    light = np.asarray(rubbed.convert("L"), np.float32)
    found = [
        patch
        for patch in even_patches(rubbed, _LEAST)
        if patch.sum() > _SOLID * filled(patch).sum() and sum(_at(patch, side).mean() > _TOUCHING for side in Side) < 3
    ]
    heart = max(found, key=lambda patch: light[patch].mean() * patch.mean() ** 0.25, default=None)
    if heart is None or light[heart].mean() < np.median(light[_rim(heart.shape) & ~heart]):
        return None  # a grey box on a white page; a paper on a whiter desk is not told from one
    return heart


def _unlike_the_desk(rubbed: Image.Image, heart: Mask) -> Mask:
    """Everything whose colour the desk does not have at that place, in that light."""
    colour = np.log(np.asarray(rubbed, np.float32) + 20)
    rim = _rim(heart.shape) & ~filled(heart)
    y, x = np.mgrid[-1 : 1 : heart.shape[0] * 1j, -1 : 1 : heart.shape[1] * 1j]
    light = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], 2)  # of a lamp to one side
    counted = rim & (np.abs(colour - np.median(colour[rim], 0)).max(2) < 0.7 if rim.any() else rim)
    beyond = np.full(heart.shape, True)
    for _ in range(4):
        if counted.sum() < 40:
            return ~beyond
        off = colour - light @ np.linalg.lstsq(light[counted], colour[counted], rcond=None)[0]
        wide = 3 * np.median(np.abs(off[counted]), 0)
        beyond = (np.abs(off) > np.maximum(_UNLIKE, wide)).any(2) & ~_shadow(off)
        counted = rim & ~beyond
    return beyond


def _shadow(off: np.ndarray) -> Mask:
    shadow: Mask = (off.max(2) < 0) & (off.min(2) > -_SHADOW) & (np.ptp(off, axis=2) < _ALIKE)
    return shadow


def _around(heart: Mask, unlike: Mask) -> Mask:
    """What hangs together with the patch, without what only a thread ties to it."""
    parts = numbered(_thinned(unlike) | heart)
    return filled(parts == np.bincount(parts[heart]).argmax())


def _thinned(mask: Mask) -> Mask:
    """Without what is narrower than three pixels."""
    image = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(image.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))) > 0


def _rim(shape: tuple[int, ...]) -> Mask:
    deep = max(2, round(_RIM * max(shape)))
    rim = np.full(shape, True)
    rim[deep:-deep, deep:-deep] = False
    return rim


def _at(mask: Mask, side: Side) -> Mask:
    lines: dict[Side, Mask] = dict(zip(Side, (mask[:, 0], mask[0], mask[:, -1], mask[-1]), strict=True))
    return lines[side]


def _edge_is_seen(place: Mask, leaves: tuple[Side, ...]) -> bool:
    """Whether an edge that can be seen is as crooked as that of a paper on a desk."""
    band = leaves in ((Side.LEFT, Side.RIGHT), (Side.TOP, Side.BOTTOM))
    least = _CROOKED_BAND if band else _CROOKED
    return not leaves or any(np.ptp(_margin(place, side)) > least for side in Side if side not in leaves)


def _margin(place: Mask, side: Side) -> np.ndarray:
    """How far the paper is from a side, line by line, along its middle."""
    seen = dict(zip(Side, (place, place.T, place[:, ::-1], place[::-1].T), strict=True))[side]
    depths: np.ndarray = seen.argmax(1)[seen.any(1)]
    corner = len(depths) // 8
    return depths[corner : len(depths) - corner]


def _tilt(place: Mask) -> float | None:
    """From the axes of the place, if it is about as full as a rectangle with those axes."""
    y, x = np.nonzero(place)
    lengths, axes = np.linalg.eigh(np.cov(x, y))
    if lengths[1] < 1.3 * lengths[0] or not 0.85 < len(x) / (12 * np.sqrt(lengths[0] * lengths[1])) < 1.15:
        return None
    angle = np.degrees(np.arctan2(axes[1, 1], axes[0, 1])) % 90
    return float(min(angle, 90 - angle))
