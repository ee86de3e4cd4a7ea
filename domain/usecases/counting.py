"""The district's figures for staff: asked for, which is written down, and counted by the database for his area alone.

Figures are counted again whenever they are drawn: so whoever draws them asks for the right each time. A request holds
for its day.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
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
from domain.ports import UnitOfWork
from domain.staff import Right, Staff


async def ask_for_figures(by: Staff, uow: UnitOfWork, now: datetime) -> None:
    """Ask for the figures of one's area."""
    async with uow:
        by.must(Right.COUNT)
        await uow.audit.add(Trace(Act.COUNTED, now, by.id))
        await uow.commit()


async def counted(by: Staff, figure: Figure, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    """One figure of his area as it may be told; `places` are the parts of the area that have a name."""
    async with uow:
        by.must(Right.COUNT)
        return await _COUNTS[figure](by.area, places, uow, now)


async def _registered(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> tuple[Registered, ...]:
    today = now.date()
    return await uow.figures.registered(area, places, weeks(today)[0], today)


def _named(counts: Sequence[Registered], places: Sequence[str]) -> Sequence[str]:
    """The places, and behind them what lies in none of them if anything does."""
    return [*places, ELSEWHERE] if any(one.place == ELSEWHERE for one in counts) else places


async def _registrations(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    counts = await _registered(area, places, uow, now)
    return by_week(counts, _named(counts, places), now.date())


async def _punctuality(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    counts = await _registered(area, places, uow, now)
    return by_punctuality(counts, _named(counts, places))


async def _applications(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    return by_stage(await uow.figures.filed(area), now.date())


async def _endorsements(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    today, issued = now.date(), await uow.figures.issued(area)
    due = await uow.figures.endorsed(area, [one for day in issued for one in cycles_due(day, today)], today)
    present = await uow.figures.endorsed(area, [cycle_now(day, today) for day in issued], today)
    return by_month(due, present, today)


async def _queue(area: str, places: Sequence[str], uow: UnitOfWork, now: datetime) -> list[Group]:
    rated = await uow.figures.rated(area, now - timedelta(weeks=WEEKS))
    return by_kind(await uow.figures.waiting(area, now), rated)


_COUNTS: Mapping[Figure, Callable[[str, Sequence[str], UnitOfWork, datetime], Awaitable[list[Group]]]] = (
    MappingProxyType(
        {
            Figure.REGISTRATIONS: _registrations,
            Figure.PUNCTUALITY: _punctuality,
            Figure.APPLICATIONS: _applications,
            Figure.ENDORSEMENTS: _endorsements,
            Figure.QUEUE: _queue,
        }
    )
)
