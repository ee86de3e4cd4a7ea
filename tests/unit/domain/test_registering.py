"""The use cases of a registration's life, against the unit of work in memory."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.errors import (
    AlreadyRegistered,
    ArrivalInFuture,
    ChangeInFuture,
    NoConsent,
    NothingChanged,
    NotRegistered,
    OutsideUrbanDistricts,
    StaleVersion,
)
from domain.people import DocumentKind, Person
from domain.places import Address
from domain.registrations import Changes, Dwelling, Status
from domain.usecases.registering import (
    DocumentTaken,
    Registered,
    RegisterResidence,
    register_residence,
    replace_voucher,
    report_change,
    report_departure,
)
from domain.vouchers import VoucherState, VoucherStatus
from tests.unit.domain.making import ELSEWHERE, NOW, SHANGHAI, TODAY, correction, document, fresh, order
from tests.unit.domain.memory import MemoryUnitOfWork, Rows

LATER = datetime(2026, 12, 10, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def registered(uow: MemoryUnitOfWork, **more: Any) -> Registered:
    outcome = await register_residence(order(**more), uow, fresh(), NOW)
    assert isinstance(outcome, Registered)
    return outcome


async def test_registering_stores_person_registration_and_voucher_in_one_commit(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)

    assert uow.commits == 1
    assert await uow.people.of_account(1) == done.person
    assert await uow.registrations.active_of(done.person.id or 0) == done.registration
    assert await uow.vouchers.valid_of(done.registration.id or 0) == done.voucher
    assert (done.registration.registered_on, done.voucher.state(TODAY)) == (TODAY, VoucherState.VALID)


@pytest.mark.parametrize(
    ("arrived", "late"),
    [
        pytest.param(date(2026, 11, 20), False, id="third day, last in time"),
        pytest.param(date(2026, 11, 19), True, id="fourth day"),
        pytest.param(date(1990, 3, 7), True, id="since birth"),
        pytest.param(TODAY, False, id="today"),
    ],
)
async def test_lateness_is_told_and_never_refuses(uow: MemoryUnitOfWork, arrived: date, late: bool) -> None:
    assert (await registered(uow, arrived=arrived)).late is late


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param(order(consent=False), NoConsent, id="no consent"),
        pytest.param(order(arrived=date(2026, 11, 24)), ArrivalInFuture, id="arrives tomorrow"),
        pytest.param(order(address=Address("桐庐县", "", "1号", "")), OutsideUrbanDistricts, id="outside"),
        pytest.param(order(address=Address("下城区", "", "1号", "")), OutsideUrbanDistricts, id="a district that was"),
    ],
)
async def test_what_cannot_be_registered_leaves_nothing(
    uow: MemoryUnitOfWork, wrong: RegisterResidence, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await register_residence(wrong, uow, fresh(), NOW)

    assert uow.rows == Rows()


async def test_a_store_that_gives_no_id_is_a_fault_and_leaves_nothing(
    uow: MemoryUnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forgetful(person: Person) -> Person:
        return person

    monkeypatch.setattr(uow.people, "add", forgetful)

    with pytest.raises(ValueError, match="not stored"):
        await register_residence(order(), uow, fresh(), NOW)
    assert uow.rows == Rows()


async def test_a_taken_document_is_answered_the_same_whatever_else_was_typed(uow: MemoryUnitOfWork) -> None:
    await registered(uow)
    before = uow.rows.copy()

    same = await register_residence(order(account_id=2), uow, fresh(), NOW)
    other = await register_residence(order(account_id=2, name="李四", address=ELSEWHERE), uow, fresh(), LATER)

    assert same == other == DocumentTaken()
    assert uow.rows == before


async def test_the_same_number_read_from_another_card_is_taken_too(uow: MemoryUnitOfWork) -> None:
    await registered(uow)

    again = order(account_id=2, document=document(kind=DocumentKind.HMT_RESIDENCE_PERMIT))

    assert await register_residence(again, uow, fresh(), NOW) == DocumentTaken()


@pytest.mark.parametrize("number", [pytest.param(1, id="same document"), pytest.param(2, id="another document")])
async def test_who_is_registered_is_told_so_and_does_not_register_again(uow: MemoryUnitOfWork, number: int) -> None:
    await registered(uow)
    before = uow.rows.copy()

    with pytest.raises(AlreadyRegistered):
        await register_residence(order(document=document(number)), uow, fresh(), NOW)

    assert uow.rows == before


async def test_registering_after_a_departure_starts_a_new_period_of_the_same_person(uow: MemoryUnitOfWork) -> None:
    first = await registered(uow)
    await report_departure(1, TODAY, uow, NOW)

    second = await register_residence(order(name="王晓明"), uow, fresh(), LATER)

    assert isinstance(second, Registered)
    assert (second.person.id, second.person.name) == (first.person.id, "王晓明")
    assert second.registration.id != first.registration.id
    assert second.registration.half_year_on(TODAY) == date(2027, 6, 10)


async def test_another_document_after_a_departure_is_another_person(uow: MemoryUnitOfWork) -> None:
    first = await registered(uow)
    await report_departure(1, TODAY, uow, NOW)

    second = await registered(uow, document=document(2))

    assert second.person.id != first.person.id
    assert (await uow.people.get(first.person.id or 0)).document == document(1)


async def test_a_document_set_free_by_departure_links_nobody_to_its_former_holder(uow: MemoryUnitOfWork) -> None:
    first = await registered(uow)
    await report_departure(1, TODAY, uow, NOW)

    second = await registered(uow, account_id=2)

    assert second.person.id != first.person.id
    assert await uow.people.of_account(1) == first.person


async def test_a_move_supersedes_the_voucher_and_issues_the_next(uow: MemoryUnitOfWork) -> None:
    first = await registered(uow)

    changed = await report_change(1, Changes(TODAY, ELSEWHERE, Dwelling.OWN), uow, fresh(), NOW)

    old = await uow.vouchers.get(first.voucher.id)
    assert old is not None
    assert old.state(TODAY) is VoucherState.SUPERSEDED
    assert changed.voucher.state(TODAY) is VoucherState.VALID
    assert (await uow.registrations.get(first.registration.id or 0)).address == ELSEWHERE


@pytest.mark.parametrize(
    ("day", "late"),
    [
        pytest.param(date(2026, 11, 30), False, id="tenth day, last in time"),
        pytest.param(date(2026, 11, 29), True, id="eleventh day"),
    ],
)
async def test_a_late_change_is_taken_and_told(uow: MemoryUnitOfWork, day: date, late: bool) -> None:
    await registered(uow)

    changed = await report_change(1, Changes(day, service_place="西湖学校"), uow, fresh(), LATER)

    assert changed.late is late


async def test_a_new_phone_has_no_deadline_and_is_kept_with_the_person(uow: MemoryUnitOfWork) -> None:
    await registered(uow)

    changed = await report_change(1, Changes(TODAY, phone="+8613900000000"), uow, fresh(), LATER)

    assert changed.late is None
    assert await uow.people.of_account(1) == changed.person
    assert changed.person.phone == "+8613900000000"


async def test_the_phone_as_it_was_is_no_change(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)

    with pytest.raises(NothingChanged):
        await report_change(1, Changes(TODAY, phone=done.person.phone), uow, fresh(), NOW)


async def test_a_refused_change_leaves_voucher_and_registration_as_they_were(uow: MemoryUnitOfWork) -> None:
    await registered(uow)
    before = uow.rows.copy()

    with pytest.raises(ChangeInFuture):
        await report_change(1, Changes(date(2026, 11, 24), ELSEWHERE), uow, fresh(), NOW)

    assert uow.rows == before


async def test_a_voucher_that_cannot_be_stored_undoes_the_change(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)
    before = uow.rows.copy()
    used = fresh()

    with pytest.raises(StaleVersion):
        await report_change(1, Changes(TODAY, ELSEWHERE), uow, type(used)(done.voucher.id, done.voucher.code), NOW)

    assert uow.rows == before


async def test_departure_ends_registration_and_voucher(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)

    left = await report_departure(1, TODAY, uow, NOW)

    voucher = await uow.vouchers.get(done.voucher.id)
    assert voucher is not None
    assert (left.registration.status, voucher.status) == (Status.ENDED, VoucherStatus.ENDED)
    assert await uow.registrations.active_of(done.person.id or 0) is None


async def test_departure_without_an_open_voucher_still_ends_the_registration(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)
    await uow.vouchers.save(done.voucher.closed(VoucherStatus.REVOKED))

    left = await report_departure(1, TODAY, uow, NOW)

    voucher = await uow.vouchers.get(done.voucher.id)
    assert voucher is not None
    assert (left.registration.status, voucher.status) == (Status.ENDED, VoucherStatus.REVOKED)


@pytest.mark.parametrize(
    ("lost", "state"),
    [
        pytest.param(True, VoucherState.REVOKED, id="lost"),
        pytest.param(False, VoucherState.SUPERSEDED, id="running out"),
    ],
)
async def test_a_voucher_is_replaced_without_a_change(uow: MemoryUnitOfWork, lost: bool, state: VoucherState) -> None:
    first = await registered(uow)

    second = await replace_voucher(1, uow, fresh(), LATER, lost=lost)

    old = await uow.vouchers.get(first.voucher.id)
    assert old is not None
    assert old.state(LATER.date()) is state
    assert second.registration == first.registration
    assert second.voucher.expires_on == date(2027, 12, 10)


async def test_nobody_changes_ends_or_replaces_what_he_does_not_have(uow: MemoryUnitOfWork) -> None:
    await registered(uow)

    with pytest.raises(NotRegistered):
        await report_change(2, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW)
    with pytest.raises(NotRegistered):
        await report_departure(2, TODAY, uow, NOW)
    with pytest.raises(NotRegistered):
        await replace_voucher(2, uow, fresh(), NOW, lost=True)


async def test_after_a_departure_there_is_nothing_left_to_change(uow: MemoryUnitOfWork) -> None:
    await registered(uow)
    await report_departure(1, TODAY, uow, NOW)

    with pytest.raises(NotRegistered):
        await report_departure(1, TODAY, uow, NOW)


async def corrected(uow: MemoryUnitOfWork, account_id: int = 1) -> None:
    for path in ("housing.title_proof", "employment.labour_contract", "talent"):
        await uow.corrections.add(correction(path, True), account_id)


async def standing(uow: MemoryUnitOfWork, account_id: int = 1) -> list[str]:
    return [one.fact.path for one in await uow.corrections.of_account(account_id)]


async def test_a_registration_leaves_behind_what_the_desk_had_found_of_home_and_work(uow: MemoryUnitOfWork) -> None:
    await corrected(uow)

    await registered(uow)

    assert await standing(uow) == ["talent"]


async def test_a_move_leaves_behind_what_was_found_of_the_home_through_every_account(uow: MemoryUnitOfWork) -> None:
    done = await registered(uow)
    await uow.people.link(2, done.person.id or 0, instead_of=None)
    for account in (1, 2, 3):
        await corrected(uow, account)

    await report_change(1, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW)

    assert [await standing(uow, account) for account in (1, 2)] == [["employment.labour_contract", "talent"]] * 2
    assert len(await standing(uow, 3)) == 3


async def test_a_change_of_phone_leaves_corrections_as_they_are(uow: MemoryUnitOfWork) -> None:
    await registered(uow)
    await corrected(uow)

    await report_change(1, Changes(TODAY, phone="+8613900000000"), uow, fresh(), NOW)

    assert len(await standing(uow)) == 3


async def test_a_departure_leaves_all_of_it_behind(uow: MemoryUnitOfWork) -> None:
    await registered(uow)
    await corrected(uow)

    await report_departure(1, TODAY, uow, NOW)

    assert await standing(uow) == []
