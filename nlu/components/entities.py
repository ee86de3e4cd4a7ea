"""Names, places, days and numbers in a text, found by a CRF over its characters.

It comes after the classifier, because what a person wants helps to tell what he names. What a shape alone decides
(phone and identity numbers) is taken from the shape.
"""

from typing import Any, Dict, List, Text, Type

import joblib
import sklearn_crfsuite
from components.characters import Characters, certain_spans, spans_of, tags_of
from components.plain import LONGEST
from components.variants import variants
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

CHANGE, ITS_INTENT = "change", "report_change"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CharacterCrf(EntityExtractorMixin, GraphComponent):
    """Sets `entities`; `variants` says how many made-up examples stand beside each annotated one."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, crf: Any) -> None:
        self._config, self._storage, self._resource, self._crf = config, storage, resource, crf
        self._characters = Characters()

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing in it can be wrong by itself."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"variants": 3, "c1": 0.1, "c2": 0.05, "iterations": 60, "seed": 1}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CharacterCrf":
        crf = sklearn_crfsuite.CRF(
            algorithm="lbfgs", c1=config["c1"], c2=config["c2"], max_iterations=config["iterations"]
        )
        return cls(config, model_storage, resource, crf)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(message, list(message.get(ENTITIES) or [])) for message in training_data.nlu_examples]
        written = [(str(message.get(TEXT)), spans, str(message.get(INTENT) or "")) for message, spans in examples]
        everything = written + variants(written, self._config["variants"], self._config["seed"])
        features = [self._characters.described(text, intent) for text, _, intent in everything]
        tags = [tags_of(min(len(text), LONGEST), spans) for text, spans, _ in everything]
        self._crf.fit(features, tags)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._crf, folder / "crf.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CharacterCrf":
        with model_storage.read_from(resource) as folder:
            crf = joblib.load(folder / "crf.joblib")
        return cls(config, model_storage, resource, crf)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            found = self._found(str(message.get(TEXT) or ""), (message.get(INTENT) or {}).get("name") or "")
            message.set(ENTITIES, list(message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages

    def _found(self, text: Text, intent: Text) -> List[Dict[Text, Any]]:
        if not text:
            return []
        certain = certain_spans(text)
        guessed = spans_of(self._crf.predict_single(self._characters.described(text, intent)))
        spans = certain + [
            span
            for span in guessed
            if not any(span["start"] < sure["end"] and sure["start"] < span["end"] for sure in certain)
            and (span["entity"] != CHANGE or intent == ITS_INTENT)
        ]
        for span in spans:
            span["value"] = text[span["start"] : span["end"]]
            span["extractor"] = self.name
        return sorted(spans, key=lambda span: span["start"])
