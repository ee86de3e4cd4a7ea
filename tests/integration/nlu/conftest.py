"""The shared sidecar, and a client of it for each test."""

from collections.abc import AsyncIterator

import pytest

from nlu.client import NluClient
from tests.conftest_nlu import shared_sidecar, sidecar_token, sidecar_url

__all__ = ["shared_sidecar", "sidecar_token", "sidecar_url"]


@pytest.fixture
async def client(sidecar_url: str, sidecar_token: str) -> AsyncIterator[NluClient]:
    """Patient, because the machine may be busy with other tests."""
    made = NluClient(sidecar_url, timeout=30, token=sidecar_token)
    yield made
    await made.close()
