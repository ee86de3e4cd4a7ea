"""Asking for the district's figures: who may gets his area's as pictures and a table, everybody else a kind no."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.attachments import Gone
from bot.documents.typesetting import Typesetter
from bot.figures import Figures
from bot.office import Office
from domain.audit import Act
from domain.figures import Figure
from domain.staff import Role
from domain.usecases.staffing import end_work
from storage.stores import Store
from storage.tables import audit
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import buttons, hired
from tests.integration.conversation.talking import REST, SENTENCE, TODAY, Hall, Talk, hall
from tests.integration.storage.helping import look
from tests.integration.storage.register_of_many import filled

WORDS = ["/stats", "统计", "看统计。", "Figures", "报表"]
KINDS = [*(f"figure_{figure}" for figure in Figure), "figures_table"]
PLACE = "拱墅区大关街道"


def attached(talk: Talk) -> list[tuple[str, Any]]:
    """What went with the messages of a chat: kind and reference."""
    found = [payload["attachment"] for chat, payload in talk.post.sent if chat == talk.chat and "attachment" in payload]
    return [(one["kind"], one["of"]) for one in found]


def figures(here: Hall) -> Figures:
    return Figures(here.store, here.front.clock, Typesetter(), Office())


async def requests(store: Store) -> list[int]:
    """Who asked for figures, by the trail."""
    asked = select(audit.c.staff_id).where(audit.c.act == Act.COUNTED)
    return [*(await look(store, lambda uow: uow._link.execute(asked))).scalars()]


@pytest.mark.parametrize("words", WORDS)
async def test_an_officer_gets_a_picture_for_each_figure_and_one_table(
    store: Store, tmp_path: Path, words: str
) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9", area=PLACE)
        said = await officer(words)

        assert here.asked == [], "short words need no model"
        assert "每周居住登记（拱墅区大关街道）" in said
        assert "Excel 能直接打开" in said
        assert attached(officer) == [(kind, [1, "2026-11-23"]) for kind in KINDS]
        assert await requests(store) == [1]


async def test_whoever_asks_in_his_own_words_is_understood(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "这个月辖区登记了多少人"
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, own: talking.reading("statistics")})
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")

        assert "每周居住登记（拱墅区）" in await officer(own)
        assert "这是工作人员用的" in await here.talk()(own)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
async def test_the_queue_has_the_way_to_the_figures(store: Store, tmp_path: Path, role: Role) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9", role=role)
        await officer("/queue")

        assert "待办和评价（拱墅区）" in await officer(">统计")


@pytest.mark.parametrize("words", ["/stats", "统计"])
async def test_a_stranger_is_told_kindly_that_this_is_for_staff(store: Store, tmp_path: Path, words: str) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()

        assert await me(words) == "这是工作人员用的。您要办什么？"
        assert "办居住登记" in buttons(me)
        assert (attached(me), await requests(store)) == ([], [])


async def test_a_grid_worker_sees_no_figures_and_no_way_to_them(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        grid = await hired(here, "9", role=Role.GRID)
        await grid("/queue")

        assert "统计" not in buttons(grid)
        assert await grid.press_data("m:stats") == "您的角色不能办这个。"
        assert (attached(grid), await requests(store)) == ([], [])


async def test_in_english_everything_is_english(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9", area="")
        said = await officer("english", "/stats")
        table = await figures(here).table([1, "2026-11-23"], "en")

    assert "Registrations by week (all areas)" in said
    assert table.decode("utf-8-sig").startswith("figure,period,area,category,count\r\n")


async def test_what_is_drawn_is_the_register_of_his_area(store: Store, tmp_path: Path) -> None:
    await filled(store, 1, people=60)
    async with hall(store, tmp_path) as here:
        await here.talk("1")(SENTENCE, *REST)
        areas = {"9": "拱墅区", "8": PLACE, "7": "西湖区"}
        for chat, area in areas.items():
            await hired(here, chat, area=area)
        told = {area: await counts(here, number) for number, area in enumerate(areas.values(), 1)}

    today = ("每周居住登记", "2026-11-23")
    assert {place for _, _, place, _ in told[PLACE]} == {PLACE}
    assert told[PLACE][*today, PLACE, "合计"] == told["拱墅区"][*today, PLACE, "合计"] != "0"
    assert not [place for area in ("拱墅区", PLACE) for _, _, place, _ in told[area] if "西湖" in place]
    assert not [place for _, _, place, _ in told["西湖区"] if "拱墅" in place]


async def counts(here: Hall, staff_id: int) -> dict[tuple[str, str, str, str], str]:
    content = await figures(here).table([staff_id, TODAY.isoformat()], "zh")
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {
        (figure, period, area, category): count for figure, period, area, category, count in lines if count != "数量"
    }


@pytest.mark.parametrize("figure", Figure)
async def test_a_picture_is_drawn_from_ids_alone(store: Store, tmp_path: Path, figure: Figure) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        await officer("/stats")
        (of,) = [of for kind, of in attached(officer) if kind == f"figure_{figure}"]
        drawn = await figures(here).pictures()[f"figure_{figure}"](of, "zh")

    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


async def test_who_has_left_sees_no_more_of_what_was_sent_to_him(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        await officer("/stats")
        await store.run(lambda uow: end_work(None, 1, uow, here.front.clock.now()))

        for draw in (*figures(here).pictures().values(), figures(here).table):
            with pytest.raises(Gone):
                await draw([1, "2026-11-23"], "zh")


@pytest.mark.parametrize(
    "of",
    [
        pytest.param([1, "2026-11-22"], id="of another day, which would be another request"),
        pytest.param([2, "2026-11-23"], id="of nobody"),
    ],
)
async def test_what_nobody_asked_for_today_is_not_drawn(store: Store, tmp_path: Path, of: list[Any]) -> None:
    async with hall(store, tmp_path) as here:
        await hired(here, "9")

        with pytest.raises(Gone):
            await figures(here).table(of, "zh")


async def test_a_form_under_way_waits(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        await officer("我要登记", ">同意", ">不是", "/stats")

        assert len(attached(officer)) == len(KINDS)
        assert "2026年11月22日" in await officer("昨天"), "the day of arrival, which was asked for before"
