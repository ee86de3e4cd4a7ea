"""The papers of an application: which, from whom, on which form (R3.1, R3.2; 二(一)3)."""

from __future__ import annotations

from datetime import date

import pytest

from domain import materials
from domain.clauses import UnknownClause, clause
from domain.departments import DEPARTMENTS
from domain.facts import Home, Occupation
from domain.materials import MATERIALS, Material, missing, required
from domain.ways import Way
from tests.unit.domain.asking import CHILD, FILED, LEASE, OWNER, RESIDENT, TODAY, facts

ALWAYS = ["application_form", "identity_document", "photo"]
RENTED = ["lease", "title_proof", "rental_registration", "hazard_check", "street_check"]

CONTRACT = {
    **dict.fromkeys(ALWAYS, (None, None)),
    "insurance_proof": ("人力社保", "附件3"),
    **dict.fromkeys(["labour_contract", "business_licence", "farm_contract", "self_employment_proof"], (None, None)),
    **dict.fromkeys(["lease", "title_proof"], (None, None)),
    "rental_registration": ("公安", None),
    "hazard_check": ("公安", "附件1"),
    "street_check": ("街道", "附件5"),
    "lease_filing": ("住建", "附件4"),
    "student_status": ("教育", "附件2"),
    "attendance_proof": ("教育", None),
    "guardians_permits": (None, None),
    "guardians_insurance": ("人力社保", "附件3"),
}
"""The ids of design.md, `anju rules`: a word in the issuer's name, and the form."""


def papers(way: Way, *told: dict[str, object], on: date = TODAY) -> set[str]:
    """What is asked for beyond the three of everybody."""
    ids = [one.id for one in required(facts(*told), way, on)]
    assert ids[:3] == ALWAYS
    assert len(ids) == len(set(ids))
    return set(ids[3:])


@pytest.mark.parametrize(
    ("path", "proof"),
    [
        pytest.param(Occupation.EMPLOYEE, "labour_contract", id="二(一)2(1) 劳动合同"),
        pytest.param(Occupation.COMPANY, "business_licence", id="二(一)2(1) 投资兴办企业"),
        pytest.param(Occupation.SOLE_TRADER, "business_licence", id="二(一)2(1) 个体工商户"),
        pytest.param(Occupation.FARM, "farm_contract", id="二(一)2(1) 农业承包合同"),
        pytest.param(Occupation.SELF_EMPLOYED, "self_employment_proof", id="二(一)2(1) 自主创业就业"),
        pytest.param(Occupation.NONE, None, id="二(一)2(1) none"),
        pytest.param(None, None, id="二(一)2(1) unknown"),
    ],
)
def test_employment_is_proved_by_insurance_and_by_the_occupation(path: Occupation | None, proof: str | None) -> None:
    assert papers(Way.EMPLOYMENT, RESIDENT, {"employment.path": path}) == {"insurance_proof", proof} - {None}


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        pytest.param({"housing.kind": Home.OWN}, ["title_proof"], id="二(一)2(2) own"),
        pytest.param({"housing.kind": Home.OWN, **FILED}, ["title_proof"], id="二(一)2(2) own commodity housing"),
        pytest.param(LEASE, RENTED, id="二(一)2(2) rented"),
        pytest.param({**LEASE, **FILED}, [*RENTED, "lease_filing"], id="二(一)2(2) rented commodity housing"),
        pytest.param({**LEASE, "housing.commodity_housing": None}, RENTED, id="二(一)2(2) rented, house unknown"),
        pytest.param({"housing.kind": Home.NONE}, [], id="二(一)2(2) none"),
        pytest.param({"housing.kind": None}, ["title_proof"], id="二(一)2(2) unknown: own or rented, a title"),
    ],
)
def test_a_dwelling_is_proved_by_its_title_and_a_rented_one_by_more(told: dict[str, object], asked: list[str]) -> None:
    assert papers(Way.HOUSING, RESIDENT, told) == set(asked)


def test_schooling_is_proved_by_status_and_attendance() -> None:
    assert papers(Way.SCHOOLING, RESIDENT) == {"student_status", "attendance_proof"}


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("born", "minor"),
    [
        pytest.param(date(2010, 11, 23), False, id="二(一)3 sixteenth birthday"),
        pytest.param(date(2010, 11, 24), True, id="二(一)3 the day before it"),
        pytest.param(date(1990, 3, 7), False, id="二(一)3 grown up"),
        pytest.param(None, False, id="二(一)3 age unknown: not asked for on suspicion"),
    ],
)
def test_under_sixteen_the_guardians_papers_are_added(way: Way, born: date | None, minor: bool) -> None:
    added = {"guardians_permits", "guardians_insurance"}

    assert papers(way, RESIDENT, CHILD, {"born": born}) & added == (added if minor else set())


def test_sixteen_on_a_leap_day_is_reached_on_the_28th_in_a_common_year() -> None:
    child = {**RESIDENT, "born": date(2084, 2, 29)}

    assert "guardians_permits" in papers(Way.SCHOOLING, child, on=date(2100, 2, 27))
    assert "guardians_permits" not in papers(Way.SCHOOLING, child, on=date(2100, 2, 28))


# ---- the net ----


def test_the_papers_are_those_of_the_contract() -> None:
    assert MATERIALS.keys() == CONTRACT.keys()


@pytest.mark.parametrize("one", MATERIALS.values(), ids=MATERIALS)
def test_a_paper_has_its_clause_its_issuer_and_its_form(one: Material) -> None:
    word, form = CONTRACT[one.id]

    assert one.clause is clause(one.mark)
    assert (one.issuer is None) == (word is None)
    if one.issuer and word:
        assert one.issuer in DEPARTMENTS
        assert word in one.issuer.name
    assert one.form == form
    assert form is None or clause(form)


PEOPLE = [
    *({**RESIDENT, "employment.path": path} for path in Occupation),
    OWNER,
    {**RESIDENT, **LEASE},
    {**RESIDENT, **LEASE, **FILED},
    {**RESIDENT, **CHILD},
]


def test_every_paper_is_asked_of_somebody() -> None:
    asked = {one for person in PEOPLE for way in Way for one in (*papers(way, person), *ALWAYS)}

    assert asked == set(MATERIALS)


def test_a_paper_of_one_way_is_not_asked_on_another() -> None:
    everything = {**RESIDENT, **CHILD, **LEASE, **FILED, "employment.path": Occupation.EMPLOYEE}
    sets = [papers(way, everything) - {"guardians_permits", "guardians_insurance"} for way in Way]

    assert len(set().union(*sets)) == sum(map(len, sets))


def test_all_that_is_missing_is_told_at_once_in_the_order_of_asking() -> None:
    needed = required(facts(RESIDENT, LEASE, FILED), Way.HOUSING, TODAY)

    assert missing(needed, []) == needed
    assert missing(needed, [one.id for one in needed]) == ()
    assert [one.id for one in missing(needed, ["photo", "lease", "insurance_proof"])] == [
        one.id for one in needed if one.id not in ("photo", "lease")
    ]


@pytest.mark.parametrize(
    ("id", "mark", "complaint"),
    [
        pytest.param("photo", "二(一)3", ValueError, id="declared twice"),
        pytest.param("shoe", "九(九)9", UnknownClause, id="without a clause"),
    ],
)
def test_a_paper_declared_badly_complains_and_is_not_kept(id: str, mark: str, complaint: type[Exception]) -> None:
    with pytest.raises(complaint):
        materials._material(id, mark)

    assert MATERIALS.keys() == CONTRACT.keys()
