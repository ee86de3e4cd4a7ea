"""The desk under anything that anybody may try in any order, held against a model that fits on a page.

Each act is allowed or refused exactly as the model says; never two officers on a case; what is closed stays closed; the
trail has one line for each act and no other.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from domain.audit import Act
from domain.cases import Outcome
from domain.errors import (
    CaseClosed,
    DomainError,
    NoSuchCase,
    NotAllowed,
    NothingCorrected,
    NotStaff,
    NotTaken,
    OutsideArea,
    OwnCase,
    TakenByAnother,
)
from domain.staff import InvitationState, Role
from domain.usecases import desk
from domain.usecases.answering import Appeal, appeal, withdraw
from domain.usecases.staffing import NotJoined, end_work, invite, join, revoke_invitation
from storage.keyring import KeyRing
from storage.stores import open_store
from storage.tables import audit
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.helping import account, commit, look
from tests.unit.domain.making import NOW, answer, correction

DISTRICT, STREET, ELSEWHERE = "拱墅区", "拱墅区大关街道", "西湖区"
UNTIL = NOW + timedelta(days=7)
LIVES = {1: STREET, 2: ELSEWHERE, 3: ""}
"""Where the people live; the third has no address, and may come to work at the desk."""
AT_FIRST = {3: (Role.OFFICER, ""), 4: (Role.ADMIN, ""), 5: (Role.OFFICER, DISTRICT), 6: (Role.GRID, "")}
"""Who works at the desk to begin with."""
EVERYBODY = st.sampled_from([3, 4, 5, 3, 4, 5, 6, 2, 1])
PEOPLE, ROLES = st.sampled_from(sorted(LIVES)), st.sampled_from(Role)
AREAS = st.sampled_from(["", "", DISTRICT, STREET, ELSEWHERE])
HOLDER = st.just(0) | EVERYBODY
"""0 for who works on the case, if anybody does: chance alone would seldom find him."""
SOME = st.sampled_from([0, 1, 2, 0, 1, 2, 3, 9])
"""Which case, link or member, counted from the newest; sometimes one that does not exist."""
MONTHS = st.integers(8, 10)
ACTS = st.sampled_from(["takes", "takes", "takes", "looks", "puts_back", "replies", "notes", "corrects", "closes"])
Refusal = type[DomainError] | None


@dataclass
class Member:
    account: int
    number: int
    role: Role
    area: str


@dataclass
class Link:
    role: Role
    area: str
    by: int | None
    state: InvitationState = InvitationState.OPEN


@dataclass
class Opened:
    """A case as the model knows it; `holder` is the number of the member who works on it."""

    person: int
    holder: int | None = None
    outcome: Outcome | None = None
    corrected: bool = False


class Desk(RuleBasedStateMachine):
    """Six accounts; the first three are people who were told something, and anybody may come to work at the desk."""

    def __init__(self, empty: Path, folder: Path) -> None:
        super().__init__()
        file = Path(mkdtemp(dir=folder)) / "anju.db"
        shutil.copy(empty, file)
        self.runner = asyncio.Runner()
        self.store = open_store(f"sqlite:///{file}", KeyRing.fresh())
        self.working: dict[int, Member] = {}
        self.members: list[Member] = []
        self.links: list[Link] = []
        self.cases: list[Opened] = []
        self.trail: list[tuple[Act, int | None, int | None, int | None]] = []
        self.months = dict.fromkeys(LIVES, 9)
        for number in range(1, 7):
            assert self.runner.run(account(self.store, str(number))).id == number
        for number in LIVES:
            self.do(lambda uow, number=number: uow.answers.add(answer(account_id=number), NOW))
            self.appeals(number)
        for number, (role, area) in AT_FIRST.items():
            self.invites(None, role, area)
            self.comes(number, 1)

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def do(self, work: Callable[[SqlUnitOfWork], Coroutine[Any, Any, Any]]) -> Any:
        """What came of it, or the kind of its refusal."""
        try:
            return self.runner.run(commit(self.store, work))
        except DomainError as error:
            return type(error)

    def as_staff(self, who: int, act: Callable[[Any, SqlUnitOfWork], Coroutine[Any, Any, Any]]) -> Any:
        async def work(uow: SqlUnitOfWork) -> Any:
            return await act(await desk.staff_of(who, uow), uow)

        return self.do(work)

    def holder(self, number: int) -> int:
        """The account that works on a case, the admin's for none."""
        held = self.cases[number - 1].holder if number else None
        return self.members[held - 1].account if held else 4

    def note(self, act: Act, who: int | None, case: int | None = None, about: int | None = None) -> None:
        self.trail.append((act, who, case, about))

    # what the model allows

    def may_invite(self, who: int, area: str | None) -> Refusal:
        if (me := self.working.get(who)) is None:
            return NotStaff
        if me.role is not Role.ADMIN:
            return NotAllowed
        return OutsideArea if area is not None and not area.startswith(me.area) else None

    def may(self, who: int, number: int, *, decide: bool = True, holds: bool = True) -> Refusal:
        if (me := self.working.get(who)) is None:
            return NotStaff
        if decide and me.role is Role.GRID:
            return NotAllowed
        case = self.cases[number - 1] if number else None
        if case is None or not LIVES[case.person].startswith(me.area):
            return NoSuchCase
        if case.person == who:
            return OwnCase
        if not decide:
            return None
        if case.outcome:
            return CaseClosed
        if case.holder not in (None, me.number):
            return TakenByAnother
        return NotTaken if holds and case.holder is None else None

    # people

    @rule(who=PEOPLE)
    def appeals(self, who: int) -> None:
        order = Appeal(who, who, "不对", LIVES[who], UNTIL)
        case = self.do(lambda uow: appeal(order, uow, NOW))
        known = [number for number, one in enumerate(self.cases, 1) if one.person == who and not one.outcome]
        if not known:
            self.cases.append(Opened(who))
        assert case.id == (known or [len(self.cases)])[0]

    @rule(who=EVERYBODY, some=SOME)
    def takes_back(self, who: int, some: int) -> None:
        number = max(len(self.cases) - some, 0)
        done = self.do(lambda uow: withdraw(who, number, uow, NOW))
        case = self.cases[number - 1] if number else None
        if case is None or case.person != who:
            assert done is NoSuchCase
        elif case.outcome:
            assert done is CaseClosed
        else:
            case.outcome = Outcome.WITHDRAWN

    # coming and going

    @rule(by=st.none() | EVERYBODY, role=ROLES, area=AREAS)
    def invites(self, by: int | None, role: Role, area: str) -> None:
        token = f"t{len(self.links)}"
        if by is None:
            self.do(lambda uow: invite(None, role, area, token, UNTIL, uow, NOW))
        else:
            done = self.as_staff(by, lambda me, uow: invite(me, role, area, token, UNTIL, uow, NOW))
            if refusal := self.may_invite(by, area):
                assert done is refusal
                return
        maker = self.working[by].number if by else None
        self.links.append(Link(role, area, maker))
        self.note(Act.INVITED, maker)

    @rule(who=EVERYBODY, some=SOME)
    def comes(self, who: int, some: int) -> None:
        which = len(self.links) - some
        done = self.do(lambda uow: join(who, f"t{which}", uow, NOW))
        link, before = self.links[which] if 0 <= which < len(self.links) else None, self.working.get(who)
        if link is None:
            assert done == NotJoined(InvitationState.UNKNOWN)
        elif link.state is not InvitationState.OPEN or (before and link.by == before.number):
            assert done == NotJoined(link.state)
        else:
            link.state = InvitationState.USED
            if before:
                self.leaves(who, before.number)
            self.working[who] = Member(who, len(self.members) + 1, link.role, link.area)
            self.members.append(self.working[who])
            self.note(Act.JOINED, len(self.members), None, who)

    @rule(by=st.none() | EVERYBODY, some=SOME)
    def ends(self, by: int | None, some: int) -> None:
        number = max(len(self.members) - some, 0)
        member = self.members[number - 1] if number else None
        works = member is not None and self.working.get(member.account) is member
        if by is None:
            done = self.do(lambda uow: end_work(None, number, uow, NOW))
        else:
            done = self.as_staff(by, lambda me, uow: end_work(me, number, uow, NOW))
            if refusal := self.may_invite(by, member.area if member else None):
                assert done is refusal
                return
        assert (done is not None) is works
        if member and works:
            self.leaves(member.account, self.working[by].number if by else None)

    @rule(by=st.none() | EVERYBODY, some=SOME)
    def withdraws_a_link(self, by: int | None, some: int) -> None:
        number = max(len(self.links) - some, 0)
        link = self.links[number - 1] if number else None
        if by is None:
            done = self.do(lambda uow: revoke_invitation(None, number, uow, NOW))
        else:
            done = self.as_staff(by, lambda me, uow: revoke_invitation(me, number, uow, NOW))
            if refusal := self.may_invite(by, link.area if link else None):
                assert done is refusal
                return
        opened = link is not None and link.state is InvitationState.OPEN
        assert (done is not None) is opened
        if link and opened:
            link.state = InvitationState.REVOKED
            self.note(Act.REVOKED_INVITATION, self.working[by].number if by else None)

    def leaves(self, who: int, by: int | None) -> None:
        member = self.working.pop(who)
        for number, case in enumerate(self.cases, 1):
            if case.holder == member.number and not case.outcome:
                case.holder = None
                self.note(Act.RELEASED, by, number, case.person)
        for link in self.links:
            if link.by == member.number and link.state is InvitationState.OPEN:
                link.state = InvitationState.REVOKED
                self.note(Act.REVOKED_INVITATION, by)
        self.note(Act.LEFT, by, None, who)

    # work

    @rule(who=HOLDER, some=SOME, acts=st.lists(ACTS, min_size=1, max_size=4), months=MONTHS)
    def works_on(self, who: int, some: int, acts: list[str], months: int) -> None:
        number = max(len(self.cases) - some, 0)
        for act in acts:
            getattr(self, act)(who or self.holder(number), number, months)

    def looks(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.look(me, number, uow, NOW))
        self.agreed(done, self.may(who, number, decide=False), Act.LOOKED, who, number)

    def takes(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.take(me, number, uow, NOW))
        refusal = self.may(who, number, holds=False)
        mine = refusal is None and self.cases[number - 1].holder is not None
        if self.agreed(done, refusal, Act.LOOKED if mine else Act.TOOK, who, number):
            self.cases[number - 1].holder = self.working[who].number

    def puts_back(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.release(me, number, uow, NOW))
        if self.agreed(done, self.may(who, number), Act.RELEASED, who, number):
            self.cases[number - 1].holder = None

    def replies(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.write(me, number, "请带清单", uow, NOW))
        self.agreed(done, self.may(who, number), Act.REPLIED, who, number)

    def notes(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.write(me, number, "等清单", uow, NOW, inner=True))
        self.agreed(done, self.may(who, number), Act.NOTED, who, number)

    def corrects(self, who: int, number: int, months: int) -> None:
        found = correction(value=months, case_id=number)
        done = self.as_staff(who, lambda me, uow: desk.correct(me, found, uow, NOW))
        refusal = self.may(who, number)
        if refusal is None and self.months[self.cases[number - 1].person] == months:
            refusal = NothingCorrected
        if self.agreed(done, refusal, Act.CORRECTED, who, number):
            case = self.cases[number - 1]
            assert done[1].employment.insured_months == self.months[case.person]
            self.months[case.person], case.corrected = months, True

    def closes(self, who: int, number: int, _: int) -> None:
        done = self.as_staff(who, lambda me, uow: desk.close(me, number, "查过了", uow, NOW))
        if self.agreed(done, self.may(who, number), Act.CLOSED, who, number):
            case = self.cases[number - 1]
            case.outcome = Outcome.CORRECTED if case.corrected else Outcome.UPHELD

    def agreed(self, done: Any, refusal: Refusal, act: Act, who: int, number: int) -> bool:
        """Refused just so; or done, and written down."""
        if refusal is not None:
            assert done is refusal
            return False
        assert not isinstance(done, type), done
        self.note(act, self.working[who].number, number, self.cases[number - 1].person)
        return True

    @invariant()
    def cases_and_trail_are_as_the_model_says(self) -> None:
        async def ask(uow: SqlUnitOfWork) -> Any:
            cases = [await uow.cases.get(number) for number in range(1, len(self.cases) + 1)]
            lines = select(audit.c.act, audit.c.staff_id, audit.c.case_id, audit.c.account_id).order_by(audit.c.id)
            return cases, [tuple(row) for row in await uow._link.execute(lines)]

        cases, trail = self.runner.run(look(self.store, ask))
        assert [(one.taken_by, one.outcome) for one in cases] == [(one.holder, one.outcome) for one in self.cases]
        assert trail == self.trail


def test_the_desk_allows_and_refuses_as_the_model_says(migrated_file: Path, tmp_path: Path) -> None:
    # every step is a commit to the disk: a failing run is told as it was found, shrinking it would take an hour
    told = settings(max_examples=60, stateful_step_count=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
    run_state_machine_as_test(lambda: Desk(migrated_file, tmp_path), settings=told)
