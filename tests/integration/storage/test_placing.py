"""Registrations that an older version of the program wrote get their place at the next start, and keep it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, update

from domain.registrations import Changes
from storage import placing, schema
from storage.keyring import KeyRing
from storage.places import _PLACE
from storage.placing import place_registrations
from storage.stores import Store, open_store
from storage.tables import registrations
from tests.integration.storage.helping import commit, look, registered
from tests.support.services import postgres_database
from tests.unit.domain.making import ELSEWHERE, HOME, TODAY, document

BEFORE = "0006"
"""The last revision without places."""


@pytest.fixture
async def url(database_kind: str, tmp_path: Path) -> AsyncIterator[str]:
    """A database of the test's own, to migrate both ways."""
    async with AsyncExitStack() as stack:
        if database_kind == "postgresql":
            yield await stack.enter_async_context(postgres_database())
        else:
            yield f"sqlite:///{tmp_path}/own.db"


async def placed(store: Store, area: str) -> int:
    """How many registrations the database finds in an area."""
    found = await look(store, lambda uow: uow.figures.registered(area, (), TODAY, TODAY))
    return sum(one.count for one in found)


async def homes(store: Store, *homes: object) -> None:
    for number, home in enumerate(homes):
        await registered(store, str(number), document=document(number + 1), address=home)


async def forget(store: Store) -> None:
    """As if the rows were an older version's."""
    nowhere = update(registrations).values(area_index=None, district_index=None)
    await commit(store, lambda uow: uow._link.execute(nowhere))


async def test_a_registration_is_found_in_its_place_and_follows_a_move(store: Store) -> None:
    _, done = await registered(store)
    assert (await placed(store, "拱墅区"), await placed(store, HOME.area)) == (1, 1)

    moved = done.registration.changed(Changes(TODAY, address=ELSEWHERE), TODAY)
    await commit(store, lambda uow: uow.registrations.save(moved))

    assert (await placed(store, "拱墅区"), await placed(store, HOME.area)) == (0, 0)
    assert (await placed(store, "西湖区"), await placed(store, ELSEWHERE.area)) == (1, 1)


async def test_what_has_no_place_gets_it_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "AT_ONCE", 2)
    await homes(store, HOME, ELSEWHERE, HOME, HOME, ELSEWHERE)
    await forget(store)
    assert await placed(store, "拱墅区") == 0

    for _ in range(2):  # once more changes nothing
        await place_registrations(store)

        assert (await placed(store, "拱墅区"), await placed(store, HOME.area)) == (3, 3)
        assert (await placed(store, "西湖区"), await placed(store, ELSEWHERE.area)) == (2, 2)


async def test_one_that_the_keys_do_not_open_stays_without_and_holds_nothing_up(store: Store) -> None:
    await homes(store, HOME, ELSEWHERE)
    await forget(store)
    broken = update(registrations).where(registrations.c.id == 1).values(home=b"broken")
    await commit(store, lambda uow: uow._link.execute(broken))

    await place_registrations(store)

    assert (await placed(store, "拱墅区"), await placed(store, "西湖区"), await placed(store, "")) == (0, 1, 2)


async def test_a_place_that_somebody_made_meanwhile_is_not_overwritten(store: Store) -> None:
    """Two processes start, and in the first one a person moves while the second one still holds the old row."""
    await homes(store, HOME)
    stale = [{"of_id": 1, "area_index": b"old", "district_index": b"old"}]
    await commit(store, lambda uow: uow._link.execute(_PLACE, stale))

    assert await placed(store, HOME.area) == 1


async def test_places_go_with_a_downgrade_and_come_back_after_an_upgrade(url: str, keys: KeyRing) -> None:
    await schema.upgrade(url)
    store = open_store(url, keys)
    await homes(store, HOME, ELSEWHERE)
    await store.close()

    await schema.downgrade(url, BEFORE)
    await schema.upgrade(url)

    store = open_store(url, keys)
    nowhere = select(registrations.c.id).where(registrations.c.area_index.is_(None))
    assert len((await look(store, lambda uow: uow._link.execute(nowhere))).all()) == 2
    await place_registrations(store)
    assert (await placed(store, HOME.area), await placed(store, ELSEWHERE.area)) == (1, 1)
    await store.close()
