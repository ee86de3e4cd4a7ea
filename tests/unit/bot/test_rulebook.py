"""The rule book: everything declared stands in it, and the page in docs/ is what the command prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import rulebook, rulebook_words
from bot.rulebook_situations import of_way, told
from bot.texts import texts
from domain import law, places, ways
from domain.clauses import INSTRUMENTS, clause
from domain.conditions import CONDITIONS
from domain.departments import DEPARTMENTS
from domain.law import Dated
from domain.materials import MATERIALS
from domain.permits import Outcome
from domain.reminders import Matter, Step
from domain.rooms import Equipment, Fault, Hazard
from domain.ways import WAYS, Variant, Way

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
BOOK = rulebook.book()
NUMBERS = [one for module in (law, places) for one in vars(module).values() if isinstance(one, Dated)]
IDS = [
    *CONDITIONS,
    *MATERIALS,
    *(one.name for one in NUMBERS),
    *(one.code for one in DEPARTMENTS),
    *Way,
    *Outcome,
    *Matter,
    *Step,
    *Hazard,
    *Fault,
    *Equipment,
]


def test_the_page_is_what_the_command_prints() -> None:
    assert PAGE.read_text("utf-8") == BOOK, "anju rules book > docs/rules.md"


@pytest.mark.parametrize("id", sorted({str(one) for one in IDS}))
def test_everything_declared_stands_in_it(id: str) -> None:
    assert f"`{id}`" in BOOK


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("family", "ids"), [("condition", CONDITIONS), ("cure", CONDITIONS), ("material", MATERIALS)])
def test_it_says_what_people_are_told(language: str, family: str, ids: Any) -> None:
    missing = [one for one in ids if texts(language).plain(f"{family}.{one}") not in BOOK]

    assert not missing


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=lambda one: one.id)
def test_a_condition_stands_on_words_of_its_clause(condition: Any) -> None:
    section = BOOK.partition(f"### `{condition.id}`")[2].partition("\n##")[0]

    assert f"【{condition.mark}】……{rulebook_words.QUOTES[condition.id]}……" in section
    assert condition.when.__doc__ in section
    assert all(f"`{fact.path}`" in section for fact in condition.facts)
    assert all(f"`{limit.name}`" in section for limit in condition.limits)


def test_words_that_do_not_stand_in_the_clause_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebook, "QUOTES", {"half_year": "居住一年以上"})

    with pytest.raises(ValueError, match="居住一年以上 does not stand in 二"):
        rulebook.book()


def test_a_condition_without_chosen_words_shows_how_its_clause_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebook, "QUOTES", {})

    assert "【二(一)2】2、居住证申领条件。" in rulebook.book()


def test_nothing_is_named_that_is_not_declared_any_more() -> None:
    assert set(rulebook_words.QUOTES) == set(CONDITIONS)
    assert set(rulebook_words.VALUES) == {one.name for one in NUMBERS}


def test_every_variant_of_a_way_is_shown() -> None:
    shown = {path.variant(one.facts) for path in WAYS for one in of_way(path)}

    assert shown == {one for one in vars(ways).values() if isinstance(one, Variant)}


def test_a_way_tells_commodity_housing_apart_only_for_tenants() -> None:
    situations = of_way(ways.HOUSING)
    rented = [one for one in situations if one.kind]

    assert {one.answer for one in rented} == {"租的 · Rented"}
    assert told(rented, situations) == "租的 · Rented"
    assert told(rented[:1], situations) == "租的 · Rented（商品房 commodity housing）"


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: one.name)
def test_a_number_shows_its_clause_every_value_and_why_it_was_decided(number: Dated[Any]) -> None:
    (line,) = [line for line in BOOK.splitlines() if line.startswith(f"| `{number.name}`")]

    assert f"| {number.mark} |" in line
    assert all(rulebook.amount(number, value) in line for _, value in number.values)
    assert all(str(day) in line for day, _ in number.values[1:])
    assert (number.decided or "—") in line


@pytest.mark.parametrize("paper", MATERIALS.values(), ids=lambda one: one.id)
def test_a_paper_shows_who_issues_it_and_on_which_form(paper: Any) -> None:
    lines = [line for line in BOOK.splitlines() if line.startswith(f"| `{paper.id}`")]

    assert len(lines) == 1
    assert (paper.issuer.name if paper.issuer else "| — |") in lines[0]
    assert f"| {paper.form or '—'} | {paper.mark} |" in lines[0]


def test_what_a_visit_comes_to_is_shown_for_every_outcome() -> None:
    example = BOOK.partition("## 签注")[2].partition("| 结果 outcome | 含义")[0]

    assert all(f"| `{one}` |" in example for one in Outcome)


def test_the_clauses_it_cites_stand_in_full_at_the_end() -> None:
    full = BOOK.partition("## 条款全文")[2]
    cited = {one.mark for one in (*CONDITIONS.values(), *MATERIALS.values(), *DEPARTMENTS, *NUMBERS)}

    assert all(line in full for mark in cited for line in clause(mark).words.splitlines())
    assert all(one.title in BOOK for one in INSTRUMENTS)


def test_no_table_has_a_row_of_another_width() -> None:
    for block in BOOK.split("\n\n"):
        if block.startswith("| "):
            assert len({line.count("|") for line in block.splitlines()}) == 1, block
