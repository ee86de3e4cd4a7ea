"""How updates reach a bot: polling, webhook, again, swapped, doubled."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import (
    TelegramConflictError,
)
from aiogram.types import (
    CallbackQuery,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.e2e.botapi.helpers import inline
from tests.support.botapi import BotApiServer, Phone
from tests.support.people import TelegramPerson
from tests.support.signals import Background


def echo() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def say_it_again(message: Message) -> None:
        await message.answer(f"你说: {message.text}", reply_markup=inline("撤回", callback_data="undo"))

    @dispatcher.callback_query()
    async def undo(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("已撤回")
        await query.answer("好了")

    @dispatcher.edited_message()
    async def corrected(message: Message) -> None:
        await message.answer(f"改成: {message.text}")

    return dispatcher


@contextlib.asynccontextmanager
async def polling(dispatcher: Dispatcher, bot: Bot) -> AsyncIterator[None]:
    background = Background()
    background.start(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    try:
        yield
        await dispatcher.stop_polling()
    finally:
        await background.close()


@contextlib.asynccontextmanager
async def webhook(dispatcher: Dispatcher, bot: Bot, secret: str, background: bool = False) -> AsyncIterator[str]:
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=background, secret_token=secret)
    app.router.add_post("/hook", handler.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def converse(person: TelegramPerson) -> None:
    await person.say("你好")
    assert (await person.answer()).texts == ["你说: 你好"]
    await person.press("撤回")
    assert (await person.answer()).texts == ["已撤回", "好了"]
    await person.edit_last("您好")
    assert (await person.answer()).texts == ["改成: 您好"]


async def test_a_polling_bot_converses(botapi: BotApiServer, bot: Bot) -> None:
    async with polling(echo(), bot):
        await converse(TelegramPerson(botapi))


async def test_a_webhook_bot_converses(botapi: BotApiServer, bot: Bot) -> None:
    async with webhook(echo(), bot, "right") as url:
        await bot.set_webhook(url, secret_token="right")

        await converse(TelegramPerson(botapi))

        assert {attempt.status for attempt in botapi.delivery().attempts} == {200}


async def test_a_method_in_the_webhooks_answer_is_carried_out(botapi: BotApiServer, bot: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer_in_place(message: Message) -> object:
        return message.answer("就地回答")

    async with webhook(dispatcher, bot, "") as url:
        await bot.set_webhook(url)
        person = TelegramPerson(botapi)
        await person.say("你好")
        assert (await person.answer()).texts == ["就地回答"]


async def test_a_webhook_delivers_the_same_update_until_it_is_taken(
    botapi: BotApiServer, bot: Bot, phone: Phone
) -> None:
    answers, seen = iter([500, 401, 200, 200]), []

    async def hook(request: web.Request) -> web.Response:
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], (await request.json())["update_id"]))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    first, second = phone.last_update, phone.text("二")

    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")

    assert second is not None
    assert await botapi.bot().updates.confirmed(second, within=10)
    assert seen == [("s3cret", first)] * 3 + [("s3cret", second)]
    assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 401 Unauthorized"
    await runner.cleanup()


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_updates_come_again_until_confirmed(bot: Bot, phone: Phone) -> None:
    phone.text("二")
    first, second = await bot.get_updates()

    assert [u.update_id for u in await bot.get_updates()] == [first.update_id, second.update_id]
    assert [u.update_id for u in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == []


async def test_long_polling_wakes_when_something_happens(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    updates = botapi.bot().updates
    updates.drop()
    background = Background()
    waiting = background.start(bot.get_updates(timeout=30))
    await botapi.bot().updates.changed.beyond(updates.changed.count)

    phone.text("醒醒")

    assert [u.message.text for u in await waiting if u.message] == ["醒醒"]


async def test_only_wanted_updates_are_queued(bot: Bot, phone: Phone) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    assert phone.text("不要") is None
    await bot.get_updates()
    assert phone.text("还是不要") is None


async def test_updates_can_be_swapped_and_repeated(botapi: BotApiServer, bot: Bot, phone: Phone) -> None:
    updates = botapi.bot().updates
    first = phone.last_update
    updates.hold()
    second = phone.text("二")
    assert await bot.get_updates() == []
    assert first is not None
    assert second is not None

    updates.release(order=[second, first])
    assert [u.update_id for u in await bot.get_updates()] == [second, first]

    await bot.get_updates(offset=second + 1)
    updates.repeat(first)
    assert [u.update_id for u in await bot.get_updates(offset=second + 1)] == [first]
