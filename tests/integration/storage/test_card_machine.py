"""A card in any hands over the real store, held against a model that fits on a page: lost, found, taken, replaced from
the case and at the window, by officers who may and by some who may not, one of them the holder himself.

Each act is allowed or refused exactly as the model says; the permit keeps its years; card and case always agree.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from secrets import token_hex
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain.audit import Act
from domain.cards import MISSING, CardState, Permit
from domain.cases import Case, Outcome
from domain.errors import (
    CardChanged,
    CaseClosed,
    DomainError,
    NoSuchCase,
    NoSuchHolder,
    NotAllowed,
    NothingReported,
    NotTaken,
    OwnCase,
    TakenByAnother,
)
from domain.staff import Role, Staff
from domain.usecases import desk, replacing, visiting
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.desk_side import AREA, LATER, officer
from tests.integration.storage.helping import account, commit, look, registered
from tests.unit.domain.making import NOW, TODAY, document

EXAMPLES = {"sqlite": 40, "postgresql": 15}
VISIT = date(2027, 11, 1)
OFFICERS, GRID, ELSEWHERE, HIMSELF = (0, 1), 2, 3, 4
staff = st.sampled_from([0, 0, 0, 1, 1, GRID, ELSEWHERE, HIMSELF])
chats = st.sampled_from([0, 1])
Refusal = type[DomainError] | None


@dataclass
class Asked:
    """The newest case as the model knows it; `holder` is the officer who works on it, by his place in the list."""

    holder: int | None = None
    outcome: Outcome | None = None


class Cards(RuleBasedStateMachine):
    """One permit, whose holder has two chats and works at the desk through the second; others lie beside it."""

    runner: ClassVar[asyncio.Runner]
    store: ClassVar[Store]
    colleagues: ClassVar[list[Staff]]
    numbers: ClassVar[Any] = count(1)

    @initialize()
    def begin(self) -> None:
        number = next(self.numbers)
        mine, done = self.run(registered(self.store, f"p{number}", document=document(number)))
        second = self.run(account(self.store, f"q{number}"))
        self.person, self.voucher, self.chats = done.person.id, done.voucher.id, (mine.id, second.id)
        self.run(commit(self.store, lambda uow: uow.people.link(second.id, self.person, instead_of=None)))
        himself = self.run(officer(self.store, f"q{number}"))
        self.staff = [*self.colleagues, himself]
        made = Permit(None, self.person, self.fresh(), TODAY, TODAY)
        self.issued = self.run(commit(self.store, lambda uow: uow.permits.add(made)))
        self.run(commit(self.store, lambda uow: uow.permits.visited(self.issued, VISIT, 1)))
        self.card, self.number, self.given = CardState.ACTIVE, made.number, 0
        self.asked: Asked | None = None

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def fresh(self) -> str:
        return f"CARD{next(self.numbers):08d}"

    def do(self, work: Callable[[SqlUnitOfWork], Any]) -> Any:
        """What came of it, or the kind of its refusal."""
        try:
            return self.run(self.store.run(work))
        except DomainError as error:
            return type(error)

    def permit(self) -> Permit:
        return self.run(look(self.store, lambda uow: uow.permits.of_person(self.person)))  # type: ignore[no-any-return]

    def newest(self) -> Case | None:
        mine = [self.run(look(self.store, lambda uow, of=of: uow.cases.of_account(of, 1))) for of in self.chats]
        return max((one for found in mine for one in found), key=lambda one: one.id or 0, default=None)

    @property
    def is_open(self) -> bool:
        return self.asked is not None and self.asked.outcome is None

    def may(self, who: int, *, holds: bool) -> Refusal:
        """Whether the model lets somebody work on the newest case."""
        if who == GRID:
            return NotAllowed
        if self.asked is None or who == ELSEWHERE:
            return NoSuchCase
        if who == HIMSELF:
            return OwnCase
        if self.asked.outcome is not None:
            return CaseClosed
        if self.asked.holder not in (None, who):
            return TakenByAnother
        return NotTaken if holds and self.asked.holder is None else None

    # the holder

    @rule(chat=chats, as_=st.sampled_from(sorted(MISSING)))
    def reports(self, chat: int, as_: CardState) -> None:
        until = NOW + LATER
        done = self.do(lambda uow: replacing.report_card(self.chats[chat], as_, AREA, until, uow, NOW))
        assert done.permit.card is as_
        if not self.is_open:
            self.asked = Asked()
        self.card = as_

    @rule(chat=chats)
    def finds(self, chat: int) -> None:
        done = self.do(lambda uow: replacing.take_back(self.chats[chat], uow, NOW))
        if self.card is CardState.ACTIVE:
            assert done is NothingReported
            return
        assert not isinstance(done, type), done
        assert self.asked is not None
        self.card, self.asked.outcome = CardState.ACTIVE, Outcome.WITHDRAWN

    # the desk

    @rule(who=staff)
    def takes(self, who: int) -> None:
        number = self.number_of_case()
        done = self.do(lambda uow: desk.take(self.staff[who], number, uow, NOW))
        if self.agreed(done, self.may(who, holds=False)) and self.asked:
            self.asked.holder = who

    @rule(who=staff)
    def puts_back(self, who: int) -> None:
        number = self.number_of_case()
        done = self.do(lambda uow: desk.release(self.staff[who], number, uow, NOW))
        if self.agreed(done, self.may(who, holds=True)) and self.asked:
            self.asked.holder = None

    @rule(who=staff)
    def records(self, who: int) -> None:
        number, card = self.number_of_case(), self.fresh()
        done = self.do(lambda uow: replacing.record_card(self.staff[who], number, card, uow, NOW))
        if self.agreed(done, self.may(who, holds=True)):
            self.has_new(card)

    @rule(who=staff, late=st.sampled_from([False, False, True]))
    def gives_at_the_window(self, who: int, late: bool) -> None:
        """`late` has a card before him that was changed meanwhile."""
        seen, card = self.permit().version - late, self.fresh()
        done = self.do(lambda uow: visiting.replace_card(self.staff[who], self.voucher, card, seen, uow, NOW))
        refusals = {GRID: NotAllowed, ELSEWHERE: NoSuchHolder, HIMSELF: OwnCase}
        if self.agreed(done, refusals.get(who) or (CardChanged if late else None)):
            assert (done[1] is not None) is self.is_open
            self.has_new(card)

    def number_of_case(self) -> int:
        newest = self.newest()
        return newest.id or 0 if newest else 0

    def has_new(self, card: str) -> None:
        if self.is_open and self.asked:
            self.asked.outcome = Outcome.REPLACED
        self.card, self.number, self.given = CardState.ACTIVE, card, self.given + 1

    def agreed(self, done: Any, refusal: Refusal) -> bool:
        if refusal is not None:
            assert done is refusal
            return False
        assert not isinstance(done, type), done
        return True

    @invariant()
    def permit_case_and_trail_are_as_the_model_says(self) -> None:
        if not hasattr(self, "staff"):
            return
        permit, newest = self.permit(), self.newest()
        assert (permit.card, permit.number) == (self.card, self.number)
        assert (permit.issued, permit.registered, permit.visits) == (TODAY, TODAY, (VISIT,))
        assert permit.awaits_card is self.is_open
        holder = self.asked and self.asked.holder
        expected = self.asked and (None if holder is None else self.staff[holder].id, self.asked.outcome)
        assert (newest and (newest.taken_by, newest.outcome)) == expected
        seen = self.run(look(self.store, lambda uow: uow.audit.about(self.chats, [Act.REPLACED], 99)))
        assert len(seen) == self.given


@pytest.fixture
def machine(used_database: str, keys: KeyRing) -> Iterator[type[Cards]]:
    """The machine with a store of its own and a desk behind it."""
    with asyncio.Runner() as runner:
        store = runner.run(_opened(used_database, keys))
        known = ({}, {}, {"role": Role.GRID}, {"area": "西湖区"})
        Cards.runner, Cards.store = runner, store
        Cards.colleagues = [runner.run(officer(store, token_hex(6), **more)) for more in known]  # type: ignore[arg-type]
        yield Cards
        runner.run(store.close())


async def _opened(url: str, keys: KeyRing) -> Store:
    return open_store(url, keys)


def test_no_order_of_acts_loses_or_doubles_a_card(machine: type[Cards], database_kind: str) -> None:
    how = settings(max_examples=EXAMPLES[database_kind], stateful_step_count=30, deadline=None)

    run_state_machine_as_test(machine, settings=how)


def test_where_everybody_does_his_part_the_card_is_there(machine: type[Cards]) -> None:
    one = machine()
    one.begin()

    for step in (
        lambda: one.reports(0, CardState.LOST),
        lambda: one.finds(1),
        lambda: one.reports(1, CardState.DAMAGED),
        lambda: one.takes(0),
        lambda: one.records(0),
        lambda: one.reports(0, CardState.LOST),
        lambda: one.takes(1),
        lambda: one.gives_at_the_window(0, late=False),
    ):
        step()
        one.permit_case_and_trail_are_as_the_model_says()

    assert (one.card, one.given) == (CardState.ACTIVE, 2)
