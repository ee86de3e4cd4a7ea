"""What the desk does with a case: only what right, area and version allow, with one line in the trail for each act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.audit import Act
from domain.cases import Author, Case, Outcome
from domain.errors import (
    NoSuchAnswer,
    NoSuchCase,
    NotAllowed,
    NothingCorrected,
    NotStaff,
    NotTaken,
    OwnCase,
    StaleVersion,
    TakenByAnother,
)
from domain.staff import Role, Staff
from domain.usecases import desk
from tests.unit.domain.making import NOW, TOLD, answer, appealed, at_the_desk, case, correction, person
from tests.unit.domain.memory import MemoryUnitOfWork

Doing = Callable[[Staff, MemoryUnitOfWork], Awaitable[Any]]
LATER = NOW + timedelta(hours=1)
LOOK: Doing = lambda by, uow: desk.look(by, 1, uow, NOW)  # noqa: E731
TAKE: Doing = lambda by, uow: desk.take(by, 1, uow, NOW)  # noqa: E731
OF_THE_HOLDER: dict[str, Doing] = {
    "release": lambda by, uow: desk.release(by, 1, uow, NOW),
    "reply": lambda by, uow: desk.write(by, 1, "请带清单", uow, NOW),
    "note": lambda by, uow: desk.write(by, 1, "等清单", uow, NOW, inner=True),
    "correct": lambda by, uow: desk.correct(by, correction(), uow, NOW),
    "close": lambda by, uow: desk.close(by, 1, "查过了", uow, LATER),
    "hold": lambda by, uow: desk.held(by, 1, uow),
}
DECIDING = {"take": TAKE, **OF_THE_HOLDER}
ALL = {"look": LOOK, **DECIDING}


@pytest.fixture
async def uow() -> MemoryUnitOfWork:
    """A case that waits."""
    made = MemoryUnitOfWork()
    await appealed(made)
    return made


async def holder(uow: MemoryUnitOfWork) -> Staff:
    officer = await at_the_desk(uow)
    await TAKE(officer, uow)
    return officer


async def the_case(uow: MemoryUnitOfWork) -> Case:
    found = await uow.cases.get(1)
    assert found is not None
    return found


async def refused(doing: Doing, by: Staff, uow: MemoryUnitOfWork) -> type[Exception]:
    """The error of an act that leaves nothing behind."""
    before = uow.rows.copy()
    with pytest.raises(Exception) as told:  # noqa: PT011  # the caller compares its kind
        await doing(by, uow)
    assert uow.rows == before
    return told.type


async def test_a_staff_member_is_found_by_his_account(uow: MemoryUnitOfWork) -> None:
    officer = await at_the_desk(uow)

    assert await desk.staff_of(officer.account_id, uow) == officer
    with pytest.raises(NotStaff):
        await desk.staff_of(1, uow)


@pytest.mark.parametrize("doing", ALL.values(), ids=ALL)
async def test_a_case_of_another_area_or_number_does_not_exist(uow: MemoryUnitOfWork, doing: Doing) -> None:
    stranger = await at_the_desk(uow, area="西湖区")

    assert await refused(doing, stranger, uow) is NoSuchCase
    del uow.rows.cases[1]
    assert await refused(doing, await at_the_desk(uow, 102), uow) is NoSuchCase


@pytest.mark.parametrize("doing", DECIDING.values(), ids=DECIDING)
async def test_a_grid_worker_looks_and_decides_nothing(uow: MemoryUnitOfWork, doing: Doing) -> None:
    worker = await at_the_desk(uow, role=Role.GRID)

    assert await refused(doing, worker, uow) is NotAllowed
    await LOOK(worker, uow)


@pytest.mark.parametrize("doing", ALL.values(), ids=ALL)
async def test_nobody_sees_or_decides_his_own_case_through_whichever_account(
    uow: MemoryUnitOfWork, doing: Doing
) -> None:
    here, elsewhere = await at_the_desk(uow, account_id=1), await at_the_desk(uow, account_id=102)
    myself = await uow.people.add(person())
    for account in (1, 102):
        await uow.people.link(account, myself.id or 0, instead_of=None)

    assert await refused(doing, here, uow) is OwnCase
    assert await refused(doing, elsewhere, uow) is OwnCase


async def test_an_officer_who_lives_here_decides_other_peoples_cases(uow: MemoryUnitOfWork) -> None:
    officer = await at_the_desk(uow)
    myself, other = await uow.people.add(person()), await uow.people.add(person())
    await uow.people.link(officer.account_id, myself.id or 0, instead_of=None)
    await LOOK(officer, uow)
    await uow.people.link(1, other.id or 0, instead_of=None)

    assert (await TAKE(officer, uow)).taken_by == officer.id


@pytest.mark.parametrize("doing", OF_THE_HOLDER.values(), ids=OF_THE_HOLDER)
async def test_only_who_took_a_case_works_on_it(uow: MemoryUnitOfWork, doing: Doing) -> None:
    idle = await at_the_desk(uow, 102)

    assert await refused(doing, idle, uow) is NotTaken
    await holder(uow)
    assert await refused(doing, idle, uow) is TakenByAnother


@pytest.mark.parametrize("name", [name for name in OF_THE_HOLDER if name != "hold"])
async def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_done(
    uow: MemoryUnitOfWork, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await holder(uow)
    read = await the_case(uow)
    await uow.cases.save(read.added_to())

    async def as_it_was(number: int) -> Case:
        return read

    monkeypatch.setattr(uow.cases, "get", as_it_was)

    assert await refused(OF_THE_HOLDER[name], officer, uow) is StaleVersion


async def test_who_works_on_a_case_holds_it(uow: MemoryUnitOfWork) -> None:
    assert await desk.held(await holder(uow), 1, uow) == await the_case(uow)


async def test_taking_again_what_is_ones_own_is_but_a_look(uow: MemoryUnitOfWork) -> None:
    officer = await holder(uow)

    again = await TAKE(officer, uow)

    assert again == await the_case(uow)
    assert [one.act for one in uow.rows.trail.values()] == [Act.TOOK, Act.LOOKED]


async def test_every_act_is_one_line_about_the_person_it_concerns(uow: MemoryUnitOfWork) -> None:
    officer = await at_the_desk(uow)
    for name in ("look", "take", "reply", "note", "correct", "release", "take", "close"):
        await ALL[name](officer, uow)

    trail = [*uow.rows.trail.values()]
    assert [one.act for one in trail] == [
        Act.LOOKED, Act.TOOK, Act.REPLIED, Act.NOTED, Act.CORRECTED, Act.RELEASED, Act.TOOK, Act.CLOSED
    ]  # fmt: skip
    assert {(one.staff_id, one.case_id, one.account_id) for one in trail} == {(officer.id, 1, 1)}
    assert [one.why for one in trail if one.why] == ["employment.insured_months: 社保系统查询", "查过了"]


async def test_a_reply_is_the_desks_and_a_note_stays_there(uow: MemoryUnitOfWork) -> None:
    officer = await holder(uow)

    await OF_THE_HOLDER["reply"](officer, uow)
    await OF_THE_HOLDER["note"](officer, uow)

    told = [(entry.author, entry.words, entry.staff_id) for _, entry in uow.rows.entries.values()]
    assert told == [(Author.DESK, "请带清单", officer.id), (Author.NOTE, "等清单", officer.id)]


async def test_a_correction_gives_the_facts_before_and_after(uow: MemoryUnitOfWork) -> None:
    officer = await holder(uow)
    await desk.correct(officer, correction("employment.labour_contract", False), uow, NOW)

    _, before, after = await desk.correct(officer, correction(value=14), uow, NOW)

    assert (before.employment.insured_months, after.employment.insured_months) == (9, 14)
    assert before.employment.labour_contract is after.employment.labour_contract is False


async def test_a_correction_to_what_is_known_already_is_none(uow: MemoryUnitOfWork) -> None:
    officer = await holder(uow)

    async def same(by: Staff, uow: MemoryUnitOfWork) -> Any:
        return await desk.correct(by, correction(value=TOLD.employment.insured_months), uow, NOW)

    assert await refused(same, officer, uow) is NothingCorrected


async def test_in_another_month_the_same_number_of_months_is_news(uow: MemoryUnitOfWork) -> None:
    officer, december = await holder(uow), NOW + timedelta(days=10)

    _, before, after = await desk.correct(officer, correction(value=9, on=december.date()), uow, december)

    assert (before.employment.insured_months, after.employment.insured_months) == (None, 9)


async def test_closing_says_whether_a_fact_was_corrected_in_this_case(uow: MemoryUnitOfWork) -> None:
    officer = await holder(uow)
    await uow.corrections.add(correction(case_id=9), 1)
    assert (await desk.close(officer, 1, "没错", uow, LATER)).outcome is Outcome.UPHELD

    second = await appealed(uow)
    await desk.take(officer, second.id or 0, uow, NOW)
    await desk.correct(officer, correction(value=14, case_id=second.id), uow, NOW)
    closed = await desk.close(officer, second.id or 0, "对不起", uow, LATER)

    assert (closed.outcome, closed.closed_at) == (Outcome.CORRECTED, LATER)
    assert [entry.words for _, entry in uow.rows.entries.values()] == ["没错", "对不起"]


async def test_of_an_answer_that_is_gone_nothing_is_shown(uow: MemoryUnitOfWork) -> None:
    assert await desk.answer_of(await the_case(uow), uow) == answer(id=1)
    with pytest.raises(NoSuchAnswer):
        await desk.answer_of(case(about=9), uow)
