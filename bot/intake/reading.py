"""From the bytes of a file to its pages: what kind it is, its pixels, what is wrong with them. Pure, and slow."""

from collections.abc import Iterable

from PIL import Image

from bot.intake.kinds import PDF, PICTURE, kind_of
from bot.intake.outcome import NotTaken, Page, Refusal, Taken
from bot.intake.pdf import MOST_PAGES, DamagedPdf, LockedPdf, TooManyPages, pages_of
from bot.intake.quality import Shows, doubts
from bot.pictures import Limits, NotAPicture, TooLarge, as_jpeg, open_picture, upright

LARGEST_FILE = 20 * 1024 * 1024
"""As much as the Bot API hands to a bot."""
LIMITS = Limits(bytes=LARGEST_FILE)
_HEIC = "HEIF" in Image.OPEN  # only where a plug-in has been put into Pillow


def refused_at_sight(raw: bytes) -> NotTaken | None:
    """What is not taken for its size or its first bytes."""
    if not raw:
        return NotTaken(Refusal.EMPTY)
    if len(raw) > LARGEST_FILE:
        return NotTaken(Refusal.TOO_LARGE, len(raw), LARGEST_FILE)
    kind = kind_of(raw)
    if kind in (PDF, PICTURE) or (kind == "heic" and _HEIC):
        return None
    return NotTaken(Refusal.WRONG_KIND, kind=kind)


def read(raw: bytes, shows: Shows) -> Taken | NotTaken:
    """The file's pages, or why there are none."""
    if refused := refused_at_sight(raw):
        return refused
    pictures = pages_of(raw) if kind_of(raw) == PDF else _picture(raw)
    try:
        return Taken(tuple(_page(one, shows) for one in pictures))
    except LockedPdf:
        return NotTaken(Refusal.LOCKED)
    except TooManyPages as many:
        return NotTaken(Refusal.TOO_MANY_PAGES, many.pages, MOST_PAGES)
    except TooLarge:
        return NotTaken(Refusal.TOO_MANY_PIXELS, limit=LIMITS.pixels)
    except (DamagedPdf, NotAPicture):
        return NotTaken(Refusal.DAMAGED)
    except MemoryError:
        return NotTaken(Refusal.TOO_HARD)


def _picture(raw: bytes) -> Iterable[Image.Image]:
    with open_picture(raw, LIMITS) as picture:
        yield upright(picture)


def _page(picture: Image.Image, shows: Shows) -> Page:
    return Page(as_jpeg(picture), picture.width, picture.height, doubts(picture, shows))
