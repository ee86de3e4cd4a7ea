"""The messenger that brings reminders as text messages, to the phone on record."""

from collections.abc import Callable
from datetime import date, datetime

from bot.books import written
from bot.channels.ringing import Ringing
from bot.channels.sms import Notice, Sms, mainland
from bot.composing import Payload
from bot.pacing import Limits
from bot.reaching import Closed
from bot.texts import DEFAULT, texts
from domain.errors import NotRegistered
from storage.stores import Store

LIMITS = Limits(at_once=10, chat_burst=1)
"""Ten a second, of which one for a number: a provider takes more. What a number may get in an hour or a day it counts
itself, and says so."""


class SmsSession(Ringing):
    """aiogram's other side for phones. A chat is the number of a person; his phone is looked up when it is rung."""

    channel = "sms"

    def __init__(self, store: Store, sms: Sms, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._store, self._sms = store, sms

    async def ring(self, chat: int, number: int, payload: Payload) -> None:
        """Tell the person's phone of what and of which day there is a reminder."""
        try:
            person = await written(self._store, lambda uow: uow.people.get(chat))
        except NotRegistered:
            raise Closed from None
        phone = mainland(person.phone)
        if phone is None:
            raise Closed
        await self._sms.send(phone, notice(payload))

    async def close(self) -> None:
        """End the connections."""
        await self._sms.close()


def notice(payload: Payload) -> Notice:
    """What is told of a stored reminder."""
    language = payload.get("language", DEFAULT)
    spoken = texts(language)
    day = date.fromisoformat(payload["day"])
    return Notice(spoken.plain(f"remind.kind.{payload['matter']}"), spoken.day(day), language)
