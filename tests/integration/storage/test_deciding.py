"""What the desk decides about an application: every decision changes application and case together, or nothing."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from domain.answers import Correction
from domain.applications import Stage
from domain.cards import Permit
from domain.cases import Case, Kind, Outcome
from domain.errors import (
    CaseClosed,
    ConditionsUnmet,
    DomainError,
    IllegalStep,
    IncompleteNotice,
    IssuedOutOfTime,
    LateDemand,
    NeedlessDemand,
    NoReason,
    NoSuchCase,
    NoSuchFiling,
    NotAllowed,
    NothingCorrected,
    NumberTaken,
    StaleVersion,
    TakenByAnother,
    WrongKind,
)
from domain.facts import FACTS
from domain.staff import Role, Staff
from domain.usecases import applying, deciding, desk
from domain.usecases.registering import report_departure
from storage.stores import Store
from tests.integration.storage.desk_side import AREA, CLOSES, Applicant, applicant, applied, at, officer
from tests.integration.storage.helping import account, commit, count, look
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import NOW, TODAY, document

SOON = TODAY + timedelta(days=7)


async def accepted(store: Store, by: Staff) -> tuple[Applicant, int]:
    """An accepted application; the number of its card's case, taken."""
    me, number = await applied(store, by)
    await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW))
    await store.run(lambda uow: desk.take(by, number + 1, uow, NOW))
    return me, number + 1


async def stage(store: Store, me: Applicant) -> Stage:
    found = await look(store, lambda uow: uow.filings.latest_of(me.person_id))
    assert found is not None
    return found.application.stage


async def case_of(store: Store, number: int) -> Case:
    found = await look(store, lambda uow: uow.cases.get(number))
    assert found is not None
    return found


def correction(path: str, value: Any, number: int, by: Staff) -> Correction:
    return Correction(FACTS[path], value, "看了原件", TODAY, number, by.id or 0)


async def test_accepting_gives_the_day_of_the_card_and_puts_its_making_into_the_queue(store: Store) -> None:
    by = await officer(store)
    me, number = await applied(store, by)

    done = await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW))

    assert done.filing.application.card_due == date(2026, 12, 8)
    assert (await case_of(store, number)).outcome is Outcome.ACCEPTED
    card = await case_of(store, number + 1)
    assert (card.kind, card.area, card.promised_by) == (Kind.CARD, AREA, CLOSES(date(2026, 12, 8)))
    assert card.is_late(CLOSES(date(2026, 12, 8)) + timedelta(seconds=1))
    assert await stage(store, me) is Stage.ACCEPTED


async def test_a_special_case_has_the_longer_time(store: Store) -> None:
    by = await officer(store)
    _, number = await applied(store, by)

    done = await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW, special=True))

    assert done.filing.application.card_due == date(2026, 12, 23)


async def test_while_something_is_owed_nothing_is_accepted(store: Store) -> None:
    by = await officer(store)
    me, number = await applied(store, by, without="photo")

    with pytest.raises(IllegalStep):
        await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW))

    assert (await case_of(store, number)).is_open
    assert await stage(store, me) is Stage.SUBMITTED


async def test_what_surely_is_not_met_is_not_accepted(store: Store) -> None:
    by = await officer(store)
    _, number = await applied(store, by, told=facts(TENANT, {"housing.lawful_title": False}))

    with pytest.raises(ConditionsUnmet):
        await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW))


async def test_the_notice_names_everything_and_the_words_are_kept(store: Store) -> None:
    by = await officer(store)
    me, number = await applied(store, by, without="photo lease")

    named = ["photo", "lease", "title_proof"]
    done = await store.run(lambda uow: deciding.give_notice(by, number, named, "产权证照片糊了", uow, NOW))

    assert done.filing.application.notices[0].missing == {"photo", "lease", "title_proof"}
    assert await stage(store, me) is Stage.RETURNED
    said = await look(store, lambda uow: uow.cases.said(number))
    assert [one.words for one in said] == ["产权证照片糊了"]


@pytest.mark.parametrize(
    ("named", "error"),
    [
        pytest.param(["photo"], IncompleteNotice, id="one of two left out"),
        pytest.param(["photo", "lease", "labour_contract"], NeedlessDemand, id="a paper of another way"),
        pytest.param(["photo", "lease", "application_form"], NeedlessDemand, id="the form that is ours to fill"),
    ],
)
async def test_a_notice_that_is_not_whole_or_asks_for_more_is_none(
    store: Store, named: list[str], error: type[DomainError]
) -> None:
    by = await officer(store)
    me, number = await applied(store, by, without="photo lease")

    with pytest.raises(error):
        await store.run(lambda uow: deciding.give_notice(by, number, named, "", uow, NOW))

    assert await stage(store, me) is Stage.SUBMITTED


async def returned_and_submitted(store: Store, by: Staff) -> tuple[Applicant, int]:
    """Returned once with one paper, handed in, submitted again; the new case, taken."""
    me, number = await applied(store, by, without="photo")
    await store.run(lambda uow: deciding.give_notice(by, number, ["photo"], "", uow, NOW))
    await me.hand_in("photo")
    _, case = await me.submit()
    await store.run(lambda uow: desk.take(by, case.id or 0, uow, NOW))
    return me, case.id or 0


@pytest.mark.parametrize(("overlooked", "owed"), [(False, ["lease_filing"]), (True, [])])
async def test_a_fact_corrected_after_the_notice_asks_only_for_what_is_new_since(
    store: Store, overlooked: bool, owed: list[str]
) -> None:
    by = await officer(store)
    me, number = await returned_and_submitted(store, by)
    found = correction("housing.commodity_housing", True, number, by)

    await store.run(lambda uow: desk.correct(by, found, uow, NOW, overlooked=overlooked))

    filing = await look(store, lambda uow: uow.filings.latest_of(me.person_id))
    assert filing is not None
    assert [one.id for one in filing.missing(TODAY)] == owed
    if overlooked:
        with pytest.raises(LateDemand):
            await store.run(lambda uow: deciding.give_notice(by, number, ["lease_filing"], "", uow, NOW))


async def test_a_corrected_fact_decides_anew(store: Store) -> None:
    by = await officer(store)
    me, number = await applied(store, by)
    found = correction("housing.lawful_title", False, number, by)
    with pytest.raises(NoReason):
        await store.run(lambda uow: deciding.refuse(by, number, ["lawful_title"], "", uow, NOW))

    await store.run(lambda uow: desk.correct(by, found, uow, NOW))
    with pytest.raises(NothingCorrected):
        await store.run(lambda uow: desk.correct(by, found, uow, NOW))
    done = await store.run(lambda uow: deciding.refuse(by, number, ["lawful_title"], "没有产权", uow, NOW))

    assert done.filing.application.reasons == ("lawful_title",)
    assert await stage(store, me) is Stage.REFUSED


@pytest.mark.parametrize("reasons", [[], ["half_year"], ["lawful_title", "half_year"]])
async def test_nobody_is_refused_for_what_is_met_or_for_nothing(store: Store, reasons: list[str]) -> None:
    by = await officer(store)
    _, number = await applied(store, by, told=facts(TENANT, {"housing.lawful_title": False}))

    with pytest.raises(NoReason):
        await store.run(lambda uow: deciding.refuse(by, number, reasons, "", uow, NOW))


async def test_who_has_a_local_household_is_refused_for_that(store: Store) -> None:
    by = await officer(store)
    _, number = await applied(store, by, told=facts(TENANT, {"hangzhou_hukou": True}))

    done = await store.run(lambda uow: deciding.refuse(by, number, ["not_applicable"], "", uow, NOW))

    assert done.case.outcome is Outcome.REFUSED


@pytest.mark.parametrize("on", [TODAY, SOON])
async def test_the_card_is_recorded_and_the_years_run_from_registration(store: Store, on: date) -> None:
    by = await officer(store)
    me, number = await accepted(store, by)

    done, permit = await store.run(lambda uow: deciding.issue_card(by, number, "330106A1", on, uow, at(SOON)))

    assert (permit.issued, permit.registered) == (on, TODAY)
    assert done.case.outcome is Outcome.ISSUED
    assert (await look(store, lambda uow: uow.permits.of_person(me.person_id))) == permit
    assert await stage(store, me) is Stage.ISSUED


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), SOON + timedelta(days=1)])
async def test_a_day_before_acceptance_or_to_come_is_no_day_of_issue(store: Store, on: date) -> None:
    by = await officer(store)
    me, number = await accepted(store, by)

    with pytest.raises(IssuedOutOfTime):
        await store.run(lambda uow: deciding.issue_card(by, number, "330106A1", on, uow, at(SOON)))

    assert await stage(store, me) is Stage.ACCEPTED
    assert await count(store, "permits") == 0


@pytest.mark.parametrize("told_on", [date(2024, 1, 15), None])
async def test_who_has_left_meanwhile_keeps_the_day_that_is_known(store: Store, told_on: date | None) -> None:
    by = await officer(store)
    told = facts({**TENANT, "registered_on": told_on})
    me, number = await applied(store, by, told=told)
    await store.run(lambda uow: deciding.accept(by, number, CLOSES, uow, NOW))
    await store.run(lambda uow: desk.take(by, number + 1, uow, NOW))
    await store.run(lambda uow: report_departure(me.account_id, TODAY, uow, NOW))

    _, permit = await store.run(lambda uow: deciding.issue_card(by, number + 1, "330106A1", TODAY, uow, NOW))

    assert permit.registered == (told_on or TODAY)


async def test_a_number_in_use_is_told_and_nothing_is_issued(store: Store) -> None:
    by = await officer(store)
    me, number = await accepted(store, by)
    other = await applicant(store, "2", document=document(2))
    await commit(store, lambda uow: uow.permits.add(Permit(None, other.person_id, "330106A1", TODAY, TODAY)))

    with pytest.raises(NumberTaken):
        await store.run(lambda uow: deciding.issue_card(by, number, "330106A1", TODAY, uow, NOW))

    assert await stage(store, me) is Stage.ACCEPTED


ACTS = {
    "accept": lambda by, number: lambda uow: deciding.accept(by, number, CLOSES, uow, NOW),
    "notice": lambda by, number: lambda uow: deciding.give_notice(by, number, ["photo"], "", uow, NOW),
    "refuse": lambda by, number: lambda uow: deciding.refuse(by, number, ["half_year"], "", uow, NOW),
    "issue": lambda by, number: lambda uow: deciding.issue_card(by, number, "330106A1", TODAY, uow, NOW),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param({"area": "西湖区"}, NoSuchCase, id="another area"),
        pytest.param({"role": Role.GRID}, NotAllowed, id="a grid worker"),
        pytest.param({}, TakenByAnother, id="a colleague"),
    ],
)
async def test_only_the_officer_who_works_on_it_decides(
    store: Store, act: str, who: dict[str, Any], error: type[DomainError]
) -> None:
    by = await officer(store)
    me, number = await (accepted if act == "issue" else applied)(store, by)
    other = await officer(store, "8", **who)

    with pytest.raises(error):
        await store.run(ACTS[act](other, number))

    assert await stage(store, me) is (Stage.ACCEPTED if act == "issue" else Stage.SUBMITTED)


@pytest.mark.parametrize("act", ACTS)
async def test_a_case_of_another_kind_cannot_be_ended_this_way(store: Store, act: str) -> None:
    by = await officer(store)
    _, number = await (applied if act == "issue" else accepted)(store, by)

    with pytest.raises(WrongKind):
        await store.run(ACTS[act](by, number))


async def test_an_application_is_not_closed_with_mere_words_and_a_card_stands_on_no_facts(store: Store) -> None:
    by = await officer(store)
    _, number = await accepted(store, by)

    with pytest.raises(WrongKind):
        await store.run(lambda uow: desk.close(by, number, "就这样", uow, NOW))
    with pytest.raises(WrongKind):
        await store.run(lambda uow: desk.correct(by, correction("talent", True, number, by), uow, NOW))


async def test_a_case_about_nothing_is_told_as_that(store: Store) -> None:
    by, mine = await officer(store), await account(store)
    case = Case(None, Kind.APPLICATION, 77, mine.id, AREA, NOW, NOW)
    made = await commit(store, lambda uow: uow.cases.add(case))
    await store.run(lambda uow: desk.take(by, made.id or 0, uow, NOW))

    with pytest.raises(NoSuchFiling):
        await store.run(lambda uow: deciding.accept(by, made.id or 0, CLOSES, uow, NOW))


async def test_of_two_decisions_at_the_same_second_one_counts(store: Store) -> None:
    """On SQLite the second begins when the first is done and finds it closed; on PostgreSQL it may lose the race."""
    by = await officer(store)
    me, number = await applied(store, by)
    works = [ACTS["accept"](by, number), lambda uow: applying.withdraw(me.account_id, uow, NOW)]

    outcomes = await asyncio.gather(*(store.run(work) for work in works), return_exceptions=True)

    failed = [one for one in outcomes if isinstance(one, BaseException)]
    assert len(failed) == 1
    assert isinstance(failed[0], CaseClosed | StaleVersion | IllegalStep)
    withdrew = isinstance(outcomes[0], BaseException)
    assert await stage(store, me) is (Stage.WITHDRAWN if withdrew else Stage.ACCEPTED)
    assert (await case_of(store, number)).outcome is (Outcome.WITHDRAWN if withdrew else Outcome.ACCEPTED)
    assert await count(store, "cases") == (1 if withdrew else 2)


async def test_what_was_accepted_is_not_withdrawn_any_more(store: Store) -> None:
    by = await officer(store)
    me, _ = await accepted(store, by)

    with pytest.raises(IllegalStep):
        await store.run(lambda uow: applying.withdraw(me.account_id, uow, NOW))


async def test_an_application_follows_its_person_not_the_account(store: Store) -> None:
    me = await applicant(store)
    await me.begin()
    second = await account(store, "2")
    await commit(store, lambda uow: uow.people.link(second.id, me.person_id, instead_of=None))
    other = await applicant(store, "3", document=document(3))

    assert await store.run(lambda uow: applying.filing_of(second.id, uow)) is not None
    await commit(store, lambda uow: _stands_for(uow, me.account_id, other.person_id))

    assert await store.run(lambda uow: applying.filing_of(me.account_id, uow)) is None
    with pytest.raises(NoSuchFiling):
        await store.run(lambda uow: applying.withdraw(me.account_id, uow, NOW))


async def _stands_for(uow: Any, account_id: int, person_id: int) -> None:
    await uow.people.link(account_id, person_id, instead_of=await uow.people.of_account(account_id))
