"""How far a look through everything has come, so that whoever goes on does not begin anew."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.link import Sealed
from storage.tables import rounds


@dataclass(frozen=True, slots=True)
class Mark:
    """Under which edition of its rules a look goes on behind which id, 0 from the start; and under which it last came
    to its end, 0 for none."""

    edition: int = 0
    after: int = 0
    whole: int = 0


class Rounds(Sealed):
    """The marks, by name."""

    async def of(self, name: str) -> Mark:
        """Where a look stands; one that never began stands at its start."""
        found = await self._link.execute(select(rounds).where(rounds.c.name == name))
        row = found.first()
        return Mark(row.edition, row.after, row.whole) if row else Mark()

    async def reach(self, name: str, mark: Mark) -> None:
        """Write down where it stands now."""
        values = {"edition": mark.edition, "after": mark.after, "whole": mark.whole}
        made = self._link.insert(rounds).values(name=name, **values)
        await self._link.execute(made.on_conflict_do_update(index_elements=["name"], set_=values))
