"""The training data: every name is in the contract, nobody says the same thing with two meanings."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from nlu.examples import Example, read_examples

NLU = Path(__file__).resolve().parents[3] / "nlu"
TOLD_KEYS = """
who_must_register how_to_register where_to_register register_deadline short_stay late_registration register_fee
change_deadline what_changes voucher_use who_else_reports why_register departure permit_meaning conditions half_year
employment_condition insurance_gap insurance_backpay own_company sole_trader farm_contract self_employed own_home
rented_home lease_term lease_filing schooling_condition under_sixteen talent_permit local_hukou
application_materials where_to_apply insurance_proof_where student_proof_where lease_filing_where hazard_check_where
street_check_where acceptance missing_materials refusal_reasons processing_time permit_fee apply_for_other
endorse_when endorse_where endorse_late endorse_restore endorse_refused endorse_fee old_permit lost_permit rights
six_services conveniences child_schooling housing_fund vehicle_licence exit_entry id_card_replacement exams
birth_service legal_aid health_service points_meaning points_indicators landlord_duties landlord_papers
rental_registration safety_rules area_per_person people_per_room safety_equipment partitioned_room illegal_building
who_is_in_charge department_roles in_force_date legal_basis privacy complaint_where agency_filing agency_commitment
agency_grades agency_directory agency_blacklist agency_departments
"""
KEYS = frozenset(TOLD_KEYS.split())
ENTITIES = {
    "date",
    "duration",
    "address",
    "person",
    "id_number",
    "phone",
    "employer",
    "document",
    "change",
    "role",
    "count",
}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return read_examples(NLU / "data")


@pytest.fixture(scope="module")
def domain() -> dict[str, list[str]]:
    return yaml.safe_load((NLU / "domain.yml").read_text(encoding="utf-8"))


def meaning(example: Example) -> str:
    return f"{example.intent}/{example.faq}" if example.faq else example.intent


def bare(text: str) -> str:
    """What is left when signs, blanks and capitals do not count."""
    return re.sub(r"[\W_]+", "", text).casefold() or text


def test_every_intent_has_fifteen_examples(examples, domain):
    counts = Counter(example.intent for example in examples)

    assert {intent: counts[intent] for intent in domain["intents"] if counts[intent] < 15} == {}


def test_every_key_has_six_examples(examples):
    counts = Counter(example.faq for example in examples)

    assert {key: counts[key] for key in KEYS if counts[key] < 6} == {}


def test_there_is_no_intent_and_no_key_outside_of_the_contract(examples, domain):
    assert {example.intent for example in examples} - set(domain["intents"]) == set()
    assert {example.faq for example in examples if example.faq} - KEYS == set()


def test_every_question_has_a_key_and_nothing_else_has(examples):
    assert [example.text for example in examples if (example.intent == "faq") != bool(example.faq)] == []


def test_nobody_says_the_same_with_two_meanings(examples):
    meanings: dict[str, set[str]] = {}
    for example in examples:
        meanings.setdefault(bare(example.text), set()).add(meaning(example))

    assert {text: sorted(found) for text, found in meanings.items() if len(found) > 1} == {}


def test_entities_are_those_of_the_contract(examples, domain):
    assert set(domain["entities"]) == ENTITIES
    assert {span.kind for example in examples for span in example.spans} == ENTITIES


def test_annotations_are_well_formed(examples):
    left_over = [example.text for example in examples if re.search(r"\]\(|\[[^\]]*\]\{|\]\{", example.text)]
    blank = [(e.text, s) for e in examples for s in e.spans if not s.value.strip() or s.value != s.value.strip()]
    crossing = [
        example.text
        for example in examples
        for one, other in zip(example.spans, example.spans[1:], strict=False)
        if one.end > other.start
    ]

    assert (left_over, blank, crossing) == ([], [], [])


def test_a_change_is_named_only_where_a_change_is_reported(examples):
    named = {example.intent for example in examples for span in example.spans if span.kind == "change"}

    assert named == {"report_change"}


def test_examples_are_no_longer_than_what_is_read(examples):
    assert [example.text for example in examples if len(example.text) > 200] == []
