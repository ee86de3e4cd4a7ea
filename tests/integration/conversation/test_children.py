"""Children in their guardian's chat: registered, assessed and applied for like anybody, and never mixed up with him."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.speech import Act
from domain.people import _CHECKS, _WEIGHTS
from domain.registrations import Registration
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import AREA, hired
from tests.integration.conversation.talking import NUMBER, REST, SENTENCE, Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed

DAY = date(2027, 7, 23)
"""Eight months after the registrations."""
CHILD = "给孩子办居住登记"
MAY_HE = "我儿子能办居住证吗"
PUPIL = {
    "工作": "没工作",
    "什么房子": ">宿舍、亲友家等",
    "上学": ">小学",
    "全日制": ">是",
    "学籍": ">有",
    "开始读": "2025年9月1号",
    "父母双方": ">都有",
    "社保连续交了": "24",
}


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {CHILD: reading("register"), MAY_HE: reading("check_eligibility"), "我换单位了": reading("report_change")}
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, **more})


def number_of(born: date, order: int = 12) -> str:
    """A citizen's number with a valid check digit."""
    digits = f"110105{born:%Y%m%d}{order:03d}"
    return digits + _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11]


BORN = date(2017, 5, 6)
ANSWERS = (">同意", ">不是", "昨天", "王小明", number_of(BORN), "大关小学", ">都对，提交")


async def guardian(here: Hall, chat: str = "1") -> Talk:
    me = here.talk(chat)
    assert "登记好了" in await me(SENTENCE, *REST)
    return me


async def registrations(store: Store) -> list[Registration]:
    async def work(uow: SqlUnitOfWork) -> list[Registration]:
        async with uow:
            found = [await uow.registrations.latest_of(one) for one in range(1, 9)]
            return [one for one in found if one]

    return await store.run(work)


async def test_a_child_is_registered_where_his_guardian_lives(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        asked = await me(CHILD)
        assert "第1个孩子" in asked
        assert "先按您的填好了" in asked
        page = await me(*ANSWERS[:-1])
        assert "王小明" in page
        assert "湖墅南路12号" in page
        done = await me(ANSWERS[-1])

    assert "登记好了" in done
    assert done.startswith("👧 王小明的事")
    mine, his = await registrations(store)
    assert (mine.address, mine.host) == (his.address, his.host)
    assert mine.person_id != his.person_id


async def test_what_is_said_after_it_is_still_about_the_child_until_one_goes_back(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await me(CHILD, *ANSWERS)

        his = await me("/my")
        mine = await me("回到我自己", "/my")

    assert his.startswith("👧 王小明的事")
    assert "王小明" in his
    assert "王小明" not in mine
    assert "张三" in mine


async def test_a_button_is_about_whom_its_message_was(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await me(CHILD, *ANSWERS)
        await me("/my")
        his = me.data_of("我的凭证")
        await me("回到我自己", "/my")
        mine = me.data_of("我的凭证")

        assert "王小明" in await me.press_data(his)
        assert "王小明" not in await me.press_data(mine)


async def test_another_day_begins_with_oneself_again(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await (await guardian(here))(CHILD, *ANSWERS)
    async with hall(store, tmp_path, today=DAY) as here:
        me = Talk(here.front, here.post, "1", 100)
        said = await me("/my")
    assert "张三" in said
    assert "👧" not in said


async def test_a_form_about_a_child_goes_on_the_next_day(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await (await guardian(here))(CHILD, *ANSWERS[:3])
    async with hall(store, tmp_path, today=date(2026, 11, 24)) as here:
        me = Talk(here.front, here.post, "1", 100)
        assert "王小明" in await me(*ANSWERS[3:6])
        assert "登记好了" in await me(ANSWERS[6])


async def test_two_children_stay_two(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await me(CHILD, *ANSWERS)
        second = list(ANSWERS)
        second[3], second[4] = "王小红", number_of(date(2019, 1, 2))
        await me("回到我自己", ">给孩子办", ">➕ 添加一个孩子", *second)
        listed = await me("/children")
        data = [me.data_of(name) for name in ("王小明", "王小红")]

    assert "给哪个孩子办" in listed
    assert data == ["w1:m:my", "w2:m:my"]
    assert len(await registrations(store)) == 3


async def test_a_child_that_was_begun_is_not_begun_twice(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await me(CHILD, ">同意", "取消", "回到我自己", "/children")
        said = await me(">➕ 添加一个孩子")
        await me("回到我自己", "/children")

    assert "接着上次的填" in said
    assert me.heard().count("第2个孩子") == 0


@pytest.mark.parametrize(
    ("born", "taken"),
    [
        pytest.param(date(2010, 11, 24), True, id="the day before he is 16"),
        pytest.param(date(2010, 11, 23), False, id="16 today"),
    ],
)
async def test_only_a_child_is_registered_by_his_guardian(
    store: Store, tmp_path: Path, born: date, taken: bool
) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        answers = list(ANSWERS)
        answers[4] = number_of(born)
        said = await me(CHILD, *answers)
    assert ("登记好了" in said) is taken
    assert ("已经满16岁" in said) is not taken


async def test_a_child_does_not_apply_alone(store: Store, tmp_path: Path) -> None:
    rest = [number_of(BORN) if one == NUMBER else one for one in REST]
    async with hall(store, tmp_path) as here:
        assert "登记好了" in await here.talk()(SENTENCE, *rest)
    async with hall(store, tmp_path, today=DAY) as here:
        me = Talk(here.front, here.post, "1", 100)
        assert "现在就可以申领居住证" in await interviewed(me, await me(ASKED), **PUPIL)
        said = await me(">现在申领")
    assert "由父母或其他法定监护人代为申领" in said


async def test_a_guardian_applies_for_his_child_and_the_desk_sees_who_he_is(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await (await guardian(here))(CHILD, *ANSWERS)
        await hired(here, "9")
    async with hall(store, tmp_path, today=DAY) as here:
        me, officer = Talk(here.front, here.post, "1", 100), Talk(here.front, here.post, "9", 900)
        asked = await me(MAY_HE)
        assert asked.startswith("👧 王小明的事")
        assert "出生日期" not in asked
        verdict = await interviewed(me, asked, **PUPIL)
        assert "现在就可以申领居住证" in verdict
        checklist = await me(">现在申领")
        assert "监护人的居住证" in checklist
        await me(">⬜ 1 有效身份证件")
        assert "收到" in await me.say(f"{1:032x}", act=Act.PHOTO)
        submitted = await me(">交给窗口", ">就这样交")
        assert "交上去了" in submitted

        await officer("/queue")
        case = await officer.press_data("m:case:1")
        assert "由监护人 张三（13812345678）代办" in case
        assert "👧" not in officer.heard()


async def test_what_the_desk_says_of_a_child_reaches_his_guardian_with_the_childs_name(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        officer = await hired(here, "9")
        await me(CHILD, *ANSWERS)
        await me("/my")
        code = await me("/voucher")
        short = next(word for word in code.replace("：", " ").replace("\n", " ").split() if word.count("-") == 2)
        await officer(short, ">打开这个人", "核对材料")
    told = [payload["text"] for chat, payload in here.post.sent if chat == "1"][-1]
    assert told.startswith("👧 王小明的事")
    assert "核对材料" in told


async def test_nobody_decides_about_his_own_child(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await hired(here, "1", area=AREA)
        await me(CHILD, *ANSWERS)
        assert "编号 1" in await me("转人工", "孩子的登记怎么办")
        said = await me.press_data("m:case:1")

    assert "自己的件不能自己办" in said


async def test_a_forged_button_of_a_child_that_is_not_there_does_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        said = await me.press_data("w7:m:unapply:yes")
        assert "王小明" not in said
        assert "👧" not in said
    assert len(await registrations(store)) == 1


async def test_one_guardian_does_not_reach_the_child_of_another(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await (await guardian(here))(CHILD, *ANSWERS)
        other = here.talk("2")
        said = [await other.press_data("w1:m:my"), await other("/children")]
    assert not any("王小明" in one for one in said)


async def test_both_parents_look_after_one_child_once_the_code_is_told(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await (await guardian(here))(CHILD, *ANSWERS)
        other = here.talk("2")
        taken = await other("/children", ">➕ 添加一个孩子", *(*ANSWERS[:3], "大关街道湖墅南路12号3幢2单元501"))
        taken = await other(">租的", "张", "王小明", number_of(BORN), "13900001111", "大关小学", ">都对，提交")
        assert "已经" in taken
        code = [payload["text"] for chat, payload in here.post.sent if chat == "1"][-1]
        assert code.startswith("👧 王小明的事")
        done = await other("123456")

    assert "王小明" in done
    assert len(await registrations(store)) == 2


async def test_guesses_of_a_code_are_counted_for_the_guardian_whomever_he_asks_for(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        while "试的次数有点多" not in await me("/cancel", "ACDEFHJK3") and me.count < 100:
            continue
        await me.press_data("m:newchild")
        said = await me("/cancel", "ACDEFHJK4")

    assert 5 < me.count < 100
    assert said.startswith("👧")
    assert "试的次数有点多" in said


async def test_the_language_of_the_chat_is_the_childs_as_well(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await guardian(here)
        await me(CHILD, *ANSWERS, "回到我自己", "/language")
        said = await me(">王小明") if "王小明" in await me("/children") else await me.press_data("w1:m:my")
    assert said.startswith("👧 About 王小明")


async def test_two_presses_at_once_begin_one_child(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, twin = here.talk(), Talk(here.front, here.post, "1", 50)
        await me("/start")
        await asyncio.gather(me.press_data("m:newchild"), twin.press_data("m:newchild"))
        await me("回到我自己", "/children")
    assert "第2个孩子" not in me.heard()


async def test_there_is_an_end_to_children(store: Store, tmp_path: Path) -> None:
    async def nine(uow: SqlUnitOfWork) -> None:
        async with uow:
            mine = await uow.accounts.find("test", "1")
            me = await uow.people.of_account(mine.id) if mine else None
            assert mine
            assert me
            for _ in range(9):
                child = await uow.accounts.add_ward(mine, mine_since)
                await uow.people.link(child.id, me.id or 0, instead_of=None)
            await uow.commit()

    async with hall(store, tmp_path) as here:
        mine_since = here.front.clock.instant()
        me = await guardian(here)
        await store.run(nine)
        said = await me(CHILD)
    assert "最多照管9个孩子" in said
