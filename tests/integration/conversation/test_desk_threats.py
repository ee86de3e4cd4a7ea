"""Who might misuse the desk: forged and old buttons (T-08), invitations (T-09), officers out of their place (T-10)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.staff import Role
from domain.usecases.staffing import invite
from storage.stores import Store
from tests.integration.conversation.deskside import DAY, applied, registered
from tests.integration.conversation.talking import REST, SENTENCE, TODAY, Hall, Talk, hall
from tests.integration.conversation.test_appeal import WRONG, appealed, hired, understood
from tests.integration.storage.helping import count

__all__ = ["understood"]

HUGE = "9" * 30
NUMBERS = ("", "0", "-1", "1.5", HUGE, "9" * 19, "²", "x", "1;DROP TABLE cases", "None")
"""What stands where a number should."""
ACTS = ("take", "release", "facts", "fact", "reply", "note", "close", "aside")
FORGED = [
    *(f"k:{act}:{number}" for act in ACTS for number in NUMBERS),
    *(f"k:{act}" for act in ("", "open", "nothing", *ACTS)),
    *(f"m:{page}:{number}" for page in ("case", "staff:end", "staff:revoke") for number in NUMBERS),
    *("k:fact:1:__class__", "k:fact:1:employment", "k:take:2:1:1:1", "k", "k::"),
    *("m:staff:end", "m:staff::", "m:staff:end:9:9", f"m:staff:page:{HUGE}"),
]
OF_ANYBODY = [
    f"m:{page}:{number}" for page in ("answer", "appeal", "withdraw", "queue", "looks", "answers") for number in NUMBERS
]
BY_NAME = ("correction", "writing", "aside", "inviting")
"""Forms that a button of the desk opens; by their name alone they open for nobody."""


async def trail(here: Hall) -> int:
    return await count(here.store, "audit")


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
async def test_t_08_forged_buttons_of_the_desk_find_nothing_and_change_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        admin, stranger = await hired(here, "9", role=Role.ADMIN), here.talk("7")
        before = await trail(here)

        for data in FORGED:
            for one in (admin, stranger):
                assert await one.press_data(data), f"{data} is met with silence"

        assert await trail(here) == before
        assert WRONG not in admin.heard() + stranger.heard()
        assert "/queue" not in stranger.heard()


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
async def test_t_08_forged_numbers_of_answers_and_cases_are_answered_and_show_nothing_of_others(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        stranger = here.talk("7")

        for data in (*OF_ANYBODY, "m:answer:1", "m:appeal:1", "m:withdraw:1"):
            assert await stranger.press_data(data), f"{data} is met with silence"

        assert "可以申领" not in stranger.heard()
        assert WRONG not in stranger.heard()
        assert "申诉" in await (await hired(here, "9"))("/queue")


async def test_t_08_numbers_typed_after_a_command_are_as_harmless(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = await appealed(here)
        for command in ("case", "answer", "appeal", "withdraw", "queue", "staff end:", "start"):
            for number in NUMBERS:
                assert await me(f"/{command} {number}")
        assert "等工作人员看" in await me("/answers")


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("way", ["m:{}", "m:resume:{}", "sw:{}", "/{}"])
async def test_t_08_what_a_button_of_the_desk_opens_is_opened_by_nothing_else(
    store: Store, tmp_path: Path, name: str, way: str
) -> None:
    async with hall(store, tmp_path) as here:
        for one in (await hired(here, "9", role=Role.ADMIN), here.talk("7")):
            said = way.format(name)
            told = await (one(said) if said.startswith("/") else one.press_data(said))

            assert told
            assert "核正" not in told
            assert "请写内容" not in told
            assert "邀请做什么" not in told


async def test_t_08_month_old_buttons_say_how_things_stand(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9")
        await officer("/case 1", ">接办", ">办结并说明", "就是9个月")
    async with hall(store, tmp_path, today=TODAY + timedelta(days=31)) as later:
        officer = Talk(later.front, later.post, "9", 100)
        for act in ACTS:
            assert "已经办结" in await officer.press_data(f"k:{act}:1:talent")
        assert "过时" in await Talk(later.front, later.post, "1", 100).press_data("m:withdraw:1")


async def test_t_08_a_double_tap_takes_and_puts_back_once(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9")
        await officer("/case 1")

        assert "核正一项资料" not in (await officer(">接办") + await officer(">接办"))
        assert officer.data_of("核正一项资料")
        await officer(">放回待办")
        assert "还没有人办" in await officer(">放回待办")


async def invited(here: Hall, token: str, role: Role = Role.OFFICER, days: int = 1) -> None:
    now = here.front.clock.now()
    await here.store.run(lambda uow: invite(None, role, "拱墅区", token, now + timedelta(days=days), uow, now))


async def test_t_09_a_link_opens_for_one_account_and_not_again_for_him_either(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")

        assert "已经用过了" in await here.talk("8")("/start token-9")
        assert "已经用过了" in await officer("/start token-9")
        assert "没有等着办的件" in await officer("/queue"), "who joined goes on working"


async def test_t_09_a_late_or_withdrawn_link_opens_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await invited(here, "late")
        admin = await hired(here, "9", role=Role.ADMIN)
        made = await admin("/staff", ">邀请", ">网格员", "大关街道")
        await admin("/staff", ">收回链接 3")
        assert "已经收回了" in await here.talk("8")(made[made.index("/start ") :])
        await admin("/staff")
        assert await admin.press_data("m:staff:revoke:3"), "withdrawn twice is withdrawn"
    async with hall(store, tmp_path, today=TODAY + timedelta(days=2)) as later:
        assert "过期了" in await Talk(later.front, later.post, "7", 100)("/start late")
        assert "工作人员用的" in await Talk(later.front, later.post, "7", 200)("/queue")


@pytest.mark.parametrize("words", ["t admin", "t:admin", "t&role=admin", "admin", "t\u200b2", "T", HUGE])
async def test_t_09_nothing_beside_the_token_gives_a_role(store: Store, tmp_path: Path, words: str) -> None:
    async with hall(store, tmp_path) as here:
        await invited(here, "t", Role.GRID)
        guest = here.talk("8")

        assert await guest(f"/start {words}")

        assert "工作人员用的" in await guest("/queue")
        assert "网格员" in await here.talk("7")("/start t")


async def test_t_09_who_invited_is_told_of_the_use_and_cannot_use_it_up(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        admin = await hired(here, "9", role=Role.ADMIN)
        made = await admin("/staff", ">邀请", ">网格员", "大关街道")
        link = made[made.index("/start ") :]

        assert "您自己发的" in await admin(link)
        assert "有人用了" not in admin.heard()
        assert "您现在是网格员" in await here.talk("8")(link)
        assert "您的邀请有人用了：网格员，拱墅区大关街道" in admin.heard()
        assert "工作人员和还没用的链接" in await admin("/staff")


async def test_t_09_links_of_somebody_who_was_sent_away_open_nothing(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        leaving = await hired(here, "8", role=Role.ADMIN)
        made = await leaving("/staff", ">邀请", ">管理员", ">全部")
        admin = await hired(here, "9", role=Role.ADMIN)
        await admin("/staff", ">停掉 1 号")

        assert "已经收回了" in await leaving(made[made.index("/start ") :])
        assert "工作人员用的" in await leaving("/staff")


async def test_t_10_an_officer_of_another_area_reaches_nothing_by_any_command(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(SENTENCE, *REST)
        await appealed(here, me)
        officer = await hired(here, "9", area="西湖区", role=Role.ADMIN)

        assert "没有等着办的件" in await officer("/queue")
        assert "没有等着办的件" in await officer.press_data("m:queue:3")
        for data in ("m:case:1", *(f"k:{act}:1:talent" for act in ACTS)):
            assert "没有这个编号的件" in await officer.press_data(data)
        assert "没有这个编号的件" in await officer("/case 1")
        assert WRONG not in officer.heard()
        assert "还没有工作人员查过" in await me("谁查过我")


async def test_t_10_an_officer_of_the_sub_district_finds_the_case_of_who_lives_there(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(SENTENCE, *REST)
        await appealed(here, me)

        assert "1 件在办" in await (await hired(here, "9", area="拱墅区大关街道"))("/queue")
        assert "没有等着办的件" in await (await hired(here, "8", area="拱墅区米市巷街道"))("/queue")


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
async def test_t_10_a_question_shows_no_pages_of_the_application_that_has_its_number(
    store: Store, tmp_path: Path
) -> None:
    """The question of account 1 is about 1, and so is the number of the first application."""
    days = await registered(store, tmp_path)
    async with days.on(DAY) as (me, officer):
        await applied(me)
        await me("转人工", "想问一下")
        await officer("/case 2", ">接办")

        assert "这个件不能这样办" in await officer.press_data("k:pages:2")
        assert "页，共" not in officer.heard()


async def test_t_10_everything_that_shows_a_persons_matter_is_read_by_the_person(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await officer.press_data("k:take:1")
        await officer.press_data("k:take:1")
        await officer.press_data("k:facts:1")
        await officer(">社保连续月数：9 个月", "14", "社保系统查询")
        await officer("是", ">回复本人", "查到了", ">内部备注", "已查", ">办结并说明", "对不起")

        said = await me("谁查过我")

    acts = [line.rpartition("：")[2] for line in said.splitlines() if "编号 1" in line]
    assert acts == [f"{act}，编号 1" for act in ("办结", "记备注", "回复您", "核正资料", "查看", "查看", "接办")]


async def test_t_10_the_looks_are_read_in_the_language_of_the_person(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await officer("/case 1")

        assert "officer (all areas): looked at number 1" in await me("English", "/looks")


async def test_t_10_nobody_reads_the_notes_about_himself(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me, officer = await appealed(here), await hired(here, "9")
        await officer("/case 1", ">接办", ">内部备注", "像是补缴的")
        await invited(here, "mine", Role.ADMIN)
        await me("/start mine")

        for data in ("m:case:1", "k:take:1", "k:facts:1"):
            told = await me.press_data(data)
            assert "像是补缴的" not in told
        assert "像是补缴的" not in me.heard()
