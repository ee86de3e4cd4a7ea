"""An application in any hands over the real store: whatever is tried in whatever order, by its person, by officers who
hold its case or do not, no step is taken that the state machine does not know; application, cases and permit agree."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from secrets import token_hex
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain.answers import Correction
from domain.applications import STEPS, Stage
from domain.cards import Permit
from domain.cases import Case, Kind
from domain.errors import DomainError
from domain.facts import FACTS
from domain.filings import FORM, Filing
from domain.materials import MATERIALS
from domain.oldcards import OldKind
from domain.reminders import Matter
from domain.staff import Role, Staff
from domain.usecases import applying, changing, deciding, desk
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.desk_side import AREA, CLOSES, Applicant, applicant, at, officer
from tests.integration.storage.helping import look
from tests.unit.domain.asking import TENANT, facts
from tests.unit.domain.making import TODAY, document

EXAMPLES = {"sqlite": 30, "postgresql": 12}
IN_HAND = (Stage.DRAFT, Stage.RETURNED)
papers = st.sampled_from([one for one in MATERIALS if one != FORM])
nearly_none = st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"photo"}), frozenset({"lease", "photo"})])
"""What the person leaves out."""
staff = st.sampled_from([0, 0, 0, 1, 2])
"""Two officers and a grid worker of the area, the first officer busier."""
dice = st.sampled_from([1, 2, 3, 4, 5, 0])
"""What cannot succeed where the application stands is tried only at 0."""


class Desk(RuleBasedStateMachine):
    """One application; others of other people lie in the same database."""

    runner: ClassVar[asyncio.Runner]
    store: ClassVar[Store]
    everybody: ClassVar[list[Staff]]
    numbers: ClassVar[Any] = count(1)

    @initialize()
    def begin(self) -> None:
        self.number, self.today, self.touched = next(self.numbers), TODAY, True
        self.me: Applicant = self.run(applicant(self.store, f"p{self.number}", document=document(self.number)))
        self.run(self.me.begin())
        self.stage = Stage.DRAFT

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def filing(self) -> Filing:
        found = self.run(look(self.store, lambda uow: uow.filings.latest_of(self.me.person_id)))
        assert found is not None
        return found

    def cases(self) -> list[Case]:
        return list(self.run(look(self.store, lambda uow: uow.cases.of_account(self.me.account_id, 99))))

    def hopeless(self, chance: int, *stages: Stage) -> bool:
        """Whether to leave it this time: it can succeed at these stages only."""
        return self.stage not in stages and chance > 0

    def tried(self, work: Callable[[SqlUnitOfWork], Any]) -> None:
        """Try it; a rule may forbid it, and then nothing has changed."""
        before, self.touched = self.filing(), True
        try:
            self.run(self.store.run(work))
        except DomainError:
            assert self.filing() == before

    def decide(self, which: int, kind: Kind, act: Callable[..., Any], *, takes: bool = True) -> None:
        """Try it on the newest case of a kind, open or not, after trying to take it."""
        me, now = self.everybody[which], at(self.today)
        number = max((one.id or 0 for one in self.cases() if one.kind is kind), default=0)
        if takes:
            self.tried(lambda uow: desk.take(me, number, uow, now))
        self.tried(lambda uow: act(me, number, uow, now))

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(left_out=nearly_none)
    def everybody_does_his_part(self, left_out: frozenset[str]) -> None:
        """One step on the way to the card."""
        if self.stage in IN_HAND:
            self.hand_in_and_submit(left_out)
        elif self.stage is Stage.SUBMITTED:
            for which in range(3):
                self.decide(which, Kind.APPLICATION, desk.release, takes=False)
            self.accept(0, special=False, chance=1)
            if owed := {one.id for one in self.filing().missing(self.today)}:
                self.give_notice(0, frozenset(owed), whole=True, chance=1)
        elif self.stage is Stage.ACCEPTED:
            self.issue(0, back=0, chance=1)
        else:
            self.collect(1)

    def hand_in_and_submit(self, left_out: frozenset[str]) -> None:
        for one in self.filing().missing(self.today):
            self.run(self.me.hand_in(*({one.id} - left_out)))
        self.submit(0)

    @rule(chance=dice, material=papers)
    def hand_in(self, chance: int, material: str) -> None:
        if not self.hopeless(chance, *IN_HAND):
            self.tried(lambda uow: applying.hand_in(self.me.account_id, self.me.page(material), uow))

    @rule(chance=dice)
    def submit(self, chance: int) -> None:
        now, me = at(self.today), self.me.account_id
        if not self.hopeless(chance, *IN_HAND):
            self.tried(lambda uow: applying.submit(me, facts(TENANT), AREA, now, uow, now))

    @rule(chance=dice)
    def withdraw(self, chance: int) -> None:
        if not self.hopeless(chance):
            self.tried(lambda uow: applying.withdraw(self.me.account_id, uow, at(self.today)))

    @rule(kind=st.sampled_from(OldKind), days=st.integers(-2, 60), chance=dice)
    def tell_old_card(self, kind: OldKind, days: int, chance: int) -> None:
        until, now = self.today + timedelta(days=days), at(self.today)
        if not self.hopeless(chance, *IN_HAND, Stage.SUBMITTED, Stage.ACCEPTED):
            self.tried(lambda uow: changing.tell_old_card(self.me.account_id, kind, until, uow, now))

    @rule(chance=dice)
    def have_no_old_card(self, chance: int) -> None:
        if not self.hopeless(chance):
            self.tried(lambda uow: changing.has_no_old_card(self.me.account_id, uow))

    @rule(chance=dice)
    def collect(self, chance: int) -> None:
        if not self.hopeless(chance, Stage.ISSUED):
            self.tried(lambda uow: applying.collect(self.me.account_id, uow, self.today))

    @rule(by=staff, kind=st.sampled_from(Kind), chance=dice)
    def release(self, by: int, kind: Kind, chance: int) -> None:
        if not self.hopeless(chance):
            self.decide(by, kind, desk.release, takes=False)

    @rule(by=staff, special=st.booleans(), chance=dice)
    def accept(self, by: int, special: bool, chance: int) -> None:
        def act(me: Staff, number: int, uow: SqlUnitOfWork, now: datetime) -> Any:
            return deciding.accept(me, number, CLOSES, uow, now, special=special)

        if not self.hopeless(chance, Stage.SUBMITTED):
            self.decide(by, Kind.APPLICATION if chance else Kind.CARD, act)

    @rule(by=staff, extra=st.frozensets(papers, max_size=3), whole=st.booleans(), chance=dice)
    def give_notice(self, by: int, extra: frozenset[str], whole: bool, chance: int) -> None:
        if self.hopeless(chance, Stage.SUBMITTED):
            return
        filing = self.filing()
        able = {one.id for one in filing.required(self.today)} - {FORM}
        named = {one.id for one in filing.missing(self.today)} | (extra & able) if whole else extra
        self.decide(by, Kind.APPLICATION, lambda me, no, uow, now: deciding.give_notice(me, no, named, "", uow, now))

    @rule(by=staff, path=st.sampled_from(["lawful_title", "commodity_housing"]), value=st.booleans(), chance=dice)
    def correct(self, by: int, path: str, value: bool, chance: int) -> None:
        def act(me: Staff, number: int, uow: SqlUnitOfWork, now: datetime) -> Any:
            found = Correction(FACTS[f"housing.{path}"], value, "seen", self.today, number, me.id or 0)
            return desk.correct(me, found, uow, now, overlooked=chance > 2)

        if not self.hopeless(chance, Stage.SUBMITTED):
            self.decide(by, Kind.APPLICATION, act)

    @rule(by=staff, honest=st.booleans(), chance=dice)
    def refuse(self, by: int, honest: bool, chance: int) -> None:
        if not self.hopeless(chance):
            reasons = self.filing().grounds(self.today) if honest else ("half_year",)
            self.decide(by, Kind.APPLICATION, lambda me, no, uow, now: deciding.refuse(me, no, reasons, "", uow, now))

    @rule(by=staff, back=st.integers(-1, 4), chance=dice)
    def issue(self, by: int, back: int, chance: int) -> None:
        on, card = self.today - timedelta(days=back), f"CARD{self.number:06d}"
        if not self.hopeless(chance, Stage.ACCEPTED):
            self.decide(by, Kind.CARD, lambda me, no, uow, now: deciding.issue_card(me, no, card, on, uow, now))

    @invariant()
    def only_known_steps_are_taken_and_everything_agrees(self) -> None:
        if not getattr(self, "touched", False):
            return
        before, self.stage, self.touched = self.stage, self.filing().application.stage, False
        assert self.stage is before or self.stage in STEPS[before]
        cases = self.cases()
        for kind, only in ((Kind.APPLICATION, Stage.SUBMITTED), (Kind.CARD, Stage.ACCEPTED)):
            assert [one.is_open for one in cases if one.kind is kind].count(True) == (self.stage is only)
        permit = self.run(look(self.store, lambda uow: uow.permits.of_person(self.me.person_id)))
        assert (permit is not None) == (self.stage in (Stage.ISSUED, Stage.COLLECTED))
        assert permit is None or TODAY <= permit.issued <= self.today
        self.an_old_card_lives_until_the_permit_is_issued(permit)

    def an_old_card_lives_until_the_permit_is_issued(self, permit: Permit | None) -> None:
        """And it alone is reminded of, 30 days before it expires."""
        card = self.run(look(self.store, lambda uow: uow.old_cards.latest_of(self.me.person_id)))
        lives = card is not None and card.ended_on is None
        assert not (lives and permit)
        mine = self.me.account_id
        waiting = self.run(look(self.store, lambda uow: uow.promises.waiting(mine)))
        waiting = [one for one in waiting if one.promise.matter is Matter.OLD_CARD]
        days = {card.valid_until - timedelta(days=30)} if lives else set()
        assert {one.promise.on for one in waiting} <= days
        assert not lives or card.valid_until - timedelta(days=30) < self.today or len(waiting) == 1


@pytest.fixture
def machine(used_database: str, keys: KeyRing) -> Iterator[type[Desk]]:
    """The machine with a store of its own and a desk behind it."""
    with asyncio.Runner() as runner:
        store = runner.run(_opened(used_database, keys))
        roles = (Role.OFFICER, Role.OFFICER, Role.GRID)
        Desk.runner, Desk.store = runner, store
        Desk.everybody = [runner.run(officer(store, token_hex(6), role=role)) for role in roles]
        yield Desk
        runner.run(store.close())


async def _opened(url: str, keys: KeyRing) -> Store:
    return open_store(url, keys)


def test_no_sequence_of_commands_makes_an_illegal_step(machine: type[Desk], database_kind: str) -> None:
    how = settings(max_examples=EXAMPLES[database_kind], stateful_step_count=40, deadline=None)

    run_state_machine_as_test(machine, settings=how)


def test_where_everybody_does_his_part_the_machine_gets_to_the_card(machine: type[Desk]) -> None:
    one, stages = machine(), []
    one.begin()
    one.tell_old_card(OldKind.TEMPORARY, 60, 1)

    for left_out in (frozenset({"photo"}), *[frozenset[str]()] * 5):
        one.everybody_does_his_part(left_out)
        one.only_known_steps_are_taken_and_everything_agrees()
        stages.append(one.stage)

    way = [Stage.SUBMITTED, Stage.RETURNED, Stage.SUBMITTED, Stage.ACCEPTED, Stage.ISSUED, Stage.COLLECTED]
    assert stages == way
    old = one.run(look(one.store, lambda uow: uow.old_cards.latest_of(one.me.person_id)))
    assert old.ended_on == one.today
