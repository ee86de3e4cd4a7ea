"""Weeks, months, classes of age and the years of permits, each on both sides of its limits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.cases import ASKED
from domain.figures import (
    Age,
    Cycle,
    Endorsed,
    Filed,
    Rated,
    Registered,
    Stage,
    age_of,
    by_kind,
    by_month,
    by_punctuality,
    by_stage,
    by_week,
    cycle_now,
    cycles_due,
    months,
    weeks,
)
from domain.hiding import Hidden

TODAY = date(2027, 3, 17)
DAY = timedelta(days=1)
PLACE = "拱墅区大关街道"


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, Age.UP_TO_3),
        (3, Age.UP_TO_3),
        (4, Age.UP_TO_7),
        (7, Age.UP_TO_7),
        (8, Age.UP_TO_15),
        (15, Age.UP_TO_15),
        (16, Age.OLDER),
    ],
)
def test_ages_have_their_last_day(days: int, age: Age) -> None:
    assert age_of(days) is age


@pytest.mark.parametrize(
    "on", [pytest.param(date(2027, 3, 15), id="Monday"), pytest.param(date(2027, 3, 21), id="Sunday")]
)
def test_twelve_weeks_end_with_the_present_one(on: date) -> None:
    assert (len(weeks(on)), weeks(on)[0], weeks(on)[-1]) == (12, date(2026, 12, 28), date(2027, 3, 15))


def test_six_months_are_behind_and_six_begin_with_the_present_one() -> None:
    assert (len(months(TODAY)), months(TODAY)[0], months(TODAY)[-1]) == (12, date(2026, 9, 1), date(2027, 8, 1))


@pytest.mark.parametrize(("delay", "late"), [(3, 0), (4, 7)])
def test_the_third_day_after_arrival_is_in_time(delay: int, late: int) -> None:
    (group,) = by_punctuality([Registered(PLACE, TODAY - delay * DAY, TODAY, 7)], [PLACE])

    assert (group.whole, group.parts) == (7, {"in_time": 7 - late, "late": late})


def test_a_place_without_registrations_has_its_weeks_all_the_same() -> None:
    (group,) = by_week([], [PLACE], TODAY)

    assert (group.whole, set(group.parts.values()), len(group.parts)) == (0, {0}, 12)


def test_applications_are_as_old_as_their_last_step() -> None:
    counts = [Filed(Stage.SUBMITTED, TODAY - 3 * DAY, 5), Filed(Stage.SUBMITTED, TODAY - 4 * DAY, 6)]

    submitted, *others = by_stage(counts, TODAY)

    assert (submitted.whole, submitted.parts["up_to_3"], submitted.parts["up_to_7"]) == (11, 5, 6)
    assert [one.whole for one in others] == [0, 0, 0]


@pytest.mark.parametrize(
    ("issued", "closes"),
    [
        pytest.param(date(2025, 8, 31), [date(2027, 8, 31)], id="ends on the last day told"),
        pytest.param(date(2025, 9, 1), [date(2026, 9, 1)], id="ends on the first day told"),
        pytest.param(date(2024, 2, 29), [date(2027, 2, 28)], id="of 29 February"),
        pytest.param(date(2026, 10, 1), [], id="its first year ends later"),
    ],
)
def test_a_permit_is_due_in_one_of_the_months_told(issued: date, closes: list[date]) -> None:
    assert [one.closes for one in cycles_due(issued, TODAY)] == closes


def test_a_year_is_kept_by_the_window_before_and_endorsed_in_its_own() -> None:
    (second,) = cycles_due(date(2025, 3, 31), TODAY)
    (first,) = cycles_due(date(2026, 3, 31), TODAY)

    assert second == Cycle(
        date(2025, 3, 31), date(2026, 2, 28), date(2027, 3, 30), date(2027, 2, 28), date(2027, 3, 31)
    )
    assert first.since is None, "nobody has to come in the first year"


@pytest.mark.parametrize(
    ("issued", "since"),
    [
        pytest.param(TODAY.replace(year=2026), None, id="the anniversary is today: still the first year"),
        pytest.param(date(2026, 3, 16), date(2027, 2, 16), id="the anniversary was yesterday"),
    ],
)
def test_the_year_under_way_begins_after_the_anniversary(issued: date, since: date | None) -> None:
    assert (cycle_now(issued, TODAY).since, cycle_now(issued, TODAY).until) == (since, TODAY)


def test_what_was_kept_and_not_endorsed_is_not_done_and_what_was_not_kept_is_suspended() -> None:
    (cycle,) = cycles_due(date(2024, 12, 1), TODAY)

    *groups, suspended = by_month([(cycle, Endorsed(30, 20, 12))], [(cycle, Endorsed(30, 21, 0))], TODAY)

    assert [(one.whole, one.parts) for one in groups if one.whole] == [(20, {"done": 12, "undone": 8})]
    assert suspended.whole == 9


@pytest.mark.parametrize(("rated", "told"), [(4, {}), (5, {"speed": 2.5})])
def test_a_mean_of_a_few_is_not_told(rated: int, told: dict[str, float]) -> None:
    *kinds, last = by_kind([], Rated(rated, {"speed": 2.5}))

    assert (last.whole, last.means) == (Hidden.FEW if rated < 5 else 5, told)
    assert [one.whole for one in kinds] == [0] * len(ASKED)
