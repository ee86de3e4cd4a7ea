"""What goes with a message: the message names it by kind and reference, and it is drawn when the message is brought.

So what is drawn shows the state of the thing as of then, and nothing drawn is stored. A new kind is one line in the
table that `bot.app` makes, and its name in the catalogues (`file.{kind}`): a file's name comes from there alone and
says nothing about a person.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from mimetypes import guess_extension
from typing import Any

from bot.texts import DEFAULT, texts

PICTURES = ("image/png", "image/jpeg")
"""Media that every messenger shows in the chat; anything else goes as a file with its name."""

Maker = Callable[[Any, str], Awaitable[bytes]]
"""Draws what a reference (plain JSON) stands for, in a language; Gone if there is no such thing any more."""


class Gone(LookupError):
    """What was to be drawn is there no longer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of attachment: what medium it is, and who draws it."""

    media: str
    make: Maker


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a message: a picture or a document."""

    name: str
    media: str
    content: bytes = b""

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in the chat itself."""
        return self.media in PICTURES


@dataclass(frozen=True, slots=True)
class Attachments:
    """Everything that can go with a message, by the kind that stored messages name."""

    kinds: Mapping[str, Kind]

    def announced(self, payload: Mapping[str, Any]) -> File | None:
        """What goes with a stored message, not drawn yet; None for words alone and for a kind of another version."""
        kind, _ = _named(payload)
        found = self.kinds.get(kind)
        if found is None:
            return None
        title = texts(payload.get("language", DEFAULT)).plain(f"file.{kind}")
        return File(f"{title}{guess_extension(found.media) or ''}", found.media)

    async def made(self, payload: Mapping[str, Any]) -> File | None:
        """What goes with a stored message, drawn now."""
        file = self.announced(payload)
        if file is None:
            return None
        kind, of = _named(payload)
        return File(file.name, file.media, await self.kinds[kind].make(of, payload.get("language", DEFAULT)))


def _named(payload: Mapping[str, Any]) -> tuple[str, Any]:
    """Kind and reference. Messages of the first version name a voucher in a field of its own."""
    if voucher := payload.get("voucher"):
        return "voucher", voucher
    attachment = payload.get("attachment") or {}
    return attachment.get("kind", ""), attachment.get("of")
