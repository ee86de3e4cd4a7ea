"""What the verify page says of the code on a paper: genuine, and no voucher; with a network and without."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.documents.papers import OPEN_FORMS, Kind
from bot.texts import texts
from bot.vouchers.claims import PaperClaims
from bot.vouchers.wire import sign, to_text
from tests.e2e.web.verifying import Listening, Phone, cose_key, signed
from tests.e2e.web.voucher_side import HOLDER, Key, digits, paper, paper_claims, voucher

WORDS = Path("bot/web/frontend/src/verify/words.ts").read_text("utf-8")
SAID = paper_claims()[-65538]
WRONG: dict[str, dict[str, Any]] = {
    "a holder beside it": {"holder": HOLDER},
    "an end": {"exp": 1_990_000_000},
    "no issuer": {"iss": None},
    "no day": {"iat": None},
    "a day as text": {"iat": "2026-11-23"},
    "no kind": {"paper": {"no": SAID["no"], "h": SAID["h"]}},
    "a kind in capitals": {"paper": {**SAID, "k": "Receipt"}},
    "a name for a number": {"paper": {**SAID, "no": "王小明"}},
    "a short digest": {"paper": {**SAID, "h": bytes(15)}},
    "a list for the paper": {"paper": []},
}


def flipped(token: bytes) -> bytes:
    return token[:-1] + bytes((token[-1] ^ 1,))


async def test_a_paper_is_told_as_one_and_asks_the_register_for_nothing(phone: Phone, server: Listening) -> None:
    claims = PaperClaims("anju.example.gov.cn", "receipt", "SL20261123-000123", date(2026, 11, 23), bytes(range(16)))

    await phone.visit(to_text(sign(claims, cose_key(server.vouchers.key)), "").rpartition("#")[2])

    assert await phone.verdict() == "paper"
    await expect(phone.page.get_by_role("heading", name="真实文书，不是凭证")).to_be_focused()
    content = phone.page.locator(".content")
    for shown in ("受理回执", "SL20261123-000123", "2026年11月23日（星期一）", "00010-20304"):
        await expect(content.get_by_text(shown, exact=True)).to_be_visible()
    await expect(phone.page.get_by_text("凭证有效")).to_have_count(0)
    assert server.vouchers.asked == []


async def test_a_paper_looks_like_no_voucher(phone: Phone, server: Listening) -> None:
    looks = []
    for text in (signed(server.vouchers.key), digits(paper(server.vouchers.key))):
        await phone.visit(text)
        await phone.verdict()
        colour = await phone.page.locator(".verdict").evaluate("box => getComputedStyle(box).backgroundColor")
        looks.append((colour, await phone.page.locator(".sign path").get_attribute("d")))

    assert [len(set(kind)) for kind in zip(*looks, strict=True)] == [2, 2]


async def test_a_paper_is_verified_without_a_network(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await phone.page.context.set_offline(True)

    await phone.visit(digits(paper(server.vouchers.key)))

    assert await phone.verdict() == "paper"
    await expect(phone.how).to_have_attribute("data-mode", "offline")


async def test_forged_papers_are_not_genuine_and_nothing_of_them_is_shown(phone: Phone, server: Listening) -> None:
    key = server.vouchers.key
    await phone.visit(digits(paper(key)))
    assert await phone.verdict() == "paper"

    texts_of = {what: digits(paper(key, **changes)) for what, changes in WRONG.items()}
    texts_of |= {"another key": digits(paper(Key(key.kid))), "a bit": digits(flipped(paper(key)))}
    texts_of["a voucher with a paper's claim"] = digits(paper(key, holder=HOLDER, exp=1_990_000_000))
    told = {}
    for what, text in texts_of.items():
        told[what] = (await phone.scan_next(text), await phone.page.locator(".content").count())

    assert {what: said for what, said in told.items() if said != ("not_genuine", 0)} == {}
    assert await phone.scan_next(digits(voucher(key))) == "valid"


async def test_a_blank_form_says_that_handwriting_is_not_covered(phone: Phone, server: Listening) -> None:
    await phone.visit(digits(paper(server.vouchers.key, paper={**SAID, "k": "hazard_form"})))

    await expect(phone.page.get_by_text("手写的内容不在核验之内")).to_be_visible()


async def test_a_kind_of_a_later_version_is_told_by_its_code(phone: Phone, server: Listening) -> None:
    await phone.visit(digits(paper(server.vouchers.key, paper={**SAID, "k": "certificate"})))

    assert await phone.verdict() == "paper"
    await expect(phone.page.locator(".content").get_by_text("certificate", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_calls_every_kind_as_the_paper_itself_does(language: str) -> None:
    for kind in Kind:
        assert f'{kind}: "{texts(language).plain(f"paper.title.{kind}")}",' in WORDS, kind


def test_the_page_knows_which_forms_are_filled_in_by_hand() -> None:
    shown = Path("bot/web/frontend/src/verify/ui/verdict.tsx").read_text("utf-8")
    (listed,) = re.findall(r"OPEN_FORMS = \[(.*)\]", shown)

    assert set(re.findall(r'"(\w+)"', listed)) == {kind.value for kind in OPEN_FORMS}
