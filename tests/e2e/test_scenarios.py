"""Every scenario file, played through every channel it is meant for."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from tests.e2e.conftest import TODAY, Invite
from tests.integration.bot.intake import papers
from tests.support.process import AnjuProcess
from tests.support.scenario import Player, Scenario

FILES = sorted(Path(__file__).with_name("scenarios").glob("*.toml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return Scenario.load(request.param)


@pytest.fixture
def today(scenario: Scenario) -> str:
    return scenario.today or TODAY


def paper(name: str) -> bytes:
    """A page of a paper, drawn under the same name the same way each time; a photo, or a PDF where the name says so."""
    drawn = io.BytesIO()
    papers.lease(random.Random(name)).save(drawn, "PDF" if name.endswith(".pdf") else "JPEG", resolution=200)
    return drawn.getvalue()


async def test_a_scenario_goes_as_written(scenario: Scenario, channel: str, invite: Invite, anju: AnjuProcess) -> None:
    if channel not in scenario.channels:
        pytest.skip(f"not meant for {channel}")
    await Player(anju, invite, paper).play(scenario)
