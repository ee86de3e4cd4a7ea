"""A residence permit that was issued, its card, and the visits to the desk, from which all dates follow (R4.1–R4.7).

A replaced card is the same permit with another number: the years, the cycle and the visits go on (R3.4, R3.5).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.people import plain_forms
from domain.permits import Outcome, Standing, Use, standing

_NUMBER = re.compile(r"[A-Za-z0-9]{6,20}")
_BETWEEN = re.compile(r"[\s\-·]+")


class CardState(StrEnum):
    """What was done to the card itself."""

    ACTIVE = "active"
    LOST = "lost"
    """Reported lost: a new one is asked for."""
    DAMAGED = "damaged"
    """Reported damaged: a new one is asked for."""
    ENDED = "ended"
    """No permit any more: its holder may get another. No rule leads here; use is suspended, never cancelled (R4.3)."""


MISSING = frozenset({CardState.LOST, CardState.DAMAGED})
"""What a holder reports of his card, and what the desk gives a new one for."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One permit. `registered` is the day from which the years of residence count (R4.5); `visits` the days on which
    the holder was at the desk for an endorsement, in whatever order they were written down."""

    id: int | None
    person_id: int
    number: str
    issued: date
    registered: date
    visits: tuple[date, ...] = ()
    card: CardState = CardState.ACTIVE
    version: int = 1

    def standing(self, on: date) -> Standing:
        """Where it stands on a day, after the visits until then."""
        return standing(self.issued, self.registered, [day for day in self.visits if day <= on], on)

    def use(self, on: date) -> Use:
        """Whether it can be used on a day."""
        return self.standing(on).use(on)

    def visited(self, on: date) -> tuple["Permit", Outcome]:
        """After a visit for an endorsement, with what the visit comes to (R4.2, R4.4)."""
        outcome = self.standing(on).visited(on).visits[-1].outcome
        return replace(self, visits=(*self.visits, on), version=self.version + 1), outcome

    def would_come_to(self, on: date) -> Outcome:
        """What a visit on that day would come to; nothing is written."""
        return self.standing(on).visited(on).visits[-1].outcome

    @property
    def awaits_card(self) -> bool:
        """Whether its card is reported and no new one is there yet."""
        return self.card in MISSING

    def reported(self, as_: CardState) -> "Permit":
        """Its card is lost or damaged, and a new one asked for."""
        if as_ not in MISSING:
            raise ValueError("a card is reported lost or damaged")
        return replace(self, card=as_, version=self.version + 1)

    def found(self) -> "Permit":
        """Its card is there after all."""
        return replace(self, card=CardState.ACTIVE, version=self.version + 1)

    def replaced(self, number: str) -> "Permit":
        """With a new card."""
        return replace(self, number=number, card=CardState.ACTIVE, version=self.version + 1)


def card_number(text: str) -> str | None:
    """The number of a card as it is printed: 6 to 20 letters and digits, blanks and dashes between them left out; None
    for anything else."""
    said = _BETWEEN.sub("", plain_forms(text))
    return said.upper() if _NUMBER.fullmatch(said) else None
