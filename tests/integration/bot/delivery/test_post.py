"""Bringing stored messages to people over a messenger that fails in every way (T-20, T-21, T-24).

What must hold: nothing is lost, each chat gets its messages in order, none twice unless the process died between
sending and noting, and one chat's trouble is nobody else's.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage
from aiogram.types import Chat, Message
from sqlalchemy import func, select

from bot.attachments import Attachments, Kind
from bot.delivery import Post
from bot.sending import TRIES
from storage import schema
from storage.chats import Said
from storage.keyring import KeyRing
from storage.outbox import LEASE, OF_ONE_CHAT
from storage.stores import Store, open_store
from storage.tables import WAITING, messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import look

START = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SENT = SendMessage(chat_id=1, text="x")
TROUBLE: dict[str, Callable[[], Exception]] = {
    "too many": lambda: TelegramRetryAfter(SENT, "flood", 30),
    "server error": lambda: TelegramServerError(SENT, "oops"),
    "no network": lambda: TelegramNetworkError(SENT, "gone"),
    "a page instead of JSON": lambda: ClientDecodeError("no JSON", ValueError(), "<html>"),
    "time out": TimeoutError,
    "connection cut": ConnectionResetError,
    "our own mistake": lambda: RuntimeError("drawing failed"),
}


class Messenger:
    """Takes calls for chats; `trouble` answers them instead, `gate` holds them up."""

    session = None

    def __init__(self) -> None:
        self.arrived: list[tuple[int, str]] = []
        self.calls: list[tuple[int, str]] = []
        self.trouble: dict[int, Callable[[], Exception]] = {}
        self.gates: dict[int, asyncio.Event] = {}
        self.unspeakable = ""

    async def __call__(self, method: Any) -> Message:
        self.calls.append((method.chat_id, method.text))
        if method.chat_id in self.gates:
            await self.gates[method.chat_id].wait()
        if method.text == self.unspeakable:
            raise RuntimeError("our own mistake")
        if method.chat_id in self.trouble:
            raise self.trouble[method.chat_id]()
        self.arrived.append((method.chat_id, method.text))
        chat = Chat(id=method.chat_id, type="private")
        return Message(message_id=len(self.arrived), date=START, chat=chat, text=method.text)

    def got(self, chat: int) -> list[str]:
        return [text for to, text in self.arrived if to == chat]


class Ground:
    """A store, a post, a messenger and a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.messenger, self.now = store, Messenger(), START
        self.post = self.new_post()

    def new_post(self) -> Post:
        """The post of a process that has just started."""
        return Post(self.store, {"telegram": self.messenger}, DRAWERS, lambda: self.now)  # type: ignore[dict-item]

    async def stored(self, chat: int, *texts: str, voucher: str = "") -> list[tuple[int, dict[str, Any]]]:
        """What a turn stores; nothing is sent yet."""
        payloads = [{"text": text, **({"voucher": voucher} if voucher else {})} for text in texts]

        async def work(uow: SqlUnitOfWork) -> list[int]:
            async with uow:
                account = await uow.accounts.take("telegram", str(chat), "zh", self.now)
                ids = await uow.messages.add(account.id, [Said(one, True) for one in payloads], self.now)
                await uow.commit()
            return ids

        return list(zip(await self.store.run(work), payloads, strict=True))

    async def say(self, chat: int, *texts: str) -> None:
        """A turn: stored, then delivered."""
        await self.post.deliver("telegram", str(chat), await self.stored(chat, *texts))

    async def left(self) -> int:
        """Messages that wait and that the database knows neither as delivered nor as given up."""
        await self.post.note()
        waiting = select(func.count()).select_from(messages).where(WAITING)
        return (await look(self.store, lambda uow: uow._link.execute(waiting))).scalar_one()

    async def later(self, seconds: float = 0, times: int = 1) -> None:
        """Time passes, the sweep comes by."""
        for _ in range(times):
            self.now += timedelta(seconds=seconds)
            await self.post.sweep()


async def _draw(voucher: str, language: str) -> bytes:
    raise LookupError(voucher)


DRAWERS = Attachments({"voucher": Kind("image/png", _draw)})


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    url = f"sqlite:///{tmp_path / 'anju.db'}"
    await schema.upgrade(url)
    store = open_store(url, KeyRing.fresh(), "one")
    ground = Ground(store)
    yield ground
    await ground.post.close()
    await store.close()


async def test_a_turn_arrives_in_order_and_is_noted(ground: Ground) -> None:
    await ground.say(1, "a", "b", "c")
    assert ground.messenger.got(1) == ["a", "b", "c"]
    assert await ground.left() == 0
    await ground.later(60)
    assert ground.messenger.got(1) == ["a", "b", "c"]


@pytest.mark.parametrize("error", TROUBLE.values(), ids=TROUBLE)
async def test_after_trouble_everything_arrives_once_in_order(ground: Ground, error: Callable[[], Exception]) -> None:
    ground.messenger.trouble[1] = error
    await ground.say(1, "a", "b")
    await ground.later(1)
    await ground.say(1, "c")
    await ground.later(4, times=2)
    await ground.say(1, "d")
    del ground.messenger.trouble[1]
    await ground.later(7)
    await ground.say(1, "e")
    await ground.later(10, times=12)
    await ground.say(1, "f")
    await ground.later(10, times=2)
    assert ground.messenger.got(1) == ["a", "b", "c", "d", "e", "f"]
    assert await ground.left() == 0


@pytest.mark.parametrize("error", TROUBLE.values(), ids=TROUBLE)
async def test_the_trouble_of_one_chat_is_nobody_elses(ground: Ground, error: Callable[[], Exception]) -> None:
    ground.messenger.trouble[1] = error
    await ground.say(1, "a", "b")
    await ground.say(2, "x")
    assert ground.messenger.got(2) == ["x"]
    await ground.stored(3, "left by a crash")
    await ground.later(LEASE.total_seconds() + 1)
    assert ground.messenger.got(3) == ["left by a crash"]


async def test_a_pause_that_the_messenger_asks_for_is_kept(ground: Ground) -> None:
    ground.messenger.trouble[1] = TROUBLE["too many"]
    await ground.say(1, "a")
    del ground.messenger.trouble[1]
    await ground.later(2, times=14)
    assert ground.messenger.calls == [(1, "a")]
    await ground.later(3)
    assert ground.messenger.got(1) == ["a"]


async def test_pauses_grow_to_ten_minutes(ground: Ground) -> None:
    ground.messenger.trouble[1] = TROUBLE["server error"]
    await ground.say(1, "a")
    tried = []
    for _ in range(6000):
        before = len(ground.messenger.calls)
        await ground.later(1) if len(tried) < 5 else await ground.later(60)
        if len(ground.messenger.calls) > before:
            tried.append(ground.now)
        if len(tried) > 11:
            break
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(tried)]
    assert gaps[:3] == [pytest.approx(5, abs=2), pytest.approx(9, abs=2), pytest.approx(17, abs=2)]
    assert max(gaps) <= 660


async def test_a_chat_that_hangs_holds_up_neither_its_turn_nor_others_nor_the_sweep(
    ground: Ground, monkeypatch
) -> None:
    monkeypatch.setattr("bot.delivery.PATIENCE", 0.05)
    ground.messenger.gates[1] = asyncio.Event()
    async with asyncio.timeout(5):
        await ground.say(1, "a", "b")
        await ground.say(2, "x")
        await ground.stored(3, "y")
        await ground.later(60)
    assert ground.messenger.got(2) + ground.messenger.got(3) == ["x", "y"]
    assert ground.messenger.calls.count((1, "a")) == 1, "a message under way is not sent again"
    ground.messenger.gates.pop(1).set()
    async with asyncio.timeout(5):
        await ground.say(1, "c")
    await ground.later(2, times=2)
    assert ground.messenger.got(1) == ["a", "b", "c"]
    await ground.later(60)
    assert ground.messenger.got(1) == ["a", "b", "c"]


async def test_what_a_crash_left_goes_before_new_answers(ground: Ground) -> None:
    ground.messenger.trouble[1] = TROUBLE["too many"]
    await ground.say(1, "a", "b")
    ground.messenger.trouble.clear()
    await ground.stored(2, "x")
    ground.post = ground.new_post()
    await ground.post.look_back()
    await ground.say(1, "c")
    await ground.say(2, "y")
    assert ground.messenger.arrived == [], "older messages are still under way"
    ground.now += timedelta(seconds=2)
    ground.now += timedelta(seconds=600)
    await ground.post.sweep()
    assert (ground.messenger.got(1), ground.messenger.got(2)) == (["a", "b", "c"], ["x", "y"])
    await ground.later(2)
    await ground.say(1, "d")
    assert ground.messenger.got(1)[-1] == "d"


async def test_what_cannot_be_noted_now_is_noted_later_and_not_sent_again(ground: Ground, monkeypatch) -> None:
    await ground.say(1, "a")
    real = ground.store.run

    def locked(work: object) -> object:
        raise OSError("database is locked")

    monkeypatch.setattr(ground.store, "run", locked)
    for _ in range(2):
        with pytest.raises(OSError, match="locked"):
            await ground.post.note()
    monkeypatch.setattr(ground.store, "run", real)
    await ground.later(60)
    assert ground.messenger.got(1) == ["a"]
    assert await ground.left() == 0


@pytest.mark.parametrize("error", [TelegramForbiddenError(SENT, "blocked"), TelegramBadRequest(SENT, "chat not found")])
async def test_what_the_messenger_refuses_for_good_is_given_up_at_once(ground: Ground, error: Exception) -> None:
    ground.messenger.trouble[1] = lambda: error
    await ground.say(1, "a", "b")
    assert ground.messenger.calls == [(1, "a")], "nothing more is tried at a shut door"
    assert await ground.left() == 0


async def test_of_a_picture_that_cannot_be_drawn_the_words_arrive_and_what_waits_behind_them(ground: Ground) -> None:
    await ground.post.deliver("telegram", "1", await ground.stored(1, "card", voucher="00" * 16))
    await ground.say(1, "a")
    await ground.say(2, "x")
    await ground.later(40, times=TRIES + 6)
    assert ground.messenger.got(1) == ["card", "a"]
    assert ground.messenger.got(2) == ["x"]
    assert await ground.left() == 0


async def test_a_message_that_cannot_be_said_is_given_up_and_what_waits_behind_it_arrives(ground: Ground) -> None:
    ground.messenger.unspeakable = "no"
    await ground.say(1, "no", "a")
    await ground.say(2, "x")
    await ground.later(40, times=TRIES + 6)
    assert ground.messenger.got(1) == ["a"]
    assert ground.messenger.got(2) == ["x"]
    assert await ground.left() == 0


async def test_many_left_behind_all_arrive(ground: Ground) -> None:
    wanted = [str(number) for number in range(450)]
    await ground.stored(1, *wanted)
    await ground.stored(2, "x")
    await ground.later(31)
    await ground.later(times=450 // OF_ONE_CHAT + 1)
    assert ground.messenger.got(1) == wanted
    assert ground.messenger.got(2) == ["x"]


async def test_many_that_wait_for_one_chat_do_not_hide_what_another_waits_for(ground: Ground) -> None:
    ground.messenger.trouble[1] = TROUBLE["too many"]
    await ground.say(1, *map(str, range(300)))
    await ground.stored(2, "x")
    await ground.later(16, times=2)
    assert ground.messenger.got(2) == ["x"]


async def test_messages_of_a_channel_that_is_not_served_here_are_left_alone(ground: Ground) -> None:
    await ground.stored(1, "a")
    ground.post = Post(ground.store, {}, DRAWERS, lambda: ground.now)
    await ground.later(60, times=3)
    assert await ground.left() == 1
