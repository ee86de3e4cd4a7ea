"""Inviting, joining, ending work: who may, what it leaves behind, and a line in the trail for each act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.audit import Act
from domain.errors import NotAllowed, OutsideArea
from domain.staff import WHOLE, Invitation, InvitationState, Role, Staff
from domain.usecases.desk import take
from domain.usecases.staffing import Joined, NotJoined, end_work, invite, join, revoke_invitation
from tests.unit.domain.making import NOW, appealed, at_the_desk, staff
from tests.unit.domain.memory import MemoryUnitOfWork, Rows

DISTRICT, STREET, ELSEWHERE = "拱墅区", "拱墅区大关街道", "西湖区"
UNTIL = NOW + timedelta(days=7)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def invited(uow: MemoryUnitOfWork, by: Staff | None = None, area: str = STREET, token: str = "t") -> Invitation:
    return await invite(by, Role.OFFICER, area, token, UNTIL, uow, NOW)


def acts(uow: MemoryUnitOfWork) -> list[tuple[Act, int | None]]:
    """What was done, and by whom."""
    return [(one.act, one.staff_id) for one in uow.rows.trail.values()]


async def test_who_comes_by_a_link_works_there_with_its_role_and_area(uow: MemoryUnitOfWork) -> None:
    await invited(uow)

    done = await join(7, "t", uow, NOW)

    assert isinstance(done, Joined)
    assert (done.staff.role, done.staff.area, done.invited_by) == (Role.OFFICER, STREET, None)
    assert await uow.staff.of_account(7) == done.staff
    assert acts(uow) == [(Act.INVITED, None), (Act.JOINED, done.staff.id)]


async def test_who_invited_is_named_to_be_told(uow: MemoryUnitOfWork) -> None:
    admin = await at_the_desk(uow, role=Role.ADMIN)
    await invited(uow, admin)

    done = await join(7, "t", uow, NOW)

    assert isinstance(done, Joined)
    assert done.invited_by == admin.account_id


@pytest.mark.parametrize(
    ("token", "later", "why"),
    [
        pytest.param("guessed", timedelta(), InvitationState.UNKNOWN, id="guessed"),
        pytest.param("t", timedelta(days=7), InvitationState.EXPIRED, id="late"),
        pytest.param("used", timedelta(), InvitationState.USED, id="used"),
        pytest.param("withdrawn", timedelta(), InvitationState.REVOKED, id="withdrawn"),
    ],
)
async def test_a_link_that_opens_nothing_says_why_and_leaves_nothing(
    uow: MemoryUnitOfWork, token: str, later: timedelta, why: InvitationState
) -> None:
    for one in ("t", "used", "withdrawn"):
        await invited(uow, token=one)
    await join(8, "used", uow, NOW)
    await revoke_invitation(None, 3, uow, NOW)
    before = uow.rows.copy()

    assert await join(7, token, uow, NOW + later) == NotJoined(why)
    assert uow.rows == before


async def test_who_made_a_link_does_not_use_it_up_himself(uow: MemoryUnitOfWork) -> None:
    admin = await at_the_desk(uow, role=Role.ADMIN)
    await invited(uow, admin)

    assert await join(admin.account_id, "t", uow, NOW) == NotJoined(InvitationState.OPEN)
    assert isinstance(await join(7, "t", uow, NOW), Joined)


async def test_a_second_link_replaces_the_role_and_gives_up_what_came_with_the_first(uow: MemoryUnitOfWork) -> None:
    admin = await at_the_desk(uow, role=Role.ADMIN)
    case = await appealed(uow)
    await take(admin, case.id or 0, uow, NOW)
    await invited(uow, admin, token="his")
    await invited(uow, token="another")

    done = await join(admin.account_id, "another", uow, NOW)

    assert isinstance(done, Joined)
    assert await uow.staff.of_account(admin.account_id) == done.staff
    assert (await uow.cases.get(1)).taken_by is None  # type: ignore[union-attr]
    assert await join(7, "his", uow, NOW) == NotJoined(InvitationState.REVOKED)
    assert acts(uow)[-4:] == [
        (Act.RELEASED, admin.id),
        (Act.REVOKED_INVITATION, admin.id),
        (Act.LEFT, admin.id),
        (Act.JOINED, done.staff.id),
    ]


@pytest.mark.parametrize(
    ("by", "area", "error"),
    [
        pytest.param({"role": Role.OFFICER}, STREET, NotAllowed, id="an officer"),
        pytest.param({"role": Role.GRID}, STREET, NotAllowed, id="a grid worker"),
        pytest.param({"role": Role.ADMIN, "area": DISTRICT}, ELSEWHERE, OutsideArea, id="another district"),
        pytest.param({"role": Role.ADMIN, "area": DISTRICT}, WHOLE, OutsideArea, id="more than his own"),
        pytest.param({"role": Role.ADMIN, "left_at": NOW}, STREET, NotAllowed, id="who has left"),
    ],
)
async def test_nobody_invites_beyond_his_right(
    uow: MemoryUnitOfWork, by: dict[str, Any], area: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await invited(uow, staff(**by), area)
    assert uow.rows == Rows()


async def test_ending_work_puts_cases_back_and_closes_his_links(uow: MemoryUnitOfWork) -> None:
    leaving, admin = await at_the_desk(uow, role=Role.ADMIN), await at_the_desk(uow, 102, role=Role.ADMIN)
    case = await appealed(uow)
    await take(leaving, case.id or 0, uow, NOW)
    await invited(uow, leaving)

    ended = await end_work(admin, leaving.id or 0, uow, NOW)

    assert ended == leaving
    assert await uow.staff.of_account(leaving.account_id) is None
    assert (await uow.cases.get(1)).taken_by is None  # type: ignore[union-attr]
    assert await join(7, "t", uow, NOW) == NotJoined(InvitationState.REVOKED)
    assert acts(uow)[-3:] == [(Act.RELEASED, 2), (Act.REVOKED_INVITATION, 2), (Act.LEFT, 2)]
    assert uow.rows.trail[len(uow.rows.trail)].account_id == leaving.account_id


@pytest.mark.parametrize("number", [0, 9, 2], ids=["none", "no such number", "who has left"])
async def test_nobody_ends_what_is_not_there(uow: MemoryUnitOfWork, number: int) -> None:
    admin = await at_the_desk(uow, role=Role.ADMIN)
    await at_the_desk(uow, 102)
    await end_work(None, 2, uow, NOW)
    before = uow.rows.copy()

    assert await end_work(admin, number, uow, NOW) is None
    assert await end_work(None, number, uow, NOW) is None
    assert uow.rows == before


@pytest.mark.parametrize("number", [0, 2, 3], ids=["none", "used", "withdrawn"])
async def test_nothing_is_withdrawn_that_is_not_open(uow: MemoryUnitOfWork, number: int) -> None:
    admin = await at_the_desk(uow, role=Role.ADMIN)
    for token in ("open", "used", "withdrawn"):
        await invited(uow, token=token)
    await join(7, "used", uow, NOW)
    await revoke_invitation(None, 3, uow, NOW)
    before = uow.rows.copy()

    assert await revoke_invitation(admin, number, uow, NOW) is None
    assert uow.rows == before


@pytest.mark.parametrize(
    ("by", "error"),
    [
        pytest.param({"role": Role.OFFICER}, NotAllowed, id="an officer"),
        pytest.param({"role": Role.ADMIN, "area": ELSEWHERE}, OutsideArea, id="an admin of another area"),
    ],
)
async def test_ending_and_withdrawing_need_the_right_in_the_area(
    uow: MemoryUnitOfWork, by: dict[str, Any], error: type[Exception]
) -> None:
    member = await at_the_desk(uow, area=STREET)
    link = await invited(uow)
    before = uow.rows.copy()

    with pytest.raises(error):
        await end_work(staff(id=9, **by), member.id or 0, uow, NOW)
    with pytest.raises(error):
        await revoke_invitation(staff(id=9, **by), link.id or 0, uow, NOW)
    assert uow.rows == before
