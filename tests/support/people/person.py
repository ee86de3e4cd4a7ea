"""A person who talks to the bot: the same verbs on every channel.

The verbs and the waiting live here; a channel adds only its hands and eyes (the methods with an
underscore). An answer is complete when the bot showed something new, what the caller waits for is there, no
sign of work is left and nothing changed for a moment. Each of these is an event; a moment of quiet alone
never counts.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from tests.support.people.view import Answer, Bubble, Button, View, answer_between, newest, old_ones
from tests.support.signals import Signal

ANSWER_SECONDS = 20.0
QUIET_SECONDS = 0.25
BUSY_SECONDS = 5.0

Until = Callable[[Answer], bool]


class NoAnswer(AssertionError):
    """The bot did not show what was waited for; carries what it did show."""

    def __init__(self, why: str, answer: Answer, transcript: str) -> None:
        super().__init__(f"{why}\n--- transcript ---\n{transcript}")
        self.answer = answer


class Person(ABC):
    """One person on one channel. Every verb returns when the act is done, not when it is answered."""

    channel: str
    can_send_stickers = False
    patience = ANSWER_SECONDS

    def __init__(self, name: str, phone_number: str = "13800005001") -> None:
        self.name = name
        self.phone_number = phone_number
        self._before = View()
        self._changed = Signal()

    async def say(self, text: str) -> None:
        await self._begin()
        await self._say(text)

    async def press(self, label: str) -> None:
        """Press the newest button with this label."""
        view = await self._view()
        place = newest(view, label)
        if place is None:
            raise NoAnswer(f"no button 「{label}」 among {view.labels()}", _nothing(), view.transcript())
        self._before = view
        bubble, button = place
        await (self._tap(button) if bubble is None else self._press(bubble, button))

    async def press_old(self, label: str, nth: int = 1) -> None:
        """Press the label on the nth message that still shows it, counted from the oldest, 1 first."""
        view = await self._view()
        places = old_ones(view, label)
        if len(places) < nth:
            raise NoAnswer(f"no {nth} messages show 「{label}」", _nothing(), view.transcript())
        self._before = view
        await self._press(*places[nth - 1])

    async def look(self) -> None:
        """Do nothing, but count the next answer from here."""
        await self._begin()

    async def photo(self, data: bytes, caption: str = "") -> None:
        await self._begin()
        await self._photo(data, caption)

    async def document(self, data: bytes, name: str, content_type: str = "application/octet-stream") -> None:
        """Send a file as it is."""
        await self._begin()
        await self._document(data, name, content_type)

    async def edit(self, nth: int, text: str) -> None:
        """Change one's own nth message with words, counted from the oldest, 1 first; -1 is the last."""
        view = await self._begin()
        own = [bubble for bubble in view.bubbles if bubble.mine and bubble.text]
        await self._edit(own[nth - 1 if nth > 0 else nth], text)

    async def edit_last(self, text: str) -> None:
        await self.edit(-1, text)

    async def contact(self, number: str = "") -> None:
        """Hand over the phone number, in the channel's own way."""
        await self._begin()
        await self._contact(number or self.phone_number)

    async def sticker(self) -> None:
        raise NotImplementedError(f"{self.channel} has no stickers")

    async def voice(self) -> None:
        raise NotImplementedError(f"{self.channel} has no voice messages")

    async def answer(self, until: Until | None = None, within: float | None = None) -> Answer:
        """What the bot showed since the last act; with `until`, not before it holds."""
        loop = asyncio.get_running_loop()
        within = self.patience if within is None else within
        deadline = loop.time() + within
        while True:
            seen = self._changed.count
            view = await self._view()
            answer = answer_between(self._before, view)
            done = bool(answer) and (until is None or until(answer))
            pause = max(deadline - loop.time(), 0.001)
            if done:
                pause = BUSY_SECONDS if view.busy else QUIET_SECONDS
            if await self._changed.beyond(seen, within=pause) and loop.time() < deadline:
                continue
            if done:
                return answer
            raise NoAnswer(_why(answer, within), answer, view.transcript())

    async def sees_pinned(self, count: int) -> None:
        """Wait until so many messages are kept in sight."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience
        while True:
            seen = self._changed.count
            view = await self._view()
            if view.pinned == count:
                return
            if not await self._changed.beyond(seen, within=max(deadline - loop.time(), 0.001)):
                raise NoAnswer(f"{view.pinned} pinned, not {count}", _nothing(), view.transcript())

    async def silence(self, within: float = 1.0) -> None:
        """Check that nothing new is shown for this long: for what must *not* happen."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (left := deadline - loop.time()) > 0:
            await self._changed.beyond(self._changed.count, within=left)
            view = await self._view()
            if answer := answer_between(self._before, view):
                raise NoAnswer(f"silence was expected, not {answer.texts}", answer, view.transcript())

    async def screen(self) -> str:
        """The whole visible chat as text."""
        return (await self._view()).transcript()

    async def view(self) -> View:
        return await self._view()

    async def buttons(self) -> list[str]:
        """Labels that can be pressed now."""
        return (await self._view()).labels()

    async def link(self, label: str) -> str:
        """The address behind the newest button with this label."""
        view = await self._view()
        place = newest(view, label)
        if place is None or not place[1].url:
            raise NoAnswer(f"no link 「{label}」 among {view.labels()}", _nothing(), view.transcript())
        return place[1].url

    async def picture(self) -> bytes:
        """The newest picture from the bot, as this channel shows it."""
        view = await self._view()
        pictures = [bubble.picture for bubble in view.from_bot() if bubble.picture]
        if not pictures:
            raise NoAnswer("the bot has sent no picture", _nothing(), view.transcript())
        return await self._fetch(pictures[-1])

    async def file(self) -> tuple[str, bytes]:
        """The newest document from the bot: its name, and what is in it."""
        view = await self._view()
        documents = [bubble.document for bubble in view.from_bot() if bubble.document]
        if not documents:
            raise NoAnswer("the bot has sent no document", _nothing(), view.transcript())
        return documents[-1].name, await self._fetch(documents[-1].where)

    async def _begin(self) -> View:
        """Remember what is on the screen before an act."""
        self._before = await self._view()
        return self._before

    @abstractmethod
    async def screenshot(self, path: Path) -> Path:
        """Keep what is seen now in a file; the name's suffix may change."""

    @abstractmethod
    async def _view(self) -> View: ...

    @abstractmethod
    async def _say(self, text: str) -> None: ...

    @abstractmethod
    async def _press(self, bubble: Bubble, button: Button) -> None: ...

    @abstractmethod
    async def _tap(self, button: Button) -> None:
        """Press a button of the keyboard under the input."""

    @abstractmethod
    async def _photo(self, data: bytes, caption: str) -> None: ...

    @abstractmethod
    async def _document(self, data: bytes, name: str, content_type: str) -> None: ...

    @abstractmethod
    async def _edit(self, bubble: Bubble, text: str) -> None: ...

    @abstractmethod
    async def _contact(self, number: str) -> None: ...

    @abstractmethod
    async def _fetch(self, where: str) -> bytes: ...


def _nothing() -> Answer:
    return Answer((), (), ())


def _why(answer: Answer, within: float) -> str:
    if not answer:
        return f"no answer within {within:g} s"
    return f"not what was waited for within {within:g} s, but {answer.texts} with buttons {answer.buttons}"
