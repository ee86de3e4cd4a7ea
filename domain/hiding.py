"""Which counts of people may be told: a few are hidden, and so is what would give a few away by subtraction.

Two ways, for two kinds of report. `told_of_a_tree` is for figures that lie in one another and hides zero as well: who
reads that nobody gains learns something of everybody. `alone` and `parts` are for a whole that is told with all of its
parts, each person in one of them, where nobody in a week is no secret: one to four are hidden, and with them as many
parts as it takes.

Which figure goes first is fixed and not a matter of size, or the order itself would tell. Not looked at: what somebody
knows from elsewhere, what two reports tell together.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

FEW = 5
K = TypeVar("K", bound=Hashable)


class Hidden(StrEnum):
    """Why a count is not told."""

    FEW = "few"
    """One to four."""
    KEPT = "kept"
    """With it a few beside it could be worked out."""


Shown = int | Hidden


def alone(count: int) -> Shown:
    """A count that no told one holds as a part."""
    return Hidden.FEW if 0 < count < FEW else count


def parts(counts: Mapping[K, int]) -> dict[K, Shown]:
    """The parts of a whole that is shown as `alone` says.

    If some are a few, parts beside them are kept until the rest of the whole leaves every number of them possible,
    each from one to four on its own: what is kept may then be five each and there is still one to spare. Where that
    cannot be had no part is told. A whole of which another division is told as well gives no more away.
    """
    few = [key for key, count in counts.items() if alone(count) is Hidden.FEW]
    if not few:
        return dict(counts)
    rest, kept = sum(counts[key] for key in few), list[K]()
    for key, count in counts.items():
        if count >= FEW:
            rest += count
            kept.append(key)
            if rest > (FEW - 1) * len(few) + FEW * len(kept):
                return {one: Hidden.KEPT if one in kept else alone(count) for one, count in counts.items()}
    return dict.fromkeys(counts, Hidden.KEPT)


Tree = Mapping[Hashable, tuple[int, Sequence[Hashable]]]
"""Each figure with its count and the figures above it, the nearest first; what is above comes first."""


def told_of_a_tree(tree: Tree) -> dict[Hashable, int]:
    """The figures of a tree that may be told: those of five at least that leave five at least of the next told one
    above. So whatever is not told could be anything from none to five and the report would still read the same."""
    found: dict[Hashable, int] = {}
    left: Counter[Hashable] = Counter()  # how many of a told figure are in no told figure below it
    for figure, (count, above) in tree.items():
        over = next((one for one in above if one in found), None)
        if count < FEW or (above and (over is None or left[over] - count < FEW)):
            continue
        found[figure] = left[figure] = count
        if over is not None:
            left[over] -= count
    return found
