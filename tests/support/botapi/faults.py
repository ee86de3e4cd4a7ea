"""Faults to order: the next calls of a method are refused, answered late, or cut off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["flood", "error", "garbage", "reset_before", "reset_after", "delay"]


@dataclass
class Fault:
    """One ordered fault. `method` None: any method but getUpdates; `times` None: until cleared.

    `reset_after` and `delay` let the call have its effect; all others prevent it.
    """

    kind: Kind
    method: str | None = None
    times: int | None = 1
    chat_id: int | None = None
    retry_after: int = 1
    code: int = 500
    seconds: float = 0.0

    def fits(self, method: str, chat_id: str) -> bool:
        if self.times is not None and self.times <= 0:
            return False
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        return method != "getupdates" if self.method is None else method == self.method.lower()


class Faults:
    """The list of ordered faults, oldest first."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        self.ordered.append(fault)
        return fault

    def flood(self, method: str | None = None, *, retry_after: int = 1, times: int | None = 1,
              chat_id: int | None = None) -> Fault:  # fmt: skip
        return self.order(Fault("flood", method, times, chat_id, retry_after=retry_after))

    def error(self, method: str | None = None, *, code: int = 500, times: int | None = 1) -> Fault:
        return self.order(Fault("error", method, times, code=code))

    def garbage(self, method: str | None = None, *, times: int | None = 1) -> Fault:
        """An HTML page where JSON should be, as a proxy in between answers."""
        return self.order(Fault("garbage", method, times, code=502))

    def reset(self, method: str | None = None, *, after_effect: bool = False, times: int | None = 1) -> Fault:
        return self.order(Fault("reset_after" if after_effect else "reset_before", method, times))

    def delay(self, seconds: float, method: str | None = None, *, times: int | None = 1) -> Fault:
        return self.order(Fault("delay", method, times, seconds=seconds))

    def clear(self, which: Callable[[Fault], bool] = lambda _: True) -> None:
        self.ordered = [fault for fault in self.ordered if not which(fault)]

    def next_for(self, method: str, chat_id: str) -> Fault | None:
        for fault in self.ordered:
            if fault.fits(method, chat_id):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
