"""The Bot API has a bad day while people talk (T-24): nothing is lost, nothing comes out of order."""

from __future__ import annotations

import sqlite3

from tests.e2e import house
from tests.support.botapi import BotApiServer
from tests.support.people import TelegramPerson
from tests.support.process import AnjuProcess

SAID = ("/menu", "/register", "同意", "不是", "昨天")


async def test_a_storm_passes_and_everything_is_there_in_order(anju: AnjuProcess, botapi: BotApiServer) -> None:
    people = [TelegramPerson(botapi, 5001 + number) for number in range(3)]
    botapi.faults.garbage("getUpdates", times=1)
    botapi.faults.flood(retry_after=1, times=8)
    botapi.faults.error(times=2)
    for text in SAID:
        for person in people:
            await person.say(text)
    heard = set()
    for person in people:
        await person.say("/cancel")
        await person.answer(until=lambda shown: "先放着了" in shown, within=60)
        heard.add(tuple(bubble.text for bubble in (await person.view()).from_bot()))
    assert len(heard) == 1, "everybody saw the same, in the same order"
    (told,) = heard
    assert len(told) == len(SAID) + 1
    assert not [call for call in botapi.calls.refused() if call.method != "getUpdates"]


async def test_after_the_database_was_locked_a_registration_goes_through(
    anju: AnjuProcess, botapi: BotApiServer
) -> None:
    person = TelegramPerson(botapi)
    lock = sqlite3.connect(anju.data / "var" / "anju.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    await person.say("/menu")
    await person.answer(until=lambda shown: "登记库暂时写不进去" in shown, within=30)
    lock.execute("ROLLBACK")
    lock.close()
    await person.answer(until=lambda shown: shown.offers("办居住登记"), within=30)
    for words, seen in (
        ("我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的", "同意"),
        ("同意", "户口"), ("不是", "姓名"), ("王小明", "身份证号码"), ("11010519491231002X", "手机号"),
        ("13812345678", "上班"), ("跳过", "请核对"), ("提交", "登记好了"),
    ):  # fmt: skip
        await person.say(words)
        await person.answer(until=lambda shown, seen=seen: seen in shown)
    await anju.stop()
    assert len(await house.records(anju.data / "var")) == 1
