"""What a tick of the clockwork costs with nothing, a thousand and a hundred thousand due, next to bare SQL.

    python -m bench.reminders [--postgres postgresql://…] [--promises 1000000] [--rounds 5]

Measured with a tenth of the promises waiting and with all of them, one a permit, spread over the year to come:

- a tick with nothing due, leadership and all, beside `SELECT 1` on a bare connection;
- everything that is due claimed and noted in batches of 100, a commit each, through the repository, which hands out
  domain objects, beside a bare loop of the same batches that hands out numbers;
- a tick with so many due: its causes looked at, its messages stored, at most nine batches of forty.

The database `anju_bench_reminders` on the server named is dropped and made anew.
"""

import argparse
import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

import asyncpg
from sqlalchemy import select

from bench._anchor import footer, goal, header, out
from bench._store import fresh_store, kind_of, server_of, tidied, told
from bot.clock import SHANGHAI, Clock
from bot.clockwork import BATCH, BATCHES, Clockwork
from bot.conversation.speech import State
from storage.leadership import leadership
from storage.stores import Store
from storage.tables import promises
from storage.unit_of_work import SqlUnitOfWork

CLAIMED = 100
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
MOMENT = NOW.astimezone(UTC).replace(tzinfo=None)
DUE = (1_000, 100_000)
TOLD = {
    "hangzhou_hukou": "no", "talent": "no", "registered_on": "2026-05-23", "resided_continuously": "yes",
    "born": "1995-03-15", "employment.path": "employee", "employment.insured_this_month": "yes",
    "employment.insured_months": 24, "employment.since": "2025-03-01", "employment.labour_contract": "yes",
    "housing.kind": "none", "schooling.stage": "none",
}  # fmt: skip
"""An employee whose half year is over on the day of NOW."""
WRITTEN = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLite keeps a moment."""
INTO = """INSERT INTO promises (account_id, matter, cycle, step, day, due_at, about, state)
SELECT 1, 'ripening', i, 'ripe', {day}, {due}, :about, 'waiting' FROM {numbers}"""
NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n)",
    "postgresql": "generate_series(CAST(:first AS int), CAST(:last AS int)) AS n(i)",
}
DAY = {"sqlite": "'2026-11-23'", "postgresql": "date '2026-11-23'"}
AT = {
    "sqlite": "datetime(:at, '+' || (i % 365 * :spread) || ' days') || '.000000'",
    "postgresql": "CAST(:at AS timestamp) + i % 365 * CAST(:spread AS int) * interval '1 day'",
}
FIRST = "SELECT id FROM promises WHERE state = 'waiting' AND due_at <= {} ORDER BY due_at, id LIMIT 100"
Times = dict[str, list[float]]
Drain = Callable[[], Awaitable[int]]


async def fill(store: Store, first: int, last: int, *, due: bool = False) -> None:
    """Promises to one account, a cycle each: due now, or spread over the year to come."""
    kind, at = kind_of(store), MOMENT if due else MOMENT + timedelta(days=1)

    async def sealed(uow: SqlUnitOfWork) -> bytes:
        return uow._keys.seal_json({"way": "employment", "told": "2026-11-20"}, "promises.about")

    about = await store.run(sealed)
    statement = INTO.format(day=DAY[kind], due=AT[kind], numbers=NUMBERS[kind])
    when = f"{at:%Y-%m-%d %H:%M:%S}" if kind == "sqlite" else at
    await told(store, statement, {"first": first, "last": last, "about": about, "at": when, "spread": int(not due)})


async def somebody(store: Store) -> None:
    """The account that everything is promised to."""

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            account = await uow.accounts.open("bench", "1", "zh", NOW)
            state = State(facts=TOLD, facts_on="2026-11-20")
            await uow.accounts.save(account.with_state(state.to_json(), "zh"))
            await uow.commit()

    await store.run(work)


def ours(store: Store) -> Drain:
    """A batch claimed and noted through the repository; how many there were."""

    async def work(uow: SqlUnitOfWork) -> int:
        async with uow:
            claimed = await uow.promises.due_until(NOW, CLAIMED)
            await uow.promises.sent([one.id or 0 for one in claimed])
            await uow.commit()
        return len(claimed)

    async def drain() -> int:
        return await store.run(work)

    return drain


@asynccontextmanager
async def bare(store: Store) -> AsyncIterator[tuple[Callable[[], Awaitable[object]], Drain]]:
    """`SELECT 1`, and a batch claimed and noted, on a connection of the driver's own."""
    mark = "UPDATE promises SET state = 'sent' WHERE id IN ({}) RETURNING id"
    if kind_of(store) == "sqlite":
        plain = sqlite3.connect(str(store.url.database), isolation_level=None, check_same_thread=False)
        plain.execute("PRAGMA synchronous=FULL")

        async def one() -> object:
            return plain.execute("SELECT 1").fetchone()

        async def batch() -> int:
            return len(plain.execute(mark.format(FIRST.format("?")), (f"{MOMENT:{WRITTEN}}",)).fetchall())

        yield one, batch
        plain.close()
        return
    server = await asyncpg.connect(server_of(store))
    asked = await server.prepare("SELECT 1")
    marked = await server.prepare(mark.format(FIRST.format("$1") + " FOR UPDATE SKIP LOCKED"))

    async def batch_there() -> int:
        return len(await marked.fetch(MOMENT))

    yield asked.fetchval, batch_there
    await server.close()


async def empty(store: Store, size: int, rounds: int) -> float:
    """Milliseconds of a tick with nothing due."""
    leader = leadership(store.url)
    clockwork = Clockwork(store, Clock(NOW), leader)
    await clockwork.tick()
    times: Times = {"select 1": [], "select 1 through the store": [], "tick": []}
    async with bare(store) as (select_1, _):
        cases = dict(zip(times, (select_1, store.ping, clockwork.tick), strict=True))
        for _ in range(rounds * 400):
            for name, case in cases.items():
                started = time.perf_counter()
                await case()
                times[name].append(1000 * (time.perf_counter() - started))
    await leader.release()
    figures = {name: median(values) for name, values in times.items()}
    kind = kind_of(store)
    out("a tick with nothing due, ms", database=kind, promises=size, **figures)
    anchor = "select 1" if kind == "postgresql" else "select 1 through the store"
    goal(f"{kind}: {anchor} to a tick with nothing due of {size:,}", figures[anchor] / figures["tick"], 1 / 3)
    return figures["tick"]


async def drained(store: Store, size: int, due: int, rounds: int) -> float:
    """Seconds in which everything due is claimed and noted."""
    times: Times = {"bare": [], "ours": []}
    async with bare(store) as (_, plain):
        for turn in range(rounds + 1):
            for name, drain in (("bare", plain), ("ours", ours(store))):
                await told(store, "UPDATE promises SET state = 'waiting' WHERE state = 'sent'")
                await tidied(store, "promises")
                began, found = time.perf_counter(), 0
                while more := await drain():
                    found += more
                assert found == due
                if turn:
                    times[name].append(time.perf_counter() - began)
    ratio = median(one / other for one, other in zip(times["bare"], times["ours"], strict=True))
    seconds = {name: median(values) for name, values in times.items()}
    kind = kind_of(store)
    out("claimed and noted, s", database=kind, promises=size, due=due, **seconds, per_second=due / seconds["ours"])
    goal(f"{kind}: claim and note of {due:,} due of {size:,} to bare", ratio, 0.5)
    return seconds["ours"]


async def ticked(store: Store, size: int, due: int, rounds: int) -> float:
    """Seconds of a tick with so many due, which settles its batches for good, without the breath between them."""
    clockwork, times = Clockwork(store, Clock(NOW), leadership(store.url), breath=0), []
    limit = min(due, BATCH * BATCHES)
    for _ in range(rounds):
        await told(store, "UPDATE promises SET state = 'waiting' WHERE state = 'sent'")
        await tidied(store, "promises")
        began = time.perf_counter()
        await clockwork.tick()
        times.append(time.perf_counter() - began)
        assert await _count(store) == limit
    await clockwork._leader.release()
    seconds = median(times)
    out("a tick with due, s", database=kind_of(store), promises=size, due=due, settled=limit, seconds=seconds,
        per_second=limit / seconds)  # fmt: skip
    return seconds / limit


async def _count(store: Store) -> int:
    async def work(uow: SqlUnitOfWork) -> int:
        async with uow:
            sent = select(promises.c.id).where(promises.c.state == "sent").limit(BATCH * BATCHES + 1)
            return len((await uow._link.execute(sent)).all())

    return await store.run(work)


async def measure(store: Store, size: int, rounds: int) -> None:
    """One database, at a tenth of the promises and at all of them."""
    kind = kind_of(store)
    await somebody(store)
    found: dict[str, list[float]] = {}
    there = 0
    for last in (size // 10, size):
        began = time.perf_counter()
        await fill(store, there + 1, last)
        await tidied(store, "promises")
        out("filled", database=kind, promises=last, seconds=time.perf_counter() - began)
        there = last
        found.setdefault("nothing due", []).append(await empty(store, last, rounds))
        for due in DUE:
            await fill(store, size + 1, size + due, due=True)
            found.setdefault(f"{due:,} due, claimed and noted", []).append(await drained(store, last, due, rounds))
            found.setdefault(f"{due:,} due, a tick", []).append(await ticked(store, last, due, rounds))
            await told(store, "DELETE FROM promises WHERE cycle > :size", {"size": size})
            await told(store, "DELETE FROM messages")
            await tidied(store, "promises")
    for name, (small, large) in found.items():
        goal(f"{kind}: {name}, of {size // 10:,} to of {size:,}", small / large, 1 / 1.1)


async def main(chosen: argparse.Namespace) -> None:
    """Everything, a line a figure."""
    header()
    async with fresh_store(chosen.postgres, "anju_bench_reminders") as store:
        await measure(store, chosen.promises, chosen.rounds)
    footer()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--postgres")
    parser.add_argument("--promises", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    asyncio.run(main(parser.parse_args()))
