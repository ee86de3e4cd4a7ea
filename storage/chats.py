"""Chat accounts with the state of their conversation, and everything said in them.

A message row is three things at once: the record of what was said, the proof that an update was taken (one row an
update, by constraint), and for our own words the promise to deliver them. So a chat turn is one insert of messages
and one update of the state, in the transaction of whatever the turn did.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import StaleVersion
from storage.link import Sealed, is_duplicate
from storage.tables import accounts, messages, subscriptions, web_chats

Payload = dict[str, Any]
WEB = "web"
"""The channel whose chats we open ourselves, and whose keys are ours to change."""
WARD = "ward"
"""The channel of children who are looked after in their guardian's chat; nothing is sent through it."""
SHUT = "ChannelShut"
"""Why a message was given up that could not be brought because its chat is shut."""
MOST_WARDS = 9
"""Children of one account: more than a family has, and a number that fits into a button."""


class TooManyWards(Exception):
    """An account looks after as many children as it may."""


class AlreadyTaken(Exception):
    """This update was taken before; its answer is on its way or delivered."""


@dataclass(frozen=True, slots=True)
class Account:
    """One chat of one channel and where its conversation stands; `state` is plain JSON values.

    A ward, a child that is looked after in his guardian's chat, is an account too: whatever can be done for the holder
    of an account is so done for him. He has no chat: what is said about him is said in his guardian's.
    """

    id: int
    channel: str
    chat: str
    language: str
    state: Payload
    version: int
    guardian_id: int | None = None
    shut: bool = False
    """Whether the messenger takes nothing for this chat, until its person writes again."""

    @property
    def chat_id(self) -> int:
        """The account in whose chat it is spoken."""
        return self.guardian_id or self.id

    @property
    def number(self) -> int:
        """Which of his guardian's children, from 1; 0 for whoever has a chat of his own."""
        return int(self.chat.rpartition("/")[2]) if self.guardian_id else 0

    def with_state(self, state: Payload, language: str) -> "Account":
        """The account after a turn."""
        return replace(self, state=state, language=language)


@dataclass(frozen=True, slots=True)
class Said:
    """A message to store: theirs with `update_id` and their message's id, or ours (`ours`); one that `reminds` waits
    for whoever brings it, after the answers."""

    payload: Payload
    ours: bool
    update_id: int | None = None
    remote_id: int | None = None
    reminds: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored message."""

    id: int
    account_id: int
    ours: bool
    payload: Payload
    created_at: datetime
    remote_id: int | None
    update_id: int | None
    attempts: int


_FIND = select(
    accounts.c.id,
    accounts.c.channel,
    accounts.c.chat,
    accounts.c.language,
    accounts.c.state,
    accounts.c.version,
    accounts.c.guardian_id,
    accounts.c.shut_at,
)
_FIND_BY_CHAT = _FIND.where(accounts.c.channel == bindparam("of_channel"), accounts.c.chat == bindparam("of_chat"))
_LOCK_BY_CHAT = _FIND_BY_CHAT.with_for_update(key_share=True)
"""Turns of one chat exclude each other; a message to it from another turn does not wait, or two could deadlock."""
_OPEN = insert(accounts).returning(accounts.c.id)
_SAVE = (
    update(accounts)
    .where(accounts.c.id == bindparam("of_id"), accounts.c.version == bindparam("of_version"))
    .values(
        state=bindparam("new_state"),
        language=bindparam("new_language"),
        version=accounts.c.version + 1,
        shut_at=None,
    )
)
_COME_BACK = (
    update(messages)
    .where(messages.c.account_id == bindparam("of_id"), messages.c.error == SHUT)
    .values(given_up_at=None, error=None, claimed_by=None, claimed_at=None)
)


class Accounts(Sealed):
    """One row a chat; a turn takes it, locked where the database locks rows, and saves it with its version."""

    async def take(self, channel: str, chat: str, language: str, now: datetime) -> Account:
        """The account of a chat for a turn, made at its first message in the language given."""
        return await self.known(channel, chat) or await self.open(channel, chat, language, now)

    async def known(self, channel: str, chat: str) -> Account | None:
        """The account of a chat for a turn, locked where the database locks rows."""
        statement = _LOCK_BY_CHAT if self._link.locks_rows else _FIND_BY_CHAT
        found = await self._link.execute(statement, {"of_channel": channel, "of_chat": chat})
        row = found.first()
        return self._account(row) if row else None

    async def open(self, channel: str, chat: str, language: str, now: datetime) -> Account:
        """The account of a chat that never wrote before; StaleVersion if somebody else was faster."""
        row = {"channel": channel, "chat": chat, "language": language, "version": 1, "created_at": now}
        try:
            made = await self._link.execute(_OPEN, row)
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise StaleVersion from None
        return Account(made.scalar_one(), channel, chat, language, {}, 1)

    async def get(self, account_id: int) -> Account | None:
        """An account by id, not locked."""
        row = (await self._link.execute(_FIND.where(accounts.c.id == account_id))).first()
        return self._account(row) if row else None

    async def chat_of(self, account: Account) -> Account | None:
        """The account in whose chat it is spoken: its own, or his guardian's for a child."""
        return account if account.guardian_id is None else await self.get(account.guardian_id)

    async def find(self, channel: str, chat: str) -> Account | None:
        """The account of a chat, not locked."""
        found = await self._link.execute(_FIND_BY_CHAT, {"of_channel": channel, "of_chat": chat})
        row = found.first()
        return self._account(row) if row else None

    async def wards(self, guardian_id: int) -> list[Account]:
        """The children who are looked after in this chat, in the order in which they were added."""
        found = await self._link.execute(_FIND.where(accounts.c.guardian_id == guardian_id).order_by(accounts.c.id))
        return [self._account(row) for row in found]

    async def ward(self, guardian_id: int, number: int) -> Account | None:
        """One of the children of this chat. Only turns of the chat change him, and they exclude each other."""
        return await self.find(WARD, f"{guardian_id}/{number}")

    async def add_ward(self, guardian: Account, now: datetime) -> Account:
        """One more child of this chat; TooManyWards where there are as many as may be."""
        number = len(await self.wards(guardian.id)) + 1
        if number > MOST_WARDS:
            raise TooManyWards
        ward = await self.open(WARD, f"{guardian.id}/{number}", guardian.language, now)
        mine = update(accounts).where(accounts.c.id == ward.id)
        await self._link.execute(mine.values(guardian_id=guardian.id))
        return replace(ward, guardian_id=guardian.id)

    async def save(self, account: Account) -> None:
        """Store state and language; StaleVersion if another turn was faster. Who writes has opened his chat again:
        what could not be brought meanwhile comes after the answer."""
        values = {
            "of_id": account.id,
            "of_version": account.version,
            "new_state": self._keys.seal_json(account.state, "accounts.state"),
            "new_language": account.language,
        }
        if not (await self._link.execute(_SAVE, values)).rowcount:
            raise StaleVersion
        if account.shut:
            await self._link.execute(_COME_BACK, {"of_id": account.id})

    async def speak(self, guardian_id: int, language: str) -> None:
        """Let everything said about the children of this chat be said in its language."""
        await self._link.execute(
            update(accounts).where(accounts.c.guardian_id == guardian_id).values(language=language)
        )

    async def open_web_chat(self, now: datetime) -> tuple[int, str]:
        """The number and the stamp of a new web chat."""
        stamp = _new_stamp()
        row = {"opened_at": now, "stamp": stamp}
        made = await self._link.execute(insert(web_chats).returning(web_chats.c.id), row)
        return int(made.scalar_one()), stamp

    async def web_stamp(self, number: int) -> str | None:
        """What a cookie must carry to open a web chat; None if there is no such chat."""
        found = await self._link.execute(select(web_chats.c.stamp).where(web_chats.c.id == number))
        stamp: str | None = found.scalar_one_or_none()
        return stamp

    async def renew(self, account: Account) -> str | None:
        """A new stamp for a web chat, so that its cookies open it no longer and browsers that came by them are not rung
        any more; other messengers keep their own keys."""
        if account.channel != WEB:
            return None
        stamp = _new_stamp()
        ringing = select(accounts.c.id).where(accounts.c.beside_id == account.id)
        await self._link.execute(delete(subscriptions).where(subscriptions.c.account_id.in_(ringing)))
        await self._link.execute(update(web_chats).where(web_chats.c.id == int(account.chat)).values(stamp=stamp))
        return stamp

    def _account(self, row: Row[Any]) -> Account:
        state = self._keys.open_json(row.state, "accounts.state") if row.state else {}
        return Account(
            row.id, row.channel, row.chat, row.language, state, row.version, row.guardian_id, bool(row.shut_at)
        )


def _new_stamp() -> str:
    # drawn, not counted: after a restore from a backup a number may be given again, and must not open to its old cookie
    return secrets.token_hex(8)


_INSERT = insert(messages).returning(messages.c.id, sort_by_parameter_order=True)


def _claim(holder: str | None, now: datetime) -> dict[str, Any]:
    return {"claimed_by": holder, "claimed_at": now if holder else None}


class Messages(Sealed):
    """What was said in each chat, in order; what of ours is still to be brought is the outbox's."""

    async def add(self, account_id: int, said: Sequence[Said], now: datetime) -> list[int]:
        """Store messages in order and give their ids; AlreadyTaken if an update among them was taken before.

        Answers are claimed at once by the process that stores them, which is about to bring them.
        """
        holder = self._link.holder
        rows = [
            {
                "account_id": account_id,
                "update_id": one.update_id,
                "remote_id": one.remote_id,
                "ours": int(one.ours),
                "payload": self._keys.seal_json(one.payload, "messages.payload"),
                "created_at": now,
                "reminds": int(one.reminds),
                **_claim(holder if one.ours and not one.reminds else None, now),
            }
            for one in said
        ]
        if not rows:
            return []
        try:
            made = await self._link.execute(_INSERT, rows)
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise AlreadyTaken from None
        return [row.id for row in made]

    async def is_taken(self, account_id: int, update_id: int) -> bool:
        """Whether the update has its row already."""
        found = await self._link.execute(
            select(messages.c.id).where(messages.c.account_id == account_id, messages.c.update_id == update_id)
        )
        return found.first() is not None

    async def last_update(self, account_id: int) -> int | None:
        """The highest update id taken from this account."""
        found = await self._link.execute(
            select(func.max(messages.c.update_id)).where(messages.c.account_id == account_id)
        )
        last: int | None = found.scalar_one()
        return last

    async def after(self, account_id: int, message_id: int, limit: int) -> list[Stored]:
        """The newest `limit` messages of a chat after the given one, oldest first."""
        found = await self._link.execute(
            select(messages)
            .where(messages.c.account_id == account_id, messages.c.id > message_id)
            .order_by(messages.c.id.desc())
            .limit(limit)
        )
        return [self._stored(row) for row in found][::-1]

    async def get(self, account_id: int, message_id: int) -> Stored | None:
        """One message of a chat."""
        found = await self._link.execute(
            select(messages).where(messages.c.id == message_id, messages.c.account_id == account_id)
        )
        row = found.first()
        return self._stored(row) if row else None

    def _stored(self, row: Row[Any]) -> Stored:
        payload = self._keys.open_json(row.payload, "messages.payload")
        return Stored(
            row.id,
            row.account_id,
            bool(row.ours),
            payload,
            row.created_at,
            row.remote_id,
            row.update_id,
            row.attempts,
        )
