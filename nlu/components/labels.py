"""Intent and FAQ key in one go: every task intent and every key is a label of one classifier.

The share of `faq` is the sum of its keys, so that a question which lies between two keys is still a question.
A ResponseSelector would look at the same sentence a second time.
"""

from typing import Any, Dict, List, Text, Type

import joblib
import numpy as np
from components.network import LabelNetwork, by_intent
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

RETRIEVAL = "faq"
SETTINGS = ("networks", "hidden", "alpha", "epochs", "loudness")


def blocks_of(messages: List[Message]) -> List[np.ndarray]:
    """The sentence features, one array for each featurizer, in an order that does not depend on the pipeline."""
    found: Dict[Text, List[np.ndarray]] = {}
    for message in messages:
        for features in message.features:
            if features.attribute == TEXT and features.is_dense():
                found.setdefault(str(features.origin), []).append(features.features[0])
    return [np.stack(found[origin]) for origin in sorted(found)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking` and `faq`: the likeliest keys, their shares among the keys."""

    def __init__(
        self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, network: LabelNetwork
    ) -> None:
        self._config, self._storage, self._resource, self._network = config, storage, resource, network

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing in it can be wrong by itself."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "networks": 3,
            "hidden": 384,
            "alpha": 3e-3,
            "epochs": 20,
            "loudness": 7.0,
            "ranking_length": 4,
            "keys": 3,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LabelClassifier":
        network = LabelNetwork(**{name: config[name] for name in SETTINGS})
        return cls(config, model_storage, resource, network)

    def train(self, training_data: TrainingData) -> Resource:
        messages = [message for message in training_data.intent_examples if message.get(TEXT)]
        labels = [message.get(INTENT_RESPONSE_KEY) or message.get(INTENT) for message in messages]
        self._network.fit(blocks_of(messages), labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._network, folder / "network.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LabelClassifier":
        with model_storage.read_from(resource) as folder:
            network = joblib.load(folder / "network.joblib")
        return cls(config, model_storage, resource, network)

    def process(self, messages: List[Message]) -> List[Message]:
        if not messages:
            return messages
        for message, shares in zip(messages, self._network.shares(blocks_of(messages))):
            intents = _ranked(by_intent(self._network.labels, shares), self._config["ranking_length"])
            message.set(INTENT, intents[0], add_to_output=True)
            message.set("intent_ranking", intents, add_to_output=True)
            message.set(RETRIEVAL, self._keys(shares), add_to_output=True)
        return messages

    def _keys(self, shares: np.ndarray) -> List[Dict[Text, Any]]:
        prefix = f"{RETRIEVAL}/"
        keys = {
            label[len(prefix) :]: float(share)
            for label, share in zip(self._network.labels, shares)
            if label.startswith(prefix)
        }
        whole = sum(keys.values()) or 1.0
        return _ranked({key: share / whole for key, share in keys.items()}, self._config["keys"])


def _ranked(shares: Dict[Text, float], length: int) -> List[Dict[Text, Any]]:
    best = sorted(shares.items(), key=lambda pair: -pair[1])[:length]
    return [{"name": name, "confidence": share} for name, share in best]
