"""The text as the model and its clients see it: one character for one, so that every span stays where it was.

Plain standard library on purpose: the sidecar (Python 3.10) and the bot share this module.
"""

import unicodedata

LONGEST = 200
_KEPT_FORMATS = "\u200d"  # joins emoji; harmless, and taking it apart would make two of one


def _replacement(code: int) -> str | None:
    """What stands for a character, or None for itself; always exactly one character."""
    char = chr(code)
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs", "Co", "Zs", "Zl", "Zp") or (kind == "Cf" and char not in _KEPT_FORMATS):
        return " "
    if 0xFF01 <= code <= 0xFF5E and char not in "，！？；：（）":
        return chr(code - 0xFEE0)
    return None


class _Table(dict):  # type: ignore[type-arg]
    """Looks a character up when it is first met: a table of all of Unicode would be built for nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _replacement(code) or chr(code)
        return found


_TABLE = _Table()


def clean(text: str) -> str:
    """Control characters and odd spaces become spaces, full-width letters and digits become plain ones."""
    return text.translate(_TABLE)
