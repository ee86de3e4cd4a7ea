"""The shell contract of the rules: each rule's answer, exactly as design.md prints it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.rules_lines import RULES, answer_line

Object = dict[str, Any]


def answer(**asked: object) -> Object:
    return json.loads(answer_line(json.dumps(asked)))


PERMIT = {"rule": "permit", "issued": "2025-03-15", "registered": "2024-08-01"}
ROOM = {"residential": True, "partitioned": False, "people": 3, "family": False, "area": 12.0,
        "equipment": ["mask", "whistle", "torch", "extinguisher"], "other": False}  # fmt: skip

NO_NUMBER = {"valid": False, "born": None, "sex": None}


def a_room(*found: str, id: str, **changes: object) -> Any:
    asked = {"rule": "hazards", "room": {**ROOM, **changes}}
    return pytest.param(asked, {"passes": not found, "hazards": [*found]}, id=f"附件1 {id}")


ANSWERS = [
    pytest.param({"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 30},
                 {"required": True, "due": "2026-11-23"}, id="二(一)1 the example"),
    pytest.param({"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 3},
                 {"required": True, "due": "2026-11-23"}, id="二(一)1 three days"),
    pytest.param({"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 2},
                 {"required": False, "due": None}, id="二(一)1 two days"),
    pytest.param({"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 0},
                 {"required": False, "due": None}, id="二(一)1 no days"),
    pytest.param({"rule": "registration_due", "arrived": "2026-12-30", "planned_days": None},
                 {"required": True, "due": "2027-01-02"}, id="二(一)1 stay unknown"),
    pytest.param({"rule": "registration_due", "arrived": "2026-11-20"},
                 {"required": True, "due": "2026-11-23"}, id="二(一)1 stay not told"),
    pytest.param({"rule": "change_due", "changed": "2026-02-20"}, {"due": "2026-03-02"}, id="二(一)1 the example"),
    pytest.param({"rule": "change_due", "changed": "2028-02-20"}, {"due": "2028-03-01"}, id="二(一)1 leap year"),
    pytest.param({"rule": "id_number", "value": "11010519491231002X"},
                 {"valid": True, "born": "1949-12-31", "sex": "female"}, id="the example"),
    pytest.param({"rule": "id_number", "value": "１１０１０５ 19491231 002x"},
                 {"valid": True, "born": "1949-12-31", "sex": "female"}, id="full width, spaces, small x"),
    *(pytest.param({"rule": "id_number", "value": value}, NO_NUMBER, id=f"not {value!a}")
      for value in ("110105194912310021", "110105491231002", "", "\ud800")),
    pytest.param({**PERMIT, "endorsed": ["2026-02-20"], "on": "2026-11-23"},
                 {"state": "in_force", "in_force_until": "2027-03-15", "suspended_from": None,
                  "window": ["2027-02-15", "2027-03-15"], "residence_since": "2024-08-01",
                  "endorsements": [{"on": "2026-02-20", "outcome": "endorsed"}]}, id="二(一)4 in force"),
    pytest.param({**PERMIT, "endorsed": [], "on": "2026-03-16"},
                 {"state": "suspended", "in_force_until": "2026-03-15", "suspended_from": "2026-03-16", "window": None,
                  "residence_since": "2024-08-01", "endorsements": []}, id="二(一)4 suspended"),
    pytest.param({**PERMIT, "on": "2026-03-15"},
                 {"state": "in_force", "in_force_until": "2026-03-15", "suspended_from": None,
                  "window": ["2026-02-15", "2026-03-15"], "residence_since": "2024-08-01",
                  "endorsements": []}, id="二(一)4 the last day, no visits told"),
    pytest.param({**PERMIT, "endorsed": ["2027-02-20", "2026-02-14", "2027-02-21"], "on": "2027-02-21"},
                 {"state": "in_force", "in_force_until": "2028-03-15", "suspended_from": None,
                  "window": ["2028-02-15", "2028-03-15"], "residence_since": "2027-02-20",
                  "endorsements": [{"on": "2026-02-14", "outcome": "refused_early"},
                                   {"on": "2027-02-20", "outcome": "restored_and_endorsed"},
                                   {"on": "2027-02-21", "outcome": "refused_again"}]}, id="二(一)4 in date order"),
    pytest.param({**PERMIT, "endorsed": ["2027-03-15"], "on": "2027-03-15"},
                 {"state": "in_force", "in_force_until": "2028-03-15", "suspended_from": None,
                  "window": ["2028-02-15", "2028-03-15"], "residence_since": "2027-03-15",
                  "endorsements": [{"on": "2027-03-15", "outcome": "restored"}]}, id="二(一)4 on the anniversary"),
    a_room("over_two_people", id="the example"),
    a_room(people=2, id="two people"),
    a_room(family=True, id="a family of three"),
    a_room(people=1, area=4, id="4 m²"),
    a_room("under_four_sqm", people=1, area=3.99, id="3.99 m²"),
    a_room("under_four_sqm", family=True, area=11.99, id="11.99 m² for three"),
    a_room(people=0, area=0, id="an empty room"),
    a_room("non_residential", "partitioned", "over_two_people", "under_four_sqm", "equipment_missing", "other",
           residential=False, partitioned=True, people=5, area=19.99, equipment=[], other=True, id="all six"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), ANSWERS)
def test_a_rule_is_answered(asked: Object, told: Object) -> None:
    assert answer(**asked) == told


def test_the_seven_reminders_of_a_cycle_are_told() -> None:
    told = answer(rule="reminders", on="2026-11-23", permit={**PERMIT, "endorsed": ["2026-02-20"], "on": "2026-11-23"})

    steps = ["open", "d14", "d7", "d3", "d1", "last_day", "suspended"]
    days = ["02-15", "03-01", "03-08", "03-12", "03-14", "03-15", "03-16"]
    assert told == {
        "due": [
            {"date": f"2027-{day}", "kind": "endorsement", "step": step}
            for day, step in zip(days, steps, strict=True)
        ]
    }  # fmt: skip


def test_of_a_suspended_permit_the_missed_reminders_are_told() -> None:
    told = answer(rule="reminders", on="2027-11-23", permit={**PERMIT, "endorsed": []})

    assert [one["date"] for one in told["due"]][::6] == ["2026-02-15", "2026-03-16"]


GROWN_UP = {"hangzhou_hukou": False, "talent": False, "born": "1990-03-07", "registered_on": "2026-08-31",
            "resided_continuously": True}  # fmt: skip
NO_WAY = {"employment": {"path": "none"}, "housing": {"kind": "none"}, "schooling": {"stage": "none"}}


def conditions(way: Object) -> dict[str, tuple[object, str]]:
    assert all(one.keys() == {"id", "holds", "clause"} for one in way["conditions"])
    return {one["id"]: (one["holds"], one["clause"]) for one in way["conditions"]}


def test_an_assessment_tells_verdict_day_ways_and_what_is_needed() -> None:
    facts = {**GROWN_UP, **NO_WAY, "housing": {"kind": "own", "title_proof": True}}

    told = answer(rule="assess", on="2026-11-23", facts=facts)

    assert (told["verdict"], told["earliest"], told["needed"]) == ("not_yet", "2027-02-28", [])
    assert [(one["way"], one["verdict"], one["earliest"]) for one in told["ways"]] == [
        ("employment", "ineligible", None),
        ("housing", "not_yet", "2027-02-28"),
        ("schooling", "ineligible", None),
    ]
    assert conditions(told["ways"][1]) == {
        "half_year": (False, "二(一)2"),
        "dwelling": (True, "二(一)2(2)"),
        "title_proof": (True, "二(一)2(2)"),
    }
    assert told.keys() == {"verdict", "earliest", "ways", "needed"}


def test_an_assessment_names_the_paths_of_the_facts_that_are_needed() -> None:
    facts = {**GROWN_UP, **NO_WAY, "registered_on": "2024-01-15", "housing": {"kind": "own", "title_proof": None}}

    told = answer(rule="assess", on="2026-11-23", facts=facts)

    assert (told["verdict"], told["needed"]) == ("unknown", ["housing.title_proof"])
    assert conditions(told["ways"][1])["title_proof"] == (None, "二(一)2(2)")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param({"hangzhou_hukou": True, "talent": True}, "not_applicable", id="二(一)1"),
        pytest.param({"hangzhou_hukou": False, "talent": True}, "talent_route", id="二(一)2末"),
    ],
)
def test_for_another_route_the_ways_are_empty(facts: Object, verdict: str) -> None:
    assert answer(rule="assess", on="2026-11-23", facts=facts) == {
        "verdict": verdict,
        "earliest": None,
        "ways": [],
        "needed": [],
    }


def test_not_registered_is_an_answer_and_unknown_is_another() -> None:
    no, unknown = (
        answer(rule="assess", on="2026-11-23", facts={**GROWN_UP, "registered_on": value}) for value in (False, None)
    )

    assert (no["verdict"], unknown["verdict"]) == ("ineligible", "unknown")


def test_facts_and_groups_that_are_absent_or_null_are_unknown() -> None:
    nothing = answer(rule="assess", on="2026-11-23", facts={})
    nulls = {"born": None, "employment": None, "housing": {"kind": None}, "schooling": {}, "guardians": None}

    assert answer(rule="assess", on="2026-11-23", facts=nulls) == nothing
    assert nothing["verdict"] == "unknown"


def test_the_papers_of_a_way_are_told_with_issuer_and_form_and_what_is_missing() -> None:
    asked = {"rule": "materials", "on": "2026-11-23", "way": "housing", "provided": ["lease"],
             "facts": {"housing": {"kind": "rented", "commodity_housing": True}}}  # fmt: skip

    told = answer(**asked)

    papers = {one["id"]: (one["issuer"], one["form"]) for one in told["required"]}
    assert all(one.keys() == {"id", "issuer", "form"} for one in told["required"])
    assert told["missing"] == [id for id in papers if id != "lease"]
    assert papers["photo"] == papers["lease"] == (None, None)
    for id, word, form in (
        ("lease_filing", "住建", "附件4"),
        ("hazard_check", "公安", "附件1"),
        ("street_check", "街道", "附件5"),
    ):
        assert word in papers[id][0]
        assert papers[id][1] == form


@pytest.mark.parametrize("provided", [None, []])
def test_without_papers_handed_in_all_are_missing(provided: object) -> None:
    told = answer(rule="materials", on="2026-11-23", way="schooling", facts={"born": "2014-05-01"}, provided=provided)

    assert told["missing"] == [one["id"] for one in told["required"]]
    assert told["missing"][3:] == ["student_status", "attendance_proof", "guardians_permits", "guardians_insurance"]


def test_every_rule_of_the_contract_is_there() -> None:
    asked = {param.values[0]["rule"] for param in ANSWERS}

    assert RULES.keys() == asked | {"reminders", "assess", "materials"}
