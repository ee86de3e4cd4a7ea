"""A clockwork that stops at a moment of its tick and waits to be killed: `python -m … URL KEY-FILE before|after`.

It says `ready` on standard output when it stands just before or just after its commit.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

from bot import reminders
from bot.calm import Calm
from bot.clock import Clock
from storage.keyring import load_or_create
from storage.stores import open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.helping import NINE


def _stand_still() -> None:
    print("ready", flush=True)
    threading.Event().wait()


async def main(url: str, keys: Path, moment: str) -> None:
    committed = SqlUnitOfWork.commit

    async def commit(self: SqlUnitOfWork) -> None:
        outermost = len(self._open) == 1
        if outermost and moment == "before":
            _stand_still()
        await committed(self)
        if outermost:
            _stand_still()

    SqlUnitOfWork.commit = commit  # type: ignore[method-assign]
    store = open_store(url, load_or_create(keys))
    await store.run(lambda uow: reminders.settle(uow, NINE, Clock().instant(), 10, Calm()))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
