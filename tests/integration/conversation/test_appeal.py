"""An answer that is said to be wrong: it reaches the desk with all it stands on, an officer corrects a fact and never
the outcome, the rules decide anew, and the person reads who looked and why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.staff import Role
from domain.usecases.staffing import invite
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import TODAY, Hall, Talk, hall
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed

WRONG = "我的社保交了14个月，不是9个月"


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS})


async def hired(here: Hall, chat: str, *, area: str = "", role: Role = Role.OFFICER) -> Talk:
    """Somebody who came by an invitation."""
    token, now = f"token-{chat}", here.front.clock.now()
    await here.store.run(lambda uow: invite(None, role, area, token, now + timedelta(days=1), uow, now))
    officer = here.talk(chat)
    assert "您现在是" in await officer(f"/start {token}")
    return officer


async def appealed(here: Hall, me: Talk | None = None) -> Talk:
    """Somebody who was told to wait, and disagrees."""
    me = me or here.talk()
    assert "还差一点时间" in await interviewed(me, await me(ASKED), 连续交了几个月="9")
    said = await me(">我觉得不对", WRONG)
    assert "编号 1" in said
    assert "2026年11月26日（星期四） 17:00 前答复您" in said
    return me


async def test_a_corrected_fact_changes_the_verdict_and_the_person_is_told(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        queue = await officer("/queue")
        assert "1 件在办，0 件超时" in queue

        page = await officer(">1 申诉 住址未登记 0天")
        assert WRONG in page
        assert "⏳ 社保连续满12个月【二(一)2(1)】 → 2027年2月1日（星期一）" in page
        await officer(">接办", ">核正一项资料", ">社保连续月数：9 个月", "14", "11月23日社保系统查询，连续14个月")
        shown = await officer("是")
        assert "之前：最早 2027年2月1日（星期一） 可以申领" in shown
        assert "现在：现在就可以申领" in shown
        await officer(">办结并说明", "查到了，对不起让您多等")

        assert "资料核正了" in me.heard()
        assert "社保连续月数：14 个月（理由：11月23日社保系统查询，连续14个月）" in me.heard()
        assert "现在就可以申领居住证" in await interviewed(me, await me(ASKED), 连续交了几个月="9")


async def test_who_looked_and_why_is_read_by_the_person(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        assert "还没有工作人员查过" in await me("谁查过我")
        await officer("/case 1")

        said = await me("谁查过我")

    assert "受理民警（全部片区）：查看，编号 1" in said


async def test_an_upheld_answer_is_explained_and_the_facts_stay(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await officer("/case 1", ">接办", ">办结并说明", "系统里就是9个月，补缴的不算")

        assert "原答复不变" in me.heard()
        assert "系统里就是9个月" in me.heard()
        assert "编号 1：办结，答复不变" in await me("/answers")


async def test_two_officers_never_work_on_the_same_case(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        one, other = await hired(here, "8"), await hired(here, "9")
        await other("/case 1")
        await one("/case 1", ">接办")

        assert "已经有同事在办了" in await other(">接办")
        await one(">放回待办")
        assert "接办" not in await other("/case 1")
        assert await other.press_data("k:take:1")
        assert other.data_of("核正一项资料")


async def test_a_case_of_another_area_does_not_exist(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9", area="西湖区")

        assert "没有等着办的件" in await officer("/queue")
        for data in ("m:case:1", "k:take:1", "k:facts:1", "k:close:1", "k:fact:1:talent"):
            assert "没有这个编号的件" in await officer.press_data(data)
        assert WRONG not in officer.heard()


async def test_nobody_without_a_role_gets_behind_the_desk(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        stranger = here.talk("7")

        for data in ("m:queue", "m:case:1", "k:take:1", "k:reply:1", "m:staff", "m:staff:invite"):
            assert "工作人员用的" in await stranger.press_data(data)
        assert WRONG not in stranger.heard()


async def test_a_grid_worker_looks_and_decides_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        worker = await hired(here, "9", role=Role.GRID)

        assert WRONG in await worker("/case 1")
        assert "您的角色不能办这个" in await worker.press_data("k:take:1")
        assert "您的角色不能办这个" in await worker.press_data("k:facts:1")


async def test_nobody_decides_on_his_own_case(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await appealed(here)
        token, now = "mine", here.front.clock.now()
        await store.run(lambda uow: invite(None, Role.ADMIN, "", token, now + timedelta(days=1), uow, now))
        await me("/start mine", "/case 1")

        assert "自己的件不能自己办" in await me.press_data("k:take:1")


async def test_an_invitation_opens_once(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await hired(here, "9")

        late = here.talk("8")
        assert "已经用过了" in await late("/start token-9")
        assert "工作人员用的" in await late("/queue")
        assert "您好，这里是" in await here.talk("7")("/start guessed")


async def test_an_admin_invites_for_his_area_and_ends_somebodys_work(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        admin = await hired(here, "9", area="拱墅区", role=Role.ADMIN)
        made = await admin("/staff", ">邀请", ">受理民警", "大关街道")
        assert "受理民警，拱墅区大关街道" in made
        assert "您的角色不能办" not in made
        token = made.rpartition("/start ")[2]
        officer = here.talk("8")
        assert "拱墅区大关街道" in await officer(f"/start {token}")
        assert "您的邀请有人用了" in admin.heard()

        await admin("/staff", ">停掉 2 号")

        assert "工作人员用的" in await officer("/queue")
        assert "不在您的片区" in await admin("/staff", ">邀请", ">管理员", ">全部")


async def test_an_earlier_answer_is_computed_again_as_of_its_day(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 连续交了几个月="9")
    async with hall(store, tmp_path, today=TODAY + timedelta(days=400)) as later:
        me = Talk(later.front, later.post, "1", 100)
        said = await me("以前的答复", ">2026年11月23日（星期一）：最早 2027年2月1日（星期一） 可以申领")

    assert "2026年11月23日（星期一）** 的答复" not in said
    assert "的答复：最早 2027年2月1日（星期一） 可以申领" in said
    assert "按那天的规定重算，结果一样" in said


async def test_an_appeal_can_be_taken_back_by_its_own_person_only(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, stranger = await appealed(here), here.talk("7")
        assert "过时" in await stranger.press_data("m:withdraw:1")

        assert "编号 1 撤回了" in await me("/answers", ">撤回编号 1")
        assert "您撤回了" in await me("/answers")


async def test_without_an_answer_there_is_nothing_to_dispute(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        assert "还没有给过您答复" in await here.talk()("我觉得不对")


async def test_a_second_word_joins_the_open_case(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await me(">我觉得不对", "我还有社保清单可以拍给你们")
        await officer("/case 1", ">接办", ">内部备注", "等清单")
        page = await officer(">回复本人", "请把清单带到窗口")

        assert "我还有社保清单" in page
        assert "📝 等清单" in page
        assert "请把清单带到窗口" in me.heard()
        assert "等清单" not in me.heard().replace("清单带到窗口", "")
