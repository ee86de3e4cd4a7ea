"""Counting hits and misses, on readings small enough to count by hand."""

from nlu.evaluation import evaluate
from nlu.examples import Example, Span
from nlu.reading import Entity, Guess, Reading


def read(intent: str, *entities: Entity, keys: tuple[str, ...] = ()) -> Reading:
    guesses = tuple(Guess(key, 0.5) for key in keys)
    return Reading(intent, 0.9, keys[0] if keys else None, 0.5, guesses, entities)


def test_intents_are_counted_from_both_sides():
    pairs = [
        (Example("a", "greet"), read("greet")),
        (Example("b", "greet"), read("thanks")),
        (Example("c", "thanks"), read("thanks")),
        (Example("d", "thanks"), Reading.nothing("unsure")),
    ]

    figures = evaluate(pairs).figures()

    assert figures["accuracy"] == 0.5
    assert figures["intents"]["greet"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "support": 2}
    assert figures["intents"]["thanks"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert figures["macro_f1"] == 0.5833
    assert figures["unread"] == {"unsure": 1}
    assert {"is": "greet", "read_as": "thanks", "count": 1} in figures["confusions"]


def test_an_intent_that_is_only_read_does_not_count_in_the_mean():
    figures = evaluate([(Example("a", "greet"), read("greet")), (Example("b", "greet"), read("help"))]).figures()

    assert figures["macro_f1"] == figures["intents"]["greet"]["f1"]
    assert figures["intents"]["help"]["support"] == 0


def test_keys_count_as_first_and_among_three():
    pairs = [
        (Example("a", "faq", "x"), read("faq", keys=("x", "y", "z"))),
        (Example("b", "faq", "z"), read("faq", keys=("x", "y", "z"))),
        (Example("c", "faq", "w"), read("faq", keys=("x", "y", "z"))),
        (Example("d", "greet"), read("greet", keys=("x",))),
    ]

    assert evaluate(pairs).figures()["faq"] == {"top1": 0.3333, "top3": 0.6667, "support": 3}


def test_entities_hit_by_overlap_and_their_values_by_being_the_same():
    spans = (Span("date", "昨天", 1, 3), Span("address", "文三路12号", 5, 11), Span("person", "张", 12, 13))
    found = (Entity("date", "昨天", 1, 3), Entity("address", "文三路", 5, 8), Entity("person", "李", 14, 15))

    figures = evaluate([(Example("…", "register", None, spans), read("register", *found))]).figures()

    assert figures["entities"]["date"]["f1"] == 1.0
    assert figures["entities"]["address"]["f1"] == 1.0
    assert figures["entities"]["person"]["f1"] == 0.0
    assert figures["entities_overall"]["f1"] == 0.6667
    assert figures["entities_overall"]["value_f1"] == 0.3333


def test_one_span_is_not_hit_twice():
    found = (Entity("date", "昨", 0, 1), Entity("date", "天", 1, 2))

    figures = evaluate([(Example("昨天", "register", None, (Span("date", "昨天", 0, 2),)), read("register", *found))])

    assert figures.figures()["entities"]["date"]["precision"] == 0.5
