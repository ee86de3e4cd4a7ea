"""Keeping answers, appealing against them, taking an appeal back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.cases import Author, Case, Outcome
from domain.eligibility import Verdict
from domain.errors import CaseClosed, NoSuchAnswer, NoSuchCase
from domain.facts import Facts
from domain.usecases.answering import Appeal, appeal, give_answer, withdraw
from domain.usecases.desk import close, take
from tests.unit.domain.making import NOW, TODAY, TOLD, answer, appealed, at_the_desk
from tests.unit.domain.memory import MemoryUnitOfWork, Rows

LATER = NOW + timedelta(hours=1)
EDITION = "0123456789ab"


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def disputed(uow: MemoryUnitOfWork, words: str = "不是9个月", account_id: int = 1) -> Case:
    return await appeal(Appeal(account_id, 1, words, "拱墅区大关街道", LATER), uow, NOW)


async def test_an_answer_is_kept_with_what_the_rules_said(uow: MemoryUnitOfWork) -> None:
    given = await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)

    assert given == answer(id=1)
    assert await uow.answers.last_of(1) == given
    assert uow.commits == 1


async def test_the_same_question_on_the_same_day_under_the_same_rules_is_one_answer(uow: MemoryUnitOfWork) -> None:
    first = await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)

    assert await give_answer(1, TOLD, TODAY, EDITION, uow, LATER) == first


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((2, TOLD, TODAY, EDITION), id="another account"),
        pytest.param((1, Facts(), TODAY, EDITION), id="other facts"),
        pytest.param((1, TOLD, TODAY + timedelta(days=1), EDITION), id="another day"),
        pytest.param((1, TOLD, TODAY, "ba9876543210"), id="another edition"),
    ],
)
async def test_anything_else_is_another_answer(uow: MemoryUnitOfWork, other: tuple) -> None:
    await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)

    assert (await give_answer(*other, uow, NOW)).id == 2


async def test_an_answer_of_which_nothing_is_known_is_kept_as_unknown(uow: MemoryUnitOfWork) -> None:
    given = await give_answer(1, Facts(), TODAY, EDITION, uow, NOW)

    assert (given.verdict, given.earliest) == (Verdict.UNKNOWN, None)


async def test_an_appeal_opens_a_case_with_the_persons_words(uow: MemoryUnitOfWork) -> None:
    await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)

    case = await disputed(uow)

    assert (case.about, case.area, case.promised_by, case.taken_by) == (1, "拱墅区大关街道", LATER, None)
    ((number, entry),) = uow.rows.entries.values()
    assert (number, entry.author, entry.words) == (case.id, Author.PERSON, "不是9个月")


async def test_more_words_join_the_open_case_and_make_it_another_version(uow: MemoryUnitOfWork) -> None:
    await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)
    first = await disputed(uow)

    second = await disputed(uow, "还有清单")

    assert (second.id, second.version) == (first.id, first.version + 1)
    assert [entry.words for _, entry in uow.rows.entries.values()] == ["不是9个月", "还有清单"]


async def test_after_the_end_an_appeal_opens_another_case(uow: MemoryUnitOfWork) -> None:
    await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)
    officer, case = await at_the_desk(uow), await disputed(uow)
    await take(officer, case.id or 0, uow, NOW)
    await close(officer, case.id or 0, "就是9个月", uow, NOW)

    assert (await disputed(uow)).id == 2


async def test_nobody_appeals_against_anothers_answer(uow: MemoryUnitOfWork) -> None:
    with pytest.raises(NoSuchAnswer):
        await disputed(uow)
    assert uow.rows == Rows()

    await give_answer(1, TOLD, TODAY, EDITION, uow, NOW)
    with pytest.raises(NoSuchAnswer):
        await disputed(uow, account_id=2)


async def test_an_appeal_is_taken_back_once_and_by_its_own_person(uow: MemoryUnitOfWork) -> None:
    case = await appealed(uow)
    with pytest.raises(NoSuchCase):
        await withdraw(2, case.id or 0, uow, NOW)
    with pytest.raises(NoSuchCase):
        await withdraw(1, 9, uow, NOW)

    assert (await withdraw(1, case.id or 0, uow, LATER)).outcome is Outcome.WITHDRAWN
    with pytest.raises(CaseClosed):
        await withdraw(1, case.id or 0, uow, LATER)
