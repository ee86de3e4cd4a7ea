"""Turns per second of a whole registration, next to a bare aiogram handler with one ORM unit of work and one commit.

    python -m bench.turns [--postgres postgresql://…] [--rounds 7] [--seconds 1.0] [--drawn]

All cases are measured in turn within every round, so their ratios belong to one run; figures are medians. Updates are
numbered: repeating one update id measures hash collisions inside aiogram, not the bot. A turn is: JSON parsed, the
person's lock, account and draft from the database, the step, messages and state written, one commit, the reply sent
through a session without a network. The card's picture is left out (`--drawn` puts it in).
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.methods import EditMessageText, SendMessage, SendPhoto
from aiogram.types import Chat, Message, Update
from sqlalchemy import JSON, BigInteger, Integer, String, event, insert
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench._anchor import footer, header, out
from bot import faq, issuing
from bot.attachments import Attachments, Kind
from bot.clock import Clock
from bot.conversation.front import Front, Senses
from bot.conversation.speech import Reply
from bot.conversation.turn import Desk
from bot.delivery import Post
from bot.handlers import dispatcher
from bot.nursery import Nursery
from bot.vouchers.keys import VoucherKeys
from nlu.reading import Reading
from storage import schema
from storage.keyring import KeyRing
from storage.stores import open_store

TOKEN = "42:BENCH"
AT_ONCE = 32
NUMBERS = itertools.count(1)
Case = Callable[[], Awaitable[None]]


class NoNetwork(BaseSession):
    """Answers every method at once."""

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109
        if isinstance(method, SendMessage | EditMessageText | SendPhoto):
            chat = Chat(id=int(method.chat_id), type="private")
            return Message.model_construct(message_id=next(NUMBERS), date=0, chat=chat, text="")
        return True

    async def close(self) -> None: ...

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        yield b""


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "A", "language_code": "zh-hans"}


def said(user: int, text: str) -> str:
    """A message as JSON."""
    number = next(NUMBERS)
    message = {"message_id": number, "date": 1763850000, "chat": {"id": user, "type": "private", "first_name": "A"}}
    return json.dumps({"update_id": number, "message": {**message, "from": _person(user), "text": text}})


def pressed(user: int, data: str) -> str:
    """A button as JSON."""
    number = next(NUMBERS)
    message = {
        "message_id": 7,
        "date": 1763850000,
        "chat": {"id": user, "type": "private", "first_name": "A"},
        "text": "x",
    }
    query = {"id": str(number), "from": _person(user), "chat_instance": "1", "data": data, "message": message}
    return json.dumps({"update_id": number, "callback_query": query})


def registration(user: int) -> Iterator[str]:
    """What one newcomer sends, from the first sentence to the last button."""
    yield said(user, "我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的")
    yield pressed(user, "a:1:consent:yes")
    yield pressed(user, "a:1:hukou:no")
    yield said(user, "王小明")
    yield said(user, _document(user))
    yield said(user, f"138{user % 10**8:08d}")
    yield said(user, "在顺丰上班")
    yield pressed(user, "ok:1")


def _document(user: int) -> str:
    body = f"11010519{50 + user % 50:02d}1231{user // 50 % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


async def house(url: str, folder: Path, *, drawn: bool) -> tuple[Dispatcher, Bot, Nursery, Any]:
    """The real dispatcher over the real store, with the language model away and the network left out."""
    await schema.upgrade(url)
    store = open_store(url, KeyRing.fresh(), "bench")
    clock = Clock()
    office = issuing.Issuing(store, VoucherKeys.load_or_create(folder / "vouchers.json"), clock, "http://127.0.0.1")
    bot = Bot(TOKEN, session=NoNetwork())

    async def nothing(text: str) -> Reading:
        return Reading("register", 0.99, None, 0.0, (), ())

    async def blank(voucher: str, language: str) -> bytes:
        return b"\x89PNG"

    async def look(_: Any) -> tuple[tuple[str, ...], str | None]:
        return (), None

    attachments = Attachments({"voucher": Kind("image/png", office.draw if drawn else blank)})
    post = Post(store, {"telegram": bot}, attachments, clock.instant)
    desk = Desk(office.fresh, issuing.proof_code, office.check, faq.load(), lambda: "ready")
    front = Front(store, post, desk, Senses(nothing, look), clock)
    nursery = Nursery()
    post.start(nursery)
    return dispatcher(front), bot, nursery, store


class Base(DeclarativeBase): ...


class ChatRow(Base):
    __tablename__ = "bench_chat"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)


class AnswerRow(Base):
    __tablename__ = "bench_answer"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person: Mapped[int] = mapped_column(BigInteger, index=True)
    value: Mapped[str] = mapped_column(String(200))


async def bare(url: str, at_once: int) -> tuple[Case, Any]:
    """The anchor: a handler that loads the state, changes it, adds an answer, commits, replies."""
    engine = create_async_engine(url, pool_size=8, max_overflow=0)
    if url.startswith("sqlite"):

        @event.listens_for(engine.sync_engine, "connect")
        def _(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
                cursor.execute("PRAGMA " + pragma)
            cursor.close()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(ChatRow), [{"id": i, "state": {"n": 0}} for i in range(1, 1001)])
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def handler(message: Message) -> None:
        async with sessions() as session:
            chat = await session.get(ChatRow, message.chat.id)
            assert chat is not None
            chat.state = {"n": chat.state["n"] + 1, "text": message.text}
            session.add(AnswerRow(person=message.chat.id, value=message.text))
            await session.commit()
        await message.answer("好的")

    return _bare_case(handler, at_once), engine


def _bare_case(handler: Any, at_once: int = 1, *, isolated: bool = True) -> Case:
    bot, router = Bot(TOKEN, session=NoNetwork()), Router()
    router.message()(handler)
    house = Dispatcher(events_isolation=SimpleEventIsolation() if isolated else None)
    house.include_router(router)
    users = itertools.cycle(range(1, 1001))

    async def one() -> None:
        text = said(next(users), "我昨天刚搬到大关街道")
        await house.feed_update(bot, Update.model_validate(json.loads(text), context={"bot": bot}))

    async def case() -> None:
        await asyncio.gather(*(one() for _ in range(at_once)))

    case.turns = at_once  # type: ignore[attr-defined]
    return case


def noop_ours() -> Case:
    """Every handler of the house registered; the event is taken by a front desk that does nothing."""

    class Idle:
        async def take(self, event: Any) -> Reply:
            return Reply()

    made, bot = dispatcher(Idle()), Bot(TOKEN, session=NoNetwork())  # type: ignore[arg-type]
    users = itertools.cycle(range(1, 1001))

    async def case() -> None:
        text = said(next(users), "我昨天刚搬到大关街道")
        await made.feed_update(bot, Update.model_validate(json.loads(text), context={"bot": bot}))

    case.turns = 1  # type: ignore[attr-defined]
    return case


async def fresh_database(server: str) -> str:
    """A new, empty database on the server; the one of the last run is dropped."""
    base = server.rstrip("/")
    connection = await asyncpg.connect(f"{base}/postgres")
    try:
        await connection.execute("DROP DATABASE IF EXISTS anju_bench WITH (FORCE)")
        await connection.execute("CREATE DATABASE anju_bench")
    finally:
        await connection.close()
    return f"{base}/anju_bench"


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", help="a server to measure on, postgresql://user@host; the database is made anew")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--drawn", action="store_true")
    chosen = parser.parse_args()

    async def nothing(message: Message) -> None: ...

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with contextlib.AsyncExitStack() as stack:
            cases: dict[str, Case] = {
                "no-op, bare aiogram": _bare_case(nothing, isolated=False),
                "no-op, all handlers": noop_ours(),
            }
            places = {"SQLite": (f"sqlite+aiosqlite:///{folder}/bare.db", f"sqlite:///{folder}/ours.db")}
            if chosen.postgres:
                url = await fresh_database(chosen.postgres)
                places["PostgreSQL"] = (url.replace("postgresql://", "postgresql+asyncpg://"), url)
            for place, (bare_url, ours_url) in places.items():
                many = AT_ONCE if place == "PostgreSQL" else 1
                for at_once in sorted({1, many}):
                    cases[f"bare turn, {place}, {at_once} at once"], engine = await bare(bare_url, at_once)
                    stack.push_async_callback(engine.dispose)
                made, bot, nursery, store = await house(ours_url, folder, drawn=chosen.drawn)
                stack.push_async_callback(store.close)
                stack.push_async_callback(nursery.close)
                for at_once in (1, AT_ONCE):
                    cases[f"registration turn, {place}, {at_once} at once"] = _renewed(made, bot, at_once)
            seen = await measure(cases, chosen.rounds, chosen.seconds)
    tell(seen)


_NEXT_USERS = itertools.count(0, 1_000_000)


def _renewed(made: Dispatcher, bot: Bot, at_once: int) -> Case:
    """Its own stretch of people, so that no case registers another one's."""
    users = itertools.count(next(_NEXT_USERS) + 1)

    async def person() -> None:
        for update in registration(next(users)):
            await made.feed_update(bot, Update.model_validate(json.loads(update), context={"bot": bot}))

    async def case() -> None:
        await asyncio.gather(*(person() for _ in range(at_once)))

    case.turns = 8 * at_once  # type: ignore[attr-defined]
    return case


async def measure(cases: dict[str, Case], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Turns per second of every case in every round; the first round is not counted."""
    seen: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            done, start = 0, time.perf_counter()
            while (now := time.perf_counter()) - start < seconds:
                await case()
                done += case.turns  # type: ignore[attr-defined]
            if number:
                seen[name].append(done / (now - start))
    return seen


def tell(seen: dict[str, list[float]]) -> None:
    """One line a case, with its ratio to its anchor, round by round."""
    for name, values in seen.items():
        anchor = _anchor(name, seen)
        ratio = statistics.median(a / b for a, b in zip(values, seen[anchor], strict=True))
        out(name, per_s=statistics.median(values), low=min(values), high=max(values), ratio=ratio, to=anchor)


def _anchor(name: str, seen: dict[str, list[float]]) -> str:
    if name.startswith("registration turn, PostgreSQL"):
        return name.replace("registration", "bare")
    if name.startswith("registration turn"):
        return "bare turn, SQLite, 1 at once"
    return "no-op, bare aiogram"


if __name__ == "__main__":
    header()
    asyncio.run(main())
    footer()
