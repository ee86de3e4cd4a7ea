"""Somebody at the window: scanned, opened with a reason, told at once; what is done there and what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.conversation.speech import Act
from bot.issuing import Issuing
from bot.vouchers.keys import VoucherKeys
from domain.staff import Role
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import (
    DAY,
    RENTS,
    Days,
    applied,
    buttons,
    code_of,
    hired,
    opened,
    permit_of,
    registered,
)
from tests.integration.conversation.talking import Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed
from tests.integration.storage.helping import look

ISSUED = date(2027, 7, 2)
OPENS, CLOSES = date(2028, 6, 2), date(2028, 7, 2)
LATE = date(2028, 7, 3)


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"什么时候签注": reading("endorse_permit"), "卡丢了": reading("replace_permit")}
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, **more})


async def holder(store: Store, folder: Path) -> Days:
    """A tenant who told his facts in June 2027 and holds a permit of 2 July 2027."""
    days = await registered(store, folder)
    async with days.on(DAY) as (me, _):
        await interviewed(me, await me(ASKED), **RENTS)
    await permit_of(store, ISSUED)
    return days


def at(me: Talk) -> Hall:
    return Hall(me.front.store, me.front, me.post, [])


async def test_anybody_sees_the_masked_voucher_and_staff_of_the_area_may_open_its_holder(
    store: Store, tmp_path: Path
) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        code = await code_of(me)
        stranger, elsewhere = at(me).talk("7"), await hired(at(me), "8", area="西湖区")

        for one in (stranger, elsewhere):
            assert "姓名 张*" in await one(code)
            assert buttons(one) == []
        assert "姓名 张*" in await officer(code)
        assert buttons(officer) == ["打开这个人"]
        assert "张三" not in officer.heard() + elsewhere.heard()


async def test_the_holder_is_told_of_the_look_at_once(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        page = await opened(officer, await code_of(me))
        assert "张三　**************002X" in page
        assert "居住证 330106A0012" in page

        assert "工作人员刚查看了您的登记\n时间：2028年6月2日（星期五）" in me.heard()
        assert "哪里：拱墅区（受理民警）\n事由：签注" in me.heard()
        assert me.data_of("觉得不对怎么办") == "f:complaint_where"
        assert "受理民警（拱墅区）：查看，签注" in await me(">谁查过我")


async def test_what_was_done_at_the_window_is_told_in_words(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await opened(officer, await code_of(me))
        await officer(">签注", ">核正一项资料", ">合同结束：2028年11月30日（星期四）", "2028年5月1号", "看了原件", "是")
        await officer(">不予签注，告诉本人")
    async with days.on(LATE) as (me, officer):
        await opened(officer, await code_of(me))
        await officer(">补办恢复", ">核正一项资料", ">合同结束：2028年5月1日（星期一）", "2030年5月1号", "续租", "是")
        await officer(">确认办理")

        told = await me("谁查过我")
        for act in ("核正资料，合同结束：看了原件", "不予签注，不符合", "办签注，补办恢复", "查看，签注"):
            assert f"受理民警（拱墅区）：{act}" in told
        assert not [code for code in ("restored", "ineligible", "lease_to") if code in told]


async def test_the_reason_can_be_said_in_words(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await opened(officer, await code_of(me), "邻居报噪音，核对住户")

        assert "事由：邻居报噪音，核对住户" in me.heard()


async def test_a_photo_of_the_code_opens_the_same_way(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await code_of(me)

        assert "有效" in await officer.say(await _signed(days, me), act=Act.PHOTO)
        assert "张三" in await officer(">打开这个人", ">核查")


async def _signed(days: Days, me: Talk) -> str:
    """The text in the code of his present voucher."""
    keys = VoucherKeys.load_or_create(days.folder / "vouchers.json")
    office = Issuing(days.store, keys, me.front.clock, "http://127.0.0.1")

    async def work(uow: SqlUnitOfWork) -> str:
        voucher = await uow.vouchers.valid_of(1)
        assert voucher is not None
        return office.text(voucher, await uow.people.get(1), await uow.registrations.get(1))

    return await look(days.store, work)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        pytest.param(date(2028, 6, 1), "还没到签注的时候：2028年6月2日（星期五） 到 2028年7月2日", id="day before"),
        pytest.param(OPENS, "签注后有效到 2029年7月2日（星期一）", id="first day"),
        pytest.param(CLOSES, "签注后有效到 2029年7月2日（星期一）", id="last day"),
    ],
)
async def test_in_its_window_the_permit_can_be_endorsed(store: Store, tmp_path: Path, on: date, said: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(on) as (me, officer):
        await opened(officer, await code_of(me))

        assert said in await officer(">签注")


async def test_the_day_after_it_is_restored_and_the_years_begin_anew(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(LATE) as (me, officer):
        await opened(officer, await code_of(me))
        assert "居住年限从 2028年7月3日（星期一） 重新算" in await officer(">补办恢复")
        await officer(">确认办理")

        assert "补办好了，恢复使用\n有效到 2029年7月2日（星期一）" in me.heard()


async def test_who_does_not_meet_the_conditions_is_told_why(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await opened(officer, await code_of(me))
        said = await officer(
            ">签注", ">核正一项资料", ">合同结束：2028年11月30日（星期四）", "2028年5月1号", "看了合同原件", "是"
        )
        assert "之前：仍符合条件\n现在：不符合" in said
        assert "确认办理" not in buttons(officer)
        await officer(">不予签注，告诉本人")

        assert "这次没有签注" in me.heard()
        assert "✗ 租期1年以上，且在有效期里【二(一)2(2)】" in me.heard()
        assert "有效到 2028年7月2日（星期日）" in await officer(">回到这个人")


async def test_a_confirmation_pressed_after_the_facts_have_changed_endorses_nobody(
    store: Store, tmp_path: Path
) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await opened(officer, await code_of(me))
        await officer(">签注")
        data = officer.data_of("确认办理")
        await officer(">核正一项资料", ">合同结束：2028年11月30日（星期四）", "2028年5月1号", "看了合同原件", "是")

        assert "重新看条件：不符合" in await officer.press_data(data)
        assert "签注好了" not in me.heard()


async def test_two_officers_endorse_once(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        code, other = await code_of(me), await hired(at(me), "8")
        await opened(officer, code)
        await opened(other, code)
        await officer(">签注")
        await other(">签注")

        await officer(">确认办理")
        assert "这次的签注已经办过了" in await other(">确认办理")
        assert me.heard().count("签注好了") == 1


async def test_a_button_of_another_day_asks_for_a_reason_again(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await opened(officer, await code_of(me))
        data = officer.data_of("签注")
    async with days.on(date(2028, 6, 3)) as (me, officer):
        assert "为什么要看" in await officer.press_data(data)
        assert "居住证 330106A0012" in await officer(">签注")


@pytest.mark.parametrize("act", ["page", "endorse", "endorsed", "decline", "facts", "card", "void", "fact"])
async def test_without_a_look_no_button_shows_or_does_anything(store: Store, tmp_path: Path, act: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        await officer(await code_of(me))
        which = officer.data_of("打开这个人").removeprefix("m:holder:")
        other = await hired(at(me), "8", area="西湖区")

        assert "为什么要看" in await officer.press_data(f"v:{act}:{which}")
        assert "查不到，或者不在您的片区" in await other.press_data(f"v:{act}:{which}")
        assert "工作人员用的" in await at(me).talk("7").press_data(f"v:{act}:{which}")
        assert "张三" not in officer.heard() + other.heard()
        assert "工作人员刚查看" not in me.heard()


@pytest.mark.parametrize("which", ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", "%%%", "张"])
async def test_a_made_up_voucher_opens_nobody(store: Store, tmp_path: Path, which: str) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path) as here:
        officer = Talk(here.front, here.post, "9", 900)

        assert "查不到" in await officer.press_data(f"m:holder:{which}")
        assert await officer.press_data(f"v:page:{which}")


async def test_a_grid_worker_looks_and_does_nothing(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, _):
        worker = await hired(at(me), "8", role=Role.GRID)
        code = await code_of(me)
        assert "居住证 330106A0012" in await opened(worker, code, ">核查")
        which = worker.data_of("打开这个人").removeprefix("m:holder:")

        for act in ("endorse", "endorsed", "decline", "facts", "card", "void", "fact"):
            assert "您的角色不能办这个" in await worker.press_data(f"v:{act}:{which}"), act


async def test_a_lost_card_gets_a_new_number_and_keeps_its_years(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        assert "居住证 330106A0012 丢了，要补一张新卡，对吗" in await me("卡丢了")
        await me(">对，报给窗口")
        assert "补换中：您报了卡丢失" in await me("我的")
        assert "本人报了卡丢失，要补一张" in await opened(officer, await code_of(me), ">补换证")
        assert officer.data_of("回到编号 1") == "m:case:1"
        page = await officer(">换卡/补卡", "B 1234 5678", "是")

        assert "居住证 B12345678\n有效到 2028年7月2日（星期日）" in page
        assert "新卡办好了，卡号 B12345678" in me.heard()
        assert "补换中" not in await me("我的")
        assert "没有等着办的件" in await officer("/queue")


async def test_a_voucher_made_void_is_told_with_the_reason_and_opens_nobody(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        code = await code_of(me)
        await opened(officer, code, ">核查")
        data = officer.data_of("签注")
        await officer(">凭证作废", "照片在群里流传")

        assert "您的登记凭证作废了。\n理由：照片在群里流传" in me.heard()
        assert "已作废" in await officer(code)
        assert "查不到" in await officer.press_data(data)
        assert "这是新的凭证" in await me(">换一张新凭证")


async def test_an_open_application_leads_to_its_case(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        page = await opened(officer, await code_of(me), ">核查")

        assert "没有居住证" in page
        assert "申领：走“住所”，等窗口看" in page
        assert officer.data_of("回到编号 1") == "m:case:1"


async def test_officers_look_up_many_codes_in_a_day_and_a_stranger_is_slowed(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(OPENS) as (me, officer):
        code, stranger = await code_of(me), at(me).talk("7")

        for _ in range(8):
            assert "姓名 张*" in await officer(code)
        said = [await stranger(code) for _ in range(8)]
        assert "试的次数有点多" in said[-1]


async def test_who_holds_no_permit_reads_the_rule_alone(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, _):
        said = await me("什么时候签注")

    assert "每年签注一次" in said
    assert "您的居住证" not in said
