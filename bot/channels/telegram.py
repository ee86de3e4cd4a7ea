"""Telegram, or any server that speaks the Bot API: by long polling, or by webhook with a secret.

An update counts as received only after its turn is stored: polling confirms a batch when all of it is answered, the
webhook says 200 when the turn is. A crash in between makes the messenger send it again, and the turn knows it.

A turn that could not be stored is neither lost nor answered twice. While the register is away (locked, full, gone) the
update stays with the messenger and comes again until it is stored, however long that takes; the person is told once
that it is kept and need not be sent again. After any other fault he is asked to send it again himself, and once he was
told so the update is confirmed, or both would be answered; it comes again only if he could not be told.
"""

import asyncio
import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramConflictError
from aiogram.types import BotCommand, CallbackQuery, Message, Update
from aiohttp import web
from pydantic import ValidationError

from bot.conversation.dialogue import COMMANDS
from bot.handlers import TurnFailed
from bot.texts import LANGUAGES, texts

log = structlog.get_logger(__name__)

KINDS = ["message", "edited_message", "callback_query"]
POLL_SECONDS = 25
LARGEST_UPDATE = 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
CALL_SECONDS = 15
TRIES = 5


def telegram_bot(token: str, api: str | None) -> Bot:
    """The bot of a token, on Telegram's own server or another one."""
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    return Bot(token, session=AiohttpSession(api=server, timeout=CALL_SECONDS))


def link(bot: Bot | None, word: str) -> str | None:
    """A link into the bot that brings a word with it; None while the bot does not know its own name."""
    name = _NAMES.get(bot.id) if bot else None
    return f"https://t.me/{name}?start={word}" if name else None


_NAMES: dict[int, str] = {}
"""The bots' user names, as the messenger told them."""


async def introduce(bot: Bot) -> None:
    """Set the command menu in every language; a messenger that is away for now is told about later."""
    try:
        _NAMES[bot.id] = (await bot.get_me()).username or ""
        for language in LANGUAGES:
            chosen = texts(language)
            commands = [BotCommand(command=c, description=chosen.plain(f"command.{c}")) for c in COMMANDS]
            await bot.set_my_commands(commands, language_code=None if language == "zh" else language)
    except (TimeoutError, AiogramError, OSError) as error:
        log.warning("introduction_failed", error=type(error).__name__)


@dataclass(slots=True)
class Intake:
    """Hands updates to the dispatcher, and tells people of turns that could not be stored."""

    bot: Bot
    dispatcher: Dispatcher
    _told: set[int] = field(default_factory=set)
    """Updates that wait for the register and whose senders know it."""

    async def take(self, update: Update) -> None:
        """Returns when the update is done with; raises when it has to come again."""
        try:
            await self.dispatcher.feed_update(self.bot, update)
        except TurnFailed as failed:
            if not failed.again:
                return await self._tell(update, failed)
            await self._tell_once(update, failed)
            raise
        self._told.discard(update.update_id)

    async def _tell_once(self, update: Update, failed: TurnFailed) -> None:
        if update.update_id in self._told:
            return
        try:
            await self._tell(update, failed)
        except (TimeoutError, AiogramError, OSError) as error:
            log.warning("not_told", update=update.update_id, error=type(error).__name__)
        else:
            self._told.add(update.update_id)

    async def _tell(self, update: Update, failed: TurnFailed) -> None:
        event = _event(update)
        place = event.message if isinstance(event, CallbackQuery) else event
        if place is not None:
            await self.bot.send_message(place.chat.id, failed.told)


async def poll(bot: Bot, dispatcher: Dispatcher) -> None:
    """Ask for updates for ever; only what is done with is confirmed.

    A person whose update failed and who could not be told gets it again, some times over; then it is given up, or
    nobody would be served. What waits for the register is never given up.
    """
    intake = Intake(bot, dispatcher)
    offset, pause, failures = None, FIRST_PAUSE, 0
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=POLL_SECONDS, allowed_updates=KINDS, request_timeout=POLL_SECONDS + 10
            )
        except (TimeoutError, AiogramError, OSError) as error:
            log.warning("polling_failed", error=type(error).__name__, pause=pause)
            if isinstance(error, TelegramConflictError):
                await _drop_webhook(bot)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = FIRST_PAUSE
        failed = await _answer(intake, updates, give_up=failures == TRIES - 1)
        if failed:
            offset, failures = min(failed), failures + 1 if not all(failed.values()) else 0
            await asyncio.sleep(FIRST_PAUSE)
        elif updates:
            offset, failures = max(one.update_id for one in updates) + 1, 0


async def _drop_webhook(bot: Bot) -> None:
    """A webhook from before, which keeps us from asking."""
    try:
        await bot.delete_webhook()
    except (TimeoutError, AiogramError, OSError) as error:
        log.warning("webhook_not_dropped", error=type(error).__name__)


async def _answer(intake: Intake, updates: Sequence[Update], *, give_up: bool) -> dict[int, bool]:
    """Each person's updates one after another, different people side by side; of each the one that has to come again,
    with what follows it still to be answered, and whether it waits for the register."""
    by_person: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        if (event := _event(update)) is not None:
            by_person[event.from_user.id if event.from_user else 0].append(update)

    async def in_order(theirs: list[Update]) -> dict[int, bool]:
        for update in theirs:
            try:
                await intake.take(update)
            except TurnFailed:
                return {update.update_id: True}
            except Exception as error:
                log.error("update_failed", update=update.update_id, error=type(error).__name__)
                if not give_up:
                    return {update.update_id: False}
        return {}

    ends = await asyncio.gather(*map(in_order, by_person.values()))
    return {number: waits for end in ends for number, waits in end.items()}


def _event(update: Update) -> Message | CallbackQuery | None:
    """What happened, if it is of a kind that is asked for."""
    return update.message or update.edited_message or update.callback_query


async def keep_webhook(bot: Bot, url: str, secret: str) -> None:
    """Tell the messenger where to deliver, and the secret to show; again until it has heard."""
    pause = FIRST_PAUSE
    while True:
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS)
            return
        except (TimeoutError, AiogramError, OSError) as error:
            log.warning("webhook_not_set", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def webhook(bot: Bot, dispatcher: Dispatcher, path: str, secret: str) -> web.RouteDef:
    """The route the messenger delivers to; a caller without the secret learns nothing."""
    intake = Intake(bot, dispatcher)

    async def receive(request: web.Request) -> web.Response:
        shown = request.headers.getall("X-Telegram-Bot-Api-Secret-Token", [])
        if len(shown) != 1 or not hmac.compare_digest(shown[0].encode("utf-8", "surrogateescape"), secret.encode()):
            raise web.HTTPNotFound
        if (request.content_length or 0) > LARGEST_UPDATE:
            raise web.HTTPRequestEntityTooLarge(LARGEST_UPDATE, request.content_length or 0)
        try:
            update = Update.model_validate_json(await request.read(), context={"bot": bot})
        except (ValidationError, ValueError):
            return web.Response(status=400)
        if _event(update) is not None:
            try:
                await intake.take(update)
            except TurnFailed:
                return web.Response(status=503)
        return web.Response()

    return web.post(path, receive)
