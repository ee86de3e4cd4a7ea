"""Bringing stored messages to people: turn each into a Bot API call, send it, note that it arrived.

A message is stored before it is sent and noted after; a crash between the two sends it again, never loses it. What
cannot be sent now stays behind and is tried again with growing pauses, in order, chat by chat.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods import EditMessageText, SendDocument, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.attachments import Attachments, File
from bot.conversation.speech import Incoming
from bot.nursery import Nursery
from bot.pinning import keep_in_sight
from storage.chats import Stored
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

delivering: ContextVar["tuple[int, Payload] | None"] = ContextVar("delivering", default=None)
"""The stored message that is being sent, for channels whose message ids are ours."""

NOTE_EVERY = 0.2
SWEEP_EVERY = 2.0
LEFT_BEHIND = timedelta(seconds=10)
SETTLED = timedelta(seconds=1)
"""How old a message of a chat that is behind must be, so that its own turn is surely past bringing it."""
SWEPT_AT_ONCE = 200
SIDE_BY_SIDE = 8
PATIENCE = 2.0
"""Seconds that a turn waits for its answers to arrive; a slow messenger then goes on beside it."""
FIRST_PAUSE, LONGEST_PAUSE = 2, 600
TRIES = 5
"""Tries of a message that fails here, not at the messenger: it will not get better, and others wait behind it. At the
last one its words go alone, for it may be the drawing that fails."""

Payload = Mapping[str, Any]
Place = tuple[str, str]
"""A channel and a chat in it."""


class Post:
    """Delivers for every channel; one of it a process. A chat's messages go one after another, chats side by side."""

    def __init__(
        self, store: Store, bots: Mapping[str, Bot], attachments: Attachments, instant: Callable[[], datetime]
    ) -> None:
        self._store, self._bots, self._attachments, self._instant = store, bots, attachments, instant
        self._arrived: dict[int, int | None] = {}
        self._behind: dict[Place, datetime] = {}
        self._added: set[Place] = set()
        self._failures: Counter[int] = Counter()
        self._turns: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._under_way = Nursery()

    def start(self, nursery: Nursery) -> None:
        """Begin noting arrivals and bringing what was left behind, beginning with what a crash left."""
        nursery.start(self._note_for_ever(), "delivery notes")
        nursery.start(self._sweep_for_ever(), "delivery sweep")

    async def close(self) -> None:
        """Stop sending and note what has arrived."""
        await self._under_way.close()
        await self.note()

    async def look_back(self) -> None:
        """Know which chats a crash left something for, before any of them gets an answer out of turn."""
        now = self._instant()
        left = await self._store.run(lambda uow: _undelivered(uow, now + _pause(LONGEST_PAUSE)))
        self._behind |= {place: now - SETTLED for place, _ in left}

    async def deliver(self, channel: str, chat: str, messages: Sequence[tuple[int, Payload]]) -> None:
        """Send fresh messages of one chat in order; what fails is left behind for the sweep."""
        work = self._under_way.start(self._deliver((channel, chat), messages), "delivery")
        await asyncio.wait({work}, timeout=PATIENCE)

    async def _deliver(self, place: Place, messages: Sequence[tuple[int, Payload]]) -> None:
        async with self._turn(place):
            for number, payload in messages:
                if place in self._behind:
                    self._added.add(place)
                    return
                await self._send(place, number, payload, tries=0)

    async def echo(self, event: Incoming, number: int) -> None:
        """Show a channel that has other windows open what was just taken from one of them."""
        show = getattr(self._bots[event.channel].session, "echo", None)
        if show is not None:
            await show(event, number)

    async def renew(self, event: Incoming, stamp: str) -> None:
        """Shut out whoever came in by an old key, before anything is shown."""
        shut = getattr(self._bots[event.channel].session, "renew", None)
        if shut is not None:
            await shut(event, stamp)

    async def note(self) -> None:
        """Write down what has arrived since the last time; what cannot be written now is kept for the next."""
        arrived = dict(self._arrived)
        if arrived:
            now = self._instant()

            async def work(uow: SqlUnitOfWork) -> None:
                async with uow:
                    await uow.messages.delivered(arrived.items(), now)
                    await uow.commit()

            await self._store.run(work)
            for number in arrived:
                self._arrived.pop(number, None)

    async def sweep(self, older_than: timedelta = LEFT_BEHIND, ahead: timedelta = timedelta()) -> None:
        """Try again what was left behind and is due, or will be within `ahead`.

        A chat stays behind until a look finds nothing more for it: what is said meanwhile waits its turn.
        """
        await self.note()
        now, busy = self._instant(), {place for place, turn in self._turns.items() if turn.locked()}
        self._added.clear()
        left = await self._store.run(lambda uow: _undelivered(uow, now + ahead))
        chats: dict[Place, list[Stored]] = defaultdict(list)
        for place, message in left:
            chats[place].append(message)
        if len(left) < SWEPT_AT_ONCE:
            done = {place for place, until in self._behind.items() if until < now} - chats.keys() - self._added - busy
            for place in done:
                del self._behind[place]
        side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)
        await asyncio.gather(
            *(
                self._bring(place, messages, now, older_than, side_by_side)
                for place, messages in chats.items()
                if place[0] in self._bots and place not in busy
            )
        )

    async def _bring(
        self, place: Place, messages: list[Stored], now: datetime, older_than: timedelta, limit: asyncio.Semaphore
    ) -> None:
        age = min(older_than, SETTLED) if place in self._behind else older_than
        async with limit, self._turn(place):
            for message in messages:
                if (until := self._behind.get(place)) and until >= now:
                    return await self._put_off([one.id for one in messages if one.id >= message.id], until)
                if message.id not in self._arrived and message.created_at <= now - age:
                    await self._send(place, message.id, message.payload, message.attempts)

    def _turn(self, place: Place) -> asyncio.Lock:
        return self._turns.setdefault(place, asyncio.Lock())

    async def _send(self, place: Place, number: int, payload: Payload, tries: int) -> None:
        channel, chat = place
        token = delivering.set((number, payload))
        try:
            alone = self._failures[number] == TRIES - 1
            file = None if alone else await self._attachments.made(payload)
            aimed = await self._aimed(channel, payload)
            sent = await self._bots[channel](compose(int(chat), aimed, file))
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            log.warning("message_refused", message=number, channel=channel, error=type(error).__name__)
            self._arrived[number] = None
        except (TimeoutError, AiogramError, OSError) as error:
            await self._leave_behind(place, number, tries, error)
        except Exception as error:
            log.error("message_failed", message=number, channel=channel, error=type(error).__name__)
            self._failures[number] += 1
            if self._failures[number] < TRIES:
                await self._leave_behind(place, number, tries, error)
            else:
                del self._failures[number]
                self._arrived[number] = None
        else:
            self._failures.pop(number, None)
            self._arrived[number] = remote = sent.message_id if isinstance(sent, Message) else None
            await keep_in_sight(self._bots[channel], int(chat), number, aimed, remote)
        finally:
            delivering.reset(token)

    async def _aimed(self, channel: str, payload: Payload) -> Payload:
        """A new face for an old message names it by the messenger's number; one that never arrived is sent anew."""
        number = payload.get("edits")
        if not number or getattr(self._bots[channel].session, "numbers_are_ours", False):
            return payload
        remote = self._arrived.get(number) or await self._store.run(lambda uow: _remote(uow, number))
        return {**payload, "edits": remote}

    async def _leave_behind(self, place: Place, number: int, tries: int, error: Exception) -> None:
        pause = min(FIRST_PAUSE * 2 ** min(tries, 20), LONGEST_PAUSE)
        if isinstance(error, TelegramRetryAfter):
            pause = max(error.retry_after, 1)
        until = self._behind[place] = self._instant() + _pause(pause)
        kind = type(error).__name__
        log.warning("message_left_behind", message=number, channel=place[0], error=kind, pause=pause)
        await self._put_off([number], until)

    async def _put_off(self, numbers: Sequence[int], until: datetime) -> None:
        async def work(uow: SqlUnitOfWork) -> None:
            async with uow:
                for number in numbers:
                    await uow.messages.failed(number, until)
                await uow.commit()

        await self._store.run(work)

    async def _note_for_ever(self) -> None:
        while True:
            await asyncio.sleep(NOTE_EVERY)
            await _quietly(self.note())

    async def _sweep_for_ever(self) -> None:
        await _quietly(self.sweep(timedelta(), _pause(LONGEST_PAUSE)))
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            await _quietly(self.sweep())


async def _quietly(work: Any) -> None:
    """One failed round is told to the log and does not end the rounds."""
    try:
        await work
    except Exception as error:
        log.error("delivery_round_failed", error=type(error).__name__)


async def _undelivered(uow: SqlUnitOfWork, before: datetime) -> list[tuple[Place, Stored]]:
    async with uow:
        left = await uow.messages.undelivered(before, SWEPT_AT_ONCE)
        accounts = {number: await uow.accounts.get(number) for number in {one.account_id for one in left}}
    return [((a.channel, a.chat), one) for one in left if (a := accounts[one.account_id])]


async def _remote(uow: SqlUnitOfWork, number: int) -> int | None:
    async with uow:
        return await uow.messages.remote_of(number)


def _pause(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def compose(chat: int, payload: Payload, file: File | None) -> TelegramMethod[Any]:
    """The Bot API call that says a stored message, with what goes with it if anything does."""
    text, markup = payload["text"], _markup(payload)
    entities = [MessageEntity(type="bold", offset=at, length=size) for at, size in payload.get("bold", ())] or None
    if file is not None:
        given = BufferedInputFile(file.content, file.name)
        said = {"chat_id": chat, "caption": text, "caption_entities": entities, "reply_markup": markup}
        return SendPhoto(photo=given, **said) if file.is_picture else SendDocument(document=given, **said)
    if edits := payload.get("edits"):
        return EditMessageText(chat_id=chat, message_id=edits, text=text, entities=entities, reply_markup=markup)
    return SendMessage(chat_id=chat, text=text, entities=entities, reply_markup=markup)


def _markup(payload: Payload) -> Any:
    inline = payload.get("inline", ())
    if contact := payload.get("contact"):
        rows = [[KeyboardButton(text=contact, request_contact=True)]]
        rows += [[KeyboardButton(text=text) for text, *_ in row] for row in inline]
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    if inline:
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text=text, callback_data=data, url=url) for text, data, url in row]
                for row in inline
            ]
        )
    return ReplyKeyboardRemove(remove_keyboard=True) if payload.get("drop_keyboard") else None
