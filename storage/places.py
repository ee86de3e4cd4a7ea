"""Where a case or a registration lies, found without being written: keyed hashes of its district and of its whole area.

A registration that an older version of the program wrote has none yet. They need the key ring, which no migration has:
`storage.placing` makes them when the program starts.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, select, true, update

from domain.places import Address
from domain.staff import WHOLE, district_of
from storage.keyring import CannotOpen, KeyRing
from storage.link import Sealed
from storage.tables import registrations


def place_index(keys: KeyRing, table: Table, area: str) -> bytes:
    """The keyed hash of a district or an area in a table."""
    return keys.index(area, f"{table.name}.area")


def place_row(keys: KeyRing, table: Table, area: str) -> dict[str, bytes]:
    """Both columns of a row that lies in an area."""
    whole, district = place_index(keys, table, area), place_index(keys, table, district_of(area))
    return {"area_index": whole, "district_index": district}


def within(keys: KeyRing, table: Table, area: str) -> ColumnElement[bool]:
    """Rows whose place the area covers."""
    if area == WHOLE:
        return true()
    column = table.c.district_index if area == district_of(area) else table.c.area_index
    return column == place_index(keys, table, area)


_WITHOUT = select(registrations.c.id, registrations.c.home).where(registrations.c.area_index.is_(None))
_PLACE = update(registrations).where(registrations.c.id == bindparam("of_id"), registrations.c.area_index.is_(None))


class Places(Sealed):
    """Places of registrations that have none yet."""

    async def fill(self, after: int, most: int) -> int | None:
        """Make those of the next registrations after an id; the last id looked at, None if there is no more. One that
        the keys do not open stays without."""
        beyond = registrations.c.id > after
        found = (await self._link.execute(_WITHOUT.where(beyond).order_by(registrations.c.id).limit(most))).all()
        rows = [{"of_id": row.id, **place} for row in found if (place := self._place(row.home))]
        if rows:
            await self._link.execute(_PLACE, rows)
        return found[-1].id if found else None

    def _place(self, home: bytes) -> dict[str, Any] | None:
        try:
            told = self._keys.open_json(home, "registrations.home")
        except CannotOpen:
            return None
        return place_row(self._keys, registrations, Address(*told["address"]).area)
