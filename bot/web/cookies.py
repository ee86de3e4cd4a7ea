"""The cookie that says which web chat a browser is in: signed, expiring, not readable by scripts.

It carries the chat's stamp, which is compared with the stored one at every use; a new stamp ends all cookies with the
old one. The ticket for the cookie with the new stamp goes only to the window that has just proved who is there.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web

NAME = "anju_chat"
LIFE_DAYS = 180
TICKET_SECONDS = 60
_DAY = 86400


class Pass(NamedTuple):
    """A chat, and the stamp that it had when the cookie was written."""

    chat: int
    stamp: str


@dataclass(frozen=True, slots=True)
class ChatCookie:
    """Makes and reads the cookie; `secure` where the site is served over https."""

    key: bytes = field(repr=False)
    secure: bool

    def read(self, request: web.Request) -> Pass | None:
        """What a request's cookie says; None for no cookie, a forged, or an expired one."""
        content, _, mark = request.cookies.get(NAME, "").rpartition(".")
        if not self._fits(f"cookie.{content}", mark):
            return None
        chat, stamp, issued = content.split(".")
        return Pass(int(chat), stamp) if -60 < time.time() - int(issued) < LIFE_DAYS * _DAY else None

    def write(self, response: web.StreamResponse, held: Pass) -> None:
        """Set the cookie for a chat."""
        content = f"{held.chat}.{held.stamp}.{int(time.time())}"
        value = f"{content}.{self._mark(f'cookie.{content}')}"
        response.set_cookie(
            NAME, value, max_age=LIFE_DAYS * _DAY, httponly=True, samesite="Lax", secure=self.secure, path="/"
        )

    def ticket(self, held: Pass) -> str:
        """What is good for a cookie with a new stamp, for a short while."""
        until = int(time.time()) + TICKET_SECONDS
        return f"{until}.{self._mark(f'ticket.{held.chat}.{held.stamp}.{until}')}"

    def admits(self, ticket: str, held: Pass) -> bool:
        """Whether the ticket was given for this chat and stamp, and not too long ago."""
        until, _, mark = ticket.partition(".")
        if not self._fits(f"ticket.{held.chat}.{held.stamp}.{until}", mark):
            return False
        return time.time() < int(until)

    def _fits(self, content: str, mark: str) -> bool:
        return hmac.compare_digest(self._mark(content).encode(), mark.encode("utf-8", "replace"))

    def _mark(self, content: str) -> str:
        return hmac.digest(self.key, content.encode("utf-8", "replace"), hashlib.sha256).hex()
