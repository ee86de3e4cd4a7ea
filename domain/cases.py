"""A case at the desk: opened by a person, worked on by one officer at a time, closed with an outcome.

Whatever the case is about (an appeal, an application, a question), taking, releasing and closing are the same, and each
is the next version of the case: of two officers at the same second one wins, the other is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import CaseClosed, NotTaken, OwnCase, TakenByAnother
from domain.staff import Staff


class Kind(StrEnum):
    """What a case is about."""

    APPEAL = "appeal"
    """A person says that an answer about the permit is wrong."""
    APPLICATION = "application"
    """An application for the permit that the desk is to accept, return or refuse."""
    QUESTION = "question"
    """A person wants to speak with a person; `about` is his account, for one such case at a time is enough."""
    CARD = "card"
    """An accepted application whose card is to be made."""
    REPLACEMENT = "replacement"
    """A permit whose card is lost or damaged; `about` is the permit, and one such case a permit is open at a time."""
    CONFLICT = "conflict"
    """What others report of a person differs from his own registration, which `about` names; one such case a
    registration is open at a time, however many differ."""


OF_APPLICATIONS = (Kind.APPLICATION, Kind.CARD)
"""Kinds whose `about` is an application; what another one is about only looks like the number of one."""
ASKED = tuple(kind for kind in Kind if kind is not Kind.CONFLICT)
"""Kinds in which a person waits for an answer: of these the district's figures tell how long."""


class Outcome(StrEnum):
    """How a case ends."""

    CORRECTED = "corrected"
    """A fact was corrected; the rules then decided anew."""
    UPHELD = "upheld"
    """The answer stands, and why."""
    WITHDRAWN = "withdrawn"
    """The person took it back."""
    ACCEPTED = "accepted"
    """The application is accepted with a receipt."""
    RETURNED = "returned"
    """Everything missing was told at once; the person hands it in and submits again."""
    REFUSED = "refused"
    """Refused, with the conditions that are not met."""
    ISSUED = "issued"
    """The card is made."""
    ANSWERED = "answered"
    """The question is answered."""
    REPLACED = "replaced"
    """The permit has a new card."""
    RESOLVED = "resolved"
    """What differed agrees again, or does not count any more."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `about` is the record it is about (for an appeal the answer's id); `area` is where the person lives,
    empty if that is not known; `promised_by` when the desk said it would have answered; `taken_by` a staff member."""

    id: int | None
    kind: Kind
    about: int
    account_id: int
    area: str
    opened_at: datetime
    promised_by: datetime
    taken_by: int | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.opened_at.tzinfo is None or self.promised_by.tzinfo is None:
            raise ValueError("a case needs moments with a time zone")

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done."""
        return self.outcome is None

    def is_late(self, now: datetime) -> bool:
        """Whether the desk has broken its word."""
        return (self.closed_at or now) > self.promised_by

    def taken(self, by: Staff) -> "Case":
        """With somebody working on it; taking again what is one's own changes nothing."""
        self._worked_on(by)
        if self.taken_by is not None:
            return self
        return self._next(taken_by=by.id)

    def released(self, by: Staff) -> "Case":
        """Back in the queue."""
        self.held_by(by)
        return self._next(taken_by=None)

    def closed(self, by: Staff, outcome: Outcome, now: datetime) -> "Case":
        """Ended by the officer who works on it."""
        self.held_by(by)
        return self._next(outcome=outcome, closed_at=now)

    def withdrawn(self, now: datetime) -> "Case":
        """Taken back by the person, whoever works on it."""
        self._must_be_open()
        return self._next(outcome=Outcome.WITHDRAWN, closed_at=now)

    def resolved(self, now: datetime) -> "Case":
        """Ended because what it is about is no more, whoever works on it."""
        self._must_be_open()
        return self._next(outcome=Outcome.RESOLVED, closed_at=now)

    def settled(self, by: Staff, outcome: Outcome, now: datetime) -> "Case":
        """Ended because what it asks for is done, by whichever officer it was done: the person stood before him."""
        self._must_be_open()
        if by.account_id == self.account_id:
            raise OwnCase
        return self._next(outcome=outcome, closed_at=now)

    def added_to(self) -> "Case":
        """With something said or found in it: who closes or takes it at the same moment finds it changed."""
        self._must_be_open()
        return self._next()

    def held_by(self, staff: Staff) -> None:
        """NotTaken or TakenByAnother unless this staff member works on it; CaseClosed if nobody can any more."""
        self._worked_on(staff)
        if self.taken_by is None:
            raise NotTaken

    def _worked_on(self, by: Staff) -> None:
        """Nobody works on a closed case, on somebody else's, or on his own."""
        self._must_be_open()
        if by.account_id == self.account_id:
            raise OwnCase
        if self.taken_by not in (None, by.id):
            raise TakenByAnother

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise CaseClosed

    def _next(self, **changes: object) -> "Case":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


GRADES = (1, 2, 3)
"""Bad, middling, good."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What the person says of a closed case: of its speed, of the manner, of whether the promise was kept."""

    speed: int
    manner: int
    promise: int

    def __post_init__(self) -> None:
        if not {self.speed, self.manner, self.promise} <= set(GRADES):
            raise ValueError("a grade is 1, 2 or 3")


class Author(StrEnum):
    """Who wrote an entry of a case."""

    PERSON = "person"
    DESK = "desk"
    NOTE = "note"
    """The desk to itself; never shown to the person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said in a case, oldest first."""

    author: Author
    words: str
    at: datetime
    staff_id: int | None = None
