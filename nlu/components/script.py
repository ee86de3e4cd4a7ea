"""One script for all features: traditional characters as simplified ones, small letters, signs made plain.

Every step gives one character for one, so positions in the result are positions in the text.
"""

from functools import lru_cache
from pathlib import Path
from typing import Dict

import opencc
from components.plain import LONGEST, clean


@lru_cache(maxsize=1)
def _simplified() -> Dict[int, str]:
    file = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    rows = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {ord(row[0]): row[1] for row in rows if len(row) > 1 and len(row[0]) == len(row[1]) == 1}


def unified(text: str) -> str:
    """The first 200 characters of the text in the one script."""
    plain = clean(text[:LONGEST]).translate(_simplified())
    return "".join(small if len(small := char.lower()) == 1 else char for char in plain)
