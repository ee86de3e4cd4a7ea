"""A stolen database tells nobody's name, number, phone, address or words, and answers no guess (T-03, T-27)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from domain.departments import Land
from domain.eligibility import Verdict
from domain.houses import HouseFacts, Title
from domain.people import DocumentKind, IdentityDocument
from domain.places import Address
from domain.registrations import Changes, Host
from domain.reminders import Matter, Promise, Reminder, Step
from domain.reporters import Role
from domain.rooms import Room
from domain.staff import Role as StaffRole
from domain.tenancies import Tenant
from domain.usecases import conflicts, desk, letting
from domain.usecases.answering import Appeal, appeal, give_answer
from domain.usecases.registering import Registered, report_change
from domain.usecases.reporters import BecomeReporter, become_reporter
from domain.usecases.reporting import ReportTenant, report_tenant
from domain.usecases.roomcodes import make_code
from domain.usecases.staffing import Joined, invite, join
from storage.chats import Said
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import (
    attempts,
    cases,
    corrections,
    houses,
    invitations,
    metadata,
    people,
    proofs,
    registrations,
    rooms,
    subscriptions,
    tenancies,
    vouchers,
)
from tests.integration.storage.helping import account, commit, look, registered
from tests.unit.domain.letting import TERM
from tests.unit.domain.making import ELSEWHERE, HOME, NOW, TODAY, TOLD, correction, document, fresh, resident_number

SUBSCRIBED = {"endpoint": "https://push.example/marked", "p256dh": "marked-key-of-him", "auth": "marked-secret"}
NAME, PHONE, NEW_PHONE = "司马标记", "+8613812345678", "+8613987654321"
LANDLORD, LANDLORDS_PHONE, EMPLOYER = "房东标记", "+8613611112222", "标记食品有限公司"
SAID = "我住在标记路，身份证丢了"
DRAFTED = "草稿里的标记"
REMINDED = "提醒里的标记"
APPEALED, REPLIED, NOTED = "申诉里的标记", "回复里的标记", "备注里的标记"
REASON, LAST_WORD = "理由里的标记", "办结的标记"
TOKEN = "marked-token-of-a-link"
DOOR = "marked-word-of-a-room"
TOLD_MONTHS = "employment.insured_months"
REPORTER, REPORTERS_PHONE, CREDIT_CODE = "申报人标记", "+8613533334444", "91330100799655058B"
TENANT, TENANTS_PHONE, WORKPLACE = "租客标记", "+8613455556666", "标记餐厅有限公司"
LET, LET_ROOM, OTHERS = Address("临平区", "标记街道", "标记弄7号", ""), "标记间404", resident_number(order="777")
SET_ASIDE = "不采信的标记"
CODE, PROOF, SUBJECT = "7KQ2M9XWT", "482913", "code:account:482914"


@pytest.fixture
async def told(store: Store) -> Registered:
    """Somebody who left every kind of trace there is."""
    mine, done = await registered(
        store,
        name=NAME,
        phone=PHONE,
        host=Host(LANDLORD, LANDLORDS_PHONE),
        service_place=EMPLOYER,
    )
    fresh_id = type(fresh())(bytes(range(16)), CODE)
    changes = Changes(TODAY, ELSEWHERE, phone=NEW_PHONE)
    await store.run(lambda uow: report_change(mine.id, changes, uow, fresh_id, NOW))
    await commit(
        store,
        lambda uow: uow.messages.add(
            mine.id, [Said({"text": SAID}, False, update_id=1), Said({"text": SAID}, True)], NOW
        ),
    )
    await commit(store, lambda uow: uow.accounts.save(mine.with_state({"answers": {"name": DRAFTED}}, "zh")))
    await commit(store, lambda uow: uow.proofs.start(mine.id, done.person.id, PROOF, NOW))
    await commit(store, lambda uow: uow.attempts.take(SUBJECT, NOW))
    promise = Promise(TODAY, Matter.RIPENING, Step.RIPE)
    await commit(store, lambda uow: uow.promises.promise([Reminder(mine.id, promise, NOW, {"way": REMINDED})]))
    await _disputed(store, mine.id)
    await commit(store, lambda uow: uow.subscriptions.add(mine, SUBSCRIBED, NOW))
    await _reported(store, mine.id)
    return done


async def _reported(store: Store, account_id: int) -> None:
    """A landlord and an employer who report somebody else and him, a room that staff has seen, what was set aside."""
    tenant = Tenant(TENANT, IdentityDocument(DocumentKind.RESIDENT_ID, OTHERS), TENANTS_PHONE)
    himself = Tenant(TENANT, document(), TENANTS_PHONE)
    letting_ = (await account(store, "3")).id
    landlord = BecomeReporter(letting_, Role.LANDLORD, REPORTER, REPORTERS_PHONE, CREDIT_CODE, LET.area)
    await store.run(lambda uow: become_reporter(landlord, uow, NOW))
    await store.run(lambda uow: become_reporter(replace(landlord, role=Role.EMPLOYER), uow, NOW))
    facts = HouseFacts(Title.HOMESTEAD, commodity=False, land=Land.COLLECTIVE)
    house = await store.run(lambda uow: letting.register_house(letting_, LET, facts, uow, NOW))
    room = await store.run(lambda uow: letting.tell_room(letting_, house.id or 0, LET_ROOM, Room(people=2), uow))
    await store.run(lambda uow: make_code(letting_, room.id or 0, DOOR, uow, NOW))
    for whom in (tenant, himself):
        at_room = ReportTenant(letting_, Role.LANDLORD, whom, TERM, room_id=room.id)
        at_work = ReportTenant(letting_, Role.EMPLOYER, whom, TERM, service_place=WORKPLACE)
        await store.run(lambda uow, of=at_room: report_tenant(of, uow, NOW))
        await store.run(lambda uow, of=at_work: report_tenant(of, uow, NOW))
    by = await store.run(lambda uow: desk.staff_of(2, uow))
    await store.run(lambda uow: letting.find_house(by, house.id or 0, facts, uow, NOW))
    case = await look(store, lambda uow: uow.cases.conflict_over(1))
    assert case is not None
    number = case.id or 0
    await store.run(lambda uow: desk.take(by, number, uow, NOW))
    (first, *_) = (await store.run(lambda uow: conflicts.versions_of(by, case, uow))).others
    untrue = first.report.tenancy.id or 0
    await store.run(lambda uow: conflicts.set_aside(by, number, untrue, SET_ASIDE, uow, NOW))


async def _disputed(store: Store, account_id: int) -> None:
    """An answer, an appeal, an officer who came by a link, and everything that he may write."""
    given = await store.run(lambda uow: give_answer(account_id, TOLD, TODAY, "0123456789ab", uow, NOW))
    order = Appeal(account_id, given.id or 0, APPEALED, HOME.district + HOME.street, NOW)
    case = (await store.run(lambda uow: appeal(order, uow, NOW))).id or 0
    await store.run(lambda uow: invite(None, StaffRole.OFFICER, "", TOKEN, NOW + timedelta(days=1), uow, NOW))
    officer = await account(store, "2")
    joined = await store.run(lambda uow: join(officer.id, TOKEN, uow, NOW))
    assert isinstance(joined, Joined)
    me, found = joined.staff, correction(TOLD_MONTHS, 14, reason=REASON, case_id=case)
    await store.run(lambda uow: desk.take(me, case, uow, NOW))
    await store.run(lambda uow: desk.write(me, case, REPLIED, uow, NOW))
    await store.run(lambda uow: desk.write(me, case, NOTED, uow, NOW, inner=True))
    await store.run(lambda uow: desk.correct(me, found, uow, NOW))
    await store.run(lambda uow: desk.close(me, case, LAST_WORD, uow, NOW))


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


async def _dump(store: Store) -> bytes:
    """Every value of every row, and for SQLite the files as they lie on the disk."""
    values = []
    for table in metadata.sorted_tables:
        rows = (await look(store, lambda uow, table=table: uow._link.execute(select(table)))).all()
        values += [_bytes(value) for row in rows for value in row]
    if store.url.get_backend_name() == "sqlite":
        file = Path(str(store.url.database))
        values += [one.read_bytes() for one in file.parent.glob(file.name + "*")]
    return b"\n".join(values)


SECRETS = {
    "name": NAME,
    "document": document().number,
    "tail of the document": document().number[-8:],
    "phone": PHONE,
    "phone as it is typed": PHONE[3:],
    "new phone": NEW_PHONE[3:],
    "street": HOME.street,
    "building": HOME.building,
    "room": HOME.room,
    "new building": ELSEWHERE.building,
    "district": HOME.district,
    "landlord": LANDLORD,
    "landlord's phone": LANDLORDS_PHONE[3:],
    "employer": EMPLOYER,
    "transcript": SAID,
    "draft": DRAFTED,
    "reminder": REMINDED,
    "voucher code": CODE,
    "proof code": PROOF,
    "attempted subject": SUBJECT,
    "appeal": APPEALED,
    "reply": REPLIED,
    "note": NOTED,
    "reason of a correction": REASON,
    "last word": LAST_WORD,
    "reporter": REPORTER,
    "reporter's phone": REPORTERS_PHONE[3:],
    "credit code": CREDIT_CODE,
    "reported tenant": TENANT,
    "reported document": OTHERS,
    "reported phone": TENANTS_PHONE[3:],
    "reported workplace": WORKPLACE,
    "district of a let house": LET.district,
    "street of a let house": LET.street,
    "let house": LET.building,
    "let room": LET_ROOM,
    "title of a let house": Title.HOMESTEAD.value,
    "why a report is set aside": SET_ASIDE,
    "token of a link": TOKEN,
    "word of a room": DOOR,
    "a fact of the answer": "employment.insured_this_month",
    "the corrected fact": TOLD_MONTHS,
    "the verdict": Verdict.NOT_YET.value,
    "the earliest day": "2027-02-01",
    "address of a browser": SUBSCRIBED["endpoint"],
    "public key of a browser": SUBSCRIBED["p256dh"],
    "secret of a browser": SUBSCRIBED["auth"],
}


async def test_a_dump_of_the_database_tells_nothing_of_anybody(store: Store, told: Registered) -> None:
    dump = await _dump(store)

    assert len(dump) > 1000
    for what, secret in SECRETS.items():
        for written in (secret.encode(), secret.encode("utf-16-le"), secret.encode("gb18030"), ascii(secret).encode()):
            for form in (written, written.hex().encode(), base64.b64encode(written)[:-4]):
                assert len(form) < 6 or form not in dump, f"{what} is in the dump"


async def test_the_dump_does_see_what_is_not_sealed(store: Store, told: Registered) -> None:
    assert b"resident_id" in await _dump(store)


async def test_a_hash_without_the_key_matches_nothing(store: Store, told: Registered, keys: KeyRing) -> None:
    columns = (
        people.c.document_index,
        people.c.phone_index,
        registrations.c.document_index,
        vouchers.c.code_index,
        proofs.c.code_index,
        attempts.c.subject,
        invitations.c.token_index,
        cases.c.area_index,
        cases.c.district_index,
        corrections.c.fact_index,
        subscriptions.c.endpoint_index,
        tenancies.c.document_index,
        houses.c.address_index,
        rooms.c.label_index,
    )
    stored = set()
    for column in columns:
        found = await look(store, lambda uow, column=column: uow._link.execute(select(column)))
        stored |= {bytes(value) for value in found.scalars()}

    number, phone = document().number, NEW_PHONE
    guesses = [
        number,
        phone,
        CODE,
        PROOF,
        SUBJECT,
        TOKEN,
        DOOR,
        TOLD_MONTHS,
        HOME.district,
        HOME.district + HOME.street,
    ]
    guesses += [OTHERS, LET.key, LET_ROOM, f"1:{LET_ROOM}"]
    guesses += [SUBSCRIBED["endpoint"], document().key, f"document\0{document().key}", f"phone\0{phone}"]
    hashes = {hashlib.sha256(guess.encode()).digest() for guess in guesses}
    hashes |= {hmac.digest(key, guess.encode(), "sha256") for guess in guesses for key in (b"", bytes(32))}

    assert len(stored) == 16
    assert not hashes & stored
    assert keys.index(document().key, "document") in stored


async def test_a_thief_with_a_ring_of_his_own_finds_nobody(store: Store, told: Registered, database: str) -> None:
    thief = open_store(database, KeyRing.fresh())

    assert await look(thief, lambda uow: uow.people.holding(document())) is None
    assert await look(thief, lambda uow: uow.vouchers.with_code(CODE)) is None
    await thief.close()


async def test_errors_of_the_database_name_nobody(store: Store, told: Registered) -> None:
    with pytest.raises(Exception, match=r"(?i)constraint") as caught:
        await commit(store, lambda uow: uow._link.execute(people.update().values(name=None, document_kind=NAME)))

    assert NAME not in str(caught.value)


def test_the_url_of_a_store_hides_its_password(keys: KeyRing) -> None:
    url = make_url("postgresql+asyncpg://anju:geheim@127.0.0.1/anju")

    assert "geheim" not in str(open_store(url.render_as_string(hide_password=False), keys).url)
