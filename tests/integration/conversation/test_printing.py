"""The papers of a case for the desk: those that there are, as PDF, written down, and for nobody who may not look."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.staff import Role
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import DAY, Days, applied, buttons, handed_in, hired, registered
from tests.integration.conversation.talking import Talk, reading
from tests.integration.conversation.test_deciding import days_hall, taken
from tests.integration.conversation.test_eligibility import READINGS
from tests.integration.storage.helping import commit
from tests.unit.domain.making import NOW

FORM, NOTICE, RECEIPT = "浙江省居住证申领表", "一次性补正告知书 2027年6月24日（星期四）", "受理回执"
FORGED = ("k:docs:1", "k:print:1:form", "k:print:1:receipt")


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, "转人工": reading("human")})


def attached(talk: Talk) -> list[dict]:
    """What was drawn for a chat as PDF, by what its messages name."""
    sent = [one["attachment"] for chat, one in talk.post.sent if chat == talk.chat and "attachment" in one]
    return [one for one in sent if one["kind"] in ("form", "notice", "receipt", "refusal")]


async def before_the_desk(store: Store, folder: Path) -> Days:
    """Somebody has applied with a photo missing."""
    days = await registered(store, folder)
    async with days.on(DAY) as (me, _):
        await applied(me, without="photo")
    return days


async def test_the_papers_are_those_of_its_state(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await officer("/case 1", ">文书")
        assert buttons(officer) == [FORM, "回到编号 1"]

        await taken(officer, 1)
        await officer(">退回补正", ">下一步", ">跳过", "/case 1", ">文书")
        assert buttons(officer) == [FORM, NOTICE, "回到编号 1"]

        await me(">看清单")
        await handed_in(me, "photo")
        await me(">交给窗口")
        await taken(officer, 2)
        await officer(">受理", ">受理，2027年7月9日（星期五）前发证", "/case 3", ">文书")
        assert buttons(officer) == [FORM, NOTICE, RECEIPT, "回到编号 3"]


async def test_each_comes_as_a_file_by_ids_alone_and_is_written_down(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await taken(officer, 1)
        await officer(">退回补正", ">下一步", ">跳过", "/case 1", ">文书")

        assert "编号 1" in await officer(f">{FORM}")
        assert "本人看得到" in await officer(f">{NOTICE}")

        assert [one["kind"] for one in attached(officer)] == ["form", "notice"]
        assert all(type(number) is int for one in attached(officer) for number in one["of"])
        seen = await me("谁查过我")
        assert f"受理民警（拱墅区）：打印文书，{FORM}，编号 1" in seen
        assert "受理民警（拱墅区）：打印文书，一次性补正告知书，编号 1" in seen


async def test_a_refusal_has_its_paper(store: Store, tmp_path: Path) -> None:
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await taken(officer, 1)
        await officer(
            ">核正一项资料", ">房子产权：有", "没有", "房东拿不出产权证", "是", ">不予受理", ">下一步", ">跳过"
        )

        await officer("/case 1", ">文书", ">不予受理说明")
        assert attached(officer)[-1]["kind"] == "refusal"


async def test_withdrawn_there_is_none(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await officer("/case 1", ">文书")
        old = officer.data_of(FORM)
        await me.press_data("m:unapply:yes")

        assert "现在没有了" in await officer.press_data(old)
        assert "现在还没有文书" in await officer("/case 1", ">文书")
        assert attached(officer) == []


@pytest.mark.parametrize("which", ["receipt", "refusal", "notice0", "hazard_form", "x", ""])
async def test_a_paper_that_there_is_not_is_neither_sent_nor_written_down(
    store: Store, tmp_path: Path, which: str
) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        assert "现在没有了" in await officer.press_data(f"k:print:1:{which}")

        assert attached(officer) == []
        assert "打印" not in await me("谁查过我")


async def test_an_officer_of_another_area_gets_none(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, _):
        other = await hired(days_hall(me), "8", area="西湖区")

        for data in FORGED:
            assert "没有这个编号的件" in await other.press_data(data), data
        assert attached(other) == []
        assert "还没有工作人员查过" in await me("谁查过我")


async def test_whose_work_has_ended_gets_none_by_his_old_button(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await officer("/case 1", ">文书")
        old = officer.data_of(FORM)
        await commit(store, lambda uow: uow.staff.end(1, NOW))

        for data in (old, *FORGED):
            assert "工作人员用的" in await officer.press_data(data), data
        assert attached(officer) == []
        assert "打印" not in await me("谁查过我")


async def test_a_grid_worker_may_look_and_so_print(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, _):
        worker = await hired(days_hall(me), "8", role=Role.GRID)
        await worker("/case 1", ">文书", f">{FORM}")

        assert [one["kind"] for one in attached(worker)] == ["form"]
        assert "网格员（拱墅区）：打印文书" in await me("谁查过我")


async def test_nobody_prints_of_his_own_case(store: Store, tmp_path: Path) -> None:
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, _):
        await hired(days_hall(me), "1")

        for data in FORGED:
            assert "自己的件不能自己办" in await me.press_data(data), data
        assert attached(me) == []


async def test_a_case_about_something_else_opens_nobodys_application(store: Store, tmp_path: Path) -> None:
    """A question is about an account, whose number may be that of somebody's application."""
    days = await before_the_desk(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await me("转人工", "请问几点上班")
        assert "问题" in await officer("/case 2") or "转人工" in await officer("/case 2")

        for data in ("k:pages:2", "k:docs:2", "k:print:2:form"):
            assert "不能这样办" in await officer.press_data(data), data
        assert [one for chat, one in officer.post.sent if chat == "9" and "attachment" in one] == []
