"""Browsers are rung for a web chat in which nobody is, and learn nothing of what it is about (T-14, T-21, T-29)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot import reaching
from bot.channels.endpoints import Places
from bot.reaching import MOST_TRIES
from storage.outbox import DOUBT
from storage.tables import messages, subscriptions
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.delivery.ways import NOON, SECRET_WORDS, House
from tests.integration.storage.helping import account, commit, look


async def test_who_looks_at_his_chat_is_not_rung_for(house: House) -> None:
    await house.with_browser()
    await house.with_phone()
    house.open = {7}
    await house.remind()

    assert house.rung() == (0, 0, 0)
    assert len(await house.inbox(house.web)) == 1


async def test_a_closed_chat_rings_every_browser_and_the_reminder_lies_in_it(house: House) -> None:
    first, second = await house.with_browser(), await house.with_browser("two")
    await house.with_phone()
    await house.remind()

    assert [len(first.notices), len(second.notices), len(house.provider.sent)] == [1, 1, 0]
    assert [one.payload["text"] for one in await house.inbox(house.web)] == [SECRET_WORDS]
    assert not await house.waits()


async def test_a_notice_says_nothing_of_what_it_is_about(house: House) -> None:
    browser = await house.with_browser()
    await house.remind()

    [notice] = browser.notices
    assert (notice["title"], notice["body"]) == ("安居", "安居有一条提醒给您，点开看")
    assert set(notice) == {"title", "body", "tag", "lang"}
    assert not [part for part in ("签注", "2026", "138", "12月") if part in str(notice)]


async def test_a_browser_that_is_gone_is_forgotten_and_the_phone_is_next(house: House) -> None:
    for name, status in (("one", 404), ("two", 410)):
        (await house.with_browser(name)).status = status
    await house.with_phone()
    await house.remind()

    assert await look(house.store, lambda uow: uow.subscriptions.count()) == 0
    assert house.rung() == (0, 0, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_of_two_browsers_only_the_one_that_was_away_is_rung_again(house: House) -> None:
    first, second = await house.with_browser(), await house.with_browser("two")
    second.status = 503
    await house.remind()
    await house.later(5)
    assert (first.asked, len(first.notices)) == (1, 1)
    second.status = 201
    await house.later(20)

    assert (len(first.notices), len(second.notices)) == (1, 1)


async def test_a_pause_that_a_push_service_asks_for_is_kept(house: House) -> None:
    browser = await house.with_browser()
    browser.status, browser.headers = 429, {"Retry-After": "120"}
    await house.remind()
    await house.later(119)
    assert browser.asked == 1
    await house.later(2)
    assert browser.asked == 2


async def test_a_push_service_that_is_away_holds_up_no_answer_of_the_chat(house: House) -> None:
    (await house.with_browser()).status = 500
    await house.remind()
    said = await commit(
        house.store, lambda uow: uow.messages.add(house.web.id, [reaching.Said({"text": "hello"}, True)], house.now)
    )
    await house.post.deliver("web", "7", [(said[0], {"text": "hello"})])
    await house.post.note()

    rows = await look(house.store, lambda uow: uow._link.execute(select(messages).where(messages.c.id == said[0])))
    assert rows.one().delivered_at is not None


async def test_a_push_service_that_stays_away_is_a_dead_letter_and_the_phone_is_next(house: House) -> None:
    (await house.with_browser()).status = 503
    await house.with_phone()
    await house.remind()
    for _ in range(MOST_TRIES):
        await house.later(601)

    assert len(house.provider.sent) == 1
    assert await house.dead() == {"Push503": 1}
    await commit(house.store, lambda uow: uow.outbox.put_back())
    await house.later(601)
    assert len(house.provider.sent) == 1, "what has gone by another way is not brought again"


@pytest.mark.parametrize("status", [302, 307, 400, 403, 413])
async def test_what_a_push_service_will_never_take_is_a_dead_letter_at_once_and_the_phone_is_next(
    house: House, status: int
) -> None:
    browser, elsewhere = await house.with_browser(), house.push.browser("elsewhere")
    browser.status, browser.headers = status, {"Location": elsewhere.endpoint}
    await house.with_phone()
    await house.remind()

    assert house.rung() == (0, 0, 1)
    assert await house.dead() == {f"Push{status}": 1}
    assert elsewhere.asked == 0, "no redirect is followed"
    assert await look(house.store, lambda uow: uow.subscriptions.count()) == 1


async def test_of_two_browsers_one_that_is_refused_by_its_service_sends_nobody_to_the_phone(house: House) -> None:
    refused, _ = await house.with_browser(), await house.with_browser("two")
    refused.status = 403
    await house.with_phone()
    await house.remind()
    await house.later(24 * 3600)

    assert (house.rung(), refused.asked) == ((0, 1, 0), 1)
    assert not await house.waits()


async def test_nobody_is_rung_for_at_night(house: House) -> None:
    browser = await house.with_browser()
    house.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    await house.remind()
    await house.later(13 * 3600 - 1)
    assert browser.asked == 0
    await house.later(2)

    assert len(browser.notices) == 1


async def test_a_proof_of_identity_ends_the_notices_of_all_browsers(house: House) -> None:
    browser = await house.with_browser()

    async def prove(uow: SqlUnitOfWork) -> None:
        await uow.accounts.open_web_chat(NOON)
        await uow.accounts.renew(house.web)

    await commit(house.store, prove)
    await house.remind()
    assert browser.asked == 0
    await house.with_browser()
    await house.remind()
    assert len(browser.notices) == 1


async def test_a_browser_rings_for_the_chat_that_it_told_last(house: House) -> None:
    browser = await house.with_browser()
    other = await account(house.store, "8")
    await commit(house.store, lambda uow: uow.subscriptions.add(other, browser.flat, NOON))
    await house.remind()

    assert browser.asked == 0
    assert await look(house.store, lambda uow: uow.subscriptions.count()) == 1


async def test_what_the_settings_do_not_allow_any_more_is_not_called(house: House) -> None:
    browser = await house.with_browser()
    house.sessions["push"]._places = Places(["*.push.apple.com"])  # type: ignore[union-attr]
    await house.remind()

    assert browser.asked == 0
    assert await look(house.store, lambda uow: uow.subscriptions.count()) == 0


async def test_who_dies_between_ringing_and_noting_rings_once_more_and_it_is_one_notice(house: House) -> None:
    browser = await house.with_browser()
    await house.remind()

    async def forget(uow: SqlUnitOfWork) -> None:
        await uow._link.execute(update(subscriptions).values(rung=0))
        ring = update(messages).where(messages.c.id == int(browser.notices[0]["tag"]))
        await uow._link.execute(ring.values(delivered_at=None, claimed_by=None, claimed_at=None))

    await commit(house.store, forget)
    await house.later(2 * DOUBT.total_seconds())

    assert len(browser.notices) == 2
    assert len({(one["tag"], topic) for one, topic in zip(browser.notices, browser.topics, strict=True)}) == 1
