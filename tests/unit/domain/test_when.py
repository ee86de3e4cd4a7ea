"""From which day on something holds, at best and at worst."""

from __future__ import annotations

from datetime import date

import pytest

from domain.when import DAWN, FAILS, HOLDS, KNOWN, NEVER, OPEN, complete, either
from tests.unit.domain.asking import TODAY


@pytest.mark.parametrize(("fact", "when"), [(True, HOLDS), (False, FAILS), (None, OPEN)])
def test_a_fact_that_time_does_not_change_holds_always_never_or_perhaps(fact: bool | None, when: object) -> None:
    assert KNOWN[fact] == when


@pytest.mark.parametrize(
    ("begins", "when"),
    [
        pytest.param(date(2026, 5, 24), (date(2026, 11, 24),) * 2, id="complete tomorrow"),
        pytest.param(date(2026, 5, 23), (date(2026, 11, 23),) * 2, id="complete today"),
        pytest.param(date(2026, 5, 1), (date(2026, 11, 1),) * 2, id="complete this month"),
        pytest.param(date(2026, 4, 30), HOLDS, id="complete before this month"),
        pytest.param(date(2025, 8, 31), HOLDS, id="complete long ago"),
        pytest.param(date(2026, 8, 31), (date(2027, 2, 28),) * 2, id="complete on a month's last day"),
        pytest.param(date.min, HOLDS, id="on the first day of the calendar"),
        pytest.param(None, (DAWN, date(2027, 5, 23)), id="begun on a day not known, today at the latest"),
    ],
)
def test_a_period_is_complete_on_its_corresponding_day(begins: date | None, when: object) -> None:
    assert complete(begins, 6, TODAY) == when


def test_of_two_things_the_earlier_days_count() -> None:
    soon, late = (date(2026, 12, 1),) * 2, (date(2027, 12, 1),) * 2

    assert either(soon, late) == soon
    assert either(late, OPEN) == (DAWN, date(2027, 12, 1))
    assert either(FAILS, OPEN) == (DAWN, NEVER)
    assert either(HOLDS, FAILS) == HOLDS
