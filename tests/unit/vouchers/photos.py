"""Photos as people take them: of a phone's screen, askew, dim, noisy, blurred, and saved small."""

import random

import cv2
import numpy as np

FRAME = (1280, 960)


def photographed(picture: np.ndarray, dice: random.Random) -> bytes:
    """A grey picture on a table, photographed: a JPEG, all of it in the frame."""
    photo = _askew(picture, dice)
    photo = _unevenly_lit(photo, dice)
    noise = np.random.default_rng(dice.getrandbits(32)).normal(0, dice.uniform(2, 9), photo.shape)
    photo = cv2.GaussianBlur(np.clip(photo + noise, 0, 255), (0, 0), dice.uniform(0.4, 1.0))
    quality = [cv2.IMWRITE_JPEG_QUALITY, dice.randint(55, 90)]
    return cv2.imencode(".jpg", photo.astype(np.uint8), quality)[1].tobytes()


def grey(png: bytes) -> np.ndarray:
    """A PNG as OpenCV sees it."""
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)


def _askew(picture: np.ndarray, dice: random.Random) -> np.ndarray:
    """Turned by anything, tilted by a little, and filling most of the photo."""
    tall, wide = picture.shape
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    turn = dice.uniform(0, 2 * np.pi)
    turned = (corners - corners.mean(0)) @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    turned *= [[dice.uniform(0.92, 1.0)] for _ in range(4)]
    turned *= dice.uniform(0.8, 0.97) * min(FRAME / np.ptp(turned, axis=0))
    placed = turned - (turned.min(0) + turned.max(0)) / 2 + np.array(FRAME) / 2
    warp = cv2.getPerspectiveTransform(corners, placed.astype(np.float32))
    table = dice.randint(60, 200)
    return cv2.warpPerspective(picture, warp, FRAME, flags=cv2.INTER_AREA, borderValue=table)


def _unevenly_lit(photo: np.ndarray, dice: random.Random) -> np.ndarray:
    """Half as bright at one side as at the other, and never quite black or white."""
    height, width = photo.shape
    across = np.linspace(dice.uniform(0.55, 1.0), dice.uniform(0.55, 1.0), width)
    down = np.linspace(dice.uniform(0.7, 1.0), dice.uniform(0.7, 1.0), height)
    return dice.randint(5, 40) + photo * 0.85 * across[None, :] * down[:, None]
