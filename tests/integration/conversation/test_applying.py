"""Applying for the permit: one checklist that keeps itself up to date, pages in any order, complete or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.speech import Act
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import REST, SENTENCE, Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed

APPLY = "我要申请居住证"
PAGE = "0123456789abcdef" * 2
DAY = talking.TODAY.replace(year=2027, month=7)


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {APPLY: reading("apply_permit"), "我把材料拍给你": reading("upload_document")}
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, **more})


def page(number: int) -> str:
    return f"{number:032x}"


async def registered(store: Store, folder: Path) -> None:
    async with hall(store, folder) as here:
        await here.talk()(SENTENCE, *REST)


async def eligible(here: Hall) -> Talk:
    """Somebody who was registered eight months ago and may apply by his work."""
    me = Talk(here.front, here.post, "1", 100)
    assert "现在就可以申领居住证" in await interviewed(me, await me(ASKED))
    return me


async def photo(me: Talk, *numbers: int) -> str:
    return await me.say(" ".join(page(one) for one in numbers), act=Act.PHOTO)


async def test_from_the_verdict_to_the_desk_with_everything(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        said = await me(">现在申领")
        assert "1 ⬜ 有效身份证件" in said
        assert "社会保险参保证明（附件3）：区人力社保局出具" in said
        assert "还差 4 样" in said

        for number, paper in enumerate(("⬜ 1 有效身份证件", "⬜ 2 相片", "⬜ 3 社会保险参保证明", "⬜ 4 劳动合同")):
            await me(f">{paper}")
            said = await photo(me, 10 * number, 10 * number + 1)
            assert "收到，共 2 页" in said
        assert "都齐了" in said
        done = await me(">交给窗口")

    assert "交上去了" in done
    assert "7月28日（星期三） 17:00 前答复您" in done
    assert "等窗口看" in done


async def test_who_has_his_half_year_finds_the_way_on_at_his_registration(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = Talk(here.front, here.post, "1", 100)

        assert "已经住满半年" in await me("我的")
        assert "人才居住证" in await me(">能办居住证吗")


async def test_the_checklist_is_one_message(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">⬜ 1 有效身份证件")
        await photo(me, 1)
        await photo(me, 2)

        lists = [one for _, one in here.post.sent if "一页一张" in one["text"]]
        assert len([one for one in lists if "edits" not in one]) == 1
        assert len({one["edits"] for one in lists if "edits" in one}) == 1
        await me("我还差什么材料")
        moved = [one for _, one in here.post.sent if "清单在下面" in one["text"]]
        assert [one["edits"] for one in moved] == [lists[-1]["edits"]]


async def test_the_checklist_is_kept_in_sight_while_it_is_in_hand(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">⬜ 1 有效身份证件")
        await photo(me, 1)
        await me("我还差什么材料", ">交给窗口", ">就这样交")

        kept = [one for _, one in here.post.sent if "pins" in one or "unpins" in one]
        assert [one.get("pins") for one in kept] == ["材料清单 0/4", "材料清单 1/4", None, "材料清单 1/4", None]
        assert ["edits" in one for one in kept] == [False, True, True, False, True]
        assert [one["text"] for one in kept if "unpins" in one] == ["（清单在下面）", "（材料清单收起来了）"]


async def test_withdrawn_the_checklist_is_put_away(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">撤回申领", ">确定撤回")

        (put_away,) = (one for _, one in here.post.sent if "unpins" in one)
        assert "收起来" in put_away["text"]
        assert "inline" not in put_away
        assert "还差 4 样" in await me(APPLY)


async def test_what_is_still_missing_works_from_what_was_handed_in(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">⬜ 4 劳动合同")
        await photo(me, 1)

        said = await me("我还差什么材料")

    assert "4 ✅ 劳动合同：1 页" in said
    assert "还差 3 样" in said


async def test_a_page_that_came_without_a_word_is_asked_for_its_paper(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领")
        assert "这是什么材料" in await photo(me, 1)
        await photo(me, 2)

        assert "相片 收到，共 2 页" in await me(">相片")


async def test_a_page_is_taken_back(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">⬜ 2 相片")
        await photo(me, 1, 2)
        await me.press_data("m:paper:photo")

        assert "2 ✅ 相片：1 页" in await me(">拿掉第 1 页")
        await me.press_data("m:paper:photo")
        assert "2 ⬜ 相片" in await me(">拿掉第 1 页")
        assert "已经不在了" in await me.press_data(f"m:unpage:paper-{page(1)}")


async def test_incomplete_it_is_asked_once_and_then_submitted(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        assert "还差：有效身份证件，相片" in await me(">现在申领", ">交给窗口")

        assert "交上去了" in await me(">就这样交")
        assert "等窗口看" in await me(APPLY)
        assert "现在没有要交的材料" not in await photo(me, 1)


async def test_it_can_be_taken_back_and_begun_again(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        assert "要撤回这次申领吗" in await me(">现在申领", ">撤回申领")
        assert "撤回了" in await me(">确定撤回")

        assert "还差 4 样" in await me(APPLY)


async def test_who_may_not_yet_is_told_and_may_apply_all_the_same(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path) as here:
        me = Talk(here.front, here.post, "1", 100)
        await interviewed(me, await me(ASKED), 连续交了几个月="9")
        said = await me(APPLY)
        assert "现在交上去，窗口会按规定告诉您结果" in said

        assert "申领居住证" in await me(">仍然走“就业”申请")


async def test_who_is_not_registered_is_led_there(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()

        assert "还没有登记" in await me(APPLY)
        assert me.data_of("办居住登记") == "m:register"
