"""Reminders of the endorsement told over a real database: each step once on its day, in words of that day, to whoever
still waits for it; and how people steer them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from bot import reminders
from bot.calendar import Dates
from bot.clock import SHANGHAI, Clock
from domain.cards import Permit
from domain.usecases.planning import plan_endorsement, reconcile
from domain.usecases.registering import report_departure
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation.talking import REST, SENTENCE, TODAY, Talk, hall
from tests.integration.storage.helping import commit

ISSUED = date(2026, 3, 15)
DAYS = {
    date(2027, 2, 15): "28 天",
    date(2027, 3, 1): "14 天",
    date(2027, 3, 8): "7 天",
    date(2027, 3, 12): "3 天",
    date(2027, 3, 14): "1 天",
    date(2027, 3, 15): "就是今天",
}
"""The days of R5.3 in the first year of a permit that was issued on 15 March 2026, and what is left on each."""
SUSPENDED = date(2027, 3, 16)


@dataclass
class Year:
    """A holder, his chat and the days of his permit's year."""

    store: Store
    folder: Path
    chat: int = 100

    async def begin(self) -> None:
        async with hall(self.store, self.folder) as here:
            await here.talk()(SENTENCE, *REST)
        await commit(self.store, lambda uow: uow.permits.add(Permit(None, 1, "330106A1", ISSUED, TODAY)))
        await self.store.run(lambda uow: plan_endorsement(1, uow, self.at(TODAY)))

    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)

    async def tick(self, day: date, hour: int = 9) -> list[str]:
        """What is told at an hour of a day."""
        before = await self._heard()
        now = self.at(day, hour)
        await self.store.run(lambda uow: reminders.settle(uow, now, datetime.now(UTC), 50))
        return (await self._heard())[len(before) :]

    async def snooze(self, day: date, number: int = -1) -> str:
        """Press "later" under a reminder that was told."""

        async def work(uow: SqlUnitOfWork) -> list[str]:
            async with uow:
                rows = [one.payload.get("inline", ()) for one in await uow.messages.after(1, 0, 1000) if one.ours]
                return [data for row in rows for line in row for _, data, _ in line if data and ":snooze:" in data]

        return await self.say(day, f">{(await self.store.run(work))[number]}")

    async def _heard(self) -> list[str]:
        async def work(uow: SqlUnitOfWork) -> list[str]:
            async with uow:
                return [one.payload["text"] for one in await uow.messages.after(1, 0, 1000) if one.ours]

        return await self.store.run(work)

    async def say(self, day: date, *acts: str) -> str:
        """What the holder says or presses on a day; buttons by their data."""
        async with hall(self.store, self.folder, today=day) as here:
            self.chat += 100
            me = Talk(here.front, here.post, "1", self.chat)
            said = ""
            for act in acts:
                said = await (me.press_data(act[1:]) if act.startswith(">") else me.say(act))
            return said

    async def endorse(self, day: date) -> None:
        async def work(uow: SqlUnitOfWork) -> None:
            async with uow:
                permit = await uow.permits.of_person(1)
                assert permit
                visited, _ = permit.visited(day)
                await uow.permits.save(visited)
                await uow.permits.visited(visited, day, 1)
                await plan_endorsement(1, uow, self.at(day))
                await uow.commit()

        await self.store.run(work)


@pytest.fixture
async def year(store: Store, tmp_path: Path) -> Year:
    made = Year(store, tmp_path)
    await made.begin()
    return made


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


async def test_a_kind_that_is_off_is_not_told_and_on_again_it_is(year: Year) -> None:
    assert "不再提醒“每年签注”" in await year.say(date(2027, 2, 1), ">m:mute:endorsement")
    assert not await year.tick(date(2027, 2, 15))
    await year.say(date(2027, 2, 20), ">m:unmute:endorsement")

    assert await year.tick(date(2027, 3, 1))


async def test_stop_stops_all_and_switched_on_it_is_promised_anew(year: Year) -> None:
    await year.say(date(2027, 2, 1), "/reminders", ">m:stop:yes")
    assert await year.store.run(lambda uow: reconcile(0, 10, uow, year.at(date(2027, 2, 2)))) == (None, 1)
    assert not await year.tick(date(2027, 2, 15)), "what is promised at night is not wanted all the same"

    await year.say(date(2027, 2, 16), ">m:unmute:endorsement")

    assert await year.tick(date(2027, 3, 1))


async def test_it_comes_at_the_hour_that_was_chosen(year: Year) -> None:
    await year.say(date(2027, 2, 1), "/reminders", ">m:remindhour:18")

    assert not await year.tick(date(2027, 2, 15))
    assert not await year.tick(date(2027, 2, 15), 17)
    assert await year.tick(date(2027, 2, 15), 18)


@pytest.mark.parametrize("hour", ["8", "20", "-1", "9x", "99999999999999999999"])
async def test_an_hour_outside_of_the_day_is_not_taken(year: Year, hour: str) -> None:
    said = await year.say(date(2027, 2, 1), f">m:remindhour:{hour}")

    assert "几点提醒您" in said


async def test_later_is_three_days_and_then_once(year: Year) -> None:
    await year.tick(date(2027, 2, 15))

    assert "2月18日" in await year.snooze(date(2027, 2, 15))
    assert not await year.tick(date(2027, 2, 17))
    assert "还有 25 天" in (await year.tick(date(2027, 2, 18)))[0]
    assert not await year.tick(date(2027, 2, 19))


async def test_later_never_passes_the_last_day(year: Year) -> None:
    await year.tick(date(2027, 3, 14))

    assert "3月15日" in await year.snooze(date(2027, 3, 14))
    said = await year.tick(date(2027, 3, 15))
    assert len(said) == 1
    assert "不能再往后推" in await year.snooze(date(2027, 3, 15))


async def test_a_snoozed_one_gives_way_to_the_next_step(year: Year) -> None:
    await year.tick(date(2027, 3, 8))
    await year.snooze(date(2027, 3, 9))

    said = await year.tick(date(2027, 3, 12))

    assert len(said) == 1
    assert "还有 3 天" in said[0]


async def test_the_dates_go_home_as_a_calendar_that_names_nobody(year: Year) -> None:
    await year.say(date(2027, 1, 1), "/reminders", ">m:calendar")
    raw = await Dates(year.store, Clock(date(2027, 1, 1))).draw(1, "zh")

    events = list(Calendar.from_ical(raw).walk("VEVENT"))
    assert [one.decoded("dtstart") for one in events] == [date(2027, 3, 15)]
    assert "居住证签注：最后一天" in str(events[0]["summary"])
    alarms = [one.decoded("trigger") for one in events[0].walk("VALARM")]
    assert timedelta(days=-14, hours=9) in alarms
    assert timedelta(hours=9) in alarms
    assert not any(word in raw.decode() for word in ("张三", "330106A1", "湖墅"))


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
