"""The thin client of the language sidecar: text in, `Reading` out, never an exception.

It limits, cleans and remembers texts, gives up after a timeout and leaves a dead sidecar alone for a while.
It decides nothing about the conversation and never writes a text into a log.
"""

import asyncio
import json
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import structlog
from yarl import URL

from nlu.components.plain import LONGEST, clean
from nlu.reading import Entity, Guess, Reading

log = structlog.get_logger(__name__)

FARTHEST = 8192  # where the words of a text begin at the latest: nobody sends more blanks
LARGEST_ANSWER = 256 * 1024


class Refused(Exception):
    """The sidecar gave no answer that can be used; the message is the reason, one word."""


class NluClient:
    """Reads texts through the sidecar at `url`.

    Only the first 200 characters of a longer text are read, and the reading says `cut`: people put what they want
    first, and half a reading is better than none. An intent below `intent_threshold` is not told, a FAQ key below
    `faq_threshold` neither; the guesses stay in the alternatives. After `failures` failures in a row nothing
    is asked for `rest` seconds. The sidecar reads one text after another: beyond `at_once` they wait here, within the
    same timeout, and running out of it while waiting is `busy`, no failure of the sidecar.
    """

    def __init__(
        self,
        url: str,
        timeout: float = 1.5,
        *,
        token: str | None = None,
        intent_threshold: float = 0.3,
        faq_threshold: float = 0.15,
        cache_size: int = 2000,
        at_once: int = 16,
        failures: int = 3,
        rest: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        base = URL(url)
        self._address = base.with_query(None) / "model" / "parse"
        token = token or base.query.get("token")
        self._query = {"token": token} if token else {}
        self._timeout = timeout
        self._places = at_once
        self._turns = asyncio.Semaphore(at_once)
        self._intent_threshold, self._faq_threshold = intent_threshold, faq_threshold
        self._cache: OrderedDict[str, Reading] = OrderedDict()
        self._cache_size = cache_size
        self._failures, self._rest, self._clock = failures, rest, clock
        self._failed, self._silent_until = 0, 0.0
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.calls = 0
        self.cache_hits = 0

    @property
    def state(self) -> str:
        """`ready`, or `down` while the sidecar is left alone."""
        return "down" if self._clock() < self._silent_until else "ready"

    async def read(self, text: str) -> Reading:
        """What the text means; `Reading.nothing(reason)` whenever that cannot be found out."""
        plain = clean(text[:FARTHEST])
        told = plain.strip()
        if not told:
            return Reading.nothing("empty")
        reading = await self._remembered(told[:LONGEST].rstrip())
        if len(told) > LONGEST and not reading.reason:
            reading = replace(reading, reason="cut")
        return reading.moved(len(plain) - len(plain.lstrip()))

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _remembered(self, words: str) -> Reading:
        if (known := self._cache.get(words)) is not None:
            self._cache.move_to_end(words)
            self.cache_hits += 1
            return known
        if self.state == "down":
            return Reading.nothing("down")
        try:
            reading = self._understood(await self._ask(words), words)
        except Refused as refusal:
            self._fail(str(refusal))
            return Reading.nothing(str(refusal))
        self._failed = 0
        self._cache[words] = reading
        if len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)
        return reading

    async def _ask(self, words: str) -> Mapping[str, Any]:
        """The sidecar's answer to these words; waiting for a turn counts as waiting."""
        waiting = True
        try:
            async with asyncio.timeout(self._timeout), self._turn():
                waiting = False
                return _as_object(await self._post(words))
        except TimeoutError:
            raise Refused("busy" if waiting else "timeout") from None
        except (aiohttp.ClientError, OSError):
            raise Refused("unreachable") from None

    async def _post(self, words: str) -> bytes:
        self.calls += 1
        session = self._connection()
        async with session.post(self._address, params=self._query, json={"text": words}) as answer:
            if answer.status != 200:
                raise Refused("refused")
            body = b""
            while (more := await answer.content.read(LARGEST_ANSWER)) and len(body) <= LARGEST_ANSWER:
                body += more
            return body

    def _turn(self) -> asyncio.Semaphore:
        self._connection()
        return self._turns

    def _connection(self) -> aiohttp.ClientSession:
        """A session of the running loop: what was opened in an older one is of no use here."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._session, self._loop = aiohttp.ClientSession(), loop
            self._turns = asyncio.Semaphore(self._places)
        return self._session

    def _fail(self, reason: str) -> None:
        if reason == "busy":
            return
        self._failed += 1
        if self._failed >= self._failures:
            self._silent_until = self._clock() + self._rest
        log.warning("nlu_not_read", reason=reason, in_a_row=self._failed)

    def _understood(self, answer: Mapping[str, Any], words: str) -> Reading:
        """The sidecar's answer as a reading; whatever in it has the wrong shape makes it useless as a whole."""
        try:
            best, *others = _guesses(answer.get("intent_ranking") or [answer["intent"]])
            keys = tuple(key for key in _guesses(answer.get("faq") or []) if key.name)
            entities = tuple(_entity(one, words) for one in answer.get("entities") or [])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("garbage") from None
        sure = bool(best.name) and best.confidence >= self._intent_threshold
        likely = keys[0] if keys and keys[0].confidence >= self._faq_threshold else None
        return Reading(
            intent=best.name if sure else "",
            confidence=best.confidence,
            faq=likely.name if likely else None,
            faq_confidence=likely.confidence if likely else 0.0,
            faq_alternatives=keys[:3],
            entities=entities,
            reason="" if sure else "unsure",
            alternatives=tuple(others[:3]) if sure else (best, *others[:2]),
        )


def _as_object(body: bytes) -> Mapping[str, Any]:
    if len(body) > LARGEST_ANSWER:
        raise Refused("garbage")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("garbage") from None
    if not isinstance(answer, dict):
        raise Refused("garbage")
    return answer


def _guesses(ranking: Any) -> list[Guess]:
    """The ranking as guesses, the best first; never empty."""
    guesses = [Guess(str(one["name"] or ""), _share(one["confidence"])) for one in ranking]
    return guesses or [Guess("", 0.0)]


def _share(number: Any) -> float:
    share = float(number)
    if not math.isfinite(share):
        raise ValueError("not a share")
    return min(max(share, 0.0), 1.0)


def _entity(found: Mapping[str, Any], words: str) -> Entity:
    start, end = int(found["start"]), int(found["end"])
    if not 0 <= start < end <= len(words):
        raise ValueError("outside of the text")
    return Entity(str(found["entity"]), words[start:end], start, end)
