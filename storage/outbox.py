"""Our messages on their way: claimed by one process, brought, noted; or put off, given up, put back.

A claim is a lease: whoever holds it brings the message, and after `LEASE` it is anybody's again, for its holder has
died. A chat of which somebody holds something, or that waits for its next try, is left alone as a whole, so a chat's
messages are brought by one process at a time and in order. On PostgreSQL a claim locks the chats that it takes and
passes over those that somebody else has locked; on SQLite the one writer is lock enough.

What the processes may send through a messenger together is one row a channel (`paces`): reminders take their place in
it when they are claimed, answers are counted when they are noted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select, tuple_, update

from storage.link import Sealed
from storage.tables import WAITING, accounts, messages, paces

LEASE = timedelta(seconds=30)
DOUBT = timedelta(seconds=10)
"""How long a message rests after a try of which nobody knows how it ended."""
AHEAD = timedelta(seconds=2)
"""How far ahead reminders are claimed: what is claimed waits no longer than that for its place."""
OF_ONE_CHAT = 20
"""Messages of a chat that are claimed at once, so that one to which much is to be said does not hide the others."""
PLACES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that this process has claimed. `perhaps`: a try was begun and nobody knows how it ended; `at`: its
    place in the pace of the messenger."""

    id: int
    account_id: int
    channel: str
    chat: str
    payload: Mapping[str, Any]
    attempts: int
    reminds: bool
    perhaps: bool
    shut: bool
    stored_at: datetime
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one look has claimed, and until when the messenger wants rest, if it does."""

    waiting: tuple[Waiting, ...] = ()
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Messages that were given up for one kind of error."""

    error: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits, in figures: answers and reminders that are due, since when the oldest is, what was given up."""

    due: Mapping[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    dead: tuple[DeadLetters, ...] = ()


_BY_ID = update(messages).where(messages.c.id == bindparam("of_id"))
_ORDER = (messages.c.reminds, messages.c.id)
"""Answers before reminders, and both as they were stored."""
_FREED: Mapping[str, Any] = {"claimed_by": None, "claimed_at": None}
_DELIVERED = _BY_ID.values(delivered_at=bindparam("at"), remote_id=bindparam("remote"))
_PACE_OF = select(paces).where(paces.c.channel == bindparam("of_channel")).with_for_update()
"""The row of a messenger, locked on PostgreSQL; SQLite has one writer, and the words mean nothing to it."""
_FAILED = _BY_ID.values(attempts=messages.c.attempts + 1, next_try_at=bindparam("again_at"), **_FREED)


class Outbox(Sealed):
    """What is to be brought, and what has become of it."""

    async def claim(self, channel: str, now: datetime, limit: int, rate: float | None = None) -> Claimed:
        """Claim at most `limit` messages of a channel, answers first, and of reminders no more than a pace of `rate` a
        second leaves room for."""
        free_at, paused_until = await self._pace(channel, now, rate)
        if paused_until and paused_until > now:
            return Claimed((), paused_until)
        room = int((now + AHEAD - free_at).total_seconds() * rate) if rate else limit
        rows = await self._take(channel, now, limit, min(room, limit))
        waiting, claimed = [], [row.id for row in rows]
        for row in rows:
            at = None
            if rate and row.reminds:
                at, free_at = free_at, free_at + timedelta(seconds=1 / rate)
            waiting.append(self._waiting(row, at))
        if claimed:
            mine = update(messages).where(self._link.among(messages.c.id, claimed))
            await self._link.execute(mine.values(claimed_by=self._link.holder, claimed_at=now))
        if rate and any(one.reminds for one in waiting):
            await self._set_pace(channel, free_at=free_at)
        return Claimed(tuple(waiting))

    async def _pace(self, channel: str, now: datetime, rate: float | None) -> tuple[datetime, datetime | None]:
        if rate is None:
            return now, None
        await self._link.execute(self._link.insert(paces).values(channel=channel, free_at=now).on_conflict_do_nothing())
        row = (await self._link.execute(_PACE_OF, {"of_channel": channel})).one()
        return max(row.free_at, now), row.paused_until

    async def _take(self, channel: str, now: datetime, limit: int, reminders: int) -> list[Row[Any]]:
        """Rows of free chats, locked where the database locks rows; what was claimed before the lock was had is seen by
        the second look alone."""
        free = and_(WAITING, _is_free(now), _is_settled(now), ~_is_held(now))
        due = (
            select(messages.c.account_id)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(free, _is_first(), accounts.c.channel == channel, messages.c.reminds <= int(reminders > 0))
            .order_by(messages.c.reminds, messages.c.id)
            .limit(limit)
        )
        chats = select(accounts.c.id).where(accounts.c.id.in_(due))
        if self._link.locks_rows:
            chats = chats.with_for_update(key_share=True, skip_locked=True)
        numbers = [row.id for row in await self._link.execute(chats)]
        if not numbers:
            return []
        place = func.row_number().over(partition_by=messages.c.account_id, order_by=_ORDER).label("place")
        of_these = self._link.among(messages.c.account_id, numbers)
        queued = select(messages.c.id, place).where(free, of_these).subquery()
        theirs = (
            select(messages, accounts.c.channel, accounts.c.chat, accounts.c.shut_at)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .join(queued, queued.c.id == messages.c.id)
            .where(queued.c.place <= OF_ONE_CHAT)
            .order_by(*_ORDER)
            .limit(limit)
        )
        found = list(await self._link.execute(theirs))
        answers = [row for row in found if not row.reminds]
        return answers + [row for row in found if row.reminds][: max(reminders, 0)]

    async def begin(self, numbers: Collection[int], now: datetime) -> set[int]:
        """Note that the next try of these is about to be made; those of them that are still this process's to bring,
        and whose messenger wants no rest."""
        claimed = and_(messages.c.claimed_by == self._link.holder, messages.c.claimed_at >= now - LEASE)
        wants_rest = exists().where(
            accounts.c.id == messages.c.account_id, paces.c.channel == accounts.c.channel, paces.c.paused_until > now
        )
        mine = update(messages).where(self._link.among(messages.c.id, numbers), claimed, WAITING, ~wants_rest)
        return set((await self._link.execute(mine.values(begun_at=now).returning(messages.c.id))).scalars())

    async def holds(self, number: int) -> bool:
        """Whether a message is still this process's to bring: its door may have been taken away, or its lease."""
        mine = select(messages.c.id).where(messages.c.id == number, messages.c.claimed_by == self._link.holder, WAITING)
        return (await self._link.execute(mine)).first() is not None

    async def delivered(self, done: Iterable[tuple[int, int | None]], now: datetime) -> None:
        """Note arrivals: (message id, its id in the messenger)."""
        rows = [{"of_id": message, "remote": remote, "at": now} for message, remote in done]
        if rows:
            await self._link.execute(_DELIVERED, rows)

    async def failed(self, number: int, again_at: datetime, *, perhaps: bool = False) -> None:
        """Note a failed try and when to try again, of what is still this process's to bring; without `perhaps` it has
        surely not arrived."""
        again = _FAILED.where(messages.c.claimed_by == self._link.holder)
        again = again if perhaps else again.values(begun_at=None)
        await self._link.execute(again, {"of_id": number, "again_at": again_at})

    async def release(self, numbers: Collection[int]) -> None:
        """Let anybody bring what this process has claimed."""
        if numbers:
            mine = and_(self._link.among(messages.c.id, numbers), messages.c.claimed_by == self._link.holder)
            await self._link.execute(update(messages).where(mine, WAITING).values(**_FREED))

    async def release_all(self) -> None:
        """Let anybody bring what was claimed under the name of this process, which begins or ends."""
        mine = messages.c.claimed_by == self._link.holder
        await self._link.execute(update(messages).where(mine, WAITING).values(**_FREED))

    async def give_up(self, number: int, error: str, now: datetime, *, passed_on: bool = False) -> None:
        """Keep a message as a dead letter, with the kind of error; one that was `passed_on` to another chat is shown as
        one, and done with when it is put back."""
        arrived = now if passed_on else None
        gone = _BY_ID.values(given_up_at=now, error=error[:40], begun_at=None, delivered_at=arrived, **_FREED)
        await self._link.execute(gone, {"of_id": number})

    async def shut(self, account_id: int, now: datetime) -> None:
        """Note that the messenger takes nothing for a chat, until its person writes again."""
        mine = update(accounts).where(accounts.c.id == account_id, accounts.c.shut_at.is_(None))
        await self._link.execute(mine.values(shut_at=now))

    async def redirect(self, number: int, account_id: int) -> None:
        """Let a message go to another chat, as if it had been stored there."""
        values = {"account_id": account_id, "attempts": 0, "next_try_at": None, "begun_at": None, **_FREED}
        await self._link.execute(_BY_ID.values(**values), {"of_id": number})

    async def withdraw(self, number: int) -> None:
        """Forget a message that need not be said any more and never was."""
        await self._link.execute(messages.delete().where(messages.c.id == number, WAITING))

    async def remote_of(self, number: int) -> int | None:
        """The messenger's own number of a message; None while it has not arrived."""
        found = await self._link.execute(select(messages.c.remote_id).where(messages.c.id == number))
        remote: int | None = found.scalar_one_or_none()
        return remote

    async def behind(self, channels: Collection[str], among: Sequence[tuple[str, str]] | None = None) -> set[Any]:
        """The chats, all of these channels or some `among` them, with answers that still wait, as channel and chat."""
        waiting = (
            select(accounts.c.channel, accounts.c.chat)
            .join(messages, messages.c.account_id == accounts.c.id)
            .where(WAITING, messages.c.reminds == 0, accounts.c.channel.in_(channels))
            .distinct()
        )
        if among is not None:
            waiting = waiting.where(tuple_(accounts.c.channel, accounts.c.chat).in_(among[:PLACES_AT_ONCE]))
        return {(row.channel, row.chat) for row in await self._link.execute(waiting)}

    async def spent(self, channel: str, count: int, rate: float, now: datetime) -> None:
        """Count answers that were sent, so that reminders leave them their room."""
        row = (await self._link.execute(_PACE_OF, {"of_channel": channel})).first()
        if row is not None:
            await self._set_pace(channel, free_at=max(row.free_at, now) + timedelta(seconds=count / rate))

    async def place(self, channel: str, rate: float, now: datetime) -> datetime:
        """Another place in the pace of the messenger, for a reminder that has missed its own."""
        free_at, _ = await self._pace(channel, now, rate)
        await self._set_pace(channel, free_at=free_at + timedelta(seconds=1 / rate))
        return free_at

    async def flooded(self, channel: str, chat: str, until: datetime, now: datetime) -> datetime | None:
        """Note that a chat was told to wait. If another one still has to, the messenger means the whole bot: until when
        every process lets it rest."""
        row = (await self._link.execute(_PACE_OF, {"of_channel": channel})).first()
        values: dict[str, Any] = {"flooded_chat": chat, "flooded_until": until}
        rest = None
        if row is not None and row.flooded_until and row.flooded_until > now and row.flooded_chat != chat:
            rest = values["paused_until"] = max(until, row.flooded_until, row.paused_until or until)
        await self._set_pace(channel, **values)
        return rest

    async def _set_pace(self, channel: str, **values: Any) -> None:
        await self._link.execute(update(paces).where(paces.c.channel == channel).values(**values))

    async def dead_letters(self) -> tuple[DeadLetters, ...]:
        """What was given up, by kind of error."""
        by_kind = (
            select(messages.c.error, func.count().label("many"), func.min(messages.c.given_up_at).label("since"))
            .where(messages.c.given_up_at.is_not(None))
            .group_by(messages.c.error)
            .order_by(messages.c.error)
        )
        return tuple(DeadLetters(row.error, row.many, row.since) for row in await self._link.execute(by_kind))

    async def put_back(self) -> int:
        """Let everything that was given up be tried again, also where the chat is shut; how many that is."""
        dead = messages.c.given_up_at.is_not(None)
        theirs = select(messages.c.account_id).where(dead)
        await self._link.execute(update(accounts).where(accounts.c.id.in_(theirs)).values(shut_at=None))
        again = (
            update(messages).where(dead).values(given_up_at=None, error=None, attempts=0, next_try_at=None, **_FREED)
        )
        return int((await self._link.execute(again)).rowcount)

    async def standing(self, now: datetime) -> Standing:
        """What waits and is due now, in figures."""
        is_due = or_(messages.c.next_try_at.is_(None), messages.c.next_try_at <= now)
        since = func.min(func.coalesce(messages.c.next_try_at, messages.c.created_at))
        counted = (messages.c.reminds, func.count().label("many"), since.label("since"))
        rows = list(await self._link.execute(select(*counted).where(WAITING, is_due).group_by(messages.c.reminds)))
        due = {"reminder" if row.reminds else "answer": row.many for row in rows}
        return Standing(due, min((row.since for row in rows), default=None), await self.dead_letters())

    def _waiting(self, row: Row[Any], at: datetime | None) -> Waiting:
        return Waiting(
            row.id,
            row.account_id,
            row.channel,
            row.chat,
            self._keys.open_json(row.payload, "messages.payload"),
            row.attempts,
            bool(row.reminds),
            row.begun_at is not None,
            row.shut_at is not None,
            row.created_at,
            at,
        )


def _is_free(now: datetime) -> Any:
    return or_(messages.c.claimed_at.is_(None), messages.c.claimed_at < now - LEASE)


def _is_settled(now: datetime) -> Any:
    """Whether no try of it was begun a short while ago, whoever began it: what perhaps has arrived can wait, and must
    not be the first at risk again of whoever dies again and again just after he has come up."""
    return or_(messages.c.begun_at.is_(None), messages.c.begun_at < now - DOUBT)


def _is_held(now: datetime) -> Any:
    """Whether the message's chat waits for a next try, or somebody holds anything of it."""
    other = messages.alias("other")
    return _waits(other).where(or_(other.c.next_try_at > now, other.c.claimed_at >= now - LEASE))


def _is_first() -> Any:
    """Whether nothing of its chat goes before it: a chat is looked for once, however much waits for it."""
    other = messages.alias("earlier")
    before = and_(other.c.reminds == messages.c.reminds, other.c.id < messages.c.id)
    return ~_waits(other).where(or_(other.c.reminds < messages.c.reminds, before))


def _waits(other: Any) -> Any:
    of_it = other.c.account_id == messages.c.account_id
    return exists().where(of_it, other.c.delivered_at.is_(None), other.c.given_up_at.is_(None), other.c.ours == 1)
