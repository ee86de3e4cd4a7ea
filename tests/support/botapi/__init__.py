"""A Bot API server for tests (`BotApiServer`) and the person's side of it (`Phone`)."""

from tests.support.botapi.calls import ApiCall, CallLog
from tests.support.botapi.faults import Fault, Faults
from tests.support.botapi.phone import Phone
from tests.support.botapi.server import TOKEN, BotApiServer
from tests.support.botapi.world import BotAccount, Chat, Toast

__all__ = [
    "TOKEN", "ApiCall", "BotAccount", "BotApiServer", "CallLog", "Chat", "Fault", "Faults", "Phone", "Toast",
]  # fmt: skip
