"""What each matter brings to be reminded of, and settling what is due with it.

A new kind is an entry of KINDS: what its cause says now, how it is listed, how it is told. When it is promised and
withdrawn stands where its cause happens.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import expiring, ripening
from bot.conversation import wards
from bot.conversation.speech import Say
from bot.texts import Texts, texts
from domain.reminders import Matter, Reminder
from domain.usecases.reminding import Settled, settle_due
from storage.chats import Account, Said
from storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class Kind:
    """What a matter must bring.

    `look` says what its cause makes of a promise now, None if nothing calls for it any more; `line` is what it is about
    in a few words, on a button too; `say` the message.
    """

    look: Callable[[SqlUnitOfWork, Account, Reminder], Awaitable[Reminder | None]]
    line: Callable[[Texts, Reminder], str]
    say: Callable[[Texts, Reminder, date], Say]


KINDS: Mapping[Matter, Kind] = {
    Matter.RIPENING: Kind(ripening.look, ripening.line, ripening.say),
    Matter.OLD_CARD: Kind(expiring.look, expiring.line, expiring.say),
}


async def settle(uow: SqlUnitOfWork, now: datetime, instant: datetime, limit: int) -> Settled:
    """Settle a batch of what is due at `now`; the messages are stored at `instant`, for the post to bring."""
    accounts: dict[int, Account] = {}

    async def look(reminder: Reminder) -> Reminder | None:
        account = await uow.accounts.get(reminder.account_id)
        if account is None:
            return None
        accounts[account.id] = account
        return await KINDS[reminder.promise.matter].look(uow, account, reminder)

    async def tell(reminder: Reminder) -> None:
        account = accounts[reminder.account_id]
        say = KINDS[reminder.promise.matter].say(texts(account.language), reminder, now.date())
        says = await wards.voiced(uow, account, [say])
        messages = [Said(one.to_json() | {"language": account.language}, True) for one in says]
        await uow.messages.add(account.chat_id, messages, instant)

    return await settle_due(uow, now, limit, look, tell)
