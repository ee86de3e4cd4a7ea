"""What holds for every permit and any visits, in any order.

The standing is held against sentences of the notice that know no order of visits: each visit carries the permit to the
first anniversary after it, and to the one after that from within the window.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain import reminders
from domain.days import add_months
from domain.errors import VisitOutOfTime
from domain.permits import Outcome, Standing, Use, standing, window

DAY = timedelta(days=1)
REGISTERED = date(2016, 1, 1)
LATE = (Outcome.RESTORED, Outcome.RESTORED_AND_ENDORSED)

issues = st.dates(date(2017, 1, 1), date(2032, 12, 31)) | st.sampled_from(
    [date(2020, 2, 29), date(2024, 2, 29), date(2025, 3, 31), date(2025, 12, 31), date(2026, 1, 1)]
)


@st.composite
def permits(draw: st.DrawFn) -> tuple[date, list[date], date]:
    """Day of issue, visits, the day of the question; most visits lie near the edges of a window."""
    issued = draw(issues)
    edges = [add_months(issued, 12 * year - back) for year in range(1, 7) for back in (0, 1)]
    near = st.builds(lambda edge, step: edge + step * DAY, st.sampled_from(edges), st.integers(-2, 2))
    visits = draw(st.lists(near | st.dates(issued, add_months(issued, 80)), max_size=7))
    on = draw(st.dates(max([issued, *visits]), add_months(issued, 100)))
    return issued, visits, on


def carried(issued: date, visit: date) -> date:
    """To which anniversary a visit carries the permit at least."""
    after = next(year for year in range(1, 200) if add_months(issued, 12 * year) > visit)
    opens = add_months(add_months(issued, 12 * after), -1)
    return add_months(issued, 12 * (after + 1 if opens <= visit else after))


@given(permits())
def test_it_is_in_force_to_where_its_visits_carry_it(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit

    found = standing(issued, REGISTERED, visits, on)

    first = add_months(issued, 12)
    assert found.due == max([first, *(carried(issued, visit) for visit in visits)])
    late = [
        visit
        for visit in visits
        if visit > max([first, *(carried(issued, other) for other in visits if other < visit)])
    ]
    assert found.residence_since == max(late, default=REGISTERED)


@given(permits(), st.randoms())
def test_the_order_of_the_visits_is_of_no_account(permit: tuple[date, list[date], date], dice: object) -> None:
    issued, visits, on = permit
    shuffled = list(visits)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert standing(issued, REGISTERED, shuffled, on) == standing(issued, REGISTERED, visits, on)


@given(permits())
def test_a_visit_told_twice_changes_nothing_but_its_own_answer(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    once, twice = (standing(issued, REGISTERED, days, on) for days in (set(visits), [*visits, *visits]))

    assert (once.due, once.residence_since, once.use(on)) == (twice.due, twice.residence_since, twice.use(on))
    assert [one.outcome for one in twice.visits if one in once.visits].count(Outcome.ENDORSED) == [
        one.outcome for one in once.visits
    ].count(Outcome.ENDORSED)


@given(permits())
def test_every_day_is_in_exactly_one_state(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    found = standing(issued, REGISTERED, visits, on)

    assert found.suspended_from == found.due + DAY
    assert found.use(found.due) is Use.IN_FORCE
    assert found.use(found.suspended_from) is Use.SUSPENDED
    assert (found.use(on) is Use.IN_FORCE) == (on <= found.due) == (on < found.suspended_from)


@given(permits())
def test_in_force_until_is_always_an_anniversary(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    found = standing(issued, REGISTERED, visits, on)

    assert found.cycle >= 1
    assert found.due == add_months(issued, 12 * found.cycle)
    assert found.window == window(issued, found.cycle)
    assert found.window.opens <= found.window.closes == found.due


@given(permits())
def test_residence_counts_from_registration_or_from_a_late_visit(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    found = standing(issued, REGISTERED, visits, on)

    late = [visit.on for visit in found.visits if visit.outcome in LATE]
    assert found.residence_since == (late[-1] if late else REGISTERED)
    assert [visit.on for visit in found.visits] == sorted(visits)


@given(permits())
def test_no_window_is_used_twice(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    found = standing(issued, REGISTERED, visits, on)

    done = [visit.on for visit in found.visits if visit.outcome in (Outcome.ENDORSED, Outcome.RESTORED_AND_ENDORSED)]
    used = [next(year for year in range(1, 200) if day in window(issued, year)) for day in done]
    assert used == sorted(set(used))
    assert found.cycle not in used


@given(permits(), st.data())
def test_one_more_visit_never_shortens_it(permit: tuple[date, list[date], date], data: st.DataObject) -> None:
    issued, visits, on = permit
    more = data.draw(st.dates(issued, on))

    assert standing(issued, REGISTERED, [*visits, more], on).due >= standing(issued, REGISTERED, visits, on).due


@given(permits())
def test_a_visit_out_of_time_is_never_answered(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    assume(visits)

    for out_of_time in (issued - DAY, on + DAY):
        with pytest.raises(VisitOutOfTime):
            standing(issued, REGISTERED, [*visits, out_of_time], on)


@given(permits())
def test_the_seven_reminders_climb_from_the_window_to_the_suspension(permit: tuple[date, list[date], date]) -> None:
    issued, visits, on = permit
    found: Standing = standing(issued, REGISTERED, visits, on)

    days = [one.on for one in reminders.endorsement(found)]

    assert len(days) == len(set(days)) == 7
    assert days == sorted(days)
    assert (days[0], days[-1]) == (found.window.opens, found.suspended_from)
