"""What is to be expected of the half-days at an office, and which two are offered first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from domain.figures import Cycle, Visited, cycle_ahead, last_closing, last_opening
from domain.hours import Openings
from domain.levelling import (
    WITH_OFFERS,
    WITHOUT_OFFERS,
    Cohort,
    HalfDay,
    Offer,
    Offered,
    Outlook,
    calmest,
    curve,
    habit,
    half_days,
)
from domain.permits import Window, window

ON = date(2027, 3, 1)  # a Monday
DAY = timedelta(days=1)
WEEKDAYS = Openings(2, lambda day: day.weekday() < 5)
MONTH = Window(date(2027, 3, 1), date(2027, 4, 1))
HALVES = half_days(WEEKDAYS, ON + DAY, date(2027, 5, 4))


def ahead(*cohorts: Cohort, **habits: float) -> Outlook:
    return Outlook(ON, HALVES, cohorts, {int(name[1:]): weight for name, weight in habits.items()})


def half(month: int, day: int, session: int = 0) -> HalfDay:
    return HalfDay(date(2027, month, day), session)


def test_half_days_are_the_sessions_of_working_days() -> None:
    found = half_days(WEEKDAYS, date(2027, 3, 5), date(2027, 3, 8))

    assert found == (half(3, 5), half(3, 5, 1), half(3, 8), half(3, 8, 1))


def test_everybody_counts_once_whatever_he_was_offered() -> None:
    outlook = ahead(Cohort(MONTH, 40), Cohort(Window(date(2027, 3, 20), date(2027, 4, 20)), 7))
    offered = [Offered(MONTH.closes, half(3, 9), 1.5), Offered(MONTH.closes, half(3, 10), 2.5)]

    assert sum(outlook.load().values()) == pytest.approx(47)
    assert sum(outlook.load(offered).values()) == pytest.approx(47)


def test_without_a_past_all_days_of_the_window_are_alike() -> None:
    load = ahead(Cohort(MONTH, 46)).load()

    inside = [one for one in HALVES if one.day in MONTH]
    assert {round(load[one], 6) for one in inside} == {round(46 / len(inside), 6)}
    assert {load[one] for one in HALVES if one not in inside} == {0}


def test_people_are_expected_as_they_came_till_now() -> None:
    load = ahead(Cohort(MONTH, 46), _0=9.0).load()

    assert load[half(4, 1)] == pytest.approx(9 * load[half(3, 31)])


def test_more_offers_than_are_awaited_leave_nobody_below_nothing() -> None:
    load = ahead(Cohort(MONTH, 1)).load([Offered(MONTH.closes, half(3, 9), 3)])

    assert min(load.values()) == 0
    assert load[half(3, 9)] == 3


def test_an_offer_for_a_day_that_is_not_looked_at_takes_nobody_away() -> None:
    outlook = ahead(Cohort(MONTH, 40))

    assert outlook.load([Offered(MONTH.closes, half(2, 26), 1)]) == outlook.load()


def test_the_two_calmest_are_of_different_days() -> None:
    load = dict.fromkeys(HALVES, 5.0) | {half(3, 16): 1, half(3, 16, 1): 1.1, half(3, 11, 1): 2}

    assert calmest(load, MONTH) == (half(3, 11, 1), half(3, 16))


def test_the_last_week_is_offered_only_when_nothing_is_left_before_it() -> None:
    load = dict.fromkeys(HALVES, 5.0) | {half(3, 26): 0, half(3, 25, 1): 4}
    late = {one: load[one] for one in HALVES if one.day >= date(2027, 3, 26)}

    assert calmest(load, MONTH) == (half(3, 2), half(3, 25, 1)), "the 25th is seven days before the end"
    assert calmest(late, MONTH)[0] == half(3, 26)


def test_others_come_before_what_was_offered_and_the_same_again_only_at_the_very_end() -> None:
    load = {one: 1.0 for one in HALVES if one.day in (date(2027, 3, 23), date(2027, 3, 24), date(2027, 3, 30))}
    first = calmest(load, MONTH)
    second = calmest(load, MONTH, first)

    assert first == (half(3, 23), half(3, 24))
    assert second == (half(3, 23, 1), half(3, 24, 1))
    assert calmest(load, MONTH, [one for one in load if one.day < date(2027, 3, 26)]) == (half(3, 30), half(3, 30, 1))
    assert calmest(load, MONTH, list(load)) == first


def test_one_half_day_that_is_left_is_offered_alone_and_none_not_at_all() -> None:
    assert calmest({half(4, 1): 9.0, half(4, 2): 0.0}, MONTH) == (half(4, 1),)
    assert calmest({half(4, 2): 0.0}, MONTH) == ()


def test_an_offer_is_one_visit_divided() -> None:
    offer = Offer(1, 1, MONTH.closes, (half(3, 9), half(3, 11)))

    assert offer.shares == {half(3, 9): 0.5, half(3, 11): 0.5}
    assert replace(offer, chosen=half(3, 11)).shares == {half(3, 9): 0, half(3, 11): 1}
    assert replace(offer, chosen=half(3, 12)).shares == {half(3, 9): 0, half(3, 11): 0, half(3, 12): 1}
    assert Offer(1, 1, MONTH.closes, ()).shares == {}


def test_an_offer_is_open_while_something_of_it_lies_ahead() -> None:
    offer = Offer(1, 1, MONTH.closes, (half(3, 9), half(3, 11)))
    chosen = replace(offer, chosen=half(3, 9))

    assert [offer.is_open(date(2027, 3, day)) for day in (9, 10, 11)] == [True, True, False]
    assert [chosen.is_open(date(2027, 3, day)) for day in (9, 10)] == [True, False]


def test_habit_is_read_from_visits_within_their_windows_alone() -> None:
    issued, late = date(2026, 3, 15), date(2027, 4, 2)
    visits = [Visited(issued, date(2027, 3, 15), 4), Visited(issued, date(2027, 2, 20), 2), Visited(issued, late, 9)]

    assert habit(visits) == {0: 5, 23: 3}


def test_a_year_is_awaited_from_a_month_before_its_window_opens_to_its_last_day() -> None:
    issued = date(2025, 3, 15)
    due = window(issued, 2)

    assert cycle_ahead(issued, date(2027, 1, 15)) == Cycle(
        issued, date(2026, 2, 15), date(2027, 3, 14), due.opens, due.closes
    )
    assert cycle_ahead(issued, date(2027, 1, 14)) is None
    assert cycle_ahead(issued, date(2027, 3, 15)) == cycle_ahead(issued, date(2027, 1, 15))
    assert cycle_ahead(issued, date(2025, 3, 14)) is None
    assert cycle_ahead(issued, date(2026, 2, 20)) == Cycle(
        issued, None, date(2026, 3, 14), date(2026, 2, 15), date(2026, 3, 15)
    )


def test_no_window_that_is_awaited_closes_behind_what_is_looked_at() -> None:
    for on in (date(2026, 1, 1) + number * DAY for number in range(1500)):
        for issued in (on - back * DAY for back in range(275, 366)):
            year = cycle_ahead(issued, on)
            assert year is None or (year.opens <= last_opening(on) and year.closes <= last_closing(on)), (on, issued)


def test_offers_level_what_comes_in_waves() -> None:
    """Many permits of one day, few of others: who opens his window is offered what is calm then."""
    dice, cohorts = Random(4), []
    for number in range(30):
        opens = date(2027, 2, 3) + number * DAY
        cohorts.append(Cohort(Window(opens, opens + 30 * DAY), 160 if number in (2, 13) else dice.randrange(9)))
    outlook = ahead(*cohorts, _0=30.0, _1=20.0, _30=20.0)

    offered: list[Offered] = []
    for cohort in cohorts:
        for _ in range(cohort.expected):
            halves = calmest(outlook.load(offered), cohort.window)
            offered += [Offered(cohort.window.closes, one, 1 / len(halves)) for one in halves]
    before, after = outlook.load(), outlook.load(offered)

    assert sum(after.values()) == pytest.approx(sum(before.values()))
    assert max(after.values()) < 0.7 * max(before.values())


def test_the_curve_tells_four_weeks_with_and_without_and_hides_a_few() -> None:
    offered = [Offered(MONTH.closes, half(3, 9), 30.0)]
    told = {one.name: one.whole for one in curve(ahead(Cohort(MONTH, 230)), offered)}

    assert len(told) == 2 * 40
    assert told[f"{WITHOUT_OFFERS}/2027-03-09/1"] == 5
    assert told[f"{WITH_OFFERS}/2027-03-09/1"] == 34
    assert told[f"{WITH_OFFERS}/2027-03-10/2"] == "few"
    assert f"{WITH_OFFERS}/2027-03-29/2" in told
    assert f"{WITH_OFFERS}/2027-03-30/1" not in told
