"""Papers as they come out: for every invented applicant nothing is cut, crossed or covered, and the code verifies.

Two hundred cases; each paper meets a ninth of them, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from bot.clock import Clock
from bot.documents import papers
from bot.documents.papers import Kind, Sheet
from bot.documents.typesetting import Typesetter, harmless
from bot.papers import Papers
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.wire import Outcome, check
from tests.unit.documents import layout
from tests.unit.documents.cases import PAPERS, TODAY, applicant
from tests.unit.documents.test_typesetting import HOSTILE
from tests.unit.domain.making import NOW

CASES = 200
MM = 72 / 25.4
FRAME = (17.5 * MM, 6 * MM, 192.5 * MM, 291 * MM)
"""A4 with the margins that printers need, and a hair."""
URL = "https://anju.example.gov.cn"
AT = "#place(dx: 99mm, dy: 99mm, "


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    keys = VoucherKeys.load_or_create(tmp_path_factory.mktemp("keys") / "vouchers.json")
    return Papers(None, keys, Clock(TODAY), URL, Typesetter(), b"k" * 32)  # type: ignore[arg-type]  # no record is read


def written(kind: Kind, number: int) -> Sheet:
    return PAPERS[kind](applicant(number))


def said(content: Any) -> Iterator[str]:
    """Every sentence, label and value of a paper; places that are filled in are among the values."""
    if isinstance(content, dict):
        for name, value in content.items():
            if isinstance(value, str) and name in ("zh", "en", "words", "fill", "value"):
                yield value
            else:
                yield from said(value)
    elif isinstance(content, list | tuple):
        for one in content:
            yield from said(one)


def unhyphened(words: str) -> str:
    """Without hyphens: pdfium leaves them out at the end of a line, and takes one beside another for its shadow."""
    return layout.readable(words).replace("-", "")


def faults(page: pypdfium2.PdfPage) -> dict[str, list[str]]:
    """The letters of a page that do not stand where they should, by what is wrong with them."""
    signs, boxes = layout.letters(page)
    found = {
        "outside": [signs[at] for at in layout.outside(boxes, FRAME)],
        "crossed": [signs[at] for at in layout.crossed(boxes, layout.rules(page))],
        "covered": [signs[one] + signs[other] for one, other in layout.overlapping(boxes)],
    }
    return {what: which for what, which in found.items() if which}


def code_on(page: pypdfium2.PdfPage) -> str:
    """What the code at the foot of a page says."""
    seen = zxingcpp.read_barcodes(page.render(scale=2).to_numpy(), formats=zxingcpp.BarcodeFormat.QRCode)
    (found,) = seen  # of all kinds, lines of print now and then look like a bar code
    return str(found.text)


@pytest.mark.parametrize("kind", Kind)
async def test_nothing_is_cut_crossed_or_covered_and_every_code_verifies(house: Papers, kind: Kind) -> None:
    for number in range(list(Kind).index(kind), CASES, len(Kind)):
        sheet = written(kind, number)
        document = pypdfium2.PdfDocument(await house.pdf(sheet))

        assert [faults(page) for page in document] == [{}] * len(document), number
        text = unhyphened(layout.text_of(document))
        assert not [one for one in said(harmless(sheet.content)) if unhyphened(one) not in text], number
        checked = [check(code_on(page), house.keys.public, NOW) for page in document]
        assert {one.outcome for one in checked} == {Outcome.PAPER}, number
        assert {one.paper for one in checked} == {house.claims(sheet)}, number


@pytest.mark.parametrize("kind", Kind)
async def test_every_paper_names_itself_can_be_read_aloud_and_is_light(house: Papers, kind: Kind) -> None:
    sheet = written(kind, 3)
    pdf = await house.pdf(sheet)
    document = pypdfium2.PdfDocument(pdf)

    assert document.get_metadata_value("Title") == sheet.content["title"]["zh"]
    assert document.is_tagged()
    assert len(pdf) < 200_000
    assert house.claims(sheet).check_code in layout.text_of(document)


@pytest.mark.parametrize("words", HOSTILE)
async def test_what_looks_like_markup_is_set_as_it_stands(house: Papers, words: str) -> None:
    place = papers.House(street=words, community=words, address=words, owner=words, tenant=words)

    for sheet, times in ((papers.hazard_form(place, 1, TODAY), 8), (papers.street_form(place, 1, TODAY), 5)):
        document = pypdfium2.PdfDocument(await house.pdf(sheet))
        assert unhyphened(layout.text_of(document)).count(unhyphened(words)) >= times
        assert [faults(page) for page in document] == [{}] * len(document)


async def test_a_long_list_runs_on_with_its_head_on_every_page(house: Papers) -> None:
    sheet = written(Kind.NOTICE, 2)
    rows = ([*sheet.content["rows"]] * 90)[:90]
    document = pypdfium2.PdfDocument(
        await house.pdf(Sheet(**{**_parts(sheet), "content": {**sheet.content, "rows": rows}}))
    )

    assert len(document) > 2
    head = layout.readable(sheet.content["heads"][0]["zh"])
    assert all(head in layout.readable(page.get_textpage().get_text_range()) for page in [*document][:2])
    assert [faults(page) for page in document] == [{}] * len(document)


def _parts(sheet: Sheet) -> dict[str, Any]:
    return {"kind": sheet.kind, "number": sheet.number, "on": sheet.on, "language": sheet.language}


@pytest.mark.parametrize(
    ("what", "page"),
    [
        pytest.param("outside", '#set page(margin: 0pt)\n#place(dx: -3pt, [字])', id="over the edge"),
        pytest.param("crossed", f'{AT}[字字字])#place(dx: 101mm, dy: 95mm, line(angle: 90deg))', id="a line in it"),
        pytest.param("covered", f"{AT}[字])#place(dx: 100mm, dy: 99mm, [文])", id="one on another"),
    ],
)  # fmt: skip
async def test_the_look_at_the_page_finds_what_it_looks_for(tmp_path: Path, what: str, page: str) -> None:
    (tmp_path / "bad.typ").write_text(f'#set page("a4")\n#set text(font: "Noto Sans CJK SC")\n{page}')
    document = pypdfium2.PdfDocument(await Typesetter(tmp_path).pdf("bad", {}))

    assert what in faults(document[0])
