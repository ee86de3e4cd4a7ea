"""What comes of a file that somebody handed in, and its way through a pipe."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.intake.paper import Side
from bot.intake.quality import Doubt, Fault


class Refusal(StrEnum):
    """Why a file is not taken. All but the last are final: the same file is never taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    """More bytes than allowed; `measured` and `limit` in bytes."""
    TOO_MANY_PIXELS = "too_many_pixels"
    WRONG_KIND = "wrong_kind"
    """No picture that is read here and no PDF; `kind` says what it seems to be."""
    DAMAGED = "damaged"
    LOCKED = "locked"
    """A PDF that wants a password."""
    TOO_MANY_PAGES = "too_many_pages"
    """`measured` and `limit` in pages."""
    TOO_HARD = "too_hard"
    """It took too much time or memory to open, or broke what opens it; a machine with less to do might open it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is kept: a JPEG with nothing of the file it came in, and what is wrong with it."""

    jpeg: bytes
    width: int
    height: int
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken: one page for a picture, all pages of a PDF."""

    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that was not."""

    why: Refusal
    measured: int | None = None
    limit: int | None = None
    kind: str | None = None


def to_bytes(outcome: Taken | NotTaken) -> bytes:
    """A line of JSON, then the pictures one after another."""
    if isinstance(outcome, NotTaken):
        return json.dumps({"refused": asdict(outcome)}).encode()
    told = [(len(one.jpeg), one.width, one.height, [asdict(doubt) for doubt in one.doubts]) for one in outcome.pages]
    return json.dumps({"pages": told}).encode() + b"\n" + b"".join(one.jpeg for one in outcome.pages)


def from_bytes(raw: bytes) -> Taken | NotTaken:
    """The outcome again; ValueError for anything else."""
    try:
        head, _, jpegs = raw.partition(b"\n")
        told = json.loads(head)
        if refused := told.get("refused"):
            return NotTaken(**refused | {"why": Refusal(refused["why"])})
        pages, start = [], 0
        for length, width, height, found in told["pages"]:
            pages.append(Page(jpegs[start : start + length], width, height, tuple(_doubt(one) for one in found)))
            start += length
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("no outcome") from error
    if start != len(jpegs):
        raise ValueError("no outcome")
    return Taken(tuple(pages))


def _doubt(told: dict[str, object]) -> Doubt:
    sides = tuple(Side(one) for one in told["sides"])  # type: ignore[attr-defined]
    return Doubt(Fault(told["fault"]), float(told["measured"]), float(told["limit"]), sides)  # type: ignore[arg-type]
