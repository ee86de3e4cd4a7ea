"""Let houses and their rooms (R7.1): what the landlord tells of them, and what the desk has found.

A landlord's own word is advice (R7.4): what follows for a permit follows from what staff found, see `passports`.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.departments import Land
from domain.places import Address
from domain.rooms import UNTOLD, Hazard, Room, hazards

LONGEST_LABEL = 20
"""Characters of a room's name."""


class Title(StrEnum):
    """By which right somebody lets a house (二(一)2(2))."""

    OWNERSHIP = "ownership"
    """房屋所有权."""
    HOMESTEAD = "homestead"
    """宅基地使用权."""
    NONE = "none"

    @property
    def is_lawful(self) -> bool:
        """Whether it is one of the two that count."""
        return self is not Title.NONE


@dataclass(frozen=True, slots=True)
class HouseFacts:
    """What decides which papers a house needs; None is unknown."""

    title: Title | None = None
    commodity: bool | None = None
    land: Land | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What staff found of a house, who and when."""

    facts: HouseFacts
    staff_id: int
    on: date


@dataclass(frozen=True, slots=True)
class House:
    """A house that a landlord lets: its address ends with the building. `told` is his word."""

    id: int | None
    reporter_id: int
    address: Address
    told: HouseFacts = HouseFacts()
    found: Found | None = None
    version: int = 1

    @property
    def facts(self) -> HouseFacts:
        """What is best known: what was found, else what was told."""
        return self.found.facts if self.found else self.told

    def retold(self, told: HouseFacts) -> "House":
        """As its landlord corrects it; what was found stays."""
        return replace(self, told=told, version=self.version + 1)

    def looked_into(self, found: Found) -> "House":
        """As staff found it."""
        return replace(self, found=found, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class LetRoom:
    """A room of a house by its label, "" for a house that is let as a whole; `told` is the self-check (附件1)."""

    id: int | None
    house_id: int
    label: str
    told: Room = UNTOLD
    version: int = 1

    def retold(self, told: Room) -> "LetRoom":
        """As its landlord tells it now."""
        return replace(self, told=told, version=self.version + 1)

    def at(self, house: House) -> Address:
        """Its address to the room."""
        return replace(house.address, room=self.label)

    def crowding(self, people: int, on: date) -> tuple[Hazard, ...]:
        """What so many people in it would be a hazard of; more than two of whom nobody said that they are a family
        count as none."""
        checked = hazards(replace(self.told, people=people), on)
        over_two = Hazard.OVER_TWO_PEOPLE in (*checked.found, *checked.open)
        there = {Hazard.OVER_TWO_PEOPLE: over_two, Hazard.UNDER_FOUR_SQM: Hazard.UNDER_FOUR_SQM in checked.found}
        return tuple(hazard for hazard, is_there in there.items() if is_there)
