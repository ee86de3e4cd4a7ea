"""Small counts are hidden, and nothing that is told beside them gives one away."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from domain.hiding import FEW, Hidden, Shown, alone, parts, told_of_a_tree

F, K = Hidden.FEW, Hidden.KEPT


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, F), (4, F), (5, 5), (300, 300)])
def test_one_to_four_are_hidden_and_nobody_is_told(count: int, shown: Shown) -> None:
    assert alone(count) == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param([], [], id="no parts"),
        pytest.param([0, 0], [0, 0], id="nobody"),
        pytest.param([7, 0, 5], [7, 0, 5], id="no few: nothing to hide"),
        pytest.param([3, 0], [K, K], id="the whole is a few"),
        pytest.param([3, 4], [K, K], id="nothing beside them to keep"),
        pytest.param([8, 1], [K, K], id="one too few to keep one secret"),
        pytest.param([9, 1, 20, 0], [K, F, 20, 0], id="just enough: the first one is kept"),
        pytest.param([5, 1, 20, 0], [K, F, K, 0], id="the first one is not enough"),
        pytest.param([20, 2, 3, 30], [K, F, F, 30], id="two few"),
    ],
)
def test_parts_are_kept_in_their_order_until_the_few_are_safe(counts: list[int], shown: list[Shown]) -> None:
    assert list(parts(dict(enumerate(counts))).values()) == shown


@pytest.mark.parametrize("size", [2, 3, 4])
def test_every_few_may_be_any_number_from_one_to_four_whatever_is_told(size: int) -> None:
    """All wholes up to a size, by what is told of them: the reader who knows how it is done finds no more out."""
    worlds: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    most = {2: 40, 3: 34, 4: 22}[size]
    for counts in product(range(most), repeat=size):
        if sum(counts) < most:
            worlds[alone(sum(counts)), *parts(dict(enumerate(counts))).values()].append(counts)

    assert worlds
    for told, possible in worlds.items():
        hidden = [at for at in range(size) if told[at + 1] is F]
        if hidden:
            assert {tuple(one[at] for at in hidden) for one in possible} == {
                *product(range(1, FEW), repeat=len(hidden))
            }
        for at in range(size):
            assert told[at + 1] is not K or len({one[at] for one in possible}) > 1, told


def test_a_single_few_is_not_left_alone_beside_its_whole() -> None:
    """With the few alone hidden, 23 less 20 would be 3."""
    assert list(parts({"in time": 20, "late": 3}).values()) == [K, F]


@pytest.mark.parametrize(
    ("all_of_them", "some", "others", "told"),
    [
        pytest.param(20, 5, 5, {"all", "some", "others"}, id="five at least, and five at least are left"),
        pytest.param(20, 4, 5, {"all", "others"}, id="a few are not told"),
        pytest.param(9, 5, 0, {"all"}, id="what is left would be a few"),
        pytest.param(14, 5, 5, {"all", "some"}, id="what is left beside the first would be a few"),
        pytest.param(4, 4, 0, set(), id="nothing is told below what is not"),
    ],
)
def test_of_a_tree_nothing_is_told_that_leaves_a_few(all_of_them: int, some: int, others: int, told: set[str]) -> None:
    tree = {"all": (all_of_them, []), "some": (some, ["all"]), "others": (others, ["all"])}

    assert set(told_of_a_tree(tree)) == told


def test_below_what_is_not_told_the_next_one_above_counts() -> None:
    tree = {"all": (30, []), "few": (3, ["all"]), "below": (6, ["few", "all"])}

    assert told_of_a_tree(tree) == {"all": 30, "below": 6}
