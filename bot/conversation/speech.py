"""What comes in and what goes out, in words that no channel owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any

from bot.texts import Rich
from domain.reminders import EARLIEST, LATEST

HOURS = range(EARLIEST.hour, LATEST.hour)
"""Hours at which one may be reminded (section 5)."""
MOST_DIGITS = 18
"""A number of more digits is none of the database's."""


class Act(StrEnum):
    """What a person did."""

    TEXT = "text"
    PRESS = "press"
    PHOTO = "photo"
    CONTACT = "contact"
    EDIT = "edit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did. `message_id` is his message's id, or for a press the id of our message; `text` the
    words, the caption, the button's data or the contact's phone; `own_contact` whether the contact is himself."""

    channel: str
    chat: str
    update_id: int
    message_id: int
    act: Act
    text: str = ""
    file_id: str | None = None
    own_contact: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` comes back when it is pressed, `url` opens a page instead."""

    text: str
    data: str | None = None
    url: str | None = None


Rows = Sequence[Sequence[Button]]


def row_number(text: str) -> int:
    """The number of a record as a button or a command names it; 0, which none has, for whatever is no number."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is drawn when a message is brought (bot.attachments): its kind, and which one, in plain JSON."""

    kind: str
    of: Any


@dataclass(frozen=True, slots=True)
class Say:
    """One message of ours: words, buttons under it, a contact button above the input, a picture or a document, or a
    new face for a message sent before (`edits`, its number here). `mark` is a name by which a later turn finds it;
    `pins` keeps it in sight under that title, and a new face that has no title lets go of it (`unpins`)."""

    words: Rich
    inline: Rows = ()
    contact: str | None = None
    drop_keyboard: bool = False
    attachment: Attachment | None = None
    edits: int | None = None
    mark: str | None = None
    pins: str | None = None
    unpins: bool = False

    def to_json(self) -> dict[str, Any]:
        """The form that is stored and delivered."""
        raw: dict[str, Any] = {"text": self.words.text}
        if self.words.bold:
            raw["bold"] = [list(span) for span in self.words.bold]
        if self.inline:
            raw["inline"] = [[[b.text, b.data, b.url] for b in row] for row in self.inline]
        for name in ("contact", "drop_keyboard", "edits", "pins", "unpins"):
            if value := getattr(self, name):
                raw[name] = value
        if self.attachment:
            raw["attachment"] = {"kind": self.attachment.kind, "of": self.attachment.of}
        return raw


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything a turn answers: messages, and a short notice for the button that was pressed."""

    says: tuple[Say, ...] = ()
    toast: str | None = None
    renewed: str | None = None
    """The chat's new stamp, where its old key must open it no longer."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture or a document was seen to hold: the codes in it, or why it cannot be used; where it was handed in
    as a paper, the kept pages and, by page, what is wrong with the photo."""

    codes: tuple[str, ...] = ()
    fault: str | None = None
    pages: tuple[str, ...] = ()
    advice: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What had to be found out outside of the transaction: the model's reading, a look at a picture."""

    reading: Any = None
    look: Look | None = None


class Needs(Exception):
    """The turn cannot go on without finding something out first; it starts again with it, nothing was written."""

    def __init__(self, *, reading: bool = False, picture: bool = False, handing: str | None = None) -> None:
        super().__init__("reading" if reading else "picture")
        self.reading, self.picture, self.handing = reading, picture, handing


@dataclass(slots=True)
class State:
    """Where a conversation stands, kept as plain JSON between two messages."""

    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    active: str | None = None
    waiting: str | None = None
    """A task that the person was asked about: switch to it, or go on with the active form?"""
    confused: int = 0
    refused: int = 0
    """How often a document turned out to be taken: from then on each try is counted, and slowed after some."""
    numbered: int = 0
    keyboard: bool = False
    """Whether a contact keyboard is open and has to be taken away."""
    last_faq: str | None = None
    handing: str | None = None
    """The paper whose pages are being sent, while the person may change his application; "any" before he says which."""
    loose: list[str] = field(default_factory=list)
    """Pages that were sent without saying of which paper."""
    marked: dict[str, int] = field(default_factory=dict)
    """Messages of ours that later turns change, by name."""
    ticked: dict[str, list[str]] = field(default_factory=dict)
    """What an officer has chosen from a list so far, by the name of the list."""
    muted: list[str] = field(default_factory=list)
    """Kinds of reminders that are not wanted."""
    remind_at: int | None = None
    """The hour of the day at which somebody wants to be reminded."""
    awaited: dict[str, str] = field(default_factory=dict)
    """The days that were told in forms not finished, of which reminders were promised, by their matter."""
    attends: int | None = None
    """Which of the children of this chat the last words were about, and on which day."""
    attended_on: str | None = None
    looked: str | None = None
    """Whom an officer has opened at the window, and on which day: what he does there belongs to that look."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the person told for a verdict on the permit; kept to ask it only once."""
    facts_on: str | None = None
    """The day on which it was told: what runs with time is asked again in another month."""

    @property
    def hour(self) -> time:
        """The time of day at which somebody wants to be reminded."""
        return time(self.remind_at) if self.remind_at is not None and self.remind_at in HOURS else EARLIEST

    def unmute(self, kind: str) -> None:
        """A kind of reminders is wanted again."""
        self.muted = [one for one in self.muted if one != kind]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "State":
        """Read the kept form, leaving out what this version does not know."""
        return cls(**{name: raw[name] for name in cls.__slots__ if name in raw})

    def to_json(self) -> dict[str, Any]:
        """The form to keep."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}
