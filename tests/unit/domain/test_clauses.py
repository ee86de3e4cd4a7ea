"""The clause register: its quotations are the published words, and every mark the rules use is there."""

import re
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from domain.clauses import (
    CIVIL_CODE,
    CLAUSES,
    DECREE_663,
    INSTRUMENTS,
    NOTICE,
    OPINION,
    UnknownClause,
    clause,
)

SOURCES = Path(__file__).parents[3] / "docs" / "notice"
QUOTED = {NOTICE.code: "residence-permit.txt", OPINION.code: "intermediaries.txt"}
MARKS = """
    一 二(一)1 二(一)2 二(一)2(1) 二(一)2(2) 二(一)2(3) 二(一)3 二(一)4 二(二)1 二(二)2 二(二)3 二(二)4
    三(一) 三(二) 三(三) 三(四) 附则 附件1 附件2 附件3 附件4 附件5
    意见·一 意见·二(一) 意见·二(二) 意见·二(三) 意见·二(四) 意见·二(五) 意见·二(六) 意见·三
    民法典201 民法典202 民法典1259 663号令
"""


def folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("mark", [mark for mark, item in CLAUSES.items() if item.instrument.code in QUOTED])
def test_a_quoted_clause_stands_in_its_source_word_for_word(mark):
    item = clause(mark)
    source = (SOURCES / QUOTED[item.instrument.code]).read_text(encoding="utf-8")

    assert len(folded(item.words)) > 9
    assert folded(item.words) in folded(source)


@pytest.mark.parametrize("mark", MARKS.split())
def test_every_mark_the_rules_cite_is_registered(mark):
    assert clause(mark).mark == mark
    assert CLAUSES[mark].words.strip()


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("二(一)1", "拟在杭州市区居住3日以上"),
        ("二(一)1", "自变更之日起10日内"),
        ("二(一)2", "已办理居住登记并连续居住半年以上"),
        ("二(一)2(1)", "不含补缴"),
        ("二(一)2(2)", "1年以上期限的房屋租赁合同"),
        ("二(一)2(3)", "取得学籍并就读1年以上"),
        ("二(一)2末", "人才居住证"),
        ("二(一)3", "一次性告知"),
        ("二(一)4", "期满次日起"),
        ("二(一)4", "免费换领"),
        ("二(二)4", "量化的主要指标"),
        ("三(二)", "样式见附件5"),
        ("三(三)", "由房东按照要求向街道受理审核部门上交相关材料"),
        ("附则", "2017年1月1日"),
        ("附件1", "人均居住面积少于4平方米"),
        ("意见·二(四)", "优秀、良好、合格、不合格"),
        ("意见·二(六)", "上一年度中介机构优秀名录库"),
    ],
)
def test_a_mark_leads_to_the_words_that_the_rules_build_on(mark, words):
    assert words in clause(mark).words


def test_an_unknown_mark_is_told_by_name():
    with pytest.raises(UnknownClause) as caught:
        clause("二(一)9")

    assert caught.value.mark == "二(一)9"


def test_the_notice_says_that_it_is_a_draft_and_from_when_it_holds():
    assert NOTICE.status == "征求意见稿"
    assert NOTICE.in_force == date(2017, 1, 1)
    assert OPINION.in_force is None


def test_national_law_says_that_it_is_told_in_other_words():
    assert "转述" in CIVIL_CODE.status
    assert "转述" in DECREE_663.status
    assert {item.instrument.code for item in CLAUSES.values()} == {item.code for item in INSTRUMENTS}


def test_national_law_carries_the_days_the_answers_name():
    words = clause("663号令").words

    assert "15日" in words
    assert "30日" in words
    assert re.findall(r"\d+", words) == ["15", "30"]


def test_nobody_can_rewrite_a_clause():
    with pytest.raises(FrozenInstanceError):
        clause("二(一)1").words = "改"
    with pytest.raises(TypeError):
        CLAUSES["二(一)1"] = clause("二(一)2")
