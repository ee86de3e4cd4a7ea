"""What somebody will be reminded of because of what is on record of him or because of what he began (R5.1–R5.3).

Each matter has one list of promises that follows from its cause. Whoever changes the cause calls for the list anew, in
the same unit of work: what is not on it any more is withdrawn, what is new is promised, what stays is not touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.days import add_days
from domain.holdings import Alike, Drift, Holding, drift
from domain.permits import Standing
from domain.ports import UnitOfWork
from domain.reminders import Matter, Promise, Reminder, State, change, due, registration, to_come

BEGUN = {Matter.REGISTRATION: lambda day: registration(day, None), Matter.CHANGE: change}
"""Matters that somebody has begun and not finished, by the day that he told."""
LATER = timedelta(days=3)
"""How far a reminder is put off."""


async def plan_endorsement(person_id: int, uow: UnitOfWork, now: datetime, *, anew: bool = False) -> None:
    """Something has happened to a permit or to its holder: what he is told of its endorsement from now on (R5.3).
    Nothing without a registration, for he has left, and nothing while it is suspended, for he was told so. `anew` also
    for what was put off: the days of the year themselves have moved."""
    async with uow:
        if anew:
            waiting = await uow.promises.planned([person_id], Matter.ENDORSEMENT, now.date())
            await uow.promises.withdraw([one.id for one in waiting if one.id is not None])
        planned = await uow.promises.planned([person_id], Matter.ENDORSEMENT, now.date())
        cycles = set[int]()
        for holding in await uow.holdings.of([person_id]):
            await _mend(holding, drift(holding, planned, now.date(), renewed=True), uow, now)
            cycles |= {one.cycle for one in holding.promises(now.date())}
        await uow.offers.keep(person_id, cycles)
        await uow.commit()


async def reconcile(after: int, limit: int, uow: UnitOfWork, now: datetime) -> tuple[int | None, int]:
    """Hold the next permits against what their holders wait for, and put right what differs: what an older version or
    a fault of ours left out, in a wrong chat or of a year that is over. Gives the id to go on behind, None at the end,
    and how many were amiss.

    Of those who are alike one is judged for all. Where something is only missing it is promised to all of them at once;
    who waits for something wrong is looked at by himself. What is promised is never read after what it follows from:
    whatever somebody changes in between he has planned himself.
    """
    async with uow:
        page = await uow.holdings.alike(after, limit, now.date())
        missing: list[tuple[Alike, tuple[Promise, ...]]] = []
        wrong: list[int] = []
        for one in page.alike:
            found = drift(one.holding, one.planned, now.date(), renewed=False)
            if found.gone:
                wrong += [bearer.person_id for bearer in one.bearers]
            elif found.missing:
                missing.append((one, found.missing))
        await uow.promises.promise_plain(_to_all(missing, now))
        amiss = sum(len(one.bearers) for one, _ in missing) + (await _mend_all(wrong, uow, now) if wrong else 0)
        await uow.commit()
    return page.last, amiss


def _to_all(
    missing: Iterable[tuple[Alike, Sequence[Promise]]], now: datetime
) -> list[tuple[int, int, Promise, datetime]]:
    """What each of those who are alike is promised, in the chat in which he is told."""
    return [
        (bearer.before + (alike.holding.told_in or 0), bearer.person_id, promise, moment)
        for alike, promises in missing
        for promise, moment in [(one, due(one.on, now)) for one in promises]
        for bearer in alike.bearers
    ]


async def _mend_all(people: Sequence[int], uow: UnitOfWork, now: datetime) -> int:
    """Look at each of these as he stands now; how many were amiss."""
    amiss = 0
    planned: dict[int | None, list[Reminder]] = {one: [] for one in people}
    for one in await uow.promises.planned(people, Matter.ENDORSEMENT, now.date()):
        planned[one.person_id].append(one)
    for holding in await uow.holdings.of(people):
        found_amiss = drift(holding, planned[holding.person_id], now.date(), renewed=False)
        amiss += any(found_amiss)
        await _mend(holding, found_amiss, uow, now)
    return amiss


async def _mend(holding: Holding, amiss: Drift, uow: UnitOfWork, now: datetime) -> None:
    await uow.promises.withdraw(amiss.gone)
    told_in, person_id = holding.told_in or 0, holding.person_id
    await uow.promises.promise([Reminder(told_in, one, due(one.on, now), {}, person_id) for one in amiss.missing])


async def plan_begun(account_id: int, matter: Matter, day: date | None, uow: UnitOfWork, now: datetime) -> None:
    """Somebody has told the day of his arrival or of a change and has not finished (R5.1, R5.2); None once he has, or
    has thrown it away. Today he is here: he is reminded from tomorrow on."""
    async with uow:
        waiting = [one for one in await uow.promises.waiting(account_id) if one.promise.matter is matter]
        wanted = BEGUN[matter](day) if day else ()
        await _follow(account_id, waiting, to_come(wanted, add_days(now.date(), 1)), uow, now)
        await uow.commit()


async def _follow(
    account_id: int, waiting: Sequence[Reminder], wanted: Sequence[Promise], uow: UnitOfWork, now: datetime
) -> None:
    there = {one.promise for one in waiting}
    await uow.promises.withdraw([one.id for one in waiting if one.promise not in wanted and one.id is not None])
    fresh = [one for one in wanted if one not in there]
    await uow.promises.promise([Reminder(account_id, one, due(one.on, now), {}) for one in fresh])


async def snooze(account_id: int, reminder_id: int, uow: UnitOfWork, now: datetime) -> date | None:
    """Tell of an endorsement once more in three days, or on the last day if that comes before; the day. None where
    there is nothing to put off: it is over, it is today, or it was not told to this account."""
    async with uow:
        told, standing = await uow.promises.of_account(account_id, reminder_id), await _year_of(account_id, uow, now)
        if told is None or standing is None:
            return None
        until = min(now.date() + LATER, standing.due)
        of_this_year = (told.promise.matter, told.promise.cycle) == (Matter.ENDORSEMENT, standing.cycle)
        if not of_this_year or until <= now.date():
            return None
        if told.state is State.WAITING and told.promise.on > now.date():
            return told.promise.on
        done = await uow.promises.snooze(account_id, reminder_id, until, due(until, now))
        await uow.commit()
    return until if done else None


async def _year_of(account_id: int, uow: UnitOfWork, now: datetime) -> Standing | None:
    """Where the permit of who lives here stands today."""
    person = await uow.people.of_account(account_id)
    if person is None or person.id is None or await uow.registrations.active_of(person.id) is None:
        return None
    permit = await uow.permits.of_person(person.id)
    return permit.standing(now.date()) if permit and permit.issued <= now.date() else None


async def let_be(account_id: int, cycle: int, uow: UnitOfWork) -> bool:
    """Withdraw what is still to come of one year's endorsement: he says that it is done. False if nothing was."""
    async with uow:
        waiting = await uow.promises.waiting(account_id)
        mine = [one for one in waiting if (one.promise.matter, one.promise.cycle) == (Matter.ENDORSEMENT, cycle)]
        done = await uow.promises.withdraw([one.id for one in mine if one.id is not None])
        await uow.commit()
    return bool(done)


async def move_to_hour(account_id: int, hour: time, uow: UnitOfWork, now: datetime) -> None:
    """What is to come for an account comes at this hour of its day."""
    async with uow:
        for one in await uow.promises.waiting(account_id):
            await uow.promises.move(replace(one, due=due(one.promise.on, now, hour)))
        await uow.commit()
