"""The clockwork on both databases: one works at a time, another takes over, and whoever dies loses and doubles nothing
(T-21).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import clockwork
from bot.clockwork import Clockwork
from storage import leadership as leading
from storage.keyring import KeyRing, load_or_create
from storage.leadership import Leadership, leadership
from storage.stores import Store, open_store
from tests.integration.bot.reminders.helping import EMPLOYEE, NINE, asked, told
from tests.integration.storage.helping import commit, look

PATIENCE = 20.0


@dataclass
class At:
    """A clock that stands where it is put."""

    moment: datetime = NINE

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Alone:
    """Leadership that nobody contests; counts how often it was asked."""

    leads: bool = True
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self) -> bool:
        self.asked.set()
        return self.leads

    async def spares(self, now: datetime) -> bool:
        return False

    async def release(self) -> None:
        self.leads = False


def worker(store: Store, leader: Leadership, clock: At | None = None) -> Clockwork:
    return Clockwork(store, clock or At(), leader, breath=0)  # type: ignore[arg-type]


async def test_entered_it_ticks_at_once_and_left_it_ticks_no_more(store: Store) -> None:
    await asked(store, "1")
    leader = Alone()

    async with worker(store, leader):
        await asyncio.wait_for(leader.asked.wait(), PATIENCE)

    assert await told(store) == ["1"], "the batch under way came to its end"
    assert not leader.leads


async def test_who_does_not_lead_does_nothing(store: Store) -> None:
    await asked(store, "1")

    await worker(store, Alone(leads=False)).tick()

    assert await told(store) == []


@pytest.mark.parametrize(
    ("hours", "chats"),
    [
        pytest.param(-1, [], id="before the day"),
        pytest.param(0, ["1"], id="at nine"),
        pytest.param(11, [], id="at eight in the evening"),
        pytest.param(24 * 40, ["1"], id="forty days late"),
    ],
)
async def test_a_tick_follows_the_clock_of_the_house(store: Store, hours: int, chats: list[str]) -> None:
    await asked(store, "1")

    await worker(store, Alone(), At(NINE + timedelta(hours=hours))).tick()

    assert await told(store) == chats


async def test_more_than_a_batch_is_settled_in_one_tick(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "BATCH", 2)
    for chat in range(5):
        await asked(store, str(chat))

    await worker(store, Alone()).tick()

    assert await told(store) == ["0", "1", "2", "3", "4"]


async def test_a_tick_ends_after_so_many_batches_and_the_next_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "BATCH", 1)
    monkeypatch.setattr(clockwork, "BATCHES", 2)
    for chat in range(3):
        await asked(store, str(chat))
    one = worker(store, Alone())

    await one.tick()
    assert await told(store) == ["0", "1"]
    await one.tick()
    assert await told(store) == ["0", "1", "2"]


async def test_one_person_whose_facts_cannot_be_read_stops_nobody_elses(store: Store) -> None:
    spoiled = await asked(store, "1")
    await asked(store, "2")
    broken = "UPDATE accounts SET state = :none WHERE id = :id"
    await commit(store, lambda uow: uow._link.execute(text(broken), {"none": b"none", "id": spoiled}))

    with capture_logs() as logs:
        await worker(store, Alone()).tick()

    assert await told(store) == ["2"]
    (settled,) = [one for one in logs if one["event"] == "reminders_settled"]
    assert (settled["sent"], settled["put_off"], settled["faults"]) == (1, 1, ["CannotOpen"])


async def test_the_log_counts_and_names_nobody(store: Store) -> None:
    await asked(store, "7771")

    with capture_logs() as logs:
        await worker(store, Alone()).tick()
        await worker(store, Alone()).tick()

    assert [one["event"] for one in logs] == ["clockwork_leads", "reminders_settled", "clockwork_leads"]
    assert "7771" not in str(logs)
    assert not any(str(fact) in str(logs) for fact in EMPLOYEE.values() if isinstance(fact, str) and len(fact) > 3)


async def test_a_round_that_fails_is_told_and_the_next_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await asked(store, "1")
    one = worker(store, Alone())
    real = store.run

    async def gone(work: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(store, "run", gone)
    with capture_logs() as logs:
        await one.tick()
    monkeypatch.setattr(store, "run", real)
    await one.tick()

    assert [entry["event"] for entry in logs][-1] == "tick_failed"
    assert await told(store) == ["1"]


# ---- several of them ----


async def test_of_two_one_works_and_when_it_closes_the_other_takes_over(store: Store, keys: KeyRing) -> None:
    other_store = open_store(store.url.render_as_string(hide_password=False), keys)
    first, second = leadership(store.url), leadership(other_store.url)
    one, other = worker(store, first), worker(other_store, second)
    await asked(store, "1")

    assert await first.hold()
    assert not await second.hold()
    await other.tick()
    assert await told(store) == []
    await one.tick()
    assert await told(store) == ["1"]

    await first.release()
    await asked(store, "2")
    await other.tick()
    assert await told(store) == ["1", "2"]
    assert not await first.hold()
    await second.release()
    await other_store.close()


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_leader_that_lost_its_connection_stands_by_until_it_leads_again(store: Store) -> None:
    first, second = leadership(store.url), leadership(store.url)
    assert await first.hold()
    assert await first.hold(), "asked again it still leads"

    await look(store, lambda uow: uow._link.execute(text(KILL_LEADER)))

    assert not await first.hold()
    assert await second.hold()
    assert not await first.hold()
    await second.release()
    assert await first.hold()
    await first.release()


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_leader_is_spared_a_round_only_while_it_surely_leads_and_nothing_is_due(store: Store) -> None:
    leader = leadership(store.url)
    assert not await leader.spares(NINE), "it does not lead"
    await leader.hold()
    assert await leader.spares(NINE)

    await asked(store, "1")
    assert await leader.spares(NINE - timedelta(seconds=1))
    assert not await leader.spares(NINE)
    await worker(store, leader).tick()
    assert await told(store) == ["1"]
    assert await leader.spares(NINE)

    await look(store, lambda uow: uow._link.execute(text(KILL_LEADER)))
    assert not await leader.spares(NINE), "it cannot know"
    assert await leader.hold()
    await leader.release()


KILL_LEADER = """
SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND objid = 8135121 AND datname = current_database()
"""


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_who_cannot_ask_does_not_lead(store: Store) -> None:
    away = leadership(store.url.set(port=1))

    assert not await away.hold()
    await away.release()


async def test_two_that_both_believe_to_lead_tell_everybody_once(store: Store, keys: KeyRing) -> None:
    """What the lock of the rows is for: a leader that is cut off does not know it yet."""
    other_store = open_store(store.url.render_as_string(hide_password=False), keys)
    chats = [str(chat) for chat in range(30)]
    for chat in chats:
        await asked(store, chat)

    async with asyncio.TaskGroup() as group:
        for where in (store, other_store, store, other_store):
            group.create_task(worker(where, Alone()).tick())
    await worker(store, Alone()).tick()

    assert sorted(await told(store), key=int) == chats
    await other_store.close()


# ---- a process that dies ----


@asynccontextmanager
async def process(*words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process of our own that is killed without a word at the end."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "data.json"


@pytest.fixture
def keys(key_file: Path) -> KeyRing:
    """A ring that another process can read too."""
    return load_or_create(key_file)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_around_its_commit_it_loses_and_doubles_nothing(store: Store, key_file: Path, moment: str) -> None:
    chats = ["1", "2", "3"]
    for chat in chats:
        await asked(store, chat)
    url = store.url.render_as_string(hide_password=False)

    async with process("-m", "tests.integration.bot.reminders.half_way", url, str(key_file), moment) as doomed:
        assert doomed.stdout
        assert await asyncio.wait_for(doomed.stdout.readline(), PATIENCE) == b"ready\n"

    heir = worker(store, Alone())
    async with asyncio.timeout(PATIENCE):
        while await told(store) != chats:  # the server notices the death of a client in its own time
            await heir.tick()
    await heir.tick()
    assert await told(store) == chats


LEADER = """
import asyncio, sys
from sqlalchemy.engine import make_url
from storage.leadership import leadership
async def main():
    print(await leadership(make_url(sys.argv[1])).hold(), flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_a_killed_leader_is_followed_by_the_standby(store: Store) -> None:
    standby = leadership(store.url)

    async with process("-c", LEADER, store.url.render_as_string(hide_password=False)) as leader:
        assert leader.stdout
        assert await asyncio.wait_for(leader.stdout.readline(), PATIENCE) == b"True\n"
        assert not await standby.hold()

    async with asyncio.timeout(PATIENCE):
        while not await standby.hold():  # noqa: ASYNC110  # the event happens in another process
            await asyncio.sleep(0.01)
    await standby.release()


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_the_server_watches_the_connection_of_a_leader(store: Store) -> None:
    """A leader whose machine goes without a word must not lead for two hours more."""
    leader = leadership(store.url)
    assert await leader.hold()
    assert isinstance(leader, leading.PostgresLeadership)
    assert leader._connection

    told_idle = await leader._connection.execute(text("SHOW tcp_keepalives_idle"))

    assert told_idle.scalar_one() == "20"
    await leader.release()
