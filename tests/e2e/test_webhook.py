"""A conversation whose updates are pushed: the whole way from Telegram's POST to the answer (T-11)."""

from __future__ import annotations

import aiohttp
import pytest

from tests.support.botapi import BotApiServer
from tests.support.people import TelegramPerson
from tests.support.process import AnjuProcess


@pytest.fixture
def webhook() -> bool:
    return True


async def test_updates_are_pushed_with_a_secret_that_nobody_else_has(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi)
    await person.say("/menu")
    assert (await person.answer()).offers("办居住登记")
    delivery = botapi.delivery()
    assert [one.status for one in delivery.attempts] == [200]
    assert len(delivery.secret) >= 32
    assert botapi.token not in delivery.url
    assert not botapi.calls.of("getUpdates")
    async with aiohttp.ClientSession() as http:
        for secret in ("", "x" * 64, delivery.secret[:-1]):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
            async with http.post(delivery.url, json={"update_id": 1}, headers=headers) as answer:
                assert answer.status == 404


async def test_after_a_restart_the_same_secret_serves(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi)
    await person.say("/menu")
    await person.answer()
    before = botapi.delivery().secret
    await anju.kill()
    await person.say("/help")
    await anju.start()
    await person.answer(until=lambda shown: "直接说您的事" in shown)
    assert botapi.delivery().secret == before
