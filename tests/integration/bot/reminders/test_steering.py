"""How people steer their reminders: later, not this kind, at another hour, done already, as dates in their calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from bot.calendar import Dates
from bot.calm import Calm
from bot.clock import Clock
from domain.applications import Application
from domain.facts import Facts
from domain.filings import Filing
from domain.ways import Way
from tests.integration.bot.reminders.year import DAYS, SUSPENDED, Year
from tests.integration.conversation.talking import TODAY, Talk, hall
from tests.integration.storage.helping import commit

FILED = Filing(None, 1, 1, TODAY, Application(Way.EMPLOYMENT), Facts())


async def test_a_kind_that_is_off_is_not_told_and_on_again_it_is(year: Year) -> None:
    assert "不再提醒“每年签注”" in await year.say(date(2027, 2, 1), ">m:mute:endorsement")
    assert not await year.tick(date(2027, 2, 15))
    await year.say(date(2027, 2, 20), ">m:unmute:endorsement")

    assert await year.tick(date(2027, 3, 1))


async def test_stop_stops_all_and_switched_on_it_is_promised_anew(year: Year) -> None:
    await year.say(date(2027, 2, 1), "/reminders", ">m:stop:yes")
    assert await year.reconcile(date(2027, 2, 2)) == 0, "he does not want it"
    assert not await year.tick(date(2027, 2, 15))

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


async def test_what_was_put_off_is_told_on_the_day_that_was_said(year: Year) -> None:
    await year.tick(date(2027, 3, 1))
    said = await year.snooze(date(2027, 3, 6))
    await year.tick(date(2027, 3, 8))

    assert "3月9日" in said
    assert "还有 6 天" in (await year.tick(date(2027, 3, 9)))[0]
    assert len(await year.tick(date(2027, 3, 12))) == 1


async def test_a_house_that_slept_tells_what_was_put_off_only_if_it_is_the_last(year: Year) -> None:
    await year.tick(date(2027, 3, 1))
    await year.snooze(date(2027, 3, 6))

    assert len(await year.tick(date(2027, 3, 10))) == 1
    assert not await year.tick(date(2027, 3, 11))


async def test_an_old_button_puts_nothing_off_once_it_is_endorsed(year: Year) -> None:
    await year.tick(date(2027, 2, 15))
    await year.endorse(date(2027, 2, 16))

    assert "不能再往后推" in await year.snooze(date(2027, 2, 17))
    assert not await year.tick(date(2027, 2, 20))


async def test_a_snoozed_one_gives_way_to_the_next_step(year: Year) -> None:
    await year.tick(date(2027, 3, 8))
    await year.snooze(date(2027, 3, 9))

    said = await year.tick(date(2027, 3, 12))

    assert len(said) == 1
    assert "还有 3 天" in said[0]


async def test_the_dates_go_home_as_a_calendar_that_names_nobody(year: Year) -> None:
    await year.say(date(2027, 1, 1), "/reminders", ">m:calendar")
    raw = await Dates(year.store, Clock(date(2027, 1, 1)), Calm()).draw(1, "zh")

    events = list(Calendar.from_ical(raw).walk("VEVENT"))
    assert [one.decoded("dtstart") for one in events] == [date(2027, 3, 15)]
    assert "居住证签注：最后一天" in str(events[0]["summary"])
    alarms = [one.decoded("trigger") for one in events[0].walk("VALARM")]
    assert timedelta(days=-14, hours=9) in alarms
    assert timedelta(hours=9) in alarms
    assert not any(word in raw.decode() for word in ("张三", "330106A1", "湖墅"))


async def test_who_was_at_the_desk_reads_what_is_on_record(year: Year) -> None:
    await year.tick(date(2027, 2, 15))
    assert "还没有记上这次签注" in await year.say(date(2027, 2, 16), ">m:endorsed:1")

    await year.endorse(date(2027, 2, 16))

    said = await year.say(date(2027, 2, 16), ">m:endorsed:1")
    assert "签注已经记上了，有效到 2028年3月15日" in said


async def test_who_insists_is_left_alone_for_this_year_and_told_in_the_next(year: Year) -> None:
    await year.tick(date(2027, 2, 15))
    said = await year.say(date(2027, 2, 16), ">m:endorsed:1", ">m:letbe:1")

    assert "最后一天 2027年3月15日（星期一） 要自己记着" in said
    assert await year.reconcile(date(2027, 2, 17)) == 0
    assert not [one for day in (*DAYS, SUSPENDED) for one in await year.tick(day)]
    assert "已经没有了" in await year.say(date(2027, 3, 17), ">m:letbe:1")

    await year.endorse(date(2027, 4, 1))
    assert await year.tick(date(2028, 2, 15))


async def test_who_wanted_no_more_of_it_may_still_put_the_last_one_off(year: Year) -> None:
    await year.tick(date(2027, 2, 15))
    await year.say(date(2027, 2, 16), ">m:letbe:1")

    assert "2月20日" in await year.snooze(date(2027, 2, 17))
    assert await year.tick(date(2027, 2, 20))
    assert not await year.tick(date(2027, 3, 1))


@pytest.mark.parametrize("button", ["m:endorsed:x", "m:endorsed:-1", "m:letbe:999999999999999999999", "m:snooze:x"])
async def test_a_forged_button_changes_nothing(year: Year, button: str) -> None:
    assert await year.say(date(2027, 2, 1), f">{button}")

    assert await year.tick(date(2027, 2, 15))


async def test_the_list_offers_one_button_for_a_year(year: Year) -> None:
    async with hall(year.store, year.folder, today=date(2027, 2, 1)) as here:
        me = Talk(here.front, here.post, "1", 700)
        listed = await me.say("/reminders")
        data = [one for _, payload in here.post.sent for row in payload["inline"] for _, one, _ in row]

        assert listed.count("居住证") == 7
        assert data == ["m:letbe:1", "m:stop", "m:remindset", "m:calendar"]
        assert "没有要提醒您的事" in await me(">取消：居住证签注", "/reminders")


async def test_another_hour_moves_what_waits(year: Year) -> None:
    await year.say(date(2027, 2, 1), ">m:remindhour:18")
    assert not await year.tick(date(2027, 2, 15)), "moved when it came due"
    await year.say(date(2027, 2, 14), ">m:remindhour:11")

    assert await year.tick(date(2027, 2, 15), 17)


async def test_where_he_applied_here_he_reads_which_proof_to_have_ready(year: Year) -> None:
    await commit(year.store, lambda uow: uow.filings.add(FILED))

    (said,) = await year.tick(date(2027, 2, 15))

    assert "您申领时走的是“就业”" in said
