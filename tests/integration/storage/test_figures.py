"""The database counts what somebody would who has all records before him, in each area, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.office import Office
from domain.audit import Act
from domain.cards import CardState, Permit
from domain.errors import NotAllowed
from domain.figures import (
    ELSEWHERE,
    RATED,
    STAGES,
    SUSPENDED,
    Cycle,
    Endorsed,
    Figure,
    Group,
    cycle_now,
    cycles_due,
    months,
    weeks,
)
from domain.hiding import Hidden, Shown, alone, parts
from domain.permits import Use, anniversary, standing
from domain.staff import WHOLE, Role
from domain.usecases.counting import ask_for_figures, counted
from domain.usecases.levelling import outlook
from storage.stores import Store
from storage.tables import audit
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.desk_side import officer
from tests.integration.storage.helping import commit, look, registered
from tests.integration.storage.register_of_many import NOW, PLACES, TODAY, Register, filled
from tests.unit.domain.making import staff

AREAS = {
    WHOLE: ("拱墅区", "西湖区"),
    "拱墅区": PLACES[:3],
    "西湖区": (PLACES[3],),
    PLACES[0]: (PLACES[0],),
    "上城区": ("上城区小营街道",),
}
SEEDS = (1, 2)


@pytest.fixture(params=SEEDS)
async def register(request: pytest.FixtureRequest, store: Store) -> Register:
    return await filled(store, request.param)


async def told(store: Store, figure: Figure, area: str) -> dict[str, Group]:
    by = staff(area=area)
    found = await look(store, lambda uow: counted(by, figure, AREAS[area], uow, NOW, Office().openings))
    return {one.name: one for one in found}


def shown(*divisions: dict[str, int]) -> tuple[Shown, dict[str, Shown]]:
    """A whole with its divisions as they may be told."""
    told: dict[str, Shown] = {}
    for one in divisions:
        told |= parts(one)
    return alone(sum(divisions[0].values())), told


def covers(area: str, place: str | None) -> bool:
    return area == WHOLE or (place or "").startswith(area)


def age(days: int) -> str:
    return "up_to_3" if days < 4 else "up_to_7" if days < 8 else "up_to_15" if days < 16 else "older"


def place_of(area: str, place: str) -> str:
    """The part of the area that a place counts for."""
    return next((one for one in AREAS[area] if place.startswith(one)), ELSEWHERE)


@pytest.mark.parametrize("area", AREAS)
async def test_registrations_by_place_and_week_and_how_late(store: Store, register: Register, area: str) -> None:
    by_week: Counter[tuple[str, str]] = Counter()
    by_delay: Counter[tuple[str, str]] = Counter()
    for one in (person.home for person in register.people):
        if covers(area, one.address.area) and one.registered_on >= weeks(TODAY)[0]:
            place = place_of(area, one.address.area)
            monday = one.registered_on - one.registered_on.weekday() * timedelta(days=1)
            by_week[place, monday.isoformat()] += 1
            by_delay[place, "late" if (one.registered_on - one.arrived).days > 3 else "in_time"] += 1

    registrations = await told(store, Figure.REGISTRATIONS, area)
    punctuality = await told(store, Figure.PUNCTUALITY, area)

    mondays = [monday.isoformat() for monday in weeks(TODAY)]
    names = {*AREAS[area], *(place for place, _ in by_week)}
    assert registrations.keys() == punctuality.keys() == names
    for name in names:
        whole, weekly = shown({monday: by_week[name, monday] for monday in mondays})
        assert (registrations[name].whole, registrations[name].parts) == (whole, weekly)
        assert (punctuality[name].whole, punctuality[name].parts) == shown(
            {key: by_delay[name, key] for key in ("in_time", "late")}
        )


@pytest.mark.parametrize("area", AREAS)
async def test_applications_by_stage_and_age(store: Store, register: Register, area: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for person in register.people:
        if person.filing and covers(area, person.area):
            since = person.filing.application.since
            assert since is not None
            counts[person.filing.application.stage, age((TODAY - since).days)] += 1

    found = await told(store, Figure.APPLICATIONS, area)

    assert list(found) == list(STAGES)
    for stage in STAGES:
        ages = {key: counts[stage, key] for key in ("up_to_3", "up_to_7", "up_to_15", "older")}
        assert (found[stage].whole, found[stage].parts) == shown(ages)


@pytest.mark.parametrize("area", AREAS)
async def test_endorsements_by_month_and_what_is_suspended(store: Store, register: Register, area: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    suspended = 0
    for issued, visits in living(register, area):
        suspended += standing(issued, issued, visits, TODAY).use(TODAY) is Use.SUSPENDED
        for month, done in due(issued, visits):
            counts[month, "done" if done else "undone"] += 1

    found = await told(store, Figure.ENDORSEMENTS, area)

    wanted = [month.isoformat() for month in months(TODAY)]
    assert list(found) == [*wanted, SUSPENDED]
    assert found[SUSPENDED].whole == alone(suspended)
    for month in wanted:
        division = {key: counts[month, key] for key in ("done", "undone")}
        assert (found[month].whole, found[month].parts) == shown(division), month


async def test_cycles_are_counted_the_same_in_many_statements(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(store, 1)
    at_once = await told(store, Figure.ENDORSEMENTS, WHOLE)

    monkeypatch.setattr("storage.figures.AT_ONCE", 3)

    assert await told(store, Figure.ENDORSEMENTS, WHOLE) == at_once


async def test_permits_of_the_first_year_alone_are_in_use(store: Store) -> None:
    await registered(store)
    issued = TODAY.replace(year=2026, month=6)
    await commit(store, lambda uow: uow.permits.add(Permit(None, 1, "330106A0012", issued, issued)))

    due, now = await look(store, lambda uow: first_year(uow, issued))

    assert [(cycle.closes, one) for cycle, one in due] == [(date(2027, 6, 17), Endorsed(1, 1, 0))]
    assert [one for _, one in now] == [Endorsed(1, 1, 0)]


async def first_year(uow: SqlUnitOfWork, issued: date) -> tuple[list[tuple[Cycle, Endorsed]], ...]:
    due = await uow.figures.endorsed(WHOLE, [*cycles_due(issued, TODAY)], TODAY)
    return due, await uow.figures.endorsed(WHOLE, [cycle_now(issued, TODAY)], TODAY)


def living(register: Register, area: str) -> Iterator[tuple[date, tuple[date, ...]]]:
    for person in register.people:
        if person.permit and person.permit.card is not CardState.ENDED and covers(area, person.area):
            yield person.permit.issued, person.permit.visits


def due(issued: date, visits: tuple[date, ...]) -> Iterator[tuple[str, bool]]:
    """The told months in which one permit is due, and whether it is endorsed: visit after visit, by the rules alone."""
    for cycle in range(1, 9):
        end = anniversary(issued, cycle)
        if months(TODAY)[0] <= end < date(2027, 9, 1):
            before = standing(issued, issued, [day for day in visits if day < end], max(TODAY, end))
            until = standing(issued, issued, [day for day in visits if day <= end], max(TODAY, end))
            if before.due >= end:
                yield end.replace(day=1).isoformat(), until.due > end


@pytest.mark.parametrize("area", AREAS)
async def test_endorsements_to_be_expected_are_as_many_as_are_due(store: Store, register: Register, area: str) -> None:
    now = [standing(issued, issued, visits, TODAY) for issued, visits in living(register, area)]
    due = [one for one in now if one.due >= TODAY and one.window.opens <= date(2027, 4, 17)]
    ahead = await look(store, lambda uow: outlook(area, Office().openings, uow, TODAY))

    assert sum(cohort.expected for cohort in ahead.cohorts) == len(due)
    assert sum(ahead.load().values()) == pytest.approx(sum(now.due > TODAY for now in due)), "today is too late to plan"


@pytest.mark.parametrize("area", AREAS)
async def test_visits_are_counted_by_day_of_issue_and_of_the_visit(store: Store, register: Register, area: str) -> None:
    first = TODAY - timedelta(days=365)
    wanted = Counter(
        (issued, day) for issued, visits in living(register, area) for day in visits if first <= day <= TODAY
    )
    found = await look(store, lambda uow: uow.figures.visited(area, first, TODAY))

    assert {(one.issued, one.on): one.count for one in found} == wanted


@pytest.mark.parametrize("area", AREAS)
async def test_the_queue_by_kind_and_age_and_what_is_said_of_it(store: Store, register: Register, area: str) -> None:
    found = await told(store, Figure.QUEUE, area)

    for kind in [name for name in found if name != RATED]:
        mine = [one for one in register.cases if (one.kind, one.outcome) == (kind, None) and covers(area, one.area)]
        ages = Counter(age((NOW - one.opened_at).days) for one in mine)
        late = sum(one.is_late(NOW) for one in mine)
        divisions = {key: ages[key] for key in ("up_to_3", "up_to_7", "up_to_15", "older")}
        assert (found[kind].whole, found[kind].parts) == shown(divisions, {"in_time": len(mine) - late, "late": late})
    since = NOW - timedelta(weeks=12)
    closed = [one.id for one in register.cases if one.closed_at and one.closed_at >= since and covers(area, one.area)]
    rated = [register.ratings[number] for number in closed if number in register.ratings]
    assert found[RATED].whole == alone(len(rated))
    asked = ("speed", "manner", "promise")
    means = {name: sum(getattr(one, name) for one in rated) / max(1, len(rated)) for name in asked}
    assert found[RATED].means == (pytest.approx(means) if len(rated) >= 5 else {})


async def test_the_register_holds_what_the_tests_are_about(store: Store, register: Register) -> None:
    """Something is told and something hidden, a permit is suspended, a month has both ends."""
    everything = [await told(store, figure, area) for figure in Figure for area in AREAS]
    values = [one for groups in everything for group in groups.values() for one in (group.whole, *group.parts.values())]

    assert {Hidden.FEW, Hidden.KEPT, 0} <= set(values)
    assert any(isinstance(one, int) and one > 20 for one in values)
    assert (await told(store, Figure.ENDORSEMENTS, WHOLE))[SUSPENDED].whole not in (0, Hidden.FEW)


@pytest.mark.parametrize("area", AREAS)
async def test_no_few_can_be_worked_out_from_what_is_told(store: Store, register: Register, area: str) -> None:
    for figure in Figure:
        for group in (await told(store, figure, area)).values():
            for keys in divisions(group):
                inside = [group.parts[key] for key in keys]
                if Hidden.FEW in inside and isinstance(group.whole, int):
                    rest = group.whole - sum(one for one in inside if isinstance(one, int))
                    few, kept = inside.count(Hidden.FEW), inside.count(Hidden.KEPT)
                    assert kept, "what is left of the whole is not the few alone"
                    assert rest > 4 * few + 5 * kept, "each may be one, each may be four"


def divisions(group: Group) -> list[list[str]]:
    lateness = [key for key in group.parts if key in ("in_time", "late")]
    return [[key for key in group.parts if key not in lateness], lateness]


async def written(store: Store) -> list[tuple[str, int]]:
    found = await look(store, lambda uow: uow._link.execute(select(audit.c.act, audit.c.staff_id)))
    return [(row.act, row.staff_id) for row in found]


async def test_who_lacks_the_right_gets_no_figure_and_leaves_no_line(store: Store) -> None:
    by = await officer(store, role=Role.GRID)

    with pytest.raises(NotAllowed):
        await store.run(lambda uow: ask_for_figures(by, uow, NOW))
    for figure in Figure:
        with pytest.raises(NotAllowed):
            await look(store, lambda uow, figure=figure: counted(by, figure, (), uow, NOW, Office().openings))
    assert await written(store) == []


async def test_a_request_is_one_line_of_the_trail(store: Store) -> None:
    by = await officer(store)
    await store.run(lambda uow: ask_for_figures(by, uow, NOW))

    assert await written(store) == [(Act.COUNTED, by.id)]
