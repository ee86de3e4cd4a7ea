"""Papers of a case for the desk: for whoever may look at it, also when they are brought later, and written down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.audit import Act
from domain.errors import NoSuchCase, NotAllowed, WrongKind
from domain.usecases import asking, desk
from tests.unit.domain.applied import AREA, ME, PROMISED, applied, officer
from tests.unit.domain.making import NOW
from tests.unit.domain.memory import MemoryUnitOfWork


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def test_whoever_may_look_gets_the_application_and_it_is_written_down(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await applied(uow, by)

    filing = await desk.application(by, number, uow)
    await desk.printed(by, number, "form", uow, NOW)

    assert filing == uow.rows.filings[1]
    assert await desk.application_shown_to(by.id or 0, number, uow) == filing
    last = list(uow.rows.trail.values())[-1]
    assert (last.act, last.account_id, last.why) == (Act.PRINTED, ME, "form")


async def test_another_area_gets_nothing_and_leaves_no_line(uow: MemoryUnitOfWork) -> None:
    by, other = await officer(uow), await officer(uow, 102, area="上城区")
    number = await applied(uow, by)
    before = dict(uow.rows.trail)

    with pytest.raises(NoSuchCase):
        await desk.application(other, number, uow)
    with pytest.raises((NoSuchCase, NotAllowed)):
        await desk.printed(other, number, "form", uow, NOW)
    assert await desk.application_shown_to(other.id or 0, number, uow) is None
    assert uow.rows.trail == before


async def test_who_works_here_no_longer_gets_nothing_that_he_asked_for_before(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await applied(uow, by)
    uow.rows.staff[by.id or 0] = replace(by, left_at=NOW)

    assert await desk.application_shown_to(by.id or 0, number, uow) is None
    assert await desk.application_shown_to(99, number, uow) is None


async def test_a_question_has_no_application(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    question = await asking.ask(ME, "几点上班", AREA, PROMISED, uow, NOW)

    with pytest.raises(WrongKind):
        await desk.application(by, question.id or 0, uow)
