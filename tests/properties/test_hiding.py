"""What a report on registered people gives away: nothing that it hides, however one subtracts (T-33).

The attacker of these tests knows the report and how its figures hang together. People of whom no told figure speaks
apart are exchangeable: any of them may be moved from one cell to another, and every told figure stays. So the worlds
that can be reached by such moves all read the same, and a hidden count that differs between them cannot be worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal import Tally, read_draft
from bot.rehearsal_hiding import EARLIER, GAINS, LATER, LOSES, PEOPLE, told
from bot.rehearsal_people import made_up
from bot.rehearsal_record import at_best
from domain.eligibility import Verdict
from domain.facts import Home
from domain.hiding import FEW

DAY = date(2027, 1, 1)
CHANGES = sorted(product(Verdict, repeat=2))
HOMES = [f"choice.housing.kind.{one}" for one in Home]
AGES = ["minor", "adult"]
RANKS = {Verdict.ELIGIBLE: 0, Verdict.NOT_YET: 1, Verdict.INELIGIBLE: 2}


class Cell(NamedTuple):
    """People who are alike in all that a report counts; `moved` tells those apart who wait before and after."""

    change: tuple[Verdict, Verdict]
    moved: int
    home: str | None
    age: str | None

    @property
    def side(self) -> int:
        """1 for those who gain, -1 for those who lose."""
        was, will = self.change
        if was in RANKS and will in RANKS and was is not will:
            return 1 if RANKS[will] < RANKS[was] else -1
        gains, loses = Verdict.INELIGIBLE, Verdict.ELIGIBLE
        apart = was is not will
        return self.moved or (1 if apart and (was is gains or will is loses) else -1) * (
            apart and (gains in self.change or loses in self.change)
        )

    @property
    def waits(self) -> bool:
        return self.change == (Verdict.NOT_YET, Verdict.NOT_YET)

    @property
    def day_moves(self) -> bool:
        waits_or_may = {Verdict.NOT_YET, Verdict.ELIGIBLE}
        return set(self.change) <= waits_or_may and (self.moved != 0 if self.waits else len(set(self.change)) == 2)


CELLS = [
    Cell(change, moved, home, age)
    for change in CHANGES
    for moved in ((0, 1, -1) if change == (Verdict.NOT_YET, Verdict.NOT_YET) else (0,))
    for home in (*HOMES, None)
    for age in (*AGES, None)
]
FIGURES: Mapping[Hashable, Callable[[Cell], bool]] = {
    PEOPLE: lambda cell: True,
    GAINS: lambda cell: cell.side > 0,
    LOSES: lambda cell: cell.side < 0,
    EARLIER: lambda cell: cell.side > 0 and cell.day_moves,
    LATER: lambda cell: cell.side < 0 and cell.day_moves,
    **{change: (lambda cell, change=change: cell.change == change) for change in CHANGES},  # type: ignore[misc]
    **{
        (name, key): (lambda cell, side=side, key=key: cell.side == side and key in (cell.home, cell.age))  # type: ignore[misc]
        for name, side in ((GAINS, 1), (LOSES, -1))
        for key in (*HOMES, *AGES)
    },
}


def counted(world: Mapping[Cell, int], figure: Hashable) -> int:
    return sum(count for cell, count in world.items() if FIGURES[figure](cell))


def tally_of(world: Mapping[Cell, int]) -> Tally:
    def by(name: str) -> Counter[str]:
        return Counter({key: counted(world, (name, key)) for key in (*HOMES, *AGES)})

    return Tally(
        DAY,
        (),
        people=counted(world, PEOPLE),
        verdicts=Counter({change: counted(world, change) for change in CHANGES}),
        earlier=Counter({30: counted(world, EARLIER)}),
        later=Counter({30: counted(world, LATER)}),
        gains=counted(world, GAINS),
        loses=counted(world, LOSES),
        gaining=by(GAINS),
        losing=by(LOSES),
    )


def figures_told(world: Mapping[Cell, int]) -> Mapping[Hashable, int]:
    return told(tally_of(world), CHANGES, [AGES, HOMES])


def solved(world: Mapping[Cell, int], known: Mapping[Hashable, int], figure: Hashable) -> tuple[int, int]:
    """The least and the most that a figure is in the worlds which read the same."""
    alike: dict[tuple[Hashable, ...], list[Cell]] = {}
    for cell in CELLS:
        alike.setdefault(tuple(one for one in known if FIGURES[one](cell)), []).append(cell)
    least = most = 0
    for cells in alike.values():
        people, inside = sum(world.get(cell, 0) for cell in cells), [FIGURES[figure](cell) for cell in cells]
        least += people if all(inside) else 0
        most += people if any(inside) else 0
    return least, most


counts = st.one_of(st.integers(0, 9), st.integers(0, 60))
worlds = st.dictionaries(st.sampled_from(CELLS), counts, max_size=14)
of_few_kinds = st.dictionaries(
    st.sampled_from([cell for cell in CELLS if set(cell.change) <= {Verdict.NOT_YET, Verdict.ELIGIBLE}]),
    counts,
    max_size=10,
)


@given(st.one_of(worlds, of_few_kinds))
def test_what_is_told_is_true_and_never_a_few(world: dict[Cell, int]) -> None:
    for figure, count in figures_told(world).items():
        assert count == counted(world, figure) >= FEW


@given(st.one_of(worlds, of_few_kinds))
def test_no_hidden_count_can_be_worked_out(world: dict[Cell, int]) -> None:
    known = figures_told(world)

    for figure in FIGURES.keys() - known.keys():
        least, most = solved(world, known, figure)
        if PEOPLE in known:
            assert least < most, figure
            assert counted(world, figure) >= FEW or (least == 0 and most >= FEW), figure


@given(st.one_of(worlds, of_few_kinds))
def test_no_difference_between_told_figures_is_a_few(world: dict[Cell, int]) -> None:
    """The plainest attack: this column less those below it."""
    known = figures_told(world)

    for above, parts in ((PEOPLE, (GAINS, LOSES)), (GAINS, (EARLIER,)), (LOSES, (LATER,))):
        below = [known[one] for one in parts if one in known]
        if above in known and below:
            assert known[above] - sum(below) >= FEW
    for name, apart in product((GAINS, LOSES), (AGES, HOMES)):
        below = [known[name, key] for key in apart if (name, key) in known]
        assert not below or known[name] - sum(below) >= FEW


@given(st.integers(0, 30), st.integers(3, 20), st.sampled_from([None, at_best]))
def test_the_figures_of_a_rehearsal_hang_together_as_the_attacker_believes(seed: int, value: int, taken: Any) -> None:
    draft = read_draft(f"[insured_months]\n2027-01-01 = {value}\n[half_year]\n2027-01-01 = {value // 2}\n")
    tally = Tally(DAY, draft, taken)
    tally.ask(list(made_up(60, seed, DAY, draft)))
    plain = Counter({Cell(change, 0, None, None): count for change, count in tally.verdicts.items()})
    waiting = Cell((Verdict.NOT_YET, Verdict.NOT_YET), 0, None, None)

    moved = counted(plain, EARLIER), counted(plain, LATER)
    gains, loses = (counted(plain, side) - both for side, both in zip((GAINS, LOSES), moved, strict=True))

    assert gains == tally.gains - tally.earlier.total()
    assert loses == tally.loses - tally.later.total()
    assert sum(moved) <= tally.earlier.total() + tally.later.total() <= sum(moved) + plain[waiting]


def test_the_attacker_finds_a_few_where_nothing_but_counts_under_five_is_hidden() -> None:
    """See the net fail once: with nothing held back but counts under five, two owners can be made out."""
    gainers = {
        Cell((Verdict.NOT_YET, Verdict.ELIGIBLE), 0, home, "adult"): n for home, n in ((HOMES[0], 2), (HOMES[1], 7))
    }
    naive = {one: count for one in FIGURES if (count := counted(gainers, one)) >= FEW}

    assert solved(gainers, naive, (GAINS, HOMES[0])) != (0, 9)
    assert solved(gainers, naive, (GAINS, AGES[0])) == (0, 0)
    assert solved(gainers, figures_told(gainers), (GAINS, HOMES[0])) == (0, 9)
