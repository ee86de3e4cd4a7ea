"""What a message means, as far as the language model can tell: plain values without any trace of the model."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of the text that names something; `value` is `text[start:end]` with full-width signs made plain."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent or a key that was also thought of."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One intent, one FAQ key and the entities of a text; `intent` is empty where nothing was understood.

    `faq` is the likeliest key whenever one is likely enough, whatever the intent: it is the answer only where the
    intent is `faq`. `faq_alternatives` holds up to three keys, the best first. `reason` says why nothing was
    understood, or `cut` where only the beginning of a long text was read.
    """

    intent: str
    confidence: float
    faq: str | None
    faq_confidence: float
    faq_alternatives: tuple[Guess, ...]
    entities: tuple[Entity, ...]
    reason: str = ""
    alternatives: tuple[Guess, ...] = ()

    @classmethod
    def nothing(cls, reason: str) -> "Reading":
        """A text that was not understood, and why."""
        return cls("", 0.0, None, 0.0, (), (), reason)

    @property
    def understood(self) -> bool:
        """Whether there is an intent."""
        return bool(self.intent)

    def moved(self, by: int) -> "Reading":
        """The same reading of the same words that stand `by` characters later."""
        if not by or not self.entities:
            return self
        moved = tuple(Entity(one.kind, one.value, one.start + by, one.end + by) for one in self.entities)
        return replace(self, entities=moved)
