"""A house with every way to a person: web chat, its browsers, Telegram, a phone; and time that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError

from bot import reaching
from bot.attachments import Attachments
from bot.channels.aliyun import Aliyun
from bot.channels.endpoints import Places
from bot.channels.push import PushSession
from bot.channels.sms import Sms
from bot.channels.texting import LIMITS, SmsSession
from bot.channels.vapid import PushKey
from bot.clock import SHANGHAI
from bot.delivery import Post
from bot.web.cookies import ChatCookie
from bot.web.hub import Hub
from bot.web.session import WebSession
from domain.reach import Wishes
from storage.chats import Account, Stored
from storage.keyring import KeyRing
from storage.stores import Store, open_store
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


def forbidden() -> Exception:
    """What a messenger says whose person has blocked the bot."""
    return TelegramForbiddenError(SENT, "bot was blocked by the user")


@asynccontextmanager
async def opened(database: str, keys: KeyRing) -> AsyncIterator[House]:
    """The house with a person in it who has registered in the web chat."""
    async with AsyncExitStack() as stack:
        store = open_store(database, keys, "one")
        stack.push_async_callback(store.close)
        push = await stack.enter_async_context(PushService())
        provider = await stack.enter_async_context(Provider())
        house = House(store, push, provider)
        stack.push_async_callback(house.close)
        await house.settled()
        yield house
