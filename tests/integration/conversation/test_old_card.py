"""A card from before the IC card: told of, reminded of, changed by an application, ended by the new card (R3.5)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation import talking
from tests.integration.conversation.deskside import (
    DAY,
    RENTS,
    Days,
    applied,
    buttons,
    code_of,
    opened,
    permit_of,
    registered,
)
from tests.integration.conversation.talking import Hall, Talk, hall, reading
from tests.integration.conversation.test_eligibility import ASKED, READINGS, interviewed
from tests.integration.conversation.test_reminding import days as days_reminded
from tests.integration.conversation.test_reminding import tick, told
from tests.integration.storage.helping import account, commit, look

APPLY = "我要申请居住证"
TELL = ("我有旧证", ">浙江省临时居住证", "2027年8月30号", "是")
WARNED = date(2027, 7, 31)
CHANGE = "换领。旧证：浙江省临时居住证，有效到 2027年8月30日（星期一）"


@pytest.fixture(autouse=True)
def understood(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {
        APPLY: reading("apply_permit"),
        "旧的居住证想换新的": reading("replace_permit"),
        "旧证还能用吗": reading("faq", "old_permit"),
    }
    monkeypatch.setattr(talking, "READINGS", {**talking.READINGS, **READINGS, **more})


@pytest.fixture
async def life(store: Store, tmp_path: Path) -> Days:
    """A registered tenant and the officer of his district."""
    return await registered(store, tmp_path)


@pytest.fixture
async def here(life: Days) -> AsyncIterator[tuple[Talk, Talk]]:
    """Both of them seven months later."""
    async with life.on(DAY) as both:
        yield both


async def test_it_stays_valid_may_be_changed_free_and_the_verdict_comes_with_it(here: tuple[Talk, Talk]) -> None:
    me, _ = here
    await interviewed(me, await me(ASKED), **RENTS)

    said = await me(*TELL)

    assert "浙江省临时居住证，到 2027年8月30日（星期一）（还有 67 天）一直有效" in said
    assert "可以免费换IC卡" in said
    assert "2027年7月31日（星期六） 提醒您一次" in said
    assert "能不能换，照您说过的：现在就可以申领" in said
    assert buttons(me)[0] == "现在申领"


async def test_who_has_told_nothing_yet_is_led_to_the_questions(here: tuple[Talk, Talk]) -> None:
    me, _ = here

    assert "现在能不能换，用几个问题看看" in await me(*TELL)
    assert "旧证：浙江省临时居住证，有效到 2027年8月30日（星期一）（还有 67 天）" in await interviewed(
        me, await me(">能办居住证吗"), **RENTS
    )
    assert "我有旧证" not in buttons(me)


@pytest.mark.parametrize("said", ["旧的居住证想换新的", "/oldcard", "旧证换新证"])
async def test_words_and_commands_lead_to_it(here: tuple[Talk, Talk], said: str) -> None:
    me, _ = here

    assert "哪一种旧证" in await me(said)


async def test_the_pages_beside_it_have_the_button(here: tuple[Talk, Talk]) -> None:
    me, _ = here
    for page in (await me("旧证还能用吗"), await interviewed(me, await me(ASKED), **RENTS), await me(">现在申领")):
        assert page
        assert me.data_of("我有旧证") == "m:oldcard"
        assert "我有旧证" in buttons(me)


async def test_what_was_told_is_shown_corrected_and_taken_off(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)
    assert "有效到 2027年8月30日" in await me("我的")
    assert await days_reminded(store) == [WARNED]

    assert "有效到 2027年8月30日" in await me(">我的旧证")
    await me(">改旧证的信息", ">浙江省居住证（旧）", "2027年10月1号", "是")
    assert "旧证：浙江省居住证（旧），有效到 2027年10月1日" in await me("我的")
    assert await days_reminded(store) == [date(2027, 9, 1)]
    assert "旧证到期（2027年10月1日（星期五））" in await me("我的提醒")

    await me("我有旧证")
    assert "旧证拿掉了，也不提醒了" in await me(">我没有旧证")
    assert "旧证" not in await me("我的")
    assert await days_reminded(store) == []
    assert "没有记着您的旧证" in await me.press_data("m:oldcard:none")


async def test_an_expired_card_is_a_first_application_and_that_is_said(here: tuple[Talk, Talk], store: Store) -> None:
    me, officer = here
    said = await me("我有旧证", ">浙江省临时居住证", "2017年6月30号", "是")

    assert "2017年6月30日（星期五） 已经到期，不能再用，也就不是换领了" in said
    assert "按第一次申领来办" in said
    assert await days_reminded(store) == []
    assert "已经到期，不能再用了" in await me("我的")
    assert "换领" not in await applied(me)
    assert "换领" not in await officer("/case 1")


async def test_an_application_changes_it_and_the_new_card_ends_it(life: Days, store: Store) -> None:
    async with life.on(DAY) as (me, officer):
        await me(*TELL)
        assert f"按{CHANGE.replace('换领。', '换领办，免费。')}" in await applied(me)
        assert f"♻️ {CHANGE}" in await officer("/case 1", ">接办")
        await officer(">受理", ">受理，2027年7月9日（星期五）前发证")
        assert "旧证：浙江省临时居住证" in await me("我的")
    async with life.on(date(2027, 7, 5)) as (me, officer):
        assert f"♻️ {CHANGE}" in await officer("/case 2", ">接办")
        await officer(">登记卡号", "330106A0012", "2027年7月2号", "是")

        assert "旧证" not in await me("我的")
        assert min(await days_reminded(store)) == date(2028, 6, 2), "of the endorsement, and of nothing before"
        assert "您已经有居住证了" in await me("我有旧证")


async def test_it_can_be_told_while_the_desk_has_the_application(here: tuple[Talk, Talk]) -> None:
    me, officer = here
    await applied(me)
    assert "换领" not in await officer("/case 1")
    await me(*TELL)

    assert f"♻️ {CHANGE}" in await officer("/case 1")
    await me("我有旧证", ">我没有旧证")
    assert "换领" not in await officer("/case 1")


async def test_it_is_reminded_of_once_in_the_hours(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)

    assert (await tick(store, "2027-07-30T12:00")).sent == 0
    assert (await tick(store, "2027-07-31T08:59")).sent == 0
    assert (await tick(store, "2027-07-31T09:00")).sent == 1
    assert (await tick(store, "2027-08-01T09:00")).sent == 0
    (message,) = await told(store)
    assert message["text"].startswith("🔔 您的旧证还有 30 天到期：浙江省临时居住证，有效到 2027年8月30日（星期一）")
    assert [row[0][1] for row in message["inline"]] == ["m:eligibility", "m:oldcard:fix", "m:stop"]


async def test_a_reminder_that_comes_too_late_says_that_it_has_expired(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)

    assert (await tick(store, "2027-09-02T09:00")).sent == 1
    newest = await look(store, _newest)
    assert "2027年8月30日（星期一） 已经到期，不能再用" in newest


async def _newest(uow: SqlUnitOfWork) -> str:
    found = await uow.accounts.find("test", "1")
    assert found is not None
    return str([one for one in await uow.messages.after(found.id, 0, 500) if one.ours][-1].payload["text"])


async def test_whose_chat_stands_for_somebody_else_is_not_reminded(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)

    async def another(uow: SqlUnitOfWork) -> None:
        mine, person = await uow.accounts.find("test", "1"), await uow.people.get(1)
        assert mine is not None
        other = await uow.people.add(person)
        await uow.people.link(mine.id, other.id or 0, instead_of=person)

    await commit(store, another)

    done = await tick(store, "2027-07-31T09:00")
    assert (done.sent, done.withdrawn) == (0, 1)


async def test_who_holds_the_ic_card_is_not_reminded(here: tuple[Talk, Talk], store: Store) -> None:
    """However card and permit came to stand side by side."""
    me, _ = here
    await me(*TELL)
    await permit_of(store, date(2027, 6, 1))

    done = await tick(store, "2027-07-31T09:00")
    assert (done.sent, done.withdrawn) == (0, 1)


async def test_it_can_be_cancelled_and_asked_for_again(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)
    await me("我的提醒", ">取消：旧证到期（2027年8月30日（星期一））")
    assert await days_reminded(store) == []

    await me("我有旧证", ">改旧证的信息", *TELL[1:])
    assert await days_reminded(store) == [WARNED]


async def test_who_is_not_registered_reads_the_rule_and_the_door(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as empty:
        me = empty.talk()
        said = await me("我有旧证")

        assert "旧证在有效期内继续有效" in said
        assert "在这里登记以后，我才能记下旧证" in said
        assert buttons(me) == ["办居住登记"]


async def test_who_holds_the_ic_card_has_no_old_one_to_tell_of(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me("我有旧证", ">浙江省临时居住证", "2027年8月30号")
    await permit_of(store, date(2027, 6, 1))

    assert "您已经有居住证了" in await me("是")
    await me("取消")
    assert "您已经有居住证了" in await me("我有旧证")
    assert "我有旧证" not in buttons(me)


async def test_still_older_papers_are_not_guessed_about(here: tuple[Talk, Talk]) -> None:
    me, _ = here

    assert "更早的暂住证怎么办，通知没有写" in await me("我有旧证", "暂住证")
    assert "有效期到哪天" in await me("临时的")
    assert "离今天太远了" in await me("2207年8月30号")
    assert "请核对旧证" in await me("2027年8月30号")


async def test_the_form_waits_and_goes_on(here: tuple[Talk, Talk]) -> None:
    me, _ = here
    await me("我有旧证", ">浙江省临时居住证")
    assert "旧证在有效期内继续有效" in await me("旧证还能用吗")

    assert "请核对旧证" in await me("2027年8月30号")


async def test_from_another_chat_of_the_same_person_it_is_the_same_card(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me(*TELL)
    second = await account(store, "2", "test")
    await commit(store, lambda uow: uow.people.link(second.id, 1, instead_of=None))
    other = Hall(me.front.store, me.front, me.post, []).talk("2")

    assert "有效到 2027年8月30日" in await other("我有旧证")
    await other(">改旧证的信息", ">浙江省临时居住证", "2027年10月1号", "是")
    assert (await days_reminded(store), await days_reminded(store, "2")) == ([], [date(2027, 9, 1)])


async def test_in_english_the_same(here: tuple[Talk, Talk], store: Store) -> None:
    me, _ = here
    await me("/language")
    assert "Which old card" in await me("I hold an old card")
    said = await me(">临时居住证 (temporary)", "30 August 2027", "yes")

    assert "valid until Monday 30 August 2027 (67 days left)" in said
    assert "free of charge" in said
    assert "Old card: 临时居住证 (temporary), valid until" in await me("/my")
    await tick(store, "2027-07-31T09:00")
    assert "🔔 Your old card expires, 30 days left" in (await told(store))[0]["text"]


async def test_at_the_window_the_look_goes_on_as_before(here: tuple[Talk, Talk]) -> None:
    me, officer = here
    await me(*TELL)

    assert "没有居住证" in await opened(officer, await code_of(me), ">核查")
