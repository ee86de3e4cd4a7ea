"""A house that starts on an older database finds registrations by their place soon after."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app import build, migrate, running
from bot.settings import Settings
from storage.placing import place_registrations
from storage.stores import Store
from storage.tables import registrations
from tests.integration.bot.site import TODAY
from tests.integration.storage.helping import commit, look, registered
from tests.unit.domain.making import HOME

PATIENCE = 20.0


async def test_a_start_gives_older_registrations_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = asyncio.Event()

    async def placing(store: Store) -> None:
        await place_registrations(store)
        placed.set()

    monkeypatch.setattr("bot.app.place_registrations", placing)
    settings = Settings(_env_file=None, data_dir=tmp_path, today=TODAY)
    house = build(settings, with_web=False, with_telegram=False, with_sidecar=False, with_clockwork=False)
    await migrate(settings)
    _, done = await registered(house.store)
    nowhere = update(registrations).values(area_index=None, district_index=None)
    await commit(house.store, lambda uow: uow._link.execute(nowhere))

    async with running(house):
        await asyncio.wait_for(placed.wait(), PATIENCE)
        day = done.registration.registered_on
        found = await look(house.store, lambda uow: uow.figures.registered(HOME.area, [HOME.area], day, day))

    assert [(one.place, one.count) for one in found] == [(HOME.area, 1)]
