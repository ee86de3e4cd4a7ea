"""The record of every call: what "never twice" and "not too fast" are checked against."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiCall:
    """One call of a method. `effect` tells whether it changed anything, `code` what the caller was told.

    A connection that was cut has code 0.
    """

    token: str
    method: str
    params: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)
    code: int = 0
    description: str = ""
    effect: bool = False
    fault: str = ""
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        value = str(self.params.get("chat_id", ""))
        return int(value) if value.lstrip("-").isdigit() else None


class CallLog(list[ApiCall]):
    """All calls in the order they came."""

    def of(self, *methods: str, chat_id: int | None = None) -> list[ApiCall]:
        wanted = {method.lower() for method in methods}
        return [
            call for call in self
            if call.method.lower() in wanted and (chat_id is None or call.chat_id == chat_id)
        ]  # fmt: skip

    def with_effect(self, *methods: str, chat_id: int | None = None) -> list[ApiCall]:
        return [call for call in self.of(*methods, chat_id=chat_id) if call.effect]

    def refused(self) -> list[ApiCall]:
        """Calls the server itself found wrong: mistakes of the bot, not ordered faults."""
        return [call for call in self if call.code >= 400 and not call.fault]

    def busiest_second(self, *methods: str, chat_id: int | None = None) -> int:
        """The most calls with effect that fell into any one second."""
        times = [call.at for call in self.with_effect(*methods, chat_id=chat_id)]
        return max((sum(start <= at < start + 1 for at in times) for start in times), default=0)
