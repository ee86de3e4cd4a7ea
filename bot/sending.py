"""One stored message to the messenger: turned into a Bot API call, sent when the pace allows, and what became of it.

A reminder is noted as begun just before its call and as arrived just after, each committed before anything else happens
to it: only who dies between the two leaves it open whether it arrived.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import Message
from aiohttp import ClientConnectorError

from bot import reaching
from bot.attachments import Attachments
from bot.books import Books, quietly, written
from bot.composing import Payload, compose, delivering, repeated
from bot.metrics import Metrics
from bot.pacing import Limits, Pace
from bot.pinning import keep_in_sight
from bot.reaching import MOST_TRIES, RINGS, Closed, Later, NotReached, Refused, kind_of
from storage.chats import SHUT
from storage.outbox import Waiting
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2, 600
TRIES = 5
"""Tries of a message that fails here, not at the messenger: it will not get better, and others wait behind it. At the
last one its words go alone, for it may be the drawing that fails."""

NEAR = timedelta(milliseconds=20)
"""How long before its place a reminder is written down as begun, so that the call itself is made on time."""


class End(Enum):
    """How a try ended that needs no other."""

    DONE = auto()
    SHUT = auto()
    """The messenger takes nothing for this chat."""


class Sender:
    """Sends for every channel; `rests` says until when a messenger wants nothing of the whole bot."""

    def __init__(
        self,
        store: Store,
        bots: Mapping[str, Bot],
        attachments: Attachments,
        instant: Callable[[], datetime],
        books: Books,
        metrics: Metrics,
        limits: Mapping[str, Limits],
        wake: Callable[[], None],
    ) -> None:
        self._store, self._bots, self._attachments, self._instant = store, bots, attachments, instant
        self._books, self._metrics, self._limits, self._wake = books, metrics, limits, wake
        self._paces = {channel: Pace(one) for channel, one in limits.items()}
        self._failures: Counter[int] = Counter()
        self.rests: dict[str, datetime] = {}

    async def send(self, one: Waiting) -> End | datetime:
        """Try to bring a message; how that ended, or when to try again."""
        token = delivering.set((one.id, one.payload))
        try:
            await self._try(one)
        except NotReached:
            await self._not_reached(one)
        except (TelegramForbiddenError, TelegramBadRequest, Closed, Refused) as error:
            return await self._turned_away(one, error)
        except (TimeoutError, AiogramError, OSError, Later) as error:
            return await self._leave_behind(one, error)
        except Exception as error:
            log.error("message_failed", message=one.id, channel=one.channel, error=type(error).__name__)
            self._failures[one.id] += 1
            if self._failures[one.id] < TRIES:
                return await self._leave_behind(one, error)
            del self._failures[one.id]
            await self.refuse(one, type(error).__name__)
        finally:
            delivering.reset(token)
        return End.DONE

    async def _try(self, one: Waiting) -> None:
        payload = repeated(one.payload) if one.reminds and one.perhaps else one.payload
        file = None if self._failures[one.id] == TRIES - 1 else await self._attachments.made(payload)
        aimed = await self._aimed(one.channel, payload)
        call = compose(int(one.chat), aimed, file)
        at = await self._near(one.channel, one.at) if one.at is not None else None
        if not await self._may_go(one, at):
            return await written(self._store, lambda uow: uow.outbox.release([one.id]))
        sent = await self._bots[one.channel](call)
        self._failures.pop(one.id, None)
        remote = sent.message_id if isinstance(sent, Message) else None
        self._books.arrive(one.channel, one.id, remote, reminds=one.reminds)
        self._metrics.sent(one.channel, reminds=one.reminds, waited=self._instant() - one.stored_at)
        if one.reminds:
            await quietly(self._books.note(one.id))
        await keep_in_sight(self._bots[one.channel], int(one.chat), one.id, aimed, remote)

    async def _may_go(self, one: Waiting, at: datetime | None) -> bool:
        """Wait for its turn, and for a reminder write down that it begins; False if it is not to go after all."""
        pace = self._paces.get(one.channel)
        if pace is not None:
            await pace.turn(one.chat, reminds=one.reminds)
        try:
            begun = not one.reminds or await self._books.begin(one.id)
            await asyncio.sleep(max((at - self._instant()).total_seconds(), 0) if at else 0)
            return begun
        finally:
            if pace is not None:
                pace.went()

    async def _near(self, channel: str, at: datetime) -> datetime:
        """Wait until a reminder's place is near; who is late would meet those of others there, and takes a new one."""
        rate = self._limits[channel].rate
        for _ in range(TRIES):
            await asyncio.sleep(max((at - NEAR - self._instant()).total_seconds(), 0))
            if (now := self._instant()) <= at:
                return at
            at = await self._another(channel, rate, now)
        return at

    async def _another(self, channel: str, rate: float, now: datetime) -> datetime:
        return await written(self._store, lambda uow: uow.outbox.place(channel, rate, now))

    async def _aimed(self, channel: str, payload: Payload) -> Payload:
        """A new face for an old message names it by the messenger's number; one that never arrived is sent anew."""
        number = payload.get("edits")
        if not number or getattr(self._bots[channel].session, "numbers_are_ours", False):
            return payload
        remote = self._books.arrived.get(number) or await self._store.run(lambda uow: _remote(uow, number))
        return {**payload, "edits": remote}

    async def _turned_away(self, one: Waiting, error: Exception) -> End:
        """The messenger will never take this: because of the message, or because of the chat."""
        told = error.message if isinstance(error, TelegramAPIError) else ""
        if "message is not modified" in told:
            self._books.arrive(one.channel, one.id, None, reminds=one.reminds)
            return End.DONE
        shut = isinstance(error, TelegramForbiddenError | Closed) or "chat not found" in told
        log.warning("message_refused", message=one.id, channel=one.channel, error=kind_of(error))
        self._metrics.failed(one.channel, kind_of(error))
        await self.refuse(one, SHUT if shut else kind_of(error))
        return End.SHUT if shut else End.DONE

    async def refuse(self, one: Waiting, error: str) -> None:
        """Keep it as a dead letter; a reminder goes on to the next door of its person, if there is one."""
        now = self._instant()
        if await written(self._store, lambda uow: reaching.refused(uow, one, error, now)):
            self._wake()

    async def _not_reached(self, one: Waiting) -> None:
        """It lies where its person finds it; as nobody was there, it goes on besides."""
        now = self._instant()
        self._metrics.failed(one.channel, NotReached.__name__)
        if await written(self._store, lambda uow: reaching.not_reached(uow, one, now)):
            self._wake()

    async def _leave_behind(self, one: Waiting, error: Exception) -> End | datetime:
        kind, perhaps = kind_of(error), False
        pause: float = min(FIRST_PAUSE * 2 ** min(one.attempts, 20), LONGEST_PAUSE)
        if isinstance(error, TelegramRetryAfter):
            pause = max(error.retry_after, 1)
            await self._flooded(one, self._instant() + timedelta(seconds=pause))
        elif isinstance(error, Later):
            pause = error.seconds or pause
        elif isinstance(error, TelegramNetworkError | TimeoutError | OSError):
            perhaps = not isinstance(error.__cause__ or error, ClientConnectorError)
        until = self._instant() + timedelta(seconds=pause)
        log.warning("message_left_behind", message=one.id, channel=one.channel, error=kind, pause=pause)
        self._metrics.failed(one.channel, kind)
        if one.channel in RINGS and one.attempts + 1 >= MOST_TRIES:
            await self.refuse(one, kind)
            return End.DONE
        await written(self._store, lambda uow: uow.outbox.failed(one.id, until, perhaps=perhaps))
        return until

    async def _flooded(self, one: Waiting, until: datetime) -> None:
        """Two chats that are told to wait at the same time: it is the bot that has to, all of it, in every process."""
        if one.channel not in self._limits:
            return
        now = self._instant()
        rest = await written(self._store, lambda uow: uow.outbox.flooded(one.channel, one.chat, until, now))
        if rest:
            self.rests[one.channel] = rest
            log.warning("channel_rests", channel=one.channel)


async def _remote(uow: SqlUnitOfWork, number: int) -> int | None:
    async with uow:
        return await uow.outbox.remote_of(number)
