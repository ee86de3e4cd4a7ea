"""Promised reminders, asked alike of the unit of work in memory and of the real one on both databases; and what only a
real one can show: that two claim different rows, and that asking costs what is due.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest
from sqlalchemy import text

from domain.ports import UnitOfWork
from domain.registrations import Registration
from domain.reminders import Matter, Promise, Reminder, State, Step
from storage.keyring import KeyRing
from storage.promises import IS_DUE
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, commit, look, registered, waiting_for_a_lock
from tests.integration.storage.test_contract import World, database_kind, world  # noqa: F401  # fixtures
from tests.unit.domain.making import NOW, SHANGHAI, TODAY, person, registration

DAY = date(2027, 2, 28)
DUE = datetime(2027, 2, 28, 9, tzinfo=SHANGHAI)
GATE = 42


def reminder(account_id: int, **more: Any) -> Reminder:
    step = more.pop("step", Step.RIPE)
    promise = Promise(more.pop("on", DAY), more.pop("matter", Matter.RIPENING), step, more.pop("cycle", 0))
    return replace(Reminder(account_id, promise, DUE, {"way": "housing"}), **more)


async def done(world: World, work: Callable[[UnitOfWork], Awaitable[Any]]) -> Any:  # noqa: F811
    """Do the work in a unit of work of its own and commit it."""

    async def whole(uow: UnitOfWork) -> Any:
        async with uow:
            answer = await work(uow)
            await uow.commit()
        return answer

    return await world.run(whole)


async def test_every_part_of_a_promise_is_kept(world: World) -> None:  # noqa: F811
    number = await world.account()
    holder = await done(world, lambda uow: uow.people.add(person()))
    given = reminder(number, person_id=holder.id, about={"way": "schooling", "told": "2026-11-23"}, cycle=3)

    await done(world, lambda uow: uow.promises.promise([given]))

    (kept,) = await done(world, lambda uow: uow.promises.waiting(number))
    assert kept.id is not None
    assert replace(kept, id=None) == given


async def test_promised_again_the_same_row_takes_the_new_day(world: World) -> None:  # noqa: F811
    number = await world.account()
    later = reminder(number, on=DAY + timedelta(days=9), due=DUE + timedelta(days=9), about={"way": "employment"})
    await done(world, lambda uow: uow.promises.promise([reminder(number)]))
    (first,) = await done(world, lambda uow: uow.promises.waiting(number))

    await done(world, lambda uow: uow.promises.promise([later]))

    assert await done(world, lambda uow: uow.promises.waiting(number)) == (replace(later, id=first.id),)


async def test_the_steps_of_a_matter_and_its_cycles_are_promises_of_their_own(world: World) -> None:  # noqa: F811
    number = await world.account()
    several = [
        reminder(number, matter=Matter.ENDORSEMENT, step=step, cycle=cycle, due=DUE + timedelta(days=cycle, hours=hour))
        for cycle in (1, 2)
        for hour, step in enumerate((Step.OPEN, Step.D14))
    ]

    await done(world, lambda uow: uow.promises.promise(several))
    await done(world, lambda uow: uow.promises.promise([]))

    kept = await done(world, lambda uow: uow.promises.waiting(number))
    assert [(one.promise.cycle, one.promise.step) for one in kept] == [
        (1, Step.OPEN), (1, Step.D14), (2, Step.OPEN), (2, Step.D14)
    ]  # fmt: skip
    newest = await done(world, lambda uow: uow.promises.latest(number, Matter.ENDORSEMENT))
    assert newest.promise.cycle == 2
    assert await done(world, lambda uow: uow.promises.latest(number, Matter.RIPENING)) is None


async def test_only_what_waits_is_moved_or_withdrawn_and_what_was_sent_stays_sent(world: World) -> None:  # noqa: F811
    number = await world.account()
    await done(world, lambda uow: uow.promises.promise([reminder(number)]))
    (one,) = await done(world, lambda uow: uow.promises.due_until(DUE, 10))
    await done(world, lambda uow: uow.promises.sent([one.id]))

    await done(world, lambda uow: uow.promises.promise([reminder(number, due=DUE + timedelta(days=1))]))

    assert not await done(world, lambda uow: uow.promises.move(one))
    assert await done(world, lambda uow: uow.promises.withdraw([one.id])) == 0
    newest = await done(world, lambda uow: uow.promises.latest(number, Matter.RIPENING))
    assert (newest.state, newest.due) == (State.SENT, DUE)
    assert await done(world, lambda uow: uow.promises.waiting(number)) == ()


async def test_what_was_withdrawn_waits_again_when_it_is_promised_again(world: World) -> None:  # noqa: F811
    number = await world.account()
    await done(world, lambda uow: uow.promises.promise([reminder(number)]))
    (one,) = await done(world, lambda uow: uow.promises.waiting(number))

    assert await done(world, lambda uow: uow.promises.withdraw([one.id])) == 1
    assert await done(world, lambda uow: uow.promises.due_until(DUE, 10)) == ()
    await done(world, lambda uow: uow.promises.promise([reminder(number)]))

    assert await done(world, lambda uow: uow.promises.waiting(number)) == (one,)


async def test_what_waits_no_longer_waits_again_until_a_day_in_its_own_account_alone(world: World) -> None:  # noqa: F811
    number, until, moment = await world.account(), DAY + timedelta(days=3), DUE + timedelta(days=3)
    await done(world, lambda uow: uow.promises.promise([reminder(number)]))
    (one,) = await done(world, lambda uow: uow.promises.waiting(number))

    async def snoozed(account_id: int = number, reminder_id: int = one.id) -> bool:
        found: bool = await done(world, lambda uow: uow.promises.snooze(account_id, reminder_id, until, moment))
        return found

    assert not await snoozed(), "it waits"
    await done(world, lambda uow: uow.promises.sent([one.id]))
    assert not await snoozed(await world.account())
    assert not await snoozed(number, 0)
    assert await snoozed()

    again = replace(one, promise=replace(one.promise, on=until), due=moment)
    assert await done(world, lambda uow: uow.promises.waiting(number)) == (again,)
    await done(world, lambda uow: uow.promises.withdraw([one.id]))
    assert await snoozed(), "a button is still there"


async def test_what_is_due_comes_in_its_order_and_a_moved_one_later(world: World) -> None:  # noqa: F811
    numbers = [await world.account() for _ in range(3)]
    given = [reminder(number, due=DUE - timedelta(hours=place)) for place, number in enumerate(numbers)]
    await done(world, lambda uow: uow.promises.promise(given))

    due = await done(world, lambda uow: uow.promises.due_until(DUE, 2))
    assert [one.account_id for one in due] == [numbers[2], numbers[1]]
    assert await done(world, lambda uow: uow.promises.due_until(DUE - timedelta(hours=2, seconds=1), 10)) == ()

    later = replace(due[0], due=DUE + timedelta(days=1), promise=replace(due[0].promise, on=DAY + timedelta(days=1)))
    assert await done(world, lambda uow: uow.promises.move(later))
    assert [one.account_id for one in await done(world, lambda uow: uow.promises.due_until(DUE, 10))] == numbers[1::-1]


async def test_the_newest_registration_is_found_also_after_it_ended(world: World) -> None:  # noqa: F811
    async def twice(uow: UnitOfWork) -> Registration:
        known = await uow.people.add(person())
        assert await uow.registrations.latest_of(known.id or 0) is None
        for _ in range(2):
            made = await uow.registrations.add(registration(id=None, person_id=known.id), known.document)
            made = made.departed(TODAY, TODAY)
            await uow.registrations.save(made)
        assert await uow.registrations.active_of(known.id or 0) is None
        return made

    made = await done(world, twice)
    assert await done(world, lambda uow: uow.registrations.latest_of(made.person_id)) == made


# ---- the databases alone ----


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
async def test_promises_go_with_their_account_and_their_person(store: Store) -> None:
    mine, registered_me = await registered(store)
    other = await account(store, "2")
    given = [reminder(mine.id), reminder(other.id, person_id=registered_me.person.id)]
    await commit(store, lambda uow: uow.promises.promise(given))

    await commit(store, lambda uow: uow._link.execute(text("DELETE FROM people")))
    assert await look(store, lambda uow: uow.promises.waiting(other.id)) == ()
    await commit(store, lambda uow: uow._link.execute(text("DELETE FROM accounts")))
    left = await look(store, lambda uow: uow._link.execute(text("SELECT count(*) FROM promises")))
    assert left.scalar_one() == 0


async def _many(store: Store, how_many: int) -> list[int]:
    numbers = [(await account(store, str(chat))).id for chat in range(how_many)]
    await commit(store, lambda uow: uow.promises.promise([reminder(number) for number in numbers]))
    return numbers


@asynccontextmanager
async def closed_gate(database: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A lock that holds up whoever passes `through`; what is yielded opens it."""
    gate = await asyncpg.connect(database.replace("+asyncpg", ""))
    await gate.execute(f"SELECT pg_advisory_lock({GATE})")
    yield gate.close
    await gate.close()


async def through(uow: SqlUnitOfWork) -> None:
    await uow._link.execute(text(f"SELECT pg_advisory_xact_lock({GATE})"))


async def send_slowly(uow: SqlUnitOfWork) -> list[int]:
    """Claim three, note them as sent, and commit only when the gate is open."""
    claimed = await uow.promises.due_until(DUE, 3)
    await uow.promises.sent([one.id or 0 for one in claimed])
    await through(uow)
    return [one.account_id for one in claimed]


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_two_connections_claim_different_rows_and_neither_waits(
    store: Store, database: str, keys: KeyRing
) -> None:
    numbers = await _many(store, 5)
    other = open_store(database, keys)

    async def due_now() -> list[int]:
        return [one.account_id for one in await look(other, lambda uow: uow.promises.due_until(DUE, 10))]

    async with closed_gate(database) as open_it, asyncio.TaskGroup() as group:
        slow = group.create_task(commit(store, send_slowly))
        await waiting_for_a_lock(other)
        meanwhile = await due_now()
        await open_it()

    assert slow.result() == numbers[:3]
    assert meanwhile == numbers[3:] == await due_now()
    await other.close()


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_who_cancels_what_is_being_sent_waits_and_cancels_nothing(
    store: Store, database: str, keys: KeyRing
) -> None:
    await _many(store, 1)
    other = open_store(database, keys)
    (one,) = await look(other, lambda uow: uow.promises.due_until(DUE, 1))

    async with closed_gate(database) as open_it, asyncio.TaskGroup() as group:
        group.create_task(commit(store, send_slowly))
        await waiting_for_a_lock(other)
        cancelled = group.create_task(commit(other, lambda uow: uow.promises.withdraw([one.id or 0])))
        await waiting_for_a_lock(store, 2)
        await open_it()

    assert cancelled.result() == 0
    await other.close()


PLANS = {"sqlite": ("EXPLAIN QUERY PLAN ", "ix_promises_waiting"), "postgresql": ("EXPLAIN ", "ix_promises_waiting")}


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
async def test_asking_what_is_due_goes_through_the_index_of_what_waits(store: Store, database_kind: str) -> None:  # noqa: F811
    explain, index = PLANS[database_kind]
    question = "SELECT * FROM promises WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT 40"
    settings = "SET LOCAL enable_seqscan = off" if database_kind == "postgresql" else "SELECT 1"

    async def plan(uow: SqlUnitOfWork) -> str:
        await uow._link.execute(text(settings))
        found = await uow._link.execute(text(explain + question), {"now": NOW.replace(tzinfo=None)})
        return str(found.all())

    assert index in await look(store, plan)


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("question", [IS_DUE, "SELECT id FROM promises WHERE {} ORDER BY due_at, id LIMIT 40"])
async def test_what_is_due_is_asked_of_the_index_by_a_prepared_statement_too(store: Store, question: str) -> None:
    """Whose plan is made once for any moment; nothing may be sorted, for a whole day is due at the same one."""
    mine = (await account(store, "1")).id
    await commit(store, lambda uow: uow.promises.promise([reminder(mine, cycle=one) for one in range(20_000)]))
    server = await asyncpg.connect(store.url.set(drivername="postgresql").render_as_string(hide_password=False))
    await server.execute("ANALYZE promises")
    await server.execute("SET plan_cache_mode = force_generic_plan")
    asked = question.format("state = 'waiting' AND due_at <= $1")
    await server.execute(f"PREPARE asked (timestamp) AS {asked}")

    plan = str(await server.fetch("EXPLAIN EXECUTE asked (now()::timestamp)"))

    await server.close()
    assert "ix_promises_waiting" in plan
    assert "Sort" not in plan
