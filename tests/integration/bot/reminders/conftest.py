"""A permit whose year is lived through."""

from pathlib import Path

import pytest

from storage.stores import Store
from tests.integration.bot.reminders.year import Year


@pytest.fixture
async def year(store: Store, tmp_path: Path) -> Year:
    made = Year(store, tmp_path)
    await made.begin()
    return made
