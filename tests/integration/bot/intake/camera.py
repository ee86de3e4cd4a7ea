"""Photos and scans of papers, good ones and bad ones, each from its own dice.

A telephone held over a desk: perspective, uneven light, the shadow of a hand, a cast of colour, blur, noise, the
camera's own sharpening, JPEG. `Shot` says what went wrong; left alone nothing did.
"""

import random
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image

Pixels = np.ndarray
PHONE, MESSENGER = 2560, 1280
"""Pixels on the longer side: what our page sends of a phone's photo, and what Telegram makes of it."""


@dataclass(frozen=True)
class Shot:
    """One press on the button."""

    longest: int = MESSENGER
    fills: tuple[float, float] = (0.66, 0.92)
    """How much of the frame the paper takes, along the side where it is tightest."""
    turn: float = 5.0
    """Degrees at most to either side."""
    leaves: tuple[str, ...] = ()
    """Sides at which the paper leaves the picture."""
    part_lost: tuple[float, float] = (0.08, 0.3)
    gain: tuple[float, float] = (0.78, 1.0)
    """How bright white paper comes out, of 255."""
    blur: tuple[float, float] = (0.0, 0.7)
    """Standard deviation in pixels of a picture of 1280."""
    shake: float = 0.0
    """Pixels of a picture of 1280 that the hand moved by."""
    haze: float = 0.0
    """Light added to everything: a dirty lens against the window."""
    glare: float = 0.0
    """Share of the paper on which a lamp is mirrored."""
    desks: tuple[str, ...] = field(default=("wood", "dark", "grey", "cloth", "stone", "light"))


def taken(paper: Image.Image, dice: random.Random, shot: Shot | None = None) -> bytes:
    """The photo as a JPEG."""
    shot = shot or Shot()
    frame = _frame(paper, dice, shot.longest)
    spot = _placed(paper, frame, dice, shot)
    photo = _on_desk(paper, frame, spot, dice, shot)
    photo = _lit(photo, spot, dice, shot)
    photo = _through_the_lens(photo, dice, shot)
    quality = [cv2.IMWRITE_JPEG_QUALITY, dice.randint(70, 92)]
    return cv2.imencode(".jpg", photo[..., ::-1], quality)[1].tobytes()


def scanned(paper: Image.Image, dice: random.Random) -> bytes:
    """From a flat scanner or a copier's mail: straight or nearly, all white or nearly, the whole glass."""
    dots = dice.choice((1100, 1754, 2339))
    page = paper.resize((round(paper.width * dots / max(paper.size)), round(paper.height * dots / max(paper.size))))
    if dice.random() < 0.5:
        page = page.rotate(
            dice.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, fillcolor=dice.choice(((255,) * 3, (60,) * 3))
        )
    pixels = np.asarray(page.convert("L" if dice.random() < 0.3 else "RGB"), np.float32)
    pixels = pixels * dice.uniform(0.93, 1.0) + dice.uniform(0, 8) + _noise(pixels.shape, dice, dice.uniform(0, 2.5))
    made = np.clip(pixels, 0, 255).astype(np.uint8)
    made = made if made.ndim == 2 else made[..., ::-1]
    return cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, dice.randint(60, 92)])[1].tobytes()


def cropped(paper: Image.Image, dice: random.Random) -> bytes:
    """By a scanning app: cut at the paper's edge as well as it found it, light evened out."""
    wide, tall = paper.size
    slip = [dice.uniform(-0.004, 0.012) for _ in range(4)]
    box = (slip[0] * wide, slip[1] * tall, wide - slip[2] * wide, tall - slip[3] * tall)
    size = (round(1280 * wide / max(wide, tall)), round(1280 * tall / max(wide, tall)))
    around = Image.new("RGB", (wide + 60, tall + 60), dice.choice(((70, 60, 50), (120, 120, 120))))
    around.paste(paper, (30, 30))
    page = around.transform(size, Image.Transform.EXTENT, [value + 30 for value in box], Image.Resampling.BICUBIC)
    pixels = np.asarray(page, np.float32) * dice.uniform(0.9, 1.0)
    pixels += _noise(pixels.shape, dice, dice.uniform(0.5, 3))
    made = np.clip(cv2.GaussianBlur(pixels, (0, 0), 0.6), 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", made[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, dice.randint(70, 90)])[1].tobytes()


def _frame(paper: Image.Image, dice: random.Random, longest: int) -> tuple[int, int]:
    """The photo's size: held the way the paper lies, mostly."""
    shape = dice.choice((3 / 4, 3 / 4, 9 / 16))
    along = (longest, round(longest * shape))
    upright = paper.height > paper.width or dice.random() < 0.12
    return along[::-1] if upright else along


def _placed(paper: Image.Image, frame: tuple[int, int], dice: random.Random, shot: Shot) -> Pixels:
    """The paper's four corners in the photo, clockwise from its own upper left."""
    wide, tall = paper.size
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], float) - (wide / 2, tall / 2)
    turn = np.radians(dice.choice((-1, 1)) * dice.uniform(shot.turn / 6, shot.turn))
    corners = corners @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    corners *= [[dice.uniform(0.95, 1.0)] for _ in range(4)]  # never held quite level
    room = np.array(frame) / np.ptp(corners, axis=0)
    corners *= dice.uniform(*shot.fills) * min(room)
    corners -= (corners.min(0) + corners.max(0)) / 2
    free = (np.array(frame) - np.ptp(corners, axis=0)) / 2 - 0.02 * max(frame)
    shift = np.array([dice.uniform(-1, 1) * max(0.0, one) for one in free])
    spot = corners + np.array(frame) / 2 + shift
    for side in shot.leaves:
        axis, away = {"left": (0, -1), "right": (0, 1), "top": (1, -1), "bottom": (1, 1)}[side]
        reach = np.ptp(spot[:, axis])
        edge = spot[:, axis].min() if away < 0 else frame[axis] - spot[:, axis].max()
        spot[:, axis] += away * (edge + dice.uniform(*shot.part_lost) * reach)
    return spot.astype(np.float32)


def _on_desk(paper: Image.Image, frame: tuple[int, int], spot: Pixels, dice: random.Random, shot: Shot) -> Pixels:
    across = np.linalg.norm(spot[1] - spot[0]) / paper.width
    size = (round(paper.width * across), round(paper.height * across))
    small = cv2.resize(np.asarray(paper.convert("RGB")), size, interpolation=cv2.INTER_AREA)
    own = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    warp = cv2.getPerspectiveTransform(own, spot)
    laid = cv2.warpPerspective(small, warp, frame, flags=cv2.INTER_LINEAR).astype(np.float32)
    there = cv2.warpPerspective(np.ones(size[::-1], np.float32), warp, frame, flags=cv2.INTER_LINEAR)
    desk = _desk(dice.choice(shot.desks), frame, dice)
    shadow = cv2.GaussianBlur(there, (0, 0), max(frame) / 130)  # the paper's own, at its edges
    desk *= 1 - 0.35 * shadow[..., None]
    return desk * (1 - there[..., None]) + laid * there[..., None]


def _desk(kind: str, frame: tuple[int, int], dice: random.Random) -> Pixels:
    wide, tall = frame
    y, x = np.mgrid[0:tall, 0:wide].astype(np.float32) / max(frame)
    if kind == "wood":
        grain = np.sin(x * 6 + np.sin(y * dice.uniform(2, 5)) * 3 + y * dice.uniform(60, 140)) * 0.1
        grain += cv2.resize(_noise((tall // 2, wide // 60 + 2), dice, 0.06), frame)
        return (np.array(dice.choice(((150, 104, 66), (186, 146, 100), (92, 60, 40)))) * (1 + grain[..., None])).astype(
            np.float32
        )
    if kind == "cloth":
        checks = (np.sin(x * dice.uniform(60, 110)) > 0).astype(np.float32) + (np.sin(y * dice.uniform(60, 110)) > 0)
        return np.array(dice.choice(((60, 76, 120), (120, 50, 50), (70, 96, 70)))) * (0.75 + 0.3 * checks[..., None])
    if kind == "stone":
        speckle = cv2.resize(_noise((tall // 3, wide // 3), dice, 26), frame)
        return np.full((tall, wide, 3), dice.uniform(90, 150), np.float32) + speckle[..., None]
    plain = {"dark": (48, 44, 46), "grey": (122, 124, 128), "light": (196, 190, 180)}[kind]
    return np.full((tall, wide, 3), plain, np.float32) + _noise((tall, wide, 1), dice, 2)


def _lit(photo: Pixels, spot: Pixels, dice: random.Random, shot: Shot) -> Pixels:
    """A lamp or a window to one side, sometimes a hand's shadow, a warm or cold cast, and the exposure."""
    tall, wide = photo.shape[:2]
    across = np.linspace(dice.uniform(0.72, 1), dice.uniform(0.72, 1), wide, dtype=np.float32)
    down = np.linspace(dice.uniform(0.75, 1), dice.uniform(0.75, 1), tall, dtype=np.float32)
    light = across[None, :] * down[:, None]
    if dice.random() < 0.4:
        shade = np.zeros((tall, wide), np.float32)
        centre = (round(dice.uniform(0, 1) * wide), round(dice.uniform(0.6, 1.1) * tall))
        cv2.ellipse(shade, centre, (wide // 3, tall // 3), dice.uniform(0, 90), 0, 360, 1.0, -1)
        light *= 1 - dice.uniform(0.1, 0.35) * cv2.GaussianBlur(shade, (0, 0), max(wide, tall) / 18)
    cast = np.array([dice.uniform(0.94, 1.0), dice.uniform(0.95, 1.0), dice.uniform(0.86, 1.0)], np.float32)
    photo = photo * (light / light.max())[..., None] * cast * dice.uniform(*shot.gain) + shot.haze
    return photo + _mirrored_lamp(photo.shape, spot, dice, shot.glare)


def _mirrored_lamp(shape: tuple[int, ...], spot: Pixels, dice: random.Random, share: float) -> Pixels:
    """Light that a glossy paper throws back: added to everything, whatever is printed there."""
    lamp = np.zeros(shape[:2], np.float32)
    if share:
        area = share * cv2.contourArea(spot)
        long, short = dice.uniform(1.0, 2.5), 1.0
        unit = np.sqrt(area / (np.pi * long * short))
        centre = spot.mean(0) + (spot[dice.randrange(4)] - spot.mean(0)) * dice.uniform(0, 0.5)
        axes = (max(1, round(unit * long)), max(1, round(unit * short)))
        cv2.ellipse(lamp, tuple(int(v) for v in centre), axes, dice.uniform(0, 180), 0, 360, 1.0, -1)
        lamp = cv2.GaussianBlur(lamp, (0, 0), max(1.0, unit * 0.25)) * 330
    return lamp[..., None]


def _through_the_lens(photo: Pixels, dice: random.Random, shot: Shot) -> Pixels:
    scale = shot.longest / 1280
    if (sigma := dice.uniform(*shot.blur) * scale) > 0.2:
        photo = cv2.GaussianBlur(photo, (0, 0), sigma)
    if shot.shake:
        photo = cv2.filter2D(photo, -1, _moved(shot.shake * scale, dice.uniform(0, 180)))
    photo = photo + _noise(photo.shape, dice, dice.uniform(1, 4.5) / min(1.0, np.mean(shot.gain) + 0.25))
    if dice.random() < 0.6:  # the camera's own sharpening
        photo += dice.uniform(0.3, 0.9) * (photo - cv2.GaussianBlur(photo, (0, 0), 1.2))
    return np.clip(photo, 0, 255).astype(np.uint8)


def _moved(length: float, angle: float) -> Pixels:
    size = int(length) | 1
    size = max(3, size + 2)
    line = np.zeros((size, size), np.float32)
    middle, reach = size / 2 - 0.5, np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length / 2
    ends = [tuple(round(v) for v in (middle + sign * reach)) for sign in (-1, 1)]
    cv2.line(line, ends[0], ends[1], 1.0, 1)
    return line / line.sum()


def _noise(shape: tuple[int, ...], dice: random.Random, spread: float) -> Pixels:
    return np.random.default_rng(dice.getrandbits(32)).normal(0, spread, shape).astype(np.float32)
