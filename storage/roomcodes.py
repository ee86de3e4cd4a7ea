"""Codes of rooms. A token is found by its keyed hash; it is kept sealed beside it, to print a label again."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.errors import StaleVersion
from domain.roomcodes import RoomCode
from storage.link import Sealed, unless_taken
from storage.tables import room_codes

_TOKEN = "room_codes.token"


class RoomCodes(Sealed):
    """Codes by their rooms; at most one that opens a room."""

    async def add(self, code: RoomCode) -> RoomCode:
        """Store a new one; StaleVersion if the room has one already."""
        row = {
            "room_id": code.room_id,
            "token": self._keys.seal_text(code.token, _TOKEN),
            "token_index": self._keys.index(code.token, _TOKEN),
            "made_at": code.made_at,
        }
        made = await unless_taken(self._link, insert(room_codes).returning(room_codes), row)
        return self._code(made.one())

    async def of(self, room_id: int) -> RoomCode | None:
        """The code that opens a room now."""
        standing = select(room_codes).where(room_codes.c.room_id == room_id, room_codes.c.ended_at.is_(None))
        row = (await self._link.execute(standing)).first()
        return self._code(row) if row else None

    async def opened_by(self, token: str) -> RoomCode | None:
        """The code with this token, also one that has ended."""
        same = room_codes.c.token_index == self._keys.index(token, _TOKEN)
        row = (await self._link.execute(select(room_codes).where(same))).first()
        return self._code(row) if row else None

    async def end(self, code: RoomCode) -> None:
        """Store that it was withdrawn; StaleVersion if it had been before."""
        standing = (room_codes.c.id == code.id) & room_codes.c.ended_at.is_(None)
        done = await self._link.execute(update(room_codes).where(standing).values(ended_at=code.ended_at))
        if not done.rowcount:
            raise StaleVersion

    def _code(self, row: Row[Any]) -> RoomCode:
        return RoomCode(row.room_id, self._keys.open_text(row.token, _TOKEN), row.made_at, row.ended_at, row.id)
