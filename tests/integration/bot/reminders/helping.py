"""People who asked to be reminded, put into a store with what they told but without a conversation; what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot import ripening
from bot.clock import SHANGHAI
from bot.conversation.speech import State
from domain.usecases.reminding import remind_when_ripe
from storage.stores import Store
from storage.tables import accounts, messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import commit, look
from tests.unit.domain.making import NOW

TOLD_ON = date(2026, 11, 23)
RIPE_ON = date(2027, 2, 28)
NINE = datetime(2027, 2, 28, 9, tzinfo=SHANGHAI)
EMPLOYEE: Mapping[str, Any] = {
    "hangzhou_hukou": "no",
    "talent": "no",
    "registered_on": "2026-08-31",
    "resided_continuously": "yes",
    "born": "1995-03-15",
    "employment.path": "employee",
    "employment.insured_this_month": "yes",
    "employment.insured_months": 24,
    "employment.since": "2025-03-01",
    "employment.labour_contract": "yes",
    "housing.kind": "none",
    "schooling.stage": "none",
}
"""An employee who waits for the half year alone: it is over on 28 February."""


async def asked(store: Store, chat: str, channel: str = "test", **facts: Any) -> int:
    """Somebody who told his facts and asked to be reminded; his account."""
    state = State(facts={**EMPLOYEE, **facts}, facts_on=TOLD_ON.isoformat())

    async def work(uow: SqlUnitOfWork) -> int:
        account = await uow.accounts.take(channel, chat, "zh", NOW)
        await uow.accounts.save(account.with_state(state.to_json(), "zh"))
        ripe = await ripening.found_again(uow, account.id, state, TOLD_ON)
        assert ripe
        await remind_when_ripe(account.id, None, ripe, uow, NOW)
        return account.id

    return await commit(store, work)


async def told(store: Store) -> list[str]:
    """The chats that a reminder is stored for, once for each."""
    chats = select(accounts.c.chat).join(messages, messages.c.account_id == accounts.c.id).order_by(messages.c.id)
    return list((await look(store, lambda uow: uow._link.execute(chats))).scalars())
