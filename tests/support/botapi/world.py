"""What the server remembers: bots, their private chats, messages, files and pressed buttons.

Only private chats exist here, because only those are used by the house. Message ids are counted per chat,
which is stricter than the real server (ids of different chats meet): code that forgets the chat id shows
itself.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.support.botapi.errors import bad_request, forbidden
from tests.support.botapi.files import FileStore
from tests.support.botapi.params import Params
from tests.support.botapi.updates import UpdateQueue
from tests.support.signals import Signal

Json = dict[str, Any]

TYPING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person sees for a moment after pressing a button."""

    text: str
    alert: bool = False


@dataclass
class Press:
    """A pressed button that waits for `answerCallbackQuery`."""

    id: str
    chat_id: int
    message_id: int
    data: str
    at: float
    answered: bool = False


@dataclass
class Chat:
    """A private chat; its id is the person's id."""

    person: Json
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    with_reply_keyboard: set[int] = field(default_factory=set)
    keyboard: Json | None = None
    toasts: list[Toast] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    typing_until: float = 0.0
    action: str = ""
    last_id: int = 0
    changed: Signal = field(default_factory=Signal)
    instance: str = field(default_factory=lambda: str(secrets.randbits(63)))

    @property
    def id(self) -> int:
        return int(self.person["id"])

    def as_json(self) -> Json:
        names = {"first_name", "last_name", "username"}
        shown = {key: value for key, value in self.person.items() if key in names}
        return {"id": self.id, "type": "private", **shown}

    def add(self, sender: Json, date: int, body: Json) -> Json:
        self.last_id += 1
        message = {"message_id": self.last_id, "from": sender, "chat": self.as_json(), "date": date, **body}
        self.messages[self.last_id] = message
        if sender["is_bot"]:
            self.typing_until = 0.0
        self.changed.fire()
        return message

    def typing(self) -> bool:
        return time.monotonic() < self.typing_until


class Webhook(Protocol):
    """Where updates are pushed to, as far as methods need to know."""

    url: str
    last_error: Json


class BotAccount:
    """One token and everything that belongs to it."""

    def __init__(
        self,
        token: str,
        on_webhook: Callable[[BotAccount, str, str], Webhook | None] = lambda bot, url, secret: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.webhook: Webhook | None = None
        self._on_webhook = on_webhook
        self.clock = clock
        self.user: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "安居",
            "username": "anju_test_bot",
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.updates = UpdateQueue()
        self.presses: dict[str, Press] = {}
        self.press_lifetime = 60.0
        self.profile: dict[str, Any] = {}
        self.menu_buttons: dict[int | None, Json] = {}

    def set_webhook(self, url: str, secret: str) -> None:
        """Start pushing to `url`, or stop when it is empty."""
        self.webhook = self._on_webhook(self, url, secret)

    def now(self) -> int:
        return int(self.clock())

    def as_sender(self) -> Json:
        return {key: self.user[key] for key in ("id", "is_bot", "first_name", "username")}

    def chat(self, params: Params) -> Chat:
        """The chat a method names; refuses unknown and blocked ones."""
        if not params.has("chat_id"):
            raise bad_request("chat_id is empty")
        given = params.text("chat_id")
        known = self.chats.get(int(given)) if given.lstrip("-").isdigit() else None
        if known is None:
            raise bad_request("chat not found")
        if known.blocked:
            raise forbidden("bot was blocked by the user")
        return known
