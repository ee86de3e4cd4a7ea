"""What the holder of a permit ought to be waiting for (R5.3), and how what he does wait for differs from it: a pure
function of what is on record of him.

What he ought to wait for changes when something happens to him, and whoever writes that down plans anew; the passing of
days alone changes nothing. Only another edition of these rules makes everybody worth a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.permits import standing
from domain.reminders import Promise, Reminder, State, Step, endorsement, is_kept

EDITION = 1
"""Of what `drift` asks for: raised whenever it would ask for something else of the same record."""


def account_told(accounts: Sequence[int], filed_in: int | None) -> int | None:
    """Somebody is told once, not once in each of his chats: in the one through which he applied last, if it still
    stands for him, else in the first that does."""
    if filed_in in accounts:
        return filed_in
    return accounts[0] if accounts else None


@dataclass(frozen=True, slots=True)
class Holding:
    """What is on record of who holds a permit, as far as reminders follow from it: of the permit the day of issue and
    the visits, and the accounts that stand for him. `filed_in` is the one through which he applied last."""

    person_id: int
    issued: date
    visits: tuple[date, ...]
    lives_here: bool
    accounts: tuple[int, ...]
    filed_in: int | None = None

    @property
    def told_in(self) -> int | None:
        """The one of his accounts in which he is told (`account_told`)."""
        return account_told(self.accounts, self.filed_in)

    def promises(self, on: date) -> tuple[Promise, ...]:
        """The seven of the year in which his permit is: none for who has left, and none in no chat."""
        return of_year(self.issued, self.visits, on) if self.lives_here and self.told_in is not None else ()


class Bearer(NamedTuple):
    """One of several who are alike, and what the numbers of his accounts are counted from."""

    person_id: int
    before: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Persons of whom everything is the same that reminders follow from, and who wait for the same. In `holding` and
    `planned` the person is nobody, and accounts are numbered from the one before a bearer's first."""

    holding: Holding
    planned: tuple[Reminder, ...]
    bearers: tuple[Bearer, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The next permits: `last` is the id to go on behind, None at the end."""

    alike: tuple[Alike, ...]
    last: int | None


def of_year(issued: date, visits: Iterable[date], on: date) -> tuple[Promise, ...]:
    """The promises of the year in which a permit is on a day; none before its day of issue."""
    return endorsement(standing(issued, issued, [day for day in visits if day <= on], on)) if issued <= on else ()


class Drift(NamedTuple):
    """How what waits differs from what ought to: the ids of what is to be withdrawn, and what is to be promised."""

    gone: tuple[int, ...]
    missing: tuple[Promise, ...]


def drift(holding: Holding, planned: Sequence[Reminder], on: date, *, renewed: bool) -> Drift:
    """The difference on a day. `planned` is whatever waits for a holder, and what became of the rest from that day on.

    What was told is told, in whichever of his chats; what was put off stays where it is; what is overdue is not lost.
    What was withdrawn comes back only if its cause is `renewed`: else it may be he himself who does not want it.
    """
    plan, told_in = holding.promises(on), holding.told_in
    waiting = [one for one in planned if one.state is State.WAITING]
    right = [one for one in waiting if _is_right(one, holding, plan)]
    settled = [one for one in planned if one.state is State.SENT]
    if not renewed:
        settled += [one for one in planned if one.state is State.WITHDRAWN and one.account_id == told_in]
    gone = [one for one in waiting if one not in right]
    there, overdue = _places(right + settled), _places(one for one in gone if one.promise.on < on)
    open_ = [one for one in plan if one.on >= on or (one.cycle, one.step) in overdue]
    missing = tuple(one for one in open_ if (one.cycle, one.step) not in there)
    return Drift(tuple(one.id for one in gone if one.id is not None), missing)


def _is_right(one: Reminder, holding: Holding, plan: tuple[Promise, ...]) -> bool:
    """Whether one waits as it should: on its day in the chat that is told, or put off in any of his."""
    if not is_kept(one.promise, plan):
        return False
    return one.account_id == holding.told_in or (one.account_id in holding.accounts and one.promise not in plan)


def _places(reminders: Iterable[Reminder]) -> set[tuple[int, Step]]:
    return {(one.promise.cycle, one.promise.step) for one in reminders}
