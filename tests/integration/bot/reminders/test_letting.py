"""What landlords are reminded of (R5.5): once for all that share a day, and asked again when it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import reminders
from bot.calm import Calm
from bot.clock import SHANGHAI, Clock
from bot.letting import LISTED
from bot.texts import texts
from domain.reporters import State
from domain.tenancies import Tenant
from domain.usecases.registering import register_residence
from domain.usecases.reporting import answer_report, moved_out, report_tenant
from storage.stores import Store
from storage.tables import messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, commit, look
from tests.unit.domain.letting import TERM, reporting, room_of
from tests.unit.domain.making import HOME, NOW, TODAY, document, fresh, order

ENDS = TERM.lease_to or TODAY
DAY_3 = TODAY + timedelta(days=3)


async def landlord(store: Store, names: Sequence[str] = ("王小明",), language: str = "zh") -> int:
    """A landlord who has reported so many people in one room; his account."""
    mine = await commit(store, lambda uow: uow.accounts.take("test", "77", language, NOW))

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            _, room = await room_of(uow, mine.id)
            for number, name in enumerate(names, 1):
                told = reporting(room.id, mine.id, tenant=Tenant(name, document(number)))
                await report_tenant(told, uow, NOW)
            await uow.commit()

    await store.run(work)
    return mine.id


async def told_at_nine(store: Store, on: date) -> list[str]:
    """What the clockwork stores at nine on a day."""
    nine = datetime.combine(on, time(9), SHANGHAI)
    before = len(await said(store))
    await store.run(lambda uow: reminders.settle(uow, nine, Clock().instant(), 50, Calm()))
    return (await said(store))[before:]


async def said(store: Store) -> list[str]:
    async def work(uow: SqlUnitOfWork) -> list[Any]:
        stored = await uow._link.execute(select(messages.c.payload).order_by(messages.c.id))
        return [uow._keys.open_json(one, "messages.payload")["text"] for one in stored.scalars()]

    return await look(store, work)


async def test_a_landlord_is_told_thirty_and_seven_days_before_leases_end(store: Store) -> None:
    await landlord(store)
    await told_at_nine(store, DAY_3)

    (first,) = await told_at_nine(store, ENDS - timedelta(days=30))
    (second,) = await told_at_nine(store, ENDS - timedelta(days=7))

    for words, left in ((first, "30"), (second, "7")):
        assert "1 份租约" in words
        assert left in words
        assert f"• {HOME.building}{HOME.room} 王小明" in words


async def test_who_has_not_agreed_after_three_days_is_told_once_with_the_others(store: Store) -> None:
    await landlord(store, ("王小明", "李四", "赵六"))

    assert await told_at_nine(store, DAY_3 - timedelta(days=1)) == []
    (words,) = await told_at_nine(store, DAY_3)
    assert "3 个还没有本人确认" in words
    assert await told_at_nine(store, DAY_3 + timedelta(days=1)) == []


async def test_of_many_some_are_named_and_all_are_counted(store: Store) -> None:
    await landlord(store, [f"王{chr(0x4E00 + number)}" for number in range(LISTED + 2)])

    (words,) = await told_at_nine(store, DAY_3)

    assert f"{LISTED + 2} 个还没有本人确认" in words
    assert words.count("•") == LISTED + 1


async def test_who_agreed_or_moved_out_meanwhile_is_not_named(store: Store) -> None:
    mine = await landlord(store, ("王小明", "李四", "赵六"))
    tenant = (await account(store, "1", "test")).id
    await store.run(lambda uow: register_residence(order(tenant), uow, fresh(), NOW))
    await store.run(lambda uow: answer_report(tenant, 1, uow, NOW, agrees=True))
    await store.run(lambda uow: moved_out(mine, 2, TODAY, uow, NOW))

    (words,) = await told_at_nine(store, DAY_3)

    assert "赵六" in words
    assert "王小明" not in words
    assert "李四" not in words


async def test_that_somebody_is_registered_is_nowhere_in_it(store: Store) -> None:
    """R7.5: the words are the same whether the reported person is registered or not."""
    await landlord(store)
    tenant = (await account(store, "1", "test")).id
    await store.run(lambda uow: register_residence(order(tenant), uow, fresh(), NOW))

    (words,) = await told_at_nine(store, DAY_3)

    assert words.endswith(f"• {HOME.building}{HOME.room} 王小明")
    assert "登记在" not in words


async def test_what_nothing_calls_for_any_more_when_it_is_told_is_not_said(store: Store) -> None:
    mine = await landlord(store)

    async def block(uow: SqlUnitOfWork) -> None:
        async with uow:
            (reporter,) = await uow.reporters.roles_of(mine)
            await uow.reporters.save(reporter.judged(State.BLOCKED))
            await uow.commit()

    await store.run(block)

    assert await told_at_nine(store, DAY_3) == []


@pytest.mark.parametrize(
    ("language", "silent", "ending"),
    [
        ("zh", "2026年11月23日（星期一） 报的人还没确认", "租约 2027年11月19日（星期五） 到期"),
        ("en", "people reported on", "leases end on"),
    ],
)
async def test_both_languages_list_what_is_to_come(store: Store, language: str, silent: str, ending: str) -> None:
    mine = await landlord(store, language=language)
    coming = await look(store, lambda uow: uow.promises.waiting(mine))
    lines = [reminders.KINDS[one.promise.matter].line(texts(language), one) for one in coming]

    assert silent in lines[0]
    assert ending in lines[1]
    (words,) = await told_at_nine(store, DAY_3)
    assert "王小明" in words
