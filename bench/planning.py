"""What it costs to promise the holders of permits what they are to be reminded of, next to one bare statement.

    python -m bench.planning [--postgres postgresql://…] [--permits 100000] [--rounds 3] [--jobs 10000]

Half of the permits are in their first year, half were endorsed once, on any day of their window; one in ten holders has
two chats. Measured, in turn:

- a round from nothing: everybody's seven, in the batches and transactions of the nightly round;
- the same rows by one `INSERT … SELECT … ON CONFLICT DO NOTHING`, the days given to it ready made;
- a round in which nothing is amiss, and what that makes of ten million permits.

For the record, beside nothing: APScheduler 3 with a date job for each permit, `--jobs` of them, in its store on SQLite.
The database `anju_bench_planning` on the server named is dropped and made anew.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Table, event, insert

from bench._anchor import footer, goal, header, out
from bench._store import fresh_store, kind_of, tidied, told
from bot.clock import SHANGHAI
from bot.rounds import ROUNDS, batch
from domain.days import add_months
from storage.stores import Store
from storage.tables import account_people, accounts, people, permit_visits, permits, promises, registrations
from storage.unit_of_work import SqlUnitOfWork

NIGHT = datetime(2026, 11, 23, 3, 30, tzinfo=SHANGHAI)
TODAY = NIGHT.date()
STEPS = 7
"""Of a year of a permit."""
CHUNK = 10_000
BARE = """INSERT INTO promises (account_id, person_id, matter, cycle, step, day, due_at, about, state)
SELECT (SELECT min(account_id) FROM account_people a WHERE a.person_id = p.person_id), p.person_id, 'endorsement',
  ready.cycle, ready.step, ready.day, ready.due_at, :about, 'waiting'
FROM permits p CROSS JOIN ready WHERE ready.issued = p.issued
ON CONFLICT DO NOTHING"""
"""`ready` holds the seven days of each day of issue: the statement knows no law."""


def issued_on(number: int, size: int) -> date:
    """The permits of a year in the order of their ids; those of every other holder are a year older."""
    return TODAY - timedelta(days=364 - number * 364 // size + 365 * (number % 2))


def rows_of(numbers: Iterable[int], size: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """What is on record of each."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    for one in numbers:
        key, issued = b"%032d" % one, issued_on(one, size)
        person = {"id": one, "document_kind": "id_card", "document_index": key, "phone_index": key, "consented_at": at}
        yield people, person | dict.fromkeys(("name", "document", "phone"), b"sealed")
        home = {"person_id": one, "document_index": key, "status": "active", "arrived": issued, "registered_on": issued}
        place = {"area_index": key, "district_index": key, "version": 1, "recorded_at": at}
        yield registrations, home | place | {"dwelling": "rented", "home": b"sealed"}
        permit = {"id": one, "person_id": one, "number": b"sealed", "number_index": key, "issued": issued}
        yield permits, permit | {"registered": issued, "card": "valid", "version": 1}
        if one % 2:
            yield permit_visits, {"permit_id": one, "visited_on": visited_on(one, issued), "staff_id": 1}
        for account in (one, size + one)[: 1 + (one % 10 == 0)]:
            chat = {"id": account, "channel": "bench", "chat": str(account), "language": "zh", "version": 1}
            yield accounts, chat | {"created_at": at}
            yield account_people, {"account_id": account, "person_id": one, "relation": "self"}


def visited_on(number: int, issued: date) -> date:
    """Any day of the window, as far as it has come."""
    return min(add_months(issued, 12) - timedelta(days=number % 28), TODAY)


async def fill(store: Store, size: int) -> None:
    """The holders, so many at a time."""
    order = (people, accounts, account_people, registrations, permits, permit_visits)
    for start in range(1, size + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, size + 1))
        found: dict[str, list[dict[str, Any]]] = {table.name: [] for table in order}
        for table, row in rows_of(numbers, size):
            found[table.name].append(row)

        async def work(uow: SqlUnitOfWork, found: dict[str, list[dict[str, Any]]] = found) -> None:
            async with uow:
                for table in order:
                    await uow._link.execute(insert(table), found[table.name])
                await uow.commit()

        await store.run(work)
    for table in order:
        await tidied(store, table.name)


async def make_ready(store: Store) -> None:
    """The days for the bare statement, from the rule that our round asks too."""
    await round_of(store)
    columns = "p.issued, o.cycle, o.step, o.day, o.due_at"
    await told(
        store,
        f"CREATE TABLE ready AS SELECT DISTINCT {columns} FROM promises o JOIN permits p ON p.person_id = o.person_id",
    )
    await told(store, "CREATE INDEX ready_by_issue ON ready (issued)")
    await tidied(store, "ready")


async def round_of(store: Store) -> tuple[float, int]:
    """A whole round: its seconds, and how many were amiss."""
    began, amiss, more = time.perf_counter(), 0, True
    while more:
        more, found = await store.run(lambda uow: batch(ROUNDS[0], uow, NIGHT))
        amiss += found
    return time.perf_counter() - began, amiss


async def bare_of(store: Store) -> float:
    """The seconds of the one statement."""
    began = time.perf_counter()
    await told(store, BARE, {"about": b"sealed"})
    return time.perf_counter() - began


async def emptied(store: Store) -> None:
    """Nothing is promised to anybody."""
    await told(store, "DELETE FROM promises" if kind_of(store) == "sqlite" else "TRUNCATE promises")
    await tidied(store, "promises")


async def measure(store: Store, size: int, rounds: int) -> None:
    """One database."""
    kind = kind_of(store)
    times: dict[str, list[float]] = {"bare": [], "ours": [], "nothing amiss": []}
    await fill(store, size)
    await make_ready(store)
    for _ in range(rounds):
        await emptied(store)
        times["bare"].append(await bare_of(store))
        await emptied(store)
        seconds, amiss = await round_of(store)
        assert amiss == size
        times["ours"].append(seconds)
        await tidied(store, promises.name)
        seconds, amiss = await round_of(store)
        assert amiss == 0
        times["nothing amiss"].append(seconds)
    rows, middle = size * STEPS, {name: median(values) for name, values in times.items()}
    out("planned, promises a second", database=kind, bare=rows / middle["bare"], ours=rows / middle["ours"])
    ratio = median(one / other for one, other in zip(times["bare"], times["ours"], strict=True))
    goal(f"{kind}: planning to the bare statement", ratio, 0.5)
    idle = middle["nothing amiss"]
    minutes = idle / size * 1e7 / 60
    out("a round, nothing amiss", database=kind, permits_per_second=size / idle, minutes_of_ten_million=minutes)


def remind(permit: int) -> None:
    """What a job of APScheduler would do."""


def jobs(count: int) -> None:
    """A date job for each permit, as APScheduler is used by its first page; WAL, every commit durable."""
    with tempfile.TemporaryDirectory() as folder:
        kept = SQLAlchemyJobStore(url=f"sqlite:///{Path(folder) / 'jobs.db'}")

        @event.listens_for(kept.engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

        scheduler = BackgroundScheduler(jobstores={"default": kept}, timezone=UTC)
        scheduler.start(paused=True)
        began = time.perf_counter()
        for one in range(count):
            day = NIGHT + timedelta(days=1 + one * 7919 % 365)
            scheduler.add_job(remind, "date", run_date=day, args=[one], id=str(one), misfire_grace_time=None)
        added = time.perf_counter() - began
        began = time.perf_counter()
        kept.get_due_jobs(NIGHT)
        nothing = time.perf_counter() - began
        due = kept.get_due_jobs(NIGHT + timedelta(days=30))
        began = time.perf_counter()
        for job in due:
            kept.remove_job(job.id)
        finished = time.perf_counter() - began
        scheduler.shutdown(wait=False)
    out("apscheduler, a job for each permit", jobs=count, added_per_second=count / added,
        nothing_due_ms=1000 * nothing, finished_per_second=len(due) / finished)  # fmt: skip


async def main(chosen: argparse.Namespace) -> None:
    """Everything, a line a figure."""
    header()
    async with fresh_store(chosen.postgres, "anju_bench_planning") as store:
        await measure(store, chosen.permits, chosen.rounds)
    await asyncio.to_thread(jobs, chosen.jobs)
    footer()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--postgres")
    parser.add_argument("--permits", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=10_000)
    asyncio.run(main(parser.parse_args()))
