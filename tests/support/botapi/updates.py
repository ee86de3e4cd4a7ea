"""The queue of updates of one bot: growing ids, confirmation by offset, ways in which delivery goes wrong.

Both deliveries (long polling and webhook) read from here. Tests may hold the queue, change the order, or
have an update delivered again although it was confirmed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from tests.support.botapi.errors import ApiError
from tests.support.signals import Signal

Json = dict[str, Any]

ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class UpdateQueue:
    """Updates waiting for one bot."""

    def __init__(self) -> None:
        self.pending: dict[int, Json] = {}
        self.history: dict[int, Json] = {}
        self.allowed: frozenset[str] | None = None
        self.held = False
        self.changed = Signal()
        self._repeats: list[Json] = []
        self._next_id = 100_000_000 + secrets.randbelow(10_000_000)
        self._reader: object | None = None

    def put(self, kind: str, body: Json) -> int | None:
        """Queue an update; None when the bot did not ask for this kind."""
        if kind in ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return None
        update_id = self._next_id
        self._next_id += 1
        self.pending[update_id] = self.history[update_id] = {"update_id": update_id, kind: body}
        self.changed.fire()
        return update_id

    def allow(self, kinds: Sequence[str] | None) -> None:
        """What a bot asked for stays until it asks for something else; an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one keeps only that many of the last."""
        if offset < 0:
            keep = list(self.pending)[offset:]
            self.pending = {update_id: self.pending[update_id] for update_id in keep}
        else:
            self.pending = {i: update for i, update in self.pending.items() if i >= offset}
        self.changed.fire()

    def drop(self) -> None:
        self.pending.clear()
        self.changed.fire()

    def take(self, update_id: int) -> None:
        """One update arrived through the webhook."""
        self.pending.pop(update_id, None)
        self.changed.fire()

    def ready(self, limit: int = 100) -> list[Json]:
        if self.held:
            return []
        return [*self._repeats, *self.pending.values()][:limit]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Long polling; a newer reader ends an older one, as on the real server."""
        me = self._reader = object()
        self.changed.fire()
        if offset:
            self.confirm(offset)
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                while not self.ready():
                    await self.changed.beyond(self.changed.count)
                    if self._reader is not me:
                        raise ApiError(409, CONFLICT)
        except TimeoutError:
            return []
        updates = self.ready(limit)
        self._repeats.clear()
        return updates

    def hold(self) -> None:
        """Keep everything back until `release`."""
        self.held = True

    def release(self, order: Iterable[int] | None = None) -> None:
        """Deliver what was held, in the given order of update ids."""
        if order is not None:
            wanted = list(order)
            self.pending = {i: self.pending[i] for i in wanted} | self.pending
        self.held = False
        self.changed.fire()

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not."""
        self._repeats.append(self.history[update_id])
        self.changed.fire()

    def repeated(self, update: Json) -> bool:
        """Strike a repeat off the list after the webhook delivered it."""
        if update in self._repeats:
            self._repeats.remove(update)
            return True
        return False

    async def confirmed(self, update_id: int, within: float) -> bool:
        """Wait until the bot has taken this update."""
        try:
            async with asyncio.timeout(within):
                while update_id in self.pending:
                    await self.changed.beyond(self.changed.count)
        except TimeoutError:
            return False
        return True
