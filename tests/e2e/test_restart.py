"""The machine loses power at any moment of a registration (T-20): no accepted answer is lost, none is asked again, and
in the end there is one registration with one valid voucher.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.e2e import house
from tests.support.botapi import BotApiServer, Fault
from tests.support.people import TelegramPerson
from tests.support.process import AnjuProcess

Act = tuple[str, Callable[[TelegramPerson], Awaitable[None]], str]
Moment = Callable[[TelegramPerson, Act, AnjuProcess, BotApiServer], Awaitable[None]]


def say(text: str, seen: str) -> Act:
    return text, lambda person: person.say(text), seen


def press(label: str, seen: str) -> Act:
    return label, lambda person: person.press(label), seen


STEPS: tuple[Act, ...] = (
    say("我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的", "同意"),
    press("同意", "户口"),
    press("不是", "姓名"),
    say("王小明", "身份证号码"),
    say("11010519491231002X", "手机号"),
    ("contact", lambda person: person.contact("13812345678"), "上班"),
    press("跳过", "请核对"),
    press("都对，提交", "登记好了"),
)
"""Each act with a word of the question that follows it, which stands in no other question."""


async def take(person: TelegramPerson, step: Act) -> None:
    """Do it and see the next question, and no other one."""
    _, act, seen = step
    await act(person)
    await expect(person, seen)


async def expect(person: TelegramPerson, seen: str) -> None:
    answer = await person.answer(until=lambda shown: seen in shown)
    asked_again = [word for _, _, word in STEPS[:-2] if word != seen and f"{word}？" in "".join(answer.texts)]
    assert not asked_again, answer.texts


async def one_registration_one_voucher(anju: AnjuProcess) -> None:
    await anju.stop()
    var = anju.data / "var"
    ((person, registration, voucher),) = await house.records(var)
    assert (person.name, person.document.number, person.phone) == ("王小明", "11010519491231002X", "+8613812345678")
    assert registration.address.full.endswith("湖墅南路12号3幢2单元501")
    assert str(registration.registered_on) == "2026-11-23"
    assert house.rows(var, "SELECT count(*) FROM registrations") == [(1,)]
    assert house.rows(var, "SELECT count(*), count(DISTINCT status), min(status) FROM vouchers") == [(1, 1, "valid")]
    assert house.rows(var, "SELECT count(*) FROM people") == [(1,)]
    assert voucher.registration_id == registration.id


async def told_and_killed(person: TelegramPerson, step: Act, anju: AnjuProcess, botapi: BotApiServer) -> None:
    """The power goes when the answer has been seen."""
    await take(person, step)
    await anju.restart()


async def killed_before_told(person: TelegramPerson, step: Act, anju: AnjuProcess, botapi: BotApiServer) -> None:
    """The answer is held back at the messenger's door, and the power goes just then."""
    holding = [botapi.faults.order(Fault("delay", method, None, seconds=60)) for method in ("sendMessage", "sendPhoto")]
    known = len(botapi.calls.of("sendMessage", "sendPhoto"))
    _, act, seen = step
    await act(person)
    async with asyncio.timeout(20):
        while len(botapi.calls.of("sendMessage", "sendPhoto")) == known:
            await botapi.called.beyond(botapi.called.count, within=0.02)
    await anju.kill()
    botapi.faults.clear(lambda fault: fault in holding)
    await anju.start()
    await expect(person, seen)


@pytest.mark.parametrize("lose_power", [told_and_killed, killed_before_told])
async def test_power_lost_at_every_step(anju: AnjuProcess, botapi: BotApiServer, lose_power: Moment) -> None:
    person = TelegramPerson(botapi)
    for step in STEPS:
        await lose_power(person, step, anju, botapi)
    await one_registration_one_voucher(anju)
    said = [call.params["text"] for call in botapi.calls.with_effect("sendMessage")]
    assert sum("登记好了" in text for text in said) <= 2, "at most told twice: killed between sending and noting"


async def test_power_lost_before_the_update_is_looked_at(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi)
    for step in STEPS[:-1]:
        await take(person, step)
    await anju.kill()
    await person.press("都对，提交")
    await person.press("都对，提交")
    await anju.start()
    await person.answer(until=lambda shown: "登记好了" in shown)
    await one_registration_one_voucher(anju)
