"""The sidecar as a process: only for this machine, only for its owner, alive while its parent is, and no longer."""

import asyncio
import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from nlu.client import NluClient
from nlu.sidecar import Sidecar
from tests.conftest_nlu import DATA, ROOT

pytestmark = [
    pytest.mark.timeout(1500),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

TEMPORARY = DATA / "nlu" / "tmp"
PARENT = """
import asyncio, sys
from pathlib import Path
from nlu.sidecar import Sidecar

async def main():
    sidecar = Sidecar(Path(sys.argv[1]))
    running = asyncio.get_running_loop().create_task(sidecar.run())
    await sidecar.ready(600)
    print("child", sidecar.process_id, flush=True)
    await running

asyncio.run(main())
"""


def listening(port: int) -> set[str]:
    """The addresses, in the kernel's spelling, on which somebody listens at this port."""
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path("/proc/net", table).read_text().splitlines()[1:]:
            address, _, number = row.split()[1].partition(":")
            if int(number, 16) == port and row.split()[3] == "0A":
                found.add(address)
    return found


@contextmanager
def ending(process: int, within: float = 30.0) -> Iterator[None]:
    """Afterwards the process has ended; the kernel tells when."""
    handle = os.pidfd_open(process)
    try:
        yield
        assert select.select([handle], [], [], within)[0], "it still runs"
    finally:
        os.close(handle)


async def test_it_listens_on_loopback_and_nowhere_else(sidecar_url):
    assert listening(int(sidecar_url.rpartition(":")[2])) == {"0100007F"}


@pytest.mark.parametrize("query", ["", "?token=guess"])
async def test_without_its_token_nothing_is_read(sidecar_url, query):
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sidecar_url}/model/parse{query}", json={"text": "你好"}) as answer,
    ):
        assert answer.status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("GET", "/domain"),
        ("POST", "/webhooks/rest/webhook"),
        ("GET", "/conversations/x/tracker"),
    ],
)
async def test_what_is_not_needed_is_not_there_even_with_the_token(sidecar_url, sidecar_token, method, path):
    address = f"{sidecar_url}{path}?token={sidecar_token}"

    async with aiohttp.ClientSession() as session, session.request(method, address, json={}) as answer:
        assert answer.status == 404


async def test_a_request_beyond_all_measure_is_refused_and_the_next_is_read(sidecar_url, sidecar_token, client):
    address = f"{sidecar_url}/model/parse?token={sidecar_token}"
    body = io.BytesIO(json.dumps({"text": "啊" * 1_000_000}).encode())

    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(address, data=body) as answer:
                assert answer.status == 413
        except aiohttp.ClientError:
            pass  # it may as well close the connection while we are still sending

    assert (await client.read("你好")).intent == "greet"


def test_the_token_is_on_no_command_line(shared_sidecar, sidecar_token):
    command = Path(f"/proc/{shared_sidecar.sidecar.process_id}/cmdline").read_bytes()

    assert b"launch.py" in command
    assert sidecar_token.encode() not in command


async def test_a_token_that_begins_with_a_hyphen_is_a_token_like_any_other(shared_sidecar):
    sidecar = Sidecar(DATA, token="-hyphen-first")
    running = asyncio.get_running_loop().create_task(sidecar.run())
    try:
        await sidecar.ready(120)
        another = f"{sidecar.url}/status?token=hyphen-first"
        async with aiohttp.ClientSession() as session, session.get(another) as refused:
            assert refused.status == 401
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_killed_child_is_started_again_at_the_same_address(shared_sidecar, sidecar_url, sidecar_token):
    sidecar = shared_sidecar.sidecar
    first = sidecar.process_id

    os.kill(first, signal.SIGKILL)
    shared_sidecar.call(sidecar.reached("down", "starting", within=60))
    assert asyncio.run(said(sidecar_url, sidecar_token)) == ""

    shared_sidecar.call(sidecar.ready(300))
    assert sidecar.process_id != first
    assert asyncio.run(said(sidecar_url, sidecar_token)) == "greet"


async def said(url: str, token: str) -> str:
    """What a new client understands."""
    client = NluClient(url, timeout=30, token=token)
    try:
        return (await client.read("喂，在吗")).intent
    finally:
        await client.close()


def test_a_killed_parent_takes_the_child_with_it(shared_sidecar):
    command = [sys.executable, "-c", PARENT, str(DATA)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = next(line for line in parent.stdout if line.startswith("child"))

        with ending(int(child.split()[1])):
            parent.kill()


async def test_a_stopped_sidecar_leaves_no_process_and_no_files(shared_sidecar):
    before = set(TEMPORARY.iterdir())
    states: list[str] = []
    sidecar = Sidecar(DATA, on_state=states.append)
    running = asyncio.get_running_loop().create_task(sidecar.run())
    await sidecar.ready(300)
    assert sidecar.process_id is not None

    with ending(sidecar.process_id):
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert set(TEMPORARY.iterdir()) <= before
    assert states == ["starting", "ready", "down"]
