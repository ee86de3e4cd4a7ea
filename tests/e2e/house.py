"""Looking into the house after it has stopped: its own keys, its own database, every byte it left behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.vouchers.keys import VoucherKeys
from domain.people import Person
from domain.registrations import Registration
from domain.vouchers import Voucher
from storage import keyring
from storage.stores import open_store
from storage.unit_of_work import SqlUnitOfWork

Record = tuple[Person, Registration, Voucher]


async def records(var: Path) -> list[Record]:
    """Every active registration with its person and its valid voucher, opened with the house's keys."""
    store = open_store(f"sqlite:///{var / 'anju.db'}", keyring.load_or_create(var / "keys" / "data.json"))
    ids = [row[0] for row in rows(var, "SELECT person_id FROM registrations WHERE status = 'active'")]

    async def work(uow: SqlUnitOfWork) -> list[Record]:
        found = []
        async with uow:
            for person_id in ids:
                registration = await uow.registrations.active_of(person_id)
                assert registration is not None
                assert registration.id is not None
                voucher = await uow.vouchers.valid_of(registration.id)
                assert voucher is not None
                found.append((await uow.people.get(person_id), registration, voucher))
        return found

    try:
        return await store.run(work)
    finally:
        await store.close()


def rows(var: Path, query: str) -> list[tuple]:
    """What the database answers to plain SQL."""
    with sqlite3.connect(var / "anju.db") as connection:
        return connection.execute(query).fetchall()


def signing_keys(var: Path) -> VoucherKeys:
    """The keys that vouchers are signed with."""
    return VoucherKeys.load_or_create(var / "keys" / "vouchers.json")


def everything_left(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
