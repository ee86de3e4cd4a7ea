"""What people really write when they ask for the permit: a month without a day, several facts at once, no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.speech import Act
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import hall
from tests.integration.conversation.test_eligibility import ASKED, LIFE, READINGS, interviewed

TO_THE_DAY = (ASKED, ">不是", ">不是")
"""Up to the question for the day of registration."""


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS})


async def test_of_a_month_only_the_day_is_asked_and_a_bare_number_says_it(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        asked = await me(*TO_THE_DAY, "去年3月")
        noted = await me("15号")

    assert "2025年3月几号？" in asked
    assert "就按2025年3月31日（星期一）算" in asked
    assert "登记日期 2025年3月15日（星期六）" in noted
    assert "一直住在杭州市区" in noted


@pytest.mark.parametrize(
    ("button", "day"),
    [
        ("月初（3月1号）", "2025年3月1日"),
        ("月底（3月31号）", "2025年3月31日"),
        ("记不清，按3月31号算", "2025年3月31日"),
    ],
)
async def test_the_buttons_below_a_month_name_the_day_they_mean(
    store: Store, tmp_path: Path, button: str, day: str
) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(*TO_THE_DAY, "2025年3月", f">{button}")

    assert f"登记日期 {day}" in said
    assert ("记不清" in said) == ("记不清" in button)


async def test_who_says_that_he_cannot_recall_is_told_which_day_counts(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(*TO_THE_DAY, "去年3月", "记不清")

    assert "哪天记不清，先这样算：登记日期 2025年3月31日" in said


async def test_without_a_month_who_cannot_recall_leaves_the_question_open(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(*TO_THE_DAY, "记不清")

    assert "登记日期" not in said
    assert "一直住在杭州市区" in said


async def test_a_year_alone_is_kept_then_a_month_then_the_day(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        year = await me(*TO_THE_DAY, "去年年底")
        month = await me("11月")
        said = await me("the 15th")

    assert "2025年几月几号？" in year
    assert "2025年11月几号？" in month
    assert "2025年11月15日" in said


async def test_for_the_end_of_a_lease_the_first_day_counts(store: Store, tmp_path: Path) -> None:
    house = {"住的是什么房子": "租的", "合同从哪天开始": "2026年3月1号", "到哪天为止": "明年3月"}
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 靠什么工作=">没有工作", **house)

        assert "合同结束：2027年3月几号？" in said
        assert "就按2027年3月1日（星期一）算：这是最早的一天" in said
        assert "合同结束 2027年3月1日" in await me(">记不清，按3月1号算")


async def test_the_month_survives_a_detour_going_back_and_leaving(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(*TO_THE_DAY, "去年3月")

        assert "2025年3月几号？" in await me("登记要钱吗")
        assert "人才居住证" in await me("上一步")
        assert "2025年3月几号？" in await me(">不是")
        await me("取消")
        assert "2025年3月几号？" in await me("继续")
        assert "2025年3月15日" in await me("15")


async def test_a_wrong_day_is_refused_and_the_month_stays(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(*TO_THE_DAY, "今年2月", "30号")

    assert "没有这一天" in said
    assert "2026年2月几号？" in said


async def test_an_edited_message_corrects_the_month_and_the_day(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(*TO_THE_DAY)
        await me.say("去年3月", number=501)
        assert "2025年4月几号？" in await me.say("去年4月", act=Act.EDIT, number=501)
        await me.say("15号", number=502)
        said = await me.say("16号", act=Act.EDIT, number=502)

    assert "2025年4月16日" in said


async def test_one_answer_is_changed_by_month_and_stays_until_its_day_is_told(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))
        asked = await me(">改一个回答", ">登记日期：2026年3月1日（星期日）", "2026年10月")

        assert "2026年10月几号？" in asked
        assert "2026年3月1日" in asked
        assert "最早 2027年4月1日（星期四）" in await me("1号")


async def test_a_double_tap_below_a_month_counts_once(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(*TO_THE_DAY, "去年3月", ">月底（3月31号）")
        said = await me(">月底（3月31号）")

    assert "记下了" not in said


async def test_in_english_a_month_is_asked_on_about_too(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        asked = await me("english", *TO_THE_DAY[:1], ">No", ">No", "March 2025")
        said = await me(">Can't recall: 31 March")

    assert "which day of March 2025?" in asked.replace("*", "")
    assert "Monday 31 March 2025 counts" in asked
    assert "Registered on Monday 31 March 2025" in said


async def test_a_registration_asks_for_the_day_and_supposes_none(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        asked = await me("我要登记", ">同意", ">不是", "11月")
        said = await me("20号")

    assert "2026年11月几号？" in asked
    assert "记不清" not in asked
    assert "到达日期 2026年11月20日" in said


# --- several facts at once ---


async def test_an_answer_with_more_facts_is_taken_whole(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(ASKED, "不是，我是安徽的，在厂里上班，合同签了，社保交了24个月")
        await interviewed(me, said)

    assert "怎么工作 给单位上班" in said
    assert "劳动合同 签了" in said
    for question in ("靠什么工作", "劳动合同签了吗", "连续交了几个月"):
        assert question not in me.heard(), question


async def test_a_fact_that_was_not_asked_for_is_noted_and_the_question_stays(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(*TO_THE_DAY, "跑外卖的")

    assert "记下了：怎么工作" in said
    assert "哪天办的居住登记" in said


async def test_a_month_heard_in_a_sentence_is_asked_on_about_when_its_turn_comes(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(ASKED, "不是，去年3月进的厂，合同签了")
        said = await interviewed(me, await me(">不是"), 工作开始日期="15号")

    assert "工作开始日期：2025年3月几号？" in me.heard()
    assert "是从哪天开始的" not in me.heard()
    assert "就业" in said


@pytest.mark.parametrize(
    ("typed", "told"), [("补缴了三个月，之前交了一年", "补缴的月份不算"), ("断过", "重新数"), ("差不多一年", "请说准")]
)
async def test_months_that_do_not_count_are_asked_about_and_not_taken(
    store: Store, tmp_path: Path, typed: str, told: str
) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(ASKED)
        while "连续交了几个月" not in said:
            said = await me(next(answer for part, answer in LIFE.items() if part in said.rpartition("\n\n")[2]))
        said = await me(typed)

    assert told in said
    assert said.endswith("补缴的不算。")


async def test_the_record_is_not_overruled_by_a_sentence(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(talking.SENTENCE, *talking.REST)
        said = await me(ASKED, "不是，居住登记是去年3月1号登记的")

    assert "2025年3月1日" not in said


async def test_no_and_none_are_answers_where_no_can_be_said(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await interviewed(me, await me(ASKED), 劳动合同="没有", 靠什么工作="上班")

    assert "还说不准" not in said
    assert "劳动合同" in said


# --- without the model ---


@pytest.mark.parametrize("text", [ASKED, "啥时候能办居住证", "can I get the residence permit"])
async def test_asking_for_the_permit_works_without_the_model(store: Store, tmp_path: Path, text: str) -> None:
    async with hall(store, tmp_path, understands=False) as here:
        said = await here.talk()(text)

    assert "户口在杭州市区" in said


async def test_what_the_question_tells_is_heard_without_the_model(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path, understands=False) as here:
        me = here.talk()
        said = await me("我能办居住证吗，社保交了14个月，租的房子合同签了一年")
        await interviewed(me, said, **LIFE | {"劳动合同": ">没签"})

    assert "社保连续月数 14 个月，住房 租的，合同期限 12 个月" in said
    assert "到哪天为止" not in me.heard()


@pytest.mark.parametrize("text", ["居住证丢了怎么办", "居住证到期了", "居住证有什么用"])
async def test_other_matters_of_the_permit_do_not_start_the_interview(store: Store, tmp_path: Path, text: str) -> None:
    async with hall(store, tmp_path, understands=False) as here:
        assert "户口在杭州市区" not in await here.talk()(text)


async def test_asking_for_the_permit_in_the_middle_of_registering_asks_whether_to_switch(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path, understands=False) as here:
        me = here.talk()
        said = await me("我要登记", ">同意", "我能办居住证吗")

    assert "居住证条件" in said


# --- suppositions ---


async def test_a_supposition_in_the_middle_is_answered_and_the_questions_go_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(*TO_THE_DAY, "晚一个月登记会怎样")

    assert "2026年12月23日" in said
    assert "哪天办的居住登记" in said
