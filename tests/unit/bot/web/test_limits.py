"""A burst, then so many a second, each for himself."""

from bot.web import limits
from bot.web.limits import Buckets


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_free_and_then_time_fills_up_again() -> None:
    time = Time()
    buckets = Buckets(20, 5.0, time)
    assert [buckets.take("a") for _ in range(21)] == [True] * 20 + [False]
    time.now += 1
    assert [buckets.take("a") for _ in range(6)] == [True] * 5 + [False]
    time.now += 3600
    assert [buckets.take("a") for _ in range(21)] == [True] * 20 + [False]


def test_each_has_his_own() -> None:
    buckets = Buckets(1, 1.0, Time())
    assert [buckets.take(who) for who in ("a", "b", "a", "b")] == [True, True, False, False]


def test_asking_in_vain_does_not_lengthen_the_wait() -> None:
    time = Time()
    buckets = Buckets(1, 1.0, time)
    buckets.take("a")
    for _ in range(9):
        time.now += 0.1
        assert not buckets.take("a")
    time.now += 0.11
    assert buckets.take("a")


def test_only_those_who_were_here_last_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    buckets = Buckets(1, 0.0, Time())
    for who in "abcd":
        buckets.take(who)
    assert len(buckets._left) == 3
    assert [buckets.take(who) for who in "dcb"] == [False] * 3
    assert buckets.take("a"), "forgotten: a full one again"
