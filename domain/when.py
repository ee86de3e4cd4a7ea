"""From which day on something holds, when not all is known: at best, and at worst.

A pair of days is enough for three-valued logic that also counts time. Held to a day D it says yes (the worst day has
come), no (not even the best day has come) or unknown (in between); of things that must hold together the latest days
count. DAWN is a day before all others, NEVER one after all others: what holds already, and what no time will bring.
"""

from datetime import date
from typing import TypeAlias

When: TypeAlias = tuple[date, date]
"""(the first day at best, the first day at worst); the first is never after the second."""

DAWN, NEVER = date.min, date.max

HOLDS: When = (DAWN, DAWN)
FAILS: When = (NEVER, NEVER)
OPEN: When = (DAWN, NEVER)
"""Unknown: it may hold today, and it may never."""


def known(value: bool | None) -> When:
    """Of a fact that time does not change."""
    return OPEN if value is None else HOLDS if value else FAILS


def since(day: date) -> When:
    """Of what holds from a known day on."""
    return day, day
