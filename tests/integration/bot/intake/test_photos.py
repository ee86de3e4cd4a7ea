"""Photos of papers told apart: good ones left in peace, dark, blurred, cut, dazzled, far and crooked ones told at once.

The dice are fixed, so the table is the same on every machine. `python -m tests.integration.bot.intake.test_photos N`
prints it for N photos of each kind with other dice: that is how the limits in `bot/intake/quality.py` were set.
"""

import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import pytest
from PIL import Image

from bot.intake.quality import Doubt, Fault, Shows, doubts
from tests.integration.bot.intake import papers
from tests.integration.bot.intake.camera import MESSENGER, PHONE, Shot, cropped, scanned, taken

SIDES = (("left",), ("top",), ("right",), ("bottom",), ("left", "top"), ("top", "right"), ("right", "bottom"))
EACH = 12
FALSE_ALARMS, FOUND, FOUND_FAR = 0.02, 0.9, 0.75  # far away, even the paper is hard to find


@dataclass(frozen=True)
class Case:
    """A picture and what it is meant to show."""

    jpeg: bytes
    shows: Shows
    sides: tuple[str, ...] = ()

    def doubts(self) -> tuple[Doubt, ...]:
        return doubts(Image.open(io.BytesIO(self.jpeg)).convert("RGB"), self.shows)


def _shot(dice: random.Random, shot: Callable[[], Shot]) -> Case:
    card = dice.random() < 0.5
    paper = dice.choice(papers.CARDS if card else papers.PAGES)(dice)
    made = shot()
    made = made if card or made.fills[0] < 0.6 else replace(made, fills=(0.78, 0.92))  # what is good is legible
    return Case(taken(paper, dice, made), Shows.CARD if card else Shows.PAGE, made.leaves)


def photos(dice: random.Random, count: int) -> Iterator[Case]:
    """Good photos; one in eight at the size that our page sends, the others as small as Telegram makes them."""
    for number in range(count):
        yield _shot(dice, lambda number=number: Shot(longest=MESSENGER if number % 8 else PHONE))  # type: ignore[misc]


def scans(dice: random.Random, count: int) -> Iterator[Case]:
    for number in range(count):
        page = dice.choice(papers.PAGES)(dice)
        yield Case((scanned, cropped)[number % 2](page, dice), Shows.PAGE)


def screens(dice: random.Random, count: int) -> Iterator[Case]:
    for number in range(count):
        paper = (papers.screenshot, papers.portrait)[number % 2](dice)
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=85)
        yield Case(out.getvalue(), (Shows.PAGE, Shows.PORTRAIT)[number % 2])


GOOD = {"photos": photos, "scans": scans, "screens": screens}
BAD: dict[Fault, Callable[[random.Random], Shot]] = {
    Fault.TOO_DARK: lambda dice: Shot(gain=(0.1, 0.3)),
    Fault.TOO_BRIGHT: lambda dice: Shot(gain=(1.2, 1.5), haze=dice.uniform(175, 205)),
    Fault.GLARE: lambda dice: Shot(glare=dice.uniform(0.05, 0.15), gain=(0.6, 0.85)),
    Fault.BLURRED: lambda dice: Shot(blur=(2.2, 5.0)) if dice.random() < 0.5 else Shot(shake=dice.uniform(10, 20)),
    Fault.TOO_SMALL: lambda dice: Shot(fills=(0.26, 0.34)),
    Fault.CUT: lambda dice: Shot(leaves=dice.choice(SIDES)),
    Fault.TILTED: lambda dice: Shot(turn=44, fills=(0.6, 0.85)),
}


def table(each: int, seed: int) -> dict[str, Counter[str]]:
    """Of every kind of picture how many there were and how many were told which faults."""
    return {name: alarms(make(random.Random(seed), each * 4)) for name, make in GOOD.items()} | {
        fault.value: alarms(bad(fault, each, seed)) for fault in BAD
    }


def bad(fault: Fault, count: int, seed: int) -> Iterator[Case]:
    dice = random.Random(f"{fault}{seed}")
    for _ in range(count):
        yield _shot(dice, lambda: BAD[fault](dice))


def alarms(cases: Iterator[Case]) -> Counter[str]:
    told: Counter[str] = Counter()
    for case in cases:
        found = {doubt.fault.value for doubt in case.doubts()}
        told.update(found, of=1, any=int(bool(found)))
    return told


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


def test_good_photos_scans_and_screenshots_are_left_in_peace() -> None:
    told = Counter[str]()
    for name, make in GOOD.items():
        told += alarms(make(random.Random(f"good {name}"), 48 if name == "photos" else 16))
    assert told["any"] <= FALSE_ALARMS * told["of"], told


@pytest.mark.parametrize("fault", [fault for fault in BAD if fault is not Fault.TILTED])
def test_a_bad_photo_is_told_for_what_it_is(fault: Fault) -> None:
    told = alarms(bad(fault, EACH, 1))
    least = FOUND_FAR if fault is Fault.TOO_SMALL else FOUND
    assert told[fault.value] >= least * EACH, told


def test_a_cut_photo_names_the_sides() -> None:
    right = 0
    for case in bad(Fault.CUT, EACH, 2):
        told = [doubt.sides for doubt in case.doubts() if doubt.fault is Fault.CUT]
        right += told == [case.sides]
    assert right >= FOUND * EACH


@pytest.mark.parametrize("fault", [Fault.BLURRED, Fault.TOO_DARK, Fault.CUT])
def test_a_fault_brings_no_other_that_is_not_there(fault: Fault) -> None:
    others = {Fault.TOO_BRIGHT, Fault.GLARE, Fault.CUT, Fault.TILTED} - {fault}
    told = alarms(bad(fault, 6, 3))
    assert not [other for other in others if told[other.value]], told


@pytest.mark.parametrize(("turned", "told"), [(15, False), (35, True), (80, False), (125, True)])
def test_a_paper_that_lies_askew_is_told_and_one_that_lies_sideways_is_not(turned: int, told: bool) -> None:
    desk = Image.new("RGB", (1280, 1280), (90, 70, 50))
    lying = papers.lease(random.Random(1)).resize((700, 990)).convert("RGBA")
    lying = lying.rotate(turned, Image.Resampling.BICUBIC, expand=True)
    desk.paste(lying, ((1280 - lying.width) // 2, (1280 - lying.height) // 2), lying)
    assert (Fault.TILTED in {doubt.fault for doubt in doubts(desk, Shows.CARD)}) is told


if __name__ == "__main__":
    for kind, counted in table(int(sys.argv[1]), seed=int(sys.argv[2])).items():
        print(kind.ljust(12), dict(counted))
