"""Rented rooms: the hazard check 附件1 (R7.2) and the street's check of collective land 附件5 (R7.3).

A check says which hazards are there and which cannot be told; it passes when none is there and none is open. Who
checked decides what it is worth: a landlord's own check is advice, only staff's counts for a permit (R7.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.law import LEAST_AREA, MOST_IN_A_ROOM


class Equipment(StrEnum):
    """What each room must have (附件1)."""

    MASK = "mask"
    WHISTLE = "whistle"
    TORCH = "torch"
    EXTINGUISHER = "extinguisher"


class Hazard(StrEnum):
    """The six items of 附件1, in the order of the form."""

    NON_RESIDENTIAL = "non_residential"
    PARTITIONED = "partitioned"
    OVER_TWO_PEOPLE = "over_two_people"
    UNDER_FOUR_SQM = "under_four_sqm"
    EQUIPMENT_MISSING = "equipment_missing"
    OTHER = "other"


class Fault(StrEnum):
    """The three items of 附件5."""

    ILLEGAL_BUILDING = "illegal_building"
    DANGEROUS_HOUSE = "dangerous_house"
    CHANGED_USE = "changed_use"


@dataclass(frozen=True, slots=True)
class Room:
    """A let room; None is unknown. `area` is in square metres; `family`: all are bound by a duty of support."""

    residential: bool | None = None
    partitioned: bool | None = None
    people: int | None = None
    family: bool | None = None
    area: Decimal | None = None
    equipment: frozenset[Equipment] | None = None
    other: bool | None = None


UNTOLD = Room()
"""A room of which nothing was told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of the form with this mark: what is there, and what nobody has told."""

    mark: str
    found: tuple[StrEnum, ...]
    open: tuple[StrEnum, ...]

    @property
    def passes(self) -> bool | None:
        """符合: yes, no, or unknown while something is open."""
        return False if self.found else None if self.open else True


def hazards(room: Room, on: date) -> Checked:
    """The six items of 附件1 held against a room. An empty room has no hazard of people or area."""
    return _checked(
        "附件1",
        {
            Hazard.NON_RESIDENTIAL: _not(room.residential),
            Hazard.PARTITIONED: room.partitioned,
            Hazard.OVER_TWO_PEOPLE: _crowded(room, on),
            Hazard.UNDER_FOUR_SQM: _cramped(room, on),
            Hazard.EQUIPMENT_MISSING: None if room.equipment is None else room.equipment < set(Equipment),
            Hazard.OTHER: room.other,
        },
    )


def street_check(*, illegal: bool | None, dangerous: bool | None, changed_use: bool | None) -> Checked:
    """The three items of 附件5, which the street confirms for every rented home of an applicant (R3.6)."""
    items = {Fault.ILLEGAL_BUILDING: illegal, Fault.DANGEROUS_HOUSE: dangerous, Fault.CHANGED_USE: changed_use}
    return _checked("附件5", items)


def _checked(mark: str, items: Mapping[Any, bool | None]) -> Checked:
    found = tuple(item for item, there in items.items() if there)
    return Checked(mark, found, tuple(item for item, there in items.items() if there is None))


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _crowded(room: Room, on: date) -> bool | None:
    """单间居住人数超过2人的（法定赡养、抚养、扶养义务关系除外）."""
    if room.family or (room.people is not None and room.people <= MOST_IN_A_ROOM.on(on)):
        return False
    return None if room.people is None or room.family is None else True


def _cramped(room: Room, on: date) -> bool | None:
    """人均居住面积少于4平方米的: 4.00 is enough, 3.99 is not."""
    if room.people == 0:
        return False
    return None if room.people is None or room.area is None else room.area < LEAST_AREA.on(on) * room.people
