"""One application a test, on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.bot.site import Browser, Site, Window, opened


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with opened(tmp_path) as running:
        yield running


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with site.browser() as one:
        yield one


@pytest.fixture
async def window(browser: Browser) -> AsyncIterator[Window]:
    async with browser.window() as one:
        yield one
