"""What the verify page says of a voucher with a network at hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from playwright.async_api import Browser, expect

from bot.vouchers import wire
from tests.e2e.web.verifying import Listening, Phone, forged, signed
from tests.e2e.web.voucher_side import HOLDER, VOUCHER_ID, Key, claims, digits, message, voucher


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("valid", "凭证有效"),
        ("superseded", "已被新凭证替代"),
        ("ended", "登记已注销"),
        ("revoked", "已撤销"),
        ("expired", "已过有效期"),
        ("unknown", "登记库查无此凭证"),
    ],
)
async def test_every_state_in_the_register_has_its_own_word(
    phone: Phone, server: Listening, state: str, title: str
) -> None:
    server.vouchers.states[VOUCHER_ID] = state

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == state
    await expect(phone.page.get_by_role("heading", name=title)).to_be_focused()
    await expect(phone.how).to_contain_text("已联网核验")
    assert server.vouchers.asked == [VOUCHER_ID.hex()]


async def test_every_verdict_has_a_colour_a_sign_and_a_sentence_of_its_own(phone: Phone, server: Listening) -> None:
    looks = []
    for state in ("valid", "superseded", "ended", "revoked", "expired", "unknown"):
        server.vouchers.states[VOUCHER_ID] = state
        await phone.visit(signed(server.vouchers.key))
        looks.append(await look(phone, state))
    for verdict, text in (("not_genuine", digits(voucher(Key("other")))), ("unreadable", "12345")):
        await phone.visit(text)
        looks.append(await look(phone, verdict))
    await phone.page.route("**/*.json", lambda route: route.abort())
    await phone.page.evaluate("caches.delete('anju-register')")
    await phone.visit(signed(server.vouchers.key))
    looks.append(await look(phone, "cannot_tell"))

    assert [len(set(kind)) for kind in zip(*looks, strict=True)] == [9, 9, 9]


async def look(phone: Phone, verdict: str) -> tuple[str, str, str]:
    assert await phone.verdict() == verdict
    colour = await phone.page.locator(".verdict").evaluate("box => getComputedStyle(box).backgroundColor")
    sign = await phone.page.locator(".sign path").get_attribute("d")
    return colour, str(sign), await phone.sentence.inner_text()


async def test_the_content_is_masked_and_its_days_have_weekdays(phone: Phone, server: Listening) -> None:
    midnight = datetime(2030, 11, 24, tzinfo=UTC) - timedelta(hours=8)

    await phone.visit(signed(server.vouchers.key, expires_at=midnight))

    content = phone.page.locator(".content")
    for shown in (HOLDER["n"], HOLDER["d"], HOLDER["a"], "2026年11月20日（星期五）", "2030年11月23日（星期六）"):
        await expect(content.get_by_text(shown, exact=True)).to_be_visible()


async def test_a_voucher_past_its_time_is_expired_and_names_its_last_day(phone: Phone, server: Listening) -> None:
    await phone.visit(signed(server.vouchers.key, lasts=timedelta(seconds=-1)))

    assert await phone.verdict() == "expired"
    await expect(phone.sentence).to_contain_text("有效期到")


async def test_forged_vouchers_are_not_genuine_and_nothing_of_them_is_shown(phone: Phone, server: Listening) -> None:
    key = server.vouchers.key
    await phone.visit(signed(key))
    assert await phone.verdict() == "valid"

    told = {}
    for what, text in forged(key):
        told[what] = (await phone.scan_next(text), await phone.page.locator(".content").count())

    assert {what: said for what, said in told.items() if said != ("not_genuine", 0)} == {}
    assert server.vouchers.asked == [VOUCHER_ID.hex()]


async def test_a_bit_flipped_anywhere_makes_a_voucher_not_genuine(phone: Phone, server: Listening) -> None:
    token = voucher(server.vouchers.key)
    await phone.visit()

    survived = []
    for place in (*range(40), *range(40, len(token), 3)):  # every byte of the envelope, a third of the rest
        flipped = bytearray(token)
        flipped[place] ^= 1 << place % 8
        if await phone.scan_next(digits(bytes(flipped))) != "not_genuine":
            survived.append(place)

    assert survived == []


async def test_claims_that_nobody_asked_for_are_ignored(phone: Phone, server: Listening) -> None:
    more = claims() | {65000: [1.5, None, {"x": cbor2.CBORTag(0, "2026-11-20T00:00:00Z")}], "text": 2**63}

    await phone.visit(digits(message(server.vouchers.key, cbor2.dumps(more))))

    assert await phone.verdict() == "valid"


@pytest.mark.parametrize(
    "text",
    [
        "0" + "12345" * 4,
        "12345" * 4,
        "https://example.org/",
        "9" * 2467,
        "9" * 3000,
        "你好，我要核验",
        "1e300+12345678901234",
    ],
)
async def test_what_is_no_voucher_is_unreadable_here_as_in_the_service(phone: Phone, text: str) -> None:
    await phone.visit()

    await phone.type(text)

    assert await phone.verdict() == "unreadable"
    assert wire.check(text, {}, datetime.now(UTC)).outcome is wire.Outcome.UNREADABLE


async def test_another_code_behind_the_hash_is_judged_without_loading_the_page_again(
    phone: Phone, server: Listening
) -> None:
    await phone.visit(signed(server.vouchers.key))
    assert await phone.verdict() == "valid"

    assert await phone.scan_next(signed(server.vouchers.key, id=bytes(16))) == "unknown"
    assert sum(one.startswith("GET /v\n") for one in server.heard) == 2  # page, worker


async def test_the_digits_never_reach_the_server(phone: Phone, server: Listening) -> None:
    text = signed(server.vouchers.key)
    await phone.prepare()

    await phone.visit(text)
    assert await phone.verdict() == "valid"
    await phone.page.get_by_role("button", name="核验下一张").click()
    await phone.type(f"{server.url}/v#{text}")
    assert await phone.verdict() == "valid"
    await phone.page.get_by_role("link", name="English").click()

    pieces = {text[at : at + 20] for at in range(0, len(text) - 20)}
    assert len(server.heard) > 8
    assert [one for one in server.heard if any(piece in one for piece in pieces)] == []


async def test_a_voucher_of_a_new_key_is_genuine_and_one_of_a_revoked_key_is_not(
    phone: Phone, server: Listening
) -> None:
    old, new = server.vouchers.key, Key("2027-01-cd34")
    await phone.prepare()
    server.vouchers.published = [new]

    assert await phone.scan_next(signed(new)) == "valid"
    assert await phone.scan_next(signed(old)) == "not_genuine"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_nothing_is_cut_off_on_a_small_phone_with_type_twice_as_large(
    browser: Browser, server: Listening, language: str, scheme: str
) -> None:
    phone = await Phone.take(browser, server, color_scheme=scheme)
    for text in ("", signed(server.vouchers.key), digits(voucher(Key("other"))), "123"):
        await phone.visit(text, f"?lang={language}")
        await expect(phone.page.locator(".entry, [data-verdict]")).to_be_visible()
        await phone.page.evaluate("document.documentElement.style.fontSize = '200%'")

        wider = await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0


async def test_english_is_complete_and_keeps_the_voucher(phone: Phone, server: Listening) -> None:
    await phone.visit(signed(server.vouchers.key))
    await phone.verdict()

    await phone.page.get_by_role("link", name="English").click()

    await expect(phone.page.get_by_role("heading", name="Valid")).to_be_visible()
    await expect(phone.how).to_contain_text("Checked online")
    await expect(phone.page.get_by_text("Friday, 20 November 2026", exact=True)).to_be_visible()
    chinese = re.findall("[\u4e00-\u9fff]+", await phone.page.locator("main").inner_text())
    assert "".join(chinese) in "".join(re.findall("[\u4e00-\u9fff]+", HOLDER["n"] + HOLDER["a"]))


async def test_a_browser_in_english_is_answered_in_english(browser: Browser, server: Listening) -> None:
    phone = await Phone.take(browser, server, locale="en-GB")

    await phone.visit()

    await expect(phone.page.get_by_label("Type the short code")).to_be_visible()
