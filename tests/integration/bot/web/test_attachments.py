"""What goes with a message in the web chat: pictures to show, documents to keep, both for their own chat only."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.attachments import Kind
from bot.issuing import NoSuchVoucher
from domain.figures import Figure
from domain.staff import Role
from domain.usecases.staffing import invite
from storage.chats import Said
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.site import Browser, Json, Site, Window, opened

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


async def _paper(of: Any, language: str) -> bytes:
    return PDF + language.encode()


async def _gone(of: Any, language: str) -> bytes:
    raise NoSuchVoucher(of)


def vouchers_are(site: Site, kind: Kind) -> None:
    """From now on another thing goes with the voucher's message."""
    site.house.attachments.kinds["voucher"] = kind  # type: ignore[index]


async def registered(browser: Browser) -> Json:
    """The message with the voucher, as its frame."""
    async with browser.window() as window:
        return await window.register()


async def asked(browser: Browser) -> Json:
    """The message with the timeline, as its frame."""
    async with browser.window() as window:
        await window.say("/timeline")
        return window.messages()[-1]


async def history(browser: Browser) -> list[Json]:
    async with browser.window() as window:
        await window.say("/menu")
        return window.messages()


async def test_a_picture_is_shown_and_its_alternative_is_its_name(browser: Browser) -> None:
    frame = await registered(browser)

    assert frame["photo"] == {"url": f"/api/chat/pictures/{frame['id']}", "alt": "居住登记凭证"}
    assert frame["document"] is None
    async with browser.http.get(frame["photo"]["url"]) as answer:
        assert answer.content_type == "image/png"
        assert answer.content_disposition is None


async def test_a_document_is_named_and_handed_over_under_its_name(site: Site, browser: Browser) -> None:
    vouchers_are(site, Kind("application/pdf", _paper))
    frame = await registered(browser)

    assert frame["document"] == {"url": f"/api/chat/documents/{frame['id']}", "name": "居住登记凭证.pdf"}
    assert frame["photo"] is None
    async with browser.http.get(frame["document"]["url"]) as answer:
        handed = answer.content_disposition
        assert (await answer.read(), answer.content_type) == (PDF + b"zh", "application/pdf")
        assert handed is not None
        assert (handed.type, handed.filename) == ("attachment", "居住登记凭证.pdf")
        assert answer.headers["Cache-Control"] == "private, no-store"


async def test_history_shows_the_same_document(site: Site, browser: Browser) -> None:
    vouchers_are(site, Kind("application/pdf", _paper))
    frame = await registered(browser)

    assert [one for one in await history(browser) if one["document"]] == [frame]


async def test_a_message_stored_by_the_first_version_still_has_its_picture(site: Site, browser: Browser) -> None:
    frame = await registered(browser)

    async def older(uow: SqlUnitOfWork) -> int:
        async with uow:
            account = await uow.accounts.find("web", str(browser.chat))
            assert account is not None
            card = await uow.messages.get(account.id, frame["id"])
            assert card is not None
            voucher = card.payload["attachment"]["of"]
            said = Said({"text": "凭证", "voucher": voucher, "language": "zh"}, True)
            (number,) = await uow.messages.add(account.id, [said], site.house.clock.instant())
            await uow.commit()
        return number

    number = await site.house.store.run(older)

    shown = next(one for one in await history(browser) if one["id"] == number)
    assert shown["photo"] == {"url": f"/api/chat/pictures/{number}", "alt": "居住登记凭证"}
    async with browser.http.get(shown["photo"]["url"]) as answer:
        assert (await answer.read()).startswith(b"\x89PNG")


async def test_another_chat_gets_neither(site: Site, browser: Browser) -> None:
    frame = await registered(browser)

    async with site.browser() as other:
        for kind in ("pictures", "documents"):
            async with other.http.get(f"/api/chat/{kind}/{frame['id']}") as answer:
                assert answer.status == 404, kind


async def test_what_is_gone_and_what_never_was_are_not_found(site: Site, browser: Browser) -> None:
    frame = await registered(browser)
    vouchers_are(site, Kind("image/png", _gone))

    for number in (frame["id"], frame["id"] - 1, 10**9, "x", "9" * 30):
        async with browser.http.get(f"/api/chat/pictures/{number}") as answer:
            assert answer.status == 404, number


async def test_a_flood_of_looks_is_slowed_and_others_still_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-18."""
    monkeypatch.setattr("bot.web.chat.DRAWN_AT_ONCE", 3)
    monkeypatch.setattr("bot.web.chat.DRAWN_PER_SECOND", 0.001)
    async with opened(tmp_path) as site, site.browser() as flooding, site.browser() as other:
        frame, card = await asked(flooding), await asked(other)

        assert [await looked(flooding, frame) for _ in range(4)] == [200, 200, 200, 429]
        assert await looked(other, card) == 200


async def looked(browser: Browser, frame: Json) -> int:
    async with browser.http.get(frame["photo"]["url"]) as answer:
        return answer.status


async def test_the_timeline_is_drawn_for_the_browser_whenever_it_looks(browser: Browser) -> None:
    frame = await asked(browser)

    assert frame["photo"] == {"url": f"/api/chat/pictures/{frame['id']}", "alt": "居住证时间线"}
    assert "今天是 2026年11月23日（星期一）" in frame["text"]
    for _ in range(2):
        async with browser.http.get(frame["photo"]["url"]) as answer:
            with Image.open(io.BytesIO(await answer.read())) as picture:
                assert (picture.format, picture.width) == ("PNG", 1080)


async def pictured(window: Window) -> None:
    """Wait for the last message of the figures: a turn goes on after two seconds, whatever is still to come."""
    async with asyncio.timeout(30):
        while not window.messages()[-1]["document"]:  # noqa: ASYNC110  # the window reads on beside
            await asyncio.sleep(0.02)


async def test_an_officer_sees_the_figures_and_saves_their_table(site: Site, browser: Browser) -> None:
    now = site.house.clock.now()
    await site.house.store.run(
        lambda uow: invite(None, Role.OFFICER, "拱墅区大关街道", "token", now + timedelta(days=1), uow, now)
    )
    async with browser.window() as window:
        await window.say("/start token")
        await window.say("/stats")
        await pictured(window)
        *pictures, table = window.messages()[-1 - len(Figure) :]

    assert [one["photo"]["alt"] for one in pictures][:2] == ["居住登记统计", "按时登记统计"]
    for one in pictures:
        async with browser.http.get(one["photo"]["url"]) as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
    assert table["document"] == {"url": f"/api/chat/documents/{table['id']}", "name": "统计表.csv"}
    async with browser.http.get(table["document"]["url"]) as answer:
        handed = answer.content_disposition
        assert handed is not None
        assert (answer.content_type, handed.type, handed.filename) == ("text/csv", "attachment", "统计表.csv")
        assert (await answer.read()).startswith("\ufeff统计,时间,片区,类别,数量\r\n".encode())
