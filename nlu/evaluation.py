"""How well the readings fit a file of examples: figures per intent, for the FAQ keys and for the entities.

Pure counting: who asks the model is not its business.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlu.examples import Example, Span
from nlu.reading import Entity, Reading


@dataclass(slots=True)
class Score:
    """Hits, false alarms and misses of one name."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return _ratio(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float:
        return _ratio(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.hits, 2 * self.hits + self.false + self.missed)

    def figures(self) -> dict[str, Any]:
        """For JSON and tables; `support` is how many there should be."""
        rounded = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**rounded, "support": self.hits + self.missed}


@dataclass(slots=True)
class Evaluation:
    """All counts of a run."""

    intents: dict[str, Score] = field(default_factory=dict)
    entities: dict[str, Score] = field(default_factory=dict)
    values: Score = field(default_factory=Score)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    keys: int = 0
    first: int = 0
    among_three: int = 0
    examples: int = 0
    unread: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        """Everything as one JSON object."""
        wanted = {name: score for name, score in self.intents.items() if score.hits + score.missed}
        entities = _sum(self.entities.values())
        return {
            "examples": self.examples,
            "unread": dict(self.unread),
            "accuracy": round(_ratio(sum(one.hits for one in wanted.values()), self.examples), 4),
            "macro_f1": round(_ratio(sum(one.f1 for one in wanted.values()), len(wanted)), 4),
            "intents": {name: score.figures() for name, score in sorted(self.intents.items())},
            "faq": {
                "top1": round(_ratio(self.first, self.keys), 4),
                "top3": round(_ratio(self.among_three, self.keys), 4),
                "support": self.keys,
            },
            "entities": {name: score.figures() for name, score in sorted(self.entities.items())},
            "entities_overall": {**entities.figures(), "value_f1": round(self.values.f1, 4)},
            "confusions": [
                {"is": was, "read_as": read, "count": count} for (was, read), count in self.confusions.most_common()
            ],
        }


def evaluate(pairs: Iterable[tuple[Example, Reading]]) -> Evaluation:
    """Count what each example is against what was read."""
    result = Evaluation()
    for example, reading in pairs:
        result.examples += 1
        if not reading.understood:
            result.unread[reading.reason] += 1
        _count_intent(result, example, reading.intent or "-")
        if example.faq:
            best = [guess.name for guess in reading.faq_alternatives]
            result.keys += 1
            result.first += best[:1] == [example.faq]
            result.among_three += example.faq in best[:3]
        _count_entities(result, example.spans, reading.entities)
    return result


def _count_intent(result: Evaluation, example: Example, read: str) -> None:
    wanted = result.intents.setdefault(example.intent, Score())
    if read == example.intent:
        wanted.hits += 1
        return
    wanted.missed += 1
    result.intents.setdefault(read, Score()).false += 1
    result.confusions[example.intent, read] += 1


def _count_entities(result: Evaluation, spans: Sequence[Span], entities: Sequence[Entity]) -> None:
    """A found entity hits the first open span of its kind that it overlaps."""
    still = list(spans)
    for found in entities:
        score = result.entities.setdefault(found.kind, Score())
        hit = next((span for span in still if span.kind == found.kind and _overlap(span, found)), None)
        if hit is None:
            score.false += 1
            result.values.false += 1
            continue
        still.remove(hit)
        score.hits += 1
        same = _normal(found.value) == _normal(hit.value)
        result.values.hits += same
        result.values.false += not same
        result.values.missed += not same
    for span in still:
        result.entities.setdefault(span.kind, Score()).missed += 1
        result.values.missed += 1


def _overlap(span: Span, found: Entity) -> bool:
    return span.start < found.end and found.start < span.end


def _normal(value: str) -> str:
    return "".join(value.split()).casefold()


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.hits, total.false, total.missed = (
            total.hits + score.hits,
            total.false + score.false,
            total.missed + score.missed,
        )
    return total


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
