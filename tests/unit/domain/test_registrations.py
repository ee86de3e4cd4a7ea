"""Residence registration as a value: duty, deadlines, changes, departure (R1.1–R1.7)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import (
    ArrivalInFuture,
    ArrivalTooLongAgo,
    ChangeBeforeRegistration,
    ChangeInFuture,
    NothingChanged,
    OutsideUrbanDistricts,
)
from domain.places import Address
from domain.registrations import (
    Changes,
    Duty,
    Dwelling,
    Host,
    Status,
    change_due,
    check_arrival,
    registration_duty,
)
from tests.unit.domain.making import ELSEWHERE, HOME, LANDLORD, TODAY, registration

ARRIVED = date(2026, 11, 20)
DUE = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("planned", "duty"),
    [
        pytest.param(2, Duty(False, None), id="two days"),
        pytest.param(3, Duty(True, DUE), id="three days"),
        pytest.param(30, Duty(True, DUE), id="thirty days"),
        pytest.param(None, Duty(True, DUE), id="unknown counts as three or more"),
    ],
)
def test_a_planned_stay_of_three_days_or_more_must_be_registered(planned: int | None, duty: Duty) -> None:
    assert registration_duty(ARRIVED, planned) == duty


@pytest.mark.parametrize("planned", [None, 2, 3, 365])
def test_hangzhou_hukou_carries_no_duty(planned: int | None) -> None:
    assert registration_duty(ARRIVED, planned, hangzhou_hukou=True) == Duty(False, None)


def test_registration_after_new_year_is_still_due_three_days_from_arrival() -> None:
    assert registration_duty(date(2026, 12, 30), 10).due == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        pytest.param(date(2026, 2, 20), date(2026, 3, 2), id="short February"),
        pytest.param(date(2028, 2, 20), date(2028, 3, 1), id="leap February"),
        pytest.param(date(2026, 12, 25), date(2027, 1, 4), id="over the year's end"),
    ],
)
def test_a_change_is_due_ten_days_after_it(changed: date, due: date) -> None:
    assert change_due(changed) == due


def test_arrival_today_is_taken_and_tomorrow_is_not() -> None:
    check_arrival(TODAY, TODAY, None)

    with pytest.raises(ArrivalInFuture):
        check_arrival(date(2026, 11, 24), TODAY, None)


def test_arrival_a_hundred_years_ago_is_taken_and_a_day_more_is_not() -> None:
    check_arrival(date(1926, 11, 23), TODAY, None)

    with pytest.raises(ArrivalTooLongAgo):
        check_arrival(date(1926, 11, 22), TODAY, None)


def test_the_hundred_years_of_a_leap_day_end_on_the_28th() -> None:
    check_arrival(date(2000, 2, 29), date(2100, 2, 28), None)
    check_arrival(date(1928, 2, 29), date(2028, 2, 29), None)

    with pytest.raises(ArrivalTooLongAgo):
        check_arrival(date(1928, 2, 28), date(2028, 2, 29), None)


def test_arrival_on_the_day_of_birth_is_taken_and_the_day_before_is_not() -> None:
    check_arrival(date(1990, 3, 7), TODAY, date(1990, 3, 7))

    with pytest.raises(ArrivalTooLongAgo):
        check_arrival(date(1990, 3, 6), TODAY, date(1990, 3, 7))


@pytest.mark.parametrize(
    ("registered", "ready"),
    [
        pytest.param(date(2026, 8, 31), date(2027, 2, 28), id="clamped"),
        pytest.param(date(2027, 8, 31), date(2028, 2, 29), id="clamped in a leap year"),
        pytest.param(date(2026, 11, 23), date(2027, 5, 23), id="ordinary"),
    ],
)
def test_half_a_year_is_counted_from_registration_not_from_arrival(registered: date, ready: date) -> None:
    assert registration(arrived=date(2020, 1, 1), registered_on=registered).half_year_on(TODAY) == ready


def test_a_move_takes_dwelling_and_host_with_it() -> None:
    moved = registration().changed(Changes(TODAY, ELSEWHERE, Dwelling.OWN, None), TODAY)

    assert (moved.address, moved.dwelling, moved.host) == (ELSEWHERE, Dwelling.OWN, None)
    assert (moved.service_place, moved.version, moved.status) == ("大关超市", 2, Status.ACTIVE)


def test_a_move_inside_the_urban_districts_does_not_break_residence() -> None:
    before = registration(registered_on=date(2026, 6, 1))

    after = before.changed(Changes(date(2026, 9, 1), ELSEWHERE), TODAY)

    assert after.half_year_on(TODAY) == before.half_year_on(TODAY)


def test_a_new_place_of_service_leaves_the_home_as_it_was() -> None:
    changed = registration().changed(Changes(TODAY, service_place="西湖学校"), TODAY)

    assert changed == registration(service_place="西湖学校", version=2)


def test_an_empty_place_of_service_says_that_there_is_none_any_more() -> None:
    assert registration().changed(Changes(TODAY, service_place=""), TODAY).service_place is None


def test_several_changes_may_come_in_one_report() -> None:
    changes = Changes(TODAY, ELSEWHERE, Dwelling.RENTED, Host("李四"), "西湖学校", "+8613900000000")

    changed = registration().changed(changes, TODAY)

    assert (changed.address, changed.host, changed.service_place) == (ELSEWHERE, Host("李四"), "西湖学校")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(Changes(TODAY), id="nothing said"),
        pytest.param(Changes(TODAY, HOME, Dwelling.RENTED, LANDLORD), id="the home as it was"),
        pytest.param(Changes(TODAY, service_place="大关超市"), id="the employer as it was"),
    ],
)
def test_a_report_that_changes_nothing_is_refused(changes: Changes) -> None:
    with pytest.raises(NothingChanged):
        registration().changed(changes, TODAY)


def test_a_phone_alone_is_a_change_without_a_deadline() -> None:
    changes = Changes(TODAY, phone="+8613900000000")

    assert registration().changed(changes, TODAY).version == 2
    assert not changes.has_deadline


@pytest.mark.parametrize("changes", [Changes(TODAY, ELSEWHERE), Changes(TODAY, service_place="")])
def test_home_and_place_of_service_have_a_deadline(changes: Changes) -> None:
    assert changes.has_deadline


@pytest.mark.parametrize("day", [pytest.param(TODAY, id="today"), pytest.param(date(2026, 11, 1), id="first day")])
def test_a_change_or_departure_from_registration_to_today_is_taken(day: date) -> None:
    known = registration(registered_on=date(2026, 11, 1))

    assert known.changed(Changes(day, ELSEWHERE), TODAY).address == ELSEWHERE
    assert known.departed(day, TODAY).ended_on == day


@pytest.mark.parametrize(
    ("day", "error"),
    [
        pytest.param(date(2026, 11, 24), ChangeInFuture, id="tomorrow"),
        pytest.param(date(2026, 10, 31), ChangeBeforeRegistration, id="day before registration"),
    ],
)
def test_a_change_or_departure_outside_of_that_is_refused(day: date, error: type[Exception]) -> None:
    known = registration(registered_on=date(2026, 11, 1))

    with pytest.raises(error):
        known.changed(Changes(day, ELSEWHERE), TODAY)
    with pytest.raises(error):
        known.departed(day, TODAY)


def test_a_move_out_of_the_urban_districts_is_refused() -> None:
    with pytest.raises(OutsideUrbanDistricts):
        registration().changed(Changes(TODAY, Address("桐庐县", "城南街道", "1号", "")), TODAY)


def test_departure_ends_the_registration_and_keeps_what_it_was() -> None:
    ended = registration().departed(TODAY, TODAY)

    assert ended == registration(status=Status.ENDED, ended_on=TODAY, version=2)
