"""Reminders from the database to a messenger and back into the books, next to the bare call of the Bot API.

    python -m bench.delivery [--postgres postgresql://…] [--messages 600] [--rounds 3] [--held 20]

Each round measures, against the same local stand-in for a Bot API server (a process of its own): `send_message` of
aiogram, 30 at once; one process of ours that claims, composes, begins, sends and notes as many reminders; two of them
on the same database. No limits are set there. Then, with Telegram's limits, how much of 30 a second is held over
`--held` seconds, and how many of them a messenger would have refused that takes 30 in any one second.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiohttp import ClientConnectionError, ClientSession, web

from bench._anchor import footer, header, out
from bench.turns import fresh_database
from bot.attachments import Attachments
from bot.channels.telegram import telegram_bot
from bot.delivery import Post
from bot.nursery import Nursery
from bot.pacing import TELEGRAM, Limits
from storage import schema
from storage.chats import Said
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.support.process import free_port

TOKEN, AT_ONCE = "42:BENCH", 30
TEXT = "🔔 2027年2月28日（星期日）（就是今天）起，您可以申领居住证了。"


def serve(port: int) -> None:
    """The stand-in: every message arrives; GET /times tells when."""
    times: list[float] = []

    async def take(request: web.Request) -> web.Response:
        form = await request.post()
        times.append(time.time())
        chat = {"id": int(str(form["chat_id"])), "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": len(times), "date": 0, "chat": chat}})

    async def tell(request: web.Request) -> web.Response:
        told, times[:] = list(times), []
        return web.json_response(told)

    app = web.Application()
    app.add_routes([web.post("/bot{token}/{method}", take), web.get("/times", tell)])
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


async def arrivals(url: str) -> list[float]:
    """When messages arrived since this was last asked."""
    async with ClientSession() as http, http.get(f"{url}/times") as answer:
        return list(await answer.json())


async def there(url: str) -> None:
    """Wait until the stand-in answers."""
    while True:
        try:
            await arrivals(url)
            return
        except ClientConnectionError:
            await asyncio.sleep(0.1)


async def bare(bot: Bot, messages: int) -> float:
    """Messages a second by the call alone."""
    gate, began = asyncio.Semaphore(AT_ONCE), time.perf_counter()

    async def one(chat: int) -> None:
        async with gate:
            await bot.send_message(chat, TEXT)

    await asyncio.gather(*(one(chat) for chat in range(1, messages + 1)))
    return messages / (time.perf_counter() - began)


async def stored(store: Store, messages: int) -> None:
    """A reminder for each of so many chats."""

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            now = datetime.now(UTC)
            for chat in range(1, messages + 1):
                account = await uow.accounts.take("telegram", str(chat), "zh", now)
                await uow.messages.add(account.id, [Said({"text": TEXT}, True, reminds=True)], now)
            await uow.commit()

    await store.run(work)


async def standing(store: Store) -> int:
    """How many wait."""

    async def ask(uow: SqlUnitOfWork) -> int:
        async with uow:
            return sum((await uow.outbox.standing(datetime.now(UTC))).due.values())

    return await store.run(ask)


async def carried(url: str, key: str, api: str, name: str, limits: Mapping[str, Limits], seconds: float) -> None:
    """One process of ours, until nothing waits or the time is over."""
    store, nursery, bot = open_store(url, KeyRing.from_json(key), name), Nursery(), telegram_bot(TOKEN, api)
    post = Post(store, {"telegram": bot}, Attachments({}), lambda: datetime.now(UTC), limits)
    post.start(nursery)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and await standing(store):  # noqa: ASYNC110  # the others work too
        await asyncio.sleep(0.02)
    await nursery.close()
    await post.close()
    await bot.session.close()
    await store.close()


def carry(*arguments: Any) -> None:
    """The same as a process of its own."""
    asyncio.run(carried(*arguments))


async def ours(
    url: str, ring: KeyRing, api: str, workers: int, messages: int, limits: Mapping[str, Limits], seconds: float = 60
) -> list[float]:
    """When the messages arrived."""
    store = open_store(url, ring)
    await stored(store, messages)
    await arrivals(api)
    arguments = [(url, ring.to_json(), api, str(one), limits, seconds) for one in range(workers)]
    running = [multiprocessing.get_context("spawn").Process(target=carry, args=one) for one in arguments]
    for one in running:
        one.start()
    for one in running:
        await asyncio.to_thread(one.join)
    await store.close()
    return sorted(await arrivals(api))


def a_second(times: list[float]) -> float:
    """Messages a second between the first and the last."""
    return (len(times) - 1) / (times[-1] - times[0])


def too_many(times: list[float], limit: int = 30) -> int:
    """How many a messenger would have refused that takes so many in any one second."""
    return sum(bisect_right(times, at) - bisect_right(times, at - 1) > limit for at in times)


async def measured(url: str, kind: str, chosen: argparse.Namespace, api: str) -> None:
    """All rounds on one database."""
    await schema.upgrade(url)
    ring, bot = KeyRing.fresh(), telegram_bot(TOKEN, api)
    figures: dict[str, list[float]] = {"bare": [], "one": [], "two": []}
    for _ in range(chosen.rounds):
        figures["bare"].append(await bare(bot, chosen.messages))
        for name, workers in (("one", 1), ("two", 2)):
            figures[name].append(a_second(await ours(url, ring, api, workers, chosen.messages, {})))
    await bot.session.close()
    median = {name: statistics.median(values) for name, values in figures.items()}
    out(f"delivery on {kind}, messages a second", **{name: round(value) for name, value in median.items()})
    for name in ("one", "two"):
        ratio = median[name] / median["bare"]
        out(f"{name} of ours to bare send_message", database=kind, ratio=ratio, met=ratio >= 0.6)
    for workers in (1, 2):
        times = await ours(url, ring, api, workers, int(chosen.held * 30), {"telegram": TELEGRAM}, chosen.held + 30)
        share, refused = a_second(times) / 30, too_many(times)
        figures = {"workers": workers, "messages": len(times), "share": share, "refused": refused}
        out("30 a second held", database=kind, **figures, met=share >= 0.95 and not refused)


async def main(chosen: argparse.Namespace) -> None:
    """Everything, a line a figure."""
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    await there(f"http://127.0.0.1:{port}")
    header()
    with tempfile.TemporaryDirectory() as folder:
        await measured(f"sqlite:///{Path(folder) / 'bench.db'}", "sqlite", chosen, f"http://127.0.0.1:{port}")
    if chosen.postgres:
        await measured(await fresh_database(chosen.postgres), "postgresql", chosen, f"http://127.0.0.1:{port}")
    footer()
    server.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--postgres")
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--held", type=float, default=60.0)
    asyncio.run(main(parser.parse_args()))
