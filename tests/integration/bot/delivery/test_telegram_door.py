"""Telegram's door with the test Bot API server behind it: polling, webhook, and an API that has bad days."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiohttp.test_utils import TestServer

from bot.app import House, build, migrate
from bot.channels import telegram
from bot.conversation.front import Front
from bot.nursery import Nursery
from bot.settings import Settings
from tests.integration.bot.site import TODAY
from tests.support.botapi import BotApiServer, Fault, Phone

SECRET = "s3cret_" * 5
PATH = "/telegram/update"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Take = Callable[[Any], Awaitable[Any]]


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def house(api: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The house with its delivery at work and no door open; pauses are short."""
    monkeypatch.setattr(telegram, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.delivery.SWEEP_EVERY", 0.1)
    monkeypatch.setattr("storage.stores.BUSY_SECONDS", 0.05)
    given = {"telegram_token": api.token, "telegram_api": api.url, "data_dir": tmp_path / "var", "today": TODAY}
    house = build(Settings(_env_file=None, **given), with_sidecar=False)
    await migrate(house.settings)
    house.post.start(house.nursery)
    yield house
    await house.nursery.close()
    await house.post.close()
    for bot in house.bots.values():
        await bot.session.close()
    await house.store.close()


@asynccontextmanager
async def polling(house: House) -> AsyncIterator[None]:
    """The poll loop, cut off at the end as a crash would."""
    nursery = Nursery()
    nursery.start(telegram.poll(house.bots["telegram"], house.dispatcher), "polling")
    try:
        yield
    finally:
        await nursery.close()


async def until(api: BotApiServer, holds: Callable[[], bool], within: float = 15) -> None:
    """Wait, call by call, until something holds."""
    async with asyncio.timeout(within):
        while not holds():
            await api.called.beyond(api.called.count, within=0.05)


def heard(phone: Phone) -> list[str]:
    """What the bot said in a chat."""
    return [m.get("text") or m["caption"] for m in phone.chat.messages.values() if m["from"]["is_bot"]]


def taking(monkeypatch: pytest.MonkeyPatch, instead: Callable[[Take, Any], Awaitable[Any]]) -> None:
    real = Front.take
    monkeypatch.setattr(Front, "take", lambda self, event: instead(lambda one: real(self, one), event))


async def test_an_update_is_confirmed_only_after_its_turn(api, house: House, monkeypatch) -> None:
    entered, gate = asyncio.Event(), asyncio.Event()

    async def waiting(take: Take, event: Any) -> Any:
        entered.set()
        await gate.wait()
        return await take(event)

    taking(monkeypatch, waiting)
    phone = api.phone()
    update = phone.text("/menu")
    async with polling(house):
        await asyncio.wait_for(entered.wait(), 5)
        assert update in api.bot().updates.pending
    gate.set()
    assert update in api.bot().updates.pending, "the process died: the messenger still has it"
    async with polling(house):
        assert await api.bot().updates.confirmed(update, 5)
    assert len(heard(phone)) == 1


async def test_an_update_delivered_again_has_one_effect(api, house: House) -> None:
    phone = api.phone()
    update = phone.text("/menu")
    async with polling(house):
        assert await api.bot().updates.confirmed(update, 5)
        api.bot().updates.repeat(update)
        last = phone.text("/help")
        assert await api.bot().updates.confirmed(last, 5)
    assert len(heard(phone)) == 2


async def test_a_message_that_somebody_pins_is_nothing_said(api, house: House) -> None:
    phone = api.phone()
    phone.text("/menu")
    async with polling(house):
        await until(api, lambda: len(heard(phone)) == 1)
        phone.pin(max(phone.chat.messages))
        last = phone.text("/help")
        assert await api.bot().updates.confirmed(last, 5)
        await until(api, lambda: len(heard(phone)) == 2)
    assert "直接说您的事" in heard(phone)[-1]


async def test_a_press_that_cannot_be_answered_any_more_loses_nothing_that_follows(api, house: House) -> None:
    api.faults.error("answerCallbackQuery", code=400, times=None)
    phone = api.phone()
    phone.text("/menu")
    async with polling(house):
        await until(api, lambda: len(heard(phone)) == 1)
        api.bot().updates.hold()
        menu = max(phone.chat.messages)
        phone.press_data(menu, "m:faq")
        phone.text("/help")
        api.bot().updates.release()
        await until(api, lambda: len(heard(phone)) == 3)
    assert "直接说您的事" in heard(phone)[-1]


@pytest.mark.parametrize("kind", ["garbage", "error", "flood", "reset"])
async def test_polling_survives_whatever_the_api_answers(api, house: House, kind: str) -> None:
    getattr(api.faults, kind)("getUpdates", times=3)
    phone = api.phone()
    phone.text("/menu")
    async with polling(house):
        await until(api, lambda: len(heard(phone)) == 1)


async def test_a_webhook_left_from_before_is_dropped_though_the_first_try_fails(api, house: House) -> None:
    bot = house.bots["telegram"]
    await bot.set_webhook("http://127.0.0.1:9/gone")
    api.faults.error("deleteWebhook", times=2)
    phone = api.phone()
    phone.text("/menu")
    async with polling(house):
        await until(api, lambda: len(heard(phone)) == 1)


async def test_an_update_that_fails_and_cannot_be_told_about_is_fetched_again(api, house, monkeypatch) -> None:
    fails = iter([True, True])

    async def failing(take: Take, event: Any) -> Any:
        if next(fails, False):
            raise RuntimeError("the database is away")
        return await take(event)

    taking(monkeypatch, failing)
    api.faults.error("sendMessage", times=2)
    phone = api.phone()
    phone.text("/menu")
    last = phone.text("/help")
    async with polling(house):
        assert await api.bot().updates.confirmed(last, 10)
    assert ["能办的事" in heard(phone)[0], "直接说您的事" in heard(phone)[1]] == [True, True]


async def test_an_update_that_always_fails_is_given_up_and_the_next_ones_are_served(api, house, monkeypatch) -> None:
    async def failing(take: Take, event: Any) -> Any:
        if event.text == "poison":
            raise RuntimeError(event.text)
        return await take(event)

    taking(monkeypatch, failing)
    api.faults.order(Fault("error", "sendMessage", telegram.TRIES, chat_id=5001))
    ill, well = api.phone(5001), api.phone(5002)
    ill.text("poison")
    ill.text("/menu")
    last = well.text("/menu")
    async with polling(house):
        assert await api.bot().updates.confirmed(last, 10)
        await until(api, lambda: len(heard(ill)) == 1 and len(heard(well)) == 1)


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Somebody else holds the database."""
    lock = sqlite3.connect(house.settings.data_dir / "anju.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()


async def test_while_the_register_is_away_people_are_told_once_and_answered_once_afterwards(api, house: House) -> None:
    phones = [api.phone(5001), api.phone(5002)]
    async with polling(house):
        with locked(house):
            asked = [phone.text("/menu") for phone in phones] + [phones[0].text("/help")]
            await until(api, lambda: all(len(heard(phone)) == 1 for phone in phones))
            tries = len(api.calls.of("getUpdates"))
            await until(api, lambda: len(api.calls.of("getUpdates")) > tries + 2 * telegram.TRIES)
            assert set(asked) <= set(api.bot().updates.pending), "never given up while it waits for the register"
        assert await api.bot().updates.confirmed(asked[-1], 10)
        await until(api, lambda: [len(heard(phone)) for phone in phones] == [3, 2])
    assert ["登记库" in text for text in heard(phones[0])] == [True, False, False]
    assert "能办的事" in heard(phones[0])[1]


async def test_who_could_not_be_told_is_answered_all_the_same(api, house: House) -> None:
    api.faults.error("sendMessage", times=2)
    phone = api.phone()
    async with polling(house):
        with locked(house):
            update = phone.text("/menu")
            await until(api, lambda: len(heard(phone)) == 1)
        assert await api.bot().updates.confirmed(update, 10)
        await until(api, lambda: len(heard(phone)) == 2)


async def test_through_a_storm_of_429_and_500_everything_arrives_afterwards_in_order(api, house, monkeypatch) -> None:
    monkeypatch.setattr("bot.sending.LONGEST_PAUSE", 1)
    phones = [api.phone(5001 + number) for number in range(4)]
    questions = ["/menu", "/help", "/register", "/cancel", "/menu"]
    async with polling(house):
        api.faults.flood(retry_after=1, times=6)
        api.faults.error(times=6)
        api.faults.garbage(times=3)
        api.faults.reset(times=3)
        for question in questions:
            for phone in phones:
                last = phone.text(question)
        assert await api.bot().updates.confirmed(last, 15)
        await until(api, lambda: all(len(heard(phone)) == len(questions) for phone in phones), within=40)
    sides = [heard(phone) for phone in phones]
    assert all(side == sides[0] for side in sides)
    assert sides[0][0] == sides[0][-1]
    assert not api.calls.refused()


async def test_one_chat_that_hangs_does_not_hold_up_another(api, house: House, monkeypatch) -> None:
    monkeypatch.setattr("bot.delivery.PATIENCE", 0.2)
    api.faults.order(Fault("delay", "sendMessage", None, chat_id=5001, seconds=8))
    slow, quick = api.phone(5001), api.phone(5002)
    async with polling(house):
        slow.text("/menu")
        for question in ("/menu", "/help", "/menu"):
            before = len(heard(quick))
            quick.text(question)
            await until(api, lambda before=before: len(heard(quick)) > before, within=4)
        api.faults.clear()


# --- webhook ---


@pytest.fixture
async def hook(house: House) -> AsyncIterator[str]:
    """The address of the webhook."""
    assert house.web is not None
    house.web.add_routes([telegram.webhook(house.bots["telegram"], house.dispatcher, PATH, SECRET)])
    async with TestServer(house.web) as server:
        yield str(server.make_url(PATH))


def update_of(text: str, number: int = 77, chat: str = "private", person: int = 5001) -> dict[str, Any]:
    place: dict[str, Any] = {"id": person if chat == "private" else -100, "type": chat, "title": "x"}
    sender = {"id": person, "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": place, "from": sender, "text": text},
    }


async def post(hook: str, body: Any, secrets: tuple[str, ...] = (SECRET,), **more: Any) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = [(HEADER, one) for one in secrets] + [("Content-Type", "application/json")]
    async with aiohttp.ClientSession() as http, http.post(hook, data=data, headers=headers, **more) as answer:
        return answer.status


async def test_with_the_secret_an_update_is_taken_once(api, house, hook: str) -> None:
    phone = api.phone()
    assert phone.chat
    assert [await post(hook, update_of("/menu")) for _ in range(3)] == [200, 200, 200]
    assert len(heard(phone)) == 1


WRONG: dict[str, tuple[str, ...]] = {
    "missing": (),
    "empty": ("",),
    "wrong": ("x" * len(SECRET),),
    "shorter": (SECRET[:-1],),
    "longer": (SECRET + "x",),
    "doubled": (SECRET, SECRET),
    "right and wrong": (SECRET, "x"),
    "joined": (f"{SECRET}, {SECRET}",),
    "not ASCII": ("ü" * 10,),
}


@pytest.mark.parametrize("secrets", WRONG.values(), ids=WRONG)
async def test_a_stranger_learns_nothing_and_changes_nothing(api, house, hook: str, secrets: tuple[str, ...]) -> None:
    phone = api.phone()
    assert phone.chat
    assert await post(hook, update_of("/menu"), secrets) == 404
    assert await post(hook.removesuffix("update") + "nowhere", update_of("/menu")) == 404
    assert heard(phone) == []


async def test_a_secret_of_bytes_that_are_no_text_is_wrong_like_any_other(house, hook: str) -> None:
    url = aiohttp.client.URL(hook)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n"
        + HEADER.encode() + b": \xff\xfe\r\n\r\n{}"
    )  # fmt: skip
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] == b"404"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_refused(house, hook: str, method: str) -> None:
    async with aiohttp.ClientSession() as http, http.request(method, hook) as answer:
        assert answer.status == 405


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000,
        b'{"update_id":"x"}', b'{"message":{}}', b'{"update_id":1,"message":5}',
    ],
    ids=["empty", "half", "list", "null", "no text", "deep", "bad id", "no id", "bad message"],
)  # fmt: skip
async def test_what_is_no_update_is_refused(house, hook: str, body: bytes) -> None:
    assert await post(hook, body) == 400


async def test_an_update_of_a_kind_not_asked_for_is_taken_and_ignored(house, hook: str) -> None:
    for kind in ({}, {"invented_tomorrow": {"text": "x"}}, {"my_chat_member": 5}):
        assert await post(hook, {"update_id": 2, **kind}) in (200, 400)


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
async def test_two_megabytes_are_refused(house, hook: str, told: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * 65_536

    headers = {HEADER: SECRET}
    async with aiohttp.ClientSession() as http:
        body = io.BytesIO(b" " * 2_000_000) if told else pieces()
        async with http.post(hook, data=body, headers=headers) as answer:
            assert answer.status == 413


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_are_not_answered(api, house, hook: str, kind: str) -> None:
    assert await post(hook, update_of("/menu", chat=kind)) == 200
    assert not api.calls.of("sendMessage", "leaveChat")


async def test_a_turn_that_fails_and_cannot_be_told_is_refused_for_the_messenger_to_repeat(
    api, house, hook: str, monkeypatch
) -> None:
    async def failing(take: Take, event: Any) -> Any:
        raise RuntimeError(event.text)

    phone = api.phone()
    assert phone.chat
    with monkeypatch.context() as bad_day:
        taking(bad_day, failing)
        api.faults.error("sendMessage")
        assert await post(hook, update_of("/menu")) == 500
    assert await post(hook, update_of("/menu")) == 200
    assert len(heard(phone)) == 1


async def test_the_webhook_sends_an_update_back_while_the_register_is_away(api, house: House, hook: str) -> None:
    phone = api.phone()
    assert phone.chat
    with locked(house):
        assert [await post(hook, update_of("/menu")) for _ in range(3)] == [503] * 3
    assert [await post(hook, update_of("/menu")) for _ in range(2)] == [200, 200]
    assert ["登记库" in text for text in heard(phone)] == [True, False]


async def test_the_webhook_is_announced_until_the_messenger_has_heard(api, house: House) -> None:
    api.faults.error("setWebhook", times=1)
    api.faults.garbage("setWebhook", times=1)
    bot: Bot = house.bots["telegram"]
    await asyncio.wait_for(telegram.keep_webhook(bot, "http://127.0.0.1:9" + PATH, SECRET), 5)
    info = await bot.get_webhook_info()
    assert info.url.endswith(PATH)
    assert set(info.allowed_updates or ()) == set(telegram.KINDS)
    await bot.delete_webhook()
