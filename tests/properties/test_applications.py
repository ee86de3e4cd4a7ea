"""An application in any hands: a person who brings and takes back papers, a desk that tries whatever it likes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.applications import Application, Stage
from domain.errors import IllegalStep, IncompleteNotice, LateDemand, NeedlessDemand
from domain.materials import MATERIALS
from domain.ways import Way

papers = st.sampled_from(list(MATERIALS))
rarely = st.integers(0, 19)
sets_of_papers = st.frozensets(papers, max_size=6)

ENDS = {Stage.COLLECTED, Stage.REFUSED, Stage.WITHDRAWN}
IN_HAND = {Stage.DRAFT, Stage.RETURNED}


class Desk(RuleBasedStateMachine):
    """Every rule is tried at every stage; what R3.2 and R3.3 do not allow must fail and change nothing."""

    @initialize(required=st.frozensets(papers, min_size=1, max_size=6), way=st.sampled_from(Way))
    def begin(self, required: frozenset[str], way: Way) -> None:
        self.one, self.required, self.today = Application(way), required, date(2026, 11, 23)
        self.untold: frozenset[str] = frozenset()
        self.absent: frozenset[str] = frozenset()

    def step(self, to: Callable[[date], Application], *stages: Stage, error: type[Exception] | None = None) -> bool:
        """Whether the step was taken; an illegal one is refused, one with a fault of its own by that error."""
        if self.one.stage in stages and error is None:
            self.one = to(self.today)
            return True
        with pytest.raises((error, IllegalStep) if error else IllegalStep):
            to(self.today)
        return False

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(more=sets_of_papers)
    def the_rules_ask_for_more(self, more: frozenset[str]) -> None:
        """The facts of the person change: a notice that was whole then may be no longer."""
        self.required |= more

    @rule(paper=papers)
    def hand_in(self, paper: str) -> None:
        self.step(lambda on: self.one.handing_in(paper), *IN_HAND)

    @precondition(lambda self: self.one.stage in IN_HAND)
    @rule(kept=sets_of_papers)
    def hand_in_and_submit(self, kept: frozenset[str]) -> None:
        for paper in self.required - kept:
            self.hand_in(paper)
        self.submit()

    @rule(paper=papers)
    def take_back(self, paper: str) -> None:
        self.step(lambda on: self.one.taking_back(paper), *IN_HAND)

    @rule()
    def submit(self) -> None:
        self.step(self.one.submitted, *IN_HAND)

    @rule(overlooked=sets_of_papers)
    def the_desk_finds_what_it_overlooked(self, overlooked: frozenset[str]) -> None:
        """What it should have asked for at the first notice, of what was neither there nor named."""
        if not self.one.notices:
            with pytest.raises(IllegalStep):
                self.one.found_required(overlooked)
            return
        self.one = self.one.found_required(overlooked)
        self.required |= overlooked
        self.untold |= overlooked & self.absent

    @rule(named=sets_of_papers)
    def return_for_anything(self, named: frozenset[str]) -> None:
        self.give_notice(named)

    @rule(extra=sets_of_papers)
    def return_for_what_is_owed(self, extra: frozenset[str]) -> None:
        self.give_notice(self.one.owed(self.required) | (extra & self.required - self.untold))

    def give_notice(self, named: frozenset[str]) -> None:
        owed = self.required - self.one.provided - self.untold
        error: type[Exception] | None = None
        if named - self.required:
            error = NeedlessDemand
        elif named & self.untold:
            error = LateDemand
        elif not named or not owed <= named:
            error = IncompleteNotice
        there = self.one.provided
        if self.step(lambda on: self.one.returned(on, named, self.required), Stage.SUBMITTED, error=error):
            assert owed <= self.one.notices[-1].missing <= self.required
            if len(self.one.notices) == 1:
                self.absent = frozenset(MATERIALS) - there - named

    @rule()
    def accept(self) -> None:
        owes = self.required - self.one.provided - self.untold
        self.step(lambda on: self.one.accepted(on, self.required), Stage.SUBMITTED, error=IllegalStep if owes else None)

    @rule(dice=rarely)
    def refuse(self, dice: int) -> None:
        if dice and self.one.stage is Stage.SUBMITTED:
            return
        self.step(lambda on: self.one.refused(on, ["half_year"]), Stage.SUBMITTED)

    @rule()
    def issue(self) -> None:
        self.step(self.one.issued, Stage.ACCEPTED)

    @rule()
    def collect(self) -> None:
        self.step(self.one.collected, Stage.ISSUED)

    @rule(dice=rarely)
    def withdraw(self, dice: int) -> None:
        if dice and self.one.stage in (*IN_HAND, Stage.SUBMITTED):
            return
        self.step(self.one.withdrawn, Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED)

    @precondition(lambda self: self.one.since is not None)
    @rule(to=st.sampled_from(["submitted", "issued", "collected", "withdrawn"]))
    def a_step_dated_back(self, to: str) -> None:
        before = self.one.since - timedelta(days=1)
        with pytest.raises(IllegalStep):
            getattr(self.one, to)(before)

    @invariant()
    def only_what_was_overlooked_is_forfeited_and_it_is_never_owed(self) -> None:
        assert self.one.forfeited == self.untold
        assert not self.one.owed(self.required) & self.untold

    @invariant()
    def whatever_is_owed_can_be_asked_for(self) -> None:
        if self.one.stage is Stage.SUBMITTED and (owed := self.one.owed(self.required)):
            assert self.one.returned(self.today, owed, self.required).stage is Stage.RETURNED

    @invariant()
    def an_end_is_an_end_and_a_card_is_due_only_while_it_is_made(self) -> None:
        assert (self.one.card_due is not None) == (self.one.stage is Stage.ACCEPTED)
        if self.one.stage in ENDS:
            for to in (self.one.submitted, self.one.issued, self.one.collected, self.one.withdrawn):
                with pytest.raises(IllegalStep):
                    to(self.today)


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
