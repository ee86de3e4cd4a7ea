"""Pictures and documents on their way to Telegram: the right call, the name, the state as of the delivery."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Update
from PIL import Image

from bot.app import House, build, migrate
from bot.attachments import Attachments, Kind
from bot.delivery import Post
from bot.settings import Settings
from domain.figures import Figure
from domain.staff import Role
from domain.usecases.staffing import invite
from storage.chats import Said
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.site import TODAY
from tests.support.botapi import BotApiServer
from tests.support.people import TelegramPerson

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
ME = 5001


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def house(api: BotApiServer, tmp_path: Path) -> AsyncIterator[House]:
    given = {"telegram_token": api.token, "telegram_api": api.url, "data_dir": tmp_path / "var", "today": TODAY}
    house = build(Settings(_env_file=None, **given), with_web=False, with_sidecar=False)
    await migrate(house.settings)
    yield house
    await house.post.close()
    await house.bots["telegram"].session.close()
    await house.store.close()


class Thing:
    """Something that changes; what is drawn shows how it is now."""

    def __init__(self, content: bytes) -> None:
        self.content, self.drawn = content, []

    async def draw(self, of: Any, language: str) -> bytes:
        self.drawn.append((of, language))
        return self.content


async def stored(house: House, payload: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """One message as a turn stores it."""

    async def work(uow: SqlUnitOfWork) -> list[int]:
        async with uow:
            account = await uow.accounts.take("telegram", str(ME), "zh", house.clock.instant())
            ids = await uow.messages.add(account.id, [Said(payload, True)], house.clock.instant())
            await uow.commit()
        return ids

    return [(number, payload) for number in await house.store.run(work)]


def post_with(house: House, thing: Thing, media: str, later: timedelta = timedelta()) -> Post:
    attachments = Attachments({"voucher": Kind(media, thing.draw)})
    return Post(house.store, house.bots, attachments, lambda: house.clock.instant() + later)


async def bring(house: House, thing: Thing, media: str, **payload: Any) -> None:
    """Store one message with something attached, and deliver it."""
    said = {"text": "看这里", "bold": [[0, 3]], "inline": [[["好", "m:menu", None]]], **payload}
    post = post_with(house, thing, media)
    await post.deliver("telegram", str(ME), await stored(house, said))
    await post.close()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80)).save(out, "PNG")
    return out.getvalue()


NEW, OLD = {"attachment": {"kind": "voucher", "of": {"id": 7}}}, {"voucher": "00ff"}


async def test_a_pdf_goes_as_a_document_under_its_name_with_its_words_and_buttons(
    api: BotApiServer, house: House
) -> None:
    me, thing = TelegramPerson(api, ME), Thing(PDF)
    await bring(house, thing, "application/pdf", **NEW)

    assert await me.file() == ("居住登记凭证.pdf", PDF)
    assert thing.drawn == [({"id": 7}, "zh")]
    (call,) = api.calls.with_effect("sendDocument")
    assert (call.result["caption"], call.result["caption_entities"][0]["type"]) == ("看这里", "bold")
    assert await me.buttons() == ["好"]
    assert not api.calls.refused()


@pytest.mark.parametrize("names", [pytest.param(NEW, id="of today"), pytest.param(OLD, id="of the first version")])
async def test_a_picture_goes_as_a_photo(api: BotApiServer, house: House, names: dict[str, Any]) -> None:
    me = TelegramPerson(api, ME)
    await bring(house, Thing(png()), "image/png", **names, language="en")

    assert (await me.picture()).startswith(b"\xff\xd8"), "as Telegram shows pictures"
    assert len(api.calls.with_effect("sendPhoto")) == 1
    assert not api.calls.of("sendDocument", "sendMessage")


async def test_a_kind_that_this_version_does_not_know_leaves_the_words(api: BotApiServer, house: House) -> None:
    me = TelegramPerson(api, ME)
    await bring(house, Thing(PDF), "application/pdf", attachment={"kind": "of tomorrow", "of": 1})

    assert "看这里" in await me.screen()
    assert len(api.calls.with_effect("sendMessage")) == 1


async def test_what_is_drawn_is_as_of_the_delivery(api: BotApiServer, house: House) -> None:
    me, thing = TelegramPerson(api, ME), Thing(b"before")
    api.faults.error("sendDocument", code=502, times=1)
    await bring(house, thing, "application/pdf", **NEW)

    thing.content = b"after"
    later = post_with(house, thing, "application/pdf", timedelta(minutes=1))
    await later.sweep()
    await later.close()

    assert (await me.file())[1] == b"after"


async def test_the_timeline_goes_as_a_photo_with_its_days_under_it(api: BotApiServer, house: House) -> None:
    me = TelegramPerson(api, ME)
    await say(house, me, "时间线")

    with Image.open(io.BytesIO(await me.picture())) as picture:
        assert picture.width == 1080
    (call,) = api.calls.with_effect("sendPhoto")
    assert call.result["caption"].startswith("居住证时间线")
    assert not api.calls.refused()


async def test_the_figures_go_as_photos_and_their_table_as_a_file(api: BotApiServer, house: House) -> None:
    me, now = TelegramPerson(api, ME), house.clock.now()
    await house.store.run(lambda uow: invite(None, Role.OFFICER, "拱墅区", "token", now + timedelta(days=1), uow, now))
    await say(house, me, "/start token", "/stats")
    async with asyncio.timeout(30):  # a turn waits two seconds for its answers, and these have to be drawn
        while not api.calls.with_effect("sendDocument"):
            await api.called.beyond(api.called.count, within=0.05)
    name, content = await me.file()

    photos = api.calls.with_effect("sendPhoto")
    assert [one.result["caption"] for one in photos][:2] == ["每周居住登记（拱墅区）", "按时登记和迟报（拱墅区）"]
    assert (len(photos), name) == (len(Figure), "统计表.csv")
    assert content.startswith("\ufeff统计,时间,片区,类别,数量\r\n".encode())
    assert not api.calls.refused()


async def say(house: House, me: TelegramPerson, *words: str) -> None:
    """Messages of a person, as his messenger hands them over."""
    bot = house.bots["telegram"]
    for number, text in enumerate(words, 1):
        said = {"message_id": number, "date": 1, "text": text, **_me(me)}
        update = Update.model_validate({"update_id": number, "message": said}, context={"bot": bot})
        await house.dispatcher.feed_update(bot, update)


def _me(person: TelegramPerson) -> dict[str, Any]:
    who = person.phone.person
    assert person.phone.chat
    return {"from": who, "chat": {"id": who["id"], "type": "private"}}
