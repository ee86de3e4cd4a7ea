"""What differs comes before the desk once, both sides as they are, and goes when nothing differs any more (R1.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.audit import Act
from domain.cases import Case, Kind, Outcome
from domain.errors import CaseClosed, NoSuchReport, OwnCase, WrongKind
from domain.matching import Difference
from domain.registrations import Changes
from domain.reporters import Role
from domain.staff import Staff
from domain.tenancies import State
from domain.usecases import desk
from domain.usecases.conflicts import set_aside, versions_of
from domain.usecases.registering import register_residence, report_change
from domain.usecases.reporting import moved_out, reports_of, withdraw_report
from tests.unit.domain.letting import COMMITTEE, LANDLORD, TERM, reported, reports, room_of
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, TODAY, appealed, at_the_desk, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

PERSON = 1


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def differing(uow: MemoryUnitOfWork, **more: Any) -> tuple[Staff, Case]:
    """A landlord who says HOME, a tenant who says ELSEWHERE, and an officer who has taken the case."""
    by = await at_the_desk(uow)
    await room_of(uow)
    await reported(uow, **more)
    await register_residence(order(PERSON, address=ELSEWHERE), uow, fresh(), NOW)
    (case,) = uow.rows.cases.values()
    return by, await desk.take(by, case.id or 0, uow, NOW)


def cases(uow: MemoryUnitOfWork) -> list[Outcome | None]:
    return [one.outcome for one in uow.rows.cases.values()]


async def test_a_conflict_is_one_case_under_the_account_of_the_person(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)

    versions = await versions_of(by, case, uow)

    assert (case.kind, case.account_id, case.area) == (Kind.CONFLICT, PERSON, ELSEWHERE.area)
    assert versions.own.address == ELSEWHERE
    (other,) = versions.others
    assert other.report.tenancy.place.address == HOME
    assert other.differs == {Difference.ADDRESS}


async def test_several_who_differ_are_one_case(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)
    await reports(uow, COMMITTEE, Role.COMMITTEE)
    await reported(uow, None, COMMITTEE, role=Role.COMMITTEE, address=replace(HOME, room="9"))

    assert cases(uow) == [None]
    assert [one.report.reporter.role for one in (await versions_of(by, case, uow)).others] == [
        Role.LANDLORD,
        Role.COMMITTEE,
    ]


async def test_nothing_is_overwritten_by_it(uow: MemoryUnitOfWork) -> None:
    await differing(uow)

    assert uow.rows.registrations[1].address == ELSEWHERE
    assert uow.rows.registrations[1].version == 1
    assert uow.rows.tenancies[1].place.address == HOME
    assert len(uow.rows.vouchers) == 1


@pytest.mark.parametrize("how", ["he moves", "moved out", "withdrawn", "corrected"])
async def test_a_case_ends_by_itself_when_nothing_differs_any_more(uow: MemoryUnitOfWork, how: str) -> None:
    await differing(uow)

    if how == "he moves":
        await report_change(PERSON, Changes(TODAY, HOME), uow, fresh(), NOW)
    elif how == "moved out":
        await moved_out(LANDLORD, 1, TODAY, uow, NOW)
    elif how == "withdrawn":
        await withdraw_report(LANDLORD, 1, uow, NOW)
    else:
        _, other = await room_of(uow, label=ELSEWHERE.room, address=replace(ELSEWHERE, room=""))
        await reported(uow, other.id)

    assert cases(uow) == [Outcome.RESOLVED]


async def test_what_differs_anew_is_another_case(uow: MemoryUnitOfWork) -> None:
    await differing(uow)
    await report_change(PERSON, Changes(TODAY, HOME), uow, fresh(), NOW)
    await report_change(PERSON, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW)

    assert cases(uow) == [Outcome.RESOLVED, None]


async def test_a_case_goes_with_the_person_to_the_desk_of_his_new_home(uow: MemoryUnitOfWork) -> None:
    await differing(uow)
    there = replace(HOME, street="湖墅街道")
    await report_change(PERSON, Changes(TODAY, there), uow, fresh(), NOW)

    assert cases(uow) == [Outcome.RESOLVED, None]
    assert uow.rows.cases[2].area == there.area


async def test_an_untrue_report_is_set_aside_and_its_reporter_reads_nothing_of_it(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)
    before = await reports_of(LANDLORD, uow)

    ended = await set_aside(by, case.id or 0, 1, "房东记错了", uow, NOW)

    assert ended.outcome is Outcome.RESOLVED
    assert uow.rows.tenancies[1].state is State.SET_ASIDE
    assert await reports_of(LANDLORD, uow) == before
    last = list(uow.rows.trail.values())[-1]
    assert (last.act, last.account_id, last.why) == (Act.SET_ASIDE, PERSON, "房东记错了")


async def test_setting_one_of_two_aside_leaves_the_case(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)
    await reports(uow, COMMITTEE, Role.COMMITTEE)
    await reported(uow, None, COMMITTEE, role=Role.COMMITTEE, address=HOME)

    assert (await set_aside(by, case.id or 0, 1, "不实", uow, NOW)).is_open
    assert not (await set_aside(by, case.id or 0, 2, "不实", uow, NOW)).is_open
    with pytest.raises(CaseClosed):
        await set_aside(by, case.id or 0, 2, "不实", uow, NOW)


async def test_said_otherwise_it_counts_again(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)
    await set_aside(by, case.id or 0, 1, "不实", uow, NOW)
    await reported(uow, term=replace(TERM, since=TODAY))

    assert cases(uow) == [Outcome.RESOLVED, None]


async def test_only_what_differs_is_set_aside(uow: MemoryUnitOfWork) -> None:
    by, case = await differing(uow)

    with pytest.raises(NoSuchReport):
        await set_aside(by, case.id or 0, 99, "不实", uow, NOW)


async def test_who_made_a_report_does_not_read_what_the_person_told(uow: MemoryUnitOfWork) -> None:
    _, case = await differing(uow)
    himself = await at_the_desk(uow, LANDLORD)

    with pytest.raises(OwnCase):
        await versions_of(himself, case, uow)


async def test_another_case_has_no_versions(uow: MemoryUnitOfWork) -> None:
    by, case = await at_the_desk(uow), await appealed(uow)

    with pytest.raises(WrongKind):
        await versions_of(by, case, uow)


async def test_who_can_be_told_nothing_has_no_case(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await register_residence(order(PERSON, address=ELSEWHERE), uow, fresh(), NOW)
    del uow.rows.links[PERSON]
    await reported(uow)

    assert (uow.rows.tenancies[1].state, cases(uow)) == (State.CONFLICTING, [])
