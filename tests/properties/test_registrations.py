"""What holds for every registration, every report on it, and every address."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given

from domain.errors import DomainError, NothingChanged
from domain.people import plain_forms
from domain.places import split_room
from domain.registrations import Changes, Registration, Status
from domain.vouchers import VoucherState, VoucherStatus
from tests.properties.strategies import changes, days, details, registrations
from tests.unit.domain.making import voucher


@given(registrations, changes, days)
def test_a_report_is_taken_whole_or_refused_and_never_moves_the_half_year(
    known: Registration, told: Changes, on: date
) -> None:
    try:
        changed = known.changed(told, on)
    except DomainError:
        return

    assert known.registered_on <= told.changed_on <= on
    assert changed.version == known.version + 1
    assert changed.half_year_on(on) == known.half_year_on(on)
    assert (changed.id, changed.person_id, changed.arrived, changed.status) == (1, 1, known.arrived, Status.ACTIVE)
    assert told.address is None or (changed.address, changed.host) == (told.address, told.host)
    assert told.service_place is None or changed.service_place == (told.service_place or None)


@given(registrations, changes, days)
def test_the_same_report_twice_changes_nothing_the_second_time(known: Registration, told: Changes, on: date) -> None:
    assume(told.phone is None)
    try:
        changed = known.changed(told, on)
    except DomainError:
        return

    with pytest.raises(NothingChanged):
        changed.changed(told, on)


@given(registrations, days, days)
def test_a_departure_ends_between_registration_and_today_or_is_refused(
    known: Registration, left: date, on: date
) -> None:
    try:
        ended = known.departed(left, on)
    except DomainError:
        assert not known.registered_on <= left <= on
        return

    assert known.registered_on <= left <= on
    assert (ended.status, ended.ended_on, ended.address) == (Status.ENDED, left, known.address)


@given(days, days)
def test_a_voucher_is_in_exactly_one_state_on_every_day(last: date, on: date) -> None:
    one = voucher(expires_on=last)

    assert one.state(on) is (VoucherState.VALID if on <= last else VoucherState.EXPIRED)
    for status in set(VoucherStatus) - {VoucherStatus.VALID}:
        assert one.closed(status).state(on).value == status.value


@given(details)
def test_splitting_an_address_loses_no_digit_and_invents_none(detail: str) -> None:
    building, room = split_room(detail)

    kept = [one for one in building + room if one.isascii() and one.isdigit()]
    assert kept == [one for one in plain_forms(detail) if one.isascii() and one.isdigit()]
