"""Dated values: the number of a day is the one in force on that day, and each has its clause."""

from __future__ import annotations

from datetime import date

import pytest

from domain import law, places
from domain.clauses import UnknownClause
from domain.law import Dated, NotYetLaw

VALUES = Dated("term", "days", "二(一)1", ((date(2017, 1, 1), 3), (date(2020, 7, 1), 5)))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        pytest.param(date(2017, 1, 1), 3, id="first day of the first value"),
        pytest.param(date(2020, 6, 30), 3, id="last day of the first value"),
        pytest.param(date(2020, 7, 1), 5, id="first day of the second value"),
        pytest.param(date(2999, 1, 1), 5, id="long after"),
    ],
)
def test_a_day_gets_the_value_in_force_on_it(day: date, value: int) -> None:
    assert VALUES.on(day) == value


def test_before_the_first_value_there_is_none() -> None:
    with pytest.raises(NotYetLaw) as told:
        VALUES.on(date(2016, 12, 31))

    assert (told.value.name, told.value.on) == ("term", date(2016, 12, 31))


@pytest.mark.parametrize(
    "days",
    [
        pytest.param((), id="none"),
        pytest.param((date(2020, 1, 1), date(2017, 1, 1)), id="newest first"),
        pytest.param((date(2017, 1, 1), date(2017, 1, 1)), id="one day twice"),
    ],
)
def test_values_out_of_order_are_refused(days: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        Dated("term", "days", "二(一)1", tuple((day, 1) for day in days))


def test_a_value_without_a_known_clause_is_refused() -> None:
    with pytest.raises(UnknownClause):
        Dated("term", "days", "九(九)9", ((date(2017, 1, 1), 3),))


def test_every_number_of_the_law_shows_its_clause() -> None:
    numbers = [one for module in (law, places) for one in vars(module).values() if isinstance(one, Dated)]

    assert len(numbers) >= 6
    assert all(one.clause.mark == one.mark and one.clause.words for one in numbers)
