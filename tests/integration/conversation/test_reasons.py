"""Why a condition is not met, opened up; and what would be if: dates beside dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import hall
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS})


async def test_an_unmet_condition_opens_with_clause_fact_limit_and_cure(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 连续交了几个月="9")
        said = await me(">看“就业”这条路", ">为什么差“社保连续满12个月”")

    assert "条文【二(一)2(1)】（1）合法稳定就业。" in said
    assert "您说的：社保连续月数 9 个月，这个月的社保 在交" in said
    assert "规定：12 个月" in said
    assert "什么时候行：2027年2月1日（星期一）（还有 70 天）" in said


async def test_a_month_without_insurance_moves_the_day(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 连续交了几个月="9")
        said = await me("如果我下个月断一个月社保呢")

    assert "现在这样：最早 2027年2月1日（星期一） 可以申领" in said
    assert "社保断 1 个月：最早 2027年12月1日（星期三） 可以申领" in said
    assert "• 最早能申领：2027年2月1日（星期一） → 2027年12月1日（星期三）" in said
    assert "没有改您的任何资料" in said


async def test_registering_tomorrow_or_next_week_stand_beside_each_other(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 哪天办的居住登记="今天")
        said = await me("明天登记和下周登记差多少")

    assert "2026年11月24日（星期二）登记：最早 2027年5月24日（星期一） 可以申领" in said
    assert "2026年11月30日（星期一）登记：最早 2027年5月30日（星期日） 可以申领" in said


async def test_what_changes_nothing_says_so(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))
        said = await me("如果租房合同只签到2026年12月1号呢")

    assert "日期都不变" in said


async def test_in_the_middle_of_the_questions_it_is_answered_and_they_go_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(ASKED, ">不是", "要是我明天登记呢")

    assert "还说不准" in said
    assert "我们接着办" in said


async def test_nothing_is_compared_before_anything_was_told(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()("如果我下个月断一个月社保呢")

    assert "先告诉我您的情况" in said


async def test_a_condition_that_does_not_exist_is_an_old_button(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))
        assert "过时" in await me.press_data("m:because:nothing")
        assert "要改哪一个" in await me.press_data("m:fix:nothing")
        assert await me.press_data("m:way:nothing")
