"""Who has proved who he is gets a new cookie, and a copy of the old one opens nothing any more (T-14)."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from bot.web.cookies import NAME, TICKET_SECONDS, Pass
from tests.integration.bot.site import WORDS, Browser, Site, Window
from tests.integration.bot.web import pictures
from tests.integration.bot.web.test_pictures_sent import sent


class Proof:
    """A person in a new browser, one sentence before he has proved that a registration is his."""

    def __init__(self, site: Site, browser: Browser, window: Window, code: str) -> None:
        self.site, self.browser, self.window, self.code = site, browser, window, code
        self.old = browser.cookie

    async def prove(self) -> str:
        """Say the code; the ticket for the new cookie."""
        await self.window.say(self.code)
        return next(frame["ticket"] for frame in self.window.frames if frame["t"] == "renew")

    async def renewed(self, ticket: str, cookie: str | None = None) -> int:
        """Bring the ticket, with the cookie of this browser or another one; the status."""
        headers = {"Cookie": f"{NAME}={cookie}"} if cookie else {}
        async with self.browser.http.post("/api/chat/session", json={"ticket": ticket}, headers=headers) as answer:
            return answer.status

    @asynccontextmanager
    async def thief(self) -> AsyncIterator[Browser]:
        """Somebody who has copied the cookie."""
        async with self.site.browser(session=False) as copy:
            copy.http.cookie_jar.update_cookies({NAME: self.old})
            yield copy


@pytest.fixture
async def proof(site: Site) -> AsyncIterator[Proof]:
    async with site.browser() as first, first.window() as known, site.browser() as second, second.window() as window:
        await known.register()
        for words in WORDS:
            await window.say(words)
        told = await known.until(lambda frame: "验证码" in str(frame.get("text")))
        found = re.search(r"\d{3} \d{3}", told["text"])
        assert found
        yield Proof(site, second, window, found[0])


async def opens(http: ClientSession, upload: str, picture: int) -> list[int]:
    """How each door of the chat answers."""
    seen = []
    for path in (f"/api/chat/uploads/{upload}", f"/api/chat/pictures/{picture}"):
        async with http.get(path) as answer:
            seen.append(answer.status)
    async with http.post("/api/chat/photos", data={"photo": io.BytesIO(b"x")}) as answer:
        seen.append(answer.status)
    try:
        async with http.ws_connect("/ws"):
            seen.append(101)
    except WSServerHandshakeError as refused:
        seen.append(refused.status)
    return seen


async def test_the_old_cookie_opens_nothing_after_the_proof_and_the_new_one_all(proof: Proof) -> None:
    _, upload = await sent(proof.browser, pictures.photo())
    async with proof.thief() as thief:
        assert await opens(thief.http, upload, 1) == [200, 404, 415, 101]
        ticket = await proof.prove()
        assert await opens(thief.http, upload, 1) == [401] * 4
        assert await proof.renewed(ticket) == 200
        assert proof.browser.cookie != proof.old
        await proof.window.say("/voucher")
        card = next(one["id"] for one in reversed(proof.window.messages()) if one["photo"])
        assert await opens(proof.browser.http, upload, card) == [200, 200, 415, 101]
        assert await opens(thief.http, upload, card) == [401] * 4


async def test_the_chat_goes_on_in_the_window_of_the_proof_and_with_the_new_cookie(proof: Proof) -> None:
    ticket = await proof.prove()
    assert "湖墅南路" in proof.window.ours()[-1]
    await proof.renewed(ticket)
    async with proof.browser.window() as again:
        await again.say("/my")
        assert "湖墅南路" in again.ours()[-1]


async def test_an_open_window_of_the_copied_cookie_is_cut_off_before_it_sees_anything(proof: Proof) -> None:
    async with proof.thief() as thief, thief.window() as eye:
        await proof.prove()
        await eye.closed.wait()
        assert not any("湖墅南路" in text and "核实好了" in text for text in eye.ours())
        assert not [frame for frame in eye.frames if frame["t"] == "renew" or proof.code in str(frame)]


async def test_the_ticket_comes_before_what_is_shown_with_it(proof: Proof) -> None:
    before = len(proof.window.frames)
    await proof.prove()
    assert [frame["t"] for frame in proof.window.frames[before:]] == ["renew", "message", "message", "message", "ack"]


async def test_the_holder_of_the_old_cookie_cannot_renew_it(proof: Proof) -> None:
    ticket = await proof.prove()
    until, _, mark = ticket.partition(".")
    async with proof.thief() as thief:
        for guess in ("", "0.0", f"{int(until) + 1}.{mark}", proof.old, None, 5, ["x"]):
            async with thief.http.post("/api/chat/session", json={"ticket": guess}) as answer:
                assert answer.status == 409, guess
                assert "Set-Cookie" not in answer.headers


async def test_a_ticket_is_worth_nothing_in_another_chat_or_after_its_time(proof: Proof, monkeypatch) -> None:
    ticket = await proof.prove()
    async with proof.site.browser() as other:
        before = other.chat
        assert await Proof(proof.site, other, proof.window, "").renewed(ticket) == 200
        assert other.chat == before
    later = int(ticket.partition(".")[0]) + 1
    monkeypatch.setattr("bot.web.cookies.time.time", lambda: later)
    assert await proof.renewed(ticket) == 409


async def test_when_nobody_can_be_fetching_it_any_more_the_old_cookie_leads_to_a_new_chat(proof: Proof) -> None:
    await proof.prove()
    hub = proof.site.house.bots["web"].session._hub
    assert hub.renewed
    hub.renewed = {chat: until - TICKET_SECONDS for chat, until in hub.renewed.items()}
    async with proof.thief() as late, late.http.post("/api/chat/session") as answer:
        assert answer.status == 200
        assert answer.cookies[NAME].value.partition(".")[0] != proof.old.partition(".")[0]


async def test_a_wrong_code_renews_nothing(proof: Proof) -> None:
    wrong = "000000" if proof.code != "000 000" else "111111"
    await proof.window.say(wrong)
    assert not [frame for frame in proof.window.frames if frame["t"] == "renew"]
    async with proof.browser.http.post("/api/chat/session"):
        assert Pass(*proof.browser.cookie.split(".")[:2]) == Pass(*proof.old.split(".")[:2])
