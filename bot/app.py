"""Where the program is put together: settings in, a running house out. Importing anything else starts nothing."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher
from aiohttp import web
from asyncpg import PostgresError  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.exc import SQLAlchemyError

from bot import calendar, faq, filedpages, issuing, reminders
from bot.attachments import Attachments, Kind
from bot.calm import Calm
from bot.channels import telegram
from bot.channels.push import PushSession
from bot.channels.texting import LIMITS, SmsSession
from bot.clock import Clock
from bot.clockwork import Clockwork
from bot.conversation.dialogue import COMMANDS
from bot.conversation.front import Front, Senses
from bot.conversation.turn import Desk
from bot.delivery import Post
from bot.documents.typesetting import Typesetter
from bot.figures import PICTURE, TABLE, Figures
from bot.handlers import dispatcher
from bot.interview.dates import jionlp
from bot.language import Language
from bot.looking import Looking, sweep_daily
from bot.nudges import Nudges
from bot.nursery import Nursery
from bot.office import Office, hours
from bot.pacing import TELEGRAM
from bot.papers import MEDIA, Papers
from bot.providers import push_key_of, push_places_of, sms_of
from bot.reaching import RINGS
from bot.settings import BadSetting, Settings
from bot.texts import texts
from bot.vouchers.keys import VoucherKeys
from bot.web.chat import WebChat
from bot.web.cookies import ChatCookie
from bot.web.hub import Hub
from bot.web.server import application
from bot.web.session import WEB_BOT, WebSession
from bot.web.subscribing import Subscribing
from bot.web.uploads import Uploads, clean_daily
from bot.web.verification import Verification
from storage import keyring, schema
from storage.files import SealedFiles, open_files
from storage.keyring import KeyProblem, KeyRing
from storage.leadership import leadership
from storage.outbox import Standing
from storage.placing import place_registrations
from storage.seats import Seat
from storage.shelf import ShelfProblem
from storage.stores import Store, StoreProblem, open_store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

PUSH_BOT, SMS_BOT = 2, 3
"""Numbers that Telegram gives no bot, like WEB_BOT."""


@dataclass(slots=True)
class House:
    """Everything that runs, and how to reach it."""

    settings: Settings
    store: Store
    clock: Clock
    front: Front
    post: Post
    dispatcher: Dispatcher
    bots: dict[str, Bot]
    language: Language
    files: SealedFiles
    uploads: Uploads
    attachments: Attachments
    web: web.Application | None
    clockwork: Clockwork | None
    nudges: Nudges
    seat: Seat
    nursery: Nursery = field(default_factory=Nursery)


def keys_of(settings: Settings) -> KeyRing:
    """The key ring that guards the data."""
    text = settings.data_keys.get_secret_value() if settings.data_keys else None
    try:
        return keyring.load_or_create(settings.keys_dir / "data.json", text)
    except OSError as error:
        raise BadSetting("data_dir", error.strerror) from None
    except KeyProblem as problem:
        raise BadSetting("data_keys" if text else "data_dir", problem) from None


def store_of(settings: Settings, ring: KeyRing, holder: str | None = None) -> Store:
    """The database of the settings, opened with the ring that guards it; `holder` brings messages from it."""
    try:
        return open_store(settings.database, ring, holder)
    except StoreProblem as problem:
        raise BadSetting(settings.database_from, problem) from None
    except OSError as error:
        raise BadSetting(settings.database_from, error.strerror) from None


def _seat(settings: Settings) -> Seat:
    try:
        return Seat(settings.data_dir / "seats")
    except OSError as error:
        raise BadSetting("data_dir", error.strerror) from None


def _files(settings: Settings, ring: KeyRing) -> SealedFiles:
    try:
        return open_files(settings.files, ring)
    except ShelfProblem as problem:
        raise BadSetting("files_url", problem) from None


def build(
    settings: Settings,
    *,
    with_web: bool = True,
    with_telegram: bool = True,
    with_sidecar: bool = True,
    with_clockwork: bool = True,
) -> House:
    """Put the house together; nothing is started yet."""
    ring = keys_of(settings)
    clock = Clock(settings.today)
    seat = _seat(settings)
    store = store_of(settings, ring, seat.name)
    vouchers = VoucherKeys.load_or_create(settings.keys_dir / "vouchers.json")
    office = issuing.Issuing(store, vouchers, clock, settings.public_url)
    hub, files = Hub(), _files(settings, ring)
    uploads = Uploads(files)
    cookie = ChatCookie(ring.derive("web chat cookie"), settings.public_url.startswith("https://"))
    bots: dict[str, Bot] = {}
    bots["sms"] = Bot(f"{SMS_BOT}:sms", session=SmsSession(store, sms_of(settings), clock.now))
    if with_web:
        places, key = push_places_of(settings), push_key_of(settings)
        bots["web"] = Bot(f"{WEB_BOT}:web", session=WebSession(hub, uploads, cookie))
        bots["push"] = Bot(f"{PUSH_BOT}:push", session=PushSession(store, key, places, hub.watched, clock.now))
    if with_telegram and settings.telegram_token:
        token = settings.telegram_token.get_secret_value()
        bots["telegram"] = telegram.telegram_bot(token, settings.telegram_api)
    language = Language(settings, own=with_sidecar)
    papers = Papers(store, vouchers, clock, settings.public_url, Typesetter(), ring.derive("paper digest"))
    calm = Calm(Office(hours(settings.desk_hours), settings.desk_days))
    figures = Figures(store, clock, papers.press, calm.office)
    pages, dates = filedpages.FiledPages(store, files), calendar.Dates(store, clock, calm)
    attachments = _attachments(office, papers, pages, figures, dates)
    post = Post(
        store, bots, attachments, clock.instant, {"telegram": TELEGRAM, "sms": LIMITS}, reminders.Holding(store, clock)
    )
    nudges = Nudges(settings.redis, post.wake, seat.name)
    desk = _desk(settings, office, bots, language, calm)
    front = Front(store, post, desk, Senses(language.read, Looking(bots, files).look), clock)
    clockwork = None
    if with_clockwork:
        clockwork = Clockwork(store, clock, leadership(store.url), nudge=nudges.nudge, calm=calm)
    hands = dispatcher(front)
    house = House(
        settings,
        store,
        clock,
        front,
        post,
        hands,
        bots,
        language,
        files,
        uploads,
        attachments,
        None,
        clockwork,
        nudges,
        seat,
    )
    if with_web:
        origins = frozenset({_origin(settings.public_url)})
        chat = WebChat(store, house.dispatcher, bots["web"], hub, uploads, cookie, origins, commands, attachments)
        subscribing = Subscribing(store, chat.holder, key, places, clock.instant)
        verification = Verification(store, vouchers, clock, _address_of(settings))
        house.web = application(chat, subscribing, verification, lambda: health(house), lambda: metrics(house))
    return house


def _desk(settings: Settings, office: issuing.Issuing, bots: dict[str, Bot], language: Language, calm: Calm) -> Desk:
    def invitation(channel: str, token: str) -> str:
        return telegram.link(bots.get(channel), token) or web_link(settings.public_url, token)

    return Desk(
        office.fresh,
        issuing.proof_code,
        office.check,
        faq.load(),
        lambda: language.state,
        calm,
        invitation=invitation,
        sms=settings.sms_provider is not None,
    )


def web_link(public_url: str, word: str) -> str:
    """A link into the web chat that brings a word with it, behind the # where no server sees it."""
    return f"{public_url}/#start={word}"


def _attachments(
    office: issuing.Issuing, papers: Papers, pages: filedpages.FiledPages, figures: Figures, dates: calendar.Dates
) -> Attachments:
    """Everything that can go with a message, a line a kind."""
    kinds = {
        "voucher": Kind("image/png", office.draw),
        "timeline": Kind("image/png", lambda said, language: papers.press.png("timeline", said)),
        "page": Kind(filedpages.MEDIA, pages.draw),
        "figures_table": Kind(TABLE, figures.table),
        "calendar": Kind(calendar.MEDIA, dates.draw),
    }
    kinds |= {name: Kind(PICTURE, draw) for name, draw in figures.pictures().items()}
    kinds |= {name: Kind(MEDIA, draw) for name, draw in papers.kinds().items()}
    return Attachments(kinds)


def _origin(url: str) -> str:
    """The origin of our pages the way a browser names it: no path, small letters, no port that goes without saying."""
    parts = urlsplit(url.lower())
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"


def commands(language: str) -> list[dict[str, str]]:
    """The command menu of a language."""
    chosen = texts(language)
    return [{"command": one, "description": chosen.plain(f"command.{one}")} for one in COMMANDS]


@asynccontextmanager
async def bringing(house: House) -> AsyncIterator[House]:
    """Stored messages are brought, as far as the house has channels; all ended in order."""
    async with AsyncExitStack() as stack:
        stack.callback(house.seat.leave)
        stack.push_async_callback(house.store.close)
        stack.push_async_callback(house.nudges.close)
        for one in house.bots.values():
            stack.push_async_callback(one.session.close)
        stack.push_async_callback(house.post.close)
        stack.push_async_callback(house.nursery.close)
        await house.post.look_back()
        house.post.start(house.nursery)
        house.nursery.start(house.nudges.listen(), "nudges")
        yield house


@asynccontextmanager
async def running(house: House) -> AsyncIterator[House]:
    """The house at work: schema up to date, delivery, language, web and messengers started; all ended in order."""
    settings = house.settings
    await migrate(settings)
    jionlp()  # speaks at import, which is silenced for the whole process: before anybody else has something to say
    async with bringing(house), AsyncExitStack() as stack:
        house.nursery.start(asyncio.to_thread(_warm), "warming up")
        house.nursery.start(place_registrations(house.store), "placing registrations")
        await stack.enter_async_context(house.language.running(house.nursery))
        if bot := house.bots.get("telegram"):
            await _open_telegram(house, bot)
        if house.web is not None:
            house.nursery.start(clean_daily(house.uploads), "cleaning uploads")
            house.nursery.start(sweep_daily(house.files, house.store, house.clock), "sweeping pages")
            runner = web.AppRunner(house.web, access_log=None, shutdown_timeout=5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await _listen(runner, settings)
            log.info("web_open", host=settings.web_host, port=settings.web_port)
        if house.clockwork is not None:
            await stack.enter_async_context(house.clockwork)
        yield house


async def migrate(settings: Settings) -> None:
    """Bring the database to this version's schema; BadSetting if it cannot be used."""
    try:
        await schema.upgrade(settings.database)
    except (SQLAlchemyError, PostgresError, StoreProblem, OSError) as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        raise BadSetting(settings.database_from, f"the database there cannot be used ({kind})") from None


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.web_host, settings.web_port).start()
    except socket.gaierror:
        raise BadSetting("web_host", f"{settings.web_host} is no address of this machine") from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "cannot be used"
        raise BadSetting("web_port", f"{settings.web_host}:{settings.web_port}: {why}") from None


async def _open_telegram(house: House, bot: Bot) -> None:
    settings = house.settings
    house.nursery.start(telegram.introduce(bot), "introduction")
    if not settings.telegram_webhook_url:
        house.nursery.start(telegram.poll(bot, house.dispatcher), "telegram polling")
        return
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else None
    secret = secret or keys_of(settings).derive("telegram webhook").hex()
    if house.web is None:
        raise BadSetting("telegram_webhook_url", "a webhook needs the web server: anju serve or anju web")
    house.web.add_routes([telegram.webhook(bot, house.dispatcher, "/telegram/update", secret)])
    url = f"{settings.telegram_webhook_url}/telegram/update"
    house.nursery.start(telegram.keep_webhook(bot, url, secret), "webhook")


async def health(house: House) -> dict[str, Any]:
    """What each part says of itself; `ok` is whether the chat can work."""
    try:
        await house.store.ping()
        database = "ok"
    except Exception as error:
        database = type(error).__name__
    return {
        "ok": database == "ok",
        "database": database,
        "nlu": house.language.state,
        "channels": sorted(set(house.bots) - {*RINGS}),
    }


async def metrics(house: House) -> bytes:
    """What was brought by this process, and what waits in the database."""
    now = house.clock.instant()

    async def ask(uow: SqlUnitOfWork) -> Standing:
        async with uow:
            return await uow.outbox.standing(now)

    return house.post.metrics.page(await house.store.run(ask), now)


def _address_of(settings: Settings) -> Any:
    def address(request: web.Request) -> str:
        forwarded = request.headers.get("X-Forwarded-For") if settings.trust_proxy else None
        return forwarded.rpartition(",")[2].strip() if forwarded else request.remote or "unknown"

    return address


def _warm() -> None:
    """Load what takes long at first use before somebody waits for it."""
    from datetime import date

    from bot.interview.dates import read_day
    from bot.interview.places import read_address

    read_day("昨天", date(2026, 1, 1))
    read_address("拱墅区大关街道湖墅南路12号")
