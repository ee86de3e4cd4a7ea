"""Whether a sentence asks something for a child: 给孩子登记, register my son."""

import re

from domain.people import plain_forms

_CHILD = r"(?:孩子|小孩|小朋友|儿子|女儿|闺女|娃娃?|宝宝)"
_FOR_CHILD = re.compile(
    rf"(?:给|帮|替|为)[^，。,]{{0,4}}{_CHILD}|(?<![和跟带着]){_CHILD}(?:也|还)?(?:要|想|该|能|可以|需要)?(?:登记|办|申领|申请)|"
    rf"{_CHILD}的(?:居住登记|居住证)|"
    r"\b(?:for|register|about) (?:my|our) (?:\w+ )?(?:son|daughter|child|children|kids?|baby)\b|"
    r"\b(?:can|may|does) (?:my|our) (?:son|daughter|child|children|kids?|baby)\b",
    re.I,
)


def for_child(text: str) -> bool:
    """Whether who writes speaks for his child, and not of himself with the child beside."""
    return bool(_FOR_CHILD.search(plain_forms(text)))
