"""Speaking with a person: one open question an account, answered in words, rated once by who asked it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.cases import Author, Case, Kind, Outcome, Rating
from domain.errors import NoSuchCase, WrongKind
from domain.staff import Staff
from domain.usecases import asking, desk
from tests.unit.domain.applied import AREA, ME, PROMISED, STRANGER, officer, refused, taken
from tests.unit.domain.making import NOW, correction
from tests.unit.domain.memory import MemoryUnitOfWork

GOOD, BAD = Rating(3, 3, 3), Rating(1, 1, 1)


@pytest.fixture
async def uow() -> MemoryUnitOfWork:
    """A question that waits."""
    made = MemoryUnitOfWork()
    await ask(made, "要什么手续")
    return made


async def ask(uow: MemoryUnitOfWork, words: str, account_id: int = ME) -> Case:
    return await asking.ask(account_id, words, AREA, PROMISED, uow, NOW)


async def answered(uow: MemoryUnitOfWork) -> Staff:
    by = await officer(uow)
    await taken(uow, by, 1)
    await desk.close(by, 1, "带户口本", uow, NOW + timedelta(hours=1))
    return by


async def test_a_question_is_a_case_of_its_area_with_the_words(uow: MemoryUnitOfWork) -> None:
    case = uow.rows.cases[1]

    assert (case.kind, case.account_id, case.area, case.promised_by) == (Kind.QUESTION, ME, AREA, PROMISED)
    assert [(entry.author, entry.words) for _, entry in uow.rows.entries.values()] == [(Author.PERSON, "要什么手续")]


async def test_who_has_a_question_open_adds_to_it(uow: MemoryUnitOfWork) -> None:
    again, other = await ask(uow, "孩子十岁"), await ask(uow, "几点开门", STRANGER)

    assert (again.id, other.id) == (1, 2)
    assert [number for number, _ in uow.rows.entries.values()] == [1, 1, 2]


async def test_after_the_answer_the_next_question_is_another_case(uow: MemoryUnitOfWork) -> None:
    await answered(uow)

    assert (uow.rows.cases[1].outcome, (await ask(uow, "还有")).id) == (Outcome.ANSWERED, 2)


async def test_a_question_stands_on_no_facts(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    await taken(uow, by, 1)

    with refused(WrongKind, uow):
        await desk.correct(by, correction(), uow, NOW)


async def test_a_closed_case_is_rated_and_the_first_word_counts(uow: MemoryUnitOfWork) -> None:
    await answered(uow)

    await asking.rate(ME, 1, GOOD, uow)
    await asking.rate(ME, 1, BAD, uow)

    assert uow.rows.ratings == {1: GOOD}


async def test_an_open_case_is_not_rated(uow: MemoryUnitOfWork) -> None:
    with refused(NoSuchCase, uow):
        await asking.rate(ME, 1, GOOD, uow)


@pytest.mark.parametrize(
    ("account", "number"), [pytest.param(STRANGER, 1, id="of another"), pytest.param(ME, 2, id="that does not exist")]
)
async def test_a_case_is_rated_only_by_its_own_person(uow: MemoryUnitOfWork, account: int, number: int) -> None:
    await answered(uow)

    with refused(NoSuchCase, uow):
        await asking.rate(account, number, GOOD, uow)
