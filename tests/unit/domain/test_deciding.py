"""What the desk decides about an application: only by the rules, by who works on it, both case and application (R3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.applications import Stage
from domain.audit import Act
from domain.cases import Author, Kind, Outcome
from domain.errors import (
    ConditionsUnmet,
    IllegalStep,
    IncompleteNotice,
    IssuedOutOfTime,
    LateDemand,
    NeedlessDemand,
    NoReason,
    NoSuchCase,
    NoSuchFiling,
    NotAllowed,
    NotTaken,
    NumberTaken,
    OwnCase,
    TakenByAnother,
    WrongKind,
)
from domain.filings import FORM
from domain.staff import Role, Staff
from domain.usecases import deciding, desk
from domain.usecases.registering import report_departure
from tests.unit.domain.applied import (
    AREA,
    ME,
    TOLD,
    accepted,
    applied,
    closes,
    hand_in,
    issued,
    officer,
    refused,
    resident,
    submit,
    taken,
)
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import NOW, TODAY, correction, document
from tests.unit.domain.memory import MemoryUnitOfWork

Doing = Callable[[Staff, int, MemoryUnitOfWork], Awaitable[Any]]
ACCEPT: Doing = lambda by, number, uow: deciding.accept(by, number, closes, uow, NOW)  # noqa: E731
ISSUE: Doing = lambda by, number, uow: deciding.issue_card(by, number, "330106A1", TODAY, uow, NOW)  # noqa: E731
ACTS: dict[str, Doing] = {
    "accept": ACCEPT,
    "notice": lambda by, number, uow: deciding.give_notice(by, number, ["photo"], "", uow, NOW),
    "refuse": lambda by, number, uow: deciding.refuse(by, number, ["lawful_title"], "", uow, NOW),
    "issue": ISSUE,
}
NO_TITLE = facts(TENANT, {"housing.lawful_title": False})
SOON = NOW + timedelta(days=7)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


@pytest.fixture
async def by(uow: MemoryUnitOfWork) -> Staff:
    return await officer(uow)


def stage(uow: MemoryUnitOfWork) -> Stage:
    return uow.rows.filings[1].application.stage


def acts(uow: MemoryUnitOfWork) -> list[tuple[Act, str]]:
    return [(one.act, one.why) for one in uow.rows.trail.values() if one.act is not Act.TOOK]


@pytest.mark.parametrize(
    ("special", "due"),
    [
        pytest.param(False, date(2026, 12, 8), id="R3.3 fifteen days"),
        pytest.param(True, date(2026, 12, 23), id="663号令 a special case"),
    ],
)
async def test_accepting_queues_the_making_of_the_card_for_its_day(
    uow: MemoryUnitOfWork, by: Staff, special: bool, due: date
) -> None:
    number = await applied(uow, by)

    done = await deciding.accept(by, number, closes, uow, NOW, special=special)

    assert (done.filing.application.card_due, done.case.outcome) == (due, Outcome.ACCEPTED)
    card = uow.rows.cases[number + 1]
    assert (card.kind, card.about, card.account_id, card.area) == (Kind.CARD, 1, ME, AREA)
    assert (card.promised_by, card.is_open) == (closes(due), True)
    assert acts(uow) == [(Act.ACCEPTED, "")]


async def test_while_something_is_owed_nothing_is_accepted(uow: MemoryUnitOfWork, by: Staff) -> None:
    """R3.2."""
    number = await applied(uow, by, without="photo")

    with refused(IllegalStep, uow):
        await ACCEPT(by, number, uow)


async def test_what_surely_is_not_met_is_not_accepted(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await applied(uow, by, told=NO_TITLE)

    with refused(ConditionsUnmet, uow):
        await ACCEPT(by, number, uow)


async def test_the_notice_names_everything_and_its_words_are_kept(uow: MemoryUnitOfWork, by: Staff) -> None:
    """R3.2: also what is there and cannot be used."""
    number = await applied(uow, by, without="photo lease")

    done = await deciding.give_notice(by, number, ["photo", "lease", "title_proof"], "产权证糊了", uow, NOW)

    assert done.filing.application.notices[0].missing == {"photo", "lease", "title_proof"}
    assert (stage(uow), done.case.outcome) == (Stage.RETURNED, Outcome.RETURNED)
    (entry,) = [entry for _, entry in uow.rows.entries.values()]
    assert (entry.author, entry.words, entry.staff_id) == (Author.DESK, "产权证糊了", by.id)
    assert acts(uow) == [(Act.RETURNED, "产权证糊了")]


@pytest.mark.parametrize(
    ("named", "error"),
    [
        pytest.param([], IncompleteNotice, id="R3.2 nothing"),
        pytest.param(["photo"], IncompleteNotice, id="R3.2 one of two left out"),
        pytest.param(["photo", "lease", "labour_contract"], NeedlessDemand, id="R3.1 a paper of another way"),
        pytest.param(["photo", "lease", FORM], NeedlessDemand, id="R3.1 the form that is ours to fill"),
    ],
)
async def test_a_notice_that_is_not_whole_or_asks_for_more_is_none(
    uow: MemoryUnitOfWork, by: Staff, named: list[str], error: type[Exception]
) -> None:
    number = await applied(uow, by, without="photo lease")

    with refused(error, uow):
        await deciding.give_notice(by, number, named, "", uow, NOW)


async def resubmitted(uow: MemoryUnitOfWork, by: Staff) -> int:
    """Returned once with one paper, handed in, submitted again; the new case, taken."""
    await ACTS["notice"](by, await applied(uow, by, without="photo"), uow)
    await hand_in(uow, "photo")
    _, case = await submit(uow)
    return await taken(uow, by, case.id or 0)


async def test_what_was_kept_silent_is_forfeited_and_the_application_complete_without_it(
    uow: MemoryUnitOfWork, by: Staff
) -> None:
    """R3.2: the flat was one that needs a filing all along."""
    number = await resubmitted(uow, by)
    found = correction("housing.commodity_housing", True, case_id=number)
    await desk.correct(by, found, uow, NOW, overlooked=True)

    with refused(LateDemand, uow):
        await deciding.give_notice(by, number, ["lease_filing"], "", uow, NOW)
    assert (await ACCEPT(by, number, uow)).case.outcome is Outcome.ACCEPTED


async def test_what_is_required_only_since_may_be_asked_for(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await resubmitted(uow, by)
    await desk.correct(by, correction("housing.commodity_housing", True, case_id=number), uow, NOW)

    with refused(IllegalStep, uow):
        await ACCEPT(by, number, uow)
    done = await deciding.give_notice(by, number, ["lease_filing"], "", uow, NOW)

    assert [notice.missing for notice in done.filing.application.notices] == [{"photo"}, {"lease_filing"}]


@pytest.mark.parametrize("reasons", [[], ["half_year"], ["lawful_title", "half_year"]])
async def test_nobody_is_refused_for_nothing_or_for_what_is_met(
    uow: MemoryUnitOfWork, by: Staff, reasons: list[str]
) -> None:
    number = await applied(uow, by, told=NO_TITLE)

    with refused(NoReason, uow):
        await deciding.refuse(by, number, reasons, "", uow, NOW)


async def test_a_refusal_keeps_its_reasons_and_words(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await applied(uow, by, told=NO_TITLE)

    done = await deciding.refuse(by, number, ["lawful_title"], "没有产权", uow, NOW)

    assert (done.case.outcome, done.filing.application.reasons) == (Outcome.REFUSED, ("lawful_title",))
    assert (stage(uow), acts(uow)) == (Stage.REFUSED, [(Act.REFUSED, "没有产权")])


async def test_a_fact_corrected_in_the_case_decides_anew(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await applied(uow, by, told=NO_TITLE)

    _, before, after = await desk.correct(by, correction("housing.lawful_title", True, case_id=number), uow, NOW)

    assert (before, after) == (NO_TITLE, TOLD)
    with refused(NoReason, uow):
        await ACTS["refuse"](by, number, uow)
    assert (await ACCEPT(by, number, uow)).filing.facts == TOLD


async def test_a_fact_corrected_elsewhere_counts_here_too(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await applied(uow, by)
    await uow.corrections.add(correction("hangzhou_hukou", True, case_id=None), ME)

    done = await deciding.refuse(by, number, ["not_applicable"], "", uow, NOW)

    assert (done.case.outcome, uow.rows.entries) == (Outcome.REFUSED, {})


@pytest.mark.parametrize("on", [pytest.param(TODAY, id="day of acceptance"), pytest.param(SOON.date(), id="today")])
async def test_the_card_is_recorded_and_the_years_run_from_registration(
    uow: MemoryUnitOfWork, by: Staff, on: date
) -> None:
    number = await accepted(uow, by)

    done, permit = await deciding.issue_card(by, number, "330106A1", on, uow, SOON)

    assert (permit.issued, permit.registered, permit.number, permit.person_id) == (on, TODAY, "330106A1", 1)
    assert (done.case.outcome, stage(uow), uow.rows.permits) == (Outcome.ISSUED, Stage.ISSUED, {1: permit})
    assert acts(uow)[-1] == (Act.ISSUED, "")


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(TODAY - timedelta(days=1), id="day before acceptance"),
        pytest.param(SOON.date() + timedelta(days=1), id="tomorrow"),
    ],
)
async def test_a_day_before_acceptance_or_to_come_is_no_day_of_issue(
    uow: MemoryUnitOfWork, by: Staff, on: date
) -> None:
    number = await accepted(uow, by)

    with refused(IssuedOutOfTime, uow):
        await deciding.issue_card(by, number, "330106A1", on, uow, SOON)


@pytest.mark.parametrize("told", [date(2024, 1, 15), None])
async def test_who_has_left_meanwhile_keeps_the_day_that_is_known(
    uow: MemoryUnitOfWork, by: Staff, told: date | None
) -> None:
    number = await applied(uow, by, told=facts({**TENANT, "registered_on": told}))
    await ACCEPT(by, number, uow)
    await taken(uow, by, number + 1)
    await report_departure(ME, TODAY, uow, NOW)

    _, permit = await ISSUE(by, number + 1, uow)

    assert permit.registered == (told or TODAY)


async def test_a_number_in_use_is_told_and_nothing_is_issued(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await accepted(uow, by)
    other = await resident(uow, 2, document=document(2))
    await issued(uow, other.person.id or 0, number="330106A1")

    with refused(NumberTaken, uow):
        await ISSUE(by, number, uow)


async def ready(name: str, uow: MemoryUnitOfWork, by: Staff) -> int:
    """The taken case for which an act is meant."""
    return await (accepted if name == "issue" else applied)(uow, by)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param({"area": "西湖区"}, NoSuchCase, id="another area"),
        pytest.param({"role": Role.GRID}, NotAllowed, id="a grid worker"),
        pytest.param({}, TakenByAnother, id="a colleague"),
    ],
)
async def test_only_the_officer_who_works_on_it_decides(
    uow: MemoryUnitOfWork, by: Staff, name: str, who: dict[str, Any], error: type[Exception]
) -> None:
    number, other = await ready(name, uow, by), await officer(uow, 102, **who)

    with refused(error, uow):
        await ACTS[name](other, number, uow)
    await desk.release(by, number, uow, NOW)
    with refused(NotTaken, uow):
        await ACTS[name](by, number, uow)


@pytest.mark.parametrize("name", ACTS)
async def test_nobody_decides_about_himself(uow: MemoryUnitOfWork, by: Staff, name: str) -> None:
    number = await ready(name, uow, by)
    await uow.people.link(by.account_id, 1, instead_of=None)

    with refused(OwnCase, uow):
        await ACTS[name](by, number, uow)


@pytest.mark.parametrize("name", ACTS)
async def test_a_case_of_another_kind_is_not_ended_this_way(uow: MemoryUnitOfWork, by: Staff, name: str) -> None:
    number = await (applied if name == "issue" else accepted)(uow, by)

    with refused(WrongKind, uow):
        await ACTS[name](by, number, uow)


async def test_neither_application_nor_card_is_closed_with_mere_words(uow: MemoryUnitOfWork, by: Staff) -> None:
    number = await applied(uow, by)
    with refused(WrongKind, uow):
        await desk.close(by, number, "就这样", uow, NOW)

    await ACCEPT(by, number, uow)
    await taken(uow, by, number + 1)
    with refused(WrongKind, uow):
        await desk.close(by, number + 1, "就这样", uow, NOW)
    with refused(WrongKind, uow):
        await desk.correct(by, correction("talent", True, case_id=number + 1), uow, NOW)


@pytest.mark.parametrize("name", ACTS)
async def test_a_case_about_an_application_that_is_gone_is_told_as_that(
    uow: MemoryUnitOfWork, by: Staff, name: str
) -> None:
    number = await ready(name, uow, by)
    del uow.rows.filings[1]

    with refused(NoSuchFiling, uow):
        await ACTS[name](by, number, uow)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("gone", [Stage.WITHDRAWN, Stage.DRAFT])
async def test_no_decision_takes_an_illegal_step(uow: MemoryUnitOfWork, by: Staff, name: str, gone: Stage) -> None:
    """R3.3, where case and application have come apart."""
    number = await ready(name, uow, by)
    await uow.corrections.add(correction("housing.lawful_title", name != "refuse", case_id=None), ME)
    known = uow.rows.filings[1]
    left = frozenset({"photo"} if name == "notice" else ())
    application = replace(known.application, stage=gone, provided=known.application.provided - left)
    uow.rows.filings[1] = replace(known, application=application)

    with refused(IllegalStep, uow):
        await ACTS[name](by, number, uow)
