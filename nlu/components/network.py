"""The classifier itself: three small networks over every dense feature of a text, which vote by their mean."""

from typing import Dict, List, Sequence

import numpy as np
from sklearn.neural_network import MLPClassifier


class LabelNetwork:
    """Labels for texts that are given as blocks of features, one block for each featurizer."""

    def __init__(
        self,
        networks: int = 3,
        hidden: int = 384,
        alpha: float = 3e-3,
        epochs: int = 20,
        loudness: float = 7.0,
    ) -> None:
        self._loudness = loudness
        self._networks = [
            MLPClassifier((hidden,), alpha=alpha, max_iter=epochs, tol=0.0, random_state=seed + 1)
            for seed in range(networks)
        ]
        self._centres: List[np.ndarray] = []
        self._scales: List[float] = []
        self.labels: List[str] = []

    def fit(self, blocks: Sequence[np.ndarray], labels: Sequence[str]) -> None:
        """Learn; afterwards `labels` tells the order of the shares."""
        self._centres = [block.mean(axis=0) for block in blocks]
        self._scales = [
            self._loudness / max(float(np.linalg.norm(block - centre, axis=1).mean()), 1e-9)
            for block, centre in zip(blocks, self._centres)
        ]
        features = self._joined(blocks)
        for network in self._networks:
            network.fit(features, labels)
        self.labels = [str(label) for label in self._networks[0].classes_]

    def shares(self, blocks: Sequence[np.ndarray]) -> np.ndarray:
        """For each text how likely each label is; a row sums to 1."""
        features = self._joined(blocks)
        logs = sum(np.log(network.predict_proba(features) + 1e-6) for network in self._networks)
        shares = np.exp(logs / len(self._networks))
        return shares / shares.sum(axis=1, keepdims=True)

    def _joined(self, blocks: Sequence[np.ndarray]) -> np.ndarray:
        """Each block centred and equally loud, however many numbers it has."""
        parts = [(block - centre) * scale for block, centre, scale in zip(blocks, self._centres, self._scales)]
        return np.hstack(parts).astype(np.float32)


def by_intent(labels: Sequence[str], shares: np.ndarray) -> Dict[str, float]:
    """The shares of intents: that of a retrieval intent is the sum of its keys."""
    found: Dict[str, float] = {}
    for label, share in zip(labels, shares):
        intent = label.partition("/")[0]
        found[intent] = found.get(intent, 0.0) + float(share)
    return found
