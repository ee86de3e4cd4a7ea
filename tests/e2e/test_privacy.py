"""Personal data stays in sealed columns (T-27): a conversation with marked values, failures provoked in the middle of
it, the most talkative log – and then every byte that the house left anywhere is searched for the marks.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.e2e import house
from tests.support.botapi import BotApiServer
from tests.support.people import TelegramPerson
from tests.support.process import AnjuProcess
from tests.support.scenario import Player, Scenario

MARKS = {
    "name": "欧阳甲乙",
    "number": "11010519491231002X",
    "phone": "13812345678",
    "address": "湖墅南路1977号",
    "room": "9053室",
    "landlord": "司徒丁戊",
    "employer": "暗号电子厂",
    "button": "标记按钮",
    "nonsense": "某某胡言乱语",
    "failed": "夏侯己庚",
}


@pytest.fixture
def settings() -> dict[str, str]:
    return {"ANJU_LOG_LEVEL": "debug"}


def spellings(mark: str) -> list[bytes]:
    """A value as it may stand in a file: plain, escaped by JSON or Python, digits with a gap."""
    escaped = json.dumps(mark)[1:-1]
    return [mark.encode(), escaped.encode(), mark.encode("utf-16-le"), ascii(mark.encode())[2:-1].encode()]


def found_in(left: Mapping[Path, bytes], marks: Mapping[str, str]) -> set[tuple[str, str]]:
    """Which marks stand where, in whichever spelling; in the names of the files too."""
    places = {str(path): content for path, content in left.items()}
    places |= {"file names": "\n".join(map(str, left)).encode()}
    return {
        (what, place) for what, mark in marks.items() for place, content in places.items()
        for spelling in spellings(mark) if spelling in content
    }  # fmt: skip


async def converse(person: TelegramPerson) -> None:
    for text, seen in (
        (f"我昨天刚搬到拱墅区大关街道{MARKS['address']}{MARKS['room']}，房东姓司徒丁戊，租的", "同意"),
        ("同意", "户口"),
        ("不是", "姓名"),
        (MARKS["name"], "身份证号码"),
        ("110105194912310021", "校验位"),
        (MARKS["number"], "手机号"),
        (MARKS["phone"], "上班"),
        (MARKS["employer"], "请核对"),
    ):
        await person.say(text)
        await person.answer(until=lambda shown, seen=seen: seen in shown)


@contextmanager
def spoiled(anju: AnjuProcess, spoil: str, mend: str) -> Iterator[None]:
    """The database while a statement has spoiled it."""
    side = sqlite3.connect(anju.data / "var" / "anju.db", isolation_level=None)
    side.execute(spoil)
    try:
        yield
    finally:
        side.execute(mend)
        side.close()


async def fail(person: TelegramPerson, anju: AnjuProcess) -> None:
    """A turn that meets a locked database, and one that meets a fault nobody has thought of."""
    with spoiled(anju, "BEGIN IMMEDIATE", "ROLLBACK"):
        await person.say(MARKS["failed"])
        answer = await person.answer(within=30)
        assert MARKS["failed"] not in "".join(answer.texts)
    await person.answer(within=30)
    refuse = "CREATE TRIGGER odd BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'odd'); END"
    with spoiled(anju, refuse, "DROP TRIGGER odd"):
        await person.say(MARKS["failed"])
        answer = await person.answer(within=30)
        assert "编号" in "".join(answer.texts)
        assert MARKS["failed"] not in "".join(answer.texts)


async def test_marked_values_are_nowhere_but_in_sealed_columns(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi, 5001, name="欧阳甲乙")
    await converse(person)
    await person.press_data(max(person.phone.chat.messages), f"a:1:name:{MARKS['button']}")
    await person.answer()
    await person.press("都对，提交")
    await person.answer(until=lambda shown: "登记好了" in shown)
    await person.say(MARKS["nonsense"])
    await person.answer()
    await fail(person, anju)
    status, health = await anju.health()
    assert status == 200
    async with aiohttp.ClientSession(anju.url) as http:
        for path in ("/api/vouchers/revoked", "/.well-known/voucher-keys.json"):
            async with http.get(path) as answer:
                health[path] = await answer.text()
    await anju.kill()

    left = house.everything_left(anju.data)
    output = anju.text()
    assert "register_away" in output, "the lock was met and logged"
    assert "turn_failed" in output, "the fault was provoked and logged"
    assert any(path.name.endswith("-wal") for path in left), "the write-ahead log is searched too"
    assert not found_in(left | {Path("health"): json.dumps(health).encode()}, MARKS)
    ((person_on_record, registration, _),) = await house.records(anju.data / "var")
    assert (person_on_record.name, registration.service_place) == (MARKS["name"], MARKS["employer"])


async def test_an_appeal_and_the_desks_words_are_nowhere_but_in_sealed_columns(
    anju: AnjuProcess, botapi: BotApiServer
) -> None:
    numbers = iter(range(5001, 5010))

    async def come(name: str) -> TelegramPerson:
        return TelegramPerson(botapi, next(numbers), name)

    player = Player(anju, come)
    await player.play(Scenario.load(Path(__file__).with_name("scenarios") / "appeal.toml"))
    await anju.kill()

    left, output = house.everything_left(anju.data), anju.text()
    marks = {"appeal": "我的社保交了14个月", "reason": "社保系统查询，连续14个月", "last word": "对不起让您多等"}
    marks |= {"born": "1995-03-15", "fact": "employment.insured_months", "link": player.remembered["invitation"]}
    assert output, "there is a log to be searched"
    assert any(path.name.endswith("-wal") for path in left), "the write-ahead log is searched too"
    assert not found_in(left, marks)
