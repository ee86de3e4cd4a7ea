"""What the register itself knows of a person for the permit: it is never asked for, and stands whatever was told."""

from typing import Any

from domain.answers import as_paths
from domain.facts import Facts, Home, of_paths
from domain.people import Person
from domain.registrations import Dwelling, Registration

HOMES = {Dwelling.OWN: Home.OWN, Dwelling.RENTED: Home.RENTED}
"""Kinds of dwelling that say which home it is; the others leave that open."""


def on_record(person: Person | None, registration: Registration | None) -> dict[str, Any]:
    """Facts by their paths. Who is registered has no local household registration and has not left since."""
    known: dict[str, Any] = {}
    if registration is not None:
        known |= {
            "hangzhou_hukou": False,
            "registered_on": registration.registered_on,
            "resided_continuously": True,
        }
        if home := HOMES.get(registration.dwelling):
            known["housing.kind"] = home
    if person is not None and person.document.born:
        known["born"] = person.document.born
    return known


def with_record(facts: Facts, person: Person | None, registration: Registration | None) -> Facts:
    """Facts as they were told, with what is on record in their place."""
    return of_paths({**as_paths(facts), **on_record(person, registration)})
