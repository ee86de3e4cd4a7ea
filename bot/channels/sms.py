"""Short messages to the phone on record: a port, what stands behind it where there is no provider, and the messenger
that brings reminders through it.

In China a short message is a template that the provider has approved, with a few variables. Of a reminder these are the
matter, by the name of its kind, and the day that it speaks of; no name, number or address is among them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import structlog

from bot.books import written
from bot.channels.ringing import Ringing
from bot.composing import Payload
from bot.pacing import Limits
from bot.reaching import Closed, NotReached
from bot.texts import DEFAULT, texts
from domain.errors import NotRegistered
from storage.stores import Store

log = structlog.get_logger(__name__)

LIMITS = Limits(at_once=10, chat_burst=1)
"""Ten a second, of which one for a number: a provider takes more. What a number may get in an hour or a day it counts
itself, and says so."""
_MAINLAND = re.compile(r"\+86(1[3-9][0-9]{9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notice:
    """The variables of a template, and the language in which they are."""

    matter: str
    date: str
    language: str


class Sms(Protocol):
    """A provider of short messages."""

    async def send(self, phone: str, notice: Notice) -> None:
        """Hand a notice over for a mainland number (11 digits).

        Closed if the number takes none, Later if the provider wants it later, Refused if it will never take it, OSError
        if nobody knows.
        """

    async def close(self) -> None:
        """End the connections."""


class LogOnly:
    """Where there is no provider: says that one would have gone, not to whom and not what. It reaches nobody, so what
    waits goes on by the next way."""

    async def send(self, phone: str, notice: Notice) -> None:
        """Log it."""
        log.info("sms_would_go", language=notice.language)
        raise NotReached

    async def close(self) -> None:
        """Nothing to close."""


def mainland(phone: str) -> str | None:
    """The 11 digits of a mainland number in E.164; None for others, to which other templates and prices apply."""
    found = _MAINLAND.fullmatch(phone)
    return found[1] if found else None


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
