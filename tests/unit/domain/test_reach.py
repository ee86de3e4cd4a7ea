"""Where a reminder goes first, and where it goes on to."""

import pytest

from domain.reach import PUSH, Door, Wishes, elsewhere, following, targets, ways

TELEGRAM, WEB, RING, SMS = Door(1, "telegram"), Door(2, "web"), Door(3, PUSH, rings_for=2), Door(4, "sms", rings_for=2)
ALL = (TELEGRAM, WEB, RING, SMS)
NOTHING = Wishes()


def shut(door: Door) -> Door:
    return Door(door.account_id, door.channel, door.rings_for, shut=True)


def test_without_a_wish_the_nearest_door_is_the_first() -> None:
    assert targets(ALL, NOTHING) == (TELEGRAM,)


def test_the_wished_order_goes_before_nearness() -> None:
    assert targets(ALL, Wishes(("sms", "web", "telegram"))) == (SMS,)
    assert Wishes(("sms",)).sorted(ALL) == (SMS, TELEGRAM, WEB, RING)


def test_a_shut_door_is_passed_over() -> None:
    assert targets((shut(TELEGRAM), WEB, RING), NOTHING) == (WEB,)


@pytest.mark.parametrize("wishes", [NOTHING, Wishes(together=True)], ids=["one", "all"])
def test_where_everything_is_shut_the_first_keeps_it(wishes: Wishes) -> None:
    assert targets((shut(TELEGRAM), shut(SMS)), wishes) == (shut(TELEGRAM),)


def test_all_at_once_are_the_open_chats_and_the_phone_but_not_the_notices() -> None:
    assert targets(ALL, Wishes(together=True)) == (TELEGRAM, WEB, SMS)


def test_who_has_it_already_is_not_tried_but_a_chat_s_own_notices_are() -> None:
    assert elsewhere(ALL, WEB) == (1,)
    assert elsewhere(ALL, TELEGRAM) == (2, 3, 4)


def test_after_a_chat_in_which_nobody_was_its_notices_come_next() -> None:
    assert following(ALL, Wishes(("web", "telegram")), {2}) == RING
    assert following(ALL, Wishes(("web", "telegram")), {2, 3}) == TELEGRAM


def test_after_the_last_open_door_there_is_none() -> None:
    assert following((WEB, shut(SMS)), NOTHING, {2}) is None


@pytest.mark.parametrize(
    ("way", "order"),
    [
        pytest.param("sms", ("telegram", "sms", "web"), id="last but one"),
        pytest.param("web", ("web", "telegram", "sms"), id="first"),
    ],
)
def test_a_way_is_raised_by_one_place(way: str, order: tuple[str, ...]) -> None:
    assert NOTHING.raised(way, ALL).order == order


@pytest.mark.parametrize("way", ["telegram", "pigeon"], ids=["the first", "one that he has not"])
def test_what_cannot_be_raised_changes_nothing(way: str) -> None:
    assert NOTHING.raised(way, ALL) == NOTHING


def test_notices_belong_to_the_way_of_their_chat() -> None:
    assert ways(ALL) == ("telegram", "web", "sms")
