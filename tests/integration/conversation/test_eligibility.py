"""Asking whether and when one may apply: only what can still decide is asked, and the verdict has its reasons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import REST, SENTENCE, hall, reading

ASKED = "我能办居住证吗"
TOLD = "我能办居住证吗，社保交了14个月，租的房子合同签了一年"
READINGS = {
    ASKED: reading("check_eligibility"),
    TOLD: reading("check_eligibility"),
    "我还差什么材料": reading("materials"),
    "我的租房合同备案在哪办": reading("faq", "lease_filing_where"),
}
LIFE = {
    "户口在杭州市区": ">不是",
    "人才居住证": ">不是",
    "哪天办的居住登记": "2026年3月1号",
    "一直住在杭州市区": ">一直在",
    "出生日期": "1995-03-15",
    "靠什么工作": ">给单位上班",
    "这个月的社保": ">在交",
    "连续交了几个月": "24",
    "是从哪天开始的": "去年3月1号",
    "劳动合同": ">签了",
    "住的是什么房子": ">宿舍、亲友家等",
    "上学": ">不上学",
    "房产证明": ">有",
    "合同从哪天开始": "2026年3月1号",
    "合法产权": ">有",
    "出租安全规定": ">符合",
    "出租登记": ">办了",
    "商品房": ">不是",
}
"""Part of each question, and what an employee in a dormitory answers."""


async def interviewed(me: talking.Talk, said: str, **other: str) -> str:
    """Answer every question until there is none; the last words."""
    answers = LIFE | other
    for _ in range(30):
        asked = said.rstrip().rpartition("\n\n")[2]
        answer = next((answer for part, answer in answers.items() if part in asked and "？" in asked), None)
        if answer is None:
            return said
        said = await me(answer)
    raise AssertionError(said)


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS})


async def test_an_employee_of_long_standing_may_apply_and_is_told_the_papers(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED))

        assert "现在就可以申领居住证" in said
        assert "✅ 就业：符合" in said
        papers = await me(">要带哪些材料")
        assert "社会保险参保证明（附件3）：区人力社保局出具" in papers
        assert "• 劳动合同" in papers
        assert "租房合同" not in papers


async def test_what_one_sentence_told_is_not_asked_again(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        heard = await me(TOLD)
        said = await interviewed(me, heard, 劳动合同=">没签")

    assert "社保连续月数 14 个月，住房 租的" in heard
    assert "✅ 住所：符合" in said
    for question in ("连续交了几个月", "住的是什么房子", "到哪天为止"):
        assert question not in me.heard(), question


async def test_the_earliest_day_is_told_with_weekday_and_days_left(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 哪天办的居住登记="2026-08-31", 连续交了几个月="12")

        assert "最早 2027年2月28日（星期日）（还有 97 天）可以申领" in said
        assert "⏳ 登记并连续住满半年【二(一)2】\n　→ 2027年2月28日（星期日）起满足" in await me(">看“就业”这条路")
        assert "【二(一)2(1)】（1）合法稳定就业。" in await me(">依据")


async def test_a_day_that_hangs_on_an_open_answer_is_told_as_the_latest(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 哪天办的居住登记="2026-08-31", 连续交了几个月=">跳过")

    assert "最早 2027年11月1日（星期一）" in said
    assert "要是弄清楚 社保连续月数，可能更早" in said


async def test_of_somebody_registered_here_the_record_is_not_asked(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(SENTENCE, *REST)
        await interviewed(me, await me(ASKED))

    asked = me.heard().partition("登记好了")[2]
    assert "人才居住证" in asked
    for question in ("户口在杭州市区", "哪天办的居住登记", "出生日期", "住的是什么房子"):
        assert question not in asked, question


async def test_who_has_no_way_is_told_what_would_open_each(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 靠什么工作=">没有工作")

        assert "现在还不符合条件" in said
        assert "✗ 就业：差" in said
        assert "上班、开公司、个体户、承包土地、自主创业，有一种就行。" in await me(">看“就业”这条路")


async def test_who_is_not_registered_is_led_there(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 哪天办的居住登记=">还没登记")

        assert "先办居住登记" in said
        assert "来办居住登记" in await me(">办居住登记")


async def test_an_answer_left_open_leaves_the_verdict_open_and_is_named(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 劳动合同="不清楚")

    assert "还说不准，要看：劳动合同" in said


async def test_a_gate_left_open_spares_the_questions_behind_it(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 靠什么工作=">没有工作", 上学="不知道")

    assert "是全日制的吗" not in me.heard()


async def test_one_answer_is_changed_and_the_verdict_follows(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))
        said = await me(">改一个回答", ">登记日期：2026年3月1日（星期日）", "2026-10-01")

    assert "最早 2027年4月1日（星期四）" in said


async def test_what_was_told_is_remembered_but_not_the_months_of_another_month(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))
        assert "现在就可以申领" in await me(ASKED)

    async with hall(store, tmp_path, today=date(2026, 12, 1)) as here:
        later = here.talk()
        later.count = 100
        said = await later(ASKED)

    assert "这个月" in said


async def test_only_one_guardian_is_handed_to_a_person(store: Store, tmp_path: Path) -> None:
    child = {"出生日期": "2016-03-15", "父母双方": ">只有一方监护"}
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), **child)

    assert "由工作人员看" in said


async def test_a_local_and_a_talent_are_told_their_own_way_at_once(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        assert "杭州市区户口不用办居住证" in await here.talk("1")(ASKED, ">是")
        assert "人才居住证按" in await here.talk("2")(ASKED, ">不是", ">是")


async def test_papers_are_asked_for_in_the_middle_and_the_questions_go_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(ASKED, ">不是", ">不是", "我还差什么材料")

    assert "先看看您符合哪条路" in said
    assert "哪天办的居住登记" in said


async def test_every_question_says_why_and_with_which_clause(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(ASKED, ">不是", ">不是", "为什么")

    assert "登记以前住的不算" in said
    assert "依据【二(一)2】" in said
