"""By which ways somebody is reached with a reminder, in which order they are tried, and which one comes next.

A way is a door with a name: a chat, the notices of a chat's browsers, the phone on record. What makes a door shut, and
that nobody was behind it, is found out by whoever knocks; here is only decided where to knock.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Way(StrEnum):
    """The ways that are told apart where somebody puts them in order."""

    TELEGRAM = "telegram"
    WEB = "web"
    SMS = "sms"


PUSH = "push"
"""The notices of a web chat's browsers: no way of their own, they ring for the chat when nobody looks at it."""


@dataclass(frozen=True, slots=True)
class Door:
    """One door: the account under which messages for it lie, and the chat that it rings for, if it is none itself.
    `shut` until its person comes by it again."""

    account_id: int
    channel: str
    rings_for: int | None = None
    shut: bool = False

    @property
    def way(self) -> str:
        """The way to which it belongs."""
        return Way.WEB if self.channel == PUSH else self.channel


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be reached: the ways he put in order, and whether by one of them or by all."""

    order: tuple[str, ...] = ()
    together: bool = False

    def sorted(self, doors: Iterable[Door]) -> tuple[Door, ...]:
        """The doors in the order in which they are tried; of ways that he did not put in order the nearest first, as
        they come."""
        place = {way: at for at, way in enumerate(self.order)}
        return tuple(sorted(doors, key=lambda door: place.get(door.way, len(place))))

    def raised(self, way: str, doors: Iterable[Door]) -> "Wishes":
        """The same with one of the ways that he has tried one place earlier."""
        order = list(ways(self.sorted(doors)))
        if way not in order[1:]:
            return self
        at = order.index(way)
        order[at - 1 : at + 1] = [way, order[at - 1]]
        return replace(self, order=tuple(order))


def ways(doors: Iterable[Door]) -> tuple[str, ...]:
    """The ways of these doors, each once, in their order."""
    return tuple(dict.fromkeys(door.way for door in doors))


def targets(doors: Sequence[Door], wishes: Wishes) -> tuple[Door, ...]:
    """Where a new reminder goes: to the first door that is open, or to each where he wants that. Notices only ring for
    a chat. Where everything is shut, the first keeps it until its person is back."""
    chats = [door for door in wishes.sorted(doors) if door.channel != PUSH]
    opened = [door for door in chats if not door.shut]
    return tuple(opened if wishes.together and opened else (opened or chats)[:1])


def elsewhere(doors: Iterable[Door], target: Door) -> tuple[int, ...]:
    """The accounts that need not be tried for one of several `targets`: all others have the reminder themselves."""
    return tuple(door.account_id for door in doors if target.account_id not in (door.account_id, door.rings_for))


def following(doors: Iterable[Door], wishes: Wishes, tried: Collection[int]) -> Door | None:
    """The door to try after these; None if there is no other that is open."""
    return next((door for door in wishes.sorted(doors) if not door.shut and door.account_id not in tried), None)
