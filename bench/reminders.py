"""What a tick of the clockwork costs, next to the database asked nothing and to a bare claiming loop.

    python -m bench.reminders [--postgres postgresql://…] [--promises 1000000] [--rounds 7]

Nothing due: a whole tick (unit of work, claim, leave) at a tenth of the promises and at all of them, beside `SELECT 1`
on a bare connection and through the store. Due: claiming and noting in batches of 100 through the repository, which
opens every row, beside plain SQL that opens none; settling for good, each with its facts read, assessed anew and its
message stored. The database `anju_bench_reminders` on the server named is dropped and made anew.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from sqlalchemy import text

from bench._anchor import footer, header, out
from bot import reminders
from bot.clock import SHANGHAI
from bot.conversation.speech import State
from storage import schema
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork

BATCH = 100
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TOLD = {
    "hangzhou_hukou": "no", "talent": "no", "registered_on": "2026-05-23", "resided_continuously": "yes",
    "born": "1995-03-15", "employment.path": "employee", "employment.insured_this_month": "yes",
    "employment.insured_months": 24, "employment.since": "2025-03-01", "employment.labour_contract": "yes",
    "housing.kind": "none", "schooling.stage": "none",
}  # fmt: skip
"""An employee whose half year is over on the day of NOW."""
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT {} FROM n",
    "postgresql": "SELECT {} FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n(i)",
}
WRITTEN = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLite keeps a moment."""
Case = Callable[[], Awaitable[object]]


async def fill(store: Store, keys: KeyRing, first: int, last: int, *, due: bool = False) -> None:
    """Promises to one account, a cycle each: due now, or spread over the year to come."""
    here = store.url.get_backend_name() == "postgresql"
    about = keys.seal_json({"way": "employment", "told": "2026-11-20"}, "promises.about")
    moment = NOW.astimezone(UTC).replace(tzinfo=None)
    values = {"first": first, "last": last, "about": about, "due": moment if here else f"{moment:{WRITTEN}}"}
    when = "CAST(:due AS timestamp)" if here else ":due"
    later = f"{when} + (1 + i % 365) * interval '1 day'" if here else "datetime(:due, '+' || (1 + i % 365) || ' days')"
    columns = f"1, 'ripening', i, 'ripe', '{NOW:%Y-%m-%d}', {when if due else later}, :about, 'waiting'"
    into = "INSERT INTO promises (account_id, matter, cycle, step, day, due_at, about, state) "
    if here:
        columns = columns.replace("'2026-11-23'", "date '2026-11-23'")

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            statement = into + NUMBERS[store.url.get_backend_name()].format(columns)
            await uow._link.execute(text(statement), values)
            await uow.commit()

    await store.run(work)


async def somebody(store: Store) -> None:
    """The account that everything is promised to."""

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            account = await uow.accounts.open("bench", "1", "zh", NOW)
            state = State(facts=TOLD, facts_on="2026-11-20")
            await uow.accounts.save(account.with_state(state.to_json(), "zh"))
            await uow.commit()

    await store.run(work)


async def per_second(case: Case, window: float = 0.5) -> float:
    calls, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < window:
        await case()
        calls += 1
    return calls / passed


async def claim_and_note(store: Store) -> object:
    """A batch through the repository, undone so that the next finds it again."""

    async def work(uow: SqlUnitOfWork) -> int:
        async with uow:
            claimed = await uow.promises.due_until(NOW, BATCH)
            await uow.promises.sent([one.id or 0 for one in claimed])
        assert len(claimed) == BATCH
        return BATCH

    return await store.run(work)


def settle(store: Store, limit: int, now: datetime = NOW) -> Case:
    return lambda: store.run(lambda uow: reminders.settle(uow, now, NOW, limit))


@asynccontextmanager
async def bare(store: Store) -> AsyncIterator[tuple[Case, Case]]:
    """`SELECT 1`, and a batch claimed and noted by plain SQL and undone, on a connection of the driver's own."""
    claim = "SELECT id FROM promises WHERE state = 'waiting' AND due_at <= {} ORDER BY due_at LIMIT 100"
    moment = NOW.astimezone(UTC).replace(tzinfo=None)
    if store.url.get_backend_name() == "sqlite":
        plain = sqlite3.connect(str(store.url.database), isolation_level=None)

        async def one() -> object:
            return plain.execute("SELECT 1").fetchone()

        async def batch() -> object:
            plain.execute("BEGIN IMMEDIATE")
            claimed = f"UPDATE promises SET state = 'sent' WHERE id IN ({claim.format('?')})"
            plain.execute(claimed, (f"{moment:{WRITTEN}}",))
            return plain.execute("ROLLBACK")

        yield one, batch
        plain.close()
        return
    server = await asyncpg.connect(store.url.set(drivername="postgresql").render_as_string(hide_password=False))
    asked = await server.prepare("SELECT 1")
    marked = await server.prepare(
        f"UPDATE promises SET state = 'sent' WHERE id IN ({claim.format('$1')} FOR UPDATE SKIP LOCKED)"
    )

    async def batch_there() -> object:
        transaction = server.transaction()
        await transaction.start()
        await marked.fetch(moment)
        await transaction.rollback()
        return None

    yield asked.fetchval, batch_there
    await server.close()


async def measure(url: str, promises: int, rounds: int) -> None:
    """One database, its cases in turn within every round."""
    keys = KeyRing.fresh()
    await schema.upgrade(url)
    store = open_store(url, keys)
    kind = store.url.get_backend_name()
    await somebody(store)
    async with bare(store) as (select_1, plain_batch):
        small = promises // 10
        for first, last in ((1, small), (small + 1, promises)):
            await fill(store, keys, first, last)
            await store.run(_analyze)
            idle = {"select 1": select_1, "select 1 through the store": store.ping, "tick": settle(store, 40)}
            await told(kind, f"nothing due of {last:,}", idle, rounds)
        await fill(store, keys, promises + 1, promises + 20_000, due=True)
        await store.run(_analyze)
        cases = {"bare batch": plain_batch, "claim and note": lambda: claim_and_note(store)}
        await told(kind, f"{BATCH} claimed, noted, undone", cases, rounds, BATCH)
        started = time.perf_counter()
        for _ in range(25):
            done: Any = await settle(store, 40)()
            assert done.sent == 40
        out("settled for good", database=kind, per_second=1000 / (time.perf_counter() - started))
    await store.close()


async def _analyze(uow: SqlUnitOfWork) -> None:
    async with uow:
        await uow._link.execute(text("ANALYZE promises"))
        await uow.commit()


async def told(kind: str, name: str, cases: dict[str, Case], rounds: int, each: int = 1) -> None:
    """The first case is what the others are compared with."""
    rates: dict[str, list[float]] = {case: [] for case in cases}
    for turn in range(rounds + 1):
        for case, call in cases.items():
            rate = await per_second(call) * each
            if turn:
                rates[case].append(rate)
    anchor = next(iter(cases))
    for case, values in rates.items():
        ratio = median(own / other for own, other in zip(values, rates[anchor], strict=True))
        out(name, database=kind, case=case, per_second=median(values), ratio=ratio, to=anchor)


async def main(chosen: argparse.Namespace) -> None:
    header()
    with tempfile.TemporaryDirectory() as folder:
        await measure(f"sqlite:///{Path(folder) / 'bench.db'}", chosen.promises, chosen.rounds)
    if chosen.postgres:
        admin = await asyncpg.connect(chosen.postgres, database="postgres")
        await admin.execute("DROP DATABASE IF EXISTS anju_bench_reminders WITH (FORCE)")
        await admin.execute("CREATE DATABASE anju_bench_reminders TEMPLATE template0")
        await measure(f"{chosen.postgres.rstrip('/')}/anju_bench_reminders", chosen.promises, chosen.rounds)
        await admin.execute("DROP DATABASE anju_bench_reminders WITH (FORCE)")
        await admin.close()
    footer()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres")
    parser.add_argument("--promises", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(main(parser.parse_args()))
