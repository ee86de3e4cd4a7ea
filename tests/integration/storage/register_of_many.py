"""A register of invented people with everything that figures count, thrown by dice from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from domain.applications import Application, Stage
from domain.cards import CardState, Permit
from domain.cases import Case, Kind, Rating
from domain.facts import Facts
from domain.filings import Filing
from domain.permits import window
from domain.places import Address
from domain.registrations import Registration, Status
from domain.ways import Way
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import commit
from tests.unit.domain.making import SHANGHAI, document, person, registration

TODAY = date(2027, 3, 17)
NOW = datetime(2027, 3, 17, 10, 30, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
PLACES = ("拱墅区大关街道", "拱墅区米市巷街道", "拱墅区半山街道", "西湖区翠苑街道", "西湖区无名街道")
"""The last one is a sub-district that nobody has a name for."""


@dataclass
class Somebody:
    """A person with his newest registration, and perhaps an application and a permit."""

    home: Registration
    filing: Filing | None = None
    permit: Permit | None = None

    @property
    def area(self) -> str | None:
        """Where he is registered now."""
        return self.home.address.area if self.home.status is Status.ACTIVE else None


@dataclass
class Register:
    """What was stored, for counting by hand."""

    people: list[Somebody] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    ratings: dict[int, Rating] = field(default_factory=dict)


async def filled(store: Store, seed: int, people: int = 160) -> Register:
    """A register of so many people."""
    dice = Random(seed)
    return await commit(store, lambda uow: _filled(uow, dice, people))


async def _filled(uow: SqlUnitOfWork, dice: Random, people: int) -> Register:
    made, staff = Register(), await uow.accounts.take("web", "staff", "zh", NOW)
    for number in range(people):
        account = await uow.accounts.take("web", str(number), "zh", NOW)
        one = person(document=document(number + 1))
        who = (await uow.people.add(one)).id or 0
        home = await uow.registrations.add(_home(dice, who), one.document)
        if dice.random() < 0.1:
            home = home.departed(home.registered_on, TODAY)
            await uow.registrations.save(home)
        somebody = Somebody(home)
        if dice.random() < 0.6:
            somebody.filing = await uow.filings.add(_filing(dice, account.id, who))
        if dice.random() < 0.8:
            somebody.permit = await _permit(uow, dice, who, staff.id)
        made.people.append(somebody)
        if dice.random() < 0.7:
            await _case(uow, dice, account.id, made)
    return made


def _home(dice: Random, who: int) -> Registration:
    place = dice.choice((*PLACES, PLACES[0]))
    district, street = place[:3], place[3:]
    on = TODAY - dice.randrange(120) * DAY
    arrived = on - dice.choice((0, 1, 2, 3, 4, 9)) * DAY
    address = Address(district, street, "湖墅南路12号", "501")
    return registration(id=None, person_id=who, address=address, arrived=arrived, registered_on=on)


def _filing(dice: Random, account_id: int, who: int) -> Filing:
    since = TODAY - dice.choice((0, 3, 4, 7, 8, 15, 16, 90)) * DAY
    application = Application(Way.HOUSING, dice.choice(list(Stage)), since=since)
    return Filing(None, account_id, who, since, application, Facts())


async def _permit(uow: SqlUnitOfWork, dice: Random, who: int, staff_id: int) -> Permit:
    """Issued on a few days, so that some share one; its visits lie around the limits of its windows, some after today,
    for a clock may be set back."""
    issued = TODAY - dice.choice((20, 200, 365, 366, 380, 410, 500, 700, 731, 900, 1100)) * DAY
    issued = dice.choice((issued, issued, date(2024, 2, 29), date(2025, 8, 31), date(2026, 3, 31)))
    visits = set()
    for cycle in (1, 2, 3):
        year = window(issued, cycle)
        near = (year.opens - DAY, year.opens, year.closes - DAY, year.closes, year.closes + DAY, year.closes + 40 * DAY)
        visits |= {day for day in dice.sample(near, dice.randrange(3)) if issued <= day}
    card = dice.choice((CardState.ACTIVE, CardState.ACTIVE, CardState.LOST, CardState.ENDED))
    permit = await uow.permits.add(Permit(None, who, f"3301{who:08d}", issued, issued, card=card))
    for day in visits:
        await uow.permits.visited(permit, day, staff_id)
    until_now = tuple(sorted(day for day in visits if day <= TODAY))
    return Permit(permit.id, who, permit.number, issued, issued, until_now, card)


async def _case(uow: SqlUnitOfWork, dice: Random, account_id: int, made: Register) -> None:
    opened = NOW - dice.choice((0, 3, 4, 7, 8, 15, 16, 100)) * DAY - dice.choice((0, 1, 23)) * timedelta(hours=1)
    promised = opened + dice.choice((1, 3, 30)) * DAY
    place = dice.choice((*PLACES, ""))
    about = len(made.cases) + 1
    one = await uow.cases.add(Case(None, dice.choice(list(Kind)), about, account_id, place, opened, promised))
    if dice.random() < 0.5:
        one = one.withdrawn(max(opened, NOW - dice.choice((1, 83, 85)) * DAY))
        await uow.cases.save(one)
        if dice.random() < 0.8:
            made.ratings[one.id or 0] = Rating(*(dice.randrange(1, 4) for _ in range(3)))
            await uow.cases.rate(one, made.ratings[one.id or 0])
    made.cases.append(one)
