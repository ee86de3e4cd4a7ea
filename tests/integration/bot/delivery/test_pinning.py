"""A message that is kept in sight: pinned when it has arrived, let go of with its new face, and never in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import EditMessageText, PinChatMessage, SendMessage, UnpinChatMessage
from aiogram.types import Chat, Message
from structlog.testing import capture_logs

from bot.attachments import Attachments
from bot.delivery import Post
from storage import schema
from storage.chats import Said
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PIN = PinChatMessage(chat_id=1, message_id=1)
LIST = {"text": "申领居住证 王小明", "pins": "材料清单 2/7"}
REMOTE = 501
TROUBLE = {
    "refused": TelegramBadRequest(PIN, "not enough rights to manage pinned messages in the chat"),
    "blocked": TelegramForbiddenError(PIN, "bot was blocked by the user"),
    "too many": TelegramRetryAfter(PIN, "flood", 30),
    "no network": TelegramNetworkError(PIN, "gone"),
    "time out": TimeoutError(),
}


class Messenger:
    """Takes calls; `trouble` answers every pinning."""

    session = None

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.trouble: Exception | None = None

    async def __call__(self, method: Any, request_timeout: int | None = None) -> Any:
        self.calls.append(method)
        if isinstance(method, PinChatMessage | UnpinChatMessage):
            if self.trouble:
                raise self.trouble
            return True
        return Message(message_id=REMOTE, date=NOW, chat=Chat(id=1, type="private"), text=method.text)

    def kinds(self) -> list[type]:
        return [type(one) for one in self.calls]


class Ground:
    """One chat, its messages and its messenger."""

    def __init__(self, store: Store) -> None:
        self.store, self.messenger = store, Messenger()
        self.post = Post(store, {"telegram": self.messenger}, Attachments({}), lambda: NOW)  # type: ignore[dict-item]

    async def says(self, *payloads: dict[str, Any]) -> list[int]:
        async def work(uow: SqlUnitOfWork) -> list[int]:
            async with uow:
                account = await uow.accounts.take("telegram", "1", "zh", NOW)
                ids = await uow.messages.add(account.id, [Said(one, True) for one in payloads], NOW)
                await uow.commit()
            return ids

        ids = await self.store.run(work)
        await self.post.deliver("telegram", "1", list(zip(ids, payloads, strict=True)))
        await self.post.note()
        return ids


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    url = f"sqlite:///{tmp_path / 'anju.db'}"
    await schema.upgrade(url)
    store = open_store(url, KeyRing.fresh())
    ground = Ground(store)
    yield ground
    await ground.post.close()
    await store.close()


async def test_it_is_pinned_without_a_sound_when_it_has_arrived(ground: Ground) -> None:
    await ground.says({"text": "好"}, LIST, {"text": "再来"})

    assert ground.messenger.kinds() == [SendMessage, SendMessage, PinChatMessage, SendMessage]
    pin = ground.messenger.calls[2]
    assert (pin.chat_id, pin.message_id, pin.disable_notification) == (1, REMOTE, True)


async def test_a_new_face_with_a_title_is_not_pinned_again(ground: Ground) -> None:
    (number,) = await ground.says(LIST)
    await ground.says({**LIST, "edits": number, "pins": "材料清单 3/7"})

    assert ground.messenger.kinds() == [SendMessage, PinChatMessage, EditMessageText]


async def test_one_that_never_arrived_is_sent_anew_and_pinned_then(ground: Ground) -> None:
    await ground.says({**LIST, "edits": 12345})

    assert ground.messenger.kinds() == [SendMessage, PinChatMessage]


async def test_it_is_let_go_of_with_its_last_face(ground: Ground) -> None:
    (number,) = await ground.says(LIST)
    await ground.says({"text": "（材料清单收起来了）", "edits": number, "unpins": True})

    assert ground.messenger.kinds()[2:] == [EditMessageText, UnpinChatMessage]
    assert ground.messenger.calls[-1].message_id == REMOTE


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
async def test_where_it_cannot_be_done_the_chat_goes_on_and_nobody_is_named(ground: Ground, trouble: Exception) -> None:
    ground.messenger.trouble = trouble
    with capture_logs() as logs:
        (number, _) = await ground.says(LIST, {"text": "再来"})
        await ground.says({"text": "（材料清单收起来了）", "edits": number, "unpins": True})

    assert ground.messenger.kinds() == [SendMessage, PinChatMessage, SendMessage, EditMessageText, UnpinChatMessage]
    assert {one["event"] for one in logs} == {"pin_refused"}
    assert [set(one) for one in logs] == [{"event", "log_level", "message", "error"}] * 2
    assert "王小明" not in str(logs)
