"""The doors of a person in the database: found in the order of nearness, opened beside a chat, gone with it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete

from domain.reach import Wishes
from storage.chats import Account, Said
from storage.stores import Store
from storage.tables import accounts, people
from tests.integration.storage.helping import account, commit, count, look, registered
from tests.unit.domain.making import NOW

BROWSER = {"endpoint": "https://push.example/1", "p256dh": "key", "auth": "secret"}


async def doors(store: Store, account_id: int, person: int | None, *, alone: bool = False) -> list[str]:
    found = await look(store, lambda uow: uow.reaching.doors(account_id, person, alone=alone))
    return [f"{one.channel} {one.account_id}{' shut' if one.shut else ''}" for one in found]


async def beside(store: Store, chat: Account, channel: str, name: str) -> int:
    return await commit(store, lambda uow: uow.reaching.beside(chat, channel, name, NOW))


async def person_with_chats(store: Store) -> tuple[int, Account, Account]:
    """A person in a web chat and later in Telegram as well."""
    web, done = await registered(store)
    telegram = await account(store, "42", "telegram")
    await commit(store, lambda uow: uow.people.link(telegram.id, done.person.id, None))  # type: ignore[arg-type]
    assert done.person.id
    return done.person.id, web, telegram


async def test_the_own_chat_is_the_nearest_then_others_then_the_phone(store: Store) -> None:
    person, web, telegram = await person_with_chats(store)
    await commit(store, lambda uow: uow.subscriptions.add(web, BROWSER, NOW))
    push = await look(store, lambda uow: uow.subscriptions.door("1"))
    phone = await beside(store, web, "sms", str(person))

    ours = [f"web {web.id}", f"push {push}"]
    assert await doors(store, web.id, person) == [*ours, f"telegram {telegram.id}", f"sms {phone}"]
    assert await doors(store, telegram.id, person) == [f"telegram {telegram.id}", *ours, f"sms {phone}"]
    assert await doors(store, phone, person) == [*ours, f"telegram {telegram.id}", f"sms {phone}"]
    assert await doors(store, web.id, person, alone=True) == [*ours, f"sms {phone}"]
    assert await doors(store, web.id, None) == ours
    assert await doors(store, 999, person) == []


async def test_a_child_is_reached_in_the_chat_of_his_guardian(store: Store) -> None:
    chat = await account(store)
    child = await commit(store, lambda uow: uow.accounts.add_ward(chat, NOW))

    assert await doors(store, child.id, None) == [f"web {chat.id}"]


async def test_a_shut_door_is_open_again_when_it_is_opened_again(store: Store) -> None:
    person, web, _ = await person_with_chats(store)
    phone = await beside(store, web, "sms", str(person))
    await commit(store, lambda uow: uow.outbox.shut(phone, NOW))
    assert f"sms {phone} shut" in await doors(store, web.id, person)
    assert await look(store, lambda uow: uow.reaching.shut_now("sms")) == 1

    assert await beside(store, web, "sms", str(person)) == phone
    assert f"sms {phone}" in await doors(store, web.id, person)


async def test_who_tells_his_phone_can_be_tried_there_again(store: Store) -> None:
    person, web, _ = await person_with_chats(store)
    phone = await beside(store, web, "sms", str(person))
    await commit(store, lambda uow: uow.outbox.shut(phone, NOW))
    known = await look(store, lambda uow: uow.people.get(person))
    await commit(store, lambda uow: uow.people.save(replace(known, phone="+8613987654321")))

    assert await look(store, lambda uow: uow.reaching.shut_now("sms")) == 0


async def test_wishes_are_kept_and_replaced(store: Store) -> None:
    person, *_ = await person_with_chats(store)
    assert await look(store, lambda uow: uow.reaching.wishes(person)) == Wishes()
    assert await look(store, lambda uow: uow.reaching.wishes(None)) == Wishes()

    for wanted in (Wishes(("sms", "web")), Wishes(("web",), together=True)):
        await commit(store, lambda uow, wanted=wanted: uow.reaching.wish(person, wanted))
        assert await look(store, lambda uow: uow.reaching.wishes(person)) == wanted


async def test_switched_off_what_waits_and_lies_nowhere_else_goes_to_the_chat(store: Store) -> None:
    person, web, _ = await person_with_chats(store)
    phone = await beside(store, web, "sms", str(person))
    payloads = ({"text": "only here"}, {"text": "also there", "tried": [1]})
    said = [Said(one, True, reminds=True) for one in payloads]
    await commit(store, lambda uow: uow.messages.add(phone, said, NOW))
    await commit(store, lambda uow: uow.reaching.switch_off(phone))

    found = await look(store, lambda uow: uow.messages.after(web.id, 0, 9))
    assert [one.payload["text"] for one in found] == ["only here"]
    assert f"sms {phone}" not in await doors(store, web.id, person)


async def test_with_the_chat_go_its_browsers_its_phone_and_all_that_waits_for_them(store: Store) -> None:
    person, web, _ = await person_with_chats(store)
    await beside(store, web, "sms", str(person))
    await commit(store, lambda uow: uow.subscriptions.add(web, BROWSER, NOW))
    await commit(store, lambda uow: uow._link.execute(delete(accounts).where(accounts.c.id == web.id)))

    assert await count(store, "subscriptions") == 0
    assert await count(store, "accounts") == 1


async def test_with_the_person_go_his_wishes(store: Store) -> None:
    person, *_ = await person_with_chats(store)
    await commit(store, lambda uow: uow.reaching.wish(person, Wishes(("sms",))))
    await commit(store, lambda uow: uow._link.execute(delete(people).where(people.c.id == person)))

    assert await count(store, "wishes") == 0


async def test_a_browser_is_one_row_and_belongs_to_the_chat_that_it_told_last(store: Store) -> None:
    first, second = await account(store, "1"), await account(store, "2")
    for chat in (first, first, second):
        await commit(store, lambda uow, chat=chat: uow.subscriptions.add(chat, BROWSER, NOW))

    assert await look(store, lambda uow: uow.subscriptions.of_chat("1")) == ()
    [one] = await look(store, lambda uow: uow.subscriptions.of_chat("2"))
    assert (one.endpoint, one.p256dh, one.auth, one.rung) == (*BROWSER.values(), 0)


async def test_the_last_browser_that_goes_takes_the_wish_for_notices_along(store: Store) -> None:
    chat = await account(store)
    await commit(store, lambda uow: uow.subscriptions.add(chat, BROWSER, NOW))
    await commit(store, lambda uow: uow.subscriptions.add(chat, BROWSER | {"endpoint": "https://push.example/2"}, NOW))
    await commit(store, lambda uow: uow.subscriptions.remove("1", BROWSER["endpoint"]))
    assert await look(store, lambda uow: uow.subscriptions.door("1")) is not None
    await commit(store, lambda uow: uow.subscriptions.remove("1", "https://push.example/2"))

    assert await look(store, lambda uow: uow.subscriptions.door("1")) is None


async def test_a_browser_that_its_service_forgot_leaves_the_wish_for_notices(store: Store) -> None:
    chat = await account(store)
    await commit(store, lambda uow: uow.subscriptions.add(chat, BROWSER, NOW))
    [one] = await look(store, lambda uow: uow.subscriptions.of_chat("1"))
    await commit(store, lambda uow: uow.subscriptions.rung(one.id, 5))
    assert [two.rung for two in await look(store, lambda uow: uow.subscriptions.of_chat("1"))] == [5]
    await commit(store, lambda uow: uow.subscriptions.gone(one.id))

    assert await look(store, lambda uow: uow.subscriptions.count()) == 0
    assert await look(store, lambda uow: uow.subscriptions.door("1")) is not None
