"""Voucher states, terms and the public view (R1.9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.vouchers import PublicView, VoucherState, VoucherStatus, issue, public_view
from tests.unit.domain.making import NOW, SHANGHAI, document, fresh, person, registration, voucher

LAST = date(2027, 11, 23)
AFTER = LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param(date(2026, 11, 23), VoucherState.VALID, id="day of issue"),
        pytest.param(LAST, VoucherState.VALID, id="last day"),
        pytest.param(AFTER, VoucherState.EXPIRED, id="day after"),
    ],
)
def test_a_voucher_is_valid_to_its_last_day(day: date, state: VoucherState) -> None:
    assert voucher(expires_on=LAST).state(day) is state


@pytest.mark.parametrize("day", [LAST, AFTER])
@pytest.mark.parametrize("status", [VoucherStatus.SUPERSEDED, VoucherStatus.ENDED, VoucherStatus.REVOKED])
def test_what_was_done_to_a_voucher_counts_before_its_age(status: VoucherStatus, day: date) -> None:
    assert voucher(expires_on=LAST).closed(status).state(day) == status.value


def test_closing_changes_nothing_but_the_status() -> None:
    one = voucher()

    assert one.closed(VoucherStatus.ENDED).closed(VoucherStatus.VALID) == one


@pytest.mark.parametrize(
    ("now", "last"),
    [
        pytest.param(NOW, date(2027, 11, 23), id="a year"),
        pytest.param(datetime(2028, 2, 29, 12, tzinfo=SHANGHAI), date(2029, 2, 28), id="from a leap day"),
        pytest.param(
            datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), date(2027, 12, 31), id="last second of a day"
        ),
        pytest.param(datetime(2027, 1, 1, 0, 0, 0, tzinfo=SHANGHAI), date(2028, 1, 1), id="first second of a day"),
    ],
)
def test_a_voucher_ends_after_the_months_of_the_law(now: datetime, last: date) -> None:
    made, one = fresh(), registration(id=7)

    issued = issue(one, made, now)

    assert (issued.id, issued.code, issued.registration_id) == (made.id, made.code, 7)
    assert (issued.issued_at, issued.expires_on, issued.status) == (now, last, VoucherStatus.VALID)


def test_an_unstored_registration_gets_no_voucher() -> None:
    with pytest.raises(ValueError, match="stored"):
        issue(registration(id=None), fresh(), NOW)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        voucher(issued_at=datetime(2026, 11, 23))  # noqa: DTZ001  # the case


def test_anybody_reads_masks_and_the_building_only() -> None:
    view = public_view(person(), registration())

    assert view == PublicView(
        "王**", document().number[-4:], "杭州市拱墅区大关街道湖墅南路12号3幢", registration().registered_on
    )


def test_every_status_is_a_state_of_the_same_name() -> None:
    assert {status.value for status in VoucherStatus} < {state.value for state in VoucherState}
