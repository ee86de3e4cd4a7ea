"""A change of the law told over a real database: to whom it changes something, once, with his dates as they move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot import amending
from bot.clock import SHANGHAI, Clock
from bot.reminders import KINDS
from bot.texts import texts
from domain.amendments import What
from domain.reminders import Matter, Reminder, amendment
from domain.usecases.answering import give_answer
from domain.usecases.reminding import to_come
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.helping import asked
from tests.integration.bot.reminders.test_clockwork import Alone, At, worker
from tests.integration.bot.reminders.year import Year
from tests.integration.conversation.talking import TODAY
from tests.integration.storage.helping import look
from tests.unit.domain.test_amendments import DAY, amended, waiting

EVE = DAY - timedelta(days=1)


@pytest.fixture
def half_year() -> Iterator[None]:
    """From New Year on a quarter of a year is enough."""
    with amended("half_year", 3):
        yield


async def night(store: Store, day: date, limit: int = 2) -> int:
    """Everything of a night; how many are to be told."""
    more, many = True, 0
    while more:
        more, told = await step(store, day, limit)
        many += told
    return many


async def step(store: Store, day: date, limit: int) -> tuple[bool, int]:
    now = datetime(day.year, day.month, day.day, 0, 10, tzinfo=SHANGHAI)
    return await store.run(lambda uow: amending.step(uow, now, limit))


async def waits(store: Store, chat: str, months: int = 6) -> int:
    """Somebody who asked whether he may apply, was told a day, and wants to be reminded of it."""
    number = await asked(store, chat)

    async def work(uow: SqlUnitOfWork) -> None:
        facts = waiting(registered_on=date(2026, 8, 31) if months == 6 else date(2020, 1, 1))
        await give_answer(number, facts, TODAY, "e", uow, Clock(TODAY).now())

    await store.run(work)
    return number


async def test_exactly_those_whose_dates_change_are_told_once(store: Store, tmp_path: Path, half_year: None) -> None:
    year = Year(store, tmp_path)
    await year.begin()
    concerned = [await waits(store, str(number)) for number in range(70, 75)]
    await waits(store, "80", months=0)
    assert await night(store, EVE) == 0, "the house begins with the law of its first day"

    assert await night(store, DAY) == len(concerned)
    assert await night(store, DAY) == 0
    assert await night(store, date(2027, 1, 2)) == 0

    for hour in (9, 10):
        await year.tick(DAY, hour)
    told = {number: await heard(store, number) for number in (1, *concerned, concerned[-1] + 1)}
    assert [number for number, said in told.items() if any("规定变了" in one for one in said)] == concerned
    for number in concerned:
        (said,) = [one for one in told[number] if "规定变了" in one]
        assert "登记并连续居住：6 个月 → 3 个月（二(一)2）" in said
        assert "最早 2027年2月28日（星期日） 可以申领 → 现在就可以申领" in said


async def heard(store: Store, account_id: int) -> list[str]:
    async def work(uow: SqlUnitOfWork) -> list[str]:
        async with uow:
            return [one.payload["text"] for one in await uow.messages.after(account_id, 0, 1000) if one.ours]

    return await store.run(work)


async def test_what_was_promised_takes_its_new_day(store: Store) -> None:
    number = await waits(store, "70")
    await night(store, EVE)
    with amended("half_year", 5):
        await night(store, DAY)
        waiting_for = {
            one.promise.matter: one.promise.on for one in await look(store, lambda uow: to_come(number, uow))
        }

    assert waiting_for == {Matter.AMENDMENT: DAY, Matter.RIPENING: date(2027, 1, 31)}


async def test_who_may_apply_at_once_is_told_of_the_change_alone(store: Store, half_year: None) -> None:
    number = await waits(store, "70")
    await night(store, EVE)
    await night(store, DAY)

    assert [one.promise.matter for one in await look(store, lambda uow: to_come(number, uow))] == [Matter.AMENDMENT]


async def test_a_permit_holder_reads_his_new_window(store: Store, tmp_path: Path) -> None:
    year = Year(store, tmp_path)
    await year.begin()
    await night(store, EVE)
    with amended("window_months", 2):
        assert await night(store, DAY) == 1
        said = await year.tick(DAY)
        assert any("签注从哪天起能办：2027年2月15日（星期一） → 2027年1月15日（星期五）" in one for one in said)
        assert await year.tick(date(2027, 1, 15)), "and is reminded on its first day"


async def test_who_wants_no_such_news_gets_none(store: Store, tmp_path: Path) -> None:
    year = Year(store, tmp_path)
    await year.begin()
    await night(store, EVE)
    with amended("window_months", 2):
        await night(store, DAY)
        await year.say(DAY, ">m:mute:amendment")
        assert not [one for one in await year.tick(DAY) if "规定变了" in one]


async def test_who_goes_on_after_a_kill_leaves_nobody_out_and_tells_nobody_twice(store: Store, half_year: None) -> None:
    concerned = [await waits(store, str(number)) for number in range(70, 76)]
    await night(store, EVE)
    assert await step(store, DAY, 2) == (True, 2)

    async def killed(uow: SqlUnitOfWork) -> None:
        async with uow:
            await amending.step(uow, Clock(DAY).now(), 2)
            raise ConnectionError

    with suppress(ConnectionError):
        await store.run(killed)
    assert await night(store, DAY) == len(concerned) - 2
    waiting_ = [await look(store, lambda uow, number=number: to_come(number, uow)) for number in concerned]
    assert all([one.promise.matter for one in mine].count(Matter.AMENDMENT) == 1 for mine in waiting_)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_change_has_its_words(language: str) -> None:
    about = {
        "moved": [[what.value, "2027-01-01", None] for what in What],
        "verdicts": [["not_yet", "2027-05-23"], ["eligible", None]],
        "added": ["guardians_permits"],
        "dropped": ["photo"],
    }
    (promise,) = amendment(DAY, DAY)
    reminder = Reminder(1, promise, datetime(2027, 1, 1, 9, tzinfo=SHANGHAI), about)
    districts = frozenset({"上城区", "拱墅区"})
    with amended("window_months", 2), amended("half_year", 3), amended("urban_districts", districts):
        said = KINDS[Matter.AMENDMENT].say(texts(language), reminder, DAY).words.text

    assert said.count("→") == 3 + 1 + len(What)
    assert "{" not in said


async def test_the_clockwork_tells_if_it_leads(store: Store, half_year: None) -> None:
    concerned = await waits(store, "70")
    await night(store, EVE)
    new_year = At(datetime(2027, 1, 1, 0, 10, tzinfo=SHANGHAI))

    await worker(store, Alone(leads=False), new_year).amend()
    before = await look(store, lambda uow: to_come(concerned, uow))
    await worker(store, Alone(), new_year).amend()
    after = await look(store, lambda uow: to_come(concerned, uow))

    assert [[one.promise.matter for one in found] for found in (before, after)] == [
        [Matter.RIPENING],
        [Matter.AMENDMENT],
    ]
