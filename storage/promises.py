"""Promised reminders: one row for each account, matter, cycle and step, found by the moment on which it is due.

What waits has a small index of its own, so that asking costs what is due and not what was ever promised. On PostgreSQL
a claim passes over what somebody else has claimed; on SQLite the one writer is lock enough.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    String,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    true,
    update,
)

from domain.reminders import Matter, Promise, Reminder, State, Step
from storage.link import Sealed
from storage.tables import promises

_MATTERS = {one.value: one for one in Matter}
_STEPS = {one.value: one for one in Step}
_STATES = {one.value: one for one in State}
_PLAIN = ("account_id", "person_id", "matter", "cycle", "step", "day", "due_at")
_KEY = ("account_id", "matter", "cycle", "step")
_WAITS = promises.c.state == literal_column("'waiting'")
"""Written out, so that a prepared statement finds the partial index."""
IS_DUE = "SELECT (SELECT due_at FROM promises WHERE state = 'waiting' ORDER BY due_at, id LIMIT 1) <= $1"
"""PostgreSQL's own words for whether anything is due at a moment, UTC; null if nothing waits. It asks for the first of
the index: asked whether any is due, the planner of a prepared statement guesses that every third is, and reads the
table from its start."""
_DUE = (
    select(promises)
    .where(_WAITS, promises.c.due_at <= bindparam("now", type_=promises.c.due_at.type))
    .order_by(promises.c.due_at, promises.c.id)
    .limit(bindparam("at_most"))
)
_CLAIM = _DUE.with_for_update(skip_locked=True)
_PLANNED = (
    select(promises)
    .where(promises.c.person_id.in_(bindparam("these", expanding=True)), promises.c.matter == bindparam("matter"))
    .where(_WAITS | (promises.c.day >= bindparam("since")))
    .order_by(promises.c.id)
)
_MOVE = update(promises).where(promises.c.id == bindparam("of_id"), _WAITS)


def _as_arrays(rows: Sequence[tuple[Any, ...]]) -> Iterable[ColumnElement[Any]]:
    """Rows as columns of one statement, in PostgreSQL's way: it takes arrays in a third of the time of a statement a
    row."""
    sides = zip(_PLAIN, zip(*rows, strict=True), strict=True)
    arrays = [literal(list(side), ARRAY(promises.c[name].type)) for name, side in sides]
    return func.unnest(*arrays).table_valued(*_PLAIN, name="given").render_derived().c


def _as_json(rows: Sequence[tuple[Any, ...]]) -> Iterable[ColumnElement[Any]]:
    """The same in SQLite's way, days and moments as it keeps them."""
    written = [[*row[:-2], row[-2].isoformat(), f"{row[-1].astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"] for row in rows]
    given = func.json_each(json.dumps(written)).table_valued("value")
    return [func.json_extract(given.c.value, f"$[{place}]") for place in range(len(_PLAIN))]


class Promises(Sealed):
    """Reminders promised to accounts."""

    async def promise(self, reminders: Sequence[Reminder]) -> None:
        """Store them waiting; what is there already takes the new day, unless it was sent."""
        if reminders:
            made = self._unless_sent(self._link.insert(promises))
            await self._link.execute(made, [self._row(one) for one in reminders])

    async def promise_plain(self, many: Sequence[tuple[int, int, Promise, datetime]]) -> None:
        """The same for many, where nothing is to be said beyond the day: account, person, promise and moment."""
        if not many:
            return
        about, state = self._keys.seal_json({}, "promises.about"), State.WAITING.value
        rows = [
            (account_id, person_id, one.matter.value, one.cycle, one.step.value, one.on, moment)
            for account_id, person_id, one, moment in many
        ]
        given = _as_arrays(rows) if self._link.locks_rows else _as_json(rows)
        values = select(*given, literal(about, LargeBinary), literal(state, String)).where(true())
        made = self._link.insert(promises).from_select([*_PLAIN, "about", "state"], values)
        await self._link.execute(self._unless_sent(made))

    def _unless_sent(self, made: Any) -> Any:
        again = {name: made.excluded[name] for name in ("person_id", "day", "due_at", "about", "state")}
        unsent = promises.c.state != State.SENT.value
        return made.on_conflict_do_update(index_elements=list(_KEY), set_=again, where=unsent)

    async def waiting(self, account_id: int) -> tuple[Reminder, ...]:
        """What is still to come for an account, the next one first."""
        mine = select(promises).where(promises.c.account_id == account_id, _WAITS)
        found = await self._link.execute(mine.order_by(promises.c.due_at, promises.c.id))
        return tuple(self._reminder(row) for row in found.all())

    async def planned(self, people: Collection[int], matter: Matter, since: date) -> tuple[Reminder, ...]:
        """What of a matter waits for persons, in whichever of their chats; and what else there is of it of that day and
        later, whatever became of it."""
        found = await self._link.execute(_PLANNED, {"these": list(people), "matter": matter.value, "since": since})
        return tuple(self._reminder(row) for row in found.all())

    async def of_account(self, account_id: int, reminder_id: int) -> Reminder | None:
        """One of an account by its id, whatever became of it."""
        mine = select(promises).where(promises.c.id == reminder_id, promises.c.account_id == account_id)
        row = (await self._link.execute(mine)).first()
        return self._reminder(row) if row else None

    async def snooze(self, account_id: int, reminder_id: int, until: date, due: datetime) -> bool:
        """Let one that waits no longer wait again until a day; False if it is not this account's or still waits."""
        told = (promises.c.id == reminder_id) & (promises.c.account_id == account_id)
        again = update(promises).where(told, promises.c.state != State.WAITING.value)
        done = await self._link.execute(again.values(state=State.WAITING.value, day=until, due_at=due))
        return bool(done.rowcount)

    async def get(self, reminder_id: int) -> Reminder | None:
        """One by its id, whatever became of it."""
        row = (await self._link.execute(select(promises).where(promises.c.id == reminder_id))).first()
        return self._reminder(row) if row else None

    async def latest(self, account_id: int, matter: Matter) -> Reminder | None:
        """The one of the newest cycle of a matter, whatever became of it."""
        mine = select(promises).where(promises.c.account_id == account_id, promises.c.matter == matter.value)
        row = (await self._link.execute(mine.order_by(promises.c.cycle.desc(), promises.c.id).limit(1))).first()
        return self._reminder(row) if row else None

    async def move(self, reminder: Reminder) -> bool:
        """Give a waiting one the day, the moment and the words of this one; False if it waits no longer."""
        values = {name: value for name, value in self._row(reminder).items() if name in ("day", "due_at", "about")}
        done = await self._link.execute(_MOVE.values(values), {"of_id": reminder.id})
        return bool(done.rowcount)

    async def withdraw(self, ids: Collection[int]) -> int:
        """Withdraw those that still wait; how many did."""
        return await self._close(ids, State.WITHDRAWN)

    async def due_until(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Claim waiting ones that are due, the longest due first."""
        statement = _CLAIM if self._link.locks_rows else _DUE
        found = await self._link.execute(statement, {"now": now, "at_most": limit})
        return tuple(self._reminder(row) for row in found.all())

    async def sent(self, ids: Collection[int]) -> None:
        """Note of claimed ones that their messages are stored."""
        await self._close(ids, State.SENT)

    async def _close(self, ids: Collection[int], state: State) -> int:
        if not ids:
            return 0
        mine = update(promises).where(self._link.among(promises.c.id, ids), _WAITS)
        done = await self._link.execute(mine.values(state=state.value))
        return int(done.rowcount)

    def _row(self, reminder: Reminder) -> dict[str, Any]:
        return {
            "account_id": reminder.account_id,
            "person_id": reminder.person_id,
            "matter": reminder.promise.matter.value,
            "cycle": reminder.promise.cycle,
            "step": reminder.promise.step.value,
            "day": reminder.promise.on,
            "due_at": reminder.due,
            "about": self._keys.seal_json(dict(reminder.about), "promises.about"),
            "state": State.WAITING.value,
        }

    def _reminder(self, row: Sequence[Any]) -> Reminder:
        number, account_id, person_id, matter, cycle, step, day, due_at, about, state = row
        return Reminder(
            id=number,
            account_id=account_id,
            person_id=person_id,
            promise=Promise(day, _MATTERS[matter], _STEPS[step], cycle),
            due=due_at,
            about=self._keys.when_asked(about, "promises.about"),
            state=_STATES[state],
        )
