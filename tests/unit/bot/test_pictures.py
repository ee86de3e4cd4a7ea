"""From a stranger's bytes to a picture of ours."""

import io

import pytest
from PIL import Image

from bot.pictures import LARGEST_SIDE, Limits, NotAPicture, TooLarge, open_picture, re_encoded, upright


def saved(size: tuple[int, int], kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    small = Image.open(io.BytesIO(re_encoded(saved((4000, 2000)))))
    assert (small.format, small.size) == ("JPEG", (LARGEST_SIDE, LARGEST_SIDE // 2))


def test_a_small_picture_keeps_its_size() -> None:
    assert Image.open(io.BytesIO(re_encoded(saved((8, 8))))).size == (8, 8)


@pytest.mark.parametrize(("pixels", "taken"), [(100, True), (99, False)])
def test_pixels_are_counted_before_they_are_decoded(pixels: int, taken: bool) -> None:
    limits = Limits(pixels=pixels)
    if taken:
        assert re_encoded(saved((10, 10)), limits)
    else:
        with pytest.raises(TooLarge, match="pixels"):
            re_encoded(saved((10, 10)), limits)


def test_a_fault_found_while_decoding_is_told_whatever_it_was() -> None:
    whole = saved((300, 300), "JPEG")
    with pytest.raises(NotAPicture):
        upright(open_picture(whole[: len(whole) // 2]))
