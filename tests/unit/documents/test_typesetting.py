"""Setting documents: texts of people stay texts and are never cut, pictures fit a phone, faults say nothing."""

from __future__ import annotations

import asyncio
import ctypes
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from bot.conversation.timeline import drawing
from bot.documents.typesetting import TEMPLATES, NotSet, Typesetter, harmless, smaller
from bot.texts import LANGUAGES, texts
from tests.unit.documents.lives import LIVES, TODAY

WIDTH = 360
"""Points of a page for phones; a picture has three pixels for each."""
MARGIN = 15
PAPER = (252, 249, 240)
HOSTILE = [
    "#evil", "$x$", "<b>粗</b>", "<label> @ref", "_a_ *b* `c` ~ --- ...", "// no comment /* nor this */",
    "\"quoted\" 'and' “this”", "#import \"style.typ\": *", "#read(\"/etc/passwd\")", "= heading", "+ list - list",
    "\\ \\n \\u{41}", "𠮷野家 𡈽", "]) #panic()", "王小明；DROP TABLE",
]  # fmt: skip
LONG = ["A" * 60, "王" * 60, "https://example.org/" + "a" * 80, "Wolfeschlegelsteinhausenbergerdorff " * 3, "ß" * 60]
INVISIBLE = [
    pytest.param("王\u202e明小", "王明小", id="right-to-left override"),
    pytest.param("王\u2066小\u2069明", "王小明", id="isolates"),
    pytest.param("王\u200b小\ufeff明", "王小明", id="zero width"),
    pytest.param("王\x00小\x1b[31m明", "王小[31m明", id="controls"),
    pytest.param("王小\n明\t\r\n", "王小 明", id="lines"),
    pytest.param("\ud800王", "王", id="half a character"),
]


@pytest.fixture(scope="module")
def press() -> Typesetter:
    return Typesetter()


def saying(*said: str) -> dict[str, Any]:
    """A timeline with these words in every place where words can stand."""
    rows = [
        {"state": "waits", "title": one, "badge": one[:8], "when": [one], "left": one, "notes": [one], "mark": "二"}
        for one in said
    ]
    return {"title": "标题", "footer": "脚注", "language": "zh", "rows": rows}


def letters(text: str) -> str:
    """What can be read, without the breaks that a page puts in."""
    return re.sub(r"[\s\u200b\ufffe\x02]", "", text)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return letters("".join(page.get_textpage().get_text_range() for page in document))


def boxes(pdf: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Where each letter stands on the only page."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    every = (page.get_charbox(number) for number in range(page.count_chars()))
    return (one for one in every if one[0] < one[2])  # breaks of lines have no width


def sizes(pdf: bytes) -> set[float]:
    found, size = set(), ctypes.c_float()
    for thing in pypdfium2.PdfDocument(pdf)[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=9):
        assert pdfium.FPDFTextObj_GetFontSize(thing.raw, ctypes.byref(size))
        _, _, _, scale, _, _ = thing.get_matrix().get()
        found.add(round(size.value * abs(scale), 1))
    return found


@pytest.mark.parametrize("words", HOSTILE)
async def test_what_looks_like_markup_is_set_as_it_stands(press: Typesetter, words: str) -> None:
    assert text_of(await press.pdf("timeline", saying(words))).count(letters(words)) >= 3


@pytest.mark.parametrize(("given", "shown"), INVISIBLE)
async def test_what_cannot_be_seen_is_left_out(press: Typesetter, given: str, shown: str) -> None:
    assert harmless({"rows": [{"title": given}, (given, 5, None, True)]}) == {
        "rows": [{"title": shown}, [shown, 5, None, True]]
    }
    assert letters(shown) in text_of(await press.pdf("timeline", saying(given)))


@pytest.mark.parametrize("words", LONG)
async def test_long_words_wrap_and_lose_nothing(press: Typesetter, words: str) -> None:
    pdf = await press.pdf("timeline", saying(words))

    assert text_of(pdf).count(letters(words)) >= 3
    assert max(right for _, _, right, _ in boxes(pdf)) <= WIDTH - MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("life", LIVES)
async def test_every_timeline_is_complete_and_large_enough_to_read(press: Typesetter, life: str, language: str) -> None:
    data = drawing(texts(language), LIVES[life], TODAY)
    pdf = await press.pdf("timeline", data)

    said = [data["title"], data["footer"]]
    for row in data["rows"]:
        said += [row["title"], *row.get("when", ()), *row.get("notes", ()), row.get("left", ""), row.get("mark", "")]
    assert not [one for one in said if letters(one) not in text_of(pdf)]
    assert min(sizes(pdf)) >= 12, "36 pixels of 1080"
    assert max(right for _, _, right, _ in boxes(pdf)) <= WIDTH - MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("life", LIVES)
async def test_its_picture_is_as_wide_as_a_phone_and_light(press: Typesetter, life: str, language: str) -> None:
    png = await press.png("timeline", drawing(texts(language), LIVES[life], TODAY))

    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 3 * WIDTH
        assert picture.height <= 2.2 * picture.width, "Telegram shrinks what is longer than 1280 pixels"
        margin = picture.convert("RGB").crop((picture.width - 30, 200, picture.width, picture.height - 20))
    ((_, colour),) = margin.getcolors() or ((0, (0, 0, 0)),)
    assert max(abs(one - other) for one, other in zip(colour, PAPER, strict=True)) <= 1, "nothing runs off the page"
    assert len(png) < 150_000


def test_fewer_colours_change_no_colour_that_anybody_could_tell() -> None:
    before = Image.new("RGB", (40, 20), "#fcf9f0")
    before.paste("#246070", (0, 0, 20, 20))
    out = io.BytesIO()
    before.save(out, "PNG")

    with Image.open(io.BytesIO(smaller(out.getvalue()))) as after:
        assert after.mode == "P"
        assert after.convert("RGB").tobytes() == before.tobytes()


async def test_a_pdf_names_itself_and_can_be_read_aloud(press: Typesetter) -> None:
    pdf = await press.pdf("timeline", saying("王小明"))
    document = pypdfium2.PdfDocument(pdf)

    assert document.get_metadata_value("Title") == "标题"
    assert document.is_tagged()


async def test_many_at_once_do_not_mix(press: Typesetter) -> None:
    names = [f"第{number}号" for number in range(12)]
    made = await asyncio.gather(*(press.pdf("timeline", saying(name)) for name in names))

    assert [name for name, pdf in zip(names, made, strict=True) if name in text_of(pdf)] == names
    assert not [name for name in names[1:] if name in text_of(made[0])]


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("#panic(sys.inputs.data)", id="a template that fails and quotes its data"),
        pytest.param("#let x = ", id="a template that is none"),
        pytest.param('#read("/etc/passwd")', id="a look outside of the folder"),
        pytest.param('#read("../secret.txt")', id="a look above the folder"),
    ],
)
async def test_a_fault_names_the_template_and_nothing_else(tmp_path: Path, template: str) -> None:
    (tmp_path / "secret.txt").write_text("秘密")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "paper.typ").write_text(template)

    with pytest.raises(NotSet) as fault:
        await Typesetter(folder).pdf("paper", {"name": "王小明"})

    assert (str(fault.value), fault.value.__cause__) == ("paper", None)
    assert fault.value.__suppress_context__


async def test_a_template_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(NotSet, match=r"^paper$"):
        await Typesetter(tmp_path).png("paper", {})


async def test_more_than_one_page_is_no_picture_but_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "paper.typ").write_text("一 #pagebreak() 二")
    press = Typesetter(tmp_path)

    with pytest.raises(NotSet):
        await press.png("paper", {})
    assert len(pypdfium2.PdfDocument(await press.pdf("paper", {}))) == 2


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("letter", "ground"),
    [("ink", "paper"), ("faint", "paper"), ("line-blue", "paper"), ("red", "paper"), ("paper", "ink"), ("paper", "red"),
     ("ink", "gold")],
)  # fmt: skip
def test_letters_stand_out_from_their_ground(letter: str, ground: str) -> None:
    style = (TEMPLATES / "style.typ").read_text("utf-8")
    colours = dict(re.findall(r'#let ([a-z-]+) = rgb\("#([0-9a-f]{6})"\)', style))

    dark, light = sorted(_luminance(colours[one]) for one in (letter, ground))

    assert (light + 0.05) / (dark + 0.05) >= 4.5
