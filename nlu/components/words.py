"""The project's own words: what jieba should keep together, and names that mark places and people."""

from pathlib import Path
from typing import List

import jieba

FOLDER = Path(__file__).resolve().parent.parent / "words"


def listed(name: str) -> List[str]:
    """The words of one list, which are set apart by any white space."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split()


def tokenizer() -> jieba.Tokenizer:
    """A word splitter of our own that knows the terms and places; jieba's shared one stays as it is."""
    jieba.setLogLevel("WARNING")
    splitter = jieba.Tokenizer()
    splitter.initialize()
    for word in listed("terms") + listed("places"):
        if len(word) > 1:
            splitter.add_word(word)
    return splitter


def surnames() -> List[str]:
    """Single ones are written without a gap in the list, compound ones by themselves."""
    names = listed("surnames")
    return list(names[0]) + names[1:]
