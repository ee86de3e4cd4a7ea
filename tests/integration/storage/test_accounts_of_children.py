"""Children in a chat: accounts of their own, numbered in their guardian's, spoken of in his language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.chats import MOST_WARDS, Account, TooManyWards
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


async def test_children_are_numbered_and_found_in_their_guardians_chat_alone(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> tuple[list[Account], Account, Account]:
        async with uow:
            mine = await uow.accounts.take("test", "1", "zh", NOW)
            other = await uow.accounts.take("test", "2", "zh", NOW)
            added = [await uow.accounts.add_ward(mine, NOW) for _ in range(2)]
            assert await uow.accounts.wards(mine.id) == added
            assert await uow.accounts.ward(mine.id, 2) == added[1]
            assert await uow.accounts.ward(other.id, 1) is None
            assert await uow.people.guardian_of(added[0].id) == mine.id
            assert await uow.people.guardian_of(mine.id) is None
            return added, mine, other

    added, mine, _ = await store.run(work)
    assert [one.number for one in added] == [1, 2]
    assert {one.chat_id for one in added} == {mine.id}
    assert (mine.number, mine.chat_id) == (0, mine.id)


async def test_a_language_is_spoken_to_all_of_a_chat(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> list[str]:
        async with uow:
            mine = await uow.accounts.take("test", "1", "zh", NOW)
            other = await uow.accounts.take("test", "2", "zh", NOW)
            for one in (mine, mine, other):
                await uow.accounts.add_ward(one, NOW)
            await uow.accounts.speak(mine.id, "en")
            return [one.language for who in (mine, other) for one in await uow.accounts.wards(who.id)]

    assert await store.run(work) == ["en", "en", "zh"]


async def test_there_is_an_end_to_children(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            mine = await uow.accounts.take("test", "1", "zh", NOW)
            for _ in range(MOST_WARDS):
                await uow.accounts.add_ward(mine, NOW)
            with pytest.raises(TooManyWards):
                await uow.accounts.add_ward(mine, NOW)

    await store.run(work)
