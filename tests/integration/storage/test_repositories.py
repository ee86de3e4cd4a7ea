"""What only the real repositories have: kept versions, the offline list, lookups by sealed fields."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, text

from domain.registrations import Changes, Status
from domain.usecases.registering import replace_voucher, report_change, report_departure
from domain.vouchers import VoucherStatus
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import registration_versions
from tests.integration.storage.helping import commit, look, registered
from tests.unit.domain.making import ELSEWHERE, NOW, TODAY, document, fresh, person


async def test_earlier_versions_of_a_registration_are_kept(store: Store, keys: KeyRing) -> None:
    mine, done = await registered(store)
    await store.run(lambda uow: report_change(mine.id, Changes(TODAY, ELSEWHERE), uow, fresh(), NOW))
    await store.run(lambda uow: report_departure(mine.id, TODAY, uow, NOW))

    kept = (
        await look(
            store,
            lambda uow: uow._link.execute(select(registration_versions).order_by(registration_versions.c.version)),
        )
    ).all()

    told = [keys.open_json(row.home, "registrations.home")["address"][1] for row in kept]
    assert told == ["大关街道", "翠苑街道"]
    assert [(row.registration_id, row.version, row.status) for row in kept] == [
        (done.registration.id, 1, "active"),
        (done.registration.id, 2, "active"),
    ]
    assert kept[0].recorded_at < kept[1].recorded_at
    present = await look(store, lambda uow: uow.registrations.get(done.registration.id or 0))
    assert (present.version, present.status) == (3, Status.ENDED)


async def test_the_offline_list_holds_closed_vouchers_that_have_not_expired(store: Store) -> None:
    mine, first = await registered(store)
    second = await store.run(lambda uow: replace_voucher(mine.id, uow, fresh(), NOW, lost=True))
    third = await store.run(lambda uow: replace_voucher(mine.id, uow, fresh(), NOW, lost=False))
    listed = sorted([(first.voucher.id, VoucherStatus.REVOKED), (second.voucher.id, VoucherStatus.SUPERSEDED)])

    assert await look(store, lambda uow: uow.vouchers.closed(date(2027, 11, 23))) == listed
    assert await look(store, lambda uow: uow.vouchers.closed(date(2027, 11, 24))) == []
    assert third.voucher.id not in dict(listed)


async def test_moments_come_back_the_same_to_the_microsecond(store: Store) -> None:
    now = NOW.replace(microsecond=123456)
    known = await commit(store, lambda uow: uow.people.add(person(consented_at=now)))
    found = await look(store, lambda uow: uow.people.get(known.id or 0))

    assert found.consented_at == now
    assert found.consented_at.utcoffset() is not None


async def test_after_rotation_old_rows_are_read_and_found(store: Store, database: str, keys: KeyRing) -> None:
    mine, done = await registered(store)
    later = open_store(database, keys.rotated())

    assert await look(later, lambda uow: uow.people.of_account(mine.id)) == done.person
    assert await look(later, lambda uow: uow.people.holding(document())) == done.person
    assert await look(later, lambda uow: uow.vouchers.with_code(done.voucher.code)) == done.voucher
    await later.close()


async def test_deleting_a_person_takes_everything_of_his_along(store: Store) -> None:
    mine, done = await registered(store)
    await commit(store, lambda uow: uow.proofs.start(mine.id, done.person.id, "123456", NOW))

    await commit(store, lambda uow: uow._link.execute(text("DELETE FROM people")))

    for table in ("registrations", "registration_versions", "vouchers", "account_people", "proofs"):
        found = await look(store, lambda uow, table=table: uow._link.execute(text(f"SELECT count(*) FROM {table}")))
        assert found.scalar_one() == 0, table
