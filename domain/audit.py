"""The audit trail of the desk: who did what when, about whom, and why. It is added to and never changed.

Every look at a person is an act like any other, and the person can read who looked (`looks_at`).
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
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the trail. `staff_id` is None for the operator's shell; `account_id` is whose matter it was; `why` is
    told where the act asks for a reason."""

    act: Act
    at: datetime
    staff_id: int | None = None
    case_id: int | None = None
    account_id: int | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a trace needs a moment with a time zone")
