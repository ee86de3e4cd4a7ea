"""The audit trail of the desk: who did what when, about whom, and why. It is added to and never changed.

Every look at a person is an act like any other, and the person can read who did what in his matters (`SEEN`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    INVITED = "invited"
    REVOKED_INVITATION = "revoked_invitation"
    JOINED = "joined"
    LEFT = "left"
    LOOKED = "looked"
    TOOK = "took"
    RELEASED = "released"
    REPLIED = "replied"
    NOTED = "noted"
    CORRECTED = "corrected"
    CLOSED = "closed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    ISSUED = "issued"
    VISITED = "visited"
    REPLACED = "replaced"
    REVOKED_VOUCHER = "revoked_voucher"
    COUNTED = "counted"
    PRINTED = "printed"
    """A paper of the case was given out at the desk; `why` says which."""
    CONFIRMED_REPORTER = "confirmed_reporter"
    BLOCKED_REPORTER = "blocked_reporter"
    CHECKED = "checked"
    """A house or a paper of its rooms; `why` says which."""
    SET_ASIDE = "set_aside"
    """A report about the person does not count; `why` says why."""


NOBODYS = frozenset({Act.INVITED, Act.REVOKED_INVITATION, Act.JOINED, Act.LEFT, Act.COUNTED})
"""What is done at the desk to nobody who comes there."""
SEEN = tuple(act for act in Act if act not in NOBODYS)
"""What is done in somebody's case or to him at the window: whoever does it has the person's facts before him."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the trail. `staff_id` is who did it, None for the operator's shell; `account_id` whose matter it was;
    `why` is told where the act asks for a reason. Why somebody looked is the case he looked at."""

    act: Act
    at: datetime
    staff_id: int | None = None
    case_id: int | None = None
    account_id: int | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a trace needs a moment with a time zone")
