"""Calm half-days at the office of a home: what is to be expected there, kept for the day, and half-days in words.

Who opens his window changes what is to be expected; that is asked of the database once a day and area, which is enough
for a month ahead. What is offered and chosen is asked every time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.clock import SHANGHAI
from bot.conversation.speech import Button, Rows
from bot.office import Office
from bot.texts import NOTHING, Rich, Texts
from domain.cards import Permit
from domain.levelling import HalfDay, Offer, Outlook
from domain.permits import Use
from domain.registrations import Registration
from domain.usecases import levelling
from domain.usecases.levelling import Due
from storage.unit_of_work import SqlUnitOfWork

Half = Mapping[str, Any]
"""A half-day as plain JSON: its day, its session, and from when to when that is."""


@dataclass(frozen=True, slots=True)
class Planned:
    """From when to when somebody means to be at the office of an area."""

    person_id: int
    area: str
    opens: datetime
    closes: datetime


@dataclass(slots=True)
class Calm:
    """Knows the office hours, and by area what is to be expected today."""

    office: Office = field(default_factory=Office)
    _known: dict[str, Outlook] = field(default_factory=dict)

    async def ahead(self, area: str, uow: SqlUnitOfWork, today: date) -> Outlook:
        """What is to be expected of the office of an area."""
        known = self._known.get(area)
        if known is None or known.on != today:
            self._known = {name: one for name, one in self._known.items() if one.on == today}
            known = self._known[area] = await levelling.outlook(area, self.office.openings, uow, today)
        return known

    async def offer(self, due: Due, uow: SqlUnitOfWork, today: date, *, others: bool = False) -> Offer | None:
        """What somebody is offered; what the office hours do not have any more is offered anew."""
        ahead = await self.ahead(due.area, uow, today)
        made = await levelling.offer(due, ahead, uow, others=others)
        return made if made is None or self.about(made) else await levelling.offer(due, ahead, uow, others=True)

    async def choose(self, due: Due, half: HalfDay, uow: SqlUnitOfWork, today: date) -> Offer | None:
        """He means to come on a half-day; None if he cannot any more."""
        return await levelling.choose(due, half, await self.ahead(due.area, uow, today), uow)

    def plain(self, half: HalfDay) -> Half | None:
        """A half-day as plain JSON; None for one that the office hours do not have any more."""
        hours = self._hours(half)
        if hours is None:
            return None
        opens, closes = hours
        return {
            "day": half.day.isoformat(),
            "session": half.session,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }

    def about(self, offer: Offer | None) -> dict[str, Any]:
        """An offer as plain JSON: what he has chosen, else what he is offered."""
        if offer is None:
            return {}
        halves = [offer.chosen] if offer.chosen else offer.halves
        told = [one for half in halves if (one := self.plain(half))]
        if not told:
            return {}
        return {"chosen": told[0]} if offer.chosen else {"calm": told}

    async def planned(self, account_id: int, uow: SqlUnitOfWork, today: date) -> Planned | None:
        """When the person of an account means to go, if that is today or to come."""
        person = await uow.people.of_account(account_id)
        home = await uow.registrations.active_of(person.id) if person and person.id else None
        offer = await uow.offers.of_person(person.id) if person and person.id else None
        half = offer.chosen if offer and offer.is_open(today) else None
        hours = self._hours(half) if half else None
        if home is None or half is None or hours is None:
            return None
        opens, closes = (datetime.combine(half.day, at, SHANGHAI) for at in hours)
        return Planned(home.person_id, home.address.area, opens, closes)

    def _hours(self, half: HalfDay) -> tuple[time, time] | None:
        sessions = self.office.hours.sessions
        return sessions[half.session] if half.session < len(sessions) else None


def due_now(permit: Permit, home: Registration, today: date) -> Due | None:
    """Whose endorsement is due in an open window; None while none is, or while the permit is suspended."""
    standing = permit.standing(today)
    if standing.use(today) is Use.SUSPENDED or today not in standing.window:
        return None
    return Due(permit.person_id, standing.cycle, standing.window, home.address.area)


def said(texts: Texts, half: Half) -> str:
    """A half-day in words."""
    day = texts.day(date.fromisoformat(half["day"]))
    return texts.plain("calm.half", day=day, opens=half["opens"], closes=half["closes"])


def words(texts: Texts, about: Mapping[str, Any]) -> Rich:
    """What somebody has chosen, else what he is offered; nothing where there is neither."""
    if chosen := about.get("chosen"):
        return texts.say("calm.chosen", when=said(texts, chosen))
    if calm := about.get("calm"):
        lines = [texts.say("calm.line", when=said(texts, one)) for one in calm]
        found = texts.say("calm.offer")
        for line in lines:
            found = found.then(line, "\n")
        return found.then(texts.say("calm.free"), "\n")
    return NOTHING


def rows(texts: Texts, about: Mapping[str, Any]) -> Rows:
    """A button for each half-day that is offered; one for others for who has chosen."""
    if about.get("chosen"):
        return [[Button(texts.plain("button.other_halves"), "m:visits:others")]]
    return [[Button(_label(texts, one), f"m:visit:{one['day']}.{one['session']}")] for one in about.get("calm", ())]


def _label(texts: Texts, half: Half) -> str:
    day = texts.short_day(date.fromisoformat(half["day"]))
    return texts.plain("calm.button", day=day, opens=half["opens"], closes=half["closes"])


def named(text: str) -> HalfDay | None:
    """The half-day that a button names; None for whatever names none."""
    day, _, session = text.partition(".")
    try:
        return HalfDay(date.fromisoformat(day), int(session))
    except ValueError:
        return None
