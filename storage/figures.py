"""The district's figures, counted by the database: groups come back, never a row a person.

No two databases count the law's months alike. So the days on which permits were issued come back, the rules make of
each the days that matter, and the database counts the visits between them. People are where their active registration
is; a case is where it was opened.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    case,
    column,
    func,
    or_,
    select,
    text,
    values,
)

from domain.applications import Stage
from domain.cards import CardState
from domain.cases import ASKED, Kind
from domain.figures import AGES, ELSEWHERE, STAGES, Age, Cycle, Endorsed, Filed, Rated, Registered, Visited, Waiting
from domain.registrations import Status
from domain.staff import WHOLE
from storage.link import Sealed
from storage.places import place_index, within
from storage.tables import case_ratings, cases, filings, permit_visits, permits, registrations

AT_ONCE = 4000
"""Cycles of one statement, seven values each: neither database takes many more than 32,000."""
PLANNED_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")
"""PostgreSQL plans a statement that comes again without looking at its values: this one then took 13 s instead of 0.2 s
for 100,000 permits."""
LIVING = permits.c.card != CardState.ENDED.value


class Figures(Sealed):
    """Counts of an area."""

    async def registered(self, area: str, places: Collection[str], first: date, last: date) -> tuple[Registered, ...]:
        """Registrations made between two days, by place among these, day of arrival and day of registration."""
        column = registrations.c.district_index if area == WHOLE else registrations.c.area_index
        days = (registrations.c.arrived, registrations.c.registered_on)
        counting = select(column.label("place"), *days, func.count().label("many")).where(
            registrations.c.registered_on.between(first, last), within(self._keys, registrations, area)
        )
        names = {place_index(self._keys, registrations, one): one for one in places}
        found = await self._link.execute(counting.group_by(column, *days))
        return tuple(
            Registered(names.get(row.place, ELSEWHERE), row.arrived, row.registered_on, row.many) for row in found
        )

    async def filed(self, area: str) -> tuple[Filed, ...]:
        """Applications by stage and the day of the last step."""
        by = (filings.c.stage, filings.c.since)
        counting = self._of_residents(select(*by, func.count().label("many")), filings, area)
        found = await self._link.execute(counting.where(filings.c.stage.in_(STAGES)).group_by(*by))
        return tuple(Filed(Stage(row.stage), row.since, row.many) for row in found)

    async def issued(self, area: str) -> tuple[date, ...]:
        """The days on which permits were issued that have not ended."""
        days = self._of_residents(select(permits.c.issued), permits, area)
        found = await self._link.execute(days.where(LIVING).distinct().order_by(permits.c.issued))
        return tuple(found.scalars())

    async def endorsed(self, area: str, cycles: Sequence[Cycle], on: date) -> list[tuple[Cycle, Endorsed]]:
        """Permits by the years they are in, with what the visits until a day have made of them."""
        if self._link.locks_rows:
            await self._link.execute(PLANNED_ANEW)
        made: list[tuple[Cycle, Endorsed]] = []
        for start in range(0, len(cycles), AT_ONCE):
            some = cycles[start : start + AT_ONCE]
            found = await self._link.execute(self._visited(area, some, on))
            made += [(some[row.number], Endorsed(row.permits, row.kept, row.done)) for row in found]
        return made

    def _visited(self, area: str, cycles: Sequence[Cycle], on: date) -> Select[Any]:
        """By cycle, after each permit was looked at once with all of its visits that may matter."""
        years, day = _table(cycles), permit_visits.c.visited_on
        mine = (permit_visits.c.permit_id == permits.c.id) & day.between(years.c.since, years.c.closes) & (day <= on)
        with_visits = permits.join(years, years.c.issued == permits.c.issued).outerjoin(permit_visits, mine)
        kept = or_(years.c.is_first == 1, day <= years.c.until)
        each = select(years.c.number, _any(kept).label("kept"), _any(day >= years.c.opens).label("done"))
        looked = self._of_residents(each.select_from(with_visits), permits, area).where(LIVING)
        one = looked.group_by(years.c.number, permits.c.id).subquery("each")
        return select(
            one.c.number,
            func.count().label("permits"),
            func.sum(one.c.kept).label("kept"),
            func.sum(one.c.kept * one.c.done).label("done"),
        ).group_by(one.c.number)

    async def waiting(self, area: str, now: datetime) -> tuple[Waiting, ...]:
        """Open cases by kind and age, and the late ones."""
        age = case(
            *((cases.c.opened_at > now - timedelta(days=last + 1), name) for name, last in AGES), else_=Age.OLDER
        )
        late = func.sum(case((cases.c.promised_by < now, 1), else_=0))
        found = await self._link.execute(
            select(cases.c.kind, age.label("age"), func.count().label("many"), late.label("late"))
            .where(cases.c.outcome.is_(None), within(self._keys, cases, area))
            .group_by(cases.c.kind, "age")
        )
        rows = found.all()
        return tuple(_waiting(kind, [row for row in rows if row.kind == kind]) for kind in ASKED)

    async def rated(self, area: str, since: datetime) -> Rated:
        """What was said of the cases closed since."""
        asked = ("speed", "manner", "promise")
        means = (func.avg(case_ratings.c[name]).label(name) for name in asked)
        found = await self._link.execute(
            select(func.count().label("many"), *means)
            .select_from(case_ratings.join(cases, cases.c.id == case_ratings.c.case_id))
            .where(cases.c.closed_at >= since, within(self._keys, cases, area))
        )
        row = found.one()
        return Rated(row.many, {name: float(row._mapping[name]) for name in asked} if row.many else {})

    async def visited(self, area: str, first: date, last: date) -> tuple[Visited, ...]:
        """Visits made between two days, by day of issue and day of the visit."""
        by = (permits.c.issued, permit_visits.c.visited_on)
        counting = self._of_residents(select(*by, func.count().label("many")), permits, area)
        made = counting.join(permit_visits, permit_visits.c.permit_id == permits.c.id).where(LIVING).group_by(*by)
        found = await self._link.execute(made.where(permit_visits.c.visited_on.between(first, last)))
        return tuple(Visited(row.issued, row.visited_on, row.many) for row in found)

    def _of_residents(self, counting: Select[Any], of: FromClause, area: str) -> Select[Any]:
        """Of the rows of people those whose person is registered in the area now; of the whole city all of them."""
        if area == WHOLE:
            return counting
        here = (registrations.c.status == Status.ACTIVE.value) & within(self._keys, registrations, area)
        return counting.where(of.c.person_id.in_(select(registrations.c.person_id).where(here)))


def _waiting(kind: Kind, rows: Sequence[Any]) -> Waiting:
    return Waiting(kind, {Age(row.age): row.many for row in rows}, sum(row.late for row in rows))


def _table(cycles: Sequence[Cycle]) -> CTE:
    """Cycles as rows, numbered. No value is missing: a column of nothing else has no type on PostgreSQL."""
    numbers = (column(name, Integer) for name in ("number", "is_first"))
    days = (column(name, Date) for name in ("issued", "since", "until", "opens", "closes"))
    rows = [
        (at, int(one.since is None), one.issued, one.since or one.issued, one.until, one.opens, one.closes)
        for at, one in enumerate(cycles)
    ]
    return values(*numbers, *days, name="years").data(rows).cte()


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 if it holds of any row of a group, else 0."""
    return func.max(case((condition, 1), else_=0))
