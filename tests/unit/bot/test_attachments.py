"""What goes with a message: found by its kind, named by the catalogue alone, drawn when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.attachments import Attachments, File, Kind
from bot.settings import Settings
from bot.texts import LANGUAGES, texts


async def _drawn(of: Any, language: str) -> bytes:
    return f"{of} in {language}".encode()


def known(media: str = "image/png") -> Attachments:
    return Attachments({"voucher": Kind(media, _drawn)})


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"attachment": {"kind": "voucher", "of": "1f"}}, id="of today"),
        pytest.param({"voucher": "1f"}, id="stored by the first version"),
    ],
)
async def test_a_message_names_what_is_drawn_and_in_which_language(payload: dict[str, Any]) -> None:
    file = await known().made(payload | {"text": "x", "language": "en"})

    assert file == File("Residence registration voucher.png", "image/png", b"1f in en")
    assert known().announced(payload) == File("居住登记凭证.png", "image/png")


@pytest.mark.parametrize(
    ("media", "name", "shown"),
    [
        pytest.param("image/png", "居住登记凭证.png", True, id="PNG"),
        pytest.param("image/jpeg", "居住登记凭证.jpg", True, id="JPEG"),
        pytest.param("application/pdf", "居住登记凭证.pdf", False, id="PDF"),
        pytest.param("image/svg+xml", "居住登记凭证.svg", False, id="SVG can carry scripts"),
    ],
)
def test_a_medium_decides_the_names_end_and_whether_it_is_shown(media: str, name: str, shown: bool) -> None:
    file = known(media).announced({"attachment": {"kind": "voucher", "of": 1}})

    assert file is not None
    assert (file.name, file.is_picture) == (name, shown)


@pytest.mark.parametrize("payload", [{}, {"text": "x"}, {"attachment": {"kind": "of tomorrow", "of": 1}}])
async def test_words_alone_and_kinds_of_another_version_have_nothing_to_draw(payload: dict[str, Any]) -> None:
    assert known().announced(payload) is None
    assert await known().made(payload) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_the_house_has_a_name_without_slots(tmp_path: Path, language: str) -> None:
    house = build(Settings(_env_file=None, data_dir=tmp_path), with_telegram=False, with_sidecar=False)
    named = {key for key in texts(language).sentences if key.startswith("file.")}

    assert named == {f"file.{kind}" for kind in house.attachments.kinds}
    assert not [key for key in named if "{" in texts(language).sentences[key]]
