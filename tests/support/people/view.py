"""What a person sees in a chat, one shape for every messenger, and how he finds a button by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MARGINS = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Button:
    """One button; `where` is its row and column."""

    label: str
    where: tuple[int, int]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file under its name; `where` says how to fetch it."""

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message; `key` names it in its chat, `picture` says how to fetch its picture (empty: none)."""

    key: int
    mine: bool
    text: str
    buttons: tuple[Button, ...] = ()
    picture: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class View:
    """The whole chat now. `busy`: the other side shows that it is still at work; `pinned`: messages that are kept in
    sight."""

    bubbles: tuple[Bubble, ...] = ()
    keyboard: tuple[Button, ...] = ()
    toasts: tuple[str, ...] = ()
    busy: bool = False
    pinned: int = 0

    def from_bot(self) -> list[Bubble]:
        return [bubble for bubble in self.bubbles if not bubble.mine]

    def labels(self) -> list[str]:
        """Every button that could be pressed now, top to bottom, the keyboard under the input last."""
        inline = [button.label for bubble in self.bubbles for button in bubble.buttons]
        return inline + [button.label for button in self.keyboard]

    def transcript(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for bubble in self.bubbles:
            file = "[picture] " if bubble.picture else f"[{bubble.document.name}] " if bubble.document else ""
            yield f"{'person' if bubble.mine else 'bot   '} │ " + (file + bubble.text).replace("\n", "\n       │ ")
            yield from _button_lines(bubble.buttons)
        if self.keyboard:
            yield "keyboard under the input:"
            yield from _button_lines(self.keyboard)
        for toast in self.toasts:
            yield f"toast  │ {toast}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot showed after an act: new and changed messages, and words that appear for a moment."""

    bubbles: tuple[Bubble, ...]
    toasts: tuple[str, ...]
    keyboard: tuple[Button, ...]

    @property
    def texts(self) -> list[str]:
        return [bubble.text for bubble in self.bubbles] + list(self.toasts)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed: under these messages, and under the input."""
        inline = [button.label for bubble in self.bubbles for button in bubble.buttons]
        return inline + [button.label for button in self.keyboard]

    @property
    def has_picture(self) -> bool:
        return any(bubble.picture for bubble in self.bubbles)

    @property
    def documents(self) -> list[str]:
        """The names of the files in these messages."""
        return [bubble.document.name for bubble in self.bubbles if bubble.document]

    def __bool__(self) -> bool:
        return bool(self.bubbles or self.toasts)

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def offers(self, label: str) -> bool:
        return any(same_label(label, shown) for shown in self.buttons)


def answer_between(before: View, now: View) -> Answer:
    old = {bubble.key: bubble for bubble in before.from_bot()}
    news = tuple(bubble for bubble in now.from_bot() if old.get(bubble.key) != bubble)
    return Answer(news, now.toasts[len(before.toasts) :], now.keyboard)


def same_label(wanted: str, shown: str) -> bool:
    """Equal, or equal but for the signs and emoji around the words."""
    if wanted == shown:
        return True
    bare = MARGINS.sub("", wanted)
    return bool(bare) and bare == MARGINS.sub("", shown)


def button_in(buttons: Iterable[Button], label: str) -> Button | None:
    listed = list(buttons)
    exact = [button for button in listed if button.label == label]
    alike = exact or [button for button in listed if same_label(label, button.label)]
    return alike[0] if alike else None


def newest(view: View, label: str) -> tuple[Bubble | None, Button] | None:
    """Where the label is shown: last message, keyboard under the input (bubble None), older messages."""
    bubbles = view.from_bot()[::-1]
    for bubble in bubbles[:1]:
        if button := button_in(bubble.buttons, label):
            return bubble, button
    if button := button_in(view.keyboard, label):
        return None, button
    for bubble in bubbles[1:]:
        if button := button_in(bubble.buttons, label):
            return bubble, button
    return None


def old_ones(view: View, label: str) -> list[tuple[Bubble, Button]]:
    """Every message that shows the label, oldest first."""
    found = [(bubble, button_in(bubble.buttons, label)) for bubble in view.from_bot()]
    return [(bubble, button) for bubble, button in found if button is not None]


def _button_lines(buttons: Iterable[Button]) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for button in buttons:
        rows.setdefault(button.where[0], []).append(f"[{button.label}]")
    for row in rows.values():
        yield "       │ " + " ".join(row)
