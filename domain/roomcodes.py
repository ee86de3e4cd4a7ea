"""The code of a room: a random word on a label that leads who scans it to the room, and says nothing by itself."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RoomCode:
    """A code that was made for a room; `ended_at` is when it was withdrawn, None while it opens the room."""

    room_id: int
    token: str
    made_at: datetime
    ended_at: datetime | None = None
    id: int | None = None

    def withdrawn(self, at: datetime) -> "RoomCode":
        """The code after it was withdrawn."""
        return replace(self, ended_at=at)
