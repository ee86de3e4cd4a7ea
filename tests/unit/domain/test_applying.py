"""Applying, on the person's side: one open application a person, changed only while it is in his hands (R3.1–R3.5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.applications import Stage
from domain.cases import Kind, Outcome
from domain.errors import FilingOpen, HoldsPermit, IllegalStep, NoSuchFiling, NotRegistered
from domain.facts import Facts
from domain.filings import FORM, OPEN, Page
from domain.usecases import applying
from domain.usecases.registering import report_departure
from domain.ways import Way
from tests.unit.domain.applied import (
    AREA,
    ME,
    PROMISED,
    STRANGER,
    TOLD,
    begun,
    hand_in,
    issued,
    refused,
    resident,
    stand_at,
    submit,
)
from tests.unit.domain.making import NOW, TODAY, document
from tests.unit.domain.memory import MemoryUnitOfWork

PHOTO = Page("photo", "photo")
Doing = Callable[[int, MemoryUnitOfWork], Awaitable[Any]]
IN_HAND: dict[str, Doing] = {
    "hand in": lambda account, uow: applying.hand_in(account, Page("lease", "lease"), uow),
    "remove": lambda account, uow: applying.remove_page(account, "photo", uow),
    "submit": lambda account, uow: submit(uow, account_id=account),
}
WITHDRAW: Doing = lambda account, uow: applying.withdraw(account, uow, NOW)  # noqa: E731
COLLECT: Doing = lambda account, uow: applying.collect(account, uow, TODAY)  # noqa: E731
ALL = {**IN_HAND, "withdraw": WITHDRAW, "collect": COLLECT}


@pytest.fixture
async def uow() -> MemoryUnitOfWork:
    """A draft with a photo."""
    made = MemoryUnitOfWork()
    await resident(made)
    await begun(made)
    await hand_in(made, "photo")
    return made


async def test_who_is_not_registered_or_has_left_does_not_apply(uow: MemoryUnitOfWork) -> None:
    empty = MemoryUnitOfWork()
    with refused(NotRegistered, empty):
        await begun(empty)

    await report_departure(ME, TODAY, uow, NOW)
    with refused(NotRegistered, uow):
        await begun(uow)


async def test_who_has_a_permit_does_not_apply_for_it(uow: MemoryUnitOfWork) -> None:
    await issued(uow, 1)

    with refused(HoldsPermit, uow):
        await begun(uow)


async def test_a_draft_is_whose_it_is_and_stands_on_what_was_told(uow: MemoryUnitOfWork) -> None:
    filing = uow.rows.filings[1]

    assert (filing.account_id, filing.person_id, filing.opened_on, filing.facts) == (ME, 1, TODAY, TOLD)


async def test_beginning_again_with_a_draft_takes_the_other_way_and_keeps_the_pages(uow: MemoryUnitOfWork) -> None:
    filing = await begun(uow, Way.EMPLOYMENT)

    assert uow.rows.filings == {1: filing}
    assert (filing.application.way, filing.pages) == (Way.EMPLOYMENT, (PHOTO,))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
async def test_another_one_begins_only_when_the_last_has_ended(uow: MemoryUnitOfWork, stage: Stage) -> None:
    stand_at(uow, stage)

    if stage in OPEN:
        with refused(FilingOpen, uow):
            await begun(uow)
    else:
        assert (await begun(uow)).id == 2


async def test_an_application_follows_its_person_not_the_account(uow: MemoryUnitOfWork) -> None:
    await uow.people.link(2, 1, instead_of=None)

    assert await applying.filing_of(2, uow) == await applying.filing_of(ME, uow) == uow.rows.filings[1]
    assert await applying.filing_of(STRANGER, uow) is None


@pytest.mark.parametrize("doing", ALL.values(), ids=ALL)
async def test_nobody_reaches_the_application_of_another(uow: MemoryUnitOfWork, doing: Doing) -> None:
    await resident(uow, 2, document=document(2))

    for account in (STRANGER, 2):
        with refused(NoSuchFiling, uow):
            await doing(account, uow)


@pytest.mark.parametrize("doing", ALL.values(), ids=ALL)
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in OPEN])
async def test_with_one_that_has_ended_nothing_is_done(uow: MemoryUnitOfWork, doing: Doing, stage: Stage) -> None:
    stand_at(uow, stage)

    with refused(NoSuchFiling, uow):
        await doing(ME, uow)


@pytest.mark.parametrize("doing", IN_HAND.values(), ids=IN_HAND)
@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.ACCEPTED, Stage.ISSUED])
async def test_once_the_desk_has_it_it_is_not_changed(uow: MemoryUnitOfWork, doing: Doing, stage: Stage) -> None:
    """R3.3."""
    stand_at(uow, stage)

    with refused(IllegalStep, uow):
        await doing(ME, uow)


async def test_once_the_desk_has_it_one_page_of_two_is_not_taken_back_either(uow: MemoryUnitOfWork) -> None:
    await applying.hand_in(ME, Page("second", "photo"), uow)
    stand_at(uow, Stage.SUBMITTED)

    with refused(IllegalStep, uow):
        await IN_HAND["remove"](ME, uow)


async def test_pages_come_and_go(uow: MemoryUnitOfWork) -> None:
    assert (await IN_HAND["hand in"](ME, uow)).application.provided == {"photo", "lease"}
    await IN_HAND["remove"](ME, uow)

    assert uow.rows.filings[1].pages == (Page("lease", "lease"),)


async def test_submitted_incomplete_it_is_a_case_of_its_area_all_the_same(uow: MemoryUnitOfWork) -> None:
    """R3.2: the desk says once what is missing."""
    filing, case = await submit(uow, Facts())

    assert (filing.application.stage, filing.facts) == (Stage.SUBMITTED, Facts())
    assert filing.application.provided == {FORM, "photo"}
    assert (case.kind, case.about, case.account_id, case.area) == (Kind.APPLICATION, 1, ME, AREA)
    assert (case.opened_at, case.promised_by) == (NOW, PROMISED)
    assert (uow.rows.filings, uow.rows.cases) == ({1: filing}, {1: case})


async def test_returned_it_is_submitted_again_as_another_case(uow: MemoryUnitOfWork) -> None:
    _, first = await submit(uow)
    uow.rows.cases[1] = replace(first, outcome=Outcome.RETURNED, closed_at=NOW)
    stand_at(uow, Stage.RETURNED)
    await hand_in(uow, "lease")

    _, case = await submit(uow)

    assert (case.id, case.about) == (2, 1)


async def test_withdrawing_takes_the_pages_and_ends_the_case(uow: MemoryUnitOfWork) -> None:
    await submit(uow)

    filing = await WITHDRAW(ME, uow)

    assert (filing.application.stage, filing.pages) == (Stage.WITHDRAWN, ())
    assert uow.rows.cases[1].outcome is Outcome.WITHDRAWN


async def test_a_draft_is_withdrawn_without_a_case(uow: MemoryUnitOfWork) -> None:
    assert (await WITHDRAW(ME, uow)).application.stage is Stage.WITHDRAWN
    assert uow.rows.cases == {}


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.ISSUED])
async def test_once_accepted_it_is_not_withdrawn(uow: MemoryUnitOfWork, stage: Stage) -> None:
    """R3.3: the card is being made."""
    stand_at(uow, stage)

    with refused(IllegalStep, uow):
        await WITHDRAW(ME, uow)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.ACCEPTED])
async def test_a_card_that_is_not_made_is_not_collected(uow: MemoryUnitOfWork, stage: Stage) -> None:
    stand_at(uow, stage)

    with refused(IllegalStep, uow):
        await COLLECT(ME, uow)


async def test_a_card_is_collected_from_its_day_of_issue_on(uow: MemoryUnitOfWork) -> None:
    made = stand_at(uow, Stage.ISSUED)
    uow.rows.filings[1] = replace(made, application=replace(made.application, since=TODAY))

    with refused(IllegalStep, uow):
        await applying.collect(ME, uow, TODAY - timedelta(days=1))
    assert (await COLLECT(ME, uow)).application.stage is Stage.COLLECTED


async def test_it_is_answered_where_it_was_handed_in(uow: MemoryUnitOfWork) -> None:
    other = ME + 10
    person = await uow.people.of_account(ME)
    assert person is not None
    assert person.id is not None
    await uow.people.link(other, person.id, instead_of=None)

    filing, case = await applying.submit(other, TOLD, AREA, PROMISED, uow, NOW)

    assert (filing.account_id, case.account_id) == (other, other)
    assert (await applying.withdraw(ME, uow, NOW)).application.stage is Stage.WITHDRAWN
    assert (await uow.cases.get(case.id or 0)).outcome is Outcome.WITHDRAWN  # type: ignore[union-attr]
