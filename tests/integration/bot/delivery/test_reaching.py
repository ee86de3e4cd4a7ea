"""Reminders by all ways: who is not there is rung for, who is not reached by one way is by the next, nobody by two
(T-21, T-23, T-27, T-29)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from sqlalchemy import select

from bot import reaching
from bot.attachments import Attachments
from bot.channels.aliyun import Aliyun
from bot.channels.endpoints import Places
from bot.channels.push import PushSession
from bot.channels.sms import LIMITS, LogOnly, Sms, SmsSession
from bot.channels.vapid import PushKey
from bot.clock import SHANGHAI
from bot.delivery import Post
from bot.reaching import MOST_TRIES
from bot.web.cookies import ChatCookie
from bot.web.hub import Hub
from bot.web.session import WebSession
from domain.reach import Wishes
from storage.chats import Account, Stored
from storage.keyring import KeyRing
from storage.stores import Store, open_store
from storage.tables import accounts, messages
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.delivery.test_post import SENT, Messenger
from tests.integration.storage.helping import account, commit, look, register
from tests.support.pushing import PushService, text
from tests.support.texting import KEY_ID, SECRET, Provider

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECRET_WORDS = "居住证该签注了：最后一天"
PHONE = "+8613812345678"
KEY = text(bytes(31) + b"\7")


class House:
    """A store, every messenger, and a clock that a test moves; a person with a web chat, maybe Telegram and a phone."""

    def __init__(self, store: Store, push: PushService, provider: Provider) -> None:
        self.store, self.push, self.provider, self.now = store, push, provider, NOON
        self.hub, self.telegram, self.key = Hub(), Messenger(), PushKey(KEY, "https://anju.example")
        push.key = self.key.public
        self.open: set[int] = set()
        self.hub.watched = lambda chat: chat in self.open  # type: ignore[method-assign]
        self.sms: Sms = Aliyun(KEY_ID, SECRET, "安居", {"zh": "SMS_1"}, provider.url)
        self.places = Places([push.url])
        self.post = self.new_post()

    def new_post(self) -> Post:
        cookie = ChatCookie(b"k" * 32, secure=False)
        self.sessions = {
            "web": WebSession(self.hub, None, cookie),  # type: ignore[arg-type]
            "push": PushSession(self.store, self.key, self.places, self.hub.watched, self.shanghai),
            "sms": SmsSession(self.store, self.sms, self.shanghai),
        }
        bots: dict[str, Any] = {name: Bot(f"1:{name}", session=one) for name, one in self.sessions.items()}
        bots["telegram"] = self.telegram
        return Post(self.store, bots, Attachments({}), lambda: self.now, {"sms": LIMITS})

    def shanghai(self) -> datetime:
        return self.now.astimezone(SHANGHAI)

    async def close(self) -> None:
        await self.post.close()
        for one in self.sessions.values():
            await one.close()

    async def settled(self) -> None:
        """Have the person's chat: registered, in the web."""
        self.web = await account(self.store, "7")
        await register(self.store, self.web.id)
        self.person = await commit(self.store, lambda uow: uow.people.of_account(self.web.id))

    async def with_telegram(self) -> Account:
        """He also has a Telegram chat."""
        chat = await account(self.store, "42", "telegram")
        await commit(self.store, lambda uow: uow.people.link(chat.id, self.person.id, None))
        return chat

    async def with_phone(self) -> int:
        """He has switched text messages on."""
        name = str(self.person.id)
        return await commit(self.store, lambda uow: uow.reaching.beside(self.web, "sms", name, NOON))

    async def with_browser(self, name: str = "one") -> Any:
        """One of his browsers takes notices."""
        browser = self.push.browser(name)
        await commit(self.store, lambda uow: uow.subscriptions.add(self.web, browser.flat, NOON))
        return browser

    async def wish(self, *order: str, together: bool = False) -> None:
        await commit(self.store, lambda uow: uow.reaching.wish(self.person.id, Wishes(order, together)))

    async def remind(self, chat: Account | None = None) -> None:
        """A reminder is promised in a chat and told."""
        mine = chat or self.web
        said = {"text": SECRET_WORDS, "language": "zh", "promise": None, "matter": "endorsement", "day": "2026-12-24"}

        async def work(uow: SqlUnitOfWork) -> None:
            for where, what in await reaching.told(uow, mine, self.person.id, [said]):
                await uow.messages.add(where, what, self.now)

        await commit(self.store, work)
        await self.later()

    async def later(self, seconds: float = 0) -> None:
        """Time passes, and everybody who brings messages comes by, until nothing moves."""
        self.now += timedelta(seconds=seconds)
        for _ in range(4):
            await self.post.sweep()
        await self.post.note()

    async def inbox(self, chat: Account) -> list[Stored]:
        return [one for one in await look(self.store, lambda uow: uow.messages.after(chat.id, 0, 50)) if one.ours]

    async def dead(self) -> dict[str, int]:
        return {one.error: one.count for one in await look(self.store, lambda uow: uow.outbox.dead_letters())}

    async def waits(self) -> bool:
        standing = await look(self.store, lambda uow: uow.outbox.standing(self.now + timedelta(days=9)))
        return bool(standing.due)

    def rung(self) -> tuple[int, int, int]:
        """How often Telegram, the browsers, the phone were reached."""
        notices = sum(len(one.notices) for one in self.push.browsers.values())
        return len(self.telegram.arrived), notices, len(self.provider.sent)


@pytest.fixture
async def house(database: str, keys: KeyRing) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        store = open_store(database, keys, "one")
        stack.push_async_callback(store.close)
        push = await stack.enter_async_context(PushService())
        provider = await stack.enter_async_context(Provider())
        house = House(store, push, provider)
        stack.push_async_callback(house.close)
        await house.settled()
        yield house


def forbidden() -> Exception:
    return TelegramForbiddenError(SENT, "bot was blocked by the user")


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
    assert notice["body"] == "安居有一条提醒给您，点开看"
    assert set(notice) == {"title", "body", "tag", "lang"}
    assert not {"签注", "12", "2026", "138"} & {part for part in ("签注", "12", "2026", "138") if part in str(notice)}


async def test_a_browser_that_is_gone_is_forgotten_and_the_phone_is_next(house: House) -> None:
    for name, status in (("one", 404), ("two", 410)):
        (await house.with_browser(name)).status = status
    await house.with_phone()
    await house.remind()

    assert await look(house.store, lambda uow: uow.subscriptions.count()) == 0
    assert house.rung() == (0, 0, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_without_any_other_way_it_lies_in_the_chat_and_nothing_is_amiss(house: House) -> None:
    await house.remind()
    browser = await house.with_browser()
    browser.status = 410
    await house.remind()

    assert len(await house.inbox(house.web)) == 2
    assert await house.dead() == {}
    assert not await house.waits()


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


async def test_a_blocked_bot_is_followed_by_the_next_way_and_comes_back(house: House) -> None:
    chat, _ = await house.with_telegram(), await house.with_browser()
    house.telegram.trouble[42] = forbidden
    await house.wish("telegram", "web", "sms")
    await house.remind()

    assert house.rung() == (0, 1, 0)
    assert [len(await house.inbox(one)) for one in (house.web, chat)] == [1, 0]
    del house.telegram.trouble[42]
    again = await look(house.store, lambda uow: uow.accounts.get(chat.id))
    assert again
    await commit(house.store, lambda uow: uow.accounts.save(again))
    await house.remind()
    assert house.rung() == (1, 1, 0)


async def test_the_wished_order_is_kept_whichever_chat_it_was_promised_in(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram", "web")
    await house.remind()

    assert house.rung() == (0, 0, 1)


async def test_who_wants_all_ways_gets_each_once(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.with_browser()
    await house.wish(together=True)
    await house.remind()

    assert house.rung() == (1, 1, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_who_wants_all_ways_is_not_told_twice_by_one_when_another_fails(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    house.telegram.trouble[42] = forbidden
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.wish(together=True)
    await house.remind()

    assert house.rung() == (0, 0, 0)
    assert len(await house.inbox(house.web)) == 1
    assert not await house.waits()


async def test_a_text_message_has_the_matter_and_the_day_and_no_more(house: House) -> None:
    await house.with_phone()
    await house.remind()

    [sent] = house.provider.sent
    assert sent["PhoneNumbers"] == PHONE.removeprefix("+86")
    assert sent["TemplateParam"] == {"matter": "每年签注", "date": "2026年12月24日（星期四）"}
    assert (sent["SignName"], sent["TemplateCode"]) == ("安居", "SMS_1")


async def test_a_dead_number_is_marked_until_the_person_tells_another(house: House) -> None:
    await house.with_phone()
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.remind()
    assert await look(house.store, lambda uow: uow.reaching.shut_now("sms")) == 1
    await house.remind()
    assert house.rung() == (0, 0, 0)

    await commit(house.store, lambda uow: uow.people.save(house.person))
    await house.remind()
    assert house.rung() == (0, 0, 1)


@pytest.mark.parametrize(
    "code", ["isv.SMS_SIGNATURE_ILLEGAL", "isv.OUT_OF_SERVICE", "isp.RAM_PERMISSION_DENY", "isv.NEVER_HEARD_OF"]
)
async def test_our_own_fault_is_a_dead_letter_under_the_provider_s_word(house: House, code: str) -> None:
    chat = await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram")
    house.provider.codes = [code]
    await house.remind()

    assert await house.dead() == {code: 1}
    assert len(await house.inbox(chat)) == 1, "it has gone by the next way"
    assert await look(house.store, lambda uow: uow.reaching.shut_now("sms")) == 0


@pytest.mark.parametrize(
    ("code", "pause"),
    [("isp.SYSTEM_ERROR", 2), ("Throttling.User", 2), ("isv.BUSINESS_LIMIT_CONTROL", 3600)],
)
async def test_what_passes_by_itself_is_tried_again(house: House, code: str, pause: int) -> None:
    await house.with_phone()
    house.provider.codes = [code]
    await house.remind()
    await house.later(pause - 1)
    assert house.rung() == (0, 0, 0)
    await house.later(2)

    assert house.rung() == (0, 0, 1)


async def test_nobody_is_rung_for_at_night(house: House) -> None:
    browser = await house.with_browser()
    house.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    await house.remind()
    await house.later(13 * 3600 - 1)
    assert browser.asked == 0
    await house.later(2)

    assert len(browser.notices) == 1


async def test_without_a_provider_nothing_is_taken_to_have_arrived(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.sms = LogOnly()
    house.post = house.new_post()
    chat = await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram")
    await house.remind()

    assert len(await house.inbox(chat)) == 1
    assert await house.dead() == {}
    written = capsys.readouterr().out
    assert "sms_would_go" in written
    assert not [one for one in (PHONE[3:], "签注", "2026年12月") if one in written]


async def test_switched_off_a_phone_gets_nothing_and_what_waits_comes_in_the_chat(house: House) -> None:
    phone = await house.with_phone()
    await house.wish("sms", "web")
    house.provider.codes = ["isp.SYSTEM_ERROR"]
    await house.remind()
    await commit(house.store, lambda uow: uow.reaching.switch_off(phone))
    await house.later(60)

    assert house.rung() == (0, 0, 0)
    assert [one.payload["text"] for one in await house.inbox(house.web)] == [SECRET_WORDS]


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


async def test_what_rings_in_vain_while_everything_is_shut_comes_when_the_person_is_back(house: House) -> None:
    """He has Telegram and a phone alone."""
    chat = house.web = await house.with_telegram()
    await commit(house.store, lambda uow: uow.people.link(chat.id, house.person.id, None))
    await commit(house.store, lambda uow: uow._link.execute(accounts.delete().where(accounts.c.channel == "web")))
    await house.with_phone()
    house.telegram.trouble[42] = forbidden
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.remind(chat)
    assert house.rung() == (0, 0, 0)

    del house.telegram.trouble[42]
    again = await look(house.store, lambda uow: uow.accounts.get(chat.id))
    assert again
    await commit(house.store, lambda uow: uow.accounts.save(again))
    await house.later()
    assert house.rung() == (1, 0, 0)


async def test_of_a_child_no_other_chat_is_told_but_the_guardian_s_phone_rings(house: House) -> None:
    await house.with_telegram()
    await house.with_phone()
    await house.wish("telegram", "web", "sms")
    child = await commit(house.store, lambda uow: uow.accounts.add_ward(house.web, NOON))
    await house.remind(child)

    assert house.rung() == (0, 0, 1)
    assert len(await house.inbox(house.web)) == 1


async def test_a_message_that_telegram_will_never_take_goes_by_the_next_way(house: House) -> None:
    await house.with_telegram()
    browser = await house.with_browser()
    house.telegram.trouble[42] = lambda: TelegramBadRequest(SENT, "can't parse entities")
    await house.wish("telegram", "web")
    await house.remind()

    assert len(browser.notices) == 1
    assert await house.dead() == {"TelegramBadRequest": 1}
