"""Asking for the timeline: from what is on record, from what was told, in the middle of a form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import REST, SENTENCE, Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, interviewed

WORDS = ["时间线", "时间轴", "timeline", "我的时间线", "My timeline", "/timeline", "时间线图。"]


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, ASKED: reading("check_eligibility")})


def drawn(here: Hall) -> dict[str, Any]:
    """What the newest picture says."""
    attached = [payload["attachment"] for _, payload in here.post.sent if "attachment" in payload]
    assert attached[-1]["kind"] == "timeline"
    return attached[-1]["of"]


def stops(here: Hall) -> list[tuple[str, str]]:
    return [(row["state"], row["title"]) for row in drawn(here)["rows"]]


def offers(me: Talk) -> list[str]:
    """What can be pressed under the newest message."""
    payload = [one for chat, one in me.post.sent if chat == me.chat][-1]
    return [text for row in payload.get("inline", ()) for text, _, _ in row]


@pytest.mark.parametrize("words", WORDS)
async def test_a_stranger_sees_the_road_and_no_day(store: Store, tmp_path: Path, words: str) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        said = await me(words)

        assert here.asked == [], "short words need no model"
        assert said.startswith("居住证时间线（今天是 2026年11月23日（星期一））")
        assert "❓ 签发居住证：申领受理后 15 天内，特殊情况 30 天内" in said
        assert [state for state, _ in stops(here)] == ["today", *["waits"] * 5]
        assert offers(me) == ["办居住登记", "能办居住证吗"]


async def test_somebody_registered_and_not_asked_sees_his_half_year(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(SENTENCE, *REST, "我的")
        said = await me(">时间线图")

        assert "👉 居住登记：2026年11月23日（星期一）（就是今天）" in said
        assert "⏳ 登记满半年：2027年5月23日（星期日）（还有 181 天）" in said
        assert "❓ 最早可以申领：再答几个问题，才知道哪天，不会早于 2027年5月23日（星期日）" in said
        assert offers(me) == ["能办居住证吗"]


async def test_after_a_verdict_the_facts_told_are_used(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 哪天办的居住登记="2026-08-31", 连续交了几个月="12")
        said = await me(">时间线图")

        assert "⏳ 最早可以申领：2027年2月28日（星期日）（还有 97 天）" in said
        assert "◌ 签发居住证（举例）：最晚 2027年3月15日（星期一），特殊情况最晚 2027年3月30日（星期二）" in said
        assert "◌ 第 1 年签注（举例）：2028年2月15日（星期二）到 2028年3月15日（星期三），" in said
        assert "，假如 2027年3月15日（星期一）签发" in said
        assert offers(me) == []
        assert [state for state, _ in stops(here)] == ["past", "today", "to_come", "to_come", *["follows"] * 3]


async def test_the_picture_and_the_lines_under_it_say_the_same_days(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 哪天办的居住登记="2026-08-31")
        said = await me("时间线")

        days = [line for row in drawn(here)["rows"] for line in row.get("when", ())]
        assert len(days) == 9
        assert not [line for line in days if line not in said]


async def test_who_may_apply_now_is_told_so(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED))

        assert "👉 现在就可以申领：2026年11月23日（星期一）（就是今天）" in await me(">时间线图")


async def test_who_is_not_registered_sees_what_today_would_bring_and_the_door(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 哪天办的居住登记=">还没登记")
        said = await me("时间线")

        assert "❓ 居住登记：还没登记。从登记那天起算，以前住的不算" in said
        assert "◌ 登记满半年（举例）：2027年5月23日（星期日），假如今天登记" in said
        assert offers(me) == ["办居住登记"]


async def test_in_the_middle_of_a_form_it_is_shown_and_the_form_goes_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        said = await here.talk()(ASKED, ">不是", ">不是", "时间线")

    assert "❓ 最早可以申领" in said
    assert "哪天办的居住登记" in said


@pytest.mark.parametrize(("answers", "told"), [((">是",), "不用办居住证"), ((">不是", ">是"), "人才居住证按")])
async def test_whom_the_permit_is_not_for_gets_no_picture(
    store: Store, tmp_path: Path, answers: tuple[str, ...], told: str
) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(ASKED, *answers)

        assert "时间线图" not in offers(me)
        assert told in await me("时间线")
        assert not [payload for _, payload in here.post.sent if "attachment" in payload]


async def test_a_later_day_has_its_own_timeline(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await here.talk()(SENTENCE, *REST)

    async with hall(store, tmp_path, today=date(2027, 5, 24)) as here:
        later = here.talk()
        later.count = 100

        assert "✅ 登记满半年：2027年5月23日（星期日）" in await later("时间线")


async def test_in_english_all_of_it_is_english(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 哪天办的居住登记="2026-08-31")
        said = await me("English", "timeline")

        assert "⏳ Earliest application: Sunday 28 February 2027 (97 days left)" in said
        assert "◌ Endorsement, year 1 (example): Tuesday 15 February 2028 to Wednesday 15 March 2028." in said
        assert drawn(here)["language"] == "en"
        assert drawn(here)["title"] == "Residence permit timeline"


async def test_what_is_stored_to_be_drawn_says_nothing_but_days(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await me(SENTENCE, *REST)
        await interviewed(me, await me(ASKED))
        await me("时间线")

        kept = str(drawn(here))
        assert not [one for one in ("张三", "1949", "13812345678", "湖墅南路", "顺丰") if one in kept]
