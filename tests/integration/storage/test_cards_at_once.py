"""A card in several hands at the same second: one effect, and everybody else is told by a rule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

import pytest

from domain.audit import Act
from domain.cards import CardState, Permit
from domain.cases import Kind, Outcome
from domain.errors import CardChanged, CaseClosed, DomainError, NothingReported, StaleVersion
from domain.oldcards import OldKind
from domain.usecases import changing, desk, replacing, visiting
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.desk_side import AREA, LATER, officer
from tests.integration.storage.helping import account, commit, count, look, registered
from tests.unit.domain.making import NOW, TODAY

pytestmark = pytest.mark.parametrize("race", range(3))  # who is faster is not ours to say

Work = Callable[[SqlUnitOfWork], Coroutine[Any, Any, Any]]


@pytest.fixture
async def other(store: Store, database: str, keys: KeyRing) -> Any:
    """A second process, as far as the database can tell."""
    opened = open_store(database, keys)
    yield opened
    await opened.close()


async def told(where: Store, work: Work) -> Any:
    """What came of it; what somebody else was faster with is tried anew, as a turn does."""
    for _ in range(9):
        try:
            return await where.run(work)
        except StaleVersion:
            continue
        except DomainError as error:
            return type(error)
    raise AssertionError("nobody gets anywhere")


async def both(store: Store, other: Store, *works: Work) -> list[Any]:
    return list(await asyncio.gather(*(told(where, work) for where, work in zip((store, other), works, strict=True))))


async def holder(store: Store) -> tuple[int, int, bytes]:
    """Two chats of one person with a permit, and his voucher."""
    mine, done = await registered(store)
    second, person = await account(store, "2"), done.person.id or 0
    await commit(store, lambda uow: uow.people.link(second.id, person, instead_of=None))
    await commit(store, lambda uow: uow.permits.add(Permit(None, person, "330106A1", TODAY, TODAY)))
    return mine.id, second.id, done.voucher.id


def reports(account_id: int) -> Work:
    return lambda uow: replacing.report_card(account_id, CardState.LOST, AREA, NOW + LATER, uow, NOW)


async def permit(store: Store) -> Permit:
    found = await look(store, lambda uow: uow.permits.get(1))
    assert found is not None
    return found


async def test_two_chats_of_a_person_report_one_loss(store: Store, other: Store, race: int) -> None:
    first, second, _ = await holder(store)

    done = await both(store, other, reports(first), reports(second))

    assert done[0] == done[1]
    assert await count(store, "cases") == 1
    assert (await permit(store)).card is CardState.LOST


async def test_two_officers_at_the_same_second_give_one_card(store: Store, other: Store, race: int) -> None:
    first, _, voucher = await holder(store)
    by, colleague = await officer(store), await officer(store, "8")
    await store.run(reports(first))
    await store.run(lambda uow: desk.take(by, 1, uow, NOW))
    held = (await permit(store)).version

    done = await both(
        store,
        other,
        lambda uow: replacing.record_card(by, 1, "FROMCASE1", uow, NOW),
        lambda uow: visiting.replace_card(colleague, voucher, "ATWINDOW1", held, uow, NOW),
    )

    case = await look(store, lambda uow: uow.cases.get(1))
    assert case is not None
    assert case.outcome is Outcome.REPLACED
    refused = [one for one in done if isinstance(one, type)]
    assert refused in ([CaseClosed], [CardChanged])
    assert (await permit(store)).number == ("ATWINDOW1" if refused == [CaseClosed] else "FROMCASE1")
    given = await look(store, lambda uow: uow.audit.about([first], [Act.REPLACED], 9))
    assert len(given) == 1


async def test_a_card_is_found_or_replaced_and_never_both(store: Store, other: Store, race: int) -> None:
    first, second, _ = await holder(store)
    by = await officer(store)
    await store.run(reports(first))
    await store.run(lambda uow: desk.take(by, 1, uow, NOW))

    done = await both(
        store,
        other,
        lambda uow: replacing.take_back(second, uow, NOW),
        lambda uow: replacing.record_card(by, 1, "B1234567", uow, NOW),
    )

    refused = [one for one in done if isinstance(one, type)]
    case = await look(store, lambda uow: uow.cases.get(1))
    assert case is not None
    assert (refused, case.outcome) in (
        ([NothingReported], Outcome.REPLACED),
        ([CaseClosed], Outcome.WITHDRAWN),
    )
    assert (await permit(store)).number == ("B1234567" if case.outcome is Outcome.REPLACED else "330106A1")
    assert case.kind is Kind.REPLACEMENT


async def test_two_chats_tell_of_one_old_card(store: Store, other: Store, race: int) -> None:
    mine, done = await registered(store)
    second, person = await account(store, "2"), done.person.id or 0
    await commit(store, lambda uow: uow.people.link(second.id, person, instead_of=None))

    def tells(account_id: int) -> Work:
        until = date(2027, 3, account_id)
        return lambda uow: changing.tell_old_card(account_id, OldKind.TEMPORARY, until, uow, NOW)

    await both(store, other, tells(mine.id), tells(second.id))

    card = await look(store, lambda uow: uow.old_cards.latest_of(person))
    assert card is not None
    assert await count(store, "old_cards") == 1
    waiting = [
        one.about["valid_until"]
        for account_id in (mine.id, second.id)
        for one in await look(store, lambda uow, of=account_id: uow.promises.waiting(of))  # type: ignore[misc]
    ]
    assert waiting == [card.valid_until.isoformat()]
