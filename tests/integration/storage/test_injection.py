"""Whatever is typed is a value: SQL through any field is stored and found as it is (T-28)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.people import DocumentKind, IdentityDocument
from domain.places import Address
from domain.registrations import Changes, Host
from domain.usecases.registering import Registered, register_residence, report_change
from domain.usecases.vouching import look_up_code
from domain.vouchers import FreshId
from storage.chats import Said
from storage.stores import Store
from storage.tables import metadata
from tests.integration.storage.helping import account, commit, count, look, registered
from tests.unit.domain.making import HOME, NOW, TODAY, fresh, order

CORPUS = (
    "'",
    '"',
    "`",
    "\\",
    "\\'",
    "%",
    "_",
    "%s %(name)s {0} {name} :name ? $1",
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE people; --",
    '"; DROP TABLE "people"; --',
    "'); DELETE FROM registrations; --",
    "' UNION SELECT id, name, document FROM people --",
    "'||(SELECT sqlite_version())||'",
    "'; SELECT pg_sleep(10); --",
    "1; ATTACH DATABASE '/tmp/x' AS y; --",
    "$$; DROP TABLE vouchers; $$",
    "E'\\047; DROP TABLE accounts; --",
    "' AND (SELECT CASE WHEN (1=1) THEN 1/0 ELSE 1 END)='",
    "\x00'; DROP TABLE people; --",
    "ʼ; DROP TABLE people; --",
    "＇ OR ＇1＇=＇1",
    "/*!50000 DROP TABLE people*/",
    "\n;\r\nCOMMIT; DROP TABLE messages;",
    "王'𠮷\u202e<b>&amp;</b>",
    "x" * 4096,
)


async def test_a_registration_of_hostile_words_reads_back_word_for_word(store: Store) -> None:
    for number, text in enumerate(CORPUS):
        mine = await account(store, str(number))
        told = order(
            mine.id,
            name=text,
            document=IdentityDocument(DocumentKind.PASSPORT, text),
            phone=text,
            address=Address(HOME.district, text, text, text),
            host=Host(text, text),
            service_place=text,
        )

        done = await store.run(lambda uow, told=told, text=text: register_residence(told, uow, _coded(text), NOW))

        assert isinstance(done, Registered)
        found = await look(store, lambda uow, mine=mine: uow.people.of_account(mine.id))
        assert found == done.person
        kept = await look(store, lambda uow, done=done: uow.registrations.get(done.registration.id or 0))
        assert (kept.address, kept.host, kept.service_place) == (told.address, told.host, text)
        assert await look(store, lambda uow, told=told: uow.people.holding(told.document)) == done.person
        shown = await store.run(lambda uow, text=text: look_up_code(text, uow, TODAY))
        assert shown.voucher == done.voucher
    assert await count(store, "people") == len(CORPUS)


async def test_hostile_changes_change_one_registration(store: Store) -> None:
    mine, _ = await registered(store)
    other, untouched = await registered(store, "2", document=IdentityDocument(DocumentKind.PASSPORT, "E12345678"))

    for text in CORPUS:
        changes = Changes(TODAY, replace(HOME, room=text), host=Host(text), service_place=text, phone=text)
        changed = await store.run(lambda uow, c=changes: report_change(mine.id, c, uow, fresh(), NOW))
        assert changed.registration.address.room == text

    assert await look(store, lambda uow: uow.people.of_account(other.id)) == untouched.person
    found = await look(store, lambda uow: uow.registrations.get(untouched.registration.id or 0))
    assert found == untouched.registration


async def test_hostile_words_in_a_chat_read_back_word_for_word(store: Store) -> None:
    mine = await account(store)
    said = [Said({"text": text, text: text}, True) for text in CORPUS]

    await commit(store, lambda uow: uow.messages.add(mine.id, said, NOW))
    await commit(store, lambda uow: uow.accounts.save(mine.with_state({text: text for text in CORPUS}, "zh")))

    stored = await look(store, lambda uow: uow.messages.after(mine.id, 0, 100))
    assert [one.payload for one in stored] == [one.payload for one in said]
    found = await look(store, lambda uow: uow.accounts.get(mine.id))
    assert found is not None
    assert found.state == {text: text for text in CORPUS}


async def test_hostile_codes_and_subjects_find_and_free_nothing(store: Store) -> None:
    mine, done = await registered(store)
    await commit(store, lambda uow: uow.proofs.start(mine.id, done.person.id, "123456", NOW))

    for text in CORPUS:
        assert await look(store, lambda uow, t=text: uow.vouchers.with_code(t)) is None
        assert await look(store, lambda uow, t=text: uow.proofs.check(mine.id, t, NOW)) is None
        assert not await commit(store, lambda uow, t=text: uow.attempts.take(t, NOW))

    assert await count(store, "attempts") == len(CORPUS)


@pytest.mark.parametrize("text", [one for one in CORPUS if len(one) <= 32 and "\x00" not in one])
async def test_hostile_channels_and_chats_are_looked_up_as_they_are(store: Store, text: str) -> None:
    await account(store)

    assert await look(store, lambda uow: uow.accounts.find("web", text)) is None
    assert await look(store, lambda uow: uow.accounts.find(text, "1")) is None
    made = await account(store, text)
    assert await look(store, lambda uow: uow.accounts.find("web", text)) == made


async def test_every_table_is_still_there_afterwards(store: Store) -> None:
    await test_hostile_codes_and_subjects_find_and_free_nothing(store)

    for table in metadata.sorted_tables:
        assert await count(store, table.name) >= 0


def _coded(text: str) -> FreshId:
    return FreshId(fresh().id, text)
