"""Zones of servers, midnights, leap days, clocks set back: a reminder is told by Hangzhou's day, and once (T-22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from time import tzset

import pytest

from bot import clock
from bot.clock import Clock
from bot.clockwork import Clockwork
from domain.cards import Permit
from domain.usecases.planning import plan_endorsement
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.year import DAYS, ISSUED, SUSPENDED, Year
from tests.integration.conversation.talking import TODAY
from tests.integration.storage.helping import commit, registered
from tests.unit.domain.making import document


class Leader:
    """Leads, and nobody contests it."""

    async def hold(self) -> bool:
        return True

    async def spares(self, now: datetime) -> bool:
        return False

    async def release(self) -> None:
        return None


@dataclass
class Wall:
    """The server's clock, put where a test wants it; the house reads it as it always does."""

    store: Store
    patch: pytest.MonkeyPatch

    def put(self, moment: str) -> None:
        """To a moment of UTC."""
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return at.astimezone(tz)

        self.patch.setattr(clock, "datetime", Stopped)

    async def tick(self, moment: str) -> None:
        self.put(moment)
        await Clockwork(self.store, Clock(), Leader(), breath=0).tick()  # type: ignore[arg-type]


@pytest.fixture(params=["UTC", "America/New_York"])
def wall(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, store: Store) -> Iterator[Wall]:
    monkeypatch.setenv("TZ", request.param)
    tzset()
    yield Wall(store, monkeypatch)
    monkeypatch.undo()
    tzset()


async def heard(year: Year) -> int:
    """How many reminders there are in the chat."""
    return sum("签注" in one for one in await year._heard())


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        pytest.param("2027-02-14T15:59:59", 0, id="a second before midnight"),
        pytest.param("2027-02-14T16:00:00", 0, id="midnight"),
        pytest.param("2027-02-15T00:59:59", 0, id="a second before nine"),
        pytest.param("2027-02-15T01:00:00", 1, id="nine"),
        pytest.param("2027-02-15T11:59:59", 1, id="a second before eight in the evening"),
        pytest.param("2027-02-15T12:00:00", 0, id="eight in the evening"),
        pytest.param("2027-02-16T00:59:59", 0, id="a second before nine on the next day"),
        pytest.param("2027-02-16T01:00:00", 1, id="nine on the next day"),
    ],
)
async def test_a_server_in_another_zone_tells_by_hangzhous_hours(
    year: Year, wall: Wall, moment: str, told: int
) -> None:
    before = await heard(year)

    await wall.tick(moment)

    assert await heard(year) - before == told


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        pytest.param("2027-02-15T15:59:59", date(2027, 2, 15), id="a second before midnight"),
        pytest.param("2027-02-15T16:00:00", date(2027, 3, 1), id="midnight"),
    ],
)
async def test_what_is_still_to_come_goes_by_hangzhous_day(store: Store, wall: Wall, moment: str, first: date) -> None:
    mine, done = await registered(store, document=document(7))
    person = done.person.id or 0
    await commit(store, lambda uow: uow.permits.add(Permit(None, person, "330106A7", ISSUED, TODAY)))
    wall.put(moment)

    await store.run(lambda uow: plan_endorsement(person, uow, Clock().now()))

    waiting = await commit(store, lambda uow: uow.promises.waiting(mine.id))
    assert waiting[0].promise.on == first


async def test_a_clock_that_is_set_back_an_hour_tells_nothing_twice(year: Year, wall: Wall) -> None:
    before = await heard(year)

    for moment in ("01:00:00", "00:00:00", "00:30:00", "01:00:00", "01:30:00"):
        await wall.tick(f"2027-02-15T{moment}")

    assert await heard(year) - before == 1


async def test_a_clock_that_is_set_back_over_midnight_tells_nothing_twice_and_loses_nothing(year: Year) -> None:
    days = [day + back * timedelta(days=1) for day in (*DAYS, SUSPENDED) for back in (0, -1, 0)]

    said = [len(await year.tick(day)) for day in days]

    assert said == [1, 0, 0] * 7


@pytest.mark.parametrize("day", [*DAYS, SUSPENDED])
async def test_a_process_that_slept_for_a_day_tells_what_is_true_on_the_next(year: Year, day: date) -> None:
    told = [one for one in (*DAYS, SUSPENDED) if one < day]
    for one in told:
        await year.tick(one)

    said = await year.tick(day + timedelta(days=1))

    last = date(2027, 3, 15)
    assert len(said) == 1
    if day >= last:
        assert "从 2027年3月16日（星期二） 起停用了" in said[0]
    else:
        left = (last - day).days - 1
        assert ("就是今天" if left == 0 else f"还有 {left} 天") in said[0]


async def test_a_permit_of_the_29th_of_february_has_its_days_in_common_years_and_in_leap_years(store: Store) -> None:
    mine, done = await registered(store, document=document(9))
    person, issued = done.person.id or 0, date(2028, 2, 29)
    await commit(store, lambda uow: uow.permits.add(Permit(None, person, "330106L9", issued, TODAY)))

    async def days(*visits: date) -> list[str]:
        for on in visits:
            await commit(store, lambda uow, on=on: _visit(uow, person, on))  # type: ignore[misc]
        noon = datetime.combine([issued, *visits][-1], time(12), clock.SHANGHAI)
        await store.run(lambda uow: plan_endorsement(person, uow, noon))
        return [f"{one.promise.on}" for one in await commit(store, lambda uow: uow.promises.waiting(mine.id))]

    assert await days() == [
        "2029-01-28", "2029-02-14", "2029-02-21", "2029-02-25", "2029-02-27", "2029-02-28", "2029-03-01",
    ]  # fmt: skip
    assert await days(date(2029, 2, 28), date(2030, 2, 1), date(2031, 2, 28)) == [
        "2032-01-29", "2032-02-15", "2032-02-22", "2032-02-26", "2032-02-28", "2032-02-29", "2032-03-01",
    ]  # fmt: skip


async def _visit(uow: SqlUnitOfWork, person: int, on: date) -> None:
    permit = await uow.permits.of_person(person)
    assert permit
    visited, _ = permit.visited(on)
    await uow.permits.save(visited)
    await uow.permits.visited(visited, on, 1)
