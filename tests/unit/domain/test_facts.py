"""The register of facts: every field of a person is in it, by its path, with what it can be."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

import pytest

from domain.facts import FACTS, Facts, Home, Kind, Occupation, Stage
from tests.unit.domain.asking import facts

CONTRACT = {
    "hangzhou_hukou talent resided_continuously guardians.hold_permits": Kind.YES_NO,
    "employment.insured_this_month employment.labour_contract": Kind.YES_NO,
    "housing.title_proof housing.lawful_title housing.meets_safety_rules": Kind.YES_NO,
    "housing.registered_for_rent housing.commodity_housing housing.lease_filed": Kind.YES_NO,
    "schooling.full_time schooling.status": Kind.YES_NO,
    "registered_on": Kind.DAY_OR_NEVER,
    "born employment.since housing.lease_from housing.lease_to schooling.since": Kind.DAY,
    "employment.insured_months guardians.insured_months": Kind.MONTHS,
    "employment.path housing.kind schooling.stage": Kind.CHOICE,
}
"""The facts of design.md, `anju rules`."""


def paths_of(kind: type, prefix: str = "") -> dict[str, object]:
    hints, told = get_type_hints(kind), {}
    for one in fields(kind):
        if is_dataclass(hints[one.name]):
            told |= paths_of(hints[one.name], f"{one.name}.")
        else:
            told[prefix + one.name] = hints[one.name]
    return told


def test_the_facts_are_those_of_the_contract() -> None:
    assert {path: fact.kind for path, fact in FACTS.items()} == {
        path: kind for paths, kind in CONTRACT.items() for path in paths.split()
    }


def test_every_field_of_a_person_is_a_fact_and_may_be_unknown() -> None:
    types = paths_of(Facts)

    assert types.keys() == FACTS.keys()
    assert all(type(None) in get_args(one) for one in types.values())


def test_of_a_person_nothing_is_known_until_it_is_told() -> None:
    assert [fact.of(Facts()) for fact in FACTS.values()] == [None] * len(FACTS)


@pytest.mark.parametrize("path", FACTS)
def test_a_fact_finds_its_own_value_and_is_called_by_its_path(path: str) -> None:
    told = object()

    person = facts({path: told})

    assert FACTS[path].of(person) is told
    assert [one.path for one in FACTS.values() if one.of(person) is not None] == [path]
    assert str(FACTS[path]) == path


def test_the_choices_are_those_of_the_notice_or_none_of_them() -> None:
    choices = {path: fact.choices for path, fact in FACTS.items() if fact.choices}

    assert choices == {"employment.path": Occupation, "housing.kind": Home, "schooling.stage": Stage}
    assert list(Occupation) == ["employee", "company", "sole_trader", "farm", "self_employed", "none"]
    assert list(Home) == ["own", "rented", "none"]
    assert list(Stage) == ["primary", "secondary", "vocational", "higher", "none"]
