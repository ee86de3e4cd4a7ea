"""A card that is lost or damaged, from both sides: reported, waited for, taken back, replaced (R3.4)."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.cards import MISSING, CardState
from domain.staff import Role
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import Days, buttons, code_of, hired, opened, permit_of, registered
from tests.integration.conversation.talking import Hall, Talk, reading
from tests.integration.storage.helping import commit, look

ISSUED, DAY = date(2027, 7, 2), date(2027, 9, 1)
NEW = "B12345678"
SAYS = {"卡丢了": CardState.LOST, "卡坏了": CardState.DAMAGED}


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    said = (*SAYS, "我要换居住证", "I lost my card")
    more = {**dict.fromkeys(said, reading("replace_permit")), "证丢了怎么办": reading("faq", "lost_permit")}
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **more})


async def holder(store: Store, folder: Path) -> Days:
    """Somebody who holds a permit, and an officer of his district."""
    days = await registered(store, folder)
    await permit_of(store, ISSUED)
    return days


def at(me: Talk) -> Hall:
    return Hall(me.front.store, me.front, me.post, [])


async def reported(me: Talk, said: str = "卡丢了") -> str:
    return await me(said, ">对，报给窗口")


async def recorded(officer: Talk, number: int, card: str = NEW) -> str:
    return await officer(f"/case {number}", ">接办", ">登记新卡号", card, "是")


async def cases(store: Store) -> list[tuple[int | None, str | None]]:
    """Number and outcome of every case of the first chat, oldest first."""

    async def work(uow: SqlUnitOfWork) -> list[tuple[int | None, str | None]]:
        account = await uow.accounts.find("test", "1")
        assert account is not None
        return [(one.id, one.outcome) for one in reversed(await uow.cases.of_account(account.id, 9))]

    return await look(store, work)


async def test_a_lost_card_is_reported_taken_and_replaced(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        before = await me("我的")
        asked = await me("卡丢了")
        assert "居住证 330106A0012 丢了，要补一张新卡，对吗" in asked
        assert "补卡换卡收工本费，就是做卡的成本；多少钱，通知没有写" in asked
        assert "编号 1，2027年9月6日（星期一） 17:00 前答复您" in await me(">对，报给窗口")
        assert "补换中：您报了卡丢失。\n编号 1：等工作人员看，2027年9月6日（星期一） 17:00 前答复" in await me("我的")

        assert "补换卡　拱墅区大关街道：1 件" in await officer("/queue")
        page = await officer(">1 补换卡 拱墅区大关街道 0天")
        assert "张三　**************002X\n居住证 330106A0012\n有效到 2028年7月2日（星期日）" in page
        assert "签注：2028年6月2日（星期五） 到 2028年7月2日（星期日）" in page
        assert "本人报了卡丢失，要补一张" in page
        await officer(">接办")
        assert buttons(officer) == ["登记新卡号", "回复本人", "内部备注", "放回待办", "回到待办"]
        assert "工作人员正在看" in await me("我的")
        assert "编号 1：新卡号记下了" in await officer(">登记新卡号", "B 1234-5678", "是")

        assert "新卡办好了，卡号 B12345678。年限和签注时间不变" in me.heard()
        assert await me("我的") == before.replace("330106A0012", NEW)
        seen = await me("/looks")
        assert "查看，编号 1" in seen
        assert "换卡，编号 1" in seen
        assert await cases(store) == [(1, "replaced")]


async def test_without_words_that_tell_it_is_asked_which(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        assert "居住证 330106A0012 怎么了" in await me("我要换居住证")
        assert buttons(me) == ["丢了", "坏了", "先不报"]
        assert "坏了，要换一张新卡，对吗" in await me(">坏了")
        await me(">先不报")
        assert await cases(store) == []
        assert "卡坏了，已经报到窗口，编号 1" in await me(">对，报给窗口")


@pytest.mark.parametrize(
    "door", ["卡丢了或坏了", "/lostcard", "补卡", ">卡丢了或坏了"], ids=["label", "command", "word", "button"]
)
async def test_every_door_leads_to_it_without_the_model(store: Store, tmp_path: Path, door: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await me("我的")

        assert "怎么了" in await me(door)


async def test_the_answer_about_a_lost_card_has_the_button(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        assert "找居住地派出所" in await me("证丢了怎么办")

        assert "怎么了" in await me(">卡丢了或坏了")


async def _state(me: Talk, officer: Talk, state: str) -> None:
    """Bring the card into a state of the table."""
    if state != "in use":
        await reported(me)
    if state == "taken":
        await officer("/case 1", ">接办")
    if state == "found":
        await me("找到了")
    if state == "replaced":
        await recorded(officer, 1)


STATES = {
    "in use": (None, "卡丢了或坏了"),
    "reported": ("等工作人员看", "找到了，不补了"),
    "taken": ("工作人员正在看", "找到了，不补了"),
    "found": (None, "卡丢了或坏了"),
    "replaced": (None, "卡丢了或坏了"),
}
"""What 我的 says of a card, and the button under it."""


@pytest.mark.parametrize("state", STATES)
async def test_what_stands_under_my(store: Store, tmp_path: Path, state: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await _state(me, officer, state)
        told, button = STATES[state]

        mine = await me("我的")
        assert ("补换中" in mine) is (told is not None)
        assert (told or "您的居住证") in mine
        assert button in buttons(me)


async def test_what_is_promised_and_not_kept_is_said(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await reported(me)
    async with days.on(DAY + timedelta(days=9)) as (me, officer):
        assert "编号 1：过了 2027年9月6日（星期一） 17:00 还没答复" in await me("我的")
        assert "1 件超时" in await officer("/queue")


async def test_reported_twice_it_is_one_case(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await reported(me)
        yes = me.data_of("对，报给窗口")

        for again in (me("卡丢了"), me("/lostcard"), me.press_data(yes)):
            assert "您已经报过了，不用再报" in await again
        assert await cases(store) == [(1, None)]


async def test_an_old_button_does_not_report_the_new_card(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        yes = me.data_of("对，报给窗口")
        await recorded(officer, 1)

        assert f"居住证 {NEW} 丢了，要补一张新卡，对吗" in await me.press_data(yes)
        assert await cases(store) == [(1, "replaced")]


async def test_damaged_and_not_lost_is_the_same_case_and_its_officer_learns_of_it(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        await officer("/case 1", ">接办")

        assert "卡坏了，已经报到窗口，编号 1" in await reported(me, "卡坏了")
        assert "编号 1：本人又补充了几句" in officer.heard()
        assert "本人报了卡损坏，要换一张" in await officer(">看编号 1")


@pytest.mark.parametrize("said", SAYS)
@pytest.mark.parametrize("way", ["找到了", "button"])
async def test_a_card_that_is_there_after_all_is_taken_back(store: Store, tmp_path: Path, said: str, way: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me, said)
        await officer("/case 1", ">接办")
        button = buttons(me)[0]

        told = await me(f">{button}" if way == "button" else way)

        assert told.startswith("✅ 好，不补了，卡 330106A0012 照常用。\n编号 1 已撤回")
        assert "编号 1：本人撤回了，不用再办" in officer.heard()
        assert await cases(store) == [(1, "withdrawn")]
        assert "这个件已经办结" in await officer.press_data("k:newcard:1")
        assert "没有报丢失或损坏" in await me(way if way != "button" else f">{button}")


async def test_after_the_new_card_nothing_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        await recorded(officer, 1)

        assert "新卡已经办好了，以新卡为准" in await me("找到了")
        assert NEW in await me("我的")


async def test_who_holds_no_permit_reads_the_rule_and_is_shown_the_way_for_old_cards(
    store: Store, tmp_path: Path
) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, _):
        said = await me("卡丢了")
        assert "找居住地派出所" in said
        assert "手里是旧证" in said
        assert buttons(me) == ["我有旧证"]
        for door in ("/lostcard", "找到了"):
            assert "系统里没有您的居住证" in await me(door)


async def test_the_window_closes_the_case_and_its_officer_is_told(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        other = await hired(at(me), "8")
        await other("/case 1", ">接办", ">登记新卡号")
        await opened(officer, await code_of(me), ">补换证")
        await officer(">换卡/补卡", NEW, "是")

        assert "编号 1：同事已在窗口给了新卡，不用再办" in other.heard()
        assert "这个件已经办结" in await other("C7654321", "是")
        assert me.heard().count("新卡办好了") == 1
        assert await cases(store) == [(1, "replaced")]


async def test_at_the_window_nobody_replaces_a_card_that_has_just_been_replaced(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        other = await hired(at(me), "8")
        await opened(officer, await code_of(me), ">补换证")
        await officer(">换卡/补卡", "C7654321")
        await recorded(other, 1)

        assert "这个人的证刚刚有变动，请重新打开再办" in await officer("是")
        assert NEW in await me("我的")
        assert me.heard().count("新卡办好了") == 1


async def test_two_officers_at_the_same_second_give_one_card(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        other = await hired(at(me), "8")
        await officer("/case 1", ">接办", ">登记新卡号", NEW)
        await opened(other, await code_of(me), ">补换证")
        await other(">换卡/补卡", "C7654321")

        told = await asyncio.gather(officer("是"), other("是"))

        refused = [one for one in told if "这个件已经办结" in one or "刚刚有变动" in one]
        assert len(refused) == 1
        assert me.heard().count("新卡办好了") == 1


@pytest.mark.parametrize(
    ("who", "told"),
    [
        pytest.param({"area": "西湖区"}, "没有这个编号的件，或者不在您的片区", id="another area"),
        pytest.param({"role": Role.GRID}, "您的角色不能办这个", id="grid worker"),
        pytest.param({}, "这个件已经有同事在办了", id="colleague"),
    ],
)
async def test_who_may_not_gives_no_card(store: Store, tmp_path: Path, who: dict[str, str], told: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        await officer("/case 1", ">接办")
        other = await hired(at(me), "8", **who)  # type: ignore[arg-type]

        assert told in await other.press_data("k:newcard:1")
        assert "工作人员用的" in await at(me).talk("7").press_data("k:newcard:1")


async def test_nobody_gives_himself_a_card(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await hired(at(me), "1")
        await reported(me)

        for act in ("m:case:1", "k:take:1", "k:newcard:1"):
            assert "自己的件不能自己办" in await me.press_data(act)


@pytest.mark.parametrize("act", ["pages", "accept", "return", "refuse", "issue", "facts", "fact", "close"])
async def test_what_belongs_to_other_cases_shows_and_does_nothing(store: Store, tmp_path: Path, act: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        await officer("/case 1", ">接办")

        told = await officer.press_data(f"k:{act}:1")
        if act == "close":
            told = await officer("办好了")
        assert "这个件不能这样办" in told
        assert await cases(store) == [(1, None)]


@pytest.mark.parametrize(
    "data", ["m:lostcard:ended:1", "m:lostcard:active", "m:lostcard:x:1", "m:lostcard::1", "m:lostcard:lost:yes"]
)
async def test_a_made_up_button_reports_nothing(store: Store, tmp_path: Path, data: str) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, _):
        assert await me.press_data(data)
        assert buttons(me)[-1] == "先不报"
        assert await cases(store) == []


async def test_the_officer_writes_and_the_person_reads_it(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await reported(me)
        await officer("/case 1", ">接办", ">回复本人", "带身份证来一趟")

        assert "编号 1，工作人员的话：\n\n带身份证来一趟" in me.heard()
        assert me.data_of("我的登记") == "m:my"


async def test_a_card_reported_before_there_were_cases_can_be_reported_and_taken_back(
    store: Store, tmp_path: Path
) -> None:
    days = await holder(store, tmp_path)

    async def mark(uow: SqlUnitOfWork) -> None:
        permit = await uow.permits.get(1)
        assert permit is not None
        await uow.permits.save(permit.reported(CardState.LOST))

    await commit(store, mark)
    async with days.on(DAY) as (me, _):
        assert "还没有报到窗口，点下面报一下" in await me("我的")
        assert {"卡丢了或坏了", "找到了，不补了"} <= set(buttons(me))
        assert "编号 1" in await reported(me)


async def test_in_english_the_same(store: Store, tmp_path: Path) -> None:
    days = await holder(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await me("/language")
        assert "is lost and you want a new card" in await me("I lost my card")
        assert "you are answered before Monday 6 September 2027 17:00" in await me(">Yes, report it")
        assert "Being replaced: you have reported the card lost" in await me("/my")
        await recorded(officer, 1)

        assert "Your new card is there, number B12345678" in me.heard()


def test_the_words_of_this_file_cover_what_can_be_missing() -> None:
    assert set(SAYS.values()) == set(MISSING)
