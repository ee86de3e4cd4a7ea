"""Reporting tenants: what is kept, what confirms, what each side may know, and what a guess costs (R1.8, R7.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.departments import Land
from domain.errors import (
    ArrivalInFuture,
    NoSuchReport,
    NoSuchReporter,
    NoSuchRoom,
    OutsideUrbanDistricts,
    ReporterBlocked,
    WrongPlace,
)
from domain.houses import HouseFacts, Title
from domain.passports import Sheet
from domain.people import DocumentKind, IdentityDocument
from domain.registrations import Changes
from domain.reporters import Role
from domain.rooms import Hazard, Room
from domain.tenancies import Seen, State, Tenant, Term
from domain.usecases.letting import check_sheet, find_house, lend_rooms
from domain.usecases.registering import register_residence, report_change, report_departure
from domain.usecases.reporters import block_reporter, confirm_reporter
from domain.usecases.reporting import (
    COUNTED,
    FREE_REPORTS,
    Reported,
    Slowed,
    answer_report,
    hosts_of,
    landlords_half,
    moved_out,
    report_tenant,
    reports_of,
    stated_of,
    withdraw_report,
)
from tests.unit.domain.letting import (
    AGENT,
    COMMITTEE,
    EMPLOYER,
    LANDLORD,
    TENANT,
    TERM,
    reported,
    reporting,
    reports,
    room_of,
)
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, TODAY, at_the_desk, document, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork

PERSON = 1
"""The tenant's account."""
DAY = timedelta(days=1)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def registers(uow: MemoryUnitOfWork, **more: Any) -> None:
    await register_residence(order(PERSON, **more), uow, fresh(), NOW)


def state(uow: MemoryUnitOfWork, number: int = 1) -> State:
    return uow.rows.tenancies[number].state


async def test_the_report_first_or_the_registration_first_ends_the_same(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    first = await reported(uow)
    assert state(uow) is State.PENDING
    await registers(uow)

    other = MemoryUnitOfWork()
    await registers(other)
    await room_of(other)
    second = await reported(other)

    assert state(uow) is state(other) is State.CONFIRMED
    assert first == second
    assert await hosts_of(PERSON, uow) == await hosts_of(PERSON, other) == (Role.LANDLORD,)


async def test_a_move_a_departure_and_a_return_are_followed(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await reported(uow)
    await registers(uow)

    await report_change(PERSON, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW)
    assert state(uow) is State.CONFLICTING
    await report_departure(PERSON, TODAY, uow, NOW)
    assert state(uow) is State.PENDING
    assert not any(one.is_open for one in uow.rows.cases.values())
    await registers(uow)
    assert state(uow) is State.CONFIRMED


async def test_reported_again_it_changes_nothing(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    first = await reported(uow)
    before = uow.rows.copy()
    again = await reported(uow)

    assert (first.is_new, again.is_new, again.view) == (True, False, first.view)
    assert uow.rows == before


async def test_a_correction_is_the_next_version_of_the_same_report(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await registers(uow)
    await reported(uow)
    later = replace(TERM, lease_to=date(2028, 11, 19))
    again = await reported(uow, term=later)

    assert (again.is_new, again.view.term, uow.rows.tenancies[1].version) == (False, later, 2)
    assert state(uow) is State.CONFIRMED


async def test_after_moving_out_he_may_be_reported_anew(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    first = await reported(uow)
    ended = await moved_out(LANDLORD, first.view.id, TODAY, uow, NOW)
    again = await reported(uow)

    assert (ended.seen, again.is_new, again.view.id) == (Seen.ENDED, True, 2)
    assert [one.seen for one in await reports_of(LANDLORD, uow)] == [Seen.ENDED, Seen.REPORTED]


async def test_a_moved_out_tenant_is_confirmed_by_nobody(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await registers(uow)
    done = await reported(uow)
    await moved_out(LANDLORD, done.view.id, TODAY, uow, NOW)

    assert (state(uow), await hosts_of(PERSON, uow)) == (State.ENDED, ())


async def test_nobody_changes_anothers_report(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    done = await reported(uow)
    await reports(uow, 21)

    for number in (done.view.id, 99):
        for act in (moved_out(21, number, TODAY, uow, NOW), withdraw_report(21, number, uow, NOW)):
            with pytest.raises(NoSuchReport):
                await act
    assert await reports_of(21, uow) == ()


async def test_a_blocked_reporter_reports_and_changes_nothing(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    done = await reported(uow)
    await block_reporter(await at_the_desk(uow), 1, "", uow, NOW)

    for act in (reported(uow), withdraw_report(LANDLORD, done.view.id, uow, NOW)):
        with pytest.raises(ReporterBlocked):
            await act


@pytest.mark.parametrize(
    ("role", "where", "refusal"),
    [
        pytest.param(Role.LANDLORD, {"room_id": 99}, NoSuchRoom, id="a room that is not there"),
        pytest.param(Role.LANDLORD, {"address": HOME}, WrongPlace, id="a landlord's address without a room"),
        pytest.param(Role.AGENCY, {"address": HOME}, WrongPlace, id="an agency's address without a room"),
        pytest.param(Role.AGENCY, {"room_id": 1}, NoSuchRoom, id="a room that was not lent"),
        pytest.param(Role.EMPLOYER, {"room_id": 1}, WrongPlace, id="an employer's room"),
        pytest.param(Role.EMPLOYER, {"address": HOME}, WrongPlace, id="an employer's address"),
        pytest.param(Role.COMMITTEE, {"room_id": 1}, WrongPlace, id="a committee's room"),
        pytest.param(Role.COMMITTEE, {}, WrongPlace, id="nowhere"),
        pytest.param(
            Role.COMMITTEE, {"address": replace(HOME, district="桐庐县")}, OutsideUrbanDistricts, id="another county"
        ),
    ],
)
async def test_each_role_reports_its_own_kind_of_place(
    uow: MemoryUnitOfWork, role: Role, where: dict[str, Any], refusal: type[Exception]
) -> None:
    await room_of(uow)
    await reports(uow, AGENT, role)

    order = reporting(None, AGENT if role is not Role.LANDLORD else LANDLORD, role=role)
    with pytest.raises(refusal):
        await report_tenant(replace(order, **where), uow, NOW)
    assert not uow.rows.tenancies


async def test_who_has_no_role_reports_nobody(uow: MemoryUnitOfWork) -> None:
    with pytest.raises(NoSuchReporter):
        await reported(uow)


async def test_a_committee_a_manager_and_an_employer_report_where_they_know(uow: MemoryUnitOfWork) -> None:
    await registers(uow)
    for account_id, role in ((COMMITTEE, Role.COMMITTEE), (AGENT, Role.MANAGER)):
        await reports(uow, account_id, role)
        await reported(uow, None, account_id, role=role, address=HOME)
    await reports(uow, EMPLOYER, Role.EMPLOYER, name="杭州大关超市有限公司")
    done = await reported(uow, None, EMPLOYER, role=Role.EMPLOYER)

    assert done.view.place.service_place == "杭州大关超市有限公司"
    assert await hosts_of(PERSON, uow) == (Role.COMMITTEE, Role.EMPLOYER, Role.MANAGER)


async def test_a_day_of_moving_in_lies_in_the_past(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)

    with pytest.raises(ArrivalInFuture):
        await reported(uow, term=Term(TODAY + DAY))


async def test_too_many_people_are_warned_of_and_kept(uow: MemoryUnitOfWork) -> None:
    await room_of(uow, told=Room(area=Decimal("11.5"), family=False))
    seen = [(await reported(uow, tenant=Tenant("甲", document(number)))).hazards for number in (1, 2, 3)]

    assert seen == [(), (), (Hazard.OVER_TWO_PEOPLE, Hazard.UNDER_FOUR_SQM)]
    assert len(uow.rows.tenancies) == 3


async def test_one_person_under_two_kinds_of_card_is_one(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await registers(uow)
    same = IdentityDocument(DocumentKind.HMT_RESIDENCE_PERMIT, document().number)
    await reported(uow, tenant=replace(TENANT, document=same))

    assert state(uow) is State.CONFIRMED


# the tenant's side


async def test_the_tenant_agrees_and_only_then_the_landlord_knows(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await registers(uow)
    done = await reported(uow)
    assert done.view.seen is Seen.REPORTED

    (told,) = await stated_of(PERSON, uow)
    assert (told.role, told.reporter, told.agreed) == (Role.LANDLORD, "张**", None)
    await answer_report(PERSON, told.id, uow, NOW, agrees=True)

    assert [one.seen for one in await reports_of(LANDLORD, uow)] == [Seen.CONFIRMED]


async def test_a_no_looks_like_silence(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await registers(uow)
    done = await reported(uow)
    before = await reports_of(LANDLORD, uow)
    await answer_report(PERSON, done.view.id, uow, NOW, agrees=False)

    assert await reports_of(LANDLORD, uow) == before


async def test_what_he_agreed_to_stays_agreed_when_he_moves(uow: MemoryUnitOfWork) -> None:
    """Else his moving away would be told to a landlord to whom he has not told it himself."""
    await room_of(uow)
    await registers(uow)
    done = await reported(uow)
    await answer_report(PERSON, done.view.id, uow, NOW, agrees=True)
    before = await reports_of(LANDLORD, uow)
    await report_change(PERSON, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW)

    assert (await reports_of(LANDLORD, uow), state(uow)) == (before, State.CONFLICTING)


async def test_a_report_that_says_otherwise_is_not_put_to_whoever_holds_the_number(uow: MemoryUnitOfWork) -> None:
    """Who registers with another's number reads nothing of what is reported of that person (T-01)."""
    await room_of(uow)
    done = await reported(uow)
    assert await stated_of(PERSON, uow) == ()
    await registers(uow, address=ELSEWHERE)

    assert await stated_of(PERSON, uow) == ()
    assert await hosts_of(PERSON, uow) == ()
    for account_id in (PERSON, 2):
        with pytest.raises(NoSuchReport):
            await answer_report(account_id, done.view.id, uow, NOW, agrees=True)


async def test_the_landlords_half_is_told_with_the_one_missing_sheet(uow: MemoryUnitOfWork) -> None:
    house, room = await room_of(uow)
    by = await at_the_desk(uow)
    await reported(uow)
    assert await landlords_half(PERSON, uow, TODAY) is None
    await registers(uow)
    await find_house(by, house.id or 0, HouseFacts(Title.OWNERSHIP, commodity=True, land=Land.STATE), uow, NOW)
    for sheet in set(Sheet) - {Sheet.LEASE_FILING}:
        await check_sheet(by, [room.id or 0], sheet, uow, NOW, passes=True)

    half = await landlords_half(PERSON, uow, TODAY)

    assert half is not None
    assert half.part.missing == (Sheet.LEASE_FILING,)
    assert half.facts == {
        "housing.title_proof": True,
        "housing.lawful_title": True,
        "housing.meets_safety_rules": True,
        "housing.registered_for_rent": True,
        "housing.commodity_housing": True,
        "housing.lease_from": TERM.lease_from,
        "housing.lease_to": TERM.lease_to,
    }


async def test_a_report_without_a_room_brings_no_half(uow: MemoryUnitOfWork) -> None:
    await registers(uow)
    await reports(uow, COMMITTEE, Role.COMMITTEE)
    await reported(uow, None, COMMITTEE, role=Role.COMMITTEE, address=HOME)

    assert await landlords_half(PERSON, uow, TODAY) is None


# guessing


async def test_a_thousand_guesses_reveal_nothing_and_are_slowed_down(uow: MemoryUnitOfWork) -> None:
    """R7.5, T-02: numbers of people registered in that very room, elsewhere and nowhere get one answer."""
    _, room = await room_of(uow)
    for number, where in ((3, HOME), (5, ELSEWHERE)):
        await register_residence(order(100 + number, document=document(number), address=where), uow, fresh(), NOW)
    await register_residence(order(108, document=document(8)), uow, fresh(), NOW)
    await report_departure(108, TODAY, uow, NOW)

    answers = []
    for number in range(1000):
        tenant = Tenant("王小明", document(number))
        guess = await report_tenant(reporting(room.id, tenant=tenant), uow, NOW + timedelta(seconds=number))
        answers.append(guess)

    taken = [one for one in answers if isinstance(one, Reported)]
    alike = {(one.is_new, one.view.seen, one.view.term, one.view.reported_on) for one in taken}
    assert alike == {(True, Seen.REPORTED, TERM, TODAY)}
    assert len(taken) < FREE_REPORTS + 12
    assert answers.index(next(one for one in answers if isinstance(one, Slowed))) == FREE_REPORTS + 5
    assert {one.seen for one in await reports_of(LANDLORD, uow)} == {Seen.REPORTED}
    assert not [one for one in await uow.promises.waiting(LANDLORD) if "registered" in str(one.about)]


async def test_taking_guesses_back_frees_no_further_ones(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    slowed = 0
    for number in range(FREE_REPORTS + 10):
        done = await report_tenant(reporting(tenant=Tenant("甲", document(number))), uow, NOW)
        if isinstance(done, Slowed):
            slowed += 1
        else:
            await withdraw_report(LANDLORD, done.view.id, uow, NOW)

    assert slowed == 5


async def test_a_slowed_reporter_still_corrects_what_he_has_reported(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    for number in range(FREE_REPORTS + 10):
        await report_tenant(reporting(tenant=Tenant("甲", document(number))), uow, NOW)

    assert (await reported(uow, tenant=Tenant("乙", document(0)))).view.tenant.name == "乙"


async def test_who_is_confirmed_by_the_desk_reports_as_many_as_he_has(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    await confirm_reporter(await at_the_desk(uow), 1, uow, NOW)

    for number in range(FREE_REPORTS + 10):
        await reported(uow, tenant=Tenant("甲", document(number)))


async def test_reports_of_long_ago_slow_nobody_down(uow: MemoryUnitOfWork) -> None:
    await room_of(uow)
    for number in range(FREE_REPORTS):
        await reported(uow, tenant=Tenant("甲", document(number)))
    later = NOW + COUNTED + DAY

    for number in range(FREE_REPORTS, FREE_REPORTS + 10):
        done = await report_tenant(reporting(tenant=Tenant("甲", document(number))), uow, later)
        assert isinstance(done, Reported)


async def test_an_agent_ends_his_own_report_as_long_as_he_has_the_room(uow: MemoryUnitOfWork) -> None:
    _, room = await room_of(uow)
    by = await reports(uow, AGENT, Role.AGENCY)
    await lend_rooms(LANDLORD, [room.id or 0], by.id or 0, uow, TODAY)
    done = await reported(uow, room.id, AGENT, role=Role.AGENCY)

    ended = await withdraw_report(AGENT, done.view.id, uow, NOW)

    assert ended.seen is Seen.WITHDRAWN
