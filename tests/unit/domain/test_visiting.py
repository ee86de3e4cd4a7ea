"""Somebody at the window: his voucher opens him to the desk of his area, and what a visit comes to (R4.1–R4.7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.applications import Application
from domain.audit import Act
from domain.cards import CardState, Permit
from domain.eligibility import Verdict
from domain.errors import (
    NoReason,
    NoSuchHolder,
    NoSuchPermit,
    NotAllowed,
    NotEligible,
    NothingCorrected,
    NumberTaken,
    OwnCase,
    Unreachable,
)
from domain.facts import FACTS, Facts
from domain.filings import Filing
from domain.permits import Outcome
from domain.staff import Role, Staff
from domain.usecases import visiting
from domain.usecases.answering import give_answer
from domain.usecases.registering import replace_voucher, report_departure
from domain.usecases.replacing import report_card
from domain.vouchers import VoucherState
from domain.ways import Way
from tests.unit.domain.applied import ME, STRANGER, issued, officer, refused, resident
from tests.unit.domain.asking import TENANT, WORKER, facts
from tests.unit.domain.making import NOW, SHANGHAI, TODAY, correction, document, fresh
from tests.unit.domain.memory import MemoryUnitOfWork

ISSUED = date(2027, 6, 15)
EARLY, OPENS, CLOSES, LATE = date(2028, 5, 14), date(2028, 5, 15), date(2028, 6, 15), date(2028, 6, 16)
TITLE = FACTS["housing.lawful_title"]
LIVING = facts(TENANT, {"housing.lease_to": date(2031, 2, 28)})


def untitled(known: bool | None) -> Facts:
    return facts(TENANT, {"housing.lease_to": date(2031, 2, 28), TITLE.path: known})


@dataclass
class Window:
    """A holder and the officer before whom he stands."""

    by: Staff
    voucher: bytes = b""
    uow: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)

    async def do(self, act: Callable[..., Any], *more: Any, on: date = OPENS, by: Staff | None = None) -> Any:
        """A use case for this voucher, at ten in the morning."""
        now = datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
        return await act(by or self.by, self.voucher, *more, self.uow, now)

    @property
    def permit(self) -> Permit:
        return self.uow.rows.permits[1]

    @property
    def version(self) -> int:
        """Of the permit that the officer has before him; of none, whatever."""
        return self.uow.rows.permits[1].version if self.uow.rows.permits else 1

    def traces(self, act: Act) -> list[tuple[int | None, int | None, str]]:
        mine = [one for one in self.uow.rows.trail.values() if one.act is act]
        return [(one.staff_id, one.account_id, one.why) for one in mine]


async def window(told: Facts = LIVING, *, permit: bool = True) -> Window:
    """A tenant registered on TODAY, who told his facts in an application; his permit was issued on ISSUED."""
    uow = MemoryUnitOfWork()
    done = await resident(uow)
    async with uow:
        await uow.filings.add(Filing(None, ME, 1, TODAY, Application(Way.HOUSING), told))
        await uow.commit()
    if permit:
        await issued(uow, 1, ISSUED)
    return Window(await officer(uow), done.voucher.id, uow)


Doing = Callable[..., Awaitable[Any]]
LOOK: Doing = lambda here, **more: here.do(visiting.look, "endorse", **more)  # noqa: E731
ACTS: dict[str, Doing] = {
    "examine": lambda here, **more: here.do(visiting.examine, **more),
    "endorse": lambda here, **more: here.do(visiting.endorse, **more),
    "decline": lambda here, **more: here.do(visiting.decline, **more),
    "correct": lambda here, **more: here.do(visiting.correct, TITLE, False, "看了原件", **more),
    "new card": lambda here, **more: here.do(visiting.replace_card, "B1234567", here.version, **more),
    "revoke": lambda here, **more: here.do(visiting.revoke_voucher, "照片流传", **more),
}
ALL = {"look": LOOK, **ACTS}


async def test_a_look_has_a_reason_that_the_person_reads() -> None:
    here = await window()

    holder = await LOOK(here)

    assert (holder.person.name, holder.permit, holder.accounts) == ("王小明", here.permit, (ME,))
    assert here.traces(Act.LOOKED) == [(here.by.id, ME, "endorse")]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("area", ["西湖区", "拱墅区米市巷街道"])
async def test_in_another_area_there_is_nobody(name: str, area: str) -> None:
    here = await window()
    other = await officer(here.uow, 102, area=area)

    assert not await visiting.opens_to(102, here.voucher, here.uow, OPENS)
    with refused(NoSuchHolder, here.uow):
        await ALL[name](here, by=other)


@pytest.mark.parametrize("name", ALL)
async def test_a_voucher_that_nobody_has_opens_nobody(name: str) -> None:
    here = await window()
    here.voucher = b"?" * 16

    with refused(NoSuchHolder, here.uow):
        await ALL[name](here)


async def test_a_voucher_opens_its_holder_to_who_works_here_now() -> None:
    here = await window()

    for account, opens in ((here.by.account_id, True), (ME, False), (STRANGER, False)):
        assert await visiting.opens_to(account, here.voucher, here.uow, OPENS) is opens
    await here.uow.staff.end(here.by.id or 0, NOW)
    assert not await visiting.opens_to(here.by.account_id, here.voucher, here.uow, OPENS)


async def test_an_expired_voucher_opens_its_holder_a_replaced_or_ended_one_nobody() -> None:
    here = await window()
    assert here.uow.rows.vouchers[here.voucher].state(LATE) is VoucherState.EXPIRED
    await LOOK(here, on=LATE)

    new = await replace_voucher(ME, here.uow, fresh(), NOW, lost=False)
    with refused(NoSuchHolder, here.uow):
        await LOOK(here)
    here.voucher = new.voucher.id
    await LOOK(here)
    await report_departure(ME, TODAY, here.uow, NOW)
    with refused(NoSuchHolder, here.uow):
        await LOOK(here)


@pytest.mark.parametrize("name", ACTS)
async def test_a_grid_worker_looks_and_does_nothing(name: str) -> None:
    here = await window()
    worker = await officer(here.uow, 102, role=Role.GRID)

    await LOOK(here, by=worker)
    with refused(NotAllowed, here.uow):
        await ACTS[name](here, by=worker)


@pytest.mark.parametrize("name", ACTS)
async def test_nobody_does_anything_for_himself(name: str) -> None:
    here = await window()
    await here.uow.people.link(here.by.account_id, 1, instead_of=None)

    with refused(OwnCase, here.uow):
        await ACTS[name](here)


@pytest.mark.parametrize("name", ["examine", "endorse", "decline", "new card"])
async def test_without_a_permit_there_is_nothing_to_endorse_or_replace(name: str) -> None:
    here = await window(permit=False)

    with refused(NoSuchPermit, here.uow):
        await ACTS[name](here)


@pytest.mark.parametrize(
    ("on", "outcome", "until", "since"),
    [
        pytest.param(OPENS, Outcome.ENDORSED, date(2029, 6, 15), TODAY, id="R4.1 first day of the window"),
        pytest.param(CLOSES, Outcome.ENDORSED, date(2029, 6, 15), TODAY, id="R4.1 last day"),
        pytest.param(LATE, Outcome.RESTORED, date(2029, 6, 15), LATE, id="R4.5 day after"),
        pytest.param(
            date(2029, 5, 14), Outcome.RESTORED, date(2029, 6, 15), date(2029, 5, 14), id="R4.4 before the next window"
        ),
        pytest.param(
            date(2029, 5, 15),
            Outcome.RESTORED_AND_ENDORSED,
            date(2030, 6, 15),
            date(2029, 5, 15),
            id="R4.4 in the next window",
        ),
    ],
)
async def test_a_visit_comes_to_what_the_day_says(on: date, outcome: Outcome, until: date, since: date) -> None:
    here = await window()
    assert (await ACTS["examine"](here, on=on)).outcome is outcome

    done = await ACTS["endorse"](here, on=on)

    standing = here.permit.standing(on)
    assert (done.outcome, standing.due, standing.residence_since) == (outcome, until, since)
    assert done.permit == done.holder.permit == here.permit
    assert here.traces(Act.VISITED) == [(here.by.id, ME, outcome.value)]


@pytest.mark.parametrize("on", [pytest.param(EARLY, id="R4.2 day before"), pytest.param(ISSUED, id="day of issue")])
async def test_before_the_window_nothing_is_written(on: date) -> None:
    here = await window()
    before = here.uow.rows.copy()

    done = await ACTS["endorse"](here, on=on)

    assert (done.outcome, done.is_in_time, here.uow.rows) == (Outcome.REFUSED_EARLY, False, before)


@pytest.mark.parametrize("on", [OPENS, CLOSES])
async def test_in_a_used_window_nothing_is_written(on: date) -> None:
    here = await window()
    await ACTS["endorse"](here)
    before = here.uow.rows.copy()

    done = await ACTS["endorse"](here, on=on)

    assert (done.outcome, here.uow.rows) == (Outcome.REFUSED_AGAIN, before)


@pytest.mark.parametrize(("known", "verdict"), [(None, Verdict.UNKNOWN), (False, Verdict.INELIGIBLE)])
async def test_who_does_not_surely_meet_the_conditions_is_not_endorsed(known: bool | None, verdict: Verdict) -> None:
    """R4.6."""
    here = await window(untitled(known))

    assert (await ACTS["examine"](here)).found.verdict is verdict
    with refused(NotEligible, here.uow):
        await ACTS["endorse"](here)


@pytest.mark.parametrize(
    ("known", "on"),
    [
        pytest.param(True, OPENS, id="met"),
        pytest.param(None, OPENS, id="not known"),
        pytest.param(False, EARLY, id="before the window"),
    ],
)
async def test_what_is_not_sure_or_not_in_time_is_not_declined(known: bool | None, on: date) -> None:
    here = await window(untitled(known))

    with refused(NoReason, here.uow):
        await ACTS["decline"](here, on=on)


@pytest.mark.parametrize("on", [OPENS, CLOSES, LATE])
async def test_what_surely_is_not_met_is_declined_with_the_verdict(on: date) -> None:
    """R4.6."""
    here = await window(untitled(False))

    seen = await ACTS["decline"](here, on=on)

    assert (seen.found.verdict, here.permit.visits) == (Verdict.INELIGIBLE, ())
    assert here.traces(Act.REFUSED) == [(here.by.id, ME, "ineligible")]


async def test_a_fact_corrected_at_the_window_decides_anew() -> None:
    here = await window(untitled(True))

    holder, before = await ACTS["correct"](here)

    assert (before.housing.lawful_title, holder.facts.housing.lawful_title) == (True, False)
    assert here.traces(Act.CORRECTED) == [(here.by.id, ME, f"{TITLE.path}: 看了原件")]
    with refused(NotEligible, here.uow):
        await ACTS["endorse"](here)
    with refused(NothingCorrected, here.uow):
        await ACTS["correct"](here)


async def test_a_holder_without_a_chat_can_be_endorsed_and_not_corrected() -> None:
    here = await window()
    here.uow.rows.links.clear()

    with refused(Unreachable, here.uow):
        await ACTS["correct"](here)
    assert (await ACTS["endorse"](here)).outcome is Outcome.ENDORSED
    assert here.traces(Act.VISITED) == [(here.by.id, None, "endorsed")]


async def test_what_was_corrected_through_any_of_his_chats_counts() -> None:
    here = await window()
    await here.uow.people.link(2, 1, instead_of=None)
    await here.uow.corrections.add(correction(TITLE.path, False, case_id=None), 2)

    holder = await LOOK(here)

    assert (holder.accounts, holder.facts.housing.lawful_title) == ((ME, 2), False)


async def test_what_was_told_last_counts_and_the_record_before_it() -> None:
    here = await window(untitled(False))
    told = facts(TENANT, {"registered_on": date(2020, 1, 1)})
    await give_answer(ME, told, OPENS, "edition", here.uow, NOW)

    holder = await LOOK(here)

    assert (holder.told_on, holder.facts.housing.lawful_title) == (OPENS, True)
    assert holder.facts.registered_on == TODAY


async def test_insured_months_of_another_month_are_asked_for_again() -> None:
    here = await window(facts(WORKER))

    found = (await ACTS["examine"](here)).found

    assert found.verdict is Verdict.UNKNOWN
    assert {"employment.insured_months", "employment.insured_this_month"} <= {one.path for one in found.needed}


async def test_who_never_told_anything_is_known_by_the_record_alone() -> None:
    here = await window(permit=False)
    here.uow.rows.filings.clear()

    holder = await LOOK(here)

    assert (holder.told_on, holder.filing, holder.permit) == (None, None, None)
    assert holder.facts.registered_on == TODAY


@pytest.mark.parametrize("reported", [True, False])
async def test_a_new_card_is_the_same_permit_with_its_visits(reported: bool) -> None:
    """R3.4."""
    here = await window()
    await ACTS["endorse"](here)
    if reported:
        await report_card(ME, CardState.LOST, "", NOW, here.uow, NOW)

    holder, case = await ACTS["new card"](here)

    assert (holder.permit, case is not None) == (here.permit, reported)
    assert (here.permit.number, here.permit.card) == ("B1234567", CardState.ACTIVE)
    assert (here.permit.issued, here.permit.visits) == (ISSUED, (OPENS,))
    assert here.traces(Act.REPLACED) == [(here.by.id, ME, "")]


async def test_a_number_in_use_is_no_new_card() -> None:
    here = await window()
    other = await resident(here.uow, 2, document=document(2))
    await issued(here.uow, other.person.id or 0, number="B1234567")

    with refused(NumberTaken, here.uow):
        await ACTS["new card"](here)


async def test_a_voucher_made_void_opens_nobody_any_more_and_the_registration_stays() -> None:
    here = await window()

    await ACTS["revoke"](here, on=TODAY)

    assert here.uow.rows.vouchers[here.voucher].state(TODAY + timedelta(days=1)) is VoucherState.REVOKED
    assert await here.uow.registrations.active_of(1) is not None
    assert here.traces(Act.REVOKED_VOUCHER) == [(here.by.id, ME, "照片流传")]
    with refused(NoSuchHolder, here.uow):
        await LOOK(here)
