"""What a sentence tells of the facts of the permit, and what it does not: nothing is taken that leaves a doubt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.forms.eligibility import ELIGIBILITY
from bot.forms.eligibility_hearing import answer, heard
from bot.interview.form import Accepted, Context, NotAnAnswer, Partly, Refused

TODAY = date(2026, 11, 23)
SHORT = {
    "path": "employment.path", "months": "employment.insured_months", "now": "employment.insured_this_month",
    "since": "employment.since", "contract": "employment.labour_contract", "home": "housing.kind",
    "title": "housing.title_proof", "begins": "housing.lease_from", "ends": "housing.lease_to", "term": "lease_months",
    "commodity": "housing.commodity_housing", "filed": "housing.lease_filed", "school": "schooling.stage",
    "registered": "registered_on", "born": "born", "local": "hangzhou_hukou",
}  # fmt: skip


def told(text: str, asked: str | None = None) -> dict[str, Any]:
    names = {path: name for name, path in SHORT.items()}
    return {names[path]: value for path, value in heard(text, TODAY, asked).items()}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("社保交了14个月，租的房子合同签了一年", {"months": "14", "home": "rented", "term": 12}),
        ("交了一年半社保", {"months": "18"}),
        ("社保交了一年多", {"months": "12"}),
        ("社保没断过，一直在交，交了两年", {"months": "24", "now": "yes"}),
        ("社保以前断过，现在在交", {"now": "yes"}),
        ("厂里给我交社保，交了20个月", {"months": "20"}),
        ("没买社保", {"months": "0", "now": "no"}),
        ("公司没给交社保", {"months": "0", "now": "no"}),
        ("社保停了，以前交了两年", {"now": "no"}),
        ("从去年3月1号开始在厂里上班，合同签了", {"path": "employee", "since": "2025-03-01", "contract": "yes"}),
        ("去年3月入职的", {"path": "employee", "since": "2025-03"}),
        ("去年开始在工地打工", {"path": "employee", "since": "2025"}),
        ("我在饭店上班，没签合同", {"path": "employee", "contract": "no"}),
        ("劳动合同没签", {"contract": "no"}),
        ("跑外卖的", {"path": "self_employed"}),
        ("我是外卖小哥", {"path": "self_employed"}),
        ("我是法人", {"path": "company"}),
        ("自己开了家公司", {"path": "company"}),
        ("自己有个小饭店", {"path": "sole_trader"}),
        ("我承包了八亩地", {"path": "farm"}),
        ("没有工作", {"path": "none"}),
        ("房子是租的，2025年9月1号到2026年8月31号", {"home": "rented", "begins": "2025-09-01", "ends": "2026-08-31"}),
        ("租的房，2025.9.1-2026.8.31", {"home": "rented", "begins": "2025-09-01", "ends": "2026-08-31"}),
        ("在公司上班，租的房子，合同签了两年", {"path": "employee", "home": "rented", "term": 24}),
        ("房产证是我名字", {"home": "own", "title": "yes"}),
        ("我不租房了，买了房", {"home": "own"}),
        ("我住公司宿舍", {"home": "none"}),
        ("租的是商品房，合同备案了", {"commodity": "yes", "filed": "yes"}),
        ("我在浙江大学读研究生", {"school": "higher"}),
        ("1995年3月15号出生，外地户口", {"born": "1995-03-15", "local": "no"}),
        ("居住登记是3月1号登记的", {"registered": "2026-03-01"}),
    ],
)
def test_spoken_chinese_tells_facts(text: str, facts: dict[str, Any]) -> None:
    assert told(text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "I've paid social insurance for 14 months, I rent a flat, the lease is for one year",
            {"months": "14", "home": "rented", "term": 12},
        ),
        (
            "I work for a company since 3 March 2025 and have a contract",
            {"path": "employee", "since": "2025-03-03", "contract": "yes"},
        ),
        ("I have paid insurance for a year and a half and I am still insured", {"months": "18", "now": "yes"}),
        ("I own a shop", {"path": "sole_trader"}),
        ("I'm self-employed, I live with friends", {"path": "self_employed", "home": "none"}),
        ("I have no social insurance", {"months": "0", "now": "no"}),
        ("I own my own flat", {"home": "own"}),
        ("I am working at a factory, no contract", {"path": "employee", "contract": "no"}),
        (
            "I rent a flat from 1 September 2025 to 31 August 2026",
            {"home": "rented", "begins": "2025-09-01", "ends": "2026-08-31"},
        ),
        ("I started working for a firm in March 2025", {"path": "employee", "since": "2025-03"}),
        ("I am a university student", {"school": "higher"}),
    ],
)
def test_english_sentences_tell_facts(text: str, facts: dict[str, Any]) -> None:
    assert told(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("社保断过", id="a gap, not when"),
        pytest.param("补缴了三个月", id="back-payments do not count"),
        pytest.param("我交了14个月社保，补缴了三个月", id="a back-paid month starts the count again"),
        pytest.param("我交了14个月社保，但是中间断了两个月", id="so does a gap"),
        pytest.param("社保一共交了14个月", id="a sum is not a row"),
        pytest.param("社保交了差不多一年", id="about"),
        pytest.param("社保交了快一年", id="not yet"),
        pytest.param("社保大概交了14个月", id="about so many"),
        pytest.param("社保交了一两年", id="one or two"),
        pytest.param("社保在上海交了两年", id="elsewhere"),
        pytest.param("去年社保交了10个月", id="not up to now"),
        pytest.param("商业保险交了两年", id="another insurance"),
        pytest.param("我交着社保工作两年了", id="how long he has worked"),
        pytest.param("这个月社保还没交", id="not due yet"),
        pytest.param("社保交12个月能办居住证吗", id="what the rules say"),
        pytest.param("没有社保能办居住证吗", id="nobody said so of himself"),
        pytest.param("如果我社保交了14个月", id="supposed"),
        pytest.param("我打算明年交社保", id="planned"),
        pytest.param("老婆社保交了14个月", id="the wife's"),
        pytest.param("孩子读小学三年级", id="the child's, and no three years"),
        pytest.param("我在小学当老师", id="a teacher is no pupil"),
        pytest.param("大学毕业了", id="no more"),
        pytest.param("我不是法人", id="denied"),
        pytest.param("没工作满一年", id="not no work"),
        pytest.param("以前自己开店", id="formerly"),
        pytest.param("从前在厂里上班", id="formerly, though it says 从"),
        pytest.param("不是租的房", id="not rented"),
        pytest.param("把房子租给别人了", id="the landlord"),
        pytest.param("公司租的房子给我们住", id="not his lease"),
        pytest.param("租了一年了", id="lived there, no term"),
        pytest.param("合同还有三个月到期", id="what is left of a term"),
        pytest.param("老家买了房", id="a home elsewhere"),
        pytest.param("我按就业还是按租房办", id="a choice"),
        pytest.param("网上有人说送外卖的也可以", id="hearsay"),
        pytest.param("my son is 12", id="the son's age"),
        pytest.param("my wife works for a company", id="the wife's work"),
        pytest.param("I think I paid insurance for 14 months", id="in doubt"),
        pytest.param("I will rent a flat next month", id="to come"),
        pytest.param("I paid insurance for about a year", id="about, in English"),
        pytest.param("I paid back-payments of insurance for 3 months", id="back-payments, in English"),
        pytest.param("the lease is about a year", id="about a year"),
    ],
)
def test_what_leaves_a_doubt_tells_nothing(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "社保交了14个月，没买社保",
        "自己有房，又租了一间房",
        "合同签了，劳动合同没签，在厂里上班，劳动合同签了",
        "在厂里上班，没有工作",
    ],
)
def test_of_a_sentence_that_contradicts_itself_nothing_is_taken(text: str) -> None:
    assert told(text) == {}


def test_a_rented_house_tells_no_term_where_it_is_how_long_somebody_lives_there() -> None:
    for text in ("租房合同签了一年了", "租房合同一年一签", "租房合同还剩一年"):
        assert told(text) == {"home": "rented"}, text


def test_a_filing_by_the_landlord_may_be_the_registration_for_rent() -> None:
    assert told("房东没备案") == {"home": "rented"}


def test_a_contract_of_work_is_not_a_lease() -> None:
    assert told("在厂里上班，合同从2025年9月1号到2026年8月31号") == {"path": "employee"}
    assert told("我承包了八亩地，合同签了三年") == {"path": "farm"}


def test_the_question_asked_gives_the_topic() -> None:
    assert told("2025年9月1号到2026年8月31号") == {}
    assert told("2025年9月1号到2026年8月31号", "housing.lease_from") == {"begins": "2025-09-01", "ends": "2026-08-31"}
    assert told("交了14个月") == {}
    assert told("交了14个月", "employment.insured_this_month") == {"months": "14"}


def read(path: str, text: str, **answers: Any) -> Any:
    field = ELIGIBILITY.field(path)
    assert field is not None
    parsed = answer(field, text, Context(TODAY, answers))
    return parsed.value if isinstance(parsed, Accepted) else parsed


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("employment.insured_months", "14个月，租的房子合同签了一年", 14),
        ("employment.insured_months", "a year and a half", 18),
        ("employment.insured_months", "two years", 24),
        ("employment.insured_this_month", "在交，但没签合同", "yes"),
        ("employment.insured_this_month", "在交，没断过", "yes"),
        ("employment.insured_this_month", "没在交，租的房子", "no"),
        ("employment.labour_contract", "签了，社保交了14个月", "yes"),
        ("employment.labour_contract", "公司没给交社保，合同签了", "yes"),
        ("hangzhou_hukou", "不是，我是安徽的，在厂里上班", "no"),
        ("employment.since", "去年3月1号，合同签了", "2025-03-01"),
        ("employment.since", "从去年3月1号开始", "2025-03-01"),
        ("housing.lease_from", "2025年9月1号开始，签了一年", "2025-09-01"),
        ("housing.lease_to", "到2026年8月31号为止", "2026-08-31"),
        ("registered_on", "3月1号登记的，一直住在这", "2026-03-01"),
        ("registered_on", "还没登记", False),
        ("employment.path", "外卖，跑了两年了", "self_employed"),
    ],
)
def test_an_answer_is_read_among_other_facts(path: str, text: str, value: Any) -> None:
    assert read(path, text) == value


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("employment.insured_months", "补缴了三个月", "months_broken"),
        ("employment.insured_months", "断过", "months_broken"),
        ("employment.insured_months", "一共14个月", "months_broken"),
        ("employment.insured_months", "差不多一年", "months_about"),
        ("guardians.insured_months", "about a year", "months_about"),
        ("employment.since", "刚来不久", "which_day"),
        ("employment.since", "last March", None),
    ],
)
def test_what_is_no_answer_yet_says_what_to_do(path: str, text: str, code: str | None) -> None:
    parsed = read(path, text)

    assert parsed == (Refused(code) if code else NotAnAnswer())


def test_facts_of_somebody_else_answer_no_question() -> None:
    assert read("schooling.stage", "孩子读小学三年级") == NotAnAnswer()
    assert read("employment.path", "老婆在厂里上班") == NotAnAnswer()
    assert read("employment.insured_this_month", "没签劳动合同") == NotAnAnswer()


def test_for_a_child_the_parents_tell_of_the_child() -> None:
    assert read("schooling.stage", "孩子读小学三年级", born="2016-03-15") == "primary"


def test_clauses_that_disagree_are_no_answer() -> None:
    assert read("employment.insured_months", "交了14个月，没买社保") == NotAnAnswer()
    assert read("employment.insured_months", "交了14个月，现在停了") == NotAnAnswer()
    assert read("employment.labour_contract", "签了，后来又没签") == NotAnAnswer()


def test_a_month_is_a_part_of_an_answer() -> None:
    assert read("employment.since", "去年3月进的厂，合同签了") == Partly("2025-03")
