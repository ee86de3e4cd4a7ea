"""The cards from before the IC card: valid until they expire, and changed free of charge (R3.5; 二(一)4).

A person tells of his own; no number is asked for, since nothing follows from it.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class OldKind(StrEnum):
    """The two that the notice names."""

    TEMPORARY = "temporary"
    """浙江省临时居住证."""
    PERMIT = "permit"
    """浙江省居住证 issued before the provincial regulation."""


@dataclass(frozen=True, slots=True)
class OldCard:
    """One old card of one person; `ended_on` is the day on which the IC card took its place."""

    id: int | None
    person_id: int
    kind: OldKind
    valid_until: date
    ended_on: date | None = None
    version: int = 1

    def is_valid(self, on: date) -> bool:
        """Whether it can be used on a day."""
        return self.ended_on is None and on <= self.valid_until

    def is_changed_by(self, begun: date) -> bool:
        """Whether an application begun on that day changes this card for the IC card, and is no first one.

        Decision: it has to be valid on the day on which the application was begun. That day stays, so what the form
        says does not turn while the desk has it; whether it is a change costs nothing and decides nothing.
        """
        return begun <= self.valid_until and (self.ended_on is None or begun <= self.ended_on)

    def told(self, kind: OldKind, valid_until: date) -> "OldCard":
        """As its holder corrects it."""
        return self._next(kind=kind, valid_until=valid_until)

    def ended(self, on: date) -> "OldCard":
        """Replaced by the IC card."""
        return self._next(ended_on=on)

    def _next(self, **changes: object) -> "OldCard":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
