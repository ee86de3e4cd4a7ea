"""The cookie that says which web chat a browser is in: signed, expiring, not readable by scripts."""

import hashlib
import hmac
import time
from dataclasses import dataclass, field

from aiohttp import web

NAME = "anju_chat"
LIFE_DAYS = 180
_DAY = 86400


@dataclass(frozen=True, slots=True)
class ChatCookie:
    """Makes and reads the cookie; `secure` where the site is served over https."""

    key: bytes = field(repr=False)
    secure: bool

    def read(self, request: web.Request) -> int | None:
        """The chat that a request belongs to; None for no cookie, a forged, or an expired one."""
        number, _, rest = request.cookies.get(NAME, "").partition(".")
        issued, _, mark = rest.partition(".")
        if not (number.isascii() and number.isdigit() and issued.isascii() and issued.isdigit()):
            return None
        if not hmac.compare_digest(self._mark(number, issued).encode(), mark.encode("utf-8", "replace")):
            return None
        age = time.time() - int(issued)
        return int(number) if -60 < age < LIFE_DAYS * _DAY else None

    def write(self, response: web.StreamResponse, chat: int) -> None:
        """Set the cookie for a chat."""
        issued = str(int(time.time()))
        value = f"{chat}.{issued}.{self._mark(str(chat), issued)}"
        response.set_cookie(
            NAME, value, max_age=LIFE_DAYS * _DAY, httponly=True, samesite="Lax", secure=self.secure, path="/"
        )

    def _mark(self, number: str, issued: str) -> str:
        return hmac.digest(self.key, f"{number}.{issued}".encode(), hashlib.sha256).hex()
