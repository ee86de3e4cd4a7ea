"""The years of a permit: windows, endorsement, suspension, restoration (R4.1–R4.5; 二(一)4)."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from domain.errors import VisitOutOfTime
from domain.permits import Outcome, Standing, Use, Window, anniversary, next_cycle, standing, window

ISSUED, LEAP, REGISTERED = date(2025, 3, 15), date(2024, 2, 29), date(2023, 8, 1)
ENDORSED, RESTORED, BOTH = Outcome.ENDORSED, Outcome.RESTORED, Outcome.RESTORED_AND_ENDORSED
EARLY, AGAIN = Outcome.REFUSED_EARLY, Outcome.REFUSED_AGAIN
LATER = date(2040, 1, 1)


def after(*visits: date, issued: date = ISSUED, on: date = LATER) -> Standing:
    return standing(issued, REGISTERED, visits, on)


def outcomes(*visits: date, issued: date = ISSUED) -> list[Outcome]:
    return [visit.outcome for visit in after(*visits, issued=issued).visits]


@pytest.mark.parametrize(
    ("issued", "cycle", "opens", "closes"),
    [
        pytest.param(date(2025, 3, 15), 1, date(2026, 2, 15), date(2026, 3, 15), id="二(一)4 the first year"),
        pytest.param(date(2025, 3, 31), 1, date(2026, 2, 28), date(2026, 3, 31), id="民法典202 from a month's end"),
        pytest.param(date(2027, 3, 31), 1, date(2028, 2, 29), date(2028, 3, 31), id="民法典202 back to a leap day"),
        pytest.param(date(2024, 2, 29), 1, date(2025, 1, 28), date(2025, 2, 28), id="民法典202 leap day, first year"),
        pytest.param(date(2024, 2, 29), 4, date(2028, 1, 29), date(2028, 2, 29), id="民法典202 leap day, fourth year"),
        pytest.param(date(2025, 12, 31), 1, date(2026, 11, 30), date(2026, 12, 31), id="二(一)4 New Year's Eve"),
        pytest.param(date(2025, 1, 1), 1, date(2025, 12, 1), date(2026, 1, 1), id="二(一)4 over the year's end"),
    ],
)
def test_a_window_is_the_month_before_the_anniversary(issued: date, cycle: int, opens: date, closes: date) -> None:
    assert window(issued, cycle) == Window(opens, closes)
    assert anniversary(issued, cycle) == closes


@pytest.mark.parametrize(
    ("issued", "visit", "outcome", "until"),
    [
        pytest.param(ISSUED, "2026-02-15", ENDORSED, "2027-03-15", id="二(一)4 the window's first day"),
        pytest.param(ISSUED, "2026-03-15", ENDORSED, "2027-03-15", id="二(一)4 the window's last day"),
        pytest.param(ISSUED, "2026-02-14", EARLY, "2026-03-15", id="二(一)4 visit on the day before the window opens"),
        pytest.param(ISSUED, "2025-03-15", EARLY, "2026-03-15", id="二(一)4 visit on the day of issue"),
        pytest.param(ISSUED, "2026-03-16", RESTORED, "2027-03-15", id="二(一)4 a day late"),
        pytest.param(ISSUED, "2027-02-14", RESTORED, "2027-03-15", id="二(一)4 late, the day before window 2"),
        pytest.param(ISSUED, "2027-02-15", BOTH, "2028-03-15", id="二(一)4 late, as window 2 opens"),
        pytest.param(ISSUED, "2027-02-20", BOTH, "2028-03-15", id="二(一)4 late, in window 2"),
        pytest.param(ISSUED, "2027-03-14", BOTH, "2028-03-15", id="二(一)4 late, the day before A(2)"),
        pytest.param(ISSUED, "2027-03-15", RESTORED, "2028-03-15", id="二(一)4 late, on A(2) itself"),
        pytest.param(ISSUED, "2027-03-16", RESTORED, "2028-03-15", id="二(一)4 late, the day after A(2)"),
        pytest.param(ISSUED, "2035-08-01", RESTORED, "2036-03-15", id="二(一)4 ten years late"),
        pytest.param(LEAP, "2025-01-27", EARLY, "2025-02-28", id="二(一)4 leap day, before the window"),
        pytest.param(LEAP, "2025-01-28", ENDORSED, "2026-02-28", id="二(一)4 leap day, the window's first day"),
        pytest.param(LEAP, "2025-02-28", ENDORSED, "2026-02-28", id="二(一)4 leap day, the window's last day"),
        pytest.param(LEAP, "2025-03-01", RESTORED, "2026-02-28", id="二(一)4 leap day, a day late"),
        pytest.param(LEAP, "2028-02-28", BOTH, "2029-02-28", id="二(一)4 leap day, the day before A(4)"),
        pytest.param(LEAP, "2028-02-29", RESTORED, "2029-02-28", id="二(一)4 leap day, on A(4) itself"),
    ],
)
def test_the_first_visit_of_all(issued: date, visit: str, outcome: Outcome, until: str) -> None:
    day = date.fromisoformat(visit)

    found = after(day, issued=issued)

    assert [(one.on, one.outcome) for one in found.visits] == [(day, outcome)]
    assert found.due.isoformat() == until
    assert found.residence_since == (day if outcome in (RESTORED, BOTH) else REGISTERED)


@pytest.mark.parametrize(
    ("on", "use"),
    [
        pytest.param(ISSUED, Use.IN_FORCE, id="二(一)4 the day of issue"),
        pytest.param(date(2026, 3, 15), Use.IN_FORCE, id="二(一)4 the anniversary"),
        pytest.param(date(2026, 3, 16), Use.SUSPENDED, id="二(一)4 期满次日"),
        pytest.param(LATER, Use.SUSPENDED, id="二(一)4 never cancelled"),
    ],
)
def test_a_permit_that_is_not_endorsed_is_suspended_from_the_day_after(on: date, use: Use) -> None:
    found = after(on=on)

    assert found.use(on) is use
    assert (found.due, found.suspended_from) == (date(2026, 3, 15), date(2026, 3, 16))


def test_use_comes_back_on_the_day_of_the_late_visit_itself() -> None:
    late = date(2026, 3, 16)

    assert after(late, on=late).use(late) is Use.IN_FORCE


def test_suspended_between_the_missed_anniversary_and_the_late_visit() -> None:
    assert after(on=date(2027, 2, 19)).use(date(2027, 2, 19)) is Use.SUSPENDED
    assert after(date(2027, 2, 20), on=date(2027, 2, 20)).use(date(2027, 2, 20)) is Use.IN_FORCE


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        pytest.param(["2026-02-20", "2026-02-21"], [ENDORSED, AGAIN], id="again in the used window"),
        pytest.param(["2026-02-20", "2026-02-20"], [ENDORSED, AGAIN], id="twice on one day"),
        pytest.param(["2026-02-15", "2026-03-15"], [ENDORSED, AGAIN], id="again on the used window's last day"),
        pytest.param(["2026-02-20", "2026-03-16"], [ENDORSED, EARLY], id="the day after the used window"),
        pytest.param(["2026-02-20", "2027-02-14"], [ENDORSED, EARLY], id="the day before the next one opens"),
        pytest.param(["2026-02-20", "2027-02-15"], [ENDORSED, ENDORSED], id="the day the next one opens"),
        pytest.param(["2026-02-20", "2027-03-16"], [ENDORSED, RESTORED], id="a day late in the second year"),
        pytest.param(["2027-02-20", "2027-02-21"], [BOTH, AGAIN], id="again after restored and endorsed"),
        pytest.param(["2026-06-01", "2026-06-01"], [RESTORED, EARLY], id="twice on the day it is restored"),
        pytest.param(["2026-06-01", "2027-02-14"], [RESTORED, EARLY], id="restored, then before the window"),
        pytest.param(["2026-06-01", "2027-02-15"], [RESTORED, ENDORSED], id="restored, then in the window"),
        pytest.param(["2027-03-15", "2027-03-15"], [RESTORED, EARLY], id="on the anniversary itself, twice"),
        pytest.param(["2027-03-15", "2028-02-15"], [RESTORED, ENDORSED], id="on the anniversary, then in time"),
        pytest.param(["2026-02-14", "2026-02-15"], [EARLY, ENDORSED], id="early, then in time"),
        pytest.param(["2026-02-20", "2027-04-01", "2028-04-01"], [ENDORSED, RESTORED, RESTORED], id="late twice"),
    ],
)
def test_visits_one_after_another(visits: list[str], told: list[Outcome]) -> None:
    assert outcomes(*map(date.fromisoformat, visits)) == told


def test_the_years_of_residence_begin_anew_with_the_last_late_visit_only() -> None:
    late, later, in_time = date(2026, 4, 1), date(2027, 4, 1), date(2028, 3, 1)

    assert after(late).residence_since == late
    assert after(late, later).residence_since == later
    assert after(late, later, in_time).residence_since == later


def test_the_cycle_stays_with_the_day_of_issue_whatever_was_late() -> None:
    found = after(date(2026, 9, 30))

    assert found.window == Window(date(2027, 2, 15), date(2027, 3, 15))
    assert found.cycle == 2


def test_the_next_window_is_one_that_is_not_yet_used() -> None:
    on = date(2026, 2, 20)

    assert after(on=on).window == Window(date(2026, 2, 15), date(2026, 3, 15))
    assert after(on, on=on).window == Window(date(2027, 2, 15), date(2027, 3, 15))


def test_visits_are_answered_in_date_order_whatever_order_they_came_in() -> None:
    days = [date(2026, 2, 14), date(2026, 2, 20), date(2026, 3, 1), date(2027, 4, 1)]

    assert {after(*order) for order in permutations(days)} == {after(*days)}
    assert outcomes(*reversed(days)) == [EARLY, ENDORSED, AGAIN, RESTORED]


@pytest.mark.parametrize(
    ("visits", "on"),
    [
        pytest.param([date(2025, 3, 14)], LATER, id="before the day of issue"),
        pytest.param([date(2026, 2, 20), date(2025, 3, 14)], LATER, id="one of two before it"),
        pytest.param([date(2026, 2, 21)], date(2026, 2, 20), id="after the day of the question"),
        pytest.param([date(2026, 2, 21), date(2026, 2, 19)], date(2026, 2, 20), id="one of two after it"),
        pytest.param([], date(2025, 3, 14), id="a question before the day of issue"),
    ],
)
def test_a_visit_or_a_question_out_of_time_is_an_error(visits: list[date], on: date) -> None:
    with pytest.raises(VisitOutOfTime):
        after(*visits, on=on)


def test_a_visit_on_the_day_of_the_question_or_of_issue_is_in_time() -> None:
    assert outcomes(ISSUED) == [EARLY]
    assert after(ISSUED, on=ISSUED).use(ISSUED) is Use.IN_FORCE


@pytest.mark.parametrize(
    ("on", "cycle"),
    [
        pytest.param(ISSUED, 1, id="the day of issue"),
        pytest.param(date(2026, 3, 14), 1, id="the day before the first anniversary"),
        pytest.param(date(2026, 3, 15), 2, id="the first anniversary itself"),
        pytest.param(date(2026, 12, 31), 2, id="the end of that year"),
        pytest.param(date(2125, 3, 15), 101, id="a hundred years later"),
    ],
)
def test_the_next_anniversary_is_after_the_day(on: date, cycle: int) -> None:
    assert next_cycle(ISSUED, on) == cycle
