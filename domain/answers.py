"""What was answered about the permit, kept so that it can be recomputed; and facts that the desk has corrected.

An answer is its facts, its day and the edition of the rules; the verdict beside them is what was told, never what is
computed with. A correction changes a fact with a reason and nothing else: the rules then decide anew (R2.7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.eligibility import Assessment, Verdict, assess
from domain.facts import FACTS, Fact, Facts, of_paths
from domain.registrations import Changes

RUNNING = ("employment.insured_months", "employment.insured_this_month", "guardians.insured_months")
"""Facts that the next month makes untrue."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an account was told on a day. `edition` names the rules that were printed then (`anju rules book`)."""

    id: int | None
    account_id: int
    on: date
    edition: str
    facts: Facts
    verdict: Verdict
    earliest: date | None

    def recomputed(self) -> Assessment:
        """The same facts held against the rules once more, as of the day of the answer."""
        return assess(self.facts, self.on)

    def stands(self) -> bool:
        """Whether the rules of today say of that day what was told then."""
        again = self.recomputed()
        return (again.verdict, again.earliest) == (self.verdict, self.earliest)


@dataclass(frozen=True, slots=True)
class Correction:
    """A fact as an officer has found it, from a day on, with the reason; `case_id` is where it was found, None at the
    window."""

    fact: Fact
    value: Any
    reason: str
    on: date
    case_id: int | None
    staff_id: int

    def holds(self, on: date) -> bool:
        """What runs with the months holds within its month, everything else until the person's record changes."""
        return self.on <= on and _runs_on(self.fact.path, self.on, on)


def _runs_on(path: str, told: date, on: date) -> bool:
    """Whether what was told of a fact on a day is still known on a later one."""
    return path not in RUNNING or (told.year, told.month) == (on.year, on.month)


def still_known(facts: Facts, told: date, on: date) -> Facts:
    """Facts that were told on a day, without those that another month has made untrue."""
    return of_paths({path: value for path, value in as_paths(facts).items() if _runs_on(path, told, on)})


def corrected(facts: Facts, corrections: Iterable[Correction], on: date) -> Facts:
    """The facts with what the desk has corrected and what still holds, the last correction of a fact counting."""
    told: dict[str, Any] = {path: fact.of(facts) for path, fact in FACTS.items()}
    told |= {one.fact.path: one.value for one in corrections if one.holds(on)}
    return of_paths(told)


def as_known(answer: Answer, corrections: Iterable[Correction], on: date) -> Facts:
    """What is known on a later day of whoever got an answer: what he told and no month has made untrue, and what the
    desk has corrected."""
    return corrected(still_known(answer.facts, answer.on, on), corrections, on)


OF_HOME = tuple(path for path in FACTS if path.startswith("housing."))
OF_WORK = ("employment.path", "employment.since", "employment.labour_contract")


def made_void(changes: Changes) -> tuple[str, ...]:
    """The corrected facts that a report of change leaves behind: of another home, of another place of work."""
    home = OF_HOME if changes.address is not None else ()
    return home + (OF_WORK if changes.service_place is not None else ())


def as_paths(facts: Facts) -> Mapping[str, Any]:
    """The known facts by their paths."""
    return {path: value for path, fact in FACTS.items() if (value := fact.of(facts)) is not None}
