"""Accounts and messages: taking turns, order, history, and what is still to be delivered."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from domain.errors import StaleVersion
from storage.chats import AlreadyTaken, Said
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, commit, look
from tests.unit.domain.making import NOW

SECOND = timedelta(seconds=1)


async def test_an_account_is_made_once_in_the_language_of_its_first_message(store: Store) -> None:
    first = await commit(store, lambda uow: uow.accounts.take("web", "1", "en", NOW))
    again = await commit(store, lambda uow: uow.accounts.take("web", "1", "zh", NOW))

    assert again == first
    assert (first.language, first.state, first.version) == ("en", {}, 1)


async def test_one_chat_number_on_two_channels_is_two_accounts(store: Store) -> None:
    web, telegram = await account(store), await account(store, channel="telegram")

    assert web.id != telegram.id
    assert await look(store, lambda uow: uow.accounts.find("telegram", "1")) == telegram
    assert await look(store, lambda uow: uow.accounts.find("telegram", "2")) is None
    assert await look(store, lambda uow: uow.accounts.get(0)) is None


async def test_state_and_language_come_back_as_they_were_saved(store: Store) -> None:
    mine = await account(store)
    state = {"drafts": {"register": {"answers": {"name": "王小明", "rare": "𠮷", "half": "\ud83d", "nul": "\x00"}}}}

    await commit(store, lambda uow: uow.accounts.save(mine.with_state(state, "en")))

    found = await look(store, lambda uow: uow.accounts.get(mine.id))
    assert found is not None
    assert (found.state, found.language, found.version) == (state, "en", 2)


async def test_the_slower_of_two_turns_is_told(store: Store) -> None:
    mine = await account(store)
    await commit(store, lambda uow: uow.accounts.save(mine.with_state({"n": 1}, "zh")))

    with pytest.raises(StaleVersion):
        await commit(store, lambda uow: uow.accounts.save(mine.with_state({"n": 2}, "zh")))


async def test_web_chats_are_numbered_and_a_number_is_never_given_twice(store: Store) -> None:
    first, second = [await commit(store, lambda uow: uow.accounts.open_web_chat(NOW)) for _ in range(2)]
    await commit(store, lambda uow: uow._link.execute(text("DELETE FROM web_chats")))
    third = await commit(store, lambda uow: uow.accounts.open_web_chat(NOW))

    assert first[0] < second[0] < third[0]
    assert len({stamp for _, stamp in (first, second, third)}) == 3


async def test_a_renewed_web_chat_has_another_stamp_and_no_other_chat_has(store: Store) -> None:
    (mine, old), (other, kept) = [await commit(store, lambda uow: uow.accounts.open_web_chat(NOW)) for _ in range(2)]

    async def renew(uow: SqlUnitOfWork) -> list[str | None]:
        chats = [("web", str(mine)), ("telegram", str(other))]
        return [await uow.accounts.renew(await uow.accounts.take(*one, "zh", NOW)) for one in chats]

    new, untouched = await commit(store, renew)
    stamps = [await commit(store, lambda uow, one=one: uow.accounts.web_stamp(one)) for one in (mine, other, 999)]

    assert stamps == [new, kept, None]
    assert new != old
    assert untouched is None


async def test_messages_keep_their_order_and_everything_said_of_them(store: Store) -> None:
    mine = await account(store)
    said = [Said({"text": "你好"}, False, update_id=9, remote_id=3), *(Said({"text": str(n)}, True) for n in range(20))]

    numbers = await commit(store, lambda uow: uow.messages.add(mine.id, said, NOW))

    stored = await look(store, lambda uow: uow.messages.after(mine.id, 0, 100))
    assert numbers == sorted(numbers) == [one.id for one in stored]
    assert [Said(one.payload, one.ours, one.update_id, one.remote_id) for one in stored] == said
    assert {(one.account_id, one.created_at, one.attempts) for one in stored} == {(mine.id, NOW, 0)}


async def test_saying_nothing_stores_nothing(store: Store) -> None:
    mine = await account(store)

    assert await commit(store, lambda uow: uow.messages.add(mine.id, [], NOW)) == []


async def test_an_update_is_taken_once_an_account(store: Store) -> None:
    mine, other = await account(store), await account(store, "2")
    for one in (mine, other):
        await commit(store, lambda uow, one=one: uow.messages.add(one.id, [Said({}, False, update_id=5)], NOW))

    with pytest.raises(AlreadyTaken):
        await commit(store, lambda uow: uow.messages.add(mine.id, [Said({}, False, update_id=5), Said({}, True)], NOW))

    assert len(await look(store, lambda uow: uow.messages.after(mine.id, 0, 10))) == 1
    assert await look(store, lambda uow: uow.messages.is_taken(mine.id, 5))
    assert not await look(store, lambda uow: uow.messages.is_taken(mine.id, 6))


async def test_the_last_update_is_the_highest_not_the_newest(store: Store) -> None:
    mine, silent = await account(store), await account(store, "2")
    for number in (7, 12, 9):
        said = [Said({}, False, update_id=number)]
        await commit(store, lambda uow, said=said: uow.messages.add(mine.id, said, NOW))

    assert await look(store, lambda uow: uow.messages.last_update(mine.id)) == 12
    assert await look(store, lambda uow: uow.messages.last_update(silent.id)) is None


async def test_history_gives_the_newest_after_a_message_oldest_first(store: Store) -> None:
    mine, other = await account(store), await account(store, "2")
    numbers = []
    for n in range(6):
        for one in (mine, other):
            made = await commit(store, lambda uow, o=one, n=n: uow.messages.add(o.id, [Said({"n": n}, True)], NOW))
            numbers += made if one is mine else []

    async def after(number: int, limit: int) -> list[int]:
        found = await look(store, lambda uow: uow.messages.after(mine.id, number, limit))
        return [one.payload["n"] for one in found]

    assert await after(0, 3) == [3, 4, 5]
    assert await after(0, 100) == [0, 1, 2, 3, 4, 5]
    assert await after(numbers[3], 100) == [4, 5]
    assert await after(numbers[5], 100) == []


async def test_nobody_reads_a_message_of_another_chat(store: Store) -> None:
    mine, other = await account(store), await account(store, "2")
    [number] = await commit(store, lambda uow: uow.messages.add(mine.id, [Said({"n": 1}, True)], NOW))

    found = await look(store, lambda uow: uow.messages.get(mine.id, number))

    assert found is not None
    assert found.payload == {"n": 1}
    assert await look(store, lambda uow: uow.messages.get(other.id, number)) is None
    assert await look(store, lambda uow: uow.messages.after(other.id, 0, 10)) == []


async def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        await uow.accounts.open_web_chat(datetime(2026, 11, 23))  # noqa: DTZ001  # the case

    with pytest.raises(Exception, match="time zone"):
        await commit(store, work)


async def test_a_payload_is_any_json(store: Store) -> None:
    mine = await account(store)
    payload = json.loads('{"a": [1, 2.5, null, true, "\\ud800", "\\u0000", {"深": "𠮷"}]}')

    [number] = await commit(store, lambda uow: uow.messages.add(mine.id, [Said(payload, True)], NOW))

    found = await look(store, lambda uow: uow.messages.get(mine.id, number))
    assert found is not None
    assert found.payload == payload
