"""The district's figures as pictures and as a table: complete, large enough to read, nothing cut, crossed, covered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from bot.documents.figures import picture, shown
from bot.documents.figures_table import table
from bot.documents.typesetting import Typesetter
from bot.texts import LANGUAGES, texts
from domain.figures import RATED, SUSPENDED, Figure
from domain.hiding import Hidden
from tests.unit.documents.counts import NOW, TODAY, WORLDS
from tests.unit.documents.layout import crossed, letters, outside, overlapping, readable, rules, text_of
from tests.unit.documents.test_typesetting import MARGIN, PAPER, WIDTH, sizes

SMALL = 12


@pytest.fixture(scope="module")
def press() -> Typesetter:
    return Typesetter()


def drawn(world: tuple[str, str], figure: Figure, language: str) -> dict[str, Any]:
    area, counts = WORLDS[world]
    return picture(texts(language), figure, counts[figure], area, NOW)


def said(data: dict[str, Any]) -> Iterator[str]:
    """Every text of a picture."""
    yield from (data[name] for name in ("title", "computed", "note", "besides", "footer"))
    yield from (*data["axis"], *(one["words"] for one in data["legend"]))
    for block in data["blocks"]:
        yield from (block["name"], block["shown"], block["note"])
        yield from (row[name] for row in block["rows"] for name in ("label", "shown"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("world", WORLDS, ids="-".join)
async def test_every_text_is_there_whole_and_large_enough(
    press: Typesetter, world: tuple[str, str], figure: Figure, language: str
) -> None:
    data = drawn(world, figure, language)
    pdf = await press.pdf("figures", data)
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    _, boxes = letters(page)

    assert [one for one in said(data) if readable(one) not in text_of(document)] == []
    assert min(sizes(pdf)) >= SMALL
    assert len(outside(boxes, (MARGIN, 0, WIDTH - MARGIN, page.get_height()))) == 0
    assert crossed(boxes, rules(page)) == set()
    assert overlapping(boxes) == []


@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("world", WORLDS, ids="-".join)
async def test_a_picture_is_as_wide_as_a_phone_and_nothing_runs_off_it(
    press: Typesetter, world: tuple[str, str], figure: Figure
) -> None:
    png = await press.png("figures", drawn(world, figure, "zh"))

    with Image.open(io.BytesIO(png)) as image:
        assert image.width == 3 * WIDTH
        assert image.height <= 2.2 * image.width, "Telegram shrinks what is longer than 1280 pixels"
        edge = image.convert("RGB").crop((image.width - 3 * MARGIN, 200, image.width, image.height - 20))
    ((_, colour),) = edge.getcolors() or ((0, (0, 0, 0)),)
    assert max(abs(one - other) for one, other in zip(colour, PAPER, strict=True)) <= 1
    assert len(png) < 150_000


@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("world", WORLDS, ids="-".join)
def test_the_length_of_a_bar_tells_nothing_that_is_hidden(world: tuple[str, str], figure: Figure) -> None:
    for block in drawn(world, figure, "zh")["blocks"]:
        for row in block["rows"]:
            for bar in (*row.get("bars", ()), *row.get("columns", ())):
                assert 0 <= bar["length"] <= 1000
                assert bar["length"] == 0 or bar["look"] not in list(Hidden)


def test_a_place_without_anybody_is_named_and_has_no_row() -> None:
    data = drawn(("district", "a few"), Figure.PUNCTUALITY, "zh")
    named = [row["label"] for row in data["blocks"][0]["rows"]]

    assert data["besides"].startswith("没有登记的：")
    assert named
    assert not [name for name in named if name in data["besides"]]


def test_nothing_at_all_is_said() -> None:
    assert drawn(("district", "nothing"), Figure.REGISTRATIONS, "zh")["besides"] == "这段时间没有。"


def test_a_sub_district_is_called_by_its_own_name_in_its_district() -> None:
    rows = drawn(("district", "far too much"), Figure.REGISTRATIONS, "zh")["blocks"][0]["rows"]

    assert "大关街道" in [row["label"] for row in rows]
    assert rows[-1]["label"] == "其他"


def lines(world: tuple[str, str], language: str = "zh") -> list[dict[str, str]]:
    area, counts = WORLDS[world]
    content = table(texts(language), counts, area, TODAY)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by it"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("world", WORLDS, ids="-".join)
def test_the_table_has_every_count_of_the_pictures_once(world: tuple[str, str], language: str) -> None:
    _, counts = WORLDS[world]
    found = lines(world, language)

    wanted = []
    for figure, groups in counts.items():
        for one in groups:
            wholes = [] if figure is Figure.PUNCTUALITY else [shown(one.whole)]
            wanted += [*wholes, *map(shown, one.parts.values()), *(f"{mean:.2f}" for mean in one.means.values())]
    assert [list(line.values())[-1] for line in found] == wanted
    assert len({tuple(line.values())[:-1] for line in found}) == len(found), "no two lines are of the same thing"
    assert not [cell for line in found for cell in line.values() if not cell or cell[0] in "=+-@\t\r"]


def test_a_line_says_what_when_where_which_and_how_many() -> None:
    _, counts = WORLDS["sub-district", "as usual"]
    week = next(iter(counts[Figure.REGISTRATIONS][0].parts))
    suspended = next(one for one in counts[Figure.ENDORSEMENTS] if one.name == SUSPENDED)
    rated = next(one for one in counts[Figure.QUEUE] if one.name == RATED)
    found = lines(("sub-district", "as usual"))

    told = {(line["统计"], line["时间"], line["类别"]): line["数量"] for line in found}
    assert list(found[0]) == ["统计", "时间", "片区", "类别", "数量"]
    assert ("每周居住登记", week, "合计") in told
    assert told["居住证签注", "2027-03-17", "现在中止使用的居住证"] == shown(suspended.whole)
    assert told["待办和评价", "2026-12-28/2027-03-17", "近 12 周办结、评价过的，满分 3"] == shown(rated.whole)
    assert {line["片区"] for line in found} == {"拱墅区大关街道", "其他"}
