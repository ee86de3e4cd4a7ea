"""Where methods register themselves; a name taken twice is a mistake."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.botapi.params import Params
from tests.support.botapi.world import BotAccount

Method = Callable[[BotAccount, Params], Awaitable[Any]]

METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    def register(run: Method) -> Method:
        if name.lower() in METHODS:
            raise ValueError(f"{name} is declared twice")
        METHODS[name.lower()] = run
        return run

    return register
