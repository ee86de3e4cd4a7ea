"""An application from draft to card: one notice with everything, and a day for the card (R3.2, R3.3; 二(一)3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.applications import STEPS, Application, Stage
from domain.errors import DomainError, IllegalStep, IncompleteNotice, LateDemand, NeedlessDemand, NoReason
from domain.ways import Way

DAY_1, DAY_2, DAY_3, DAY_4 = (date(2026, 11, day) for day in (23, 24, 25, 26))
REQUIRED = frozenset({"application_form", "photo", "lease", "title_proof"})
DRAFT = Application(Way.HOUSING)


def with_papers(*papers: str) -> Application:
    one = DRAFT
    for paper in papers:
        one = one.handing_in(paper)
    return one


COMPLETE = with_papers(*REQUIRED).submitted(DAY_1)
RETURNED = with_papers("photo", "lease").submitted(DAY_1).returned(DAY_2, {"application_form", "title_proof"}, REQUIRED)


def test_from_draft_to_card_step_by_step() -> None:
    accepted = COMPLETE.accepted(DAY_2, REQUIRED)
    issued = accepted.issued(DAY_3)
    collected = issued.collected(DAY_4)

    stages = [one.stage for one in (DRAFT, COMPLETE, accepted, issued, collected)]
    assert stages == ["draft", "submitted", "accepted", "issued", "collected"]
    assert [one.since for one in (DRAFT, COMPLETE, accepted, issued, collected)] == [None, DAY_1, DAY_2, DAY_3, DAY_4]


STEP: dict[Stage, Callable[[Application], Application]] = {
    Stage.SUBMITTED: lambda one: one.submitted(DAY_4),
    Stage.RETURNED: lambda one: one.returned(DAY_4, REQUIRED, REQUIRED),
    Stage.ACCEPTED: lambda one: one.accepted(DAY_4, ()),
    Stage.ISSUED: lambda one: one.issued(DAY_4),
    Stage.COLLECTED: lambda one: one.collected(DAY_4),
    Stage.REFUSED: lambda one: one.refused(DAY_4, ["half_year"]),
    Stage.WITHDRAWN: lambda one: one.withdrawn(DAY_4),
}
LEGAL = {
    ("draft", "submitted"), ("draft", "withdrawn"),
    ("submitted", "returned"), ("submitted", "accepted"), ("submitted", "refused"), ("submitted", "withdrawn"),
    ("returned", "submitted"), ("returned", "withdrawn"),
    ("accepted", "issued"), ("issued", "collected"),
}  # fmt: skip
"""R3.3, written down a second time."""


@pytest.mark.parametrize("to", STEP)
@pytest.mark.parametrize("stage", Stage)
def test_no_step_is_possible_but_those_of_the_rules(stage: Stage, to: Stage) -> None:
    one = replace(DRAFT, stage=stage, since=DAY_1)

    if (stage.value, to.value) in LEGAL:
        assert STEP[to](one).stage is to
    else:
        with pytest.raises(IllegalStep):
            STEP[to](one)


@pytest.mark.parametrize("stage", Stage)
def test_papers_move_only_while_the_person_has_it_in_his_hands(stage: Stage) -> None:
    """R3.3."""
    one = replace(with_papers("photo"), stage=stage)

    if stage in (Stage.DRAFT, Stage.RETURNED):
        assert one.handing_in("lease").taking_back("photo").provided == {"lease"}
    else:
        for move in (one.handing_in, one.taking_back):
            with pytest.raises(IllegalStep):
                move("photo")


def test_every_stage_has_its_steps_and_nothing_leads_back_to_draft() -> None:
    assert STEPS.keys() == set(Stage)
    assert not [stage for stage, steps in STEPS.items() if Stage.DRAFT in steps]


def test_no_step_is_dated_before_the_last() -> None:
    with pytest.raises(IllegalStep):
        RETURNED.submitted(DAY_1)

    assert RETURNED.submitted(DAY_2).since == DAY_2


@pytest.mark.parametrize("stage", Stage)
def test_papers_move_only_while_the_person_has_them_in_his_hands(stage: Stage) -> None:
    one = replace(DRAFT, stage=stage, provided=frozenset({"photo"}))

    for move, left in ((one.handing_in, {"photo", "lease"}), (one.taking_back, {"photo"})):
        if stage in (Stage.DRAFT, Stage.RETURNED):
            assert move("lease").provided == left
        else:
            with pytest.raises(IllegalStep):
                move("lease")


def test_a_paper_taken_back_is_owed_again() -> None:
    assert with_papers(*REQUIRED).taking_back("lease").owed(REQUIRED) == {"lease"}


def test_an_incomplete_application_is_not_accepted() -> None:
    with pytest.raises(IllegalStep):
        with_papers("photo").submitted(DAY_1).accepted(DAY_2, REQUIRED)


@pytest.mark.parametrize(
    "named",
    [
        pytest.param(set(), id="nothing"),
        pytest.param({"application_form"}, id="one of two"),
        pytest.param({"application_form", "photo"}, id="one of two, and one that is there"),
    ],
)
def test_a_notice_that_does_not_name_everything_missing_at_once_is_refused(named: set[str]) -> None:
    submitted = with_papers("photo", "lease").submitted(DAY_1)

    with pytest.raises(IncompleteNotice):
        submitted.returned(DAY_2, named, REQUIRED)


def test_a_notice_keeps_what_was_missing_and_what_was_there() -> None:
    notice = RETURNED.notices[0]

    assert (notice.on, notice.missing, notice.provided) == (
        DAY_2,
        {"application_form", "title_proof"},
        {"photo", "lease"},
    )
    assert (RETURNED.stage, RETURNED.provided) == (Stage.RETURNED, {"photo", "lease"})


def test_a_paper_that_could_not_be_used_is_named_and_counts_as_not_handed_in() -> None:
    blurred = COMPLETE.returned(DAY_2, {"photo"}, REQUIRED)

    assert blurred.owed(REQUIRED) == {"photo"}
    assert blurred.handing_in("photo").submitted(DAY_3).accepted(DAY_4, REQUIRED).stage is Stage.ACCEPTED


def test_a_second_notice_may_name_again_what_the_first_named() -> None:
    again = RETURNED.handing_in("application_form").submitted(DAY_3)

    assert again.returned(DAY_4, {"title_proof"}, REQUIRED).notices[1].missing == {"title_proof"}


@pytest.mark.parametrize("named", [{"street_check"}, {"street_check", "application_form", "title_proof"}])
def test_a_notice_names_no_paper_that_is_not_required(named: set[str]) -> None:
    """R3.1 lists the papers; a desk that wants one more has no clause for it."""
    with pytest.raises(NeedlessDemand):
        with_papers("photo", "lease").submitted(DAY_1).returned(DAY_2, named, REQUIRED)


def test_a_paper_that_was_handed_in_unasked_cannot_be_asked_for_again() -> None:
    with pytest.raises(NeedlessDemand):
        with_papers(*REQUIRED, "street_check").submitted(DAY_1).returned(DAY_2, {"street_check"}, REQUIRED)


# --- the second notice (R3.2): 一次性告知 ---

AGAIN = RETURNED.handing_in("application_form").handing_in("title_proof").submitted(DAY_3)
MORE = REQUIRED | {"lease_filing"}
"""The house turns out to be commodity housing."""


def test_what_became_required_after_the_first_notice_may_be_named_and_is_owed() -> None:
    assert AGAIN.owed(MORE) == {"lease_filing"}
    assert AGAIN.returned(DAY_4, {"lease_filing"}, MORE).notices[1].missing == {"lease_filing"}
    with pytest.raises(IllegalStep):
        AGAIN.accepted(DAY_4, MORE)


def test_what_was_required_and_missing_at_the_first_notice_may_not_be_added() -> None:
    overlooked = AGAIN.found_required({"lease_filing"})

    assert overlooked.forfeited == {"lease_filing"}
    for named in ({"lease_filing"}, {"lease_filing", "photo"}):
        with pytest.raises(LateDemand):
            overlooked.returned(DAY_4, named, MORE)


def test_what_was_not_named_in_time_is_not_owed_any_more() -> None:
    overlooked = AGAIN.found_required({"lease_filing"})

    assert overlooked.owed(MORE) == set()
    assert overlooked.accepted(DAY_4, MORE).stage is Stage.ACCEPTED


def test_what_was_named_or_there_at_the_first_notice_is_not_forfeited_by_being_found_required() -> None:
    assert AGAIN.found_required({"lease", "title_proof"}).forfeited == set()


def test_before_there_is_a_notice_nothing_can_have_been_overlooked() -> None:
    with pytest.raises(IllegalStep):
        COMPLETE.found_required({"lease_filing"})


def test_the_first_notice_decides_not_a_later_one() -> None:
    """Newly required at the second notice and named there; the first still forfeits only what it overlooked."""
    second = AGAIN.returned(DAY_4, {"lease_filing"}, MORE).found_required({"street_check"})

    assert second.forfeited == {"street_check"}
    assert second.owed(MORE | {"street_check"}) == {"lease_filing"}


def test_what_nobody_asked_for_may_be_handed_in_and_counts_when_it_is_required() -> None:
    unasked = with_papers(*REQUIRED, "lease_filing").submitted(DAY_1)

    assert unasked.accepted(DAY_2, REQUIRED).stage is Stage.ACCEPTED
    assert unasked.owed(MORE) == set()


def test_a_paper_that_was_there_at_the_first_notice_may_be_asked_for_when_it_is_taken_back() -> None:
    less = RETURNED.taking_back("lease").handing_in("application_form").handing_in("title_proof").submitted(DAY_3)

    assert less.owed(REQUIRED) == {"lease"}
    assert less.returned(DAY_4, {"lease"}, REQUIRED).stage is Stage.RETURNED


def test_a_refusal_says_why() -> None:
    assert COMPLETE.refused(DAY_2, ["half_year", "occupation"]).reasons == ("half_year", "occupation")
    with pytest.raises(NoReason):
        COMPLETE.refused(DAY_2, [])


@pytest.mark.parametrize(
    ("accepted", "special", "due"),
    [
        pytest.param(date(2026, 11, 23), False, date(2026, 12, 8), id="663号令 15 days"),
        pytest.param(date(2026, 11, 23), True, date(2026, 12, 23), id="663号令 30 days"),
        pytest.param(date(2026, 12, 20), False, date(2027, 1, 4), id="663号令 15 days over the year's end"),
        pytest.param(date(2028, 2, 14), False, date(2028, 2, 29), id="663号令 15 days to a leap day"),
        pytest.param(date(2027, 2, 14), False, date(2027, 3, 1), id="663号令 15 days over a short February"),
        pytest.param(date(2028, 1, 30), True, date(2028, 2, 29), id="663号令 30 days to a leap day"),
    ],
)
def test_the_card_is_due_so_many_days_after_acceptance(accepted: date, special: bool, due: date) -> None:
    told = replace(COMPLETE, special=True) if special else COMPLETE

    one = told.accepted(accepted, REQUIRED)

    assert one.card_due == due
    assert one.issued(due).card_due is None


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.ACCEPTED])
def test_no_card_is_due_while_none_is_being_made(stage: Stage) -> None:
    assert replace(DRAFT, stage=stage, since=DAY_1).card_due is None
    assert replace(DRAFT, stage=Stage.ACCEPTED).card_due is None


def test_every_fault_of_the_desk_is_an_error_of_the_domain() -> None:
    faults = (IllegalStep, IncompleteNotice, LateDemand, NeedlessDemand, NoReason)

    assert all(issubclass(one, DomainError) for one in faults)
