"""Promising, moving, withdrawing and settling reminders (R5.4, R5.6), on the unit of work in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from domain.reminders import Matter, Promise, Reminder, State, Step, due, may_be_told
from domain.usecases.reminding import (
    Fate,
    Ripe,
    Settled,
    follow_ripening,
    remind_when_ripe,
    settle_due,
    stop_reminding,
    to_come,
)
from tests.unit.domain.making import NOW, SHANGHAI, TODAY
from tests.unit.domain.memory import MemoryUnitOfWork

RIPE_ON = date(2027, 2, 28)
MORNING = datetime(2027, 2, 28, 9, tzinfo=SHANGHAI)
ABOUT: Mapping[str, Any] = {"way": "housing", "told": "2026-11-23"}


def at(clock: str, day: date = RIPE_ON) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def ripe(day: date = RIPE_ON) -> Ripe:
    return Ripe(day, dict(ABOUT))


# ---- the hours ----


@pytest.mark.parametrize(
    ("clock", "may"),
    [
        pytest.param("08:59:59", False, id="the last second of the night"),
        pytest.param("09:00:00", True, id="the first second of the day"),
        pytest.param("19:59:59", True, id="the last second of the day"),
        pytest.param("20:00:00", False, id="the first second of the night"),
    ],
)
def test_nobody_is_told_between_eight_in_the_evening_and_nine(clock: str, may: bool) -> None:
    assert may_be_told(at(clock)) is may


@pytest.mark.parametrize(
    ("now", "from_then"),
    [
        pytest.param(NOW, MORNING, id="weeks ahead: nine on its day"),
        pytest.param(at("00:00:00"), MORNING, id="its day has just begun"),
        pytest.param(at("08:59:59"), MORNING, id="a second before nine"),
        pytest.param(at("09:00:01"), at("09:00:01"), id="within the hours: at once"),
        pytest.param(at("19:59:59"), at("19:59:59"), id="the last second: at once"),
        pytest.param(at("20:00:00"), MORNING + timedelta(days=1), id="too late for its day: the next morning"),
        pytest.param(at("23:59:59"), MORNING + timedelta(days=1), id="before midnight: the next morning"),
        pytest.param(at("03:00:00", date(2027, 3, 2)), MORNING + timedelta(days=2), id="days after: that morning"),
    ],
)
def test_a_promise_is_due_at_nine_of_its_day_or_as_soon_as_one_may(now: datetime, from_then: datetime) -> None:
    assert due(RIPE_ON, now) == from_then


def test_a_reminder_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Reminder(1, Promise(TODAY, Matter.RIPENING, Step.RIPE), datetime(2027, 2, 28, 9), {})  # noqa: DTZ001


# ---- promising ----


async def test_asked_twice_it_is_one_promise() -> None:
    uow = MemoryUnitOfWork()

    first = await remind_when_ripe(1, 7, ripe(), uow, NOW)
    again = await remind_when_ripe(1, 7, ripe(), uow, NOW + timedelta(minutes=1))

    assert again == first
    assert uow.commits == 2
    (waiting,) = await to_come(1, uow)
    assert (waiting.promise.on, waiting.due, waiting.person_id, waiting.about) == (RIPE_ON, MORNING, 7, ABOUT)


async def test_each_account_has_its_own() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await remind_when_ripe(2, None, ripe(date(2027, 4, 1)), uow, NOW)

    assert [one.promise.on for one in await to_come(1, uow)] == [RIPE_ON]
    assert [one.promise.on for one in await to_come(2, uow)] == [date(2027, 4, 1)]


async def test_who_was_told_once_and_must_wait_anew_gets_the_next_cycle() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await settled(uow, MORNING)

    later = await remind_when_ripe(1, None, ripe(date(2028, 1, 1)), uow, MORNING)

    assert later.promise.cycle == 1
    assert [one.state for one in uow.rows.promises.values()] == [State.SENT, State.WAITING]


async def test_what_was_withdrawn_may_be_promised_again() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await stop_reminding(1, uow)

    await remind_when_ripe(1, None, ripe(date(2027, 4, 1)), uow, NOW)

    (waiting,) = await to_come(1, uow)
    assert (waiting.promise.on, waiting.promise.cycle) == (date(2027, 4, 1), 0)


# ---- following its cause ----


@pytest.mark.parametrize(
    ("found", "fate", "days"),
    [
        pytest.param(ripe(), Fate.KEPT, [RIPE_ON], id="the same day"),
        pytest.param(ripe(date(2027, 1, 1)), Fate.MOVED, [date(2027, 1, 1)], id="sooner"),
        pytest.param(ripe(date(2027, 4, 1)), Fate.MOVED, [date(2027, 4, 1)], id="later"),
        pytest.param(ripe(TODAY), Fate.WITHDRAWN, [], id="open already"),
        pytest.param(ripe(TODAY + timedelta(days=1)), Fate.MOVED, [TODAY + timedelta(days=1)], id="tomorrow"),
        pytest.param(None, Fate.WITHDRAWN, [], id="no day any more"),
    ],
)
async def test_a_promise_follows_the_facts(found: Ripe | None, fate: Fate, days: list[date]) -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)

    assert await follow_ripening(1, found, uow, NOW) is fate
    assert [one.promise.on for one in await to_come(1, uow)] == days


async def test_where_nothing_is_promised_nothing_follows() -> None:
    uow = MemoryUnitOfWork()
    assert await follow_ripening(1, ripe(), uow, NOW) is None
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await stop_reminding(1, uow)

    assert await follow_ripening(1, ripe(), uow, NOW) is None
    assert not await to_come(1, uow)


# ---- stopping ----


async def test_one_is_cancelled_by_its_number_and_nobody_elses() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await remind_when_ripe(2, None, ripe(), uow, NOW)
    (mine,), (other,) = await to_come(1, uow), await to_come(2, uow)

    assert await stop_reminding(1, uow, only=other.id) == ()
    assert await stop_reminding(1, uow, only=mine.id) == (mine,)
    assert await to_come(2, uow) == (other,)


# ---- settling ----


async def settled(uow: MemoryUnitOfWork, now: datetime, limit: int = 10, **said: Any) -> tuple[Settled, list[int]]:
    """Settle; `said` by account is the day its cause gives, None for none, or an error."""
    told: list[int] = []

    async def look(reminder: Reminder) -> Reminder | None:
        found = said.get(f"of_{reminder.account_id}", reminder.promise.on)
        if isinstance(found, Exception):
            raise found
        return found and replace(reminder, promise=replace(reminder.promise, on=found), due=due(found, now))

    async def tell(reminder: Reminder) -> None:
        told.append(reminder.account_id)

    return await settle_due(uow, now, limit, look, tell), told


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param(at("08:59:59"), [], id="before nine"),
        pytest.param(MORNING, [1], id="at nine"),
        pytest.param(at("19:59:59"), [1], id="a second before eight"),
        pytest.param(at("20:00:00"), [], id="at eight"),
        pytest.param(MORNING - timedelta(days=1), [], id="the day before"),
        pytest.param(MORNING + timedelta(days=3), [1], id="days late, the house was closed"),
    ],
)
async def test_what_is_due_is_told_between_nine_and_eight(now: datetime, told: list[int]) -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)

    assert (await settled(uow, now))[1] == told


async def test_nothing_is_told_twice() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)

    assert await settled(uow, MORNING) == (Settled(sent=1), [1])
    assert await settled(uow, MORNING) == (Settled(), [])
    assert await settled(uow, MORNING - timedelta(hours=1)) == (Settled(), []), "the clock goes back an hour"
    assert await settled(uow, MORNING) == (Settled(), [])


async def test_a_day_that_has_moved_is_told_on_its_new_day_and_one_that_is_gone_never() -> None:
    uow = MemoryUnitOfWork()
    for account in (1, 2, 3):
        await remind_when_ripe(account, None, ripe(), uow, NOW)
    facts = {"of_1": date(2027, 3, 5), "of_2": None}

    assert await settled(uow, MORNING, **facts) == (Settled(sent=1, moved=1, withdrawn=1), [3])
    assert await settled(uow, MORNING + timedelta(days=4), **facts) == (Settled(), [])
    assert await settled(uow, MORNING + timedelta(days=5), **facts) == (Settled(sent=1), [1])


async def test_a_batch_takes_so_many_and_the_longest_due_first() -> None:
    uow = MemoryUnitOfWork()
    for account in (1, 2, 3):
        await remind_when_ripe(account, None, ripe(RIPE_ON - timedelta(days=account)), uow, NOW)

    assert (await settled(uow, MORNING, limit=2))[1] == [3, 2]
    assert (await settled(uow, MORNING, limit=2))[1] == [1]


async def test_one_that_fails_is_put_off_alone_and_tried_again() -> None:
    uow = MemoryUnitOfWork()
    for account in (1, 2):
        await remind_when_ripe(account, None, ripe(), uow, NOW)

    done, told = await settled(uow, MORNING, of_1=KeyError("way"))
    assert (done, told) == (Settled(sent=1, faults=("KeyError",)), [2])
    assert done.claimed == 2
    assert (await settled(uow, MORNING + timedelta(minutes=59)))[1] == []
    assert (await settled(uow, MORNING + timedelta(hours=1)))[1] == [1]


async def test_one_that_fails_in_the_evening_is_tried_in_the_morning() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    await settled(uow, at("19:30:00"), of_1=KeyError("way"))

    (waiting,) = await to_come(1, uow)
    assert waiting.due == MORNING + timedelta(days=1)


async def test_who_stops_it_while_it_is_looked_at_has_the_last_word() -> None:
    uow = MemoryUnitOfWork()
    await remind_when_ripe(1, None, ripe(), uow, NOW)
    latest = await uow.promises.latest(1, Matter.RIPENING)
    assert latest
    await stop_reminding(1, uow)

    assert not await uow.promises.move(replace(latest, due=MORNING))
    assert not await to_come(1, uow)
