"""What each matter brings to be reminded of, and settling what is due with it.

A new kind is an entry of KINDS: what its cause says now, how it is listed, how it is told. When it is promised and
withdrawn stands where its cause happens.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot import amending, begun, endorsing, expiring, letting, reaching, ripening
from bot.calm import Calm
from bot.clock import Clock
from bot.conversation import wards
from bot.conversation.speech import Say, State
from bot.texts import Texts, texts
from domain.reminders import Matter, Reminder, Step, due
from domain.usecases.reminding import Settled, settle_due
from storage.chats import Account
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class Kind:
    """What a matter must bring.

    `look` says what its cause makes of a promise now, None if nothing calls for it any more; `line` is what it is about
    in a few words, on a button too; `say` the message; `day` the day that it speaks of. `offer` adds to it, just before
    it is told, what its person may choose.
    """

    look: Callable[[SqlUnitOfWork, Account, Reminder, date], Awaitable[Reminder | None]]
    line: Callable[[Texts, Reminder], str]
    say: Callable[[Texts, Reminder, date], Say]
    day: Callable[[Reminder], date] = lambda reminder: reminder.promise.on
    offer: Callable[[SqlUnitOfWork, Reminder, Calm, date], Awaitable[Reminder]] | None = None


KINDS: Mapping[Matter, Kind] = {
    Matter.RIPENING: Kind(ripening.look, ripening.line, ripening.say),
    Matter.OLD_CARD: Kind(expiring.look, expiring.line, expiring.say, expiring.day),
    Matter.ENDORSEMENT: Kind(endorsing.look, endorsing.line, endorsing.say, endorsing.day, endorsing.offer),
    Matter.REGISTRATION: Kind(begun.look, begun.line, begun.say, begun.day),
    Matter.CHANGE: Kind(begun.look, begun.line, begun.say, begun.day),
    Matter.AMENDMENT: Kind(amending.look, amending.line, amending.say, amending.day),
    Matter.LEASE_END: Kind(letting.look, letting.line, letting.say, letting.day),
    Matter.UNCONFIRMED_TENANT: Kind(letting.look, letting.line, letting.say, letting.day),
}


IN_CALENDAR = {Step.RIPE, Step.LAST_DAY, Step.DAY_10, Step.D30}
"""Steps that stand for their matter in a calendar; the others are its alarms."""


def for_calendar(waiting: Iterable[Reminder], muted: Collection[str]) -> tuple[Reminder, ...]:
    """Of what is to come what goes into a calendar: of each matter and cycle that is wanted the one that stands for
    it."""
    return tuple(one for one in waiting if one.promise.step in IN_CALENDAR and one.promise.matter not in muted)


async def settle(uow: SqlUnitOfWork, now: datetime, instant: datetime, limit: int, calm: Calm) -> Settled:
    """Settle a batch of what is due at `now`; the messages are stored at `instant`, for the post to bring."""
    accounts: dict[int, Account] = {}

    async def look(reminder: Reminder) -> Reminder | None:
        called_for = await _called_for(uow, reminder, now.date())
        if called_for is None:
            return None
        account, state, found = called_for
        accounts[account.id] = account
        return replace(found, due=due(found.promise.on, now, state.hour))

    async def tell(reminder: Reminder) -> None:
        account, kind = accounts[reminder.account_id], KINDS[reminder.promise.matter]
        if kind.offer:
            reminder = await kind.offer(uow, reminder, calm, now.date())
        say = kind.say(texts(account.language), reminder, now.date())
        says = await wards.voiced(uow, account, [say])
        matter, day = reminder.promise.matter.value, kind.day(reminder).isoformat()
        about = {"language": account.language, "promise": reminder.id, "matter": matter, "day": day}
        payloads = [one.to_json() | about for one in says]
        for where, messages in await reaching.told(uow, account, reminder.person_id, payloads):
            await uow.messages.add(where, messages, instant)

    return await settle_due(uow, now, limit, look, tell)


@dataclass(frozen=True, slots=True)
class Holding:
    """Whether a stored reminder is still to be said when it is its turn: it may have waited for a messenger for days.
    `promise` in its payload is the one that it keeps."""

    store: Store
    clock: Clock

    async def __call__(self, payload: Mapping[str, Any]) -> bool:
        """Ask its cause once more."""
        number, today = payload.get("promise"), self.clock.today()
        return not number or await self.store.run(lambda uow: _holds(uow, number, today))


async def _holds(uow: SqlUnitOfWork, number: int, today: date) -> bool:
    async with uow:
        reminder = await uow.promises.get(number)
        return reminder is not None and await _called_for(uow, reminder, today) is not None


async def _called_for(uow: SqlUnitOfWork, reminder: Reminder, today: date) -> tuple[Account, State, Reminder] | None:
    """What its cause says of a reminder now, with the account that it is promised to and how that is to be reminded;
    None if nothing calls for it any more, or if its kind is not wanted."""
    account = await uow.accounts.get(reminder.account_id)
    state = State.from_json(account.state if account else {})
    if account is None or reminder.promise.matter in state.muted:
        return None
    found = await KINDS[reminder.promise.matter].look(uow, account, reminder, today)
    return (account, state, found) if found else None
