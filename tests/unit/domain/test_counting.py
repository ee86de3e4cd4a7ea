"""Who may ask for the district's figures, of which area, and that asking is written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import pytest

from domain.audit import Act
from domain.cases import Kind
from domain.errors import NotAllowed
from domain.figures import (
    ELSEWHERE,
    SUSPENDED,
    Cycle,
    Endorsed,
    Figure,
    Filed,
    Rated,
    Registered,
    Stage,
    Visited,
    Waiting,
)
from domain.hiding import Hidden
from domain.hours import Openings
from domain.staff import Role
from domain.usecases.counting import ask_for_figures, counted
from tests.unit.domain.applied import AREA, officer
from tests.unit.domain.making import NOW, TODAY
from tests.unit.domain.memory import MemoryUnitOfWork

ELSE = "拱墅区小河街道"
OPENINGS = Openings(2, lambda day: day.weekday() < 5)


class FixedFigures:
    """Counts as a database would give them, and for which areas they were asked for."""

    def __init__(self, *, elsewhere: int = 0) -> None:
        self.areas: list[str] = []
        self._elsewhere = elsewhere

    async def registered(self, area: str, places: Collection[str], first: date, last: date) -> tuple[Registered, ...]:
        self.areas.append(area)
        found = [Registered(one, TODAY, TODAY, 7) for one in places]
        late = [Registered(ELSEWHERE, TODAY - timedelta(days=9), TODAY, self._elsewhere)] if self._elsewhere else []
        return (*found, *late)

    async def filed(self, area: str) -> tuple[Filed, ...]:
        self.areas.append(area)
        return (Filed(Stage.SUBMITTED, TODAY, 3), Filed(Stage.ACCEPTED, TODAY - timedelta(days=5), 9))

    async def issued(self, area: str) -> tuple[date, ...]:
        self.areas.append(area)
        return (date(2025, 12, 10),)

    async def endorsed(self, area: str, cycles: Sequence[Cycle], on: date) -> list[tuple[Cycle, Endorsed]]:
        self.areas.append(area)
        return [(one, Endorsed(20, 12, 5)) for one in cycles]

    async def waiting(self, area: str, now: datetime) -> tuple[Waiting, ...]:
        self.areas.append(area)
        return (Waiting(Kind.APPEAL, {}, 0),)

    async def visited(self, area: str, first: date, last: date) -> tuple[Visited, ...]:
        self.areas.append(area)
        return ()

    async def rated(self, area: str, since: datetime) -> Rated:
        self.areas.append(area)
        return Rated(6, {"speed": 2.5})


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    uow = MemoryUnitOfWork()
    uow.figures = FixedFigures()
    return uow


async def test_asking_is_written_down(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)

    await ask_for_figures(by, uow, NOW)

    assert [(one.act, one.staff_id) for one in uow.rows.trail.values()][-1] == (Act.COUNTED, by.id)


@pytest.mark.parametrize("figure", Figure)
async def test_each_figure_is_of_ones_own_area(uow: MemoryUnitOfWork, figure: Figure) -> None:
    by = await officer(uow)

    groups = await counted(by, figure, [AREA, ELSE], uow, NOW, OPENINGS)

    assert groups
    assert set(uow.figures.areas) == {AREA}


async def test_who_only_looks_counts_nothing(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow, role=Role.GRID)

    with pytest.raises(NotAllowed):
        await ask_for_figures(by, uow, NOW)
    with pytest.raises(NotAllowed):
        await counted(by, Figure.QUEUE, [AREA], uow, NOW, OPENINGS)
    assert uow.figures.areas == []


async def test_what_lies_in_no_named_place_is_told_beside_the_others(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    named = [one.name for one in await counted(by, Figure.REGISTRATIONS, [AREA], uow, NOW, OPENINGS)]
    uow.figures = FixedFigures(elsewhere=6)

    with_others = [one.name for one in await counted(by, Figure.PUNCTUALITY, [AREA], uow, NOW, OPENINGS)]

    assert (named, with_others) == ([AREA], [AREA, ELSEWHERE])


async def test_few_are_hidden_whatever_the_database_says(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)

    stages = {one.name: one.whole for one in await counted(by, Figure.APPLICATIONS, [AREA], uow, NOW, OPENINGS)}
    *_, suspended = await counted(by, Figure.ENDORSEMENTS, [AREA], uow, NOW, OPENINGS)

    assert stages[Stage.SUBMITTED] is Hidden.FEW
    assert stages[Stage.ACCEPTED] == 9
    assert suspended.name == SUSPENDED
