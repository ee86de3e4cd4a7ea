"""Tasks beside the main one: kept, logged when they fail, ended with the house."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.nursery import Nursery


async def test_the_end_cancels_what_runs_and_waits_for_its_last_words() -> None:
    nursery, said = Nursery(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            said.append("bye")

    tasks = [nursery.start(work(), f"work {number}") for number in range(3)]
    await asyncio.sleep(0)
    await nursery.close()
    assert said == ["bye"] * 3
    assert all(task.cancelled() for task in tasks)


async def test_a_failure_is_logged_by_kind_and_ends_nobody_else() -> None:
    nursery = Nursery()

    async def fails() -> None:
        raise ValueError("王小明")

    async def works() -> str:
        await asyncio.sleep(0)
        return "done"

    with capture_logs() as lines:
        failed, worked = nursery.start(fails(), "failing"), nursery.start(works(), "working")
        await asyncio.wait({failed, worked})
        await asyncio.sleep(0)
    assert worked.result() == "done"
    assert [(line["event"], line["task"], line["error"]) for line in lines] == [
        ("background_task_failed", "failing", "ValueError")
    ]
    assert "王小明" not in str(lines)


async def test_a_task_is_kept_although_nobody_else_holds_it() -> None:
    import gc

    nursery, done = Nursery(), asyncio.Event()

    async def work() -> None:
        gc.collect()
        await asyncio.sleep(0.01)
        done.set()

    nursery.start(work(), "work")
    gc.collect()
    await asyncio.wait_for(done.wait(), 5)


async def test_closing_twice_and_closing_nothing_are_fine() -> None:
    nursery = Nursery()
    await nursery.close()
    await nursery.close()
    with pytest.raises(asyncio.CancelledError):
        await _closed(nursery)


async def _closed(nursery: Nursery) -> None:
    task = nursery.start(asyncio.sleep(60), "sleep")
    await nursery.close()
    await task
