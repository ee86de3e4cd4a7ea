"""A house with every way to a person."""

from collections.abc import AsyncIterator

import pytest

from storage.keyring import KeyRing
from tests.integration.bot.delivery.ways import House, opened


@pytest.fixture
async def house(database: str, keys: KeyRing) -> AsyncIterator[House]:
    async with opened(database, keys) as running:
        yield running
