"""A case: one officer at a time, each step the next version, nothing after its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.audit import Act, Trace
from domain.cases import Case, Outcome, Rating
from domain.errors import CaseClosed, NotTaken, OwnCase, TakenByAnother
from domain.staff import Staff
from tests.unit.domain.making import NOW, case, staff

ME, OTHER = staff(id=1, account_id=101), staff(id=2, account_id=102)
MYSELF = staff(id=3, account_id=1)
FREE, TAKEN = case(), case(taken_by=1)
CLOSED = case(taken_by=1, outcome=Outcome.UPHELD, closed_at=NOW)

Step = Callable[[Case, Staff], object]
TAKE: Step = lambda one, by: one.taken(by)  # noqa: E731
STEPS: dict[str, Step] = {
    "release": lambda one, by: one.released(by),
    "close": lambda one, by: one.closed(by, Outcome.UPHELD, NOW),
    "hold": lambda one, by: one.held_by(by),
}
"""What only the officer does who works on it."""


def test_taking_and_releasing_are_the_next_versions() -> None:
    taken = FREE.taken(ME)
    released = taken.released(ME)

    assert (taken.taken_by, taken.version) == (1, 2)
    assert (released.taken_by, released.version) == (None, 3)
    assert taken.taken(ME) is taken


def test_closing_keeps_who_did_it_and_when() -> None:
    closed = TAKEN.closed(ME, Outcome.CORRECTED, NOW)

    assert (closed.outcome, closed.closed_at, closed.taken_by, closed.version) == (Outcome.CORRECTED, NOW, 1, 2)
    assert TAKEN.is_open
    assert not closed.is_open


@pytest.mark.parametrize("before", [FREE, TAKEN], ids=["free", "taken"])
def test_the_person_takes_it_back_whoever_works_on_it(before: Case) -> None:
    assert before.withdrawn(NOW).outcome is Outcome.WITHDRAWN


def test_what_is_added_makes_it_another_version() -> None:
    assert TAKEN.added_to() == case(taken_by=1, version=2)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(
    ("before", "by", "error"),
    [
        pytest.param(FREE, ME, NotTaken, id="nobody works on it"),
        pytest.param(TAKEN, OTHER, TakenByAnother, id="somebody else works on it"),
        pytest.param(CLOSED, ME, CaseClosed, id="closed"),
        pytest.param(FREE, MYSELF, OwnCase, id="his own"),
    ],
)
def test_only_who_works_on_it_goes_on(step: Step, before: Case, by: Staff, error: type[Exception]) -> None:
    with pytest.raises(error):
        step(before, by)


@pytest.mark.parametrize(
    ("before", "by", "error"),
    [
        pytest.param(TAKEN, OTHER, TakenByAnother, id="somebody else works on it"),
        pytest.param(CLOSED, ME, CaseClosed, id="closed"),
        pytest.param(FREE, MYSELF, OwnCase, id="his own"),
    ],
)
def test_a_case_is_taken_by_one_and_never_by_the_person(before: Case, by: Staff, error: type[Exception]) -> None:
    with pytest.raises(error):
        TAKE(before, by)


@pytest.mark.parametrize("step", [lambda one: one.withdrawn(NOW), lambda one: one.added_to()])
def test_closed_stays_closed(step: Callable[[Case], object]) -> None:
    with pytest.raises(CaseClosed):
        step(CLOSED)


def test_what_was_done_at_the_window_settles_a_case_whoever_works_on_it() -> None:
    settled = TAKEN.settled(OTHER, Outcome.REPLACED, NOW)

    assert (settled.outcome, settled.taken_by) == (Outcome.REPLACED, TAKEN.taken_by)
    with pytest.raises(OwnCase):
        FREE.settled(MYSELF, Outcome.REPLACED, NOW)


def test_a_promise_is_kept_until_its_moment() -> None:
    promise, second = FREE.promised_by, timedelta(seconds=1)

    assert [FREE.is_late(promise), FREE.is_late(promise + second)] == [False, True]
    assert not CLOSED.is_late(promise + second), "it was answered in time"


@pytest.mark.parametrize("moment", ["opened_at", "promised_by"])
def test_a_case_needs_moments_with_a_zone(moment: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        case(**{moment: NOW.replace(tzinfo=None)})


def test_a_line_of_the_trail_needs_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Trace(Act.TOOK, NOW.replace(tzinfo=None))


@pytest.mark.parametrize("grade", [1, 3])
def test_a_grade_is_one_to_three(grade: int) -> None:
    assert Rating(grade, 2, 2) == Rating(speed=grade, manner=2, promise=2)


@pytest.mark.parametrize("grade", [0, 4])
@pytest.mark.parametrize("of", ["speed", "manner", "promise"])
def test_beyond_them_there_is_no_grade(of: str, grade: int) -> None:
    with pytest.raises(ValueError, match="1, 2 or 3"):
        Rating(**{"speed": 2, "manner": 2, "promise": 2, of: grade})
