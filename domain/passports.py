"""The room passport: the landlord's half of a rented home (R2.2), owned by the room and not by the tenant.

Handed in once and checked once by staff, it answers for every later tenant: what is ready, what is missing, what has
ended. It tells results, never a document: nothing here holds a page of one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain.departments import Land
from domain.houses import House, HouseFacts


class Sheet(StrEnum):
    """A paper of the landlord's half, by its name as a material."""

    TITLE_PROOF = "title_proof"
    RENTAL_REGISTRATION = "rental_registration"
    HAZARD_CHECK = "hazard_check"
    """附件1."""
    LEASE_FILING = "lease_filing"
    """附件4."""
    STREET_CHECK = "street_check"
    """附件5."""


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What staff found of a sheet of a room; `ends_on` is the last day on which it holds, None if it does not end."""

    room_id: int
    sheet: Sheet
    passes: bool
    staff_id: int
    checked_on: date
    ends_on: date | None = None
    id: int | None = None

    def holds(self, on: date) -> bool | None:
        """Whether the sheet says yes on a day; unknown before it was checked and after it has ended."""
        if on < self.checked_on or self.has_ended(on):
            return None
        return self.passes

    def has_ended(self, on: date) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and on > self.ends_on


@dataclass(frozen=True, slots=True)
class HomePart:
    """What a tenant may know of his landlord's half on a day: the sheets by how they stand, each in one place.

    `perhaps` are those of which nobody can say whether the house needs them.
    """

    ready: tuple[Sheet, ...] = ()
    missing: tuple[Sheet, ...] = ()
    failed: tuple[Sheet, ...] = ()
    ended: tuple[Sheet, ...] = ()
    perhaps: tuple[Sheet, ...] = ()

    @property
    def is_ready(self) -> bool | None:
        """Whether nothing is left to do; unknown while a sheet may be needed or not."""
        if self.missing or self.failed or self.ended:
            return False
        return None if self.perhaps else True


def needed(facts: HouseFacts) -> Mapping[Sheet, bool | None]:
    """Which sheets a house needs (R3.6): the lease filing on state-owned land and for commodity housing, the others
    always – the street issues its check for every rented home of an applicant (三(三))."""
    filing = None
    if facts.land is Land.STATE or facts.commodity:
        filing = True
    elif facts.land is Land.COLLECTIVE and facts.commodity is False:
        filing = False
    return {sheet: filing if sheet is Sheet.LEASE_FILING else True for sheet in Sheet}


def home_part(house: House, checks: Collection[SheetCheck], on: date) -> HomePart:
    """How the sheets of a room stand on a day; of several checks of one the newest counts."""
    newest = _newest(checks, on)
    places: dict[str, list[Sheet]] = {name: [] for name in ("ready", "missing", "failed", "ended", "perhaps")}
    for sheet, asked in needed(house.facts).items():
        if asked is False:
            continue
        place = _place(newest.get(sheet), on)
        places["perhaps" if asked is None and place != "ready" else place].append(sheet)
    return HomePart(**{name: tuple(found) for name, found in places.items()})


def housing_facts(house: House, checks: Collection[SheetCheck], on: date) -> Mapping[str, Any]:
    """What follows for a tenant's permit, by the paths of `domain.facts`: only from what staff found (R7.4); what they
    have not found, and what has ended, is left out, for it is unknown."""
    says = {sheet: check.holds(on) for sheet, check in _newest(checks, on).items()}
    found = house.found.facts if house.found else HouseFacts()
    safety = _both(says.get(Sheet.HAZARD_CHECK), says.get(Sheet.STREET_CHECK))
    told = {
        "housing.title_proof": says.get(Sheet.TITLE_PROOF),
        "housing.lawful_title": found.title.is_lawful if found.title else None,
        "housing.meets_safety_rules": safety,
        "housing.registered_for_rent": says.get(Sheet.RENTAL_REGISTRATION),
        "housing.commodity_housing": found.commodity,
        "housing.lease_filed": says.get(Sheet.LEASE_FILING),
    }
    return {path: value for path, value in told.items() if value is not None}


def _newest(checks: Collection[SheetCheck], on: date) -> Mapping[Sheet, SheetCheck]:
    made = sorted((one for one in checks if one.checked_on <= on), key=lambda one: (one.checked_on, one.id or 0))
    return {one.sheet: one for one in made}


def _place(check: SheetCheck | None, on: date) -> str:
    if check is None:
        return "missing"
    if check.has_ended(on):
        return "ended"
    return "ready" if check.passes else "failed"


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Yes if both are, no if one is not."""
    if one is False or other is False:
        return False
    return True if one and other else None
