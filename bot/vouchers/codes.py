"""Short codes: nine characters that a person reads from a card and types, in any case, with or without gaps.

The alphabet has no two characters that are taken for one another (0 O Q · 1 I L · 2 Z · 5 S · 6 G · 8 B · U
V): of each family at most one is in it, and nothing typed is silently turned into another character. A code
that has a look-alike in it is not a code; the person is asked to look again. Which voucher a code belongs
to, and how often one may ask, is not known here.
"""

ALPHABET = "34679ACDEFHJKMNPRTVWXY"
LENGTH = 9  # 22^9 = 1.2 × 10^12: with a few tries a minute nobody guesses one of a million
RANDOM_BYTES = 16  # so much more than the 40 bits needed that the remainder favours no code

_GAPS = dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"))
_FULL_WIDTH = {wide: chr(wide - 0xFEE0) for wide in range(0xFF10, 0xFF5B)}
_MEANT = _FULL_WIDTH | _GAPS


def new_code(random_bytes: bytes) -> str:
    """The code that belongs to these random bytes (at least 16 of them: the caller has the dice)."""
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"a code needs {RANDOM_BYTES} random bytes")
    number, code = int.from_bytes(random_bytes, "big"), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def normalise(text: str) -> str | None:
    """The code as it is stored, or None if this is not one."""
    if len(text) > 64:
        return None
    typed = text.translate(_MEANT)
    # only then upper(): outside ASCII it turns one letter into others
    if len(typed) != LENGTH or not typed.isascii():
        return None
    code = typed.upper()
    return code if set(code) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """The code in threes, as it stands on the card: A3F-9KM-7XY."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))
