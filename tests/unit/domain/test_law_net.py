"""A net over the numbers of the law: each answers on the days people ask about, and none is written for nobody."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

import domain
from domain import law
from domain.law import Dated

NUMBERS = {name: one for name, one in vars(law).items() if isinstance(one, Dated)}
SAID = {
    "registration_stay": (3, "二(一)1"),
    "registration_days": (3, "二(一)1"),
    "change_days": (10, "二(一)1"),
    "match_days": (10, "二(一)1"),
    "answer_days": (3, "二(一)1"),
    "half_year": (6, "二(一)2"),
    "voucher_months": (12, "二(一)1"),
    "insured_months": (12, "二(一)2(1)"),
    "work_months": (12, "二(一)2(1)"),
    "lease_months": (12, "二(一)2(2)"),
    "study_months": (12, "二(一)2(3)"),
    "adult_years": (16, "二(一)3"),
    "endorsement_months": (12, "二(一)4"),
    "window_months": (1, "二(一)4"),
    "issue_days": (15, "663号令"),
    "issue_days_special": (30, "663号令"),
    "most_in_a_room": (2, "附件1"),
    "least_area": (4, "附件1"),
}
"""The numbers of rules.md."""


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2020, 2, 29), date(2026, 11, 23)], ids=str)
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_answers_as_the_rules_say(name: str, day: date) -> None:
    one = NUMBERS[name]

    assert (one.on(day), one.mark) == SAID[one.name]
    assert one.clause.words
    assert one.unit


def test_no_number_is_forgotten_and_each_is_named_as_it_is_called() -> None:
    assert {one.name for one in NUMBERS.values()} == SAID.keys()
    assert all(name.lower() == one.name for name, one in NUMBERS.items())


def test_every_number_is_used_by_a_rule() -> None:
    folder = Path(domain.__path__[0])
    used = {
        node.id
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and file.name != "law.py"
    }

    assert NUMBERS.keys() <= used
