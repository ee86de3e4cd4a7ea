"""The desk in memory: answers, corrections, staff, invitations, cases and the trail of the fake unit of work."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.answers import Answer, Correction
from domain.audit import Trace
from domain.cases import Case, Entry, Kind, Rating
from domain.errors import StaleVersion
from domain.staff import Invitation, Staff

if TYPE_CHECKING:
    from tests.unit.domain.memory import Rows


class Kept:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows


class MemoryAnswers(Kept):
    async def add(self, answer: Answer, now: datetime) -> Answer:
        stored = replace(answer, id=len(self._rows.answers) + 1)
        self._rows.answers[len(self._rows.answers) + 1] = stored
        return stored

    async def get(self, answer_id: int, account_id: int) -> Answer | None:
        found = self._rows.answers.get(answer_id)
        return found if found and found.account_id == account_id else None

    async def last_of(self, account_id: int) -> Answer | None:
        mine = [one for one in self._rows.answers.values() if one.account_id == account_id]
        return mine[-1] if mine else None


class MemoryCorrections(Kept):
    async def add(self, correction: Correction, account_id: int) -> None:
        self._rows.corrections[max(self._rows.corrections, default=0) + 1] = account_id, correction

    async def of_account(self, account_id: int) -> tuple[Correction, ...]:
        return tuple(one for account, one in self._rows.corrections.values() if account == account_id)

    async def make_void(self, accounts: Collection[int], paths: Collection[str]) -> None:
        for number, (account, one) in [*self._rows.corrections.items()]:
            if account in accounts and one.fact.path in paths:
                del self._rows.corrections[number]


class MemoryStaff(Kept):
    async def get(self, staff_id: int) -> Staff | None:
        return self._rows.staff.get(staff_id)

    async def of_account(self, account_id: int) -> Staff | None:
        working = [one for one in self._rows.staff.values() if one.left_at is None]
        return next((one for one in working if one.account_id == account_id), None)

    async def add(self, staff: Staff) -> Staff:
        if await self.of_account(staff.account_id):
            raise StaleVersion
        stored = replace(staff, id=len(self._rows.staff) + 1)
        self._rows.staff[len(self._rows.staff) + 1] = stored
        return stored

    async def end(self, staff_id: int, now: datetime) -> None:
        known = self._rows.staff.get(staff_id)
        if known is None or known.left_at is not None:
            raise StaleVersion
        self._rows.staff[staff_id] = replace(known, left_at=now)


class MemoryInvitations(Kept):
    async def add(self, invitation: Invitation, token: str) -> Invitation:
        number = len(self._rows.invitations) + 1
        stored = replace(invitation, id=number)
        self._rows.invitations[number], self._rows.tokens[token] = stored, number
        return stored

    async def get(self, number: int) -> Invitation | None:
        return self._rows.invitations.get(number)

    async def opened_by(self, token: str) -> Invitation | None:
        return self._rows.invitations.get(self._rows.tokens.get(token, 0))

    async def unspent_of(self, staff_id: int) -> tuple[Invitation, ...]:
        mine = (one for one in self._rows.invitations.values() if one.invited_by == staff_id)
        return tuple(one for one in mine if not one.is_spent)

    async def save(self, invitation: Invitation) -> None:
        known = self._rows.invitations.get(invitation.id or 0)
        if known is None or known.is_spent:
            raise StaleVersion
        self._rows.invitations[invitation.id or 0] = invitation


class MemoryCases(Kept):
    async def add(self, case: Case) -> Case:
        if await self.open_about(case.account_id, case.kind, case.about):
            raise StaleVersion
        if case.kind is Kind.REPLACEMENT and await self.replacing(case.about):
            raise StaleVersion
        if case.kind is Kind.CONFLICT and await self.conflict_over(case.about):
            raise StaleVersion
        stored = replace(case, id=len(self._rows.cases) + 1)
        self._rows.cases[len(self._rows.cases) + 1] = stored
        return stored

    async def get(self, number: int) -> Case | None:
        return self._rows.cases.get(number)

    async def open_about(self, account_id: int, kind: Kind, about: int) -> Case | None:
        same = (one for one in self._open() if (one.account_id, one.kind, one.about) == (account_id, kind, about))
        return next(same, None)

    async def replacing(self, permit_id: int) -> Case | None:
        mine = (one for one in self._open() if (one.kind, one.about) == (Kind.REPLACEMENT, permit_id))
        return next(mine, None)

    async def conflict_over(self, registration_id: int) -> Case | None:
        mine = (one for one in self._open() if (one.kind, one.about) == (Kind.CONFLICT, registration_id))
        return next(mine, None)

    async def held_by(self, staff_id: int) -> tuple[Case, ...]:
        return tuple(one for one in self._open() if one.taken_by == staff_id)

    async def save(self, case: Case) -> None:
        known = self._rows.cases.get(case.id or 0)
        if known is None or known.version != case.version - 1:
            raise StaleVersion
        self._rows.cases[case.id or 0] = case

    async def say(self, case: Case, entry: Entry) -> None:
        self._rows.entries[len(self._rows.entries) + 1] = case.id, entry

    async def rate(self, case: Case, rating: Rating) -> None:
        self._rows.ratings.setdefault(case.id or 0, rating)

    def _open(self) -> list[Case]:
        return [one for one in self._rows.cases.values() if one.is_open]


class MemoryAudit(Kept):
    async def add(self, trace: Trace) -> None:
        self._rows.trail[len(self._rows.trail) + 1] = trace
