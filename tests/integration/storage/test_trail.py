"""The trail of the desk is added to and never changed, by whatever statement and on either database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.audit import Act, Trace
from storage.stores import Store
from tests.integration.storage.helping import account, commit, count, look
from tests.unit.domain.making import NOW, staff

CHANGES = {
    "another act": "UPDATE audit SET act = 'looked'",
    "another reason": "UPDATE audit SET why = NULL WHERE id = 1",
    "one line gone": "DELETE FROM audit WHERE id = 1",
    "all gone": "DELETE FROM audit",
}
OF_SQLITE = {
    "replaced": "INSERT OR REPLACE INTO audit (id, act, at) VALUES (1, 'looked', '2026-11-23 00:00:00')",
    "replaced by number": "REPLACE INTO audit (id, act, at) VALUES (1, 'looked', '2026-11-23 00:00:00')",
    "upserted": "INSERT INTO audit (id, act, at) VALUES (1, 'looked', '2026-11-23 00:00:00')"
    " ON CONFLICT (id) DO UPDATE SET act = 'looked'",
}
OF_POSTGRESQL = {
    "truncated": "TRUNCATE audit",
    "truncated with others": "TRUNCATE audit, cases CASCADE",
    "upserted": "INSERT INTO audit (id, act, at) VALUES (1, 'looked', now()) ON CONFLICT (id) DO UPDATE SET act = 'x'",
}


@pytest.fixture
async def trail(store: Store) -> Store:
    """Two lines."""
    for act in (Act.TOOK, Act.CLOSED):
        await commit(store, lambda uow, act=act: uow.audit.add(Trace(act, NOW, 1, 1, 1, "查过了")))
    return store


async def refused(store: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="added to only"):
        await commit(store, lambda uow: uow._link.execute(text(statement)))
    found = await look(store, lambda uow: uow.audit.about([1], Act, 9))
    assert [(trace.act, trace.why) for trace, _ in found] == [(Act.CLOSED, "查过了"), (Act.TOOK, "查过了")]


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
async def test_no_line_is_changed_or_removed(trail: Store, statement: str) -> None:
    await refused(trail, statement)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("statement", OF_SQLITE.values(), ids=OF_SQLITE)
async def test_sqlites_ways_of_replacing_are_closed(trail: Store, statement: str) -> None:
    await refused(trail, statement)


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("statement", OF_POSTGRESQL.values(), ids=OF_POSTGRESQL)
async def test_postgresqls_ways_of_emptying_are_closed(trail: Store, statement: str) -> None:
    await refused(trail, statement)


async def test_a_line_stays_when_what_it_speaks_of_is_gone(store: Store) -> None:
    mine = await account(store)
    member = await commit(store, lambda uow: uow.staff.add(staff(id=None, account_id=mine.id)))
    await commit(store, lambda uow: uow.audit.add(Trace(Act.LOOKED, NOW, member.id, 1, mine.id)))

    await commit(store, lambda uow: uow._link.execute(text("DELETE FROM accounts")))

    assert await count(store, "staff") == 0
    assert await look(store, lambda uow: uow.audit.about([mine.id], Act, 9)) == [
        (Trace(Act.LOOKED, NOW, member.id, 1, mine.id), None)
    ]


async def test_acts_are_found_by_the_person_and_the_newest_come_first(trail: Store) -> None:
    await commit(trail, lambda uow: uow.audit.add(Trace(Act.LOOKED, NOW, 1, 2, 2)))

    async def acts(*of: int, kinds: tuple[Act, ...] = tuple(Act), limit: int = 9) -> list[Act]:
        return [trace.act for trace, _ in await look(trail, lambda uow: uow.audit.about(of, kinds, limit))]

    assert await acts(1, 2) == [Act.LOOKED, Act.CLOSED, Act.TOOK]
    assert await acts(1, 2, limit=1) == [Act.LOOKED]
    assert await acts(1, kinds=(Act.TOOK,)) == [Act.TOOK]
    assert await acts(3) == await acts() == []
