"""Facts and their paths say the same; corrections change what they name and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.answers import as_paths, corrected
from domain.facts import FACTS, Facts, of_paths
from tests.properties.fact_strategies import known_people, people_with_gaps
from tests.unit.domain.making import correction

PATHS = st.lists(st.sampled_from(list(FACTS)), max_size=4)


@given(people_with_gaps(8))
def test_facts_by_their_paths_are_the_same_facts(person: tuple[Facts, date]) -> None:
    facts, _ = person

    assert of_paths(as_paths(facts)) == facts


@given(people_with_gaps(8), known_people(), PATHS)
def test_a_correction_changes_what_it_names_and_nothing_else(
    person: tuple[Facts, date], other: tuple[Facts, date], paths: list[str]
) -> None:
    (facts, on), found = person, as_paths(other[0])

    known = as_paths(corrected(facts, [correction(path, found[path], on=on) for path in paths], on))

    told: dict[str, Any] = dict(as_paths(facts))
    assert known == told | {path: found[path] for path in paths}
