"""The way to the permit and through its years as days: what has passed, what comes, what only follows, what waits."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facts import Facts, Home
from domain.permits import standing
from domain.timeline import WINDOWS_AHEAD, Milestone, State, Stop, Supposed, Waits, timeline
from domain.ways import Way
from tests.unit.domain.asking import NO_HOME, NO_SCHOOL, NO_WORK, NOBODY, PUPIL, RESIDENT, TODAY, WORKER, facts

REGISTERED, HALF, APPLY, ISSUED = Stop.REGISTERED, Stop.HALF_YEAR, Stop.APPLICATION, Stop.ISSUED
WINDOW, SUSPENDED, RESTORED = Stop.WINDOW, Stop.SUSPENDED, Stop.RESTORED
PAST, NOW, TO_COME, FOLLOWS, WAITS = State
AT_ONCE, LAST_DAY, BEFORE = Supposed.APPLIED_AT_ONCE, Supposed.ISSUED_ON_LAST_DAY, Supposed.ENDORSED_BEFORE


def shown(way: tuple[Milestone, ...]) -> list[tuple[Stop, State]]:
    return [(one.stop, one.state) for one in way]


def the(stop: Stop, way: tuple[Milestone, ...], cycle: int = 0) -> Milestone:
    (found,) = [one for one in way if one.stop is stop and one.cycle == cycle]
    return found


def worker(registered_on: date | bool | None, on: date = TODAY) -> tuple[Milestone, ...]:
    """The way of somebody who meets everything but perhaps the half year."""
    return timeline(facts(WORKER, {"registered_on": registered_on}), on)


@pytest.mark.parametrize(
    ("registered", "state"),
    [
        pytest.param(date(2026, 5, 24), TO_COME, id="二(一)2 the day before the half year is complete"),
        pytest.param(date(2026, 5, 23), NOW, id="二(一)2 on the day itself"),
        pytest.param(date(2026, 5, 22), PAST, id="二(一)2 the day after"),
    ],
)
def test_the_half_year_is_to_come_up_to_its_day(registered: date, state: State) -> None:
    half = the(HALF, worker(registered))

    assert (half.state, half.mark) == (state, "二(一)2")


@pytest.mark.parametrize(
    ("registered", "half"),
    [
        pytest.param(date(2026, 8, 31), date(2027, 2, 28), id="民法典202 no 31 February"),
        pytest.param(date(2027, 8, 31), date(2028, 2, 29), id="民法典202 leap year"),
        pytest.param(date(2028, 2, 29), date(2028, 8, 29), id="民法典202 from a leap day"),
    ],
)
def test_everything_after_hangs_on_the_clamped_half_year(registered: date, half: date) -> None:
    way = worker(registered, on=registered)

    assert shown(way[:3]) == [(REGISTERED, NOW), (HALF, TO_COME), (APPLY, TO_COME)]
    assert (the(HALF, way).day, the(APPLY, way).day) == (half, half)


def test_who_must_wait_sees_the_permit_and_its_windows_as_an_example() -> None:
    way = worker(date(2026, 8, 31))
    issued, first, second = the(ISSUED, way), the(WINDOW, way, 1), the(WINDOW, way, 2)

    assert [one.state for one in way] == [PAST, TO_COME, TO_COME, FOLLOWS, FOLLOWS, FOLLOWS]
    assert (the(APPLY, way).way, the(APPLY, way).sooner) == (Way.EMPLOYMENT, False)
    assert (issued.day, issued.until, issued.mark) == (date(2027, 3, 15), date(2027, 3, 30), "663号令")
    assert (first.day, first.until, first.mark) == (date(2028, 2, 15), date(2028, 3, 15), "二(一)4")
    assert (second.day, second.until) == (date(2029, 2, 15), date(2029, 3, 15))
    assert issued.supposed == (AT_ONCE,)
    assert first.supposed == (AT_ONCE, LAST_DAY)
    assert second.supposed == (AT_ONCE, LAST_DAY, BEFORE)


def test_a_permit_supposed_for_a_leap_day_has_clamped_windows() -> None:
    way = worker(date(2027, 8, 14), on=date(2027, 12, 1))

    assert the(ISSUED, way).day == date(2028, 2, 29)
    assert (the(WINDOW, way, 1).day, the(WINDOW, way, 1).until) == (date(2029, 1, 28), date(2029, 2, 28))


def test_who_may_apply_today_is_told_today() -> None:
    apply = the(APPLY, worker(date(2024, 1, 15)))

    assert (apply.state, apply.day, apply.way) == (NOW, TODAY, Way.EMPLOYMENT)


def test_who_is_not_registered_sees_what_registering_today_would_bring() -> None:
    way = worker(False)

    assert shown(way[:3]) == [(REGISTERED, WAITS), (HALF, FOLLOWS), (APPLY, FOLLOWS)]
    assert (way[0].waits, way[0].day) == (Waits.REGISTERING, None)
    assert the(HALF, way).day == the(APPLY, way).day == date(2027, 5, 23)
    assert the(APPLY, way).supposed == (Supposed.REGISTERED_TODAY,)
    assert the(ISSUED, way).supposed == (Supposed.REGISTERED_TODAY, AT_ONCE)


def test_who_was_not_registered_and_has_no_way_sees_no_day_for_it() -> None:
    apply = the(APPLY, timeline(facts(NOBODY, {"registered_on": False}), TODAY))

    assert (apply.state, apply.waits, apply.day) == (WAITS, Waits.CONDITIONS, None)
    assert (apply.not_before, apply.supposed) == (date(2027, 5, 23), (Supposed.REGISTERED_TODAY,))


def test_of_who_is_not_registered_and_was_not_asked_for_more_the_application_waits_for_that() -> None:
    apply = the(APPLY, timeline(facts({"hangzhou_hukou": False, "talent": False, "registered_on": False}), TODAY))

    assert (apply.waits, apply.not_before) == (Waits.REGISTERING, date(2027, 5, 23))


def test_of_somebody_unknown_every_stop_says_what_it_waits_for() -> None:
    way = timeline(Facts(), TODAY)

    assert [(one.stop, one.waits) for one in way] == [
        (REGISTERED, Waits.THE_DAY),
        (HALF, Waits.REGISTRATION),
        (APPLY, Waits.FACTS),
        (ISSUED, Waits.APPLYING),
        (WINDOW, Waits.ISSUING),
    ]
    assert not [one for one in way if one.day or one.until or one.not_before or one.supposed]


def test_of_a_newcomer_on_record_the_half_year_is_known_and_the_rest_is_not_before_it() -> None:
    known = {"hangzhou_hukou": False, "registered_on": TODAY, "resided_continuously": True}
    apply = the(APPLY, timeline(facts(known), TODAY))

    assert (apply.waits, apply.not_before) == (Waits.FACTS, date(2027, 5, 23))


@pytest.mark.parametrize(
    ("registered", "not_before"),
    [
        pytest.param(date(2026, 5, 24), date(2026, 11, 24), id="the half year is to come"),
        pytest.param(date(2026, 5, 23), None, id="the half year is complete today"),
    ],
)
def test_who_has_no_way_waits_for_conditions_and_not_before_the_half_year(
    registered: date, not_before: date | None
) -> None:
    apply = the(APPLY, timeline(facts(NOBODY, {"registered_on": registered}), TODAY))

    assert (apply.waits, apply.not_before) == (Waits.CONDITIONS, not_before)


def test_a_break_in_residence_makes_the_half_year_wait_for_a_new_registration() -> None:
    way = timeline(facts(WORKER, {"resided_continuously": False}), TODAY)

    assert (the(HALF, way).waits, the(HALF, way).day) == (Waits.REGISTERING_ANEW, None)
    assert the(APPLY, way).waits is Waits.CONDITIONS


@pytest.mark.parametrize("registered", [date(2024, 1, 15), date(2026, 8, 31)])
def test_residence_of_which_nobody_said_that_it_was_unbroken_is_supposed_to_be(registered: date) -> None:
    told = {"registered_on": registered, "resided_continuously": None}
    way = timeline(facts(WORKER, told), TODAY)

    assert (the(HALF, way).state, the(HALF, way).supposed) == (FOLLOWS, (Supposed.UNBROKEN,))
    assert the(APPLY, way).waits is Waits.FACTS


def test_an_open_answer_that_may_bring_an_earlier_day_is_told() -> None:
    way = timeline(facts(WORKER, {"registered_on": date(2026, 8, 31), "employment.insured_months": None}), TODAY)

    assert (the(APPLY, way).day, the(APPLY, way).sooner) == (date(2027, 11, 1), True)


def test_of_several_ways_the_first_to_open_is_told() -> None:
    later = {"registered_on": date(2026, 8, 31), "employment.insured_months": 1, "housing.kind": Home.OWN}
    way = timeline(facts(WORKER, later, {"housing.title_proof": True}), TODAY)

    assert (the(APPLY, way).day, the(APPLY, way).way) == (date(2027, 2, 28), Way.HOUSING)


def test_a_child_waits_for_the_guardians_or_for_sixteen() -> None:
    child = {"born": date(2011, 2, 28), "guardians.hold_permits": False}
    apply = the(APPLY, timeline(facts(PUPIL, child), TODAY))

    assert (apply.day, apply.way) == (date(2027, 2, 28), Way.SCHOOLING)


@pytest.mark.parametrize("told", [{"hangzhou_hukou": True}, {"talent": True}])
@pytest.mark.parametrize("registered", [False, date(2024, 1, 15)])
def test_whom_the_permit_is_not_for_has_no_way_to_it(told: dict[str, bool], registered: date | bool) -> None:
    assert timeline(facts(RESIDENT, {"registered_on": registered}, told), TODAY) == ()


# ---- with a permit ----

LATE, LEAP = date(2025, 3, 15), date(2024, 2, 29)


def held(issued: date, *visits: date, on: date = TODAY, registered: date | None = None) -> tuple[Milestone, ...]:
    since = registered or date(2024, 1, 1)
    permit = standing(issued, since, visits, on)
    return timeline(facts(RESIDENT, {"registered_on": registered}), on, permit)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        pytest.param(date(2026, 2, 14), TO_COME, id="二(一)4 the day before the window opens"),
        pytest.param(date(2026, 2, 15), NOW, id="二(一)4 its first day"),
        pytest.param(date(2026, 3, 15), NOW, id="二(一)4 its last day"),
        pytest.param(date(2026, 3, 16), PAST, id="二(一)4 the day after: missed"),
    ],
)
def test_the_window_that_is_due(on: date, state: State) -> None:
    due = the(WINDOW, held(LATE, on=on), 1)

    assert (due.state, due.day, due.until, due.supposed) == (state, date(2026, 2, 15), date(2026, 3, 15), ())
    assert due.missed is (state is PAST)


def test_a_permit_in_force_shows_how_it_came_and_what_follows_if_it_is_endorsed() -> None:
    way = held(date(2026, 3, 15), registered=date(2025, 9, 1))

    assert shown(way) == [(REGISTERED, PAST), (HALF, PAST), (ISSUED, PAST), (WINDOW, TO_COME), (WINDOW, FOLLOWS)]
    assert the(ISSUED, way).day == date(2026, 3, 15)
    assert the(WINDOW, way, 2).supposed == (BEFORE,)
    assert len([one for one in way if one.stop is WINDOW]) == WINDOWS_AHEAD


def test_of_a_holder_whose_registration_nobody_knows_only_the_permit_is_told() -> None:
    assert shown(held(date(2026, 3, 15)))[0] == (ISSUED, PAST)


def test_a_permit_issued_today_begins_today() -> None:
    assert shown(held(TODAY))[0] == (ISSUED, NOW)


def test_a_window_that_was_used_is_done_even_before_its_last_day() -> None:
    way = held(date(2025, 12, 15), date(2026, 11, 20))
    used = the(WINDOW, way, 1)

    assert (used.state, used.done, used.missed) == (PAST, date(2026, 11, 20), False)
    assert (the(WINDOW, way, 2).state, the(WINDOW, way, 2).until) == (TO_COME, date(2027, 12, 15))


def test_a_suspended_permit_shows_what_was_missed_and_the_windows_after_a_restoration() -> None:
    way = held(LATE)

    assert shown(way) == [(ISSUED, PAST), (WINDOW, PAST), (SUSPENDED, NOW), (WINDOW, FOLLOWS), (WINDOW, FOLLOWS)]
    assert (the(SUSPENDED, way).day, the(SUSPENDED, way).mark) == (date(2026, 3, 16), "二(一)4")
    assert (the(WINDOW, way, 2).day, the(WINDOW, way, 2).supposed) == (date(2027, 2, 15), (Supposed.RESTORED_BEFORE,))
    assert the(WINDOW, way, 3).supposed == (Supposed.RESTORED_BEFORE, BEFORE)


def test_years_of_suspension_skip_to_the_window_that_comes_next() -> None:
    way = held(LATE, on=date(2029, 3, 15))

    assert [one.cycle for one in way if one.stop is WINDOW] == [1, 5, 6]


def test_a_late_endorsement_restores_and_the_cycle_stays_with_the_day_of_issue() -> None:
    way = held(LATE, date(2026, 6, 1), registered=date(2024, 8, 1))

    assert shown(way)[2:] == [(ISSUED, PAST), (RESTORED, PAST), (WINDOW, TO_COME), (WINDOW, FOLLOWS)]
    assert the(RESTORED, way).day == date(2026, 6, 1)
    assert the(WINDOW, way, 2).until == date(2027, 3, 15)


def test_a_late_visit_in_the_next_window_does_both() -> None:
    way = held(LEAP, date(2026, 2, 10))

    assert shown(way) == [(ISSUED, PAST), (WINDOW, PAST), (RESTORED, PAST), (WINDOW, TO_COME), (WINDOW, FOLLOWS)]
    assert the(WINDOW, way, 2).done == date(2026, 2, 10)
    assert (the(WINDOW, way, 4).day, the(WINDOW, way, 4).until) == (date(2028, 1, 29), date(2028, 2, 29))


def test_of_two_restorations_the_last_counts() -> None:
    way = held(date(2022, 3, 15), date(2023, 6, 1), date(2025, 6, 1), on=date(2025, 7, 1))

    assert the(RESTORED, way).day == date(2025, 6, 1)


def test_a_broken_residence_leaves_a_holder_his_registration_alone() -> None:
    permit = standing(date(2026, 3, 15), date(2024, 1, 15), (), TODAY)
    told = facts(RESIDENT, NO_WORK, NO_HOME, NO_SCHOOL, {"resided_continuously": False})

    assert shown(timeline(told, TODAY, permit))[:2] == [(REGISTERED, PAST), (ISSUED, PAST)]
