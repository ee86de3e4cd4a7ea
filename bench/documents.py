"""Papers and voucher cards per second, beside the bare compiler with the same template and data.

    python -m bench.documents [--rounds 7] [--seconds 0.5]

The anchor is what Typst alone does with a finished template and finished data: no words looked up, nothing signed, no
code drawn. Every case takes the next of 40 invented applicants, and no data come twice: Typst remembers what it has
compiled. A voucher's card, drawn without Typst, stands beside the default picture of `qrcode`.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count, cycle
from pathlib import Path
from typing import Any

import typst

from bench._anchor import footer, header, in_turn, out, report
from bench.vouchers import plain_picture
from bot.clock import Clock
from bot.documents.papers import SERIES, Kind, Sheet
from bot.documents.typesetting import TEMPLATES, Typesetter, harmless
from bot.papers import Papers
from bot.vouchers.card import CardContent, voucher_card
from bot.vouchers.claims import VoucherClaims
from bot.vouchers.codes import new_code
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.lettering import fonts
from bot.vouchers.wire import sign, to_text
from tests.unit.documents.cases import PAPERS, TODAY, applicant

APPLICANTS = 40
MEASURED = (Kind.FORM, Kind.RECEIPT, Kind.NOTICE, Kind.REFUSAL, Kind.HAZARD_FORM)
MARK = "@NUMBER@"
URL = "https://anju.example.gov.cn"


def bare_compiler() -> Callable[[str, str], bytes]:
    """Typst as its wheel gives it, with our font and nothing else of ours."""
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts().path.parent])
    compiler = typst.Compiler(root=TEMPLATES, font_paths=ours, ignore_system_fonts=True)

    def compiled(template: str, data: str) -> bytes:
        made = compiler.compile(str(TEMPLATES / f"{template}.typ"), format="pdf", sys_inputs={"data": data})
        assert isinstance(made, bytes)
        return made

    return compiled


def finished(house: Papers, sheet: Sheet) -> tuple[str, str]:
    """Template and data as the compiler takes them, with a mark in the place of the number."""
    number = {**sheet.content["number"], "value": MARK}
    data: dict[str, Any] = {**sheet.content, "number": number, "proof": house.proof(sheet)}
    return SERIES[sheet.kind].template, json.dumps(harmless(data), ensure_ascii=False)


def papers(house: Papers, kind: Kind, bare: Callable[[str, str], bytes], rounds: int, seconds: float) -> None:
    """A paper from the record's values to the signed PDF, beside the bare compiler."""
    people = [applicant(number) for number in range(APPLICANTS)]
    ready = cycle([finished(house, PAPERS[kind](one)) for one in people])
    turn, numbers = cycle(people), count(100_000)

    def anchor() -> bytes:
        template, data = next(ready)
        return bare(template, data.replace(MARK, f"SL20261123-{next(numbers)}"))

    with asyncio.Runner() as runner:
        cases: dict[str, Callable[[], object]] = {
            f"{kind}: bare compiler": anchor,
            f"{kind}: written, signed and set": lambda: runner.run(house.pdf(PAPERS[kind](next(turn)))),
        }
        report(in_turn(cases, rounds, seconds), f"{kind}: bare compiler")


def cards(house: Papers, rounds: int, seconds: float) -> None:
    """A voucher's card, signed and drawn, as every registration makes one."""

    def card() -> bytes:
        claims = VoucherClaims(
            issuer="anju.example.gov.cn",
            id=secrets.token_bytes(16),
            issued_at=datetime(2026, 11, 23, tzinfo=UTC),
            expires_at=datetime(2027, 11, 23, tzinfo=UTC),
            name="张*",
            document=f"{secrets.randbelow(10_000):04}",
            address="杭州市拱墅区大关街道湖墅南路12号3幢",
            registered_on=date(2026, 11, 20),
        )
        days = (claims.registered_on, date(2027, 11, 23))
        content = CardContent(claims.name, claims.document, claims.address, *days, new_code(secrets.token_bytes(16)))
        return voucher_card(content, to_text(sign(claims, house.keys.signing), URL))

    text = to_text(b"\xd2" * 300, URL)
    cases = {"qrcode default PNG": lambda: plain_picture(text), "voucher card: signed and drawn": card}
    report(in_turn(cases, rounds, seconds), "qrcode default PNG")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each case in a round")
    args = parser.parse_args()
    header()
    with tempfile.TemporaryDirectory() as folder:
        keys = VoucherKeys.load_or_create(Path(folder) / "vouchers.json")
        house = Papers(None, keys, Clock(TODAY), URL, Typesetter(), b"k" * 32)  # type: ignore[arg-type]
        bare = bare_compiler()
        for kind in MEASURED:
            size = len(asyncio.run(house.pdf(PAPERS[kind](applicant(0)))))
            out("size", paper=kind.value, pdf_bytes=size)
            papers(house, kind, bare, args.rounds, args.seconds)
        cards(house, args.rounds, args.seconds)
    footer()
    return 0


if __name__ == "__main__":
    sys.exit(main())
