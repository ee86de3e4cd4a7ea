"""What offering half-days relies on, asked alike of the unit of work in memory and of the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.levelling import HalfDay, Offer, Offered
from domain.ports import UnitOfWork
from domain.staff import WHOLE
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.making import document, person

__all__ = ["database_kind", "world"]

AREA, BESIDE, FAR = "拱墅区大关街道", "拱墅区小河街道", "西湖区翠苑街道"
CLOSES = date(2027, 4, 1)
EARLY, LATE = HalfDay(date(2027, 3, 9), 0), HalfDay(date(2027, 3, 11), 1)


async def somebody(uow: UnitOfWork, number: int) -> int:
    return (await uow.people.add(person(document=document(number)))).id or 0


async def test_a_person_has_one_offer_and_the_newest_counts(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            me = await somebody(uow, 1)
            first = Offer(me, 1, CLOSES, (EARLY, LATE))
            assert await uow.offers.of_person(me) is None
            await uow.offers.save(first, AREA)
            assert await uow.offers.of_person(me) == first
            for chosen in (LATE, HalfDay(date(2027, 3, 12), 0)):
                await uow.offers.save(replace(first, chosen=chosen), AREA)
                assert await uow.offers.of_person(me) == replace(first, chosen=chosen)

    await world.run(work)


async def test_what_is_offered_is_summed_by_office_and_what_has_passed_left_out(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            for number, area in enumerate((AREA, AREA, BESIDE, FAR), 1):
                await uow.offers.save(Offer(await somebody(uow, number), 1, CLOSES, (EARLY, LATE)), area)
            mine = Offer(await somebody(uow, 9), 1, date(2027, 4, 5), (EARLY, LATE), LATE)
            await uow.offers.save(mine, AREA)
            halves = {Offered(CLOSES, EARLY, 1), Offered(CLOSES, LATE, 1)}
            others = {Offered(mine.closes, EARLY, 0), Offered(mine.closes, LATE, 1)}
            assert {*await uow.offers.offered(AREA, date(2027, 3, 8))} == halves | others
            late = {Offered(CLOSES, LATE, 1.5), Offered(mine.closes, LATE, 1)}
            assert {*await uow.offers.offered("拱墅区", date(2027, 3, 9))} == late
            assert {one.share for one in await uow.offers.offered(WHOLE, date(2027, 3, 9))} == {1, 2}
            assert await uow.offers.offered(AREA, date(2027, 3, 11)) == ()

    await world.run(work)


async def test_only_offers_of_other_years_are_dropped(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            me, other = await somebody(uow, 1), await somebody(uow, 2)
            for who in (me, other):
                await uow.offers.save(Offer(who, 2, CLOSES, (EARLY,)), AREA)
            await uow.offers.keep(me, {2})
            assert await uow.offers.of_person(me)
            await uow.offers.keep(me, {3})
            assert await uow.offers.of_person(me) is None
            await uow.offers.keep(other, set())
            assert await uow.offers.of_person(other) is None

    await world.run(work)
