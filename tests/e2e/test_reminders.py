"""Reminded on the day (R5.4) over a Bot API server: asked for in the chat, told once on the day whatever happens to the
house meanwhile, and not to somebody who has shut the door.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage import keyring
from storage.stores import open_store
from tests.e2e import house
from tests.integration.bot.reminders.helping import asked
from tests.support.botapi import BotApiServer
from tests.support.people import TelegramPerson
from tests.support.process import AnjuProcess

ANSWERS = {
    "户口在杭州市区": "不是",
    "人才居住证": "不是",
    "哪天办的居住登记": "2026年8月31号",
    "一直住在杭州市区": "一直在",
    "出生日期": "1995-03-15",
    "靠什么工作": "给单位上班",
    "这个月的社保": "在交",
    "连续交了几个月": "24",
    "从哪天开始的": "2025年3月1号",
    "劳动合同": "签了",
    "什么房子": "宿舍、亲友家等",
    "上学": "不上学",
}
"""Part of each question, and what an employee says who waits for the half year alone."""
EVE, THE_DAY, NIGHT = "2027-02-27T10:00", "2027-02-28T09:00", "2027-02-28T20:00"
SOON = 60.0


async def ask_to_be_reminded(person: TelegramPerson) -> None:
    await person.say("能办居住证吗")
    answers = dict(ANSWERS)
    while "最早 2027年2月28日" not in (answer := await person.answer(within=SOON)):
        asked = next(part for part in answers if part in answer.texts[-1].rpartition("\n\n")[2])
        await person.say(answers.pop(asked))
    await person.press("到那天提醒我")
    await person.answer(until=lambda shown: "以后提醒您" in shown, within=SOON)


async def has_asked(anju: AnjuProcess, person: TelegramPerson) -> None:
    """The same put into the books of the house, which is closed meanwhile; the person has met it before."""
    await person.say("/start")
    await person.answer(within=SOON)
    await anju.stop()
    var = anju.data / "var"
    store = open_store(f"sqlite:///{var / 'anju.db'}", keyring.load_or_create(var / "keys" / "data.json"))
    await asked(store, str(person.phone.chat.id), "telegram")
    await store.close()
    await person.look()


def reminders(botapi: BotApiServer) -> list[str]:
    texts = [call.params["text"] for call in botapi.calls.with_effect("sendMessage")]
    return [text for text in texts if "🔔" in text]


def states(anju: AnjuProcess) -> list[tuple]:
    return house.rows(anju.data / "var", "SELECT state, count(*) FROM promises GROUP BY state")


async def logged(anju: AnjuProcess, event: str, times: int = 1) -> None:
    """Wait until the house has written this to its log."""
    async with asyncio.timeout(SOON):
        while anju.text().count(event) < times:  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.05)


async def test_who_asked_is_reminded_on_the_day_once(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi)
    await ask_to_be_reminded(person)
    for life, moment in enumerate((EVE, NIGHT), 2):
        await anju.restart(ANJU_TODAY=moment)
        await logged(anju, "clockwork_leads", life)
        await anju.stop()
        assert states(anju) == [("waiting", 1)]

    await anju.restart(ANJU_TODAY=THE_DAY)
    answer = await person.answer(until=lambda shown: "🔔" in shown, within=SOON)
    await anju.restart(ANJU_TODAY=THE_DAY)
    await logged(anju, "clockwork_leads", 5)

    assert "2027年2月28日（星期日）（就是今天）起，您可以申领居住证了" in answer
    await person.press("要带哪些材料")
    await person.answer(until=lambda shown: "社会保险参保证明" in shown, within=SOON)
    assert len(reminders(botapi)) == 1


async def test_the_house_is_killed_on_the_day_and_tells_it_afterwards(anju: AnjuProcess, botapi: BotApiServer) -> None:
    person = TelegramPerson(botapi)
    await has_asked(anju, person)
    anju.environment["ANJU_TODAY"] = THE_DAY
    for _ in range(3):
        await anju.launch()
        await asyncio.sleep(0.7)  # wherever it stands by then
        await anju.kill()

    await anju.start()
    await person.answer(until=lambda shown: "🔔" in shown, within=SOON)
    await anju.stop()

    assert states(anju) == [("sent", 1)]
    assert house.rows(anju.data / "var", "SELECT count(*) FROM messages WHERE ours = 1 AND delivered_at IS NULL") == [
        (0,)
    ]


async def test_who_has_blocked_the_bot_is_refused_once_and_not_tried_again(
    anju: AnjuProcess, botapi: BotApiServer
) -> None:
    person = TelegramPerson(botapi)
    await has_asked(anju, person)
    person.phone.block()

    await anju.restart(ANJU_TODAY=THE_DAY)
    await logged(anju, "message_refused")
    await anju.stop()

    assert reminders(botapi) == []
    assert states(anju) == [("sent", 1)]


@asynccontextmanager
async def scheduler(anju: AnjuProcess, folder: Path, moment: str) -> AsyncIterator[AnjuProcess]:
    """`anju scheduler` beside the house, on the same data."""
    alone = AnjuProcess(folder, {**anju.environment, "ANJU_TODAY": moment}, arguments=("-m", "bot", "scheduler"))
    await alone.launch()
    try:
        yield alone
    finally:
        await alone.stop()


async def test_what_a_scheduler_alone_stores_the_process_brings_that_serves_the_channel(
    anju: AnjuProcess, botapi: BotApiServer, tmp_path: Path
) -> None:
    person = TelegramPerson(botapi)
    await has_asked(anju, person)
    async with scheduler(anju, tmp_path / "alone", THE_DAY) as alone:
        await logged(alone, "reminders_settled")
        assert reminders(botapi) == [], "it has no channel of its own"

        anju.arguments = ("-m", "bot", "bot")
        await anju.launch()
        await person.answer(until=lambda shown: "🔔" in shown, within=SOON)

    assert alone.exit_code == 0
    assert len(reminders(botapi)) == 1
