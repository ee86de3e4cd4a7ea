"""The front desk: takes one event, runs its turn in one transaction, and hands the answer to the post.

Events of one person are taken one after another, in the order they came; different people do not wait for each
other. What a turn needs from outside (the language model, the codes in a picture) is found out between two tries of
the transaction, never inside it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.conversation import dialogue
from bot.conversation.speech import Incoming, Look, Needs, Reply, Seen, State
from bot.conversation.turn import Desk, Turn
from bot.delivery import Post
from bot.texts import DEFAULT, LANGUAGES
from domain.errors import StaleVersion
from storage.chats import AlreadyTaken, Said
from storage.stores import Store, is_unavailable
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

TRIES = 5
"""Tries of one turn: what it needs (at most two things) and lost races for the same row."""


class RegisterAway(Exception):
    """The database is locked, full or gone: nothing of the turn was stored, the same event may be taken again later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn stored: the reply, and the messages to deliver by chat."""

    reply: Reply
    number: int
    post: tuple[tuple[str, str, tuple[tuple[int, dict[str, Any]], ...]], ...] = ()


@dataclass(slots=True)
class Senses:
    """How things outside of the conversation are found out: reading a text, looking at a picture."""

    read: Callable[[str], Awaitable[Any]]
    look: Callable[[Incoming, str | None], Awaitable[Look]]
    """Looks at a picture; with the paper whose pages are handed in, if they are, which then are kept."""


@dataclass(slots=True)
class Front:
    """Takes events of every channel."""

    store: Store
    post: Post
    desk: Desk
    senses: Senses
    clock: Clock
    _locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def take(self, event: Incoming) -> Reply:
        """Answer one event; an event that was taken before is answered with nothing. RegisterAway if it cannot be
        stored now."""
        lock = self._locks.setdefault((event.channel, event.chat), asyncio.Lock())
        async with lock:
            try:
                outcome = await self._outcome(event)
            except AlreadyTaken:
                return Reply()
            if outcome.reply.renewed:
                await self.post.renew(event, outcome.reply.renewed)
            await self.post.echo(event, outcome.number)
            for channel, chat, messages in outcome.post:
                await self.post.deliver(channel, chat, messages)
            return outcome.reply

    async def _outcome(self, event: Incoming) -> Outcome:
        seen = Seen()
        for _ in range(TRIES):
            try:
                return await self.store.run(lambda uow, seen=seen: self._turn(uow, event, seen))  # type: ignore[misc]
            except Needs as needs:
                seen = await self._find_out(event, seen, needs)
            except StaleVersion:
                continue
            except Exception as error:
                if is_unavailable(error):
                    raise RegisterAway from error
                raise
        raise StaleVersion

    async def _find_out(self, event: Incoming, seen: Seen, needs: Needs) -> Seen:
        if needs.reading:
            return replace(seen, reading=await self.senses.read(event.text))
        return replace(seen, look=await self.senses.look(event, needs.handing))

    async def _turn(self, uow: SqlUnitOfWork, event: Incoming, seen: Seen) -> Outcome:
        instant = self.clock.instant()
        async with uow:
            hint = event.language if event.language in LANGUAGES else DEFAULT
            known = await uow.accounts.known(event.channel, event.chat)
            state = State.from_json(known.state if known else {})
            dialogue.foresee(event, state, seen, self.clock.today())
            account = known or await uow.accounts.open(event.channel, event.chat, hint, instant)
            turn = Turn(event, account, state, uow, self.desk, seen, self.clock.now(), instant, account.language)
            if known is None:
                turn.recall_nobody()
            await dialogue.answer(turn)
            ours = tuple(one.to_json() | {"language": turn.language} for one in turn.says)
            theirs = {"act": event.act.value, "text": event.text, "file": event.file_id}
            said = [Said(theirs, False, event.update_id, event.message_id), *(Said(one, True) for one in ours)]
            ids = await uow.messages.add(account.id, said, instant)
            state.marked |= {say.mark: at for say, at in zip(turn.says, ids[1:], strict=True) if say.mark}
            await uow.accounts.save(account.with_state(state.to_json(), turn.language))
            others = [await self._elsewhere(uow, one, say.to_json(), instant) for one, say in turn.others]
            await uow.commit()
        mine = (event.channel, event.chat, tuple(zip(ids[1:], ours, strict=True)))
        return Outcome(turn.reply(), ids[0], (mine, *(one for one in others if one)))

    async def _elsewhere(self, uow: SqlUnitOfWork, account_id: int, payload: dict[str, Any], instant: Any) -> Any:
        account = await uow.accounts.get(account_id)
        if account is None:
            return None
        ids = await uow.messages.add(account_id, [Said(payload, True)], instant)
        return account.channel, account.chat, ((ids[0], payload),)


def reference() -> str:
    """A number by which a person and a log line about the same mishap find each other."""
    return uuid4().hex[:8].upper()
