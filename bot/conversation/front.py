"""The front desk: takes one event, runs its turn in one transaction, and hands the answer to the post.

Events of one person are taken one after another, in the order they came; different people do not wait for each
other. What a turn needs from outside (the language model, the codes in a picture) is found out between two tries of
the transaction, never inside it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.conversation import dialogue, wards
from bot.conversation.speech import Incoming, Look, Needs, Reply, Say, Seen, State
from bot.conversation.turn import Desk, Turn
from bot.delivery import Post
from bot.texts import DEFAULT, LANGUAGES
from domain.errors import StaleVersion
from storage.chats import Account, AlreadyTaken, Said
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
        seen, number = Seen(), 0
        for _ in range(TRIES):
            try:
                return await self.store.run(lambda uow, seen=seen, child=number: self._turn(uow, event, seen, child))  # type: ignore[misc]
            except wards.ForChild as child:
                number = child.number
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

    async def _turn(self, uow: SqlUnitOfWork, event: Incoming, seen: Seen, child: int) -> Outcome:
        instant = self.clock.instant()
        async with uow:
            chat = await uow.accounts.known(event.channel, event.chat)
            turn = await self._begun(uow, chat, event, seen, child, instant)
            if chat is None and not child:
                turn.recall_nobody()
            await dialogue.answer(turn)
            ids, ours = await self._said(turn, event)
            others = [await self._elsewhere(uow, one, say, instant) for one, say in turn.others]
            await uow.commit()
        mine = (event.channel, event.chat, tuple(zip(ids[1:], ours, strict=True)))
        return Outcome(turn.reply(), ids[0], (mine, *(one for one in others if one)))

    async def _begun(
        self, uow: SqlUnitOfWork, chat: Account | None, event: Incoming, seen: Seen, child: int, instant: datetime
    ) -> Turn:
        """The turn of whoever the event is about: who holds the chat, or a child whom he looks after."""
        today, hint = self.clock.today(), event.language if event.language in LANGUAGES else DEFAULT
        account, event = await wards.whose(uow, chat, event, today) if chat else (None, event)
        state = State.from_json(account.state if account else {})
        if not child:
            dialogue.foresee(event, state, seen, today)
        chat = chat or await uow.accounts.open(event.channel, event.chat, hint, instant)
        if child:
            account = await wards.child(uow, chat, child, instant)
            state = State.from_json(account.state)
        now = self.clock.now()
        return Turn(event, account or chat, state, uow, self.desk, seen, now, instant, chat.language, chat)

    async def _said(self, turn: Turn, event: Incoming) -> tuple[list[int], tuple[dict[str, Any], ...]]:
        """Store what both have said, and where the conversation stands now."""
        uow, chat = turn.uow, turn.own
        turn.says = await wards.voiced(uow, turn.account, turn.says)
        ours = tuple(one.to_json() | {"language": turn.language} for one in turn.says)
        theirs = {"act": event.act.value, "text": event.text, "file": event.file_id}
        said = [Said(theirs, False, event.update_id, event.message_id), *(Said(one, True) for one in ours)]
        ids = await uow.messages.add(chat.id, said, turn.instant)
        turn.state.marked |= {say.mark: at for say, at in zip(turn.says, ids[1:], strict=True) if say.mark}
        if turn.child:
            await uow.accounts.save(wards.attending(chat, turn.child, turn.today, turn.language))
        else:
            turn.state.attends = turn.state.attended_on = None
        await uow.accounts.save(turn.account.with_state(turn.state.to_json(), turn.language))
        if turn.language != chat.language:
            await uow.accounts.speak(chat.id, turn.language)
        return ids, ours

    async def _elsewhere(self, uow: SqlUnitOfWork, account_id: int, say: Say, instant: datetime) -> Any:
        """Store what is said to somebody else; about a child it is said to his guardian."""
        account = await uow.accounts.get(account_id)
        chat = await uow.accounts.chat_of(account) if account else None
        if account is None or chat is None:
            return None
        payloads = tuple(one.to_json() for one in await wards.voiced(uow, account, [say]))
        ids = await uow.messages.add(chat.id, [Said(one, True) for one in payloads], instant)
        return None if chat.shut else (chat.channel, chat.chat, tuple(zip(ids, payloads, strict=True)))


def reference() -> str:
    """A number by which a person and a log line about the same mishap find each other."""
    return uuid4().hex[:8].upper()
