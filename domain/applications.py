"""An application for the permit from draft to card (R3.2–R3.5; 二(一)3): a state machine that keeps promises.

The desk answers once with everything that is missing. What was required and missing then and was not named is
forfeited: no later notice may ask for it, and the application is complete without it. What became required only
afterwards, because the person's facts changed, was not missing then, and may be named when it is. Any step but the
ones listed is `IllegalStep`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.days import add_days
from domain.errors import IllegalStep, IncompleteNotice, LateDemand, NeedlessDemand, NoReason
from domain.law import ISSUE_DAYS, ISSUE_DAYS_SPECIAL
from domain.ways import Way


class Stage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ISSUED = "issued"
    COLLECTED = "collected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STEPS: Mapping[Stage, frozenset[Stage]] = MappingProxyType(
    {
        Stage.DRAFT: frozenset({Stage.SUBMITTED, Stage.WITHDRAWN}),
        Stage.SUBMITTED: frozenset({Stage.RETURNED, Stage.ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN}),
        Stage.RETURNED: frozenset({Stage.SUBMITTED, Stage.WITHDRAWN}),
        Stage.ACCEPTED: frozenset({Stage.ISSUED}),
        Stage.ISSUED: frozenset({Stage.COLLECTED}),
        Stage.COLLECTED: frozenset(),
        Stage.REFUSED: frozenset(),
        Stage.WITHDRAWN: frozenset(),
    }
)
"""From each stage to which others (R3.3). What is accepted is not withdrawn: the card is being made."""


def issue_by(accepted_on: date, *, special: bool) -> date:
    """The last day on which the card of an application accepted on a day is to be issued (R3.3; 663号令)."""
    return add_days(accepted_on, (ISSUE_DAYS_SPECIAL if special else ISSUE_DAYS).on(accepted_on))


@dataclass(frozen=True, slots=True)
class Notice:
    """The one notice of everything missing (一次性补正告知): ids of materials; what was there and required then."""

    on: date
    missing: frozenset[str]
    provided: frozenset[str]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Application:
    """One application on one way. `provided` are ids of materials handed in; `reasons` ids of unmet conditions."""

    way: Way
    stage: Stage = Stage.DRAFT
    provided: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    reasons: tuple[str, ...] = ()
    since: date | None = None
    """The day of the last step."""
    special: bool = False
    """A remote place or a special case: the card may take longer (663号令)."""

    def handing_in(self, material: str) -> "Application":
        """With one more paper, asked for or not; only while the person has it in his hands.

        R3.2 binds the desk, not the person: what nobody asked for lies there, and counts if it comes to be required.
        """
        self._allow(Stage.DRAFT, Stage.RETURNED)
        return replace(self, provided=self.provided | {material})

    def taking_back(self, material: str) -> "Application":
        """Without a paper."""
        self._allow(Stage.DRAFT, Stage.RETURNED)
        return replace(self, provided=self.provided - {material})

    def on_way(self, way: Way) -> "Application":
        """On another way, while nothing was handed to the desk."""
        self._allow(Stage.DRAFT)
        return replace(self, way=way)

    def submitted(self, on: date) -> "Application":
        """Handed to the desk, complete or not: the desk says what is missing."""
        return self._to(Stage.SUBMITTED, on)

    def returned(self, on: date, missing: Collection[str], required: Collection[str]) -> "Application":
        """Returned with one notice (R3.2, 一次性告知): everything still owed of what is required, and nothing else.

        `NeedlessDemand` if it names what is not required (the papers of R3.1 are all there are), `LateDemand` if it
        names what is forfeited, `IncompleteNotice` if it leaves out anything owed. What was handed in and is named all
        the same does not count as handed in any more: it could not be used.
        """
        named, wanted = frozenset(missing), frozenset(required)
        if not named <= wanted:
            raise NeedlessDemand
        if named & self.forfeited:
            raise LateDemand
        if not named or not self.owed(wanted) <= named:
            raise IncompleteNotice
        notice = Notice(on, named, self.provided, wanted)
        left = self._to(Stage.RETURNED, on)
        return replace(left, notices=(*self.notices, notice), provided=self.provided - named)

    def owed(self, required: Collection[str]) -> frozenset[str]:
        """What may still be asked for of what is required: all that is not handed in and not forfeited."""
        return frozenset(required) - self.provided - self.forfeited

    @property
    def forfeited(self) -> frozenset[str]:
        """What was required and missing at the first notice and not named there (R3.2): the desk kept silent, so it may
        not be asked for any more. What was there and was taken back is not among it: it was not missing."""
        if not self.notices:
            return frozenset()
        first = self.notices[0]
        return first.required - first.missing - first.provided

    def found_required(self, materials: Collection[str]) -> "Application":
        """With papers that were required at the first notice already, as the desk sees only now: its error.

        A fact that changed since makes a paper newly required, and a notice may name it. A fact that was so all along
        and was overlooked does not: the paper was missing then, and a second notice may not add it (R3.2). Only the
        desk knows which of the two it is, so it says so. `IllegalStep` before there is a notice.
        """
        if not self.notices:
            raise IllegalStep
        first = self.notices[0]
        known = replace(first, required=first.required | frozenset(materials))
        return replace(self, notices=(known, *self.notices[1:]))

    def special_case(self, special: bool) -> "Application":
        """With the longer time for the card, in a remote place or a special case (663号令)."""
        return replace(self, special=special)

    def accepted(self, on: date, required: Collection[str]) -> "Application":
        """Accepted with a receipt (受理), once nothing is owed any more."""
        if self.owed(required):
            raise IllegalStep
        return self._to(Stage.ACCEPTED, on)

    def refused(self, on: date, reasons: Collection[str]) -> "Application":
        """Refused with reasons (说明理由): the conditions that are not met."""
        if not reasons:
            raise NoReason
        return replace(self._to(Stage.REFUSED, on), reasons=tuple(reasons))

    def issued(self, on: date) -> "Application":
        """The card is made."""
        return self._to(Stage.ISSUED, on)

    def collected(self, on: date) -> "Application":
        """The card is in the person's hands."""
        return self._to(Stage.COLLECTED, on)

    def withdrawn(self, on: date) -> "Application":
        """Taken back by the person."""
        return self._to(Stage.WITHDRAWN, on)

    @property
    def card_due(self) -> date | None:
        """The last day on which the card is to be issued, while it is being made (R3.3; 663号令)."""
        if self.stage is not Stage.ACCEPTED or self.since is None:
            return None
        return issue_by(self.since, special=self.special)

    def _to(self, stage: Stage, on: date) -> "Application":
        if stage not in STEPS[self.stage] or (self.since is not None and on < self.since):
            raise IllegalStep
        return replace(self, stage=stage, since=on)

    def _allow(self, *stages: Stage) -> None:
        if self.stage not in stages:
            raise IllegalStep
