"""Where do I get X: the offices of 三(二) and which of them looks at a let home (R3.6)."""

from __future__ import annotations

import pytest

from domain import departments as d
from domain.clauses import clause
from domain.departments import DEPARTMENTS, Department, Land, looks_after

POLICE, STREET, BUREAU = (d.POLICE, "附件1"), (d.STREET, "附件5"), (d.HOUSING, "附件4")


@pytest.mark.parametrize(
    ("land", "commodity", "offices"),
    [
        pytest.param(Land.STATE, True, [POLICE, BUREAU, STREET], id="三(二) 国有土地, commodity housing"),
        pytest.param(Land.STATE, False, [POLICE, BUREAU, STREET], id="三(二) 国有土地, other housing"),
        pytest.param(Land.STATE, None, [POLICE, BUREAU, STREET], id="三(二) 国有土地, house unknown"),
        pytest.param(Land.COLLECTIVE, False, [POLICE, STREET], id="三(二) 集体土地"),
        pytest.param(Land.COLLECTIVE, None, [POLICE, STREET], id="三(二) 集体土地, house unknown"),
        pytest.param(None, True, [POLICE, BUREAU, STREET], id="二(一)2(2) commodity housing"),
        pytest.param(None, None, [POLICE, STREET], id="三(三) nothing known"),
    ],
)
def test_the_land_decides_which_offices_look_at_a_let_home(
    land: Land | None, commodity: bool | None, offices: list[tuple[Department, str]]
) -> None:
    assert list(looks_after(land, commodity=commodity)) == offices


@pytest.mark.parametrize("annex", ["附件1", "附件4", "附件5"])
def test_every_annex_of_a_let_home_is_in_the_register(annex: str) -> None:
    assert annex in {form for _, form in looks_after(Land.STATE)}
    assert clause(annex).words


@pytest.mark.parametrize("one", DEPARTMENTS, ids=[one.code for one in DEPARTMENTS])
def test_an_office_is_named_in_the_clause_that_gives_it_its_task(one: Department) -> None:
    name = one.name.partition("（")[0]

    assert name in one.clause.words
    assert one.english.isascii()


def test_every_office_has_a_code_of_its_own_and_none_is_forgotten() -> None:
    declared = [one for one in vars(d).values() if isinstance(one, Department)]

    assert len({one.code for one in DEPARTMENTS}) == len(DEPARTMENTS)
    assert declared == list(DEPARTMENTS)


@pytest.mark.parametrize("office", DEPARTMENTS, ids=lambda office: office.code)
def test_an_office_is_called_by_its_chinese_name_in_chinese_and_by_its_english_one_elsewhere(
    office: Department,
) -> None:
    assert (office.called("zh"), office.called("en")) == (office.name, office.english)
    assert office.name != office.english
