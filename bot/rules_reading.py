"""How the values of a rules line are read: strictly, and every fault is told by name and never guessed away.

A fact that is absent or null is unknown; one that is misspelt, of another type or out of the calendar is an error, for
a slip that silently became "unknown" would look like an answer.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from domain.facts import FACTS, Employment, Fact, Facts, Guardians, Housing, Kind, Schooling
from domain.permits import Standing, standing
from domain.rooms import Equipment, Room

Asked = Mapping[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Of the forms of ISO 8601 only this one."""

_NAME = re.compile("[a-z][a-z_.]{0,39}")
LONGEST_LIFE = 1200
"""Months: an insurance or a lease of a hundred years is a slip."""


class BadLine(ValueError):
    """A line that cannot be answered: `code` for programs, `detail` for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def a_date(value: Any, name: str) -> date:
    """A day like 2026-11-20."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadLine("bad_date", f"{name} must be a date like 2026-11-20")


def a_number(value: Any, name: str) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise BadLine("bad_number", f"{name} must be a whole number, 0 or more")


def a_bool(value: Any, name: str) -> bool:
    """true or false."""
    if value is True or value is False:
        return bool(value)
    raise BadLine("bad_value", f"{name} must be true or false")


def a_choice(value: Any, name: str, choices: type[Choice]) -> Choice:
    """One of a list of words."""
    if isinstance(value, str):
        try:
            return choices(value)
        except ValueError:
            pass
    raise BadLine("bad_value", f"{name} must be one of {', '.join(choices)}")


def an_object(value: Any, name: str, known: Collection[str]) -> Asked:
    """An object with no other names than the known ones."""
    if not isinstance(value, dict):
        raise BadLine("bad_value", f"{name} must be an object")
    if odd := value.keys() - known:
        told = min(odd)  # a name of ours misspelt is worth repeating, whatever else stands there is not
        raise BadLine("unknown_name", f"{name} has no {told if _NAME.fullmatch(told) else 'such name'}")
    return value


def a_list(value: Any, name: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise BadLine("bad_value", f"{name} must be a list")
    return value


def _day_or_never(value: Any, name: str) -> date | bool:
    return False if value is False else a_date(value, name)


def _months(value: Any, name: str) -> int:
    months = a_number(value, name)
    if months > LONGEST_LIFE:
        raise BadLine("bad_number", f"{name} cannot be more than {LONGEST_LIFE}")
    return months


Reader = Callable[[Any, str], Any]
_READERS: Mapping[Kind, Reader] = {
    Kind.YES_NO: a_bool,
    Kind.DAY: a_date,
    Kind.DAY_OR_NEVER: _day_or_never,
    Kind.MONTHS: _months,
}

_GROUPS: Mapping[str, type[Any]] = {
    "employment": Employment,
    "housing": Housing,
    "schooling": Schooling,
    "guardians": Guardians,
}


def _reader(fact: Fact) -> Reader:
    choices = fact.choices
    return _READERS[fact.kind] if choices is None else lambda value, name: a_choice(value, name, choices)


def _names(group: str) -> dict[str, tuple[Reader, str]]:
    """The facts of a group by their names in it: how each is read, and its whole path."""
    parted = ((fact.path.rpartition("."), fact) for fact in FACTS.values())
    return {name: (_reader(fact), fact.path) for (prefix, _, name), fact in parted if prefix == group}


_FACTS = {group: _names(group) for group in ("", *_GROUPS)}
_TOP = frozenset({*_FACTS[""], *_GROUPS})


def facts(value: Any) -> Facts:
    """The facts about a person; the name of each fault says which it is about."""
    told = an_object(value, "facts", _TOP)
    groups = {
        name: made(**_read(an_object(told[name], name, _FACTS[name].keys()), _FACTS[name]))
        for name, made in _GROUPS.items()
        if told.get(name) is not None
    }
    return Facts(**_read(told, _FACTS[""]), **groups)


def _read(told: Asked, known: Mapping[str, tuple[Reader, str]]) -> dict[str, Any]:
    read = {}
    for name, value in told.items():
        if value is not None and name in known:
            reader, path = known[name]
            read[name] = reader(value, path)
    return read


_ROOM = ("residential", "partitioned", "people", "family", "area", "equipment", "other")


def room(value: Any) -> Room:
    """A room of which everything is told."""
    told = an_object(value, "room", _ROOM)
    equipment = [a_choice(one, "equipment", Equipment) for one in a_list(told.get("equipment"), "equipment")]
    return Room(
        residential=a_bool(told.get("residential"), "residential"),
        partitioned=a_bool(told.get("partitioned"), "partitioned"),
        people=a_number(told.get("people"), "people"),
        family=a_bool(told.get("family"), "family"),
        area=_area(told.get("area")),
        equipment=frozenset(equipment),
        other=a_bool(told.get("other"), "other"),
    )


def _area(value: Any) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
        return Decimal(str(value))
    raise BadLine("bad_number", "area must be a number of square metres, 0 or more")


_PERMIT = ("issued", "registered", "endorsed")


def permit(asked: Asked, on: date) -> Standing:
    """A permit with its visits, as it stands on a day."""
    visits = asked.get("endorsed")
    days = [a_date(day, "endorsed") for day in a_list([] if visits is None else visits, "endorsed")]
    return standing(a_date(asked.get("issued"), "issued"), a_date(asked.get("registered"), "registered"), days, on)
