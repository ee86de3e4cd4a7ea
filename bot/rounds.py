"""Holding what was promised against the record, permit by permit: what an older version left out, or a fault of ours.

A round goes through everything in the order of ids, a batch a transaction, and its mark is written in the same one: who
comes after goes on where it was left, be it killed, be it on another machine. When:

- Every night it goes on from its mark, until it is at the end or the night is over; a round that is longer than a night
  takes several. The next one begins on the night after it has ended.
- A start does nothing as long as a round under this edition of the rules has come to its end once. Another edition is
  another promise to everybody: then it begins at once and goes on at each start and each night until it is whole.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import holdings
from domain.ports import UnitOfWork
from domain.usecases import changing, planning
from storage.rounds import Mark
from storage.unit_of_work import SqlUnitOfWork

LOOKED_AT = 500
"""Permits or cards of one transaction."""

Look = Callable[[int, int, UnitOfWork, datetime], Coroutine[Any, Any, tuple[int | None, int]]]


@dataclass(frozen=True, slots=True)
class Round:
    """What is gone through, under which edition of its rules, and how a batch is looked at: from the id to go on behind
    to the next such id, None at the end, and how many were amiss."""

    name: str
    edition: int
    look: Look


ROUNDS = (
    Round("endorsements", holdings.EDITION, planning.reconcile),
    Round("old_cards", changing.EDITION, changing.reconcile_old_cards),
)
"""The rest follows from drafts and from what was asked for in a chat."""


async def is_whole(uow: SqlUnitOfWork, one: Round) -> bool:
    """Whether everything was looked at under this edition once."""
    async with uow:
        return (await uow.rounds.of(one.name)).whole == one.edition


async def batch(one: Round, uow: SqlUnitOfWork, now: datetime) -> tuple[bool, int]:
    """Look at the next ones; whether there are more, and how many were amiss."""
    async with uow:
        mark = await uow.rounds.of(one.name)
        after = mark.after if mark.edition == one.edition else 0
        following, amiss = await one.look(after, LOOKED_AT, uow, now)
        whole = mark.whole if following else one.edition
        await uow.rounds.reach(one.name, Mark(one.edition, following or 0, whole))
        await uow.commit()
    return following is not None, amiss
