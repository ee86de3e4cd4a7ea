"""Calm half-days in the reminder of an endorsement: offered, chosen, changed, taken home; never a limit."""

from __future__ import annotations

from datetime import date, datetime

from icalendar import Calendar

from bot import reminders
from bot.calendar import Dates
from bot.calm import Calm
from bot.clock import SHANGHAI, Clock
from bot.office import Office, hours
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.year import Year
from tests.integration.storage.helping import look

OPENS, LAST = date(2027, 2, 15), date(2027, 3, 15)


async def buttons(year: Year, part: str) -> list[str]:
    """The data of the buttons of the newest message that has such."""

    async def work(uow: SqlUnitOfWork) -> list[list[str]]:
        said = [one.payload.get("inline", ()) for one in await uow.messages.after(1, 0, 1000) if one.ours]
        return [[data for row in rows for _, data, _ in row if data and part in data] for rows in said]

    return [found for found in await look(year.store, work) if found][-1]


async def test_the_first_reminder_offers_two_half_days_before_the_last_week(year: Year) -> None:
    (said,) = await year.tick(OPENS)

    offered = await buttons(year, "m:visit:")
    days = [date.fromisoformat(one[8:18]) for one in offered]
    assert len({*days}) == 2
    assert OPENS < min(days) <= max(days) <= date(2027, 3, 8)
    assert "人最少" in said or "人少的时间" in said
    assert "不是预约" in said


async def test_a_day_off_is_never_offered(year: Year) -> None:
    await year.tick(date(2027, 3, 12))

    assert await buttons(year, "m:visit:") == ["m:visit:2027-03-15.0", "m:visit:2027-03-15.1"], "a Friday"


async def test_on_the_last_day_there_is_nothing_left_to_offer(year: Year) -> None:
    (said,) = await year.tick(LAST)

    assert "人少的时间" not in said


async def test_what_is_chosen_is_said_by_the_next_reminder_and_in_my_page(year: Year) -> None:
    await year.tick(OPENS)
    await year.say(OPENS, ">m:visit:2027-03-05.1")

    assert "2027年3月5日（星期五） 13:30–17:00" in await year.say(date(2027, 2, 20), "/my")
    (said,) = await year.tick(date(2027, 3, 1))
    assert "您打算 2027年3月5日（星期五） 13:30–17:00 去签注" in said
    assert await buttons(year, "m:visit") == ["m:visits:others"]


async def test_a_day_that_was_let_pass_is_offered_anew(year: Year) -> None:
    await year.say(OPENS, ">m:visits", ">m:visit:2027-02-18.0")

    (said,) = await year.tick(date(2027, 3, 1))

    assert "人少的时间" in said
    assert all(one > "m:visit:2027-03-01" for one in await buttons(year, "m:visit:"))


async def test_two_others_are_other_half_days(year: Year) -> None:
    await year.say(OPENS, ">m:visits")
    first = await buttons(year, "m:visit:")
    await year.say(OPENS, ">m:visits:others")

    assert not {*first} & {*await buttons(year, "m:visit:")}


async def test_a_half_day_that_cannot_be_had_is_refused_kindly_with_others(year: Year) -> None:
    for data in ("2027-02-13.0", "2027-03-16.0", "2027-03-05.7", "2027-02-15.0", "x", "", "2027-03-05", "9" * 40):
        said = await year.say(OPENS, f">m:visit:{data}")
        assert "人少的时间" in said, data


async def test_who_has_no_window_open_is_shown_his_dates(year: Year) -> None:
    assert "还没到签注的时候" in await year.say(date(2027, 2, 1), ">m:visits")
    assert "还没到签注的时候" in await year.say(date(2027, 4, 1), ">m:visit:2027-04-02.0")
    assert "挑个人少的时间" not in await year.say(date(2027, 2, 1), "/my")


async def test_the_endorsement_ends_the_offer(year: Year) -> None:
    await year.say(OPENS, ">m:visit:2027-03-05.1")
    await year.endorse(date(2027, 2, 20))

    assert await look(year.store, lambda uow: uow.offers.offered("拱墅区大关街道", OPENS)) == ()


async def test_the_chosen_half_day_goes_into_the_calendar(year: Year) -> None:
    await year.say(OPENS, ">m:visit:2027-03-05.1", ">m:calendar")
    raw = await Dates(year.store, Clock(date(2027, 2, 16)), Calm()).draw(1, "zh")

    visit = next(one for one in Calendar.from_ical(raw).walk("VEVENT") if "窗口" in str(one["summary"]))
    assert visit.decoded("dtstart") == datetime(2027, 3, 5, 13, 30, tzinfo=SHANGHAI)
    assert visit.decoded("dtend") == datetime(2027, 3, 5, 17, 0, tzinfo=SHANGHAI)


async def test_a_session_that_the_office_has_given_up_is_not_told_any_more(year: Year) -> None:
    await year.say(OPENS, ">m:visit:2027-03-05.1")
    mornings = Calm(Office(hours("09:00-12:00")))

    raw = await Dates(year.store, Clock(date(2027, 3, 1)), mornings).draw(1, "zh")
    assert len(list(Calendar.from_ical(raw).walk("VEVENT"))) == 1

    async def settle(uow: SqlUnitOfWork) -> None:
        await reminders.settle(uow, year.at(date(2027, 3, 1)), year.at(date(2027, 3, 1)), 9, mornings)

    await year.store.run(settle)
    assert all(one.endswith(".0") for one in await buttons(year, "m:visit:"))
