"""What applying and deciding rely on, asked alike of the unit of work in memory and of the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.applications import Application, Notice, Stage
from domain.cards import CardState, Permit
from domain.errors import NumberTaken, StaleVersion
from domain.facts import Facts
from domain.filings import Filing, Page
from domain.ports import UnitOfWork
from domain.ways import Way
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import TODAY, document, person

__all__ = ["database_kind", "world"]

TOMORROW = TODAY + timedelta(days=1)
NOTICE = Notice(TODAY, frozenset({"photo"}), frozenset({"lease"}), frozenset({"photo", "lease", "title_proof"}))
REFUSED = Application(
    Way.HOUSING, Stage.REFUSED, frozenset({"lease"}), (NOTICE, NOTICE), ("half_year", "lawful_title"), TOMORROW, True
)


async def somebody(world: World, order: int = 1) -> int:
    """A person in the register, by his id."""

    async def work(uow: UnitOfWork) -> int:
        async with uow:
            made = await uow.people.add(person(document=document(order)))
            await uow.commit()
        return made.id or 0

    found: int = await world.run(work)
    return found


async def draft(world: World, **more: Any) -> Filing:
    """A draft that is not in the store yet."""
    made = Filing(None, await world.account(), await somebody(world), TODAY, Application(Way.HOUSING), facts(TENANT))
    return replace(made, **more)


@pytest.mark.parametrize("told", [facts(TENANT), Facts()])
@pytest.mark.parametrize("application", [Application(Way.EMPLOYMENT), REFUSED])
async def test_an_application_is_kept_with_everything_that_happened_to_it(
    world: World, told: Facts, application: Application
) -> None:
    one = await draft(world, facts=told, application=application)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            kept = await uow.filings.add(one)
            assert kept == replace(one, id=kept.id)
            assert await uow.filings.get(kept.id or 0) == kept
            assert await uow.filings.get(0) is None

    await world.run(work)


@pytest.mark.parametrize("stage", Stage)
async def test_a_person_has_one_open_application_and_the_newest_is_found(world: World, stage: Stage) -> None:
    one, nobody = await draft(world), await somebody(world, 2)
    other = replace(one, application=replace(one.application, stage=stage))

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.filings.add(other)
            assert await uow.filings.open_of(one.person_id) == (first if first.is_open else None)
            if first.is_open:
                with pytest.raises(StaleVersion):
                    async with uow:
                        await uow.filings.add(one)
            else:
                second = await uow.filings.add(one)
                assert await uow.filings.latest_of(one.person_id) == second
            assert await uow.filings.open_of(nobody) is None
            assert await uow.filings.latest_of(nobody) is None

    await world.run(work)


async def test_an_application_that_has_ended_begins_beside_an_open_one(world: World) -> None:
    one = await draft(world)
    ended = replace(one, application=REFUSED)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.filings.add(one)
            second = await uow.filings.add(ended)
            assert await uow.filings.open_of(one.person_id) == first
            assert await uow.filings.latest_of(one.person_id) == second

    await world.run(work)


async def test_an_application_is_saved_once_a_version_with_its_pages_in_their_order(world: World) -> None:
    one = await draft(world)
    pages = [Page(f"paper-{number}", "lease") for number in "cab"]

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.filings.add(one)
            full = first
            for page in pages:
                full = full.handing_in(page)
                await uow.filings.save(full)
            assert await uow.filings.get(first.id or 0) == full
            less = replace(full.without("paper-a").handing_in(Page("paper-0", "photo")), version=full.version + 1)
            await uow.filings.save(less)
            assert [page.file for page in less.pages] == ["paper-c", "paper-b", "paper-0"]
            assert await uow.filings.latest_of(one.person_id) == less
            for stale in (full, less, replace(less, id=0, version=less.version + 1)):
                with pytest.raises(StaleVersion):
                    await uow.filings.save(stale)

    await world.run(work)


def permit(person_id: int, number: str = "330106A1", **more: Any) -> Permit:
    return Permit(None, person_id, number, TOMORROW, TODAY, **more)


@pytest.mark.parametrize("card", [CardState.ACTIVE, CardState.LOST])
async def test_a_person_has_one_permit_until_it_has_ended(world: World, card: CardState) -> None:
    mine, nobody = await somebody(world), await somebody(world, 2)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.permits.add(permit(mine, card=card))
            assert first == replace(permit(mine, card=card), id=first.id)
            assert await uow.permits.of_person(mine) == first == await uow.permits.get(first.id or 0)
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.permits.add(permit(mine, "330106A2"))
            await uow.permits.save(replace(first, card=CardState.ENDED, version=2))
            assert await uow.permits.of_person(mine) is None
            second = await uow.permits.add(permit(mine, "330106A2"))
            assert await uow.permits.of_person(mine) == second
            assert await uow.permits.of_person(nobody) is await uow.permits.get(0) is None

    await world.run(work)


async def test_a_number_is_one_cards_whoever_holds_it(world: World) -> None:
    mine, theirs = await somebody(world), await somebody(world, 2)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.permits.add(permit(mine))
            with pytest.raises(NumberTaken):
                async with uow:
                    await uow.permits.add(permit(theirs))
            other = await uow.permits.add(permit(theirs, "330106A2"))
            with pytest.raises(NumberTaken):
                async with uow:
                    await uow.permits.save(other.replaced("330106A1"))
            await uow.permits.save(first.replaced("330106A3"))
            await uow.permits.save(other.replaced("330106A1"))
            found = await uow.permits.of_person(theirs)
            assert found == other.replaced("330106A1")

    await world.run(work)


async def test_a_permit_is_saved_once_a_version_and_its_visits_are_written_down_apart(world: World) -> None:
    mine = await somebody(world)
    days = [TODAY + timedelta(days=number) for number in (400, 390)]

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first = await uow.permits.add(permit(mine))
            lost = replace(first.reported(CardState.LOST), visits=(TODAY,))
            await uow.permits.save(lost)
            for day in days:
                await uow.permits.visited(lost, day, 1)
            assert await uow.permits.of_person(mine) == replace(lost, visits=tuple(days))
            for stale in (first.found(), replace(first.found().found(), id=0)):
                with pytest.raises(StaleVersion):
                    await uow.permits.save(stale)

    await world.run(work)
