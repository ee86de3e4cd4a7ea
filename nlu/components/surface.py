"""How a text is written and how it sounds, as one short dense vector.

Character n-grams see through wrong word splits, words give the terms, syllables without tones bring together what
dictation confuses (登记, 等级), letters of the syllables catch typing slips in pinyin. The counts are condensed,
because a small network learns far faster from 256 numbers than from 100,000.
"""

import re
from typing import Dict, List, Sequence

import numpy as np
from components.script import unified
from components.words import tokenizer
from pypinyin import lazy_pinyin
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

_NUMBER = re.compile(r"\d+")
_LONGEST_NUMBER = 5


def _same(text: str) -> List[str]:
    return text.split()


def _views() -> Dict[str, TfidfVectorizer]:
    common = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}
    tokens = {"tokenizer": _same, "token_pattern": None, **common}
    return {
        "characters": TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, **common),
        "words": TfidfVectorizer(ngram_range=(1, 2), **tokens),
        "syllables": TfidfVectorizer(ngram_range=(1, 3), min_df=2, **tokens),
        "letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, **common),
    }


class Surface:
    """Learns the n-grams of the examples; describes texts by them."""

    def __init__(self, dimensions: int = 256) -> None:
        self._words = tokenizer()
        self._views = _views()
        self._condenser = TruncatedSVD(dimensions, n_iter=2, random_state=0)

    def fit(self, texts: Sequence[str]) -> np.ndarray:
        """Learn from the texts; their vectors."""
        spelt = self._spelt(texts)
        counts = hstack([view.fit_transform(spelt[name]) for name, view in self._views.items()])
        dense = self._condenser.fit_transform(csr_matrix(counts)).astype(np.float32)
        self._condenser.components_ = self._condenser.components_.astype(np.float32)
        return dense

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One row for each text."""
        spelt = self._spelt(texts)
        counts = hstack([view.transform(spelt[name]) for name, view in self._views.items()])
        return self._condenser.transform(csr_matrix(counts)).astype(np.float32)

    def _spelt(self, texts: Sequence[str]) -> Dict[str, List[str]]:
        """The texts as each view reads them; numbers count by their length alone."""
        plain = [_NUMBER.sub(lambda found: "0" * min(len(found[0]), _LONGEST_NUMBER), unified(text)) for text in texts]
        sounds = [" ".join(lazy_pinyin(text)) for text in plain]
        words = [" ".join(self._words.cut(text)) for text in plain]
        return {"characters": plain, "words": words, "syllables": sounds, "letters": sounds}

    def __getstate__(self) -> Dict[str, object]:
        """Without the dictionary, which is read from the word lists again."""
        return {name: value for name, value in self.__dict__.items() if name != "_words"}

    def __setstate__(self, state: Dict[str, object]) -> None:
        self.__dict__.update(state)
        self._words = tokenizer()
