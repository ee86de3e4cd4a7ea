"""Asking to be reminded in the chat: promised on the verdict's page, moved with the facts, seen and stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot import reminders
from bot.calm import Calm
from bot.clock import SHANGHAI, Clock
from domain.usecases.reminding import Settled, to_come
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import REST, SENTENCE, Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed

NINE = "2027-02-28T09:00"
SETTINGS = "把提醒关了"
MONTHS_LATER = date(2027, 1, 10)


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {**talking.READINGS, **READINGS, SETTINGS: reading("reminder_settings")}
    monkeypatch.setattr(talking, "READINGS", told)


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(store, tmp_path) as here:
        yield here


async def not_yet(me: Talk, registered: str = "2026-08-31") -> str:
    """An employee who has to wait for the half year: the verdict."""
    return await interviewed(me, await me(ASKED), 哪天办的居住登记=registered)


async def tick(store: Store, moment: str) -> Settled:
    """What the clockwork does at a moment of Shanghai."""
    now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    return await store.run(lambda uow: reminders.settle(uow, now, Clock().instant(), 10, Calm()))


async def days(store: Store, chat: str = "1") -> list[date]:
    """The days on which a chat will be reminded."""

    async def work(uow):  # type: ignore[no-untyped-def]
        async with uow:
            account = await uow.accounts.find("test", chat)
            return [one.promise.on for one in await to_come(account.id, uow)]

    return await store.run(work)


async def told(store: Store, chat: str = "1") -> list[dict]:
    """The messages that nobody has answered to: what the clockwork stored."""

    async def work(uow):  # type: ignore[no-untyped-def]
        async with uow:
            account = await uow.accounts.find("test", chat)
            said = await uow.messages.after(account.id, 0, 500)
        return [one.payload for one in said if one.ours and "🔔" in one.payload["text"]]

    return await store.run(work)


async def test_who_must_wait_is_reminded_on_the_day_if_he_asks(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    answer = await me(">到那天提醒我")

    assert "2027年2月28日（星期日）（还有 97 天）09:00 以后提醒您" in answer
    assert "别提醒我了" in answer
    assert await tick(store, "2027-02-28T08:59") == Settled()
    assert await tick(store, NINE) == Settled(sent=1)
    (message,) = await told(store)
    assert message["text"].startswith("🔔 2027年2月28日（星期日）（就是今天）起，您可以申领居住证了，走“就业”这条路。")
    assert "居住地的派出所" in message["text"]
    assert "照您 2026年11月23日（星期一） 说的" in message["text"]
    assert [row[0][1] for row in message["inline"]] == [
        "m:apply:employment",
        "m:papers:employment", "f:where_to_apply", "m:eligibility", "m:stop"
    ]  # fmt: skip
    assert await tick(store, NINE) == Settled()


async def test_the_buttons_of_the_reminder_lead_on(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")
    await tick(store, NINE)

    assert "走就业这条路要的材料" in await me.press_data("m:papers:employment")
    assert "没有要提醒您的事" in await me.press_data("m:stop")


async def test_nobody_who_did_not_ask_is_reminded(desk: Hall, store: Store) -> None:
    await not_yet(desk.talk())

    assert await tick(store, NINE) == Settled()


async def test_pressed_twice_it_is_the_same_answer_and_one_promise(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)

    assert await me(">到那天提醒我") == await me(">到那天提醒我")
    assert await days(store) == [date(2027, 2, 28)]


async def test_who_may_apply_at_once_is_offered_no_reminder(desk: Hall) -> None:
    me = desk.talk()
    await interviewed(me, await me(ASKED))

    with pytest.raises(AssertionError, match="no button"):
        await me(">到那天提醒我")
    assert "已经可以" not in me.heard()
    assert "起就可以申领了" in await me.press_data("m:remind")


async def test_a_button_pressed_before_anything_was_told_leads_to_the_questions(desk: Hall) -> None:
    assert "先看看您符合哪条路" in await desk.talk().press_data("m:remind")


# ---- the facts change ----


async def test_another_day_moves_the_promise_and_says_so(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")
    said = await me(">改一个回答", ">登记日期：2026年8月31日（星期一）", "2026-10-01")

    assert "提醒也改到 2027年4月1日（星期四）（还有 129 天）" in said
    assert await days(store) == [date(2027, 4, 1)]
    assert "那天会提醒您" in await me(ASKED), "asked again, the same day"
    assert await tick(store, NINE) == Settled()
    assert await tick(store, "2027-04-01T09:00") == Settled(sent=1)


@pytest.mark.parametrize(
    ("registered", "verdict"),
    [
        pytest.param("2026-03-01", "现在就可以申领", id="he may apply now"),
        pytest.param(">还没登记", "还不符合条件", id="no day any more"),
    ],
)
async def test_where_there_is_nothing_to_wait_for_the_promise_goes_and_that_is_said(
    desk: Hall, store: Store, registered: str, verdict: str
) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")
    said = await me(">改一个回答", ">登记日期：2026年8月31日（星期一）", registered)

    assert verdict in said
    assert "原来定好的那个提醒取消了" in said
    assert await days(store) == []


async def test_registering_here_moves_the_day_and_leaving_takes_it_away(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")
    registered = await me(SENTENCE, *REST)

    assert "提醒也改到 2027年5月23日（星期日）" in me.heard()
    assert "短码" in registered
    assert await days(store) == [date(2027, 5, 23)]
    left = await me("我要离开杭州了", ">今天", ">都对，提交")
    assert "原来定好的那个提醒取消了" in left
    assert await days(store) == []


async def test_what_the_record_says_elsewhere_counts_on_the_day(desk: Hall, store: Store) -> None:
    """He registers through a chat of its own account, so that only the tick can notice."""
    me, other = desk.talk("1"), desk.talk("2")
    await not_yet(me)
    await me(">到那天提醒我")
    await other(SENTENCE, *REST)
    await store.run(lambda uow: _same_person(uow))

    assert await tick(store, NINE) == Settled(moved=1)
    assert await days(store) == [date(2027, 5, 23)]
    await other("我要离开杭州了", ">今天", ">都对，提交")
    assert await tick(store, "2027-05-23T09:00") == Settled(withdrawn=1)
    assert not await told(store)


async def _same_person(uow):  # type: ignore[no-untyped-def]
    async with uow:
        mine, other = await uow.accounts.find("test", "1"), await uow.accounts.find("test", "2")
        person = await uow.people.of_account(other.id)
        await uow.people.link(mine.id, person.id, instead_of=None)
        await uow.commit()


async def test_months_told_in_another_month_are_held_against_the_day_they_were_told(
    store: Store, tmp_path: Path
) -> None:
    """Eight insured months in November are twelve in March, whatever month it is when somebody looks."""
    async with hall(store, tmp_path) as here:
        me = here.talk()
        await interviewed(me, await me(ASKED), 连续交了几个月="8")
        await me(">到那天提醒我")
    async with hall(store, tmp_path, today=MONTHS_LATER) as here:
        later = here.talk()
        later.count = 200
        assert "2027年3月1日（星期一）（还有 50 天）09:00" in await later.press_data("m:remind")

    assert await tick(store, "2027-02-28T19:59") == Settled()
    assert await tick(store, "2027-03-01T09:00") == Settled(sent=1)


# ---- seeing and stopping ----


@pytest.mark.parametrize("asked", ["/reminders", "我的提醒", SETTINGS, "my reminders"])
async def test_what_is_to_come_is_listed_with_a_button_to_cancel_it(desk: Hall, store: Store, asked: str) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")

    assert "2027年2月28日（星期日）（还有 97 天）：可以申领居住证（就业）" in await me(asked)
    assert "不提醒了" in await me(">取消：可以申领居住证（就业）")
    assert await days(store) == []
    assert "已经没有了" in await me(">取消：可以申领居住证（就业）")
    assert "没有要提醒您的事" in await me("我的提醒")
    assert "09:00 以后提醒您" in await me(">到那天提醒我"), "offered again where the day is known"


@pytest.mark.parametrize("said", ["停", "别提醒我了", "STOP", "/stop", "no more reminders"])
async def test_stopping_says_what_is_lost_and_asks_first(desk: Hall, store: Store, said: str) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我")

    asked = await me(said)
    assert "都停掉吗" in asked
    assert "2027年2月28日（星期日）" in asked
    assert await days(store) == [date(2027, 2, 28)], "nothing is stopped yet"
    assert "可以申领居住证" in await me(">留着")
    stopped = await me(said, ">全部停掉")
    assert "不提醒了" in stopped
    assert await days(store) == []
    assert await me(">全部停掉") == "这个提醒已经没有了。"
    assert await tick(store, NINE) == Settled()


async def test_stop_in_the_middle_of_a_form_stops_the_form(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我", "我要登记", "stop")

    assert "都停掉吗" not in me.heard()
    assert await days(store) == [date(2027, 2, 28)]


@pytest.mark.parametrize(
    "forged", ["m:unremind:", "m:unremind:x", "m:unremind:1", f"m:unremind:{'9' * 40}", "m:unremind:²"]
)
async def test_a_forged_number_cancels_nothing_of_anybody(desk: Hall, store: Store, forged: str) -> None:
    me = desk.talk("1")
    await not_yet(me)
    await me(">到那天提醒我")

    assert "已经没有了" in await desk.talk("2").press_data(forged)
    assert await days(store) == [date(2027, 2, 28)]


async def test_it_is_told_in_the_language_of_the_day_it_is_told(desk: Hall, store: Store) -> None:
    me = desk.talk()
    await not_yet(me)
    await me(">到那天提醒我", "english")

    assert "Sunday 28 February 2027 (97 days left): you may apply (employment)" in await me("my reminders")
    await tick(store, "2027-03-02T10:00")
    (message,) = await told(store)
    assert message["text"].startswith(
        "🔔 From Sunday 28 February 2027 (2 days ago) you may apply for the residence permit"
    )
    assert message["language"] == "en"
