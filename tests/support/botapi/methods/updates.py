"""How a bot gets its updates: long polling or a webhook, never both."""

from __future__ import annotations

import re
from typing import Any

from tests.support.botapi.errors import ApiError, bad_request
from tests.support.botapi.methods.registry import method
from tests.support.botapi.params import Params
from tests.support.botapi.world import BotAccount

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getUpdates")
async def get_updates(bot: BotAccount, params: Params) -> list[dict[str, Any]]:
    if bot.webhook is not None:
        raise ApiError(409, WEBHOOK_ACTIVE)
    bot.updates.allow(params.json("allowed_updates"))
    limit = params.integer("limit", 100)
    timeout = min(params.integer("timeout", 0), 50)
    return await bot.updates.poll(params.integer("offset", 0), min(max(limit, 1), 100), timeout)


@method("setWebhook")
async def set_webhook(bot: BotAccount, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return _stop_webhook(bot, params)
    if not url.startswith(("https://", "http://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    bot.updates.allow(params.json("allowed_updates"))
    if params.flag("drop_pending_updates"):
        bot.updates.drop()
    bot.set_webhook(url, secret)
    return True


@method("deleteWebhook")
async def delete_webhook(bot: BotAccount, params: Params) -> bool:
    return _stop_webhook(bot, params)


def _stop_webhook(bot: BotAccount, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        bot.updates.drop()
    bot.set_webhook("", "")
    return True


@method("getWebhookInfo")
async def get_webhook_info(bot: BotAccount, params: Params) -> dict[str, Any]:
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates.pending),
    }
    if bot.updates.allowed is not None:
        info["allowed_updates"] = sorted(bot.updates.allowed)
    if bot.webhook is not None:
        info |= {"url": bot.webhook.url, "max_connections": 1, **bot.webhook.last_error}
    return info
