"""The district's figures for staff: asked for, which is written down, and counted by the database for his area alone.

Figures are counted again whenever they are drawn: so whoever draws them asks for the right each time. A request holds
for its day.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from domain.audit import Act, Trace
from domain.figures import (
    ELSEWHERE,
    WEEKS,
    Figure,
    Group,
    Registered,
    by_kind,
    by_month,
    by_punctuality,
    by_stage,
    by_week,
    cycle_now,
    cycles_due,
    weeks,
)
from domain.hours import Openings
from domain.levelling import curve
from domain.ports import UnitOfWork
from domain.staff import Right, Staff
from domain.usecases.levelling import outlook


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: an area, its parts that have a name, the moment, and when the area's offices are open."""

    area: str
    places: Sequence[str]
    now: datetime
    openings: Openings

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.now.date()


async def ask_for_figures(by: Staff, uow: UnitOfWork, now: datetime) -> None:
    """Ask for the figures of one's area."""
    async with uow:
        by.must(Right.COUNT)
        await uow.audit.add(Trace(Act.COUNTED, now, by.id))
        await uow.commit()


async def counted(
    by: Staff, figure: Figure, places: Sequence[str], uow: UnitOfWork, now: datetime, openings: Openings
) -> list[Group]:
    """One figure of his area as it may be told; `places` are the parts of the area that have a name."""
    async with uow:
        by.must(Right.COUNT)
        return await _COUNTS[figure](Asked(by.area, places, now, openings), uow)


async def _registered(asked: Asked, uow: UnitOfWork) -> tuple[Registered, ...]:
    return await uow.figures.registered(asked.area, asked.places, weeks(asked.today)[0], asked.today)


def _named(counts: Sequence[Registered], places: Sequence[str]) -> Sequence[str]:
    """The places, and behind them what lies in none of them if anything does."""
    return [*places, ELSEWHERE] if any(one.place == ELSEWHERE for one in counts) else places


async def _registrations(asked: Asked, uow: UnitOfWork) -> list[Group]:
    counts = await _registered(asked, uow)
    return by_week(counts, _named(counts, asked.places), asked.today)


async def _punctuality(asked: Asked, uow: UnitOfWork) -> list[Group]:
    counts = await _registered(asked, uow)
    return by_punctuality(counts, _named(counts, asked.places))


async def _applications(asked: Asked, uow: UnitOfWork) -> list[Group]:
    return by_stage(await uow.figures.filed(asked.area), asked.today)


async def _endorsements(asked: Asked, uow: UnitOfWork) -> list[Group]:
    area, today, issued = asked.area, asked.today, await uow.figures.issued(asked.area)
    due = await uow.figures.endorsed(area, [one for day in issued for one in cycles_due(day, today)], today)
    present = await uow.figures.endorsed(area, [cycle_now(day, today) for day in issued], today)
    return by_month(due, present, today)


async def _queue(asked: Asked, uow: UnitOfWork) -> list[Group]:
    rated = await uow.figures.rated(asked.area, asked.now - timedelta(weeks=WEEKS))
    return by_kind(await uow.figures.waiting(asked.area, asked.now), rated)


async def _levelling(asked: Asked, uow: UnitOfWork) -> list[Group]:
    ahead = await outlook(asked.area, asked.openings, uow, asked.today)
    return curve(ahead, await uow.offers.offered(asked.area, asked.today))


_COUNTS: Mapping[Figure, Callable[[Asked, UnitOfWork], Awaitable[list[Group]]]] = MappingProxyType(
    {
        Figure.REGISTRATIONS: _registrations,
        Figure.PUNCTUALITY: _punctuality,
        Figure.APPLICATIONS: _applications,
        Figure.ENDORSEMENTS: _endorsements,
        Figure.QUEUE: _queue,
        Figure.LEVELLING: _levelling,
    }
)
