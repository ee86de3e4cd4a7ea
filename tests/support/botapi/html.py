"""Telegram's HTML, read as strictly as Telegram reads it: few tags, all closed, in order."""

from __future__ import annotations

import re
from typing import Any

from tests.support.botapi.errors import ApiError, bad_request

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PIECE = re.compile(r"<(?P<close>/)?(?P<tag>[^\s<>/]*)(?P<rest>[^<>]*)>|&(?P<name>#x?[0-9a-fA-F]+|[a-z]+);|<")
ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?""")


class _Reader:
    def __init__(self) -> None:
        self.text = ""
        self.units = 0
        self.open: list[tuple[str, int, dict[str, str]]] = []
        self.entities: list[dict[str, Any]] = []

    def add(self, text: str) -> None:
        self.text += text
        self.units += len(text.encode("utf-16-le", "surrogatepass")) // 2

    def start(self, tag: str, rest: str) -> None:
        if tag not in TAGS:
            raise _unreadable(f'Unsupported start tag "{tag}"')
        attributes = {m[1]: decoded(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(rest)}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unreadable('Tag "span" must have class "tg-spoiler"')
        self.open.append((tag, self.units, attributes))

    def end(self, tag: str) -> None:
        if not self.open:
            raise _unreadable("Unexpected end tag")
        started, offset, attributes = self.open.pop()
        if started != tag:
            raise _unreadable(f'Unmatched end tag, expected "</{started}>", found "</{tag}>"')
        entity: dict[str, Any] = {"type": TAGS[tag], "offset": offset, "length": self.units - offset}
        if not entity["length"]:
            return
        if tag == "a":
            if not attributes.get("href"):
                return
            entity["url"] = attributes["href"]
        if tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        self.entities.append(entity)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    reader, position = _Reader(), 0
    for piece in PIECE.finditer(source):
        reader.add(source[position : piece.start()])
        position = piece.end()
        if piece["name"]:
            reader.add(decoded(piece[0]))
        elif piece["tag"] is None:
            raise _unreadable(f"Unclosed start tag at byte offset {len(source[: piece.start()].encode())}")
        elif piece["close"]:
            reader.end(piece["tag"].lower())
        else:
            reader.start(piece["tag"].lower(), piece["rest"])
    reader.add(source[position:])
    if reader.open:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{reader.open[-1][0]}"')
    return reader.text, sorted(reader.entities, key=lambda e: (e["offset"], -e["length"]))


def decoded(text: str) -> str:
    """The few named references Telegram knows, and numbers; anything else stays as written."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("#"):
            number = int(name[2:], 16) if name[1:2] in "xX" else int(name[1:])
            return chr(number) if 0 < number < 0x110000 else match[0]
        return NAMED.get(name, match[0])

    return re.sub(r"&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);", one, text)


def _unreadable(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")
