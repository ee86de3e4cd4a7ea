"""What replacing and changing cards rely on, asked alike of the unit of work in memory and of the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.cases import Case, Kind
from domain.errors import StaleVersion
from domain.oldcards import OldCard, OldKind
from domain.ports import UnitOfWork
from tests.integration.storage.test_contract_of_applications import somebody
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.making import NOW, TODAY

__all__ = ["database_kind", "world"]

UNTIL = date(2027, 3, 1)
PERMIT = 41


def case(account_id: int, about: int = PERMIT, kind: Kind = Kind.REPLACEMENT) -> Case:
    return Case(None, kind, about, account_id, "拱墅区大关街道", NOW, NOW + timedelta(days=3))


async def test_a_permit_has_one_open_case_whichever_account_opens_it(world: World) -> None:
    mine, other = await world.account(), await world.account()

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.cases.replacing(PERMIT) is None
            first = await uow.cases.add(case(mine))
            assert await uow.cases.replacing(PERMIT) == first
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.cases.add(case(other))
            await uow.cases.save(first.withdrawn(NOW))
            assert await uow.cases.replacing(PERMIT) is None
            second = await uow.cases.add(case(other))
            assert await uow.cases.replacing(PERMIT) == second

    await world.run(work)


async def test_other_cases_about_the_same_number_are_no_obstacle(world: World) -> None:
    mine, other = await world.account(), await world.account()

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.cases.add(case(mine, kind=Kind.CARD))
            await uow.cases.add(case(other, kind=Kind.CARD))
            assert await uow.cases.replacing(PERMIT) is None
            await uow.cases.add(case(mine))
            await uow.cases.add(case(mine, about=PERMIT + 1))

    await world.run(work)


@pytest.mark.parametrize("kind", OldKind)
async def test_a_person_has_one_old_card_until_it_has_ended(world: World, kind: OldKind) -> None:
    mine, nobody = await somebody(world), await somebody(world, 2)
    card = OldCard(None, mine, kind, UNTIL)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.old_cards.add(card)
            assert first == replace(card, id=first.id) == await uow.old_cards.latest_of(mine)
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.old_cards.add(card)
            ended = first.ended(TODAY)
            await uow.old_cards.save(ended)
            assert await uow.old_cards.latest_of(mine) == ended
            second = await uow.old_cards.add(card)
            assert await uow.old_cards.latest_of(mine) == second
            assert await uow.old_cards.latest_of(nobody) is None

    await world.run(work)


async def test_an_old_card_is_saved_and_removed_once_a_version(world: World) -> None:
    mine = await somebody(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.old_cards.add(OldCard(None, mine, OldKind.PERMIT, UNTIL))
            told = first.told(OldKind.TEMPORARY, UNTIL + timedelta(days=9))
            await uow.old_cards.save(told)
            assert await uow.old_cards.latest_of(mine) == told
            for stale in (told, replace(told.ended(TODAY), id=0)):
                with pytest.raises(StaleVersion):
                    await uow.old_cards.save(stale)
            for stale in (first, replace(told, id=0)):
                with pytest.raises(StaleVersion):
                    await uow.old_cards.remove(stale)
            await uow.old_cards.remove(told)
            assert await uow.old_cards.latest_of(mine) is None

    await world.run(work)
