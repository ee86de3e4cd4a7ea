"""Two at the desk at the same moment: one wins, the other is told, and nothing is left with nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from domain.cases import Outcome
from domain.errors import CaseClosed, DomainError, NotStaff, NotTaken, StaleVersion
from domain.staff import WHOLE, Role, Staff
from domain.usecases import desk
from domain.usecases.answering import Appeal, appeal, withdraw
from domain.usecases.staffing import Joined, NotJoined, end_work, invite, join, revoke_invitation
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, look
from tests.unit.domain.making import NOW, appealed, at_the_desk

UNTIL = NOW + timedelta(days=7)

pytestmark = pytest.mark.parametrize("race", range(3))  # who is faster is not ours to say


@pytest.fixture
async def other(store: Store, database: str, keys: KeyRing) -> Any:
    """A second process, as far as the database can tell."""
    opened = open_store(database, keys)
    yield opened
    await opened.close()


async def told(where: Store, work: Callable[[SqlUnitOfWork], Coroutine[Any, Any, Any]]) -> Any:
    """What came of it, or the error of the rule that was in the way."""
    try:
        return await where.run(work)
    except DomainError as error:
        return type(error)


async def hired(store: Store, chat: str, role: Role = Role.OFFICER) -> Staff:
    mine = await account(store, chat)
    return await store.run(lambda uow: at_the_desk(uow, mine.id, role=role))


async def waiting(store: Store, chat: str) -> int:
    mine = await account(store, chat)
    return (await store.run(lambda uow: appealed(uow, mine.id))).id or 0


async def test_of_officers_who_take_a_case_at_once_one_has_it(store: Store, other: Store, race: int) -> None:
    officers = [await hired(store, f"10{one}") for one in range(4)]
    case = await waiting(store, "1")

    done = await asyncio.gather(
        *(
            told(where, lambda uow, by=by: desk.take(by, case, uow, NOW))
            for where, by in zip((store, other) * 2, officers, strict=True)
        )
    )

    winners = [one for one in done if not isinstance(one, type)]
    assert len(winners) == 1
    kept = await look(store, lambda uow: uow.cases.get(case))
    assert kept == winners[0]


async def test_of_accounts_that_come_by_one_link_at_once_one_joins(store: Store, other: Store, race: int) -> None:
    mine = [await account(store, str(one)) for one in (1, 2, 3, 4)]
    await store.run(lambda uow: invite(None, Role.OFFICER, WHOLE, "t", UNTIL, uow, NOW))

    done = await asyncio.gather(
        *(
            told(where, lambda uow, one=one: join(one.id, "t", uow, NOW))
            for where, one in zip((store, other) * 2, mine, strict=True)
        )
    )

    assert [isinstance(one, Joined) for one in done].count(True) == 1
    assert all(isinstance(one, Joined | NotJoined) or one is StaleVersion for one in done)
    working = [await look(store, lambda uow, one=one: uow.staff.of_account(one.id)) for one in mine]
    assert [isinstance(one, Joined) for one in done] == [one is not None for one in working]


async def test_a_link_used_and_withdrawn_at_once_is_one_of_both(store: Store, other: Store, race: int) -> None:
    mine = await account(store, "1")
    link = await store.run(lambda uow: invite(None, Role.GRID, WHOLE, "t", UNTIL, uow, NOW))

    joined, revoked = await asyncio.gather(
        told(store, lambda uow: join(mine.id, "t", uow, NOW)),
        told(other, lambda uow: revoke_invitation(None, link.id or 0, uow, NOW)),
    )

    working = await look(store, lambda uow: uow.staff.of_account(mine.id))
    assert isinstance(joined, Joined) is (working is not None) is (revoked in (None, StaleVersion))


async def test_words_added_while_a_case_is_closed_are_never_lost_in_it(store: Store, other: Store, race: int) -> None:
    officer = await hired(store, "100")
    case = await waiting(store, "1")
    about = await store.run(lambda uow: desk.take(officer, case, uow, NOW))
    order = Appeal(about.account_id, about.about, "还有清单", WHOLE, UNTIL)

    closed, added = await asyncio.gather(
        told(store, lambda uow: desk.close(officer, case, "查过了", uow, NOW)),
        told(other, lambda uow: appeal(order, uow, NOW)),
    )

    said = [entry.words for entry in await look(store, lambda uow: uow.cases.said(case))]
    if added is StaleVersion or added.id != case:
        assert said == ["查过了"]
    else:
        assert said == (["还有清单"] if closed is StaleVersion else ["还有清单", "查过了"])


async def test_a_case_taken_back_is_not_answered_at_the_same_moment(store: Store, other: Store, race: int) -> None:
    officer = await hired(store, "100")
    case = await waiting(store, "1")
    person = (await store.run(lambda uow: desk.take(officer, case, uow, NOW))).account_id

    replied, back = await asyncio.gather(
        told(store, lambda uow: desk.write(officer, case, "请带清单", uow, NOW)),
        told(other, lambda uow: withdraw(person, case, uow, NOW)),
    )

    kept = await look(store, lambda uow: uow.cases.get(case))
    assert kept is not None
    assert (kept.outcome is Outcome.WITHDRAWN) is (back is not StaleVersion)
    assert back is not StaleVersion or replied not in (StaleVersion, CaseClosed)


async def test_who_is_sent_away_while_he_takes_a_case_keeps_none(store: Store, other: Store, race: int) -> None:
    officer, case = await hired(store, "100"), await waiting(store, "1")

    async def take(uow: SqlUnitOfWork) -> None:
        async with uow:
            await desk.take(await desk.staff_of(officer.account_id, uow), case, uow, NOW)
            await uow.commit()

    done = await asyncio.gather(told(store, take), told(other, lambda uow: end_work(None, officer.id or 0, uow, NOW)))

    kept = await look(store, lambda uow: uow.cases.get(case))
    assert kept is not None
    assert kept.taken_by is None
    assert done[0] in (None, NotStaff, StaleVersion)
    assert done[1] == officer


async def test_putting_back_twice_at_once_happens_once(store: Store, other: Store, race: int) -> None:
    officer, case = await hired(store, "100"), await waiting(store, "1")
    await store.run(lambda uow: desk.take(officer, case, uow, NOW))

    done = await asyncio.gather(
        *(told(where, lambda uow: desk.release(officer, case, uow, NOW)) for where in (store, other))
    )

    assert [isinstance(one, type) for one in done].count(True) == 1
    assert {one for one in done if isinstance(one, type)} <= {StaleVersion, NotTaken}
