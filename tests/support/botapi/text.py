"""Texts with entities as the Bot API counts them: UTF-16 units, checked ends, Telegram's HTML.

Markdown modes are refused on purpose: the house writes HTML or entities, and a half-right Markdown reader
would hide mistakes. Links, phone numbers and hashtags inside texts are not detected, as the real server does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.botapi.errors import bad_request
from tests.support.botapi.html import parse_html
from tests.support.botapi.params import Params

ENTITY_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji",
}  # fmt: skip
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, ready to be put into a message."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def fields(self, text_key: str, entities_key: str) -> dict[str, Any]:
        found: dict[str, Any] = {text_key: self.text} if self.text else {}
        if self.entities:
            found[entities_key] = list(self.entities)
        return found


def utf16_len(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_text(params: Params) -> Formatted:
    formatted = _formatted(params.text("text"), params.text("parse_mode"), params.json("entities", []))
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_len(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def caption(params: Params) -> Formatted:
    return caption_of(params.text("caption"), params.text("parse_mode"), params.json("caption_entities", []))


def caption_of(text: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    formatted = _formatted(text, parse_mode, entities)
    if utf16_len(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(text: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    mode = parse_mode.lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request(f"unsupported parse_mode here: {parse_mode}")
    for entity in entities:
        _check_entity(entity, text)
    return _trimmed(text, entities)


def _check_entity(entity: dict[str, Any], text: str) -> None:
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if kind not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad_request("can't parse MessageEntity: wrong offset or length")
    total = utf16_len(text)
    if offset + length > total:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {total}"
        )
    units = text.encode("utf-16-le")
    for edge in (offset, offset + length):
        if edge < total and 0xDC <= units[2 * edge + 1] <= 0xDF:
            raise bad_request(f"entity begins or ends in a middle of a UTF-16 symbol at offset {edge}")
    if kind == "text_link" and not entity.get("url"):
        raise bad_request("can't parse MessageEntity: field url must be given for text_link")


def _trimmed(text: str, entities: list[dict[str, Any]]) -> Formatted:
    """Spaces at both ends go, as on the real server; entities shrink with them."""
    kept = text.strip()
    skipped = utf16_len(text[: len(text) - len(text.lstrip())])
    end = utf16_len(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - skipped)
        stop = min(end, entity["offset"] + entity["length"] - skipped)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return Formatted(kept, tuple(moved))
