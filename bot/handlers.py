"""aiogram's side: each kind of update becomes one event for the front desk, whatever channel it came by.

No handler holds a rule or a query, and none has a synchronous filter: aiogram runs those in threads.
"""

from typing import Any

import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, Message, Update, User

from bot.conversation.front import Front, RegisterAway, reference
from bot.conversation.speech import Act, Incoming, Reply
from bot.texts import texts

log = structlog.get_logger(__name__)

LONGEST_TEXT = 4096


class TurnFailed(Exception):
    """Nothing of the turn was stored. `told` is what the person should hear of it; with `again` the channel keeps the
    update and brings it later, without it the person is asked to send it once more."""

    def __init__(self, told: str, *, again: bool) -> None:
        super().__init__("later" if again else "failed")
        self.told, self.again = told, again


def dispatcher(front: Front) -> Dispatcher:
    """The dispatcher with every handler of the house; chat state lives in the house's own transaction, so aiogram's
    is switched off."""
    house = Dispatcher(disable_fsm=True, front=front)
    house.include_router(router())
    return house


def router() -> Router:
    """A fresh router with the handlers."""
    made = Router(name="house")
    made.message.register(on_message)
    made.edited_message.register(on_edit)
    made.callback_query.register(on_press)
    return made


async def on_message(message: Message, bot: Bot, front: Front, event_update: Update) -> None:
    """Anything sent: words, a picture, a contact, or something that cannot be read."""
    if message.pinned_message is not None:  # by him or by us: nothing that he says
        return
    act, text, file_id = _content(message)
    own = message.contact is not None and message.contact.user_id == _user(message.from_user).id
    await _take(front, bot, message, event_update, act, text, file_id=file_id, own_contact=own)


async def on_edit(message: Message, bot: Bot, front: Front, event_update: Update) -> None:
    """A message sent before was changed."""
    text = message.text or message.caption or ""
    await _take(front, bot, message, event_update, Act.EDIT, text)


async def on_press(query: CallbackQuery, bot: Bot, front: Front, event_update: Update) -> None:
    """A button was pressed; the little clock on it is always stopped, with a notice where there is one."""
    toast = None
    try:
        if query.message is not None and query.data:
            spoken = query.from_user.language_code
            reply = await _take(front, bot, query.message, event_update, Act.PRESS, query.data, language=spoken)
            toast = reply.toast
    finally:
        await _stop_clock(query, toast)


async def _stop_clock(query: CallbackQuery, toast: str | None) -> None:
    try:
        await query.answer(text=toast)
    except AiogramError as error:  # pressed long ago, or the messenger is away; the turn is stored all the same
        log.info("press_not_answered", error=type(error).__name__)


async def _take(
    front: Front,
    bot: Bot,
    message: Any,
    update: Update,
    act: Act,
    text: str,
    *,
    language: str | None = None,
    **more: Any,
) -> Reply:
    if message.chat.type != "private":
        return Reply()
    spoken = language or (message.from_user.language_code if getattr(message, "from_user", None) else None)
    event = Incoming(
        channel=channel_of(bot),
        chat=str(message.chat.id),
        update_id=update.update_id,
        message_id=message.message_id,
        act=act,
        text=text[:LONGEST_TEXT],
        language=(spoken or "zh").partition("-")[0],
        **more,
    )
    try:
        return await front.take(event)
    except RegisterAway as away:
        log.warning("register_away", channel=event.channel, act=act.value, error=type(away.__cause__).__name__)
        raise TurnFailed(texts(event.language or "zh").plain("failed.register_away"), again=True) from None
    except Exception as error:
        number = reference()
        log.exception("turn_failed", reference=number, channel=event.channel, act=act.value, error=type(error).__name__)
        told = texts(event.language or "zh").plain("failed.internal", number=number)
        raise TurnFailed(told, again=False) from None


def channel_of(bot: Bot) -> str:
    """The channel a bot serves: the one its session names, else Telegram."""
    return getattr(bot.session, "channel", "telegram")


def _content(message: Message) -> tuple[Act, str, str | None]:
    if message.text:
        return Act.TEXT, message.text, None
    if message.contact:
        return Act.CONTACT, message.contact.phone_number, None
    if message.photo:
        return Act.PHOTO, message.caption or "", message.photo[-1].file_id
    if message.document:  # what it is shows its content, not what it says of itself
        return Act.PHOTO, message.caption or "", message.document.file_id
    return Act.OTHER, "", None


def _user(user: User | None) -> User:
    return user or User(id=0, is_bot=False, first_name="")
