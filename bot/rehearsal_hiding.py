"""Which counts of registered people may be told: none under five, zero included, and none that gives one away.

A count of people gives another away by subtraction: of nine in a street seven rent, so two do not. The figures of a
rehearsal lie in a tree – everybody, who gains among them, whose day comes earlier among those – and each group of the
gainers in a tree of its own. A figure is told only if five people at least are left of the next told one above it. So
whatever is not told could be anything from none to five and the report would still read the same.

Which figure goes first is fixed and not a matter of size, or the order itself would tell. Not looked at: what somebody
knows from elsewhere, what two reports with different drafts tell together.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence

from bot.rehearsal import Tally
from domain.eligibility import Verdict

FEW = 5
PEOPLE, GAINS, LOSES, EARLIER, LATER = "people", "gains", "loses", "earlier", "later"
Change = tuple[Verdict, Verdict]
_RANKS = (Verdict.ELIGIBLE, Verdict.NOT_YET, Verdict.INELIGIBLE)


def told(tally: Tally, changes: Sequence[Change], groups: Sequence[Sequence[str]]) -> Mapping[Hashable, int]:
    """The figures that may be told: of the whole by their names, of the changes of verdict, and ("gains", group).

    `groups` are the groups of the rehearsal, those that exclude each other together.
    """
    found = _told_of_a_tree(_figures(tally, changes))
    for name, counted in ((GAINS, tally.gaining), (LOSES, tally.losing)):
        for apart in groups:
            branch: Tree = {name: (found.get(name, 0), ()), **{(name, key): (counted[key], (name,)) for key in apart}}
            found |= _told_of_a_tree(branch)
    return found


Tree = Mapping[Hashable, tuple[int, Sequence[Hashable]]]
"""Each figure with its count and the figures above it, the nearest first; what is above comes first."""


def _told_of_a_tree(tree: Tree) -> dict[Hashable, int]:
    """`left` is how many of a told figure are in no told figure below it."""
    found: dict[Hashable, int] = {}
    left: Counter[Hashable] = Counter()
    for figure, (count, above) in tree.items():
        over = next((one for one in above if one in found), None)
        if count < FEW or (above and (over is None or left[over] - count < FEW)):
            continue
        found[figure] = left[figure] = count
        if over is not None:
            left[over] -= count
    return found


def _figures(tally: Tally, changes: Sequence[Change]) -> Tree:
    whole: Tree = {
        PEOPLE: (tally.people, ()),
        GAINS: (tally.gains, (PEOPLE,)),
        LOSES: (tally.loses, (PEOPLE,)),
        EARLIER: (tally.earlier.total(), (GAINS, PEOPLE)),
        LATER: (tally.later.total(), (LOSES, PEOPLE)),
    }
    return {**whole, **{one: (tally.verdicts[one], (*_above(one), PEOPLE)) for one in changes if _in_one_place(one)}}


def _in_one_place(change: Change) -> bool:
    """Who must wait before and after may gain, lose, or neither: that change lies across the tree, and is not told."""
    return change != (Verdict.NOT_YET, Verdict.NOT_YET)


def _above(change: Change) -> Iterator[str]:
    """Whether those whose verdict changes so gain or lose, and by a day that moves."""
    was, will = change
    if was is will:
        return
    if was in _RANKS and will in _RANKS:
        gains = _RANKS.index(will) < _RANKS.index(was)
        if Verdict.INELIGIBLE not in change:
            yield EARLIER if gains else LATER
        yield GAINS if gains else LOSES
    elif was is Verdict.INELIGIBLE or will is Verdict.ELIGIBLE:
        yield GAINS
    elif was is Verdict.ELIGIBLE or will is Verdict.INELIGIBLE:
        yield LOSES
