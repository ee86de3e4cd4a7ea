"""What somebody will be reminded of because of what is on record of him or because of what he began (R5.1–R5.3).

Each matter has one list of promises that follows from its cause. Whoever changes the cause calls for the list anew, in
the same unit of work: what is not on it any more is withdrawn, what is new is promised, what stays is not touched.
"""

from collections.abc import Sequence
from datetime import date, datetime

from domain.cards import Permit
from domain.days import add_days
from domain.ports import UnitOfWork
from domain.reminders import Matter, Promise, Reminder, change, due, endorsement, registration, to_come

BEGUN = {Matter.REGISTRATION: lambda day: registration(day, None), Matter.CHANGE: change}
"""Matters that somebody has begun and not finished, by the day that he told."""


async def plan_endorsement(person_id: int, uow: UnitOfWork, now: datetime) -> None:
    """What the holder of a permit is to be told of its endorsement from now on (R5.3): nothing without a registration,
    for he has left, and nothing while it is suspended, for he was told so.

    He is told once, not once in each of his chats: in the one through which he applied, if it still stands for him.
    """
    async with uow:
        waiting = await uow.promises.waiting_of(person_id, Matter.ENDORSEMENT)
        permit, told_in = await uow.permits.of_person(person_id), await _chat_of(person_id, uow)
        lives_here = await uow.registrations.active_of(person_id) is not None
        wanted: tuple[Promise, ...] = ()
        if permit is not None and lives_here and told_in is not None:
            wanted = endorsement_of(permit, now.date())
        await _follow(told_in or 0, person_id, waiting, to_come(wanted, now.date()), uow, now)
        await uow.commit()


def endorsement_of(permit: Permit, on: date) -> tuple[Promise, ...]:
    """The promises of the cycle in which a permit is on a day."""
    return endorsement(permit.standing(on)) if permit.issued <= on else ()


async def reconcile(after: int, limit: int, uow: UnitOfWork, now: datetime) -> tuple[int | None, int]:
    """Look at the next permits whose holders wait for nothing, and promise what is missing; those for whom nothing is
    to come (suspended, left) stay as they are. Gives the id to go on behind, None at the end, and how many were
    amiss."""
    amiss = 0
    async with uow:
        found = await uow.permits.unplanned(after, limit)
        for _, person_id in found:
            await plan_endorsement(person_id, uow, now)
            amiss += bool(await uow.promises.waiting_of(person_id, Matter.ENDORSEMENT))
        await uow.commit()
    return found[-1][0] if len(found) == limit else None, amiss


async def plan_begun(account_id: int, matter: Matter, day: date | None, uow: UnitOfWork, now: datetime) -> None:
    """Somebody has told the day of his arrival or of a change and has not finished (R5.1, R5.2); None once he has, or
    has thrown it away. Today he is here: he is reminded from tomorrow on."""
    async with uow:
        waiting = [one for one in await uow.promises.waiting(account_id) if one.promise.matter is matter]
        wanted = BEGUN[matter](day) if day else ()
        await _follow(account_id, None, waiting, to_come(wanted, add_days(now.date(), 1)), uow, now)
        await uow.commit()


async def _follow(
    account_id: int,
    person_id: int | None,
    waiting: Sequence[Reminder],
    wanted: Sequence[Promise],
    uow: UnitOfWork,
    now: datetime,
) -> None:
    kept = {one.promise for one in waiting if one.account_id == account_id and one.promise in wanted}
    gone = [one.id for one in waiting if one.promise not in kept or one.account_id != account_id]
    await uow.promises.withdraw([one for one in gone if one is not None])
    fresh = [one for one in wanted if one not in kept]
    await uow.promises.promise([Reminder(account_id, one, due(one.on, now), {}, person_id) for one in fresh])


async def _chat_of(person_id: int, uow: UnitOfWork) -> int | None:
    """The account through which a person applied last, if it still stands for him, else the first that does."""
    accounts = await uow.people.accounts_of(person_id)
    filing = await uow.filings.latest_of(person_id)
    if filing is not None and filing.account_id in accounts:
        return filing.account_id
    return accounts[0] if accounts else None


async def snooze(account_id: int, reminder_id: int, until: date, uow: UnitOfWork, now: datetime) -> bool:
    """Tell what was told once more on a day; False where that is not this account's to ask."""
    async with uow:
        done = await uow.promises.snooze(account_id, reminder_id, until, due(until, now))
        await uow.commit()
    return done
