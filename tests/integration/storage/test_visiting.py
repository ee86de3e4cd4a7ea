"""Somebody at the window: his voucher opens him to the desk of his area, every look and act is found by it alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from domain.applications import Application
from domain.audit import Act
from domain.cards import CardState, Permit
from domain.eligibility import Verdict
from domain.errors import (
    DomainError,
    NoReason,
    NoSuchHolder,
    NoSuchPermit,
    NotAllowed,
    NotEligible,
    NothingCorrected,
    NumberTaken,
    OwnCase,
    StaleVersion,
    Unreachable,
)
from domain.facts import FACTS, Facts
from domain.filings import Filing
from domain.permits import Outcome, Use
from domain.staff import Role, Staff
from domain.usecases import visiting
from domain.usecases.answering import give_answer
from domain.usecases.registering import replace_voucher, report_departure
from domain.vouchers import VoucherState
from domain.ways import Way
from storage.stores import Store
from storage.tables import account_people
from tests.integration.storage.desk_side import at, officer
from tests.integration.storage.helping import account, commit, count, look, registered
from tests.unit.domain.asking import TENANT, WORKER, facts
from tests.unit.domain.making import NOW, TODAY, document, fresh

ISSUED = date(2027, 6, 15)
OPENS, CLOSES = date(2028, 5, 15), date(2028, 6, 15)
LATE = date(2028, 9, 1)
LONG_LEASE = {"housing.lease_to": date(2031, 2, 28)}
UNMET = "housing.lawful_title"


@dataclass
class Window:
    """A holder of a permit and the officer before whom he stands."""

    store: Store
    by: Staff
    account_id: int
    person_id: int
    voucher: bytes

    async def do(self, work: Callable[..., Any], *more: Any, by: Staff | None = None) -> Any:
        """A use case for this voucher."""
        return await self.store.run(lambda uow: work(by or self.by, self.voucher, *more[:-1], uow, more[-1]))

    async def permit(self) -> Permit:
        found = await look(self.store, lambda uow: uow.permits.of_person(self.person_id))
        assert found is not None
        return found

    async def traces(self, *acts: Act) -> list[str]:
        seen = await look(self.store, lambda uow: uow.audit.about([self.account_id], acts, 10))
        return [trace.why for trace, _ in seen]


async def window(store: Store, told: Facts | None = None, *, permit: bool = True) -> Window:
    """A tenant who told his facts in an application, registered on TODAY; his permit was issued on ISSUED."""
    mine, done = await registered(store)
    person = done.person.id or 0
    known = facts(TENANT, LONG_LEASE) if told is None else told
    filing = Filing(None, mine.id, person, TODAY, Application(Way.HOUSING), known)
    await commit(store, lambda uow: uow.filings.add(filing))
    if permit:
        await commit(store, lambda uow: uow.permits.add(Permit(None, person, "330106A1", ISSUED, TODAY)))
    return Window(store, await officer(store), mine.id, person, done.voucher.id)


async def test_a_look_needs_a_reason_and_the_person_reads_it(store: Store) -> None:
    here = await window(store)

    holder = await here.do(visiting.look, "endorse", at(OPENS))

    assert holder.person.name == "王小明"
    assert holder.permit == await here.permit()
    assert await here.traces(Act.LOOKED) == ["endorse"]


@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param({"area": "西湖区"}, NoSuchHolder, id="another area"),
        pytest.param({"area": "拱墅区米市巷街道"}, NoSuchHolder, id="another sub-district"),
    ],
)
async def test_in_another_area_there_is_nobody(store: Store, who: dict[str, Any], error: type[DomainError]) -> None:
    here = await window(store)
    other = await officer(store, "8", **who)

    for act in (visiting.look, visiting.replace_card, visiting.revoke_voucher):
        with pytest.raises(error):
            await here.do(act, "B1234567", *([1] if act is visiting.replace_card else []), at(OPENS), by=other)
    for act in (visiting.examine, visiting.endorse, visiting.decline):
        with pytest.raises(error):
            await here.do(act, at(OPENS), by=other)
    assert await count(store, "audit") == 0


async def test_who_is_not_staff_any_more_opens_nobody(store: Store) -> None:
    here = await window(store)
    await commit(store, lambda uow: uow.staff.end(here.by.id or 0, NOW))

    assert not await store.run(lambda uow: visiting.opens_to(here.by.account_id, here.voucher, uow, OPENS))


async def test_a_voucher_that_nobody_has_opens_nobody(store: Store) -> None:
    here = await window(store)
    here.voucher = b"?" * 16

    with pytest.raises(NoSuchHolder):
        await here.do(visiting.look, "endorse", at(OPENS))


async def test_a_replaced_or_ended_voucher_opens_nobody_and_an_expired_one_does(store: Store) -> None:
    here = await window(store)
    first = here.voucher
    assert (await look(store, lambda uow: uow.vouchers.get(first))).state(LATE) is VoucherState.EXPIRED  # type: ignore[union-attr]
    await here.do(visiting.look, "endorse", at(LATE))

    changed = await store.run(lambda uow: replace_voucher(here.account_id, uow, fresh(), NOW, lost=False))
    with pytest.raises(NoSuchHolder):
        await here.do(visiting.look, "endorse", at(LATE))
    here.voucher = changed.voucher.id
    await store.run(lambda uow: report_departure(here.account_id, TODAY, uow, NOW))
    with pytest.raises(NoSuchHolder):
        await here.do(visiting.look, "endorse", at(LATE))


async def test_a_grid_worker_looks_and_does_nothing(store: Store) -> None:
    here = await window(store)
    worker = await officer(store, "8", role=Role.GRID)

    await here.do(visiting.look, "inspect", at(OPENS), by=worker)

    assert await store.run(lambda uow: visiting.opens_to(worker.account_id, here.voucher, uow, OPENS))
    for act in (visiting.examine, visiting.endorse, visiting.decline):
        with pytest.raises(NotAllowed):
            await here.do(act, at(OPENS), by=worker)


async def test_nobody_endorses_himself(store: Store) -> None:
    here = await window(store)
    mine = Staff(None, here.account_id, Role.ADMIN, "", NOW)
    himself = await commit(store, lambda uow: uow.staff.add(mine))

    with pytest.raises(OwnCase):
        await here.do(visiting.endorse, at(OPENS), by=himself)


@pytest.mark.parametrize(
    ("on", "outcome", "until", "since"),
    [
        pytest.param(OPENS, Outcome.ENDORSED, date(2029, 6, 15), TODAY, id="first day of the window"),
        pytest.param(CLOSES, Outcome.ENDORSED, date(2029, 6, 15), TODAY, id="last day"),
        pytest.param(date(2028, 6, 16), Outcome.RESTORED, date(2029, 6, 15), date(2028, 6, 16), id="day after"),
        pytest.param(
            date(2029, 5, 20), Outcome.RESTORED_AND_ENDORSED, date(2030, 6, 15), date(2029, 5, 20), id="next window"
        ),
    ],
)
async def test_a_visit_comes_to_what_the_day_says(
    store: Store, on: date, outcome: Outcome, until: date, since: date
) -> None:
    here = await window(store)

    done = await here.do(visiting.endorse, at(on))

    standing = (await here.permit()).standing(on)
    assert (done.outcome, standing.due, standing.residence_since) == (outcome, until, since)
    assert await here.traces(Act.VISITED) == [outcome.value]


@pytest.mark.parametrize("on", [date(2028, 5, 14), date(2027, 6, 16)])
async def test_before_the_window_nothing_is_written(store: Store, on: date) -> None:
    here = await window(store)

    done = await here.do(visiting.endorse, at(on))

    assert done.outcome is Outcome.REFUSED_EARLY
    assert await count(store, "permit_visits") == 0
    assert await here.traces(Act.VISITED) == []


async def test_in_a_used_window_nothing_is_written(store: Store) -> None:
    here = await window(store)
    await here.do(visiting.endorse, at(OPENS))

    done = await here.do(visiting.endorse, at(CLOSES))

    assert done.outcome is Outcome.REFUSED_AGAIN
    assert await count(store, "permit_visits") == 1


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.INELIGIBLE])
async def test_who_does_not_surely_meet_the_conditions_is_not_endorsed(store: Store, verdict: Verdict) -> None:
    told = facts(TENANT, LONG_LEASE, {UNMET: None if verdict is Verdict.UNKNOWN else False})
    here = await window(store, told)

    assert (await here.do(visiting.examine, at(OPENS))).found.verdict is verdict
    with pytest.raises(NotEligible):
        await here.do(visiting.endorse, at(OPENS))

    assert await count(store, "permit_visits") == 0


async def test_only_what_is_sure_is_declined_and_only_in_time(store: Store) -> None:
    here = await window(store, facts(TENANT, LONG_LEASE, {UNMET: None}))
    with pytest.raises(NoReason):
        await here.do(visiting.decline, at(OPENS))
    await here.do(visiting.correct, FACTS[UNMET], False, "没有产权证", at(OPENS))

    with pytest.raises(NoReason):
        await here.do(visiting.decline, at(date(2028, 5, 14)))
    seen = await here.do(visiting.decline, at(OPENS))

    assert seen.found.verdict is Verdict.INELIGIBLE
    assert await here.traces(Act.REFUSED) == ["ineligible"]


async def test_a_fact_corrected_at_the_window_decides_anew(store: Store) -> None:
    here = await window(store, facts(TENANT, LONG_LEASE, {UNMET: False}))

    holder, before = await here.do(visiting.correct, FACTS[UNMET], True, "看了产权证", at(OPENS))

    assert (before.housing.lawful_title, holder.facts.housing.lawful_title) == (False, True)
    assert await here.traces(Act.CORRECTED) == [f"{UNMET}: 看了产权证"]
    assert (await here.do(visiting.endorse, at(OPENS))).outcome is Outcome.ENDORSED
    with pytest.raises(NothingCorrected):
        await here.do(visiting.correct, FACTS[UNMET], True, "又看了", at(OPENS))


async def test_insured_months_of_another_month_are_asked_for_again(store: Store) -> None:
    here = await window(store, facts(WORKER))

    seen = await here.do(visiting.examine, at(OPENS))

    assert seen.found.verdict is Verdict.UNKNOWN
    needed = {one.path for one in seen.found.needed}
    assert {"employment.insured_months", "employment.insured_this_month"} <= needed


async def test_what_was_told_last_counts_and_the_record_before_it(store: Store) -> None:
    here = await window(store, facts(TENANT, LONG_LEASE, {UNMET: False}))
    told = facts(TENANT, LONG_LEASE, {"registered_on": date(2020, 1, 1)})
    await store.run(lambda uow: give_answer(here.account_id, told, OPENS, "edition", uow, NOW))

    holder = await here.do(visiting.look, "endorse", at(OPENS))

    assert (holder.told_on, holder.facts.housing.lawful_title) == (OPENS, True)
    assert holder.facts.registered_on == TODAY


async def test_who_never_told_anything_is_known_by_the_record_alone(store: Store) -> None:
    _, done = await registered(store)
    by = await officer(store)

    holder = await store.run(lambda uow: visiting.look(by, done.voucher.id, "inspect", uow, NOW))

    assert (holder.told_on, holder.filing, holder.permit) == (None, None, None)
    assert holder.facts.registered_on == TODAY


@pytest.mark.parametrize("act", [visiting.endorse, visiting.examine, visiting.decline])
async def test_without_a_permit_there_is_nothing_to_endorse(store: Store, act: Any) -> None:
    here = await window(store, permit=False)

    with pytest.raises(NoSuchPermit):
        await here.do(act, at(OPENS))
    with pytest.raises(NoSuchPermit):
        await here.do(visiting.replace_card, "B1234567", 1, at(OPENS))


async def test_a_new_card_is_the_same_permit(store: Store) -> None:
    here = await window(store)

    holder, case = await here.do(visiting.replace_card, "B1234567", 1, at(OPENS))

    permit = await here.permit()
    assert (holder.permit, case) == (permit, None)
    assert (permit.number, permit.card, permit.issued) == ("B1234567", CardState.ACTIVE, ISSUED)
    assert await here.traces(Act.REPLACED) == [""]


async def test_a_number_in_use_is_no_new_card(store: Store) -> None:
    here = await window(store)
    _, other = await registered(store, "2", document=document(2))
    theirs = Permit(None, other.person.id or 0, "B1234567", ISSUED, TODAY)
    await commit(store, lambda uow: uow.permits.add(theirs))

    with pytest.raises(NumberTaken):
        await here.do(visiting.replace_card, "B1234567", 1, at(OPENS))

    assert (await here.permit()).number == "330106A1"


async def test_a_voucher_is_made_void_and_opens_nobody_any_more(store: Store) -> None:
    here = await window(store)

    await here.do(visiting.revoke_voucher, "照片流传", NOW)

    voucher = await look(store, lambda uow: uow.vouchers.get(here.voucher))
    assert voucher is not None
    assert voucher.state(TODAY) is VoucherState.REVOKED
    assert await here.traces(Act.REVOKED_VOUCHER) == ["照片流传"]
    with pytest.raises(NoSuchHolder):
        await here.do(visiting.look, "inspect", NOW)


async def test_a_holder_without_a_chat_can_be_endorsed_and_not_corrected(store: Store) -> None:
    here = await window(store)
    await commit(store, lambda uow: uow._link.execute(account_people.delete()))

    with pytest.raises(Unreachable):
        await here.do(visiting.correct, FACTS[UNMET], False, "没有", at(OPENS))

    assert (await here.do(visiting.endorse, at(OPENS))).permit.use(LATE) is Use.IN_FORCE


async def test_two_officers_endorse_at_the_same_second_once(store: Store) -> None:
    here = await window(store)
    other = await officer(store, "8")

    outcomes = await asyncio.gather(
        *(here.do(visiting.endorse, at(OPENS), by=by) for by in (here.by, other)), return_exceptions=True
    )

    lost = [one for one in outcomes if isinstance(one, StaleVersion)]
    again = [one for one in outcomes if getattr(one, "outcome", None) is Outcome.REFUSED_AGAIN]
    assert len(lost) + len(again) == 1
    assert await count(store, "permit_visits") == 1
    assert (await here.permit()).standing(OPENS).due == date(2029, 6, 15)


async def test_a_look_of_a_second_chat_of_the_same_person_is_found_there_too(store: Store) -> None:
    here = await window(store)
    second = await account(store, "2")
    await commit(store, lambda uow: uow.people.link(second.id, here.person_id, instead_of=None))

    holder = await here.do(visiting.look, "inspect", datetime.combine(OPENS, NOW.timetz()))

    assert holder.accounts == (here.account_id, second.id)
    assert await here.traces(Act.LOOKED) == ["inspect"]
