"""Where contracts are tried: the unit of work in memory and the real one on both databases, as fixtures to import."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.conftest import DATABASES
from tests.integration.storage.helping import account
from tests.unit.domain.memory import MemoryUnitOfWork, Rows


@dataclass
class World:
    """Where the contract is tried: `run` gives the work a new unit of work, `account` makes a chat account."""

    run: Callable[[Callable[[Any], Awaitable[Any]]], Awaitable[Any]]
    account: Callable[[], Awaitable[int]]


@pytest.fixture(params=["memory", *DATABASES])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(request: pytest.FixtureRequest, database_kind: str) -> World:
    numbers = count(1)
    if database_kind == "memory":
        rows = Rows()

        async def run(work: Callable[[Any], Awaitable[Any]]) -> Any:
            return await work(MemoryUnitOfWork(rows))

        async def number() -> int:
            return next(numbers)

        return World(run, number)
    store = request.getfixturevalue("store")

    async def stored() -> int:
        return (await account(store, str(next(numbers)))).id

    return World(store.run, stored)
