"""Where the code on a paper leads the desk: to what is open of the application now, and nobody else anywhere."""

from __future__ import annotations

import pytest

from domain.usecases import asking
from domain.usecases.desk import case_on_paper
from tests.unit.domain.applied import AREA, ME, NOW, PROMISED, accepted, applied, officer
from tests.unit.domain.memory import MemoryUnitOfWork

FILING = 1


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def test_the_form_leads_to_the_open_case_of_its_application(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await applied(uow, by)

    found = await case_on_paper(by.account_id, FILING, uow, of_filing=True)

    assert found is not None
    assert found.id == number


async def test_a_receipt_leads_to_the_card_that_is_being_made(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    card = await accepted(uow, by)

    found = await case_on_paper(by.account_id, card - 1, uow, of_filing=False)

    assert found is not None
    assert found.id == card


async def test_where_nothing_is_open_a_paper_leads_to_its_own_case(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await applied(uow, by)
    case = uow.rows.cases[number]
    uow.rows.cases[number] = case.withdrawn(NOW)

    assert await case_on_paper(by.account_id, number, uow, of_filing=False) == case.withdrawn(NOW)
    assert await case_on_paper(by.account_id, FILING, uow, of_filing=True) is None


async def test_a_paper_leads_nobody_else_anywhere(uow: MemoryUnitOfWork) -> None:
    by, other = await officer(uow), await officer(uow, 102, area="上城区")
    number = await applied(uow, by)

    for account in (ME, other.account_id):
        assert await case_on_paper(account, number, uow, of_filing=False) is None
        assert await case_on_paper(account, FILING, uow, of_filing=True) is None


async def test_numbers_of_nothing_and_of_other_cases_lead_nowhere(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    question = await asking.ask(ME, "几点上班", AREA, PROMISED, uow, NOW)

    assert await case_on_paper(by.account_id, question.id or 0, uow, of_filing=False) is None
    assert await case_on_paper(by.account_id, 99, uow, of_filing=False) is None
    assert await case_on_paper(by.account_id, 99, uow, of_filing=True) is None
