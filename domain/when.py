"""From which day on something holds, when not all is known: at best, and at worst.

A pair of days is enough for three-valued logic that also counts time. Held to a day D it says yes (the worst day has
come), no (not even the best day has come) or unknown (in between); of things that must hold together the latest days
count. DAWN is a day before all others, NEVER one after all others: what holds already, and what no time will bring.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from domain.days import add_months, months_apart

When: TypeAlias = tuple[date, date]
"""(the first day at best, the first day at worst); the first is never after the second."""

DAWN, NEVER = date.min, date.max

HOLDS: When = (DAWN, DAWN)
FAILS: When = (NEVER, NEVER)
OPEN: When = (DAWN, NEVER)
"""Unknown: it may hold today, and it may never."""


KNOWN: Mapping[bool | None, When] = MappingProxyType({True: HOLDS, False: FAILS, None: OPEN})
"""Of a fact that time does not change."""


def complete(begins: date | None, months: int, on: date) -> When:
    """Of a period from a day on: what was complete before this month counts as complete for ever. What goes on and
    began on a day not known began today at the latest."""
    if begins is None:
        return DAWN, add_months(on, months)
    if months_apart(begins, on) > months:
        return HOLDS
    ends = add_months(begins, months)
    return ends, ends


def either(one: When, other: When) -> When:
    """Of two things of which one is enough."""
    return min(one[0], other[0]), min(one[1], other[1])
