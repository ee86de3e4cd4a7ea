"""Let houses and their rooms, what staff found of the rooms' papers, and to whom rooms are lent.

Where a house is and what it is like is sealed; that a sheet was checked, and until when it holds, is not.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.departments import Land
from domain.errors import StaleVersion
from domain.houses import Found, House, HouseFacts, LetRoom, Title
from domain.lending import Loan
from domain.passports import Sheet, SheetCheck
from domain.places import Address
from domain.rooms import Equipment, Room
from storage.link import Sealed, unless_taken
from storage.tables import houses, room_checks, room_loans, rooms


class Houses(Sealed):
    """Houses by their landlords, rooms by their houses."""

    async def add(self, house: House) -> House:
        """Store a new one; StaleVersion if its landlord has one at this address."""
        home = house.address
        parts = [home.district, home.street, home.building, home.room]
        row = self._house_row(house) | {
            "reporter_id": house.reporter_id,
            "address": self._keys.seal_json(parts, "houses.address"),
            "address_index": self._address_index(home),
        }
        made = await unless_taken(self._link, insert(houses).returning(houses), row)
        return self._house(made.one())

    async def get(self, house_id: int) -> House | None:
        """A house by its id."""
        row = (await self._link.execute(select(houses).where(houses.c.id == house_id))).first()
        return self._house(row) if row else None

    async def at(self, reporter_id: int, address: Address) -> House | None:
        """The house that a landlord has at an address, in whichever spelling."""
        same = houses.c.address_index == self._address_index(address)
        row = (await self._link.execute(select(houses).where(houses.c.reporter_id == reporter_id, same))).first()
        return self._house(row) if row else None

    async def of(self, reporter_id: int) -> tuple[House, ...]:
        """The houses of a landlord, oldest first."""
        mine = select(houses).where(houses.c.reporter_id == reporter_id).order_by(houses.c.id)
        return tuple(self._house(row) for row in await self._link.execute(mine))

    async def save(self, house: House) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        present = (houses.c.id == house.id) & (houses.c.version == house.version - 1)
        done = await self._link.execute(update(houses).where(present).values(self._house_row(house)))
        if not done.rowcount:
            raise StaleVersion

    async def add_room(self, room: LetRoom) -> LetRoom:
        """Store a new room; StaleVersion if the house has one of this label."""
        row = self._room_row(room) | {
            "house_id": room.house_id,
            "label": self._keys.seal_text(room.label, "rooms.label"),
            "label_index": self._label_index(room.house_id, room.label),
        }
        made = await unless_taken(self._link, insert(rooms).returning(rooms), row)
        return self._room(made.one())

    async def room(self, room_id: int) -> LetRoom | None:
        """A room by its id."""
        row = (await self._link.execute(select(rooms).where(rooms.c.id == room_id))).first()
        return self._room(row) if row else None

    async def labelled(self, house_id: int, label: str) -> LetRoom | None:
        """The room of a house with a label."""
        same = rooms.c.label_index == self._label_index(house_id, label)
        row = (await self._link.execute(select(rooms).where(rooms.c.house_id == house_id, same))).first()
        return self._room(row) if row else None

    async def rooms_of(self, house_id: int) -> tuple[LetRoom, ...]:
        """The rooms of a house, oldest first."""
        of = select(rooms).where(rooms.c.house_id == house_id).order_by(rooms.c.id)
        return tuple(self._room(row) for row in await self._link.execute(of))

    async def save_room(self, room: LetRoom) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        present = (rooms.c.id == room.id) & (rooms.c.version == room.version - 1)
        done = await self._link.execute(update(rooms).where(present).values(self._room_row(room)))
        if not done.rowcount:
            raise StaleVersion

    async def check(self, check: SheetCheck) -> None:
        """Add what staff found of a sheet; the earlier ones stay."""
        row = {
            "room_id": check.room_id,
            "sheet": check.sheet.value,
            "passes": int(check.passes),
            "staff_id": check.staff_id,
            "checked_on": check.checked_on,
            "ends_on": check.ends_on,
        }
        await self._link.execute(insert(room_checks), row)

    async def checks_of(self, room_id: int) -> tuple[SheetCheck, ...]:
        """All that staff found of the papers of a room."""
        found = await self._link.execute(
            select(room_checks).where(room_checks.c.room_id == room_id).order_by(room_checks.c.id)
        )
        return tuple(
            SheetCheck(
                row.room_id, Sheet(row.sheet), bool(row.passes), row.staff_id, row.checked_on, row.ends_on, row.id
            )
            for row in found
        )

    async def lend(self, loan: Loan) -> Loan:
        """Store a new loan; StaleVersion if the agent has the room."""
        row = {"room_id": loan.room_id, "reporter_id": loan.reporter_id, "lent_on": loan.lent_on}
        made = await unless_taken(self._link, insert(room_loans).returning(room_loans), row)
        return _loan(made.one())

    async def take_back(self, loan: Loan) -> None:
        """Store that a loan has ended; StaleVersion if it had before."""
        lasting = (room_loans.c.id == loan.id) & room_loans.c.ended_on.is_(None)
        done = await self._link.execute(update(room_loans).where(lasting).values(ended_on=loan.ended_on))
        if not done.rowcount:
            raise StaleVersion

    async def loans_of(self, room_id: int) -> tuple[Loan, ...]:
        """To whom a room is lent now."""
        now = select(room_loans).where(room_loans.c.room_id == room_id, room_loans.c.ended_on.is_(None))
        return tuple(_loan(row) for row in await self._link.execute(now.order_by(room_loans.c.id)))

    async def lent_to(self, reporter_id: int) -> tuple[LetRoom, ...]:
        """The rooms that an agent has now, in the order in which they were lent."""
        lent = (room_loans.c.reporter_id == reporter_id) & room_loans.c.ended_on.is_(None)
        of = select(rooms).join(room_loans, room_loans.c.room_id == rooms.c.id).where(lent).order_by(room_loans.c.id)
        return tuple(self._room(row) for row in await self._link.execute(of))

    def _address_index(self, address: Address) -> bytes:
        return self._keys.index(address.key, "houses.address")

    def _label_index(self, house_id: int, label: str) -> bytes:
        return self._keys.index(f"{house_id}:{label}", "rooms.label")

    def _house_row(self, house: House) -> dict[str, Any]:
        found = house.found
        return {
            "told": self._keys.seal_json(_facts_row(house.told), "houses.told"),
            "found": self._keys.seal_json(_facts_row(found.facts), "houses.found") if found else None,
            "found_by": found.staff_id if found else None,
            "found_on": found.on if found else None,
            "version": house.version,
        }

    def _house(self, row: Row[Any]) -> House:
        found = None
        if row.found is not None:
            found = Found(_facts(self._keys.open_json(row.found, "houses.found")), row.found_by, row.found_on)
        address = Address(*self._keys.open_json(row.address, "houses.address"))
        told = _facts(self._keys.open_json(row.told, "houses.told"))
        return House(row.id, row.reporter_id, address, told, found, row.version)

    def _room_row(self, room: LetRoom) -> dict[str, Any]:
        return {"told": self._keys.seal_json(_room_told(room.told), "rooms.told"), "version": room.version}

    def _room(self, row: Row[Any]) -> LetRoom:
        label = self._keys.open_text(row.label, "rooms.label")
        told = self._keys.open_json(row.told, "rooms.told")
        equipment = told.pop("equipment")
        area = told.pop("area")
        room = Room(
            **told,
            area=None if area is None else Decimal(area),
            equipment=None if equipment is None else frozenset(map(Equipment, equipment)),
        )
        return LetRoom(row.id, row.house_id, label, room, row.version)


def _loan(row: Row[Any]) -> Loan:
    return Loan(row.room_id, row.reporter_id, row.lent_on, row.ended_on, row.id)


def _facts_row(facts: HouseFacts) -> dict[str, Any]:
    return {"title": facts.title, "commodity": facts.commodity, "land": facts.land}


def _facts(told: dict[str, Any]) -> HouseFacts:
    title, land = told["title"], told["land"]
    return HouseFacts(Title(title) if title else None, told["commodity"], Land(land) if land else None)


def _room_told(told: Room) -> dict[str, Any]:
    return {
        "residential": told.residential,
        "partitioned": told.partitioned,
        "people": told.people,
        "family": told.family,
        "area": None if told.area is None else str(told.area),
        "equipment": None if told.equipment is None else sorted(told.equipment),
        "other": told.other,
    }
