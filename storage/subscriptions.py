"""Browsers that take notices of a web chat: where their push service takes them, with which keys they are sealed.

All of a chat hang on one account beside it; that it is there says that notices are wanted in this chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from domain.reach import PUSH
from storage.chats import Account
from storage.link import Sealed
from storage.reaching import Reaching
from storage.tables import accounts, subscriptions

OF_ONE_CHAT = 10
"""Browsers of one chat: a person has a few, and each is a call to a stranger's server."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One browser: its address at the push service, its public key and its secret, base64url as the browser told them.
    `rung`: the last message for which it was rung."""

    id: int
    endpoint: str
    p256dh: str
    auth: str
    rung: int


class Subscriptions(Sealed):
    """Subscriptions of web chats; the database holds an endpoint once."""

    async def add(self, chat: Account, told: Mapping[str, str], now: datetime) -> None:
        """Let a browser ring for a chat; one that rang for another chat rings for this one now."""
        account_id = await Reaching(self._link, self._keys).beside(chat, PUSH, chat.chat, now)
        endpoint = told["endpoint"]
        kept = {"account_id": account_id, "told": self._keys.seal_json(dict(told), "subscriptions.told")}
        row = {"endpoint_index": self._index(endpoint), "made_at": now, **kept}
        made = self._link.insert(subscriptions).values(row)
        await self._link.execute(made.on_conflict_do_update(index_elements=["endpoint_index"], set_=kept))
        newest = select(subscriptions.c.id).where(subscriptions.c.account_id == account_id)
        newest = newest.order_by(subscriptions.c.id.desc()).limit(OF_ONE_CHAT)
        mine = subscriptions.c.account_id == account_id
        await self._link.execute(delete(subscriptions).where(mine, subscriptions.c.id.not_in(newest)))

    async def door(self, chat: str) -> int | None:
        """The account on which the browsers of a web chat hang; None if no notices are wanted in it."""
        found = await self._link.execute(select(accounts.c.id).where(_of(chat)))
        account_id: int | None = found.scalar_one_or_none()
        return account_id

    async def of_chat(self, chat: str) -> tuple[Subscription, ...]:
        """The browsers of a web chat."""
        mine = select(subscriptions).join(accounts, accounts.c.id == subscriptions.c.account_id).where(_of(chat))
        return tuple(self._subscription(row) for row in await self._link.execute(mine.order_by(subscriptions.c.id)))

    async def rung(self, number: int, message: int) -> None:
        """Note for which message a browser was rung."""
        await self._link.execute(update(subscriptions).where(subscriptions.c.id == number).values(rung=message))

    async def gone(self, number: int) -> None:
        """Forget a browser that its push service does not know any more."""
        await self._link.execute(delete(subscriptions).where(subscriptions.c.id == number))

    async def remove(self, chat: str, endpoint: str) -> None:
        """Forget a browser of a chat by its endpoint; where it was the last, no notices are wanted."""
        mine = subscriptions.c.account_id.in_(select(accounts.c.id).where(_of(chat)))
        its = subscriptions.c.endpoint_index == self._index(endpoint)
        await self._link.execute(delete(subscriptions).where(mine, its))
        door = await self.door(chat)
        if door is not None and not await self.of_chat(chat):
            await Reaching(self._link, self._keys).switch_off(door)

    async def count(self) -> int:
        """How many browsers take notices."""
        return int((await self._link.execute(select(func.count()).select_from(subscriptions))).scalar_one())

    def _index(self, endpoint: str) -> bytes:
        return self._keys.index(endpoint, "endpoint")

    def _subscription(self, row: Row[Any]) -> Subscription:
        told = self._keys.open_json(row.told, "subscriptions.told")
        return Subscription(row.id, told["endpoint"], told["p256dh"], told["auth"], row.rung)


def _of(chat: str) -> Any:
    return (accounts.c.channel == PUSH) & (accounts.c.chat == chat)
