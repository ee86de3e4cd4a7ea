"""Reminders told over a real database: each step once on its day, in words of that day, to who still waits for it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from bot import reminders
from bot.clock import Clock
from domain.usecases.registering import report_departure
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.year import DAYS, SUSPENDED, Year
from tests.integration.conversation.talking import REST, SENTENCE, TODAY, hall


async def test_every_step_is_told_once_on_its_day_and_no_other(year: Year) -> None:
    told: dict[date, list[str]] = {}
    for days in range((SUSPENDED - date(2027, 2, 10)).days + 10):
        day = date(2027, 2, 10) + timedelta(days=days)
        if said := await year.tick(day) + await year.tick(day, 15):
            told[day] = said

    assert list(told) == [*DAYS, SUSPENDED]
    assert all(len(one) == 1 for one in told.values())
    for day, left in DAYS.items():
        assert "最后一天 2027年3月15日（星期一）" in told[day][0]
        assert left in told[day][0]
        assert "拱墅区大关街道" in told[day][0]
    assert "从 2027年3月16日（星期二） 起停用了" in told[SUSPENDED][0]
    assert "重新算" in told[SUSPENDED][0]


async def test_an_endorsement_stops_the_rest_of_the_year(year: Year) -> None:
    assert await year.tick(date(2027, 2, 15))

    await year.endorse(date(2027, 2, 20))

    assert not [one for day in (*DAYS, SUSPENDED) for one in await year.tick(day)]
    assert "最后一天 2028年3月15日" in (await year.tick(date(2028, 2, 15)))[0]


async def test_a_house_that_slept_tells_only_what_is_still_true(year: Year) -> None:
    said = await year.tick(date(2027, 3, 13))

    assert len(said) == 1
    assert "还有 2 天" in said[0]
    assert not await year.tick(date(2027, 3, 13), 19)
    assert "还有 1 天" in (await year.tick(date(2027, 3, 14)))[0]


async def test_a_house_that_slept_past_the_last_day_tells_of_the_suspension_alone(year: Year) -> None:
    said = await year.tick(date(2027, 5, 1))

    assert len(said) == 1
    assert "停用了" in said[0]


async def test_who_has_left_is_not_reminded(year: Year) -> None:
    await year.store.run(lambda uow: report_departure(1, date(2027, 1, 5), uow, year.at(date(2027, 1, 5))))

    assert not [one for day in (*DAYS, SUSPENDED) for one in await year.tick(day)]


async def test_a_registration_that_was_begun_is_reminded_of_until_it_is_done(store: Store, tmp_path: Path) -> None:
    year = Year(store, tmp_path)
    await year.say(TODAY, SENTENCE)

    assert not await year.tick(TODAY, 19), "he is here today"
    assert not await year.tick(date(2026, 11, 24))
    (last,) = await year.tick(date(2026, 11, 25))
    (overdue,) = await year.tick(date(2026, 11, 26))

    assert "2026年11月25日（星期三）（就是今天）" in last
    assert "已经过了 1 天" in overdue
    assert not await year.tick(date(2026, 11, 27))


async def test_a_registration_that_is_done_is_not_reminded_of(store: Store, tmp_path: Path) -> None:
    year = Year(store, tmp_path)
    async with hall(store, tmp_path) as here:
        await here.talk()(SENTENCE, *REST)

    assert not [one for days in range(1, 6) for one in await year.tick(TODAY + timedelta(days=days))]


async def test_a_draft_that_is_thrown_away_is_not_reminded_of(store: Store, tmp_path: Path) -> None:
    year = Year(store, tmp_path)
    await year.say(TODAY, SENTENCE, "取消", ">m:drop:register")

    assert not [one for days in range(1, 6) for one in await year.tick(TODAY + timedelta(days=days))]


async def test_a_reminder_that_waited_for_its_messenger_is_said_only_while_it_holds(year: Year) -> None:
    await year.tick(date(2027, 3, 8))

    async def holds(day: date) -> bool:
        async def work(uow: SqlUnitOfWork) -> dict:
            async with uow:
                return [one.payload for one in await uow.messages.after(1, 0, 1000) if one.payload.get("promise")][-1]

        return await reminders.Holding(year.store, Clock(day))(await year.store.run(work))

    assert await holds(date(2027, 3, 8))
    assert await holds(date(2027, 3, 11)), "it is still the last that was to be told"
    assert not await holds(date(2027, 3, 12)), "the next one says it better"
    await year.endorse(date(2027, 3, 9))
    assert not await holds(date(2027, 3, 9)), "it is settled"
    assert await reminders.Holding(year.store, Clock(TODAY))({"text": "an answer"})
