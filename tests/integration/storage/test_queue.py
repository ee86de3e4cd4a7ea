"""The queue finds by area what it may not write down: the same cases that the domain says an officer covers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.cases import Case
from domain.staff import WHOLE
from storage.stores import Store
from tests.integration.storage.helping import account, commit, look
from tests.unit.domain.making import NOW, case, staff

PLACES = ("拱墅区大关街道", "拱墅区大关街道", "拱墅区米市巷街道", "西湖区翠苑街道", "拱墅区", "")
AREAS = (WHOLE, "拱墅区", "拱墅区大关街道", "拱墅区米市巷街道", "西湖区", "西湖区翠苑街道", "上城区")
LATE = NOW + timedelta(days=2)


@pytest.fixture
async def opened(store: Store) -> list[Case]:
    """A case in each place, promised one hour after the other, the last one first; and one that is closed."""
    made = []
    for number, place in enumerate((*PLACES, PLACES[0])):
        mine = await account(store, str(number))
        until = NOW + timedelta(days=2, hours=len(PLACES) - number)
        one = case(id=None, account_id=mine.id, area=place, promised_by=until)
        made.append(await commit(store, lambda uow, one=one: uow.cases.add(one)))
    await commit(store, lambda uow: uow.cases.save(made[-1].withdrawn(NOW)))
    return made[:-1]


@pytest.mark.parametrize("area", AREAS)
async def test_an_area_waits_for_what_it_covers_by_the_promise(store: Store, opened: list[Case], area: str) -> None:
    covered = [one for one in reversed(opened) if staff(area=area).covers(one.area)]

    assert await look(store, lambda uow: uow.cases.waiting(area, 99)) == covered
    assert await look(store, lambda uow: uow.cases.waiting(area, 1, 1)) == covered[1:2]


@pytest.mark.parametrize("area", AREAS)
async def test_what_waits_is_counted_by_place_with_what_is_late(store: Store, opened: list[Case], area: str) -> None:
    later = LATE + timedelta(hours=2, seconds=1)
    covered = [one for one in opened if staff(area=area).covers(one.area)]

    counts = await look(store, lambda uow: uow.cases.counts(area, later))

    expected = {
        place: (
            sum(one.area == place for one in covered),
            sum(one.area == place and one.is_late(later) for one in covered),
        )
        for place in sorted({one.area for one in covered})
    }
    assert [(one.area, (one.count, one.late)) for one in counts] == [*expected.items()]
