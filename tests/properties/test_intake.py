"""Whatever is done to a picture's file, it ends as pages or as a refusal (T-15)."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.intake import NotTaken, Shows, Taken
from bot.intake.kinds import kind_of
from bot.intake.reading import read


def _files() -> list[bytes]:
    made = []
    for kind in ("JPEG", "PNG", "WEBP", "BMP"):
        out = io.BytesIO()
        Image.radial_gradient("L").resize((96, 64)).convert("RGB").save(out, kind)
        made.append(out.getvalue())
    return made


FILES = _files()


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
@settings(max_examples=150)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=12), st.data())
def test_a_changed_file_is_taken_or_refused(file: bytes, changes: list[tuple[int, int]], data: st.DataObject) -> None:
    changed = bytearray(file)
    for place, value in changes:
        changed[place % len(changed)] = value
    cut = data.draw(st.integers(0, len(changed)))
    assert isinstance(read(bytes(changed[:cut]), Shows.CARD), Taken | NotTaken)


@given(st.binary(max_size=3000))
@example(b"RIFF")
@example(b"\0\0\0\x18ftyp")
def test_every_content_is_of_some_kind(raw: bytes) -> None:
    assert kind_of(raw).isalpha()
