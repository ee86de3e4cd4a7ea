"""The verify page without a network: what it still knows, how it says so, and when it refuses to say anything."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.e2e.web.builds import CACHED, CHANGED, NEW_BUILD, STILL_WAITING, UPDATE, WATCH, new_build
from tests.e2e.web.verifying import Listening, Phone, signed
from tests.e2e.web.voucher_side import VOUCHER_ID, Key, digits, voucher

HOUR, DAY = 3600, 86400


async def test_after_a_first_visit_the_page_checks_without_a_network_and_says_so(
    phone: Phone, server: Listening
) -> None:
    text = signed(server.vouchers.key)
    await phone.prepare()
    await server.stop()

    await phone.set_clock(3 * HOUR + 60)
    await phone.visit(text)

    assert await phone.verdict() == "valid"
    await expect(phone.how).to_contain_text("未联网，按 3 小时前的名单核验")
    await expect(phone.how).to_contain_text("公钥：3 小时前取得；名单：3 小时前取得。")
    await expect(phone.how).not_to_contain_text("已联网")


async def test_airplane_mode_is_no_network_too(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await phone.page.context.set_offline(True)

    assert await phone.scan_next(signed(server.vouchers.key)) == "valid"
    await expect(phone.how).to_contain_text("未联网")


@pytest.mark.parametrize("state", ["superseded", "ended", "revoked"])
async def test_the_kept_lists_tell_each_closed_state_apart(phone: Phone, server: Listening, state: str) -> None:
    others = [bytes([9, number]) + bytes(14) for number in range(50)]
    server.vouchers.closed["superseded"] = others
    server.vouchers.closed[state] = [*others[:3], VOUCHER_ID]
    await phone.prepare()
    await server.stop()

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == state
    await expect(phone.how).to_contain_text("未联网")


async def test_an_id_that_only_straddles_two_listed_ones_is_not_listed(phone: Phone, server: Listening) -> None:
    server.vouchers.closed["revoked"] = [b"AAAABBBB" + bytes(8), b"CCCCDDDD" + bytes(8)]
    await phone.prepare()
    await server.stop()

    await phone.visit(signed(server.vouchers.key, id=b"BBBBCCCC" + bytes(8)))

    assert await phone.verdict() == "valid"


async def test_expired_and_forged_vouchers_are_told_apart_without_a_network(phone: Phone, server: Listening) -> None:
    key = server.vouchers.key
    await phone.prepare()
    await server.stop()

    assert await phone.scan_next(signed(key, lasts=timedelta(seconds=-1))) == "expired"
    assert await phone.scan_next(digits(voucher(Key(key.kid)))) == "not_genuine"
    await expect(phone.how).to_contain_text("未联网，按刚刚的公钥核验")
    assert await phone.scan_next("12345") == "unreadable"


async def test_a_phone_that_was_never_online_cannot_tell(phone: Phone, server: Listening) -> None:
    for path in ("**/.well-known/*", "**/api/**"):
        await phone.page.route(path, lambda route: route.abort("internetdisconnected"))

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == "cannot_tell"
    await expect(phone.sentence).to_contain_text("没有取到公钥")
    await expect(phone.page.locator(".content")).to_have_count(0)


@pytest.mark.parametrize(
    ("age", "warned"),
    [
        pytest.param(DAY - 60, 0, id="a minute before the day is over"),
        pytest.param(DAY + 60, 1, id="a minute after"),
        pytest.param(9 * DAY, 1, id="nine days"),
    ],
)
async def test_lists_older_than_a_day_are_said_in_strong_words(
    phone: Phone, server: Listening, age: int, warned: int
) -> None:
    await phone.prepare()
    await server.stop()
    await phone.set_clock(age)

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == "valid"
    await expect(phone.page.get_by_role("alert").filter(has_text="超过 24 小时")).to_have_count(warned)


async def test_lists_that_have_not_changed_are_fresh_again_without_being_sent(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    server.vouchers.shift = 5 * HOUR
    await phone.visit()
    await expect(phone.page.locator("[data-ready=true]")).to_be_visible()
    server.vouchers.closed["revoked"] = [VOUCHER_ID]
    server.vouchers.shift = 6 * HOUR
    await phone.set_clock(6 * HOUR)
    await phone.visit()
    await expect(phone.page.locator("[data-ready=true]")).to_be_visible()
    assert server.vouchers.lists_told == [200, 304, 200]


async def test_a_clock_behind_lists_that_were_only_said_to_be_fresh_is_refused(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    server.vouchers.shift = HOUR
    await phone.visit()
    await expect(phone.page.locator("[data-ready=true]")).to_be_visible()
    assert server.vouchers.lists_told == [200, 304]
    await server.stop()

    for clock, verdict in ((HOUR - 240, "cannot_tell"), (HOUR + 60, "valid")):
        await phone.set_clock(clock)
        await phone.visit(signed(server.vouchers.key))
        assert await phone.verdict() == verdict


@pytest.mark.parametrize(
    ("behind", "verdict"),
    [
        pytest.param(100, "valid", id="within the two minutes"),
        pytest.param(140, "cannot_tell", id="beyond them"),
        pytest.param(DAY, "cannot_tell", id="a day"),
    ],
)
@pytest.mark.parametrize("online", [True, False])
async def test_a_clock_behind_the_newest_list_is_refused_with_the_reason(
    phone: Phone, server: Listening, behind: int, verdict: str, online: bool
) -> None:
    await phone.prepare()
    if not online:
        await server.stop()
    await phone.set_clock(-behind)

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == verdict
    refused = phone.page.get_by_text("手机的钟慢了")
    await expect(refused).to_have_count(0 if verdict == "valid" else 1)
    await expect(phone.page.locator(".content")).to_have_count(1 if verdict == "valid" else 0)


async def test_a_revoked_voucher_stays_revoked_whatever_the_clock_says(phone: Phone, server: Listening) -> None:
    server.vouchers.closed["revoked"] = [VOUCHER_ID]
    await phone.prepare()
    await server.stop()
    await phone.set_clock(-DAY)

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == "revoked"


@pytest.mark.parametrize(("status", "said"), [(429, "登记库忙，没有回答"), (500, "登记库没有回答")])
async def test_a_register_that_does_not_answer_is_not_called_a_missing_network(
    phone: Phone, server: Listening, status: int, said: str
) -> None:
    server.vouchers.state_status = status

    await phone.visit(signed(server.vouchers.key))

    assert await phone.verdict() == "valid"
    await expect(phone.how).to_contain_text(said)
    await expect(phone.how).not_to_contain_text("未联网")


async def test_a_short_code_needs_a_network_and_says_so(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await server.stop()

    await phone.type("A3F-9KM-7XY")

    assert await phone.verdict() == "cannot_tell"
    await expect(phone.sentence).to_contain_text("短码要联网才能查")


async def test_back_online_the_register_is_asked_again(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await server.stop()
    assert await phone.scan_next(signed(server.vouchers.key)) == "valid"
    server.vouchers.states[VOUCHER_ID] = "ended"
    await server.start()

    await phone.page.get_by_role("button", name="再核验一次").click()

    await expect(phone.page.locator("[data-verdict=ended]")).to_be_visible()
    await expect(phone.how).to_contain_text("已联网核验")


async def test_the_worker_keeps_the_build_and_nothing_of_anybody(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    assert await phone.scan_next(signed(server.vouchers.key)) == "valid"
    await phone.page.goto(server.url + "/")
    await expect(phone.page.locator("#app > *").first).to_be_visible()

    cached = await phone.page.evaluate(CACHED)

    kept = cached.pop("anju-register")
    assert sorted(kept) == ["/.well-known/voucher-keys.json", "/api/vouchers/revoked"]
    [files] = cached.values()
    assert {"/", "/v"} <= set(files)
    assert [one for one in files if one.startswith(("/api", "/ws", "/.well-known"))] == []


async def test_both_pages_open_without_a_network(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await server.stop()

    await phone.page.goto(f"{server.url}/v?lang=en")
    await expect(phone.page.get_by_role("button", name="Check")).to_be_visible()
    await phone.page.goto(f"{server.url}/")
    await expect(phone.page.get_by_role("textbox")).to_be_visible()


async def test_a_new_build_takes_the_place_of_the_old_one(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    new_build(server)
    await phone.page.evaluate(WATCH)

    await phone.page.evaluate(UPDATE)

    await asyncio.wait_for(phone.page.evaluate(CHANGED), 10)
    assert set(await phone.page.evaluate(CACHED)) == {"anju-register", NEW_BUILD}


async def test_a_new_build_waits_until_what_is_being_typed_is_done(phone: Phone, server: Listening) -> None:
    await phone.prepare()
    await phone.page.get_by_role("textbox").fill("A3F")
    old = new_build(server)
    await phone.page.evaluate(WATCH)

    assert await phone.page.evaluate(UPDATE) == "installed"
    assert await phone.page.evaluate(STILL_WAITING)
    assert old in await phone.page.evaluate(CACHED)
    await phone.page.get_by_role("textbox").fill("")

    await asyncio.wait_for(phone.page.evaluate(CHANGED), 10)
    assert set(await phone.page.evaluate(CACHED)) == {"anju-register", NEW_BUILD}
