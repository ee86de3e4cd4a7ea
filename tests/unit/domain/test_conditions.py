"""The register of conditions: a net over what each declares, and what a bad declaration meets."""

from __future__ import annotations

from datetime import date

import pytest

from domain import conditions as c
from domain.clauses import UnknownClause, clause
from domain.conditions import CONDITIONS, Condition, Cure, condition
from domain.facts import FACTS
from domain.ways import FOR_ALL, FOR_MINORS, WAYS
from domain.when import DAWN, FAILS, HOLDS, NEVER
from tests.unit.domain.asking import CHILD, FLAT_TENANT, JOB, LEASE, PUPIL, RESIDENT, SCHOOL, TODAY, facts

IDS = {
    "二(一)2": "half_year",
    "二(一)3": "guardians_permits guardians_insurance",
    "二(一)2(1)": "insured_12_months insured_this_month occupation worked_12_months labour_contract",
    "二(一)2(2)": "dwelling title_proof lawful_title meets_safety_rules registered_for_rent lease_one_year lease_filed",
    "二(一)2(3)": "school full_time student_status attended_12_months",
}
"""The ids of design.md, `anju rules`, under the clause of each."""

ASKED_FIRST = {"hangzhou_hukou", "talent"}
"""Facts that no condition reads: they decide whether there is a question at all."""


def used() -> set[str]:
    """The ids of every condition that somebody meets on some way."""
    people = [{}, RESIDENT, {**RESIDENT, **JOB}, {**RESIDENT, **LEASE}, FLAT_TENANT, {**RESIDENT, **SCHOOL}, PUPIL]
    variants = [path.variant(facts(person)) for path in WAYS for person in people]
    return {one.id for variant in variants for one in variant.conditions} | {one.id for one in (*FOR_ALL, *FOR_MINORS)}


def test_the_conditions_are_those_of_the_contract_each_under_its_clause() -> None:
    assert {one.id: one.mark for one in CONDITIONS.values()} == {
        id: mark for mark, ids in IDS.items() for id in ids.split()
    }
    assert list(CONDITIONS) == [one.id for one in CONDITIONS.values()]


@pytest.mark.parametrize("one", CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_has_a_clause_and_facts_and_says_what_it_is(one: Condition) -> None:
    assert one.clause is clause(one.mark)
    assert one.clause.words
    assert one.facts
    assert all(FACTS[fact.path] is fact for fact in one.facts)
    assert one.when.__doc__


@pytest.mark.parametrize("one", CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_names_only_numbers_of_its_own_clause_or_of_the_insurance(one: Condition) -> None:
    assert {limit.mark for limit in one.limits} <= {one.mark, "二(一)2(1)"}


@pytest.mark.parametrize("one", CONDITIONS.values(), ids=CONDITIONS)
def test_its_three_findings_lead_back_to_it(one: Condition) -> None:
    found = (one.met, one.unmet, one.unknown)

    assert [finding.holds for finding in found] == [True, False, None]
    assert {(finding.id, finding.clause) for finding in found} == {(one.id, one.clause)}


def test_no_condition_is_declared_and_forgotten() -> None:
    assert used() == set(CONDITIONS)


def test_every_fact_is_read_by_a_condition_but_those_asked_first() -> None:
    read = {fact.path for one in CONDITIONS.values() for fact in one.facts}

    assert read == FACTS.keys() - ASKED_FIRST


@pytest.mark.parametrize("one", CONDITIONS.values(), ids=CONDITIONS)
def test_of_whom_nothing_is_known_no_condition_is_sure(one: Condition) -> None:
    best, worst = one.when(facts(), TODAY)

    assert best <= TODAY < worst


LUCKY = {**RESIDENT, **JOB, **LEASE, **SCHOOL}
GROWN_UP = {**LUCKY, "guardians.hold_permits": False, "guardians.insured_months": 0, "housing.lease_filed": False}
CHILD_OF_THE_HOUSE = {**LUCKY, **CHILD, "housing.commodity_housing": True, "housing.lease_filed": True}


@pytest.mark.parametrize("one", CONDITIONS.values(), ids=CONDITIONS)
def test_every_fact_that_a_condition_reads_makes_it_less_sure_where_it_is_missing(one: Condition) -> None:
    new = {**GROWN_UP, "employment.insured_months": 11}
    for fact in one.facts:
        known = [one.when(facts(person), TODAY) for person in (GROWN_UP, CHILD_OF_THE_HOUSE, new)]
        gaps = [one.when(facts(person, {fact.path: None}), TODAY) for person in (GROWN_UP, CHILD_OF_THE_HOUSE, new)]
        assert all(gap[0] <= sure[0] and gap[1] >= sure[1] for gap, sure in zip(gaps, known, strict=True)), fact
        assert gaps != known, fact


def declared(id: str = "invented", mark: str = "二(一)2", reads: str = "talent") -> None:
    condition(id, mark, reads, Cure.ACT)(lambda facts, on: HOLDS)


def test_a_condition_declared_twice_complains() -> None:
    with pytest.raises(ValueError, match="half_year is declared twice"):
        declared("half_year")


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        pytest.param({"mark": "九(九)9"}, UnknownClause, id="no such clause"),
        pytest.param({"reads": ""}, ValueError, id="no facts"),
        pytest.param({"reads": "shoe_size"}, KeyError, id="no such fact"),
    ],
)
def test_a_half_declared_condition_complains_and_is_not_kept(bad: dict[str, str], complaint: type[Exception]) -> None:
    with pytest.raises(complaint):
        declared(**bad)

    assert "invented" not in CONDITIONS


def test_one_fact_moves_a_condition_no_further_than_it_can() -> None:
    months, now = FACTS["employment.insured_months"], FACTS["employment.insured_this_month"]
    told = facts({"employment.insured_this_month": True})

    assert c.insured_12_months.moved_by(months, told, TODAY) == (DAWN, date(2027, 11, 1))
    assert c.insured_12_months.moved_by(now, facts({"employment.insured_months": 11}), TODAY) == (
        date(2026, 12, 1),
        NEVER,
    )
    assert c.dwelling.moved_by(FACTS["housing.kind"], facts(), TODAY) == (DAWN, NEVER)


def test_of_conditions_held_together_the_latest_days_count() -> None:
    told = facts({"registered_on": date(2026, 8, 31), "resided_continuously": True}, SCHOOL, {"schooling.status": None})

    findings, unmet, *days = c.hold((c.half_year, c.student_status, c.full_time), told, TODAY)

    assert [one.holds for one in findings] == [False, None, True]
    assert [condition.id for condition, _ in unmet] == ["half_year", "student_status"]
    assert days == [date(2027, 2, 28), NEVER]


def test_nothing_held_together_holds() -> None:
    assert c.hold((), facts(), TODAY)[2:] == HOLDS
    assert c.hold((c.school,), facts({"schooling.stage": c.NO_SCHOOL}), TODAY)[2:] == FAILS
