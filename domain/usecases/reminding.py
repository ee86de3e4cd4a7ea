"""Promising to remind, moving and withdrawing what was promised, and settling what is due (R5.4, R5.6).

A promise is one row whoever asks how often. Settling asks the cause again before anything is told, and the telling is
part of the unit of work that notes it: what is not committed was never told, what is committed is told once. What a
matter's cause says, and in which words it is told, the caller knows.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.ports import UnitOfWork
from domain.reminders import Matter, Reminder, State, due, may_be_told, ripening

AGAIN = timedelta(hours=1)
"""After which a reminder that could not be settled is tried again, so that others do not wait behind it."""

Look = Callable[[Reminder], Awaitable[Reminder | None]]
"""What its cause says of a claimed reminder now: the same with the day, the moment and the words of now, or None if
nothing calls for it any more."""
Tell = Callable[[Reminder], Awaitable[None]]
"""Stores the message in the unit of work under way."""


@dataclass(frozen=True, slots=True)
class Ripe:
    """From which day somebody may apply, and what a reminder of it needs to say."""

    day: date
    about: dict[str, Any]


class Fate(StrEnum):
    """What became of a promise when its cause was looked at again."""

    KEPT = "kept"
    MOVED = "moved"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Settled:
    """One batch in figures; `faults` are the kinds of error of those that are tried again later."""

    sent: int = 0
    moved: int = 0
    withdrawn: int = 0
    faults: tuple[str, ...] = ()

    @property
    def claimed(self) -> int:
        """How many were due."""
        return self.sent + self.moved + self.withdrawn + len(self.faults)


async def remind_when_ripe(
    account_id: int, person_id: int | None, ripe: Ripe, uow: UnitOfWork, now: datetime
) -> Reminder:
    """Promise to tell somebody on the day on which he may apply; asked again, it is the same promise (R5.4).

    Who was told once already and must wait anew gets the next cycle.
    """
    async with uow:
        latest = await uow.promises.latest(account_id, Matter.RIPENING)
        cycle = latest.promise.cycle + (latest.state is State.SENT) if latest else 0
        (promise,) = ripening(ripe.day, cycle)
        reminder = Reminder(account_id, promise, due(ripe.day, now), ripe.about, person_id)
        await uow.promises.promise([reminder])
        await uow.commit()
    return reminder


async def follow_ripening(account_id: int, ripe: Ripe | None, uow: UnitOfWork, now: datetime) -> Fate | None:
    """The facts were told anew: the promise takes the day that follows from them, or goes where there is no day to
    wait for. None if nothing was promised."""
    async with uow:
        latest = await uow.promises.latest(account_id, Matter.RIPENING)
        if latest is None or latest.id is None or latest.state is not State.WAITING:
            return None
        if ripe is None or ripe.day <= now.date():
            done, fate = bool(await uow.promises.withdraw([latest.id])), Fate.WITHDRAWN
        else:
            promise = replace(latest.promise, on=ripe.day)
            done = await uow.promises.move(replace(latest, promise=promise, due=due(ripe.day, now), about=ripe.about))
            fate = Fate.KEPT if ripe.day == latest.promise.on else Fate.MOVED
        await uow.commit()
    return fate if done else None


async def to_come(account_id: int, uow: UnitOfWork) -> tuple[Reminder, ...]:
    """What an account will be reminded of, the next one first."""
    async with uow:
        return await uow.promises.waiting(account_id)


async def stop_reminding(account_id: int, uow: UnitOfWork, only: int | None = None) -> tuple[Reminder, ...]:
    """Withdraw everything that is still to come for an account, or only the one named; what was withdrawn."""
    async with uow:
        ended = tuple(one for one in await uow.promises.waiting(account_id) if only in (None, one.id))
        await uow.promises.withdraw([one.id for one in ended if one.id is not None])
        await uow.commit()
    return ended


async def settle_due(uow: UnitOfWork, now: datetime, limit: int, look: Look, tell: Tell) -> Settled:
    """Settle at most `limit` of what is due at `now`, Asia/Shanghai: tell it, or move or withdraw it if its cause says
    so. Nothing happens outside of the hours in which one may be told."""
    if not may_be_told(now):
        return Settled()
    async with uow:
        claimed = await uow.promises.due_until(now, limit)
        if not claimed:
            return Settled()
        ended: dict[Fate, list[int]] = {fate: [] for fate in Fate}
        faults = []
        for reminder in claimed:
            try:
                ended[await _settle(reminder, uow, now, look, tell)].append(reminder.id or 0)
            except Exception as fault:
                await uow.promises.move(replace(reminder, due=due(now.date(), now + AGAIN)))
                faults.append(type(fault).__name__)
        await uow.promises.sent(ended[Fate.TOLD])
        await uow.promises.withdraw(ended[Fate.WITHDRAWN])
        await uow.commit()
    counts = {fate: len(ids) for fate, ids in ended.items()}
    return Settled(counts[Fate.TOLD], counts[Fate.MOVED], counts[Fate.WITHDRAWN], tuple(faults))


async def _settle(reminder: Reminder, uow: UnitOfWork, now: datetime, look: Look, tell: Tell) -> Fate:
    """One of a batch; what goes wrong with it undoes it alone."""
    async with uow:
        found = await look(reminder)
        if found is None:
            return Fate.WITHDRAWN
        if found.due > now:
            await uow.promises.move(found)
            fate = Fate.MOVED
        else:
            await tell(found)
            fate = Fate.TOLD
        await uow.commit()
    return fate
