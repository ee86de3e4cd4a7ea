"""The two featurizers as Rasa components: what a text looks and sounds like, and what it means."""

import os
from typing import Any, Dict, List, Text, Type

import joblib
import numpy as np
from components.meaning import KeptVectors, vectors
from components.surface import Surface
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

CACHE_FOLDER = "RASA_CACHE_DIRECTORY"


def described(messages: List[Message], rows: np.ndarray, origin: Text) -> None:
    """Give each message its row."""
    for message, row in zip(messages, rows):
        message.add_features(Features(row[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, origin))


def texts_of(messages: List[Message]) -> List[Text]:
    return [str(message.get(TEXT) or "") for message in messages]


class _SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """What both have in common: no tokens are needed, and the configuration is only checked for its kind."""

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        super().__init__(name, config)

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing in it can be wrong by itself."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MeaningFeaturizer(_SentenceFeaturizer):
    """The vector of the sentence model."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MeaningFeaturizer":
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        messages = training_data.training_examples
        rows = KeptVectors(os.environ.get(CACHE_FOLDER)).vectors(texts_of(messages))
        described(messages, rows, self._identifier)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        described(messages, vectors(texts_of(messages)), self._identifier)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SurfaceFeaturizer(_SentenceFeaturizer):
    """The condensed counts of n-grams; `dimensions` says to how many numbers."""

    def __init__(
        self, config: Dict[Text, Any], name: Text, storage: ModelStorage, resource: Resource, surface: Surface
    ) -> None:
        super().__init__(config, name)
        self._storage, self._resource, self._surface = storage, resource, surface

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**DenseFeaturizer.get_default_config(), "dimensions": 256}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SurfaceFeaturizer":
        surface = Surface(int(config["dimensions"]))
        return cls(config, execution_context.node_name, model_storage, resource, surface)

    def train(self, training_data: TrainingData) -> Resource:
        self._surface.fit(texts_of(training_data.training_examples))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._surface, folder / "surface.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SurfaceFeaturizer":
        with model_storage.read_from(resource) as folder:
            surface = joblib.load(folder / "surface.joblib")
        return cls(config, execution_context.node_name, model_storage, resource, surface)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        described(messages, self._surface.vectors(texts_of(messages)), self._identifier)
        return messages
