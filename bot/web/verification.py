"""What anybody may ask of a voucher over HTTP: the keys, a state by id, the offline list, the content by short code."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import ETag, web

from bot.clock import Clock
from bot.vouchers import codes
from bot.vouchers.keys import VoucherKeys
from domain.usecases.vouching import Answered, look_up_code, voucher_state
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

FRESH = {"Cache-Control": "no-store"}
AS_OF = "Anju-As-Of"
"""When it was found that the lists are still the same: a 304 has no body to say so."""
_ID = re.compile("[0-9a-fA-F]{32}")
PREFIX = 8
"""Bytes of an id on the offline list: of 64 bits no two of a city's vouchers share one."""


@dataclass(slots=True)
class Verification:
    """The public routes about vouchers."""

    store: Store
    keys: VoucherKeys
    clock: Clock
    address_of: Callable[[web.Request], str]

    def routes(self) -> list[web.RouteDef]:
        """Where they answer."""
        return [
            web.get("/.well-known/voucher-keys.json", self.jwks),
            web.get("/api/vouchers/revoked", self.closed),
            web.get("/api/vouchers/{id}", self.state),
            web.post("/api/vouchers/code", self.code),
        ]

    async def jwks(self, request: web.Request) -> web.Response:
        """The public keys, and when this was said."""
        self.keys.refresh()
        return _answer({**self.keys.jwks(), "as_of": self._as_of()})

    async def state(self, request: web.Request) -> web.Response:
        """The state of a voucher by its id, and nothing else of it."""
        asked = request.match_info["id"]
        if not _ID.fullmatch(asked):
            return _answer({"error": "bad_id"}, 400)
        voucher_id = bytes.fromhex(asked)
        state = await self.store.run(lambda uow: voucher_state(voucher_id, uow, self.clock.today()))
        return _answer({"state": state.value, "as_of": self._as_of()})

    async def closed(self, request: web.Request) -> web.Response:
        """Every id that is no longer valid before its time, for checking without a network."""

        async def work(uow: SqlUnitOfWork) -> dict[str, bytes]:
            async with uow:
                found = await uow.vouchers.closed(self.clock.today())
            lists: dict[str, bytes] = {"superseded": b"", "ended": b"", "revoked": b""}
            for voucher_id, status in found:
                lists[status.value] += voucher_id[:PREFIX]
            return lists

        as_of, lists = self._as_of(), await self.store.run(work)
        encoded = {name: base64.urlsafe_b64encode(ids).decode().rstrip("=") for name, ids in lists.items()}
        tag = _tag(encoded)
        if any(one.value in (tag, "*") for one in request.if_none_match or ()):
            answer = web.Response(status=304, headers=FRESH)
        else:
            answer = _answer({"as_of": as_of, **encoded})
        answer.headers[AS_OF] = str(as_of)
        answer.etag = ETag(tag, is_weak=True)  # the same lists, but another `as_of`
        return answer

    async def code(self, request: web.Request) -> web.Response:
        """The content of a voucher for whoever can read its short code; guesses are slowed by address."""
        try:
            asked = await request.json()
        except (ValueError, LookupError, RecursionError):  # not JSON, an unknown charset, brackets without end
            asked = None
        typed = asked.get("code") if isinstance(asked, dict) else None
        code = codes.normalise(typed) if isinstance(typed, str) else None
        if code is None:
            return _answer({"error": "bad_code"}, 400)
        subject, instant = f"code:address:{self.address_of(request)}", self.clock.instant()
        wait = await self.store.run(lambda uow: _take(uow, subject, instant))
        if wait:
            seconds = 1 + int(wait.total_seconds())
            return _answer({"error": "slow_down", "retry_after": seconds}, 429)
        found = await self.store.run(lambda uow: look_up_code(code, uow, self.clock.today()))
        return _answer({**_told(found), "as_of": self._as_of()})

    def _as_of(self) -> int:
        return int(self.clock.instant().timestamp())


async def _take(uow: SqlUnitOfWork, subject: str, instant: datetime) -> timedelta:
    async with uow:
        wait = await uow.attempts.take(subject, instant)
        await uow.commit()
    return wait


def _told(found: Answered) -> dict[str, str]:
    if found.view is None:
        return {"state": found.state.value}
    view = found.view
    return {
        "state": found.state.value,
        "name": view.name,
        "document": view.document,
        "address": view.address,
        "registered_on": view.registered_on.isoformat(),
    }


def _tag(lists: dict[str, str]) -> str:
    """Names the content of the lists, whenever it is told."""
    return hashlib.sha256("\n".join(lists.values()).encode()).hexdigest()[:32]


def _answer(body: dict[str, object], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=FRESH)
