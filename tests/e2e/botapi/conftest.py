"""A bot's client and a person's phone, both at the same server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from tests.e2e.botapi.helpers import ME, client
from tests.support.botapi import BotApiServer, Phone


@pytest.fixture
async def bot(botapi: BotApiServer) -> AsyncIterator[Bot]:
    async with client(botapi) as one:
        yield one


@pytest.fixture
def phone(botapi: BotApiServer) -> Phone:
    one = botapi.phone(ME)
    one.text("/start")
    return one
