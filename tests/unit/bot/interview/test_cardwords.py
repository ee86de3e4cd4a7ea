"""What a sentence says has become of a card, and which old card an answer means."""

from datetime import date

import pytest

from bot.forms.oldcard import OLD_CARD
from bot.interview.cardwords import told_of_card
from bot.interview.form import Accepted, Context, NotAnAnswer, Partly, Refused

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("我的居住证丢了", "lost"),
        ("居住证掉了", "lost"),
        ("钱包被偷了，居住证也在里面，补办", "lost"),
        ("居住证落在出租车上了，找不回来了", "lost"),
        ("I lost my residence permit", "lost"),
        ("居住证洗衣机洗坏了", "damaged"),
        ("居住证芯片坏了", "damaged"),
        ("证磨花了看不清，要换", "damaged"),
        ("卡裂开了还能用吗，我想换张新的", "damaged"),
        ("my card is broken", "damaged"),
        ("旧的居住证想换新的", "old"),
        ("老式居住证换IC卡", "old"),
        ("我有张临时居住证，想换成新的", "old"),
        ("I have an old card", "old"),
        ("补办居住证", None),
        ("我改名了，居住证换一张", None),
        ("旧证丢了", None),
    ],
)
def test_words_tell_what_has_become_of_a_card(said: str, told: str | None) -> None:
    assert told_of_card(said) == told


KIND, UNTIL = OLD_CARD.fields


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("temporary", Accepted("temporary")),
        ("浙江省临时居住证", Accepted("temporary")),
        ("临时的", Accepted("temporary")),
        ("permit", Accepted("permit")),
        ("浙江省居住证", Accepted("permit")),
        ("以前的居住证", Accepted("permit")),
        ("暂住证", Refused("older_paper")),
        ("不知道", NotAnAnswer()),
    ],
)
def test_the_kind_of_an_old_card_is_one_of_two(said: str, answer: object) -> None:
    assert KIND.parse(said, Context(TODAY)) == answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("2027年3月1号", Accepted("2027-03-01")),
        ("2017年6月30日", Accepted("2017-06-30")),
        ("2006年1月1日", Accepted("2006-01-01")),
        ("2005年12月31日", Refused("old_until_far", {"day": date(2005, 12, 31)})),
        ("2046年12月31日", Accepted("2046-12-31")),
        ("2047年1月1日", Refused("old_until_far", {"day": date(2047, 1, 1)})),
        ("2027年2月30号", Refused("impossible_date")),
        ("2027年3月", Partly("2027-03")),
        ("不记得了", NotAnAnswer()),
    ],
)
def test_its_last_day_is_a_day_that_a_card_can_have(said: str, answer: object) -> None:
    assert UNTIL.parse(said, Context(TODAY)) == answer
