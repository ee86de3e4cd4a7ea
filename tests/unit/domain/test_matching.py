"""Reports held against registrations (R1.8): what confirms, what differs, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.law import MATCH_DAYS
from domain.matching import Difference, Own, Report, match
from domain.places import Address
from domain.registrations import Changes, Registration
from domain.reporters import Role
from domain.reporters import State as Standing
from domain.tenancies import Place, State, Tenant
from tests.unit.domain.letting import TENANT, TERM, reporter, tenancy
from tests.unit.domain.making import ELSEWHERE, HOME, TODAY, document, registration

TEN = timedelta(days=MATCH_DAYS.on(TODAY))
DAY = timedelta(days=1)


def report(
    number: int = 1, role: Role = Role.LANDLORD, by: int = 1, standing: Standing | None = None, **more: Any
) -> Report:
    made = reporter(role, id=by, account_id=by, state=standing or Standing.UNCONFIRMED)
    return Report(tenancy(id=number, reporter_id=by, **more), made)


def employed(name: str = "大关超市", **more: Any) -> Report:
    return report(role=Role.EMPLOYER, place=Place(service_place=name), **more)


def own(**more: Any) -> Own:
    return Own(document().key, registration(id=5, **more))


def states(*reports: Report, of: Own | None = None) -> list[State]:
    found = match(reports, [of] if of else [])
    return [found.states[one.tenancy.id or 0] for one in reports]


def test_the_same_document_at_the_same_address_is_confirmed() -> None:
    found = match([report()], [own()])

    assert (found.states, found.confirmed, found.conflicts) == ({1: State.CONFIRMED}, {5: {1}}, {5: {}})


@pytest.mark.parametrize(
    "spelled",
    [
        Address("拱墅区", "大关街道", "湖墅南路12号3号楼", "2-501室"),
        Address("拱墅区", "大关街道", "湖墅南路12号", "3幢2单元501"),
        Address("拱墅区", "大关街道", "湖墅南路 １２号3栋", "2单元 501房"),
    ],
    ids=lambda one: one.full,
)
def test_one_home_in_two_spellings_is_one(spelled: Address) -> None:
    assert states(report(place=Place(spelled)), of=own()) == [State.CONFIRMED]


@pytest.mark.parametrize(
    "other",
    [
        ELSEWHERE,
        replace(HOME, room="2单元502"),
        replace(HOME, room=""),
        replace(HOME, building="湖墅南路12号13幢"),
        replace(HOME, street="湖墅街道"),
    ],
    ids=lambda one: one.full,
)
def test_another_home_is_a_conflict(other: Address) -> None:
    found = match([report(place=Place(other))], [own()])

    assert (found.states, found.confirmed) == ({1: State.CONFLICTING}, {5: frozenset()})
    assert found.conflicts == {5: {1: {Difference.ADDRESS}}}


def test_without_a_registration_a_report_waits() -> None:
    assert states(report()) == [State.PENDING]
    assert match([report()], []).conflicts == {}


def test_somebody_elses_registration_confirms_nothing() -> None:
    assert states(report(), of=Own(document(2).key, registration(id=5))) == [State.PENDING]


def test_a_registration_without_reports_is_confirmed_by_nobody() -> None:
    found = match([], [own()])

    assert (found.confirmed, found.conflicts) == ({5: frozenset()}, {5: {}})


ARRIVED, REGISTERED = date(2026, 6, 1), date(2026, 6, 20)


@pytest.mark.parametrize(
    ("since", "differs"),
    [
        pytest.param(ARRIVED - TEN - DAY, True, id="eleven days before he came"),
        pytest.param(ARRIVED - TEN, False, id="ten days before he came"),
        pytest.param(date(2026, 6, 12), False, id="between coming and registering"),
        pytest.param(REGISTERED + TEN, False, id="ten days after he registered"),
        pytest.param(REGISTERED + TEN + DAY, True, id="eleven days after he registered"),
    ],
)
def test_days_of_one_move_may_be_told_ten_days_apart(since: date, differs: bool) -> None:
    here = own(arrived=ARRIVED, registered_on=REGISTERED)
    found = match([report(term=replace(TERM, since=since))], [here])

    assert found.conflicts == {5: {1: {Difference.DATES}} if differs else {}}


def moved(on: date) -> Registration:
    """Registered elsewhere, then moved home."""
    before = registration(id=5, arrived=ARRIVED, registered_on=REGISTERED, address=ELSEWHERE)
    return before.changed(Changes(on, HOME), TODAY)


@pytest.mark.parametrize(
    ("since", "differs"),
    [
        (date(2026, 9, 21) - TEN - DAY, True),
        (date(2026, 9, 21) - TEN, False),
        (date(2026, 9, 21) + TEN, False),
        (date(2026, 9, 21) + TEN + DAY, True),
    ],
)
def test_after_a_move_the_day_of_the_move_counts(since: date, differs: bool) -> None:
    here = Own(document().key, moved(date(2026, 9, 21)))

    assert states(report(term=replace(TERM, since=since)), of=here) == [
        State.CONFLICTING if differs else State.CONFIRMED
    ]


def test_an_address_that_is_only_spelled_anew_is_no_move() -> None:
    again = registration().changed(Changes(TODAY, replace(HOME, room="2单元501室")), TODAY)
    gone = registration().changed(Changes(TODAY, ELSEWHERE), TODAY)

    assert (again.moved_on, again.version, gone.moved_on) == (None, 2, TODAY)


@pytest.mark.parametrize(
    ("reported", "registered", "state"),
    [
        pytest.param("大关超市", "大关超市", State.CONFIRMED, id="the same name"),
        pytest.param("杭州大关超市有限公司", "大关超市", State.CONFIRMED, id="the full name and the short one"),
        pytest.param("大关 超市", "杭州市大关超市有限责任公司", State.CONFIRMED, id="the other way round"),
        pytest.param("湖墅餐厅", "大关超市", State.CONFLICTING, id="another employer"),
        pytest.param("杭州有限公司", "杭州有限公司", State.CONFIRMED, id="a name of nothing else"),
        pytest.param("大关超市", None, State.PENDING, id="not told"),
        pytest.param("大关超市", "", State.PENDING, id="told that there is none"),
    ],
)
def test_an_employer_is_held_against_the_place_of_service(reported: str, registered: str | None, state: State) -> None:
    assert states(employed(reported), of=own(service_place=registered)) == [state]


def test_an_employers_dates_and_the_home_are_not_held_against_each_other() -> None:
    assert states(employed(term=replace(TERM, since=ARRIVED)), of=own(address=ELSEWHERE)) == [State.CONFIRMED]


@pytest.mark.parametrize(
    ("closed", "state"),
    [
        ({"ended_on": TODAY}, State.ENDED),
        ({"withdrawn": True}, State.WITHDRAWN),
        ({"withdrawn": True, "ended_on": TODAY}, State.WITHDRAWN),
        ({"set_aside": True}, State.SET_ASIDE),
        ({"standing": Standing.BLOCKED}, State.SET_ASIDE),
    ],
)
@pytest.mark.parametrize("where", [HOME, ELSEWHERE], ids=["home", "elsewhere"])
def test_what_does_not_count_neither_confirms_nor_conflicts(
    closed: dict[str, Any], state: State, where: Address
) -> None:
    found = match([report(place=Place(where), **closed)], [own()])

    assert (found.states, found.confirmed, found.conflicts) == ({1: state}, {5: frozenset()}, {5: {}})


def test_two_landlords_of_one_home_are_a_conflict_of_both() -> None:
    found = match([report(1, by=1), report(2, by=2)], [own()])

    assert set(found.states.values()) == {State.CONFLICTING}
    assert found.conflicts == {5: {1: {Difference.TWO_LANDLORDS}, 2: {Difference.TWO_LANDLORDS}}}


def test_of_two_landlords_the_one_to_whom_the_tenant_agreed_is_confirmed() -> None:
    assert states(report(1, by=1, agreed=True), report(2, by=2), of=own()) == [State.CONFIRMED, State.CONFLICTING]
    assert states(report(1, by=1, agreed=True), report(2, by=2, agreed=True), of=own()) == [State.CONFIRMED] * 2


def test_two_landlords_of_two_homes_leave_the_right_one_confirmed() -> None:
    assert states(report(1, by=1), report(2, by=2, place=Place(ELSEWHERE)), of=own()) == [
        State.CONFIRMED,
        State.CONFLICTING,
    ]


def test_without_the_persons_own_word_two_landlords_wait() -> None:
    assert states(report(1, by=1), report(2, by=2, place=Place(ELSEWHERE))) == [State.PENDING] * 2


@pytest.mark.parametrize("role", [Role.AGENCY, Role.MANAGER, Role.COMMITTEE])
def test_a_landlord_and_another_reporter_confirm_together(role: Role) -> None:
    assert states(report(1, by=1), report(2, role, by=2), of=own()) == [State.CONFIRMED] * 2


def test_reports_about_several_people_are_held_apart() -> None:
    other = Tenant("李四", document(2))
    found = match([report(1), report(2, tenant=other), report(3, tenant=replace(TENANT, name="王晓明"), by=3)], [own()])

    assert found.states == {1: State.CONFLICTING, 2: State.PENDING, 3: State.CONFLICTING}
