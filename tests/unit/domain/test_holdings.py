"""How what waits for the holder of a permit differs from what ought to: what is amiss, and what only looks so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest

from domain.holdings import EDITION, Drift, Holding, drift, of_year
from domain.reminders import Promise, Reminder, State, Step, is_overtaken
from tests.unit.domain.making import SHANGHAI

HERE, THERE = 1, 2
ISSUED, TODAY, LAST = date(2026, 3, 15), date(2027, 3, 5), date(2027, 3, 15)
HOLDER = Holding(9, ISSUED, (), lives_here=True, accounts=(HERE, THERE))
YEAR = of_year(ISSUED, (), TODAY)
TO_COME = YEAR[2:]
"""After the window has opened and fourteen days before."""


def reminder(promise: Promise, account: int = HERE, state: State = State.WAITING) -> Reminder:
    order = [one.step for one in YEAR].index(promise.step) + 1
    return Reminder(account, promise, datetime(2027, 3, 5, 9, tzinfo=SHANGHAI), {}, 9, state, order)


def test_what_ought_to_wait_and_does_is_not_amiss() -> None:
    waiting = [reminder(one) for one in TO_COME]

    assert drift(HOLDER, waiting, TODAY, renewed=False) == Drift((), ())
    assert drift(HOLDER, waiting, TODAY, renewed=True) == Drift((), ())


def test_one_step_that_is_missing_is_promised() -> None:
    waiting = [reminder(one) for one in TO_COME if one.step is not Step.D3]

    assert drift(HOLDER, waiting, TODAY, renewed=False) == Drift((), (YEAR[3],))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda one: replace(one, account_id=THERE), id="another chat"),
        pytest.param(lambda one: replace(one, promise=replace(one.promise, cycle=2)), id="another year"),
        pytest.param(lambda one: replace(one, promise=replace(one.promise, on=date(2027, 3, 7))), id="a day too early"),
        pytest.param(lambda one: replace(one, promise=replace(one.promise, on=date(2027, 3, 16))), id="too late"),
    ],
)
def test_a_wrong_one_is_withdrawn_and_the_right_one_promised(wrong: object) -> None:
    waiting = [reminder(one) for one in TO_COME]
    waiting[0] = wrong(waiting[0])  # type: ignore[operator]

    assert drift(HOLDER, waiting, TODAY, renewed=False) == Drift((3,), (YEAR[2],))


@pytest.mark.parametrize("on", [date(2027, 3, 9), LAST])
def test_one_that_was_put_off_or_is_overdue_stays(on: date) -> None:
    put_off = reminder(replace(YEAR[2], on=on))
    overdue = reminder(YEAR[1])

    found = drift(HOLDER, [overdue, put_off, *map(reminder, YEAR[3:])], TODAY, renewed=True)

    assert found == Drift((), ())


@pytest.mark.parametrize("account", [HERE, THERE])
def test_what_was_told_today_is_told_in_whichever_chat(account: int) -> None:
    told = reminder(YEAR[2], account, State.SENT)

    found = drift(HOLDER, [told, *map(reminder, YEAR[3:])], date(2027, 3, 8), renewed=True)

    assert found == Drift((), ())


def test_what_was_withdrawn_comes_back_only_with_its_cause() -> None:
    planned = [reminder(one, state=State.WITHDRAWN) for one in TO_COME]

    assert drift(HOLDER, planned, TODAY, renewed=False) == Drift((), ())
    assert drift(HOLDER, planned, TODAY, renewed=True) == Drift((), TO_COME)


def test_what_is_overdue_or_put_off_is_not_lost_when_another_chat_is_told_from_now_on() -> None:
    put_off = reminder(replace(YEAR[1], on=date(2027, 3, 9)), THERE)
    overdue = reminder(YEAR[0], THERE)

    found = drift(HOLDER, [overdue, put_off, *map(reminder, TO_COME)], TODAY, renewed=True)

    assert found == Drift((1,), (YEAR[0],))


def test_what_was_withdrawn_in_a_former_chat_is_missing_in_this_one() -> None:
    planned = [reminder(one, THERE, State.WITHDRAWN) for one in TO_COME]

    assert drift(HOLDER, planned, TODAY, renewed=False) == Drift((), TO_COME)


@pytest.mark.parametrize(
    "nobody",
    [
        pytest.param(replace(HOLDER, lives_here=False), id="has left"),
        pytest.param(replace(HOLDER, accounts=()), id="in no chat"),
        pytest.param(replace(HOLDER, issued=TODAY + timedelta(days=1)), id="issued tomorrow"),
        pytest.param(replace(HOLDER, issued=date(2025, 3, 15)), id="suspended for a year"),
    ],
)
def test_who_is_not_to_be_reminded_waits_for_nothing(nobody: Holding) -> None:
    found = drift(nobody, [reminder(one) for one in TO_COME], TODAY, renewed=True)

    assert found.missing == ()
    assert found.gone == tuple(range(3, 8))


@pytest.mark.parametrize(
    ("own", "others", "on", "overtaken"),
    [
        pytest.param(YEAR[2], [], date(2027, 3, 8), False, id="on its day"),
        pytest.param(YEAR[2], [], date(2027, 3, 11), False, id="late, before the next"),
        pytest.param(YEAR[2], [], date(2027, 3, 12), True, id="late, on the day of the next"),
        pytest.param(replace(YEAR[2], on=date(2027, 3, 12)), [], date(2027, 3, 12), True, id="put off to the next"),
        pytest.param(replace(YEAR[1], on=date(2027, 3, 9)), [], date(2027, 3, 9), False, id="put off past the next"),
        pytest.param(YEAR[2], [replace(YEAR[1], on=date(2027, 3, 9))], date(2027, 3, 9), True, id="another put off"),
        pytest.param(YEAR[2], [replace(YEAR[1], on=date(2027, 3, 9))], date(2027, 3, 8), False, id="not yet come"),
        pytest.param(
            YEAR[2], [replace(YEAR[1], on=date(2027, 3, 9), cycle=2)], date(2027, 3, 9), False, id="of another year"
        ),
        pytest.param(
            replace(YEAR[1], on=date(2027, 3, 9)),
            [replace(YEAR[2], on=date(2027, 3, 9))],
            date(2027, 3, 9),
            True,
            id="two put off to one day",
        ),
        pytest.param(
            replace(YEAR[2], on=date(2027, 3, 9)),
            [replace(YEAR[1], on=date(2027, 3, 9))],
            date(2027, 3, 9),
            False,
            id="the later of two put off to one day",
        ),
    ],
)
def test_of_several_that_have_come_one_is_told(own: Promise, others: list[Promise], on: date, overtaken: bool) -> None:
    assert is_overtaken(own, YEAR, [own, *others], on) is overtaken


@pytest.mark.parametrize(
    ("accounts", "filed_in", "told_in"),
    [((), 1, None), ((3, 4), None, 3), ((3, 4), 4, 4), ((3, 4), 5, 3)],
)
def test_one_chat_is_told(accounts: tuple[int, ...], filed_in: int | None, told_in: int | None) -> None:
    assert replace(HOLDER, accounts=accounts, filed_in=filed_in).told_in == told_in


def test_other_rules_are_another_edition() -> None:
    """What is asked for of many records, as one number: where it changes, raise EDITION and write the new one here."""
    asked = [
        drift(replace(HOLDER, issued=issued, visits=visits), planned, on, renewed=renewed)
        for issued in (ISSUED, date(2024, 2, 29))
        for visits in ((), (date(2027, 2, 20),), (date(2027, 4, 1), date(2028, 3, 1)))
        for on in (TODAY, date(2028, 3, 14), date(2029, 1, 1))
        for planned in ((), [reminder(one) for one in TO_COME], [reminder(YEAR[0], THERE), reminder(YEAR[4])])
        for renewed in (True, False)
    ]

    assert (EDITION, sha256(repr(asked).encode()).hexdigest()[:16]) == (1, "2123fc59fdff1de2")
