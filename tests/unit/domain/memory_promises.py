"""Promised reminders of the fake unit of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.reminders import Matter, Promise, Reminder, State
from tests.unit.domain.memory_desk import Kept


class MemoryPromises(Kept):
    async def promise(self, reminders: Sequence[Reminder]) -> None:
        for one in reminders:
            known = next((old for old in self._rows.promises.values() if _key(old) == _key(one)), None)
            number = known.id if known and known.id else len(self._rows.promises) + 1
            if known is None or known.state is not State.SENT:
                self._rows.promises[number] = replace(one, id=number, state=State.WAITING)

    async def promise_plain(self, many: Sequence[tuple[int, int, Promise, datetime]]) -> None:
        await self.promise([Reminder(account, one, moment, {}, person) for account, person, one, moment in many])

    async def waiting(self, account_id: int) -> tuple[Reminder, ...]:
        return tuple(one for one in self._in_order() if one.account_id == account_id)

    async def planned(self, people: Collection[int], matter: Matter, since: date) -> tuple[Reminder, ...]:
        theirs = [one for one in self._rows.promises.values() if one.person_id in people]
        mine = [one for one in theirs if one.promise.matter is matter]
        return tuple(one for one in mine if one.state is State.WAITING or one.promise.on >= since)

    async def of_account(self, account_id: int, reminder_id: int) -> Reminder | None:
        known = self._rows.promises.get(reminder_id)
        return known if known and known.account_id == account_id else None

    async def snooze(self, account_id: int, reminder_id: int, until: date, due: datetime) -> bool:
        known = self._rows.promises.get(reminder_id)
        if known is None or known.account_id != account_id or known.state is State.WAITING:
            return False
        again = replace(known, promise=replace(known.promise, on=until), due=due, state=State.WAITING)
        self._rows.promises[reminder_id] = again
        return True

    async def latest(self, account_id: int, matter: Matter) -> Reminder | None:
        mine = [one for one in self._rows.promises.values() if _key(one)[:2] == (account_id, matter)]
        return max(mine, key=lambda one: one.promise.cycle, default=None)

    async def move(self, reminder: Reminder) -> bool:
        known = self._rows.promises.get(reminder.id or 0)
        if known is None or known.id is None or known.state is not State.WAITING:
            return False
        promise = replace(known.promise, on=reminder.promise.on)
        self._rows.promises[known.id] = replace(known, promise=promise, due=reminder.due, about=reminder.about)
        return True

    async def withdraw(self, ids: Collection[int]) -> int:
        return self._close(ids, State.WITHDRAWN)

    async def due_until(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        return tuple(one for one in self._in_order() if one.due <= now)[:limit]

    async def sent(self, ids: Collection[int]) -> None:
        self._close(ids, State.SENT)

    def _close(self, ids: Collection[int], state: State) -> int:
        mine = [one for one in self._in_order() if one.id in ids]
        self._rows.promises |= {one.id or 0: replace(one, state=state) for one in mine}
        return len(mine)

    def _in_order(self) -> list[Reminder]:
        waiting = [one for one in self._rows.promises.values() if one.state is State.WAITING]
        return sorted(waiting, key=lambda one: (one.due, one.id))


def _key(one: Reminder) -> tuple[object, ...]:
    return one.account_id, one.promise.matter, one.promise.cycle, one.promise.step
