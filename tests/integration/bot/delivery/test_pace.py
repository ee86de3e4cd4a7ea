"""The messenger's limits kept against a Bot API server that measures them, on both databases (P15, T-24)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.attachments import Attachments
from bot.channels.telegram import telegram_bot
from bot.composing import Payload
from bot.delivery import Post
from bot.nursery import Nursery
from bot.pacing import TELEGRAM, Limits, Pace
from bot.texts import texts
from domain.usecases.registering import Registered
from storage.chats import SHUT, Said
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import WAITING, messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import commit, look, register
from tests.support.botapi import BotApiServer

FIRST = 5001
HELD_UP = 3
"""Calls that a busy machine may bring late, into the second of others."""
SOON = 30.0


@dataclass
class Office:
    """A database, a Bot API server, and processes that bring messages."""

    database: str
    keys: KeyRing
    api: BotApiServer
    store: Store
    unwanted: set[str] = field(default_factory=set)

    async def chat(self, number: int) -> int:
        assert self.api.phone(number).chat
        now = datetime.now(UTC)
        account = await commit(self.store, lambda uow: uow.accounts.take("telegram", str(number), "zh", now))
        return account.id

    async def stored(self, account: int, text: str, *, reminds: bool = True, **more: Any) -> int:
        said = Said({"text": text, **more}, True, reminds=reminds)
        [number] = await commit(self.store, lambda uow: uow.messages.add(account, [said], datetime.now(UTC)))
        return number

    async def holds(self, payload: Payload) -> bool:
        return payload["text"] not in self.unwanted

    @asynccontextmanager
    async def process(self, name: str, limits: Limits = TELEGRAM) -> AsyncIterator[Post]:
        """One that brings messages to Telegram."""
        store, nursery = open_store(self.database, self.keys, name), Nursery()
        bot = telegram_bot(self.api.token, self.api.url)
        post = Post(
            store, {"telegram": bot}, Attachments({}), lambda: datetime.now(UTC), {"telegram": limits}, self.holds
        )
        post.start(nursery)
        try:
            yield post
        finally:
            await nursery.close()
            await post.close()
            await bot.session.close()
            await store.close()

    def keeps_the_limit(self) -> None:
        """In no second more than the limit, and in no three seconds more than three times as many; but for calls that
        waited on their way for a processor and came with those behind them."""
        times = [call.at for call in self.api.calls.with_effect("sendMessage")]
        for seconds in (1, 3):
            busiest = max(sum(start <= at < start + seconds for at in times) for start in times)
            assert busiest <= seconds * TELEGRAM.at_once + HELD_UP

    async def until(self, arrived: int, within: float = SOON) -> None:
        async with asyncio.timeout(within):
            while len(self.texts()) < arrived:
                await self.api.called.beyond(self.api.called.count)

    async def until_nothing_waits(self) -> None:
        async with asyncio.timeout(SOON):
            while await look(self.store, _waits):  # noqa: ASYNC110  # the post does not say when it is done
                await asyncio.sleep(0.05)

    def texts(self) -> list[str]:
        return [call.params["text"] for call in self.api.calls.with_effect("sendMessage")]


async def _waits(uow: SqlUnitOfWork) -> bool:
    return (await uow._link.execute(messages.select().where(WAITING))).first() is not None


@pytest.fixture
async def office(database: str, keys: KeyRing) -> AsyncIterator[Office]:
    async with BotApiServer() as api:
        store = open_store(database, keys)
        yield Office(database, keys, api, store)
        await store.close()


async def test_two_processes_together_keep_the_limit_and_use_it(office: Office) -> None:
    for number in range(150):
        await office.stored(await office.chat(FIRST + number), str(number))

    async with office.process("one"), office.process("two"):
        await office.until(150)

    times = [call.at for call in office.api.calls.with_effect("sendMessage")]
    office.keeps_the_limit()
    assert (len(times) - 1) / (times[-1] - times[0]) > 0.6 * TELEGRAM.at_once
    assert sorted(office.texts(), key=int) == [str(number) for number in range(150)]


async def test_answers_overtake_reminders(office: Office) -> None:
    for number in range(100):
        await office.stored(await office.chat(FIRST + number), "reminder")

    async with office.process("one") as post:
        await office.until(10)
        number = await office.stored(await office.chat(FIRST + 99), "answer", reminds=False)
        before = len(office.texts())
        await post.deliver("telegram", str(FIRST + 99), [(number, {"text": "answer"})])
        assert office.texts().index("answer") <= before + 3
        await office.until(101)
    office.keeps_the_limit()


async def test_after_a_storm_of_429_and_5xx_everybody_has_everything_once(office: Office) -> None:
    office.api.faults.flood("sendMessage", retry_after=2, times=4)
    office.api.faults.error("sendMessage", times=5)
    for number in range(60):
        await office.stored(await office.chat(FIRST + number), str(number))

    async with office.process("one"), office.process("two"):
        await office.until(60)

    assert sorted(office.texts(), key=int) == [str(number) for number in range(60)]
    office.keeps_the_limit()


async def test_when_two_chats_are_told_to_wait_the_whole_bot_rests_in_every_process(office: Office) -> None:
    office.api.faults.flood("sendMessage", retry_after=3, times=2)
    for number in range(30):
        await office.stored(await office.chat(FIRST + number), str(number))

    async with office.process("one"), office.process("two"):
        await office.until(30)

    calls = office.api.calls.of("sendMessage")
    last_refused = max(call.at for call in calls if call.code == 429)
    meanwhile = [call for call in calls if last_refused + 0.5 < call.at < last_refused + 2.9]
    assert meanwhile == []


async def test_a_chat_has_a_burst_and_then_one_a_second() -> None:
    pace, began = Pace(Limits(chat_burst=3, chat_every=0.2)), asyncio.get_running_loop().time()
    gone = []
    for _ in range(6):
        await pace.turn("1")
        pace.went()
        gone.append(asyncio.get_running_loop().time() - began)
    await pace.turn("2")

    assert gone[2] < 0.1
    assert gone[3:] == [pytest.approx(0.2 * turn, abs=0.1) for turn in (1, 2, 3)]
    assert asyncio.get_running_loop().time() - began - gone[-1] < 0.1, "another chat does not wait"


async def test_who_has_blocked_the_bot_is_left_alone_until_he_writes(office: Office) -> None:
    account, phone = await office.chat(FIRST), office.api.phone(FIRST)
    phone.block()
    await office.stored(account, "one")
    await office.stored(account, "two")
    async with office.process("one"):
        await office.until_nothing_waits()
        await office.stored(account, "three", reminds=False)
        await office.until_nothing_waits()
    assert [call.code for call in office.api.calls.of("sendMessage")] == [403]

    phone.unblock()
    taken = await commit(office.store, lambda uow: uow.accounts.take("telegram", str(FIRST), "zh", datetime.now(UTC)))
    await commit(office.store, lambda uow: uow.accounts.save(taken.with_state({}, "zh")))
    async with office.process("one"):
        await office.until(3)
    assert office.texts() == ["three", "one", "two"]


async def test_a_reminder_for_a_shut_chat_goes_to_another_of_its_person(office: Office) -> None:
    mine, other = await office.chat(FIRST), await office.chat(FIRST + 1)
    done = await register(office.store, mine)
    assert isinstance(done, Registered)
    person = done.person.id or 0
    await commit(office.store, lambda uow: uow.people.link(other, person, None))
    office.api.phone(FIRST).block()
    await office.stored(mine, "reminder", person=person)
    await office.stored(mine, "answer", reminds=False)

    async with office.process("one"):
        await office.until(1)
        await office.until_nothing_waits()

    assert [call.chat_id for call in office.api.calls.with_effect("sendMessage")] == [FIRST + 1]
    [dead] = await look(office.store, lambda uow: uow.outbox.dead_letters())
    assert (dead.error, dead.count) == (SHUT, 1), "what was an answer there stays there"


async def test_what_is_not_to_be_said_any_more_is_not_said(office: Office) -> None:
    account = await office.chat(FIRST)
    office.unwanted.add("over")
    await office.stored(account, "over")
    await office.stored(account, "still true")

    async with office.process("one"):
        await office.until(1)
        await office.until_nothing_waits()

    assert office.texts() == ["still true"]


async def test_a_reminder_whose_sender_died_in_the_middle_comes_again_and_says_so(office: Office) -> None:
    account = await office.chat(FIRST)
    number = await office.stored(account, "reminder")
    dying = open_store(office.database, office.keys, "one")
    await commit(dying, lambda uow: uow.outbox.claim("telegram", datetime.now(UTC), 10))
    await commit(dying, lambda uow: uow.outbox.begin([number], datetime.now(UTC)))
    await dying.close()

    async with office.process("one") as successor:
        await successor.look_back()
        await office.until(1)

    [call] = office.api.calls.with_effect("sendMessage")
    assert call.params["text"] == f"reminder\n\n{texts('zh').plain('delivery.repeated')}"
    assert call.params["disable_notification"] in (True, "true", "True")


async def test_a_reminder_that_was_claimed_and_not_begun_comes_as_if_nothing_had_happened(office: Office) -> None:
    await office.stored(await office.chat(FIRST), "reminder")
    dying = open_store(office.database, office.keys, "one")
    await commit(dying, lambda uow: uow.outbox.claim("telegram", datetime.now(UTC), 10))
    await dying.close()

    async with office.process("one") as successor:
        await successor.look_back()
        await office.until(1)

    assert office.texts() == ["reminder"]
