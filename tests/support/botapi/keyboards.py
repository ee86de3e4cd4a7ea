"""Keyboards, checked as the real server checks them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.support.botapi.errors import ApiError, bad_request

Json = dict[str, Any]

DATA_LIMIT = 64
INLINE_LIMIT, REPLY_LIMIT = 100, 300
INLINE_ROW, REPLY_ROW = 8, 12
LOOKS = {"text", "style", "icon_custom_emoji_id"}
INLINE_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
REPLY_ACTIONS = {
    "request_users", "request_chat", "request_contact", "request_location", "request_poll", "web_app"
}  # fmt: skip
MARKUPS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}


def checked_markup(markup: Any) -> Json | None:
    """The markup without empty leftovers, or None; raises for what Telegram would refuse."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if not MARKUPS & markup.keys():
        raise bad_request("can't parse reply keyboard markup JSON object")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], _inline_button, INLINE_LIMIT, INLINE_ROW)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], _reply_button, REPLY_LIMIT, REPLY_ROW)
        if not rows:
            raise bad_request("reply keyboard must not be empty")
        return {**markup, "keyboard": rows}
    return dict(markup)


def inline_only(markup: Any) -> Json | None:
    """For edits: nothing but an inline keyboard may stand there."""
    kept = checked_markup(markup)
    if kept is not None and "inline_keyboard" not in kept:
        raise bad_request("inline keyboard expected")
    return kept


def _rows(rows: Any, button: Any, limit: int, widest: int) -> list[list[Json]]:
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: array of arrays expected")
    kept = [[button(one) for one in row] for row in rows if row]
    if sum(map(len, kept)) > limit or any(len(row) > widest for row in kept):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return kept


def _inline_button(button: Any) -> Json:
    given = _present(button)
    words = "can't parse inline keyboard button"
    _check_names(given, LOOKS | INLINE_ACTIONS, words)
    actions = INLINE_ACTIONS & given.keys()
    if not actions:
        raise bad_request(f"{words}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{words}: exactly one action must be given, not {sorted(actions)}")
    if "callback_data" in given and not 1 <= len(str(given["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in given:
        _check_url(given["url"], ("http", "https", "tg"))
    if "web_app" in given:
        _check_url(given["web_app"].get("url", ""), ("https",))
    if "copy_text" in given and not 1 <= len(given["copy_text"].get("text", "")) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return given


def _reply_button(button: Any) -> Json:
    given: Json = {"text": button} if isinstance(button, str) else _present(button)
    words = "can't parse keyboard button"
    _check_names(given, LOOKS | REPLY_ACTIONS, words)
    if len(REPLY_ACTIONS & given.keys()) > 1:
        raise bad_request(f"{words}: more than one action")
    if "web_app" in given:
        _check_url(given["web_app"].get("url", ""), ("https",))
    return given


def _present(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse button: object expected")
    given = {name: value for name, value in button.items() if value is not None and value is not False}
    if not str(given.get("text", "")).strip():
        raise bad_request("button text must be non-empty")
    return given


def _check_names(given: Json, known: set[str], words: str) -> None:
    if unknown := given.keys() - known:
        raise bad_request(f"{words}: unknown button type {sorted(unknown)}")


def _check_url(url: str, schemes: tuple[str, ...]) -> None:
    parts = urlsplit(url)
    if parts.scheme == "tg" and "tg" in schemes:
        return
    if parts.scheme not in schemes or "." not in (parts.hostname or ""):
        raise _wrong_url(url)


def _wrong_url(url: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
