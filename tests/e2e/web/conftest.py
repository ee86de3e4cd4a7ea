"""A phone with the verify page, and the server behind it. The chat's tests bring a server of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.web.verifying import Listening, Phone


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Listening]:
    async with Listening(tmp_path) as running:
        yield running


@pytest.fixture
async def phone(browser: Browser, server: Listening) -> AsyncIterator[Phone]:
    taken = await Phone.take(browser, server)
    yield taken
    assert taken.errors == []
