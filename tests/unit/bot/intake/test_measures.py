"""Each measure on pictures simple enough to know the answer."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from bot.intake.paper import Side, find_paper
from bot.intake.patches import filled, numbered
from bot.intake.quality import Fault, Shows, doubts, lightness, sharpness, washed_out


def lines(ink: int = 20, paper: int = 240, blur: float = 0) -> Image.Image:
    """A page of bars, as words look from afar."""
    page = Image.new("L", (800, 1100), paper)
    pen = ImageDraw.Draw(page)
    for y in range(100, 1000, 40):
        for x in range(100, 700, 24):
            pen.rectangle((x, y, x + 11, y + 18), fill=ink)
    return page.filter(ImageFilter.GaussianBlur(blur))


@pytest.mark.parametrize(("blur", "least", "most"), [(0, 0.99, 1.0), (1, 0.6, 0.75), (2, 0.33, 0.45), (4, 0.1, 0.25)])
def test_sharpness_is_how_much_of_an_edge_is_climbed_in_two_pixels(blur: float, least: float, most: float) -> None:
    measured = sharpness(np.asarray(lines(blur=blur)))
    assert measured is not None
    assert least <= measured <= most


@pytest.mark.parametrize(("ink", "paper"), [(20, 240), (120, 240), (10, 90), (150, 220)])
def test_pale_ink_is_as_sharp_as_black_ink(ink: int, paper: int) -> None:
    assert sharpness(np.asarray(lines(ink, paper))) == pytest.approx(1, abs=0.02)


def test_a_hand_that_shook_in_one_direction_is_told() -> None:
    still = np.asarray(lines(), np.float32)
    moved = np.mean([np.roll(still, shift, 1) for shift in range(9)], 0).astype(np.uint8)
    for turned in (moved, moved.T):
        measured = sharpness(turned)
        assert measured is not None
        assert measured < 0.4


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_page_without_ink_is_neither_blurred_nor_washed_out(level: int) -> None:
    blank = np.full((1000, 700), level, np.uint8)
    assert sharpness(blank) is None
    assert washed_out(blank) is None
    assert [doubt.fault for doubt in doubts(Image.new("RGB", (700, 1000), (255,) * 3))] == []


def test_a_white_page_with_one_line_is_not_washed_out_and_one_with_pale_ghosts_is() -> None:
    page = Image.new("L", (700, 1000), 255)
    ImageDraw.Draw(page).rectangle((100, 100, 300, 104), fill=40)
    assert washed_out(np.asarray(page)) == 215
    assert washed_out(np.asarray(lines(ink=200, paper=255))) == 55


@pytest.mark.parametrize(("level", "dark"), [(89, True), (90, False)])
def test_light_has_a_limit(level: int, dark: bool) -> None:
    page = Image.new("L", (900, 1200), level)
    assert lightness(page, None) == level
    assert (Fault.TOO_DARK in {doubt.fault for doubt in doubts(page.convert("RGB"))}) is dark


@pytest.mark.parametrize(
    ("shows", "longest", "small"),
    [(Shows.PAGE, 749, True), (Shows.PAGE, 750, False), (Shows.CARD, 449, True), (Shows.CARD, 450, False)],
)
def test_size_has_a_limit_for_each_thing_that_is_shown(shows: Shows, longest: int, small: bool) -> None:
    page = Image.new("RGB", (longest, round(longest / 1.5)), "white")
    assert (Fault.TOO_SMALL in {doubt.fault for doubt in doubts(page, shows)}) is small


DESK, PAPER = (80, 60, 40), (235, 235, 230)


def on_desk(corners: list[tuple[int, int]], desk: tuple[int, int, int] = DESK) -> Image.Image:
    """A sheet with these corners on a desk of 900 × 1200."""
    photo = Image.new("RGB", (900, 1200), desk)
    ImageDraw.Draw(photo).polygon(corners, fill=PAPER)
    return photo


WHOLE = [(110, 90), (800, 120), (790, 1090), (100, 1060)]


@pytest.mark.parametrize(
    ("move", "leaves"),
    [
        ((0, 0), ()),
        ((-300, 0), (Side.LEFT,)),
        ((300, 0), (Side.RIGHT,)),
        ((0, -300), (Side.TOP,)),
        ((0, 300), (Side.BOTTOM,)),
        ((-300, -300), (Side.LEFT, Side.TOP)),
        ((-60, -50), ()),
    ],
    ids=["whole", "left", "right", "top", "bottom", "a corner", "whole, near the side"],
)
def test_a_paper_leaves_the_picture_where_it_does(move: tuple[int, int], leaves: tuple[Side, ...]) -> None:
    found = find_paper(on_desk([(x + move[0], y + move[1]) for x, y in WHOLE]))
    assert found is not None
    assert found.leaves == leaves


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(Image.new("RGB", (900, 1200), PAPER), id="a scan"),
        pytest.param(on_desk([(0, 150), (900, 150), (900, 1100), (0, 1100)]), id="bars above and below, dead straight"),
        pytest.param(on_desk([(-9, -9), (910, -9), (910, 1150), (-9, 1180)]), id="paper on three sides"),
        pytest.param(on_desk(WHOLE, desk=(250, 250, 250)), id="a desk lighter than the paper"),
    ],
)
def test_nothing_is_claimed_of_what_might_as_well_be_a_scan(picture: Image.Image) -> None:
    assert find_paper(picture) is None


def test_connected_parts_have_numbers_and_no_part_reaches_around_the_edge() -> None:
    mask = np.array([[1, 0, 1], [0, 0, 1], [1, 0, 0]], bool)
    assert numbered(mask).tolist() == [[1, 0, 2], [0, 0, 2], [3, 0, 0]]


def test_a_hole_is_filled_and_a_bay_is_not() -> None:
    ring = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], bool)
    bay = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 1]], bool)
    assert filled(ring).all()
    assert filled(bay).tolist() == bay.tolist()
