"""Talking to the front desk over a real database: what a person says and presses, what is answered.

The language model is faked at its edge by a table of readings; nothing else is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot import faq, issuing
from bot.clock import Clock
from bot.conversation.front import Front, Senses
from bot.conversation.speech import Act, Incoming, Look, Reply
from bot.conversation.turn import Desk
from bot.vouchers.keys import VoucherKeys
from nlu.reading import Reading
from storage.stores import Store

TODAY = date(2026, 11, 23)
SENTENCE = "我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的"
MOVED = "我昨天搬到大关街道湖墅南路12号3幢2单元501了，房东姓张，打工的"
"""A move, in words that somebody not yet registered uses as well."""
NUMBER = "11010519491231002X"
REST = (">同意", ">不是", "张三", NUMBER, "13812345678", "在顺丰上班", ">都对，提交")
"""What is still to be said after the sentence."""


def reading(intent: str, key: str | None = None) -> Reading:
    """A sure reading."""
    return Reading(intent, 0.99, key, 0.99 if key else 0.0, (), ())


READINGS: Mapping[str, Reading] = {
    SENTENCE: reading("register"),
    "我要登记": reading("register"),
    "登记要钱吗": reading("faq", "register_fee"),
    "我要离开杭州了": reading("report_departure"),
    "帮我查个凭证": reading("verify_voucher"),
    "我搬家了": reading("report_change"),
    MOVED: reading("report_change"),
}


@dataclass
class RecordingPost:
    """Takes what would be delivered."""

    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def deliver(self, channel: str, chat: str, messages: Any) -> None:
        self.sent += [(chat, payload) for _, payload in messages]

    async def renew(self, event: Incoming, stamp: str) -> None:
        """Nobody came in by another key."""

    async def echo(self, event: Incoming, number: int) -> None:
        """Nobody has another window open."""


@dataclass
class Talk:
    """One person's chat."""

    front: Front
    post: RecordingPost
    chat: str
    count: int = 0
    channel: str = "test"

    async def __call__(self, *acts: str) -> str:
        """Say words, or press a button by `>label`; the texts answered to the last one."""
        answer = ""
        for act in acts:
            answer = await (self.press(act[1:]) if act.startswith(">") else self.say(act))
        return answer

    async def say(self, text: str, *, act: Act = Act.TEXT, number: int | None = None, update: int | None = None) -> str:
        """Say, edit or send something."""
        self.count += 1
        update = update or self.count
        message = number if number is not None else update
        return await self._take(Incoming(self.channel, self.chat, update, message, act, text))

    async def press(self, label: str) -> str:
        """Press the newest button with this label."""
        return await self.press_data(self.data_of(label))

    async def press_data(self, data: str, *, update: int | None = None) -> str:
        """Press a button by its data, as a tampered app could."""
        self.count += 1
        return await self._take(Incoming(self.channel, self.chat, update or self.count, 1, Act.PRESS, data))

    def data_of(self, label: str) -> str:
        """The data behind the newest button with this label."""
        found = [
            data
            for chat, payload in self.post.sent
            if chat == self.chat
            for row in payload.get("inline", ())
            for text, data, _ in row
            if text == label
        ]
        assert found, f"no button {label!r}"
        return str(found[-1])

    def heard(self) -> str:
        """Everything this person was ever told."""
        return "\n".join(payload["text"] for chat, payload in self.post.sent if chat == self.chat)

    async def _take(self, event: Incoming) -> str:
        before = len(self.post.sent)
        reply: Reply = await self.front.take(event)
        told = [payload["text"] for chat, payload in self.post.sent[before:] if chat == self.chat]
        return "\n".join([*told, reply.toast or ""]).strip()


@dataclass
class Hall:
    """The front desk and everybody in front of it."""

    store: Store
    front: Front
    post: RecordingPost
    asked: list[str]

    def talk(self, chat: str = "1", channel: str = "test") -> Talk:
        """A person's chat."""
        return Talk(self.front, self.post, chat, channel=channel)


@asynccontextmanager
async def hall(store: Store, folder: Path, *, understands: bool = True, today: date = TODAY) -> AsyncIterator[Hall]:
    """A front desk over the store; with `understands` off the language model is away."""
    clock = Clock(today)
    office = issuing.Issuing(store, VoucherKeys.load_or_create(folder / "vouchers.json"), clock, "http://127.0.0.1")
    asked: list[str] = []

    async def read(text: str) -> Reading:
        asked.append(text)
        return READINGS.get(text, Reading.nothing("unsure")) if understands else Reading.nothing("off")

    async def look(event: Incoming, handing: str | None) -> Look:
        if handing:
            return Look(pages=tuple(f"paper-{one}" for one in event.text.split()))
        return Look((event.text,) if event.text else ())

    post = RecordingPost()
    desk = Desk(office.fresh, lambda: "123456", office.check, faq.load(), lambda: "ready" if understands else "off")
    yield Hall(store, Front(store, post, desk, Senses(read, look), clock), post, asked)  # type: ignore[arg-type]
