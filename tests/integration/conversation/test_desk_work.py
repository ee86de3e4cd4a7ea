"""Odd hours of the desk's work: starting anew, another month, long cases, a person who moves on meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.staff import Role
from domain.usecases.staffing import invite
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import TODAY, Talk, hall, reading
from tests.integration.conversation.test_appeal import WRONG, appealed, hired, understood
from tests.integration.conversation.test_eligibility import ASKED, interviewed
from tests.integration.storage.helping import commit
from tests.unit.domain.making import correction

__all__ = ["understood"]

TAKEN = ("/case 1", ">接办")
MONTHS = ">社保连续月数：9 个月"


async def test_starting_anew_in_a_correction_goes_on_with_the_same_fact(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = "等等，从头再来一遍吧"
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, anew: reading("restart")})
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9")
        await officer(*TAKEN, ">核正一项资料", MONTHS, "14", anew)

        assert "现在就可以申领" in await officer("社保系统查询", "是")


async def test_what_the_person_had_in_an_earlier_month_is_not_counted_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
    async with hall(store, tmp_path, today=date(2026, 12, 1)) as later:
        officer = replace(await hired(later, "9"), count=50)
        page = await officer(*TAKEN)
        assert "社保连续月数：9" not in page.partition("资料")[2]

        shown = await officer(">核正一项资料", ">社保连续月数：—", "10", "社保系统查询", "是")

        assert "之前：还说不准" in shown
        assert "现在：还说不准" in shown, "whether he is insured this month is not known either"
        shown = await officer(">核正一项资料", ">这个月的社保：—", ">在交", "社保系统查询", "是")

    assert "现在：最早 2027年2月1日" in shown


async def test_a_guardian_alone_is_no_finding(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9")
        asked = await officer(*TAKEN, ">核正一项资料", ">父母的居住证：—")

        assert "父母双方" in asked
        with pytest.raises(AssertionError, match="no button"):
            officer.data_of("只有一方监护")
        assert "父母双方" in await officer("只有妈妈一个人")
        assert "根据什么" not in officer.heard()


async def test_a_correction_to_the_same_changes_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        told = await officer(*TAKEN, ">核正一项资料", MONTHS, "9", "社保系统查询", "是")

        assert "本来就是这样" in told
        assert "核正" not in me.heard()


async def test_a_case_longer_than_a_message_comes_in_several(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        for number in range(9):
            await me(">我觉得不对", f"{number}" + "补" * 700)
        before = len(here.post.sent)

        await officer("/case 1")

    shown = [payload for chat, payload in here.post.sent[before:] if chat == "9"]
    assert len(shown) > 1
    assert all(len(payload["text"]) <= 4096 for payload in shown)
    assert [bool(payload.get("inline")) for payload in shown] == [False] * (len(shown) - 1) + [True]
    assert "".join(payload["text"] for payload in shown).count("补" * 700) == 9


async def test_who_works_on_a_case_hears_when_the_person_adds_or_takes_it_back(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await me(">我觉得不对", "先补一句")
        assert "补充" not in officer.heard()
        await officer(*TAKEN)

        await me(">我觉得不对", "还有清单")
        assert "编号 1：本人又补充了几句" in officer.heard()
        assert "还有清单" in await officer(">看编号 1")
        await me("/answers", ">撤回编号 1")

        assert "本人撤回了" in officer.heard()
        assert "已经办结" in await officer(">回复本人")


async def test_the_verdict_shows_what_the_desk_corrected_and_an_old_page_disputes_its_own_answer(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        old = me.data_of("我觉得不对")
        await officer(*TAKEN, ">核正一项资料", MONTHS, "14", "社保系统查询", "是", ">办结并说明", "对不起")

        said = await interviewed(me, await me(ASKED))
        assert "照核正的算" in said
        assert "社保连续月数：14 个月（理由：社保系统查询）" in said
        assert me.data_of("我觉得不对") != old
        await me.press_data(old)
        await me("那次也不对")

        assert "最早 2027年2月1日" in await officer("/case 2")


async def test_an_answer_that_the_desk_settled_meanwhile_is_not_taken_for_the_next_question(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        me = await appealed(here)
        await me("/answers", ">以前的答复")
        await me.press_data("m:fix:employment.labour_contract")
        found = correction("employment.labour_contract", True, on=TODAY)
        await commit(store, lambda uow: uow.corrections.add(found, 1))

        assert "工作人员已经核正了" in await me("没有")
        assert "最早 2027年2月1日" in await me(">▶ 继续居住证条件")


async def test_the_list_of_staff_is_shown_a_page_at_a_time(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        admin, now = await hired(here, "9", role=Role.ADMIN), here.front.clock.now()
        until = now + timedelta(days=1)
        for number in range(9):
            await store.run(lambda uow, n=number: invite(None, Role.GRID, "", f"g{n}", until, uow, now))

        first, second = await admin("/staff"), await admin(">下一页 →")

    assert first.count("网格员") == 7
    assert second.count("网格员") == 2
    assert "管理员" not in second
    assert admin.data_of("← 上一页")


async def test_a_second_link_changes_the_role_and_puts_the_work_back(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer, now = await hired(here, "9"), here.front.clock.now()
        await officer(*TAKEN)
        await store.run(lambda uow: invite(None, Role.GRID, "", "grid", now + timedelta(days=1), uow, now))

        assert "您现在是网格员" in await officer("/start grid")

        assert "您的角色不能办" in await officer.press_data("k:reply:1")
        other = await hired(here, "8")
        await other(*TAKEN)
        assert other.data_of("核正一项资料")


async def test_words_are_kept_for_the_desk_as_the_person_wrote_them(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        me = Talk(here.front, here.post, "1")
        await interviewed(me, await me(ASKED), 连续交了几个月="9")
        await me(">我觉得不对", "<b>14个月</b> & **不是9个月** {0}")

        assert "<b>14个月</b> & **不是9个月** {0}" in await officer("/case 1")
        assert WRONG not in officer.heard()
