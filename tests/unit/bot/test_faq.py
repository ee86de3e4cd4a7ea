"""The answers: none missing, none in one language only, none that promises what no source states."""

import re
from calendar import month_name
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from bot.faq import Answer, FaultyAnswer, load, parse
from domain import law
from domain.clauses import CLAUSES

EXAMPLES = Path(__file__).parents[3] / "nlu" / "data" / "faq"
TODAY = date(2026, 11, 23)

KEYS = {
    "registration": """
        who_must_register how_to_register where_to_register register_deadline short_stay
        late_registration register_fee change_deadline what_changes voucher_use who_else_reports
        why_register departure
    """,
    "permit": """
        permit_meaning conditions half_year employment_condition insurance_gap insurance_backpay
        own_company sole_trader farm_contract self_employed own_home rented_home lease_term lease_filing
        schooling_condition under_sixteen talent_permit local_hukou
    """,
    "applying": """
        application_materials where_to_apply insurance_proof_where student_proof_where
        lease_filing_where hazard_check_where street_check_where acceptance missing_materials
        refusal_reasons processing_time permit_fee apply_for_other
    """,
    "endorsement": """
        endorse_when endorse_where endorse_late endorse_restore endorse_refused endorse_fee old_permit
        lost_permit
    """,
    "holders": """
        rights six_services conveniences child_schooling housing_fund vehicle_licence exit_entry
        id_card_replacement exams birth_service legal_aid health_service points_meaning
        points_indicators
    """,
    "renting": """
        landlord_duties landlord_papers rental_registration safety_rules area_per_person people_per_room
        safety_equipment partitioned_room illegal_building
    """,
    "administration": """
        who_is_in_charge department_roles in_force_date legal_basis privacy complaint_where
    """,
    "intermediaries": """
        agency_filing agency_commitment agency_grades agency_directory agency_blacklist
        agency_departments
    """,
}
ALL = [key for keys in KEYS.values() for key in keys.split()]
TASKS = """
    human register report_change report_departure show_voucher verify_voucher check_status
    check_eligibility apply_permit endorse_permit replace_permit upload_document materials points
    report_tenant tenant_moved_out register_rental safety_check room_code batch_import reminder_settings
    change_language export_my_data delete_my_data complaint intermediary
"""
MONEY = re.compile(r"\d\s*(?:元|块|角|万)|[¥￥$€]|人民币|\b(?:yuan|RMB|CNY|dollars?)\b", re.IGNORECASE)
SPELLED_ZH = re.compile(
    r"(?<![第后这那上下])[一二两三四五六七八九十百]+个?(?:天|日|月|年(?!级)|项|类|平方米|周岁|小时)"
)
SPELLED_EN = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|thirty)\s+"
    r"(?:working |calendar |square )?(?:days?|months?|years?|met(?:re|er)s?|kinds?|people|persons?)\b",
    re.IGNORECASE,
)


def numbers(text: str) -> set[str]:
    for number, name in list(enumerate(month_name))[1:]:
        text = re.sub(rf"\b{name}\b", f" {number} ", text)
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def admits_silence(answer: Answer) -> bool:
    zh = "通知没有写" in answer.zh or "意见没有写" in answer.zh
    return zh and re.search(r"(?:notice|opinion) does not (?:say|state)", answer.en) is not None


def test_every_key_of_the_contract_is_answered_and_no_other():
    assert len(ALL) == len(set(ALL))
    assert set(load()) == set(ALL)


@pytest.mark.parametrize("key", ALL)
def test_an_answer_is_short_and_plain_in_both_languages(key):
    answer = load()[key]

    for text, width in ((answer.zh, 66), (answer.en, 190)):
        lines = text.splitlines()
        assert 2 <= len(lines) <= 6
        assert all(line.strip() and len(line) <= width for line in lines)
        assert not re.search(r"[<>]|&\w+;|https?:", text)
        assert text.count("**") % 2 == 0
    assert re.search(r"[一-鿿]", answer.zh)
    assert not re.search(r"[一-鿿]", answer.en)


@pytest.mark.parametrize("key", ALL)
def test_an_answer_stands_on_clauses_or_says_that_no_source_states_it(key):
    answer = load()[key]

    assert set(answer.clauses) <= set(CLAUSES)
    assert answer.clauses or admits_silence(answer)


@pytest.mark.parametrize("key", ALL)
def test_both_languages_admit_the_same_silence(key):
    answer = load()[key]

    silent_zh = re.search(r"(?:通知|意见)(?:也|都)?没有(?:另)?写", answer.zh) is not None
    silent_en = re.search(r"does not (?:say|state|speak)|[Ii]t does not", answer.en) is not None
    assert silent_zh == silent_en


@pytest.mark.parametrize("key", ALL)
def test_numbers_agree_between_the_languages(key):
    answer = load()[key]

    assert numbers(answer.zh) == numbers(answer.en)
    assert ("半年" in answer.zh) == bool(re.search(r"half (?:a )?year", answer.en))


@pytest.mark.parametrize("key", ALL)
def test_a_count_is_written_in_digits_so_that_it_can_be_compared(key):
    answer = load()[key]

    assert not SPELLED_ZH.search(answer.zh)
    assert not SPELLED_EN.search(answer.en)


@pytest.mark.parametrize("key", ALL)
def test_no_answer_names_a_sum_of_money_or_a_telephone_number(key):
    answer = load()[key]

    for text in (answer.zh, answer.en):
        assert not MONEY.search(text)
        assert not re.search(r"\d{5,}|\d{3,4}-\d{3,}", text)


@pytest.mark.parametrize("key", ALL)
def test_the_button_of_an_answer_is_a_task_the_chat_knows(key):
    assert load()[key].task in {*TASKS.split(), None}


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("register_deadline", law.REGISTRATION_DAYS, "{}天之内", "within {} days"),
        ("short_stay", law.REGISTRATION_STAY, "不到{}天", "less than {} days"),
        ("change_deadline", law.CHANGE_DAYS, "{}天之内", "within {} days"),
        ("half_year", law.HALF_YEAR, "满{}个月", "{} months later"),
        ("voucher_use", law.VOUCHER_MONTHS, "按{}个月发", "for {} months"),
    ],
)
def test_an_answer_names_the_number_that_the_rules_use_today(key, value, zh, en):
    answer = load()[key]

    assert zh.format(value.on(TODAY)) in answer.zh
    assert en.format(value.on(TODAY)) in answer.en


@pytest.mark.parametrize("key", ["register_deadline", "change_deadline", "voucher_use", "endorse_restore"])
def test_a_decision_of_this_service_is_told_as_one(key):
    answer = load()[key]

    assert "通知没有写" in answer.zh or "没有写明" in answer.zh
    assert "本平台" in answer.zh
    assert "this service" in answer.en.lower()


def test_an_answer_is_given_in_chinese_unless_english_is_asked_for():
    answer = load()["conditions"]

    assert answer.text("en") == answer.en
    assert answer.text("zh") == answer.text("fr") == answer.zh


GOOD = 'clauses=["二(一)1"]\nzh="好"\nen="good"\n'


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        pytest.param('[a]\nclauses=[]\nzh="好"\n', "no en", id="no English"),
        pytest.param('[a]\nclauses=[]\nen="good"\nzh=" "\n', "no zh", id="blank Chinese"),
        pytest.param('[a]\nzh="好"\nen="good"\n', "no clauses", id="clauses left out"),
        pytest.param('[a]\nclauses=["九"]\nzh="好"\nen="good"\n', "unknown clause 九", id="unknown clause"),
        pytest.param('[a]\nclauses="二(一)1"\nzh="好"\nen="good"\n', "not a list", id="clauses as text"),
        pytest.param(f'[a]\n{GOOD}see=["b"]\n', "unknown see b", id="unknown neighbour"),
        pytest.param(f'[a]\n{GOOD}see=["a"]\n', "unknown see a", id="its own neighbour"),
        pytest.param(f"[a]\n{GOOD}task=3\n", "task is not a name", id="task as number"),
        pytest.param(f'[a]\n{GOOD}fr="bon"\n', "unknown field fr", id="unknown field"),
        pytest.param('a="b"\n', "not a table", id="no table"),
    ],
)
def test_a_faulty_answer_stops_the_loading_and_names_itself(document, fault):
    with pytest.raises(FaultyAnswer, match=fault) as caught:
        parse([document])

    assert caught.value.key == "a"


def test_a_key_answered_in_two_files_stops_the_loading():
    with pytest.raises(FaultyAnswer, match="answered twice"):
        parse([f"[a]\n{GOOD}", f"[a]\n{GOOD}"])


def test_neighbours_may_stand_in_another_file():
    answers = parse([f'[a]\n{GOOD}see=["b"]\n', f"[b]\n{GOOD}"])

    assert answers["a"].see == ("b",)
    assert answers["b"].task is None


def spoken() -> dict[str, list[str]]:
    """The training examples by key, without their entity marks, punctuation and case."""
    found = defaultdict(list)
    for file in sorted(EXAMPLES.glob("*.yml")):
        key = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"  - intent: faq/(\w+)$", line):
                key = match[1]
            elif line.startswith("      - "):
                plain = re.sub(r"\[([^\]]+)\](?:\(\w+\)|\{[^}]+\})", r"\1", line[8:])
                found[key].append(re.sub(r"[\W_]", "", plain).lower())
    return found


def test_every_key_can_be_asked_in_ten_ways_and_more():
    examples = spoken()

    assert set(examples) == set(ALL)
    assert {key: len(asked) for key, asked in examples.items() if len(set(asked)) < 10} == {}


def test_no_question_leads_to_two_answers():
    owners = defaultdict(list)
    for key, asked in spoken().items():
        for words in asked:
            owners[words].append(key)

    assert {words: keys for words, keys in owners.items() if len(keys) > 1} == {}
