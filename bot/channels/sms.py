"""Short messages: a port, and what stands behind it where there is no provider.

In China a short message is a template that the provider has approved, with a few variables. Of a reminder these are the
matter, by the name of its kind, and the day that it speaks of; no name, number or address is among them.
"""

import re
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.reaching import NotReached

log = structlog.get_logger(__name__)

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
