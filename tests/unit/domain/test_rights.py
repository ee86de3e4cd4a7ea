"""What holders get, in the notice's own words and not a word more (R6.1, R6.2; 二(二)1, 二(二)2)."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.clauses import clause
from domain.rights import ENTITLEMENTS, Benefit, Entitlement, _listed


@pytest.mark.parametrize("one", ENTITLEMENTS, ids=[one.code for one in ENTITLEMENTS])
def test_every_item_stands_in_its_clause_word_for_word(one: Entitlement) -> None:
    assert one.words in one.clause.words
    assert one.clause is clause(one.mark)


def test_there_are_five_rights_six_services_and_seven_conveniences() -> None:
    assert Counter(one.kind for one in ENTITLEMENTS) == {
        Benefit.RIGHT: 5,
        Benefit.SERVICE: 6,
        Benefit.CONVENIENCE: 7,
    }
    assert len({one.code for one in ENTITLEMENTS}) == len(ENTITLEMENTS)


@pytest.mark.parametrize(("kind", "mark"), [("right", "二(二)1"), ("service", "二(二)1"), ("convenience", "二(二)2")])
def test_the_items_come_in_the_order_of_their_clause(kind: str, mark: str) -> None:
    items = [one for one in ENTITLEMENTS if one.kind == kind]

    places = [clause(mark).words.index(one.words) for one in items]

    assert {one.mark for one in items} == {mark}
    assert places == sorted(places)


def test_nothing_of_the_two_lists_is_left_out() -> None:
    services = clause("二(二)1").words.partition("下列基本公共服务：")[2]
    conveniences = clause("二(二)2").words.partition("下列便利：")[2]

    for words, kind in ((services, Benefit.SERVICE), (conveniences, Benefit.CONVENIENCE)):
        for one in ENTITLEMENTS:
            words = words.replace(one.words, "") if one.kind is kind else words
        assert not words.strip("，。")


def test_what_the_notice_does_not_say_cannot_be_listed() -> None:
    with pytest.raises(ValueError, match="免费住房"):
        _listed(Benefit.RIGHT, "二(二)1", home="免费住房")
