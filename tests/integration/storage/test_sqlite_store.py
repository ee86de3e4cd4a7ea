"""SQLite: durable, one writer thread, order kept, trouble told and survived (T-20, T-25)."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from domain.usecases.registering import register_residence
from domain.vouchers import VoucherStatus
from storage import stores
from storage.chats import Said
from storage.keyring import KeyRing
from storage.stores import SqliteStore, Store, is_unavailable, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import PATIENCE, account, commit, count, look, registered
from tests.unit.domain.making import NOW, TODAY, fresh, order

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_the_pragmas_are_really_set(store: Store, pragma: str, value: object) -> None:
    found = await look(store, lambda uow: uow._link.execute(text(f"PRAGMA {pragma}")))

    assert found.scalar_one() == value


async def test_a_url_with_another_driver_opens_the_same_file(database: str, keys: KeyRing) -> None:
    named = open_store(database.replace("sqlite://", "sqlite+aiosqlite://"), keys)

    await named.ping()
    assert await count(named, "people") == 0
    await named.close()


async def test_the_folder_is_made_and_the_files_are_their_owners_alone(
    tmp_path: Path, keys: KeyRing, database_kind: str
) -> None:
    made = open_store(f"sqlite:///{tmp_path}/deep/er/anju.db", keys)

    await made.ping()
    modes = {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "deep" / "er").iterdir()}
    await made.close()

    assert modes == {0o600}


async def test_a_work_that_awaits_something_foreign_is_refused_and_undone(store: Store) -> None:
    mine = await account(store)

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.messages.add(mine.id, [Said({}, True)], NOW)
            await asyncio.sleep(0)
            await uow.commit()

    with pytest.raises(RuntimeError, match="nothing but itself"):
        await store.run(work)
    assert await count(store, "messages") == 0


async def test_a_work_that_never_opened_its_unit_of_work_leaves_nothing(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        await uow.accounts.open_web_chat(NOW)

    await store.run(work)

    assert await count(store, "web_chats") == 0


async def test_errors_come_out_and_the_next_work_is_not_disturbed(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.accounts.open_web_chat(NOW)
            raise KeyError("wrong")

    for _ in range(3):
        with pytest.raises(KeyError):
            await store.run(work)

    await commit(store, lambda uow: uow.accounts.open_web_chat(NOW))
    assert await count(store, "web_chats") == 1


async def test_many_at_once_keep_the_order_of_each_and_lose_nothing(store: Store) -> None:
    accounts = [await account(store, str(number)) for number in range(32)]

    async def speak(number: int, said: int) -> None:
        await commit(
            store, lambda uow: uow.messages.add(accounts[number].id, [Said({"n": said}, False, update_id=said)], NOW)
        )

    await asyncio.gather(*(speak(number, said) for said in range(8) for number in range(32)))

    for one in accounts:
        kept = await look(store, lambda uow, one=one: uow.messages.after(one.id, 0, 100))
        assert [message.payload["n"] for message in kept] == list(range(8))


async def test_every_work_runs_in_the_one_writer_thread(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> str:
        return threading.current_thread().name

    names = await asyncio.gather(*(store.run(work) for _ in range(16)))

    assert set(names) == {"anju-writer_0"}


async def test_closing_first_finishes_what_is_under_way(database: str, keys: KeyRing) -> None:
    closing, gate = open_store(database, keys), threading.Event()

    async def slow(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.accounts.open_web_chat(NOW)
            gate.wait(PATIENCE)
            await uow.commit()

    async with asyncio.TaskGroup() as group:
        group.create_task(_run(closing, slow))
        await asyncio.sleep(0)
        group.create_task(closing.close())
        gate.set()

    again = open_store(database, keys)
    assert await count(again, "web_chats") == 1
    await again.close()


async def test_who_stops_waiting_does_not_leave_half_a_work(store: Store) -> None:
    begun, gate = threading.Event(), threading.Event()

    async def slow(uow: SqlUnitOfWork) -> None:
        async with uow:
            begun.set()
            await uow.accounts.open_web_chat(NOW)
            gate.wait(PATIENCE)
            await uow.accounts.open_web_chat(NOW)
            await uow.commit()

    waiting = asyncio.get_running_loop().create_task(_run(store, slow))
    await asyncio.to_thread(begun.wait, PATIENCE)
    waiting.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await count(store, "web_chats") == 2


async def test_two_processes_on_one_file_wait_for_each_other(store: Store, database: str, keys: KeyRing) -> None:
    other = open_store(database, keys)

    await asyncio.gather(
        *(commit(where, lambda uow: uow.accounts.open_web_chat(NOW)) for where in (store, other) for _ in range(20))
    )

    assert await count(store, "web_chats") == 40
    await other.close()


async def test_a_file_that_stays_locked_is_told_and_serves_again_when_it_is_free(
    database: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.02)
    impatient = open_store(database, keys)
    await impatient.ping()
    holder = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    for _ in range(2):
        with pytest.raises(OperationalError) as caught:
            await commit(impatient, lambda uow: uow.accounts.open_web_chat(NOW))
        assert is_unavailable(caught.value)

    holder.execute("ROLLBACK")
    holder.close()
    await commit(impatient, lambda uow: uow.accounts.open_web_chat(NOW))
    assert await count(impatient, "web_chats") == 1
    await impatient.close()


async def test_a_full_disk_leaves_no_half_registration_and_is_survived(store: Store) -> None:
    assert isinstance(store, SqliteStore)
    mine = await account(store)
    before = await count(store, "messages")
    pages = (await look(store, lambda uow: uow._link.execute(text("PRAGMA page_count")))).scalar_one()
    await _pragma(store, f"max_page_count={pages}")

    async def turn(uow: SqlUnitOfWork) -> None:
        async with uow:
            await register_residence(order(mine.id), uow, fresh(), NOW)
            await uow.messages.add(mine.id, [Said({"text": "长" * 100_000}, True)], NOW)
            await uow.commit()

    with pytest.raises(OperationalError, match="full") as caught:
        await store.run(turn)
    assert is_unavailable(caught.value)
    assert [await count(store, table) for table in ("people", "registrations", "vouchers")] == [0, 0, 0]
    assert await count(store, "messages") == before

    await _pragma(store, "max_page_count=1000000")
    await store.run(turn)
    assert await count(store, "people") == 1


async def test_a_process_that_dies_in_the_middle_leaves_nothing_of_its_work(
    store: Store, database: str, keys: KeyRing
) -> None:
    _, done = await registered(store)
    left = Path(f"{database.removeprefix('sqlite:///')}.left")

    async def dying(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.registrations.save(done.registration.departed(TODAY, TODAY))
            await uow.vouchers.save(done.voucher.closed(VoucherStatus.ENDED))
            _copy_as_it_lies(database, left)

    await store.run(dying)

    after = open_store(f"sqlite:///{left}", keys)
    assert await look(after, lambda uow: uow.registrations.get(done.registration.id or 0)) == done.registration
    assert await look(after, lambda uow: uow.vouchers.get(done.voucher.id)) == done.voucher
    await after.close()


def _copy_as_it_lies(database: str, to: Path) -> None:
    for part in ("", "-wal"):
        shutil.copy(database.removeprefix("sqlite:///") + part, f"{to}{part}")


async def _run(store: Store, work: Any) -> None:
    await store.run(work)


async def _pragma(store: Store, pragma: str) -> Any:
    return await look(store, lambda uow: uow._link.execute(text(f"PRAGMA {pragma}")))
