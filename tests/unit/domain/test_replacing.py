"""A card that is lost or damaged: reported, taken back, replaced, in any order and by anybody (R3.4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from domain.audit import Act
from domain.cards import MISSING, CardState, Permit
from domain.cases import Case, Kind, Outcome
from domain.errors import (
    CardChanged,
    CaseClosed,
    NoSuchCase,
    NoSuchPermit,
    NotAllowed,
    NothingReported,
    NotTaken,
    NumberTaken,
    OwnCase,
    TakenByAnother,
    WrongKind,
)
from domain.staff import Role, Staff
from domain.usecases import asking, desk, replacing, visiting
from tests.unit.domain.applied import AREA, ME, PROMISED, STRANGER, issued, officer, refused, resident
from tests.unit.domain.making import NOW, TODAY, document
from tests.unit.domain.memory import MemoryUnitOfWork

LOST, DAMAGED = CardState.LOST, CardState.DAMAGED
SECOND, OFFICER, COLLEAGUE = 2, 101, 102
NEW = "B1234567"
VISITED = date(2027, 5, 20)


@dataclass
class Window:
    """A holder with two chats and a permit, and two officers of his area."""

    by: Staff
    colleague: Staff
    voucher: bytes
    uow: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)

    @property
    def permit(self) -> Permit:
        return self.uow.rows.permits[1]

    def cases(self) -> list[Case]:
        return list(self.uow.rows.cases.values())

    async def report(self, as_: CardState = LOST, account: int = ME) -> replacing.Reported:
        return await replacing.report_card(account, as_, AREA, PROMISED, self.uow, NOW)

    async def take_back(self, account: int = ME) -> Any:
        return await replacing.take_back(account, self.uow, NOW)

    async def record(self, by: Staff | None = None, card: str = NEW, number: int = 1) -> Any:
        return await replacing.record_card(by or self.by, number, card, self.uow, NOW)

    async def replace(self, by: Staff | None = None, version: int | None = None) -> Any:
        held = self.permit.version if version is None else version
        return await visiting.replace_card(by or self.by, self.voucher, NEW, held, self.uow, NOW)


@pytest.fixture
async def here() -> Window:
    uow = MemoryUnitOfWork()
    done = await resident(uow)
    await uow.people.link(SECOND, 1, None)
    await issued(uow, 1)
    await uow.permits.visited(uow.rows.permits[1], VISITED, 1)
    return Window(await officer(uow, OFFICER), await officer(uow, COLLEAGUE), done.voucher.id, uow)


@pytest.mark.parametrize("as_", sorted(MISSING))
async def test_what_is_reported_is_before_the_desk_with_a_promise(here: Window, as_: CardState) -> None:
    permit, case = await here.report(as_)

    assert (permit.card, here.permit) == (as_, permit)
    assert (case.kind, case.about, case.account_id, case.area) == (Kind.REPLACEMENT, permit.id, ME, AREA)
    assert (case.promised_by, case.is_open) == (PROMISED, True)


@pytest.mark.parametrize("account", [ME, SECOND])
async def test_reported_twice_it_is_one_case_from_whichever_chat(here: Window, account: int) -> None:
    first = await here.report()

    assert await here.report(account=account) == first
    assert len(here.cases()) == 1


async def test_damaged_instead_of_lost_corrects_the_same_case(here: Window) -> None:
    _, first = await here.report(LOST)

    permit, case = await here.report(DAMAGED)

    assert (permit.card, case.id, case.version) == (DAMAGED, first.id, first.version + 1)
    assert len(here.cases()) == 1


async def test_who_holds_no_permit_has_nothing_to_report(here: Window) -> None:
    for act in (here.report, here.take_back):
        with refused(NoSuchPermit, here.uow):
            await act(account=STRANGER)


@pytest.mark.parametrize("account", [ME, SECOND])
async def test_a_card_that_is_found_is_active_and_the_case_withdrawn(here: Window, account: int) -> None:
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)

    permit, case = await here.take_back(account)

    assert (permit.card, here.permit) == (CardState.ACTIVE, permit)
    assert case.taken_by == here.by.id
    assert [one.outcome for one in here.cases()] == [Outcome.WITHDRAWN]
    with refused(NothingReported, here.uow):
        await here.take_back()
    with refused(CaseClosed, here.uow):
        await here.record()


async def test_found_and_lost_again_is_another_case(here: Window) -> None:
    await here.report()
    await here.take_back()

    _, case = await here.report()

    assert case.id == 2


async def test_a_card_reported_before_there_were_cases_opens_one_or_is_taken_back(here: Window) -> None:
    async with here.uow:
        await here.uow.permits.save(here.permit.reported(LOST))
        await here.uow.commit()
    before = here.uow.rows.copy()

    assert (await here.report()).case.id == 1
    here.uow.rows.restore(before)
    assert (await here.take_back()) == (here.permit, None)
    assert here.permit.card is CardState.ACTIVE


Way = Callable[[Window], Awaitable[Any]]
WAYS: dict[str, Way] = {"from the case": lambda here: here.record(), "at the window": lambda here: here.replace()}


@pytest.mark.parametrize("way", WAYS)
async def test_a_new_card_ends_the_case_and_touches_nothing_else(here: Window, way: str) -> None:
    """R3.4: years, cycle and visits go on."""
    before = here.permit
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)

    await WAYS[way](here)

    assert (here.permit.number, here.permit.card) == (NEW, CardState.ACTIVE)
    assert (here.permit.issued, here.permit.registered) == (before.issued, before.registered)
    assert here.permit.visits == before.visits == (VISITED,)
    for day in (TODAY, VISITED, date(2028, 1, 1)):
        assert here.permit.standing(day) == before.standing(day)
    assert [(one.outcome, one.closed_at) for one in here.cases()] == [(Outcome.REPLACED, NOW)]
    trail = [one for one in here.uow.rows.trail.values() if one.act is Act.REPLACED]
    assert [(one.staff_id, one.case_id, one.account_id) for one in trail] == [(here.by.id, 1, ME)]
    with refused(NothingReported, here.uow):
        await here.take_back()


async def test_the_window_ends_a_case_that_nobody_or_a_colleague_has(here: Window) -> None:
    await here.report()
    await desk.take(here.colleague, 1, here.uow, NOW)

    _, case = await here.replace()

    assert case.taken_by == here.colleague.id
    assert here.cases()[0].outcome is Outcome.REPLACED
    with refused(CaseClosed, here.uow):
        await here.record(here.colleague)


async def test_a_card_that_a_colleague_has_just_replaced_is_not_replaced_again(here: Window) -> None:
    await here.report()
    seen = here.permit.version
    await desk.take(here.colleague, 1, here.uow, NOW)
    await here.record(here.colleague, "C7654321")

    with refused(CardChanged, here.uow):
        await here.replace(version=seen)
    assert here.permit.number == "C7654321"


async def test_a_card_that_is_found_meanwhile_is_not_replaced_at_the_window(here: Window) -> None:
    await here.report()
    seen = here.permit.version
    await here.take_back()

    with refused(CardChanged, here.uow):
        await here.replace(version=seen)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param({"area": "西湖区"}, NoSuchCase, id="another area"),
        pytest.param({"role": Role.GRID}, NotAllowed, id="grid worker"),
        pytest.param({}, TakenByAnother, id="colleague"),
    ],
)
async def test_who_may_not_decide_records_nothing(here: Window, who: dict[str, Any], error: type[Exception]) -> None:
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)
    other = await officer(here.uow, 103, **who)

    with refused(error, here.uow):
        await here.record(other)


async def test_a_case_is_taken_before_a_card_is_recorded(here: Window) -> None:
    await here.report()

    with refused(NotTaken, here.uow):
        await here.record()


@pytest.mark.parametrize("account", [OFFICER, SECOND])
async def test_nobody_gives_himself_a_card(here: Window, account: int) -> None:
    """An officer who is the holder, through whichever of his chats."""
    await here.uow.people.link(OFFICER, 1, None)
    await here.report(account=account)

    with refused(OwnCase, here.uow):
        await here.record()
    with refused(OwnCase, here.uow):
        await here.replace()


async def test_a_number_in_use_is_no_new_card(here: Window) -> None:
    other = await resident(here.uow, 3, document=document(3))
    await issued(here.uow, other.person.id or 0, number=NEW)
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)

    with refused(NumberTaken, here.uow):
        await here.record()


async def test_a_case_about_something_else_gives_no_card(here: Window) -> None:
    await asking.ask(ME, "怎么补卡", AREA, PROMISED, here.uow, NOW)
    await desk.take(here.by, 1, here.uow, NOW)

    with refused(WrongKind, here.uow):
        await here.record()


async def test_a_case_whose_permit_is_gone_gives_no_card(here: Window) -> None:
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)
    here.uow.rows.permits.clear()

    with refused(NoSuchPermit, here.uow):
        await here.record()


async def test_such_a_case_is_not_closed_with_words_nor_corrected(here: Window) -> None:
    await here.report()
    await desk.take(here.by, 1, here.uow, NOW)

    with refused(WrongKind, here.uow):
        await desk.close(here.by, 1, "办了", here.uow, NOW)
    with pytest.raises(WrongKind):
        await desk.facts_of(here.cases()[0], here.uow, TODAY)


async def test_a_case_tells_whose_card_it_is(here: Window) -> None:
    await here.report()

    person, permit = await replacing.holder_of(here.cases()[0], here.uow)

    assert permit == here.permit
    assert person == await here.uow.people.of_account(ME)
