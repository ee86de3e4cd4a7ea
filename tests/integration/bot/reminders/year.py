"""The year of a permit: its holder, his chat, the days on which he is reminded, and what he says and presses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot import reminders
from bot.calm import Calm
from bot.clock import SHANGHAI
from domain.cards import Permit
from domain.usecases.planning import plan_endorsement, reconcile
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation.talking import REST, SENTENCE, TODAY, Talk, hall
from tests.integration.storage.helping import commit

ISSUED = date(2026, 3, 15)
DAYS = {
    date(2027, 2, 15): "28 天",
    date(2027, 3, 1): "14 天",
    date(2027, 3, 8): "7 天",
    date(2027, 3, 12): "3 天",
    date(2027, 3, 14): "1 天",
    date(2027, 3, 15): "就是今天",
}
"""The days of R5.3 in the first year of a permit that was issued on 15 March 2026, and what is left on each."""
SUSPENDED = date(2027, 3, 16)


@dataclass
class Year:
    """A holder, his chat and the days of his permit's year."""

    store: Store
    folder: Path
    chat: int = 100

    async def begin(self) -> None:
        async with hall(self.store, self.folder) as here:
            await here.talk()(SENTENCE, *REST)
        await commit(self.store, lambda uow: uow.permits.add(Permit(None, 1, "330106A1", ISSUED, TODAY)))
        await self.store.run(lambda uow: plan_endorsement(1, uow, self.at(TODAY)))

    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)

    async def tick(self, day: date, hour: int = 9) -> list[str]:
        """What is told at an hour of a day."""
        before = await self._heard()
        now = self.at(day, hour)
        await self.store.run(lambda uow: reminders.settle(uow, now, datetime.now(UTC), 50, Calm()))
        return (await self._heard())[len(before) :]

    async def reconcile(self, day: date) -> int:
        """How many holders' reminders were amiss on a night."""
        night = self.at(day, 3)
        after, amiss = await self.store.run(lambda uow: reconcile(0, 10, uow, night))
        assert after is None
        return amiss

    async def snooze(self, day: date, number: int = -1) -> str:
        """Press "later" under a reminder that was told."""

        async def work(uow: SqlUnitOfWork) -> list[str]:
            async with uow:
                rows = [one.payload.get("inline", ()) for one in await uow.messages.after(1, 0, 1000) if one.ours]
                return [data for row in rows for line in row for _, data, _ in line if data and ":snooze:" in data]

        return await self.say(day, f">{(await self.store.run(work))[number]}")

    async def _heard(self) -> list[str]:
        async def work(uow: SqlUnitOfWork) -> list[str]:
            async with uow:
                return [one.payload["text"] for one in await uow.messages.after(1, 0, 1000) if one.ours]

        return await self.store.run(work)

    async def say(self, day: date, *acts: str) -> str:
        """What the holder says or presses on a day; buttons by their data."""
        async with hall(self.store, self.folder, today=day) as here:
            self.chat += 100
            me = Talk(here.front, here.post, "1", self.chat)
            said = ""
            for act in acts:
                said = await (me.press_data(act[1:]) if act.startswith(">") else me.say(act))
            return said

    async def endorse(self, day: date) -> None:
        async def work(uow: SqlUnitOfWork) -> None:
            async with uow:
                permit = await uow.permits.of_person(1)
                assert permit
                visited, _ = permit.visited(day)
                await uow.permits.save(visited)
                await uow.permits.visited(visited, day, 1)
                await plan_endorsement(1, uow, self.at(day))
                await uow.commit()

        await self.store.run(work)
