"""Who works at the desk: a role, the area it covers, and the one-time invitation by which somebody joins.

An area is named the way an address begins (拱墅区, 拱墅区大关街道), so a district covers its sub-districts; the empty
name covers the whole city. What a role may do stands here once and is asked before every act.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import NotAllowed, OutsideArea

WHOLE = ""
"""The area that covers everything."""


def district_of(area: str) -> str:
    """The district that a place lies in; of no place, none."""
    district, found, _ = area.partition("区")
    return district + found


class Role(StrEnum):
    """The three roles of the desk."""

    OFFICER = "officer"
    GRID = "grid"
    ADMIN = "admin"


class Right(StrEnum):
    """What a role may do."""

    LOOK = "look"
    """See the queue and open the cases of his area, each look written down."""
    DECIDE = "decide"
    """Take a case, answer it, correct a fact."""
    COUNT = "count"
    """See the figures of his area, each request written down."""
    INVITE = "invite"
    """Invite staff and withdraw invitations."""


RIGHTS = {
    Role.GRID: frozenset({Right.LOOK}),
    Role.OFFICER: frozenset({Right.LOOK, Right.DECIDE, Right.COUNT}),
    Role.ADMIN: frozenset(Right),
}
"""Grid workers look and report; officers decide and see the figures; who leads the desk also invites."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works at the desk through one chat account, until `left_at`."""

    id: int | None
    account_id: int
    role: Role
    area: str
    joined_at: datetime
    left_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.joined_at.tzinfo is None:
            raise ValueError("joined_at needs a time zone")

    def may(self, right: Right) -> bool:
        """Whether the role carries the right."""
        return self.left_at is None and right in RIGHTS[self.role]

    def covers(self, area: str) -> bool:
        """Whether a place lies in his area; a place that nobody knows only in the whole."""
        return area.startswith(self.area)

    def must(self, right: Right, area: str | None = None) -> None:
        """NotAllowed if the role lacks the right, OutsideArea if the place is not his."""
        if not self.may(right):
            raise NotAllowed
        if area is not None and not self.covers(area):
            raise OutsideArea


class InvitationState(StrEnum):
    """What an invitation can be."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for one person, once, until `expires_at`: role and area are fixed when it is made.

    `invited_by` is the staff member who made it, None for the operator's shell.
    """

    id: int | None
    role: Role
    area: str
    made_at: datetime
    expires_at: datetime
    invited_by: int | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None or self.expires_at.tzinfo is None:
            raise ValueError("an invitation needs moments with a time zone")

    @property
    def is_spent(self) -> bool:
        """Whether it was used or withdrawn: nothing more can be done with it."""
        return self.used_at is not None or self.revoked_at is not None

    def state(self, now: datetime) -> InvitationState:
        """What was done to it counts before its age."""
        if self.used_at is not None:
            return InvitationState.USED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if now >= self.expires_at else InvitationState.OPEN

    def used(self, now: datetime) -> "Invitation":
        """The invitation after somebody joined by it."""
        return replace(self, used_at=now)

    def revoked(self, now: datetime) -> "Invitation":
        """The invitation after it was withdrawn."""
        return replace(self, revoked_at=now)
