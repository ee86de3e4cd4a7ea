"""Who works at the desk: areas are beginnings of addresses, rights belong to roles, a link opens once and in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.errors import NotAllowed, OutsideArea
from domain.staff import WHOLE, Invitation, InvitationState, Right, Role, district_of
from tests.unit.domain.making import NOW, staff

UNTIL = NOW + timedelta(days=7)
SECOND = timedelta(seconds=1)
LINK = Invitation(1, Role.OFFICER, "拱墅区", NOW, UNTIL)


@pytest.mark.parametrize(
    ("area", "place", "covered"),
    [
        pytest.param(WHOLE, "拱墅区大关街道", True, id="everything covers a sub-district"),
        pytest.param(WHOLE, "", True, id="everything covers a place that nobody knows"),
        pytest.param("拱墅区", "拱墅区大关街道", True, id="a district covers its sub-districts"),
        pytest.param("拱墅区大关街道", "拱墅区大关街道", True, id="a sub-district covers itself"),
        pytest.param("拱墅区大关街道", "拱墅区", False, id="a sub-district does not cover its district"),
        pytest.param("拱墅区大关街道", "拱墅区米市巷街道", False, id="nor its neighbour"),
        pytest.param("西湖区", "拱墅区大关街道", False, id="another district"),
        pytest.param("拱墅区", "", False, id="a place that nobody knows"),
    ],
)
def test_an_area_covers_what_begins_with_it(area: str, place: str, covered: bool) -> None:
    assert staff(area=area).covers(place) is covered


@pytest.mark.parametrize(
    ("area", "district"),
    [("拱墅区大关街道", "拱墅区"), ("拱墅区", "拱墅区"), (WHOLE, WHOLE), ("临平区南苑街道", "临平区")],
)
def test_a_place_lies_in_its_district(area: str, district: str) -> None:
    assert district_of(area) == district


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.GRID, {Right.LOOK}),
        (Role.OFFICER, {Right.LOOK, Right.DECIDE, Right.COUNT}),
        (Role.ADMIN, {Right.LOOK, Right.DECIDE, Right.COUNT, Right.INVITE}),
    ],
)
def test_each_role_may_exactly_this(role: Role, rights: set[Right]) -> None:
    assert {right for right in Right if staff(role=role).may(right)} == rights


@pytest.mark.parametrize("role", Role)
def test_who_left_may_nothing(role: Role) -> None:
    assert not any(staff(role=role, left_at=NOW).may(right) for right in Right)


def test_a_right_is_asked_before_the_area() -> None:
    officer = staff(area="拱墅区")

    officer.must(Right.DECIDE)
    officer.must(Right.DECIDE, "拱墅区大关街道")
    with pytest.raises(NotAllowed):
        officer.must(Right.INVITE, "西湖区")
    with pytest.raises(OutsideArea):
        officer.must(Right.DECIDE, "西湖区")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(NOW, InvitationState.OPEN, id="at once"),
        pytest.param(UNTIL - SECOND, InvitationState.OPEN, id="last second"),
        pytest.param(UNTIL, InvitationState.EXPIRED, id="second after"),
    ],
)
def test_a_link_opens_until_its_last_second(now: datetime, state: InvitationState) -> None:
    assert LINK.state(now) is state


@pytest.mark.parametrize("now", [UNTIL - SECOND, UNTIL])
def test_what_was_done_to_a_link_counts_before_its_age(now: datetime) -> None:
    assert LINK.used(NOW).state(now) is InvitationState.USED
    assert LINK.revoked(NOW).state(now) is InvitationState.REVOKED
    assert [one.is_spent for one in (LINK, LINK.used(NOW), LINK.revoked(NOW))] == [False, True, True]


@pytest.mark.parametrize("moment", ["made_at", "expires_at"])
def test_a_link_needs_moments_with_a_zone(moment: str) -> None:
    moments = {"made_at": NOW, "expires_at": UNTIL, moment: NOW.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="time zone"):
        Invitation(1, Role.GRID, WHOLE, **moments)


def test_joining_needs_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        staff(joined_at=NOW.replace(tzinfo=None))
