"""The district's figures as what leaves the house: pictures and a table, counted when their message is brought.

A message names who asked and on which day. It is asked each time whether he still works there and may see figures, and
they are those of his area. A request holds for its day: on another one he asks again, which is written down again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.attachments import Gone
from bot.clock import Clock
from bot.documents.figures import picture
from bot.documents.figures_table import table
from bot.documents.typesetting import Typesetter
from bot.interview.places import parts_of
from bot.office import Office
from bot.texts import texts
from domain.errors import NotAllowed
from domain.figures import Figure, Group
from domain.usecases.counting import counted
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

PICTURE, TABLE = "image/png", "text/csv"
Counted = tuple[str, dict[Figure, list[Group]]]
"""An area and its figures."""


def kind_of(figure: Figure) -> str:
    """The kind of attachment that shows a figure."""
    return f"figure_{figure}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and draws."""

    store: Store
    clock: Clock
    press: Typesetter
    office: Office

    def pictures(self) -> dict[str, Callable[[Any, str], Awaitable[bytes]]]:
        """Who draws each figure, by the name that a message gives it."""
        return {kind_of(figure): partial(self._picture, figure) for figure in Figure}

    async def _picture(self, figure: Figure, of: Any, language: str) -> bytes:
        now = self.clock.now()
        area, found = await self._counted(of, [figure], now)
        return await self.press.png("figures", picture(texts(language), figure, found[figure], area, now))

    async def table(self, of: Any, language: str) -> bytes:
        """Every figure in one table."""
        now = self.clock.now()
        area, found = await self._counted(of, list(Figure), now)
        return table(texts(language), found, area, now.date())

    async def _counted(self, of: Any, figures: list[Figure], now: datetime) -> Counted:
        """What a message names by [staff member, day]; Gone if that was another day or he may not see it any more."""
        staff_id, day = of
        if day != now.date().isoformat():
            raise Gone("asked for on another day")

        async def work(uow: SqlUnitOfWork) -> Counted:
            async with uow:
                staff = await uow.staff.get(staff_id)
                if staff is None:
                    raise Gone("not for this staff member")
                places = parts_of(staff.area, now.date())
                return staff.area, {
                    one: await counted(staff, one, places, uow, now, self.office.openings) for one in figures
                }

        try:
            return await self.store.run(work)
        except NotAllowed:
            raise Gone("not for this staff member") from None
