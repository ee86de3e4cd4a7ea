"""What the use cases rely on, asked alike of the unit of work in memory and of the real one on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import AlreadyRegistered, NotRegistered, StaleVersion
from domain.people import DocumentKind, Person
from domain.ports import UnitOfWork
from domain.registrations import Changes, Dwelling, Host, Registration
from domain.usecases.registering import (
    DocumentTaken,
    Registered,
    register_residence,
    replace_voucher,
    report_change,
    report_departure,
)
from domain.usecases.vouching import look_up_code, voucher_state
from domain.vouchers import VoucherState, VoucherStatus
from tests.integration.storage.worlds import World, database_kind, world
from tests.unit.domain.making import (
    ELSEWHERE,
    NOW,
    TODAY,
    document,
    fresh,
    order,
    person,
    registration,
    voucher,
)

__all__ = ["database_kind", "world"]


async def _stored(world: World, **more: Any) -> Registration:
    """A person with an active registration, told to nobody."""

    async def work(uow: UnitOfWork) -> Registration:
        async with uow:
            known = await uow.people.add(person(**more))
            made = await uow.registrations.add(registration(id=None, person_id=known.id), known.document)
            await uow.commit()
        return made

    made: Registration = await world.run(work)
    return made


async def test_what_is_committed_is_there_for_the_next(world: World) -> None:
    made = await _stored(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.registrations.get(made.id or 0) == made
            assert await uow.registrations.active_of(made.person_id) == made
            known = await uow.people.get(made.person_id)
            assert known == person(id=made.person_id)
            assert await uow.people.holding(document()) == known

    await world.run(work)


@pytest.mark.parametrize("host", [None, Host("李四"), Host("李四", "+8613900000000")])
async def test_every_part_of_a_registration_is_kept(world: World, host: Host | None) -> None:
    told = registration(id=None, host=host, service_place=None, dwelling=Dwelling.OTHER, address=ELSEWHERE)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            known = await uow.people.add(person())
            made = await uow.registrations.add(replace(told, person_id=known.id or 0), known.document)
            assert await uow.registrations.get(made.id or 0) == replace(told, id=made.id, person_id=known.id or 0)

    await world.run(work)


async def test_leaving_without_a_commit_undoes_all(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.people.add(person())
        async with uow:
            with pytest.raises(NotRegistered):
                await uow.people.get(1)

    await world.run(work)


async def test_leaving_by_an_error_undoes_all_and_lets_the_error_through(world: World) -> None:
    made = await _stored(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.registrations.save(made.departed(TODAY, TODAY))
            raise KeyError("the work went wrong")

    with pytest.raises(KeyError):
        await world.run(work)

    async def after(uow: UnitOfWork) -> Registration:
        async with uow:
            return await uow.registrations.get(made.id or 0)

    assert await world.run(after) == made


async def test_what_is_done_after_the_commit_is_undone_too(world: World) -> None:
    made = await _stored(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.commit()
            await uow.registrations.save(made.departed(TODAY, TODAY))
        async with uow:
            await uow.commit()

    await world.run(work)

    async def after(uow: UnitOfWork) -> Registration:
        async with uow:
            return await uow.registrations.get(made.id or 0)

    assert await world.run(after) == made


async def test_an_inner_commit_does_not_last_without_the_outer_one(world: World) -> None:
    async def work(uow: UnitOfWork) -> int:
        async with uow:
            async with uow:
                known = await uow.people.add(person())
                await uow.commit()
            assert await uow.people.get(known.id or 0) == known
        return known.id or 0

    number = await world.run(work)

    async def after(uow: UnitOfWork) -> None:
        async with uow:
            await uow.people.get(number)

    with pytest.raises(NotRegistered):
        await world.run(after)


async def test_an_inner_failure_leaves_the_outer_work_as_it_was(world: World) -> None:
    made = await _stored(world)

    async def inner(uow: UnitOfWork, kept: Person) -> None:
        async with uow:
            await uow.people.save(replace(kept, name="李四"))
            await uow.registrations.add(registration(id=None, person_id=made.person_id), document())

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            kept = await uow.people.add(person(document=document(2)))
            with pytest.raises(AlreadyRegistered):
                await inner(uow, kept)
            assert await uow.people.get(kept.id or 0) == kept
            await uow.commit()

    await world.run(work)


async def test_an_inner_work_left_without_a_commit_is_undone_alone(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            kept = await uow.people.add(person())
            async with uow:
                await uow.people.save(replace(kept, name="李四"))
            assert await uow.people.get(kept.id or 0) == kept
            await uow.commit()

    await world.run(work)


async def test_three_levels_undo_and_keep_each_its_own(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            known = await uow.people.add(person())
            async with uow:
                await uow.people.save(replace(known, name="李四"))
                async with uow:
                    await uow.people.save(replace(known, name="赵六"))
                await uow.commit()
            await uow.commit()
        async with uow:
            assert (await uow.people.get(known.id or 0)).name == "李四"

    await world.run(work)


async def test_an_active_document_is_held_once(world: World) -> None:
    made = await _stored(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            other = await uow.people.add(person())
            same = document(kind=DocumentKind.HMT_RESIDENCE_PERMIT)
            await uow.registrations.add(registration(id=None, person_id=other.id), same)

    with pytest.raises(AlreadyRegistered):
        await world.run(work)

    async def ended(uow: UnitOfWork) -> None:
        async with uow:
            await uow.registrations.save(made.departed(TODAY, TODAY))
            assert await uow.people.holding(document()) is None
            await uow.registrations.add(registration(id=None, person_id=made.person_id), document())

    await world.run(ended)


async def test_a_version_is_saved_once(world: World) -> None:
    made = await _stored(world)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.registrations.save(made.changed(Changes(TODAY, ELSEWHERE), TODAY))
            with pytest.raises(StaleVersion):
                await uow.registrations.save(made.departed(TODAY, TODAY))
            with pytest.raises(StaleVersion):
                await uow.registrations.save(replace(made, id=0, version=2))

    await world.run(work)


async def test_a_registration_has_one_valid_voucher(world: World) -> None:
    made = await _stored(world)
    first, second = voucher(made.id or 0), voucher(made.id or 0)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.vouchers.add(first)
            with pytest.raises(StaleVersion):
                async with uow:
                    await uow.vouchers.add(second)
            await uow.vouchers.save(first.closed(VoucherStatus.SUPERSEDED))
            await uow.vouchers.add(second)
            assert await uow.vouchers.valid_of(made.id or 0) == second
            assert await uow.vouchers.get(first.id) == first.closed(VoucherStatus.SUPERSEDED)
            assert await uow.vouchers.with_code(first.code) == first.closed(VoucherStatus.SUPERSEDED)

    await world.run(work)


async def test_what_closed_a_voucher_first_stays(world: World) -> None:
    made = await _stored(world)
    one = voucher(made.id or 0)

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.vouchers.add(one)
            await uow.vouchers.save(one.closed(VoucherStatus.REVOKED))
            with pytest.raises(StaleVersion):
                await uow.vouchers.save(one.closed(VoucherStatus.SUPERSEDED))
            assert await uow.vouchers.get(one.id) == one.closed(VoucherStatus.REVOKED)

    await world.run(work)


@pytest.mark.parametrize("same", ["id", "code"])
async def test_ids_and_codes_are_given_once(world: World, same: str) -> None:
    made, other = await _stored(world), await _stored(world, document=document(2))
    first = voucher(made.id or 0)
    second = replace(voucher(other.id or 0), **{same: getattr(first, same)})

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            await uow.vouchers.add(first)
            await uow.vouchers.add(second)

    with pytest.raises(StaleVersion):
        await world.run(work)


async def test_what_is_not_there_is_none_or_not_registered(world: World) -> None:
    async def work(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.people.of_account(0) is None
            assert await uow.people.holding(document()) is None
            assert await uow.people.accounts_of(0) == ()
            assert await uow.registrations.active_of(0) is None
            assert await uow.vouchers.get(bytes(16)) is None
            assert await uow.vouchers.with_code("1' OR '1'='1") is None
            assert await uow.vouchers.valid_of(0) is None
            with pytest.raises(NotRegistered):
                await uow.people.get(0)
            with pytest.raises(NotRegistered):
                await uow.registrations.get(0)
            with pytest.raises(NotRegistered):
                await uow.people.save(person(id=0))
            with pytest.raises(StaleVersion):
                await uow.vouchers.save(voucher(0))

    await world.run(work)


async def test_an_account_stands_for_one_person_and_may_come_back(world: World) -> None:
    mine, other = await world.account(), await world.account()

    async def work(uow: UnitOfWork) -> None:
        async with uow:
            first, second = await uow.people.add(person()), await uow.people.add(person(document=document(2)))
            before = None
            for one in (first, second, first, first):
                await uow.people.link(mine, one.id or 0, instead_of=before)
                before = await uow.people.of_account(mine)
                assert before == one
            await uow.people.link(other, first.id or 0, instead_of=None)
            assert await uow.people.accounts_of(first.id or 0) == (mine, other)
            assert await uow.people.accounts_of(second.id or 0) == ()

    await world.run(work)


async def test_a_whole_life_of_a_registration(world: World) -> None:
    mine = await world.account()

    done = await world.run(lambda uow: register_residence(order(mine), uow, fresh(), NOW))
    assert isinstance(done, Registered)
    moved = await world.run(lambda uow: report_change(mine, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW))
    lost = await world.run(lambda uow: replace_voucher(mine, uow, fresh(), NOW, lost=True))
    left = await world.run(lambda uow: report_departure(mine, TODAY, uow, NOW))
    back = await world.run(lambda uow: register_residence(order(mine), uow, fresh(), NOW))

    async def state(one: bytes) -> VoucherState:
        found: VoucherState = await world.run(lambda uow: voucher_state(one, uow, TODAY))
        return found

    states = [await state(one.voucher.id) for one in (done, moved, lost, back)]
    assert states == ["superseded", "revoked", "ended", "valid"]
    assert (left.registration.version, back.registration.version) == (3, 1)
    assert back.person == done.person
    shown = await world.run(lambda uow: look_up_code(back.voucher.code, uow, date(2027, 11, 24)))
    assert (shown.state, shown.view.name) == (VoucherState.EXPIRED, "王**")


async def test_a_second_account_with_the_document_sees_and_changes_nothing_of_the_first(world: World) -> None:
    mine, stranger = await world.account(), await world.account()
    done = await world.run(lambda uow: register_residence(order(mine), uow, fresh(), NOW))

    told = await world.run(lambda uow: register_residence(order(stranger, name="李四"), uow, fresh(), NOW))

    async def after(uow: UnitOfWork) -> None:
        async with uow:
            assert await uow.people.of_account(stranger) is None
            assert await uow.people.of_account(mine) == done.person
            assert await uow.registrations.active_of(done.person.id) == done.registration
            assert await uow.vouchers.valid_of(done.registration.id) == done.voucher

    await world.run(after)
    assert told == DocumentTaken()
    with pytest.raises(NotRegistered):
        await world.run(lambda uow: report_departure(stranger, TODAY, uow, NOW))


async def test_a_refused_registration_inside_a_turn_leaves_the_turn_whole(world: World) -> None:
    mine, stranger = await world.account(), await world.account()
    await world.run(lambda uow: register_residence(order(mine), uow, fresh(), NOW))

    async def turn(uow: UnitOfWork) -> int:
        async with uow:
            kept = await uow.people.add(person(document=document(2)))
            assert await register_residence(order(stranger), uow, fresh(), NOW) == DocumentTaken()
            assert await uow.people.of_account(stranger) is None
            await uow.commit()
        return kept.id or 0

    number = await world.run(turn)

    async def after(uow: UnitOfWork) -> None:
        async with uow:
            assert (await uow.people.get(number)).document == document(2)

    await world.run(after)
