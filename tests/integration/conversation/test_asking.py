"""A person at the other end: the question goes over with the talk it came from, answers come back, and it is rated."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from storage.stores import Store
from tests.integration.conversation.talking import SENTENCE, hall
from tests.integration.conversation.test_appeal import hired
from tests.integration.storage.helping import look


async def test_a_question_is_answered_in_the_same_chat_and_rated(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = here.talk(), await hired(here, "9")
        assert "编号 1" in await me("转人工", "我孩子上学要什么手续")
        page = await officer("/queue", ">1 咨询 住址未登记 0天", ">接办")
        assert "🗣 转人工" in page
        assert "我孩子上学要什么手续" in page
        await officer(">回复本人", ">带原件来核对")
        assert "请带身份证原件和相关材料的原件" in me.heard()

        await officer(">办结并说明", "带户口本到区教育局")
        assert "带户口本到区教育局" in me.heard()
        assert "谢谢" in await me(">评一评", ">好", ">一般", ">不好")
        kept = await look(store, lambda uow: uow._link.execute(text("SELECT speed, manner, promise FROM case_ratings")))

    assert kept.all() == [(3, 2, 1)]


async def test_a_form_under_way_waits_and_goes_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me("我要登记", ">同意")
        await me("转人工", "这个要填真的地址吗")

        assert "接着上次的填" in await me(">▶ 继续居住登记")


async def test_nobody_rates_for_another_or_twice(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer, stranger = here.talk(), await hired(here, "9"), here.talk("7")
        await me("转人工", "我想问个事情")
        assert "没有这个编号" in await me.press_data("m:rate:1:3-3-3")
        await officer("/case 1", ">接办", ">办结并说明", "好了好了")

        assert "没有这个编号" in await stranger.press_data("m:rate:1:1-1-1")
        await me.press_data("m:rate:1:3-3-3")
        await me.press_data("m:rate:1:1-1-1")
        kept = await look(store, lambda uow: uow._link.execute(text("SELECT speed, manner, promise FROM case_ratings")))

    assert kept.all() == [(3, 3, 3)]


async def test_english_gets_the_standard_reply_in_english(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = here.talk(), await hired(here, "9")
        await me("speak english", "human", "may I bring my wife")
        await officer("/case 1", ">接办", ">回复本人", ">要当面办")

        assert "This has to be done in person" in me.heard()


async def test_the_talk_of_a_question_shows_what_was_said_before(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = here.talk(), await hired(here, "9")
        await me(SENTENCE)
        await me("转人工", "为什么要问房东")

        assert SENTENCE[:20] in await officer("/case 1")
