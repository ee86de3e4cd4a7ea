"""A form half filled, as it is kept between two messages: plain JSON values, every step a small change to them.

Answers are never thrown away by going back or correcting; a changed answer voids only those that depend on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.interview.form import Accepted, Field, Form

KEPT_MESSAGES = 40
"""How many of the person's messages stay linked to the answers they gave, for corrections by editing."""


@dataclass(slots=True)
class Draft:
    """`number` tells this draft's buttons from an older one's; `trail` is the order in which fields were answered;
    `cursor` the field asked out of turn (after a step back or for a correction); `of` links the person's messages
    to the fields they answered; `parts` is what was told of an answer that still lacks something (a month)."""

    form: str
    number: int
    answers: dict[str, Any] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    cursor: str | None = None
    of: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def start(cls, form: Form, number: int) -> Self:
        """An empty draft."""
        return cls(form.name, number, dict(form.defaults))

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read the kept form."""
        return cls(**raw)

    def to_json(self) -> dict[str, Any]:
        """The form to keep."""
        return {
            "form": self.form,
            "number": self.number,
            "answers": self.answers,
            "trail": self.trail,
            "cursor": self.cursor,
            "of": self.of,
            "parts": self.parts,
        }

    def question(self, form: Form) -> Field | None:
        """The field to ask now; None when everything that applies is answered."""
        if self.cursor and (asked := form.field(self.cursor)) and asked.applies(self.answers):
            return asked
        if form.asks is not None:
            names = (name for name in form.asks(self.answers) if name not in self.answers)
            return next((one for name in names if (one := form.field(name))), None)
        return next((one for one in self._applying(form) if one.name not in self.answers), None)

    def told(self, form: Form) -> list[tuple[Field, Any]]:
        """Fields that apply with their answers, in the order of the form."""
        return [(one, self.answers[one.name]) for one in self._applying(form) if one.name in self.answers]

    def take(self, form: Form, asked: Field, accepted: Accepted, message_id: int | None = None) -> None:
        """Store an answer and what came with it, and void what depended on an answer that changed."""
        values = {asked.name: accepted.value, **accepted.also}
        for name, value in values.items():
            if form.field(name) is None and name not in form.defaults:
                continue
            if name in self.answers and self.answers[name] != value:
                self._void(form, name, keep=values)
            self.answers[name] = value
            self.parts.pop(name, None)
            if name not in self.trail:
                self.trail.append(name)
        self.cursor = None
        if message_id is not None:
            self._link(str(message_id), values)

    def take_part(self, asked: Field, part: str, message_id: int | None = None) -> None:
        """Keep a part of an answer; an answer given before stays until the new one is whole."""
        self.parts[asked.name] = part
        if message_id is not None:
            self._link(str(message_id), [asked.name])

    def leave_as_is(self, asked: Field) -> None:
        """The answer given before stays."""
        self.parts.pop(asked.name, None)
        self.cursor = None

    def skip(self, asked: Field) -> None:
        """Leave an optional field open for good."""
        self.answers[asked.name] = None
        self.parts.pop(asked.name, None)
        if asked.name not in self.trail:
            self.trail.append(asked.name)
        self.cursor = None

    def back(self, form: Form) -> bool:
        """Ask the question before the present one again; False when this is the first."""
        now = self.question(form)
        before = self.trail[: self.trail.index(now.name)] if now and now.name in self.trail else self.trail
        for name in reversed(before):
            one = form.field(name)
            if one and one.applies(self.answers):
                self.cursor = name
                return True
        return False

    def fields_of(self, message_id: int) -> list[str]:
        """The fields that one of the person's messages answered."""
        return self.of.get(str(message_id), [])

    def _applying(self, form: Form) -> Iterable[Field]:
        return (one for one in form.fields if one.applies(self.answers))

    def _void(self, form: Form, name: str, keep: Mapping[str, Any]) -> None:
        for one in form.fields:
            if name in one.needs and one.name in self.answers and one.name not in keep:
                del self.answers[one.name]
                self.parts.pop(one.name, None)
                self.trail = [answered for answered in self.trail if answered != one.name]
                self._void(form, one.name, keep)

    def _link(self, message_id: str, names: Iterable[str]) -> None:
        self.of.setdefault(message_id, [])
        self.of[message_id] = list(dict.fromkeys([*self.of[message_id], *names]))
        while len(self.of) > KEPT_MESSAGES:
            del self.of[next(iter(self.of))]
