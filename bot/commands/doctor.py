"""`anju doctor`: whether this installation can work, a line for each part; nothing in it is about a person.

It makes and changes nothing; with `--retry` it puts back what was given up.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that one part may take to answer."""


def add(subparsers: Any) -> None:
    """Declare the command."""
    told = "check settings, keys, database, language model, fonts, Redis, notices, text messages, what was given up"
    parser = subparsers.add_parser("doctor", help=told, description=f"{told}; exit 1 if something is wrong")
    parser.add_argument("--retry", action="store_true", help="let the messages that were given up be tried again")
    parser.set_defaults(run=run)


class Unwell(Exception):
    """A part cannot work; the text says why, in words for whoever runs the service."""


def run(chosen: argparse.Namespace) -> int:
    """Check every part; 0 if all is well, 1 if something is wrong, 2 if a setting cannot be read at all."""
    from bot.settings import read

    return asyncio.run(_examined(read(), chosen.retry))


async def _examined(settings: "Settings", retry: bool) -> int:
    parts: tuple[tuple[str, Callable[[Any], Awaitable[str]]], ...] = (
        ("settings", _settings),
        ("keys", _keys),
        ("database", _database),
        ("nlu", _nlu),
        ("fonts", _fonts),
        ("redis", _redis),
        ("push", _push),
        ("sms", _sms),
        ("messages", _put_back if retry else _messages),
    )
    well = True
    for name, examine in parts:
        try:
            async with asyncio.timeout(PATIENCE):
                found, mark = await examine(settings), "ok"
        except Unwell as problem:
            found, mark, well = str(problem), "WRONG", False
        except Exception as error:
            found, mark, well = f"cannot be used ({type(error).__name__})", "WRONG", False
        print(f"{mark:6}{name}: {found}")
    return 0 if well else 1


async def _settings(settings: "Settings") -> str:
    return "Telegram and the web chat" if settings.telegram_token else "the web chat, no Telegram token"


async def _keys(settings: "Settings") -> str:
    from bot.vouchers.keys import VoucherKeys
    from storage.keyring import KeyRing

    data, vouchers = settings.keys_dir / "data.json", settings.keys_dir / "vouchers.json"
    needed = (vouchers,) if _given(settings) else (data, vouchers)
    missing = [path.name for path in needed if not path.is_file()]
    if missing:
        raise Unwell(f"{' and '.join(missing)} not in {settings.keys_dir}; the first start makes them")
    KeyRing.from_json(_given(settings) or data.read_text())
    VoucherKeys(vouchers)
    return "data keys and voucher keys can be read"


def _given(settings: "Settings") -> str | None:
    return settings.data_keys.get_secret_value() if settings.data_keys else None


async def _database(settings: "Settings") -> str:
    from storage import schema

    if not _is_there(settings):
        raise Unwell("there is none yet; the first start makes it")
    at, head = await schema.revision(settings.database), schema.head()
    if at != head:
        raise Unwell(f"at revision {at or 'none'}, this version wants {head}: anju db upgrade")
    return f"at revision {at}"


def _is_there(settings: "Settings") -> bool:
    from sqlalchemy.engine import make_url

    url = make_url(settings.database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


async def _nlu(settings: "Settings") -> str:
    if settings.nlu_url is None:
        return "anju serve runs its own"
    import aiohttp

    async with aiohttp.ClientSession() as http, http.get(f"{settings.nlu_url}/") as answer:
        if answer.status >= 500:
            raise Unwell(f"answers {answer.status}")
    return "answers"


async def _fonts(settings: "Settings") -> str:
    from bot.vouchers.lettering import fonts

    if not fonts().path.is_file():
        raise Unwell("the font of the papers is missing: install again")
    return "there"


async def _redis(settings: "Settings") -> str:
    if settings.redis is None:
        return "not used"
    from redis.asyncio import Redis

    client = Redis.from_url(settings.redis, socket_connect_timeout=PATIENCE)
    try:
        await client.ping()
    finally:
        await client.aclose()
    return "answers"


async def _push(settings: "Settings") -> str:
    from bot.channels import vapid
    from bot.providers import push_key_of, push_places_of

    path = settings.keys_dir / vapid.FILE
    if not settings.vapid_key and not path.is_file():
        return "no key yet, the next start with a web server makes it"
    _told_plainly(lambda: (push_places_of(settings), push_key_of(settings)))
    count = await _asked(settings, lambda uow: uow.subscriptions.count())
    return f"the key can be read, {count} browsers take notices"


async def _sms(settings: "Settings") -> str:
    from bot.providers import sms_of

    _told_plainly(lambda: sms_of(settings))
    if settings.sms_provider is None:
        return "not used"
    dead = await _asked(settings, lambda uow: uow.reaching.shut_now("sms"))
    return f"by {settings.sms_provider}, {dead} numbers take none"


def _told_plainly(look: Callable[[], Any]) -> None:
    from bot.settings import BadSetting

    try:
        look()
    except BadSetting as problem:
        raise Unwell(str(problem)) from None


async def _messages(settings: "Settings") -> str:
    dead = await _asked(settings, lambda uow: uow.outbox.dead_letters())
    if dead:
        kinds = "; ".join(f"{one.count} {one.error} since {one.since:%Y-%m-%d %H:%M} UTC" for one in dead)
        raise Unwell(f"given up: {kinds}. To try them again: anju doctor --retry")
    return "none was given up"


async def _put_back(settings: "Settings") -> str:
    count = await _asked(settings, lambda uow: uow.outbox.put_back())
    return f"{count} put back, to be tried again"


async def _asked(settings: "Settings", ask: "Callable[[SqlUnitOfWork], Awaitable[T]]") -> "T":
    """What the database answers; no message is opened for it, so any key will do."""
    from bot.books import written
    from storage.keyring import KeyRing
    from storage.stores import open_store

    await _database(settings)
    store = open_store(settings.database, KeyRing.fresh())
    try:
        return await written(store, ask)
    finally:
        await store.close()
