"""Offering calm half-days for the endorsement, and what somebody chooses of them (R4.7): an offer, never a limit."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.figures import cycle_ahead, last_closing
from domain.hours import Openings
from domain.levelling import Cohort, HalfDay, Offer, Outlook, calmest, habit, half_days
from domain.permits import DAY, Window
from domain.ports import UnitOfWork

PAST = timedelta(days=365)
"""How long back is looked for when people come by themselves."""


@dataclass(frozen=True, slots=True)
class Due:
    """Whose endorsement it is, of which year, in which window, and of which area the office is."""

    person_id: int
    cycle: int
    window: Window
    area: str


async def outlook(area: str, openings: Openings, uow: UnitOfWork, on: date) -> Outlook:
    """What is to be expected of the office of an area from the day after `on`: about two months ahead, for whoever
    opens his window in a month shares half-days with who opens his today."""
    async with uow:
        found = [cycle_ahead(issued, on) for issued in await uow.figures.issued(area)]
        endorsed = await uow.figures.endorsed(area, [one for one in found if one], on)
        visits = await uow.figures.visited(area, on - PAST, on)
    cohorts = tuple(Cohort(Window(one.opens, one.closes), of.kept - of.done) for one, of in endorsed)
    return Outlook(on, half_days(openings, on + DAY, last_closing(on)), cohorts, habit(visits))


async def offer(due: Due, ahead: Outlook, uow: UnitOfWork, *, others: bool = False) -> Offer | None:
    """What somebody was offered, if it still lies ahead, else the two calmest half-days of his window; two `others` if
    he asks. None where no half-day is left."""
    async with uow:
        known = await uow.offers.of_person(due.person_id)
        mine = known if known and known.cycle == due.cycle else None
        if mine and mine.is_open(ahead.on) and not others:
            return mine
        load = ahead.load(await uow.offers.offered(due.area, ahead.on))
        halves = calmest(load, due.window, mine.halves if mine else ())
        if not halves:
            return None
        made = Offer(due.person_id, due.cycle, due.window.closes, halves)
        await uow.offers.save(made, due.area)
        await uow.commit()
    return made


async def choose(due: Due, half: HalfDay, ahead: Outlook, uow: UnitOfWork) -> Offer | None:
    """He means to come on a half-day; None if it has passed or is none of his window."""
    if half not in ahead.halves or half.day not in due.window:
        return None
    async with uow:
        known = await uow.offers.of_person(due.person_id)
        fresh = Offer(due.person_id, due.cycle, due.window.closes, ())
        mine = known if known and known.cycle == due.cycle else fresh
        chosen = replace(mine, chosen=half)
        await uow.offers.save(chosen, due.area)
        await uow.commit()
    return chosen
