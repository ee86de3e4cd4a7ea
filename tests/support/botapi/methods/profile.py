"""What the bot is and shows of itself: commands, descriptions, menu button, chats."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.support.botapi.errors import bad_request
from tests.support.botapi.methods.registry import Method, method
from tests.support.botapi.params import Params
from tests.support.botapi.world import BotAccount

Json = dict[str, Any]

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}
MENU_BUTTONS = {"commands", "default", "web_app"}


@method("getMe")
async def get_me(bot: BotAccount, params: Params) -> Json:
    return bot.user


@method("getChat")
async def get_chat(bot: BotAccount, params: Params) -> Json:
    return {**bot.chat(params).as_json(), "accent_color_id": 0, "max_reaction_count": 11}


def _commands_key(params: Params) -> str:
    scope = params.json("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return f"commands:{json.dumps(scope, sort_keys=True)}:{params.text('language_code')}"


@method("setMyCommands")
async def set_my_commands(bot: BotAccount, params: Params) -> bool:
    commands = params.json("commands", [])
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.profile[_commands_key(params)] = commands
    return True


@method("getMyCommands")
async def get_my_commands(bot: BotAccount, params: Params) -> list[Json]:
    return list(bot.profile.get(_commands_key(params), []))


@method("deleteMyCommands")
async def delete_my_commands(bot: BotAccount, params: Params) -> bool:
    bot.profile.pop(_commands_key(params), None)
    return True


def _words(setter: str, getter: str, field: str, limit: int) -> tuple[Method, Method]:
    async def put(bot: BotAccount, params: Params) -> bool:
        if len(params.text(field)) > limit:
            raise bad_request(f"{field} is too long")
        bot.profile[f"{field}:{params.text('language_code')}"] = params.text(field)
        return True

    async def get(bot: BotAccount, params: Params) -> Json:
        return {field: bot.profile.get(f"{field}:{params.text('language_code')}", "")}

    return method(setter)(put), method(getter)(get)


_words("setMyName", "getMyName", "name", 64)
_words("setMyDescription", "getMyDescription", "description", 512)
_words("setMyShortDescription", "getMyShortDescription", "short_description", 120)


@method("setChatMenuButton")
async def set_chat_menu_button(bot: BotAccount, params: Params) -> bool:
    button = params.json("menu_button") or {"type": "default"}
    if button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    if button["type"] == "web_app" and not button.get("web_app", {}).get("url", "").startswith("https://"):
        raise bad_request("menu button web app URL is invalid: Only HTTPS links are allowed")
    bot.menu_buttons[bot.chat(params).id if params.has("chat_id") else None] = button
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(bot: BotAccount, params: Params) -> Json:
    chat = bot.chat(params).id if params.has("chat_id") else None
    return bot.menu_buttons.get(chat, bot.menu_buttons.get(None, {"type": "default"}))
