"""Where a reminder goes, and where it goes on to when a door is shut or nobody is behind it (decision 0009).

Whoever cannot bring a message says which of these it is; what follows from it is one transaction here.
"""

from datetime import datetime
from typing import Any

from domain.reach import Door, Wishes, elsewhere, following, targets
from storage.chats import SHUT, Account, Said
from storage.outbox import Waiting
from storage.unit_of_work import SqlUnitOfWork

RINGS = ("push", "sms")
"""Channels that only ring for what lies elsewhere; nobody speaks through them."""
MOST_TRIES = 12
"""Tries of a ring, over half an hour: a service that is away for longer counts as failed, for there may be another way.
A messenger is waited for."""


class Closed(Exception):
    """The door takes nothing any more: a dead number, the last browser that took notices."""


class NotReached(Exception):
    """The message lies where its person finds it, and nobody was there."""


class Later(Exception):
    """The service wants it later; it has surely not arrived."""

    def __init__(self, kind: str, seconds: float | None = None) -> None:
        super().__init__(kind)
        self.kind, self.seconds = kind, seconds


class Refused(Exception):
    """The service will never take this, by a fault of ours; `kind` is its word for it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def kind_of(error: BaseException) -> str:
    """The kind of an error, for logs, figures and dead letters."""
    return str(getattr(error, "kind", type(error).__name__))


async def told(
    uow: SqlUnitOfWork, account: Account, person_id: int | None, payloads: list[dict[str, Any]]
) -> list[Any]:
    """What is stored of a reminder for an account, as accounts and what is said in them; the last of its messages is
    the one that rings."""
    child = account.guardian_id is not None
    holder = await uow.people.of_account(account.chat_id) if child else None
    reached = holder.id if holder else None if child else person_id
    doors, wishes = await _ways(uow, account.chat_id, reached, child=child)
    about: dict[str, Any] = {"person": reached, "child": child}
    stored = []
    for door in targets(doors, wishes):
        tried = {"tried": list(elsewhere(doors, door))} if wishes.together else {}
        payloads[-1]["rings"] = True
        stored.append((door.account_id, [Said(one | about | tried, True, reminds=True) for one in payloads]))
    return stored


async def refused(uow: SqlUnitOfWork, one: Waiting, error: str, now: datetime) -> bool:
    """A message was turned away: it goes on if it is a reminder and there is another door, else it is a dead letter.
    True if it goes on. What turned it away by a fault of ours stays a dead letter all the same, to be seen. What is
    somebody else's to bring by now is left to him."""
    if not await uow.outbox.holds(one.id):
        return True
    account = await uow.accounts.find(one.channel, one.chat) if error == SHUT else None
    if account is not None:
        await uow.outbox.shut(account.id, now)
    door = await _next(uow, one) if one.reminds else None
    if door is None and error == SHUT and one.payload.get("tried"):
        await uow.outbox.withdraw(one.id)  # it lies in a chat already
    elif door is None:
        if error == SHUT and one.channel in RINGS:
            await _home(uow, one)
        await uow.outbox.give_up(one.id, error, now)
    elif error == SHUT:
        await uow.outbox.redirect(one.id, door.account_id)
    else:
        await _copy(uow, one, door, now)
        await uow.outbox.give_up(one.id, error, now, passed_on=True)
    return door is not None


async def not_reached(uow: SqlUnitOfWork, one: Waiting, now: datetime) -> bool:
    """A message lies where its person finds it, and nobody was there: it also goes on, if there is another door. True
    if it does, or is somebody else's to bring by now."""
    if not await uow.outbox.holds(one.id):
        return True
    door = await _next(uow, one)
    if door is not None:
        await _copy(uow, one, door, now)
    await uow.outbox.delivered([(one.id, None)], now)
    return door is not None


async def _home(uow: SqlUnitOfWork, one: Waiting) -> None:
    """Put what rang in vain into the nearest chat, where it comes when its person is back."""
    doors, _ = await _doors(uow, one)
    await uow.outbox.redirect(one.id, next(door.account_id for door in doors if door.channel not in RINGS))


async def _copy(uow: SqlUnitOfWork, one: Waiting, door: Door, now: datetime) -> None:
    payload = {**one.payload, "tried": [*one.payload.get("tried", ()), one.account_id]}
    await uow.messages.add(door.account_id, [Said(payload, True, reminds=True)], now)


async def _next(uow: SqlUnitOfWork, one: Waiting) -> Door | None:
    doors, wishes = await _doors(uow, one)
    return following(doors, wishes, {*one.payload.get("tried", ()), one.account_id})


async def _doors(uow: SqlUnitOfWork, one: Waiting) -> tuple[tuple[Door, ...], Wishes]:
    return await _ways(uow, one.account_id, one.payload.get("person"), child=bool(one.payload.get("child")))


async def _ways(
    uow: SqlUnitOfWork, account_id: int, person: int | None, *, child: bool
) -> tuple[tuple[Door, ...], Wishes]:
    """What is said about a child stays in the chat in which he is looked after: elsewhere its buttons are another's."""
    return await uow.reaching.doors(account_id, person, alone=child), await uow.reaching.wishes(person)
