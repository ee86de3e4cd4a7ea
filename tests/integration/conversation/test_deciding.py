"""An application before the desk, from both sides: every decision is told at once, with its dates and its way on."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from domain.staff import Role
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import (
    DAY,
    applied,
    buttons,
    code_of,
    handed_in,
    hired,
    opened,
    registered,
)
from tests.integration.conversation.talking import Talk, hall, reading
from tests.integration.conversation.test_eligibility import READINGS

APPLY = "我要申请居住证"
TITLE = "房屋所有权、使用权或宅基地使用权证明"


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {APPLY: reading("apply_permit"), "什么时候签注": reading("endorse_permit")}
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, **more})


async def taken(officer: Talk, number: int) -> str:
    return await officer(f"/case {number}", ">接办")


async def test_a_whole_life_of_a_permit(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me, without="photo lease street_check")
        await taken(officer, 1)
        assert "还不能受理，没交的有：相片，1年以上的租房合同，居住房屋出租安全排查表" in await officer(">受理")
        await officer(">退回补正", ">下一步", ">跳过")
        told = me.heard()
        assert "要补 3 样，一次说全" in told
        assert "• 居住房屋出租安全排查表（附件5）：街道受理审核部门出具" in told
        assert "退回补正，还差 3 样" in await me("我的")
        await me(">看清单")
        await handed_in(me, "photo", "lease", "street_check")
        assert "编号 2" in await me(">交给窗口")
        await taken(officer, 2)
        offered = await officer(">受理")
        assert "现在就可以申领" in offered
        assert officer.data_of("特殊情况，2027年7月24日（星期六）前") == "k:accept:2:special"
        await officer(">受理，2027年7月9日（星期五）前发证")
        assert "最迟发证：2027年7月9日（星期五）" in me.heard()
        assert "已受理。最迟 2027年7月9日（星期五） 发证" in await me("我的")

    async with days.on(date(2027, 7, 5)) as (me, officer):
        await taken(officer, 3)
        await officer(">登记卡号", "33010 6A-0012")
        assert "在受理（2027年6月24日（星期四））之前" in await officer("2027年6月23号")
        assert "还没到" in await officer("2027年7月6号")
        await officer("2027年7月2号", "是")
        assert "第一次签注：2028年6月2日（星期五） 到 2028年7月2日（星期日）" in me.heard()
        mine = await me("我的")
        assert "做好了，请到窗口领" in mine
        assert "现在有效到 2028年7月2日（星期日）" in mine
        await me(">我领到卡了")

    async with days.on(date(2028, 6, 2)) as (me, officer):
        assert "最后一天 2028年7月2日（星期日）（还有 30 天）" in await me("什么时候签注")
        assert "有效到 2028年7月2日（星期日）" in await opened(officer, await code_of(me))
        assert "签注后有效到 2029年7月2日（星期一）" in await officer(">签注")
        await officer(">确认办理")
        assert "下次签注：2029年6月2日（星期六） 到 2029年7月2日（星期一）" in me.heard()
        assert "居住年限从 2026年11月23日（星期一） 起算，没有断" in me.heard()

    async with days.on(date(2029, 8, 15)) as (me, officer):
        assert "从 2029年7月3日（星期二） 起停用" in await me("我的")
        await opened(officer, await code_of(me))
        assert "租期1年以上，且在有效期里" in await officer(">补办恢复")
        await officer(">核正一项资料", ">合同结束：2028年11月30日（星期四）", "2030年11月30号", "续租合同原件", "是")
        await officer(">确认办理")
        assert "有效到 2030年7月2日（星期二）" in me.heard()
        assert "居住年限从 2029年8月15日（星期三） 重新算" in me.heard()
        assert "居住年限从 2029年8月15日（星期三） 起算" in await me("我的")


async def test_what_cannot_be_used_is_named_with_the_reason_and_sent_again(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        assert "没有缺的材料" in await officer(">退回补正")
        assert "打勾的 1 样" in await officer(f">⬜ {TITLE}")
        assert "为什么不能用" in await officer(">下一步")
        await officer("产权证的照片糊了")

        assert "窗口的话：产权证的照片糊了" in me.heard()
        assert f"4 ⬜ {TITLE}：窗口说不能用，请重交（现有 1 页）" in await me(APPLY)
        await handed_in(me, "title_proof")
        assert "编号 2" in await me(">交给窗口")


async def test_the_list_of_the_notice_is_one_message_and_what_is_missing_stays_ticked(
    store: Store, tmp_path: Path
) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me, without="photo")
        await taken(officer, 1)
        await officer(">退回补正", ">⬜ 有效身份证件")
        assert "没交的必须写进通知" in await officer(">☑️ 相片")

        lists = [one for chat, one in officer.post.sent if chat == "9" and "补正通知" in one["text"]]
        assert "打勾的 2 样" in lists[-1]["text"]
        assert ["edits" in one for one in lists] == [False, True, True]
        await officer(">☑️ 有效身份证件")
        assert "打勾的 1 样" in officer.post.sent[-1][1]["text"]


async def test_a_refusal_names_what_is_not_met_and_what_would_cure_it(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        assert "没有一条是不满足的" in await officer(">不予受理")
        await officer(">核正一项资料", ">房子产权：有", "没有", "房东拿不出产权证", "是")
        assert "有条件不满足，不能受理" in await officer(">受理")
        assert "1 条打勾" in await officer(">不予受理")
        await officer(">下一步", "请换一处有产权的房子")

        told = me.heard()
        assert "“住所”这条路没有通过" in told
        assert "【二(一)2(2)】\n　怎样才行：换一处有合法产权的房子。" in told
        assert "窗口的话：请换一处有产权的房子" in told
        assert me.data_of("看看差什么") == "m:eligibility"
        assert "没有通过" in await me("我的")


async def test_a_refusal_needs_at_least_one_reason(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        await officer(">核正一项资料", ">房子产权：有", "没有", "房东拿不出产权证", "是", ">不予受理")
        assert "0 条打勾" in await officer.press_data("k:refuse:1:lawful_title")
        assert "0 条打勾" in await officer(">下一步")
        assert "0 条打勾" in await officer.press_data("k:refuse:1:half_year")


async def test_a_fact_corrected_after_a_notice_says_since_when_it_is_so(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me, without="photo")
        await taken(officer, 1)
        await officer(">退回补正", ">下一步", ">跳过")
        await me(">看清单")
        await handed_in(me, "photo")
        await me(">交给窗口")
        await taken(officer, 2)

        assert "以后才变的" in await officer(">核正一项资料", ">是不是商品房：不是", "是")
        await officer(">当时就这样", "房产证上是商品房", "是")
        said = await officer(">核正一项资料", ">租赁备案：—", ">备案了", ">当时就这样", "备案系统查到", "是")

        assert "第一次没要、不能再要的：房屋租赁登记备案" in said
        assert "☑️ 房屋租赁登记备案" in said
        await officer(">退回补正")
        assert not [label for label in buttons(officer) if "房屋租赁登记备案" in label]
        forged = await officer.press_data("k:return:2:lease_filing")
        assert "0 样" in forged


async def test_the_pages_are_shown_as_pictures_and_the_look_is_written_down(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await officer("/case 1")
        said = await officer(">看材料（7 页）")
        assert "编号 1　有效身份证件　第 1 页，共 1 页" in said

        pictures = [one for chat, one in officer.post.sent if chat == "9" and "attachment" in one]
        assert len(pictures) == 7
        assert {one["attachment"]["kind"] for one in pictures} == {"page"}
        assert "受理民警（拱墅区）：查看，编号 1" in await me("谁查过我")


async def test_of_many_pages_the_officer_says_which_paper(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me, without="lease")
        await me(">撤回申领", ">确定撤回")
        assert "还差 7 样" in await me(APPLY)
        await handed_in(me, *["lease"] * 15, *["photo"] * 6)
        await me(">交给窗口", ">就这样交")
        await officer("/case 2")

        assert "先看哪一样" in await officer(">看材料（21 页）")
        said = await officer(">✅ 相片：6 页")
        assert "相片　第 6 页，共 6 页" in said
        assert "租房合同　第" not in said


async def test_withdrawn_before_it_is_accepted_it_stays_withdrawn(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        await officer(">受理")
        await me(">撤回申领", ">确定撤回")

        assert "已经办结" in await officer(">受理，2027年7月9日（星期五）前发证")
        assert "受理了（回执）" not in me.heard()
        assert "一共 0 页" in await officer.press_data("k:pages:1")


async def test_accepted_a_moment_before_it_is_not_withdrawn(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await me(">撤回申领")
        await taken(officer, 1)
        await officer(">受理", ">受理，2027年7月9日（星期五）前发证")

        assert "撤回了" not in await me(">确定撤回")
        assert "已受理" in await me("我的")


async def test_a_case_changed_since_its_page_was_shown_is_told(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        other = await hired(days_hall(me), "8")
        await taken(officer, 1)
        await other("/case 1")

        assert "已经有同事在办了" in await other.press_data("k:accept:1:usual")
        await officer(">受理", ">受理，2027年7月9日（星期五）前发证")
        for data in ("k:return:1:photo", "k:refuse:1", "k:accept:1:usual", "k:facts:1", "k:reply:1"):
            assert "已经办结" in await officer.press_data(data), data


async def test_of_two_officers_at_the_same_second_one_works_on_it(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        other = await hired(days_hall(me), "8")

        said = await asyncio.gather(officer.press_data("k:take:1"), other.press_data("k:take:1"))

        assert sum("已经有同事在办了" in one for one in said) == 1


async def test_accepted_and_withdrawn_at_the_same_second_it_is_one_of_the_two(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)

        await asyncio.gather(officer.press_data("k:accept:1:usual"), me.press_data("m:unapply:yes"))

        accepted = "受理了（回执）" in me.heard()
        assert accepted != ("撤回了" in me.heard())
        assert ("已受理" in await me("我的")) == accepted


def days_hall(me: Talk) -> talking.Hall:
    return talking.Hall(me.front.store, me.front, me.post, [])


FORGED = ("k:pages:1", "k:accept:1:usual", "k:return:1:next", "k:refuse:1:next", "k:issue:1", "k:facts:1")


async def test_an_officer_of_another_area_finds_nothing(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await applied(me)
        other = await hired(days_hall(me), "8", area="西湖区")

        for data in FORGED:
            assert "没有这个编号的件" in await other.press_data(data), data
        assert "张三" not in other.heard()
        assert "还没有工作人员查过" in await me("谁查过我")


async def test_a_grid_worker_sees_and_decides_nothing(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await applied(me)
        worker = await hired(days_hall(me), "8", role=Role.GRID)

        assert "材料" in await worker("/case 1")
        for data in FORGED[1:]:
            assert "您的角色不能办这个" in await worker.press_data(data), data


@pytest.mark.parametrize(
    "data",
    ["k:accept", "k:accept:1:usual:more", "k:return:1:business_licence", "k:refuse:1:half_year", "k:accept:1:twice"],
)
async def test_a_forged_button_decides_nothing(store: Store, tmp_path: Path, data: str) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)

        assert await officer.press_data(data)
        assert "等窗口看" in await me("我的")


async def test_the_person_cannot_close_the_desks_case_as_if_it_were_an_appeal(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)

        assert "过时" in await me.press_data("m:withdraw:1")
        assert "1 件在办" in await officer("/queue")


async def test_nobody_decides_on_his_own_application(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with hall(store, tmp_path) as here:
        await hired(here, "1")
    async with days.on(DAY) as (me, _):
        await applied(me)

        assert "自己的件不能自己办" in await me.press_data("k:take:1")


async def test_a_late_card_rises_in_the_queue(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        await officer(">受理", ">受理，2027年7月9日（星期五）前发证")
    async with days.on(date(2027, 7, 8)) as (_, officer):
        assert "1 件在办，0 件超时" in await officer("/queue")
    async with days.on(date(2027, 7, 10)) as (_, officer):
        assert "1 件在办，1 件超时" in await officer("/queue")
        assert buttons(officer)[0].startswith("⏰ 2 制证 拱墅区大关街道")


@pytest.mark.parametrize("form", ["notice", "refusal", "card", "looking", "correction", "writing", "aside"])
async def test_a_form_that_a_button_opens_cannot_be_begun_by_its_name(store: Store, tmp_path: Path, form: str) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path) as here:
        officer = Talk(here.front, here.post, "9", 900)

        assert "能办的事" in await officer.press_data(f"m:{form}")
