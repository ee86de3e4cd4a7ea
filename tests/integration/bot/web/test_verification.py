"""What anybody may ask of a voucher (T-05, T-07): keys, state by id, the closed list, the content by short code."""

import base64
import itertools
import json
import secrets
from datetime import date, timedelta

import pytest
from aiohttp import ClientSession

from bot.clock import Clock
from bot.vouchers.wire import Outcome, from_text, public_keys, verify
from storage.guards import FREE_TRIES
from tests.integration.bot.site import TODAY, Browser, Site, Window, opened

UNKNOWN_CODE = "A3F9KM7XY"


async def told(http: ClientSession, path: str) -> dict:
    async with http.get(path) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.status == 200
        return await answer.json()


async def asked(http: ClientSession, code: object, **headers: str) -> tuple[int, dict]:
    async with http.post("/api/vouchers/code", json={"code": code}, headers=headers) as answer:
        return answer.status, await answer.json()


async def card_of(site: Site, window: Window) -> tuple[str, str]:
    """Id and short code of the newest voucher card."""
    card = [one for one in window.messages() if one["photo"]][-1]

    async def work(uow):
        async with uow:
            account = await uow.accounts.find("web", str(window.browser.chat))
            return (await uow.messages.get(account.id, card["id"])).payload["attachment"]["of"]

    code = next(part for part in card["text"].split() if part.count("-") == 2).strip("，。；")
    return await site.house.store.run(work), code[-11:]


async def test_the_key_set_is_public_halves_only_with_the_time(site: Site, browser: Browser) -> None:
    keys = await told(browser.http, "/.well-known/voucher-keys.json")
    assert keys.keys() == {"keys", "as_of"}
    assert abs(keys["as_of"] - site.house.clock.instant().timestamp()) < 5
    assert [key.keys() for key in keys["keys"]] == [{"kty", "crv", "x", "y", "kid", "alg", "use"}]
    assert (keys["keys"][0]["kty"], keys["keys"][0]["crv"], keys["keys"][0]["alg"]) == ("EC", "P-256", "ES256")


async def test_a_voucher_of_the_chat_verifies_with_the_published_keys(site: Site, browser, window: Window) -> None:
    await window.register()
    voucher_id, _ = await card_of(site, window)

    async def work(uow):
        async with uow:
            voucher = await uow.vouchers.get(bytes.fromhex(voucher_id))
            registration = await uow.registrations.get(voucher.registration_id)
            return voucher, await uow.people.get(registration.person_id), registration

    office = site.house.front.desk.fresh.__self__
    text = office.text(*(await site.house.store.run(work)))
    keys = public_keys(await told(browser.http, "/.well-known/voucher-keys.json"))
    checked = verify(from_text(text), keys, Clock(TODAY).now())
    assert checked.outcome is Outcome.GENUINE
    assert checked.claims.id.hex() == voucher_id


async def test_a_state_says_nothing_but_the_state(site: Site, browser: Browser, window: Window) -> None:
    await window.register()
    voucher_id, _ = await card_of(site, window)
    for spelling in (voucher_id, voucher_id.upper()):
        answer = await told(browser.http, f"/api/vouchers/{spelling}")
        assert answer.pop("as_of") > 0
        assert answer == {"state": "valid"}


BAD_IDS = ("0", "x" * 32, "0" * 31, "0" * 33, "0" * 64, "00%20" * 10 + "00", "%00" * 16, "０" * 32, "0x" + "0" * 30)


@pytest.mark.parametrize("voucher_id", BAD_IDS)
async def test_an_id_that_is_none_is_refused(browser: Browser, voucher_id: str) -> None:
    async with browser.http.get(f"/api/vouchers/{voucher_id}") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "bad_id"})


async def test_a_thousand_guessed_ids_are_unknown_every_one(browser: Browser) -> None:
    for _ in range(1000):
        assert (await told(browser.http, f"/api/vouchers/{secrets.token_hex(16)}"))["state"] == "unknown"


async def closed(http: ClientSession) -> dict[str, set[str]]:
    answer = await told(http, "/api/vouchers/revoked")
    assert answer.pop("as_of") > 0
    lists = {}
    for name, encoded in answer.items():
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        prefixes = [raw[at : at + 8].hex() for at in range(0, len(raw), 8)]
        assert prefixes == sorted(prefixes)
        assert "=" not in encoded
        lists[name] = set(prefixes)
    return lists


async def test_the_offline_list_names_what_was_closed_and_how(site: Site, browser: Browser, window: Window) -> None:
    http = browser.http
    assert await closed(http) == {"superseded": set(), "ended": set(), "revoked": set()}
    await window.register()
    first, _ = await card_of(site, window)
    assert await closed(http) == {"superseded": set(), "ended": set(), "revoked": set()}

    await window.act("press", message=window.messages()[-1]["id"], data="m:lost")
    second, _ = await card_of(site, window)
    assert await closed(http) == {"superseded": set(), "ended": set(), "revoked": {first[:16]}}

    for words in ("/change", "换电话", "13912345678", "提交"):
        await window.say(words)
    third, _ = await card_of(site, window)
    assert await closed(http) == {"superseded": {second[:16]}, "ended": set(), "revoked": {first[:16]}}

    for words in ("/departure", "今天", "提交"):
        await window.say(words)
    assert await closed(http) == {"superseded": {second[:16]}, "ended": {third[:16]}, "revoked": {first[:16]}}
    states = [(await told(http, f"/api/vouchers/{one}"))["state"] for one in (first, second, third)]
    assert states == ["revoked", "superseded", "ended"]


async def test_lists_that_have_not_changed_are_not_sent_again_but_said_to_be_fresh(site, browser, window) -> None:
    async with browser.http.get("/api/vouchers/revoked") as answer:
        tag, body = answer.headers["ETag"], await answer.json()
        assert answer.headers["Anju-As-Of"] == str(body["as_of"])
    for shown in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        async with browser.http.get("/api/vouchers/revoked", headers={"If-None-Match": shown}) as answer:
            assert (answer.status, await answer.read()) == (304, b""), shown
            assert answer.headers["ETag"] == tag
            assert answer.headers["Cache-Control"] == "no-store"
            assert int(answer.headers["Anju-As-Of"]) >= body["as_of"]
    await window.register()
    await window.act("press", message=window.messages()[-1]["id"], data="m:lost")
    for shown in (tag, '"', "x", ""):
        async with browser.http.get("/api/vouchers/revoked", headers={"If-None-Match": shown}) as answer:
            assert answer.status == 200
            assert answer.headers["ETag"] != tag
            assert (await answer.json())["revoked"]


async def test_the_mark_of_the_lists_does_not_depend_on_the_time(site, browser: Browser, monkeypatch) -> None:
    async with browser.http.get("/api/vouchers/revoked") as answer:
        tag, then = answer.headers["ETag"], int(answer.headers["Anju-As-Of"])
    later = site.house.clock.instant() + timedelta(hours=5)
    monkeypatch.setattr(Clock, "instant", lambda self: later)
    async with browser.http.get("/api/vouchers/revoked", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
        assert int(answer.headers["Anju-As-Of"]) >= then + 5 * 3600


async def test_what_has_run_out_by_itself_leaves_the_offline_list(tmp_path) -> None:
    async with opened(tmp_path) as site, site.browser() as browser, browser.window() as window:
        await window.register()
        voucher_id, _ = await card_of(site, window)
        await window.act("press", message=window.messages()[-1]["id"], data="m:lost")
        assert (await closed(browser.http))["revoked"] == {voucher_id[:16]}
    for day, listed in ((date(2027, 11, 20), True), (TODAY + timedelta(days=800), False)):
        async with opened(tmp_path, today=day) as later, later.browser() as browser:
            assert ((await closed(browser.http))["revoked"] == {voucher_id[:16]}) is listed


async def test_the_short_code_shows_the_masked_content(site: Site, browser: Browser, window: Window) -> None:
    await window.register()
    _, code = await card_of(site, window)
    for spelling in (
        code,
        code.replace("-", ""),
        code.lower(),
        "".join(chr(ord(c) + 0xFEE0) for c in code[:3]) + code[3:],
    ):
        status, answer = await asked(browser.http, spelling)
        answer.pop("as_of")
        assert (status, answer) == (
            200,
            {
                "state": "valid",
                "name": "王**",
                "document": "002X",
                "address": "杭州市拱墅区大关街道湖墅南路12号3幢",
                "registered_on": "2026-11-23",
            },
        )


async def test_the_code_of_a_lost_voucher_shows_its_state_alone(site: Site, browser: Browser, window: Window) -> None:
    await window.register()
    _, code = await card_of(site, window)
    await window.act("press", message=window.messages()[-1]["id"], data="m:lost")
    assert (await asked(browser.http, code))[1].keys() == {"state", "as_of"}


async def test_guessing_codes_is_slowed_more_and_more_and_a_right_one_waits_too(
    site: Site, browser: Browser, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    await window.register()
    _, right = await card_of(site, window)
    real, passed = Clock.instant, timedelta()
    monkeypatch.setattr(Clock, "instant", lambda self: real(self) + passed)
    for _ in range(FREE_TRIES):
        assert (await asked(browser.http, UNKNOWN_CODE))[0] == 200
    waits = []
    for _ in range(4):
        status, answer = await asked(browser.http, right)
        assert (status, answer["error"]) == (429, "slow_down")
        assert "name" not in answer
        waits.append(answer["retry_after"])
        passed += timedelta(seconds=answer["retry_after"])
        assert (await asked(browser.http, UNKNOWN_CODE))[0] == 200
    assert all(later > 1.8 * earlier for earlier, later in itertools.pairwise(waits))


async def test_asking_while_waiting_does_not_lengthen_the_wait(browser: Browser) -> None:
    for _ in range(FREE_TRIES):
        await asked(browser.http, UNKNOWN_CODE)
    waits = [(await asked(browser.http, UNKNOWN_CODE))[1]["retry_after"] for _ in range(10)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] <= 31


async def test_addresses_are_slowed_each_for_itself_behind_a_trusted_proxy_only(tmp_path) -> None:
    async with opened(tmp_path / "a", trust_proxy=True) as site, site.browser() as browser:
        for _ in range(FREE_TRIES + 1):
            status, _ = await asked(browser.http, UNKNOWN_CODE, **{"X-Forwarded-For": "evil, 203.0.113.7"})
        assert status == 429
        assert (await asked(browser.http, UNKNOWN_CODE, **{"X-Forwarded-For": "203.0.113.8"}))[0] == 200
    async with opened(tmp_path / "b") as site, site.browser() as browser:
        answers = [
            (await asked(browser.http, UNKNOWN_CODE, **{"X-Forwarded-For": f"203.0.113.{n}"}))[0]
            for n in range(FREE_TRIES + 1)
        ]
        assert answers[-1] == 429


async def test_the_wait_outlives_a_restart(tmp_path) -> None:
    async with opened(tmp_path) as site, site.browser() as browser:
        for _ in range(FREE_TRIES):
            await asked(browser.http, UNKNOWN_CODE)
    async with opened(tmp_path) as site, site.browser() as browser:
        assert (await asked(browser.http, UNKNOWN_CODE))[0] == 429


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a word": b'"A3F9KM7XY"',
    "no code": b"{}",
    "a number": b'{"code":123456789}',
    "null": b'{"code":null}',
    "look-alikes": b'{"code":"O0I1L5S2Z"}',
    "Cyrillic": '{"code":"АЗF9КМ7ХУ"}'.encode(),
    "eight": b'{"code":"A3F9KM7X"}',
    "not UTF-8": b'{"code":"\xff\xfe"}',
    "half a character": b'{"code":"\\ud83d3F9KM7XY"}',
    "long": json.dumps({"code": "A" * 100_000}).encode(),
    "brackets without end": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_without_a_code_is_refused_and_costs_no_try(browser: Browser, body: bytes) -> None:
    for _ in range(FREE_TRIES + 2):
        async with browser.http.post("/api/vouchers/code", data=body) as answer:
            assert (answer.status, await answer.json()) == (400, {"error": "bad_code"})
    assert (await asked(browser.http, UNKNOWN_CODE))[0] == 200


async def test_an_unknown_charset_is_refused(browser: Browser) -> None:
    headers = {"Content-Type": "application/json; charset=klingon"}
    async with browser.http.post("/api/vouchers/code", data=b"{}", headers=headers) as answer:
        assert answer.status == 400


async def test_a_body_over_a_mebibyte_is_refused(browser: Browser) -> None:
    async def drops():
        for _ in range(20):
            yield b" " * 65_536

    async with browser.http.post("/api/vouchers/code", data=drops()) as answer:
        assert answer.status == 413
