"""What a sentence about a card says has become of it: lost, damaged, or that it is one from before the IC card."""

import re

from domain.people import plain_forms

_TOLD = {
    "old": re.compile(
        r"旧|老(?:式|的|版)?(?:纸质)?(?:居住)?[证卡]|是老的|临时|暂住|换成|IC ?卡|纸质|塑封|\bold\b|temporary", re.I
    ),
    "lost": re.compile(
        r"丢|掉(?!色|漆)|不见|找不|没得了|遗失|挂失|偷|落在|打落|被划|\blos[te]\b|\blosing\b|stolen|missing", re.I
    ),
    "damaged": re.compile(r"坏|断|折|裂|磨|花了|刷不|读不|损|泡|洗|起泡|剪|咬|damaged|broken|worn|cracked", re.I),
}


def told_of_card(text: str) -> str | None:
    """`old`, `lost` or `damaged`; None where the words leave it open or tell several."""
    said = plain_forms(text)
    found = [one for one, words in _TOLD.items() if words.search(said)]
    return found[0] if len(found) == 1 else None
