"""Which counts of registered people a rehearsal may tell: none under five, zero included, and none that gives one away.

A count of people gives another away by subtraction: of nine in a street seven rent, so two do not. The figures of a
rehearsal lie in a tree – everybody, who gains among them, whose day comes earlier among those – and each group of the
gainers in a tree of its own. What may be told of a tree stands in `domain.hiding`.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from bot.rehearsal import Tally
from domain.eligibility import Verdict
from domain.hiding import Tree, told_of_a_tree

PEOPLE, GAINS, LOSES, EARLIER, LATER = "people", "gains", "loses", "earlier", "later"
Change = tuple[Verdict, Verdict]
_RANKS = (Verdict.ELIGIBLE, Verdict.NOT_YET, Verdict.INELIGIBLE)


def told(tally: Tally, changes: Sequence[Change], groups: Sequence[Sequence[str]]) -> Mapping[Hashable, int]:
    """The figures that may be told: of the whole by their names, of the changes of verdict, and ("gains", group).

    `groups` are the groups of the rehearsal, those that exclude each other together.
    """
    found = told_of_a_tree(_figures(tally, changes))
    for name, counted in ((GAINS, tally.gaining), (LOSES, tally.losing)):
        for apart in groups:
            branch: Tree = {name: (found.get(name, 0), ()), **{(name, key): (counted[key], (name,)) for key in apart}}
            found |= told_of_a_tree(branch)
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
