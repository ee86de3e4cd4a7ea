"""Rooms lent to an agency or a property manager: who may see a room and report for it follows from one function."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.errors import NotAnAgent
from domain.reporters import AGENTS, Reporter, Role, State


class Access(StrEnum):
    """As what somebody stands to a room."""

    OWNER = "owner"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Loan:
    """A room in the care of an agent until the landlord takes it back."""

    room_id: int
    reporter_id: int
    lent_on: date
    ended_on: date | None = None
    id: int | None = None

    def taken_back(self, on: date) -> "Loan":
        """The loan after it has ended."""
        return replace(self, ended_on=on)


def access(reporter: Reporter, owner_id: int, loans: Collection[Loan], room_id: int) -> Access | None:
    """As what a reporter stands to a room that `owner_id` lets; None if it is not his business. A blocked one has none.

    The owner keeps his room while he lends it; an agent has it for as long as the loan lasts.
    """
    if reporter.state is State.BLOCKED:
        return None
    if reporter.id == owner_id:
        return Access.OWNER
    lent = any(
        (one.room_id, one.reporter_id) == (room_id, reporter.id) and one.ended_on is None
        for one in loans
        if reporter.role in AGENTS
    )
    return Access.AGENT if lent else None


def lend(room_id: int, agent: Reporter, on: date) -> Loan:
    """A room given into somebody's care; NotAnAgent for who is neither an agency nor a property manager, or is
    blocked."""
    if agent.role not in AGENTS or agent.state is State.BLOCKED:
        raise NotAnAgent
    return Loan(room_id, agent.id or 0, on)


OF_ROOMS = frozenset({Role.LANDLORD, *AGENTS})
"""Who reports for rooms."""
