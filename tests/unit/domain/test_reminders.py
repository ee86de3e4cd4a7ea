"""Which days somebody is reminded on, and of what (R5.1–R5.5)."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain import reminders
from domain.permits import standing
from domain.reminders import Matter, Promise, Step, to_come
from tests.unit.domain.asking import TODAY

ISSUED, REGISTERED = date(2025, 3, 15), date(2024, 8, 1)


def told(promises: tuple[Promise, ...]) -> list[tuple[str, str]]:
    return [(one.step.value, one.on.isoformat()) for one in promises]


FIRST_CYCLE = [
    ("open", "2026-02-15"),
    ("d14", "2026-03-01"),
    ("d7", "2026-03-08"),
    ("d3", "2026-03-12"),
    ("d1", "2026-03-14"),
    ("last_day", "2026-03-15"),
    ("suspended", "2026-03-16"),
]


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(ISSUED, id="the day of issue"),
        pytest.param(date(2026, 3, 15), id="the last day"),
        pytest.param(date(2026, 3, 16), id="suspended since today"),
        pytest.param(date(2030, 1, 1), id="suspended for years: the cycle that was missed"),
    ],
)
def test_a_cycle_has_seven_reminders(on: date) -> None:
    promises = reminders.endorsement(standing(ISSUED, REGISTERED, [], on))

    assert told(promises) == FIRST_CYCLE
    assert {(one.matter, one.cycle) for one in promises} == {(Matter.ENDORSEMENT, 1)}


@pytest.mark.parametrize(
    ("visit", "opens", "cycle"),
    [
        pytest.param(date(2026, 2, 20), "2027-02-15", 2, id="endorsed: those of the next cycle"),
        pytest.param(date(2026, 4, 1), "2027-02-15", 2, id="restored: those of the next cycle"),
        pytest.param(date(2027, 2, 20), "2028-02-15", 3, id="restored and endorsed: those of the one after"),
    ],
)
def test_an_endorsement_ends_the_reminders_of_its_cycle(visit: date, opens: str, cycle: int) -> None:
    promises = reminders.endorsement(standing(ISSUED, REGISTERED, [visit], visit))

    assert told(promises)[0] == ("open", opens)
    assert {one.cycle for one in promises} == {cycle}


@pytest.mark.parametrize(
    ("issued", "days"),
    [
        pytest.param(date(2024, 2, 29), ["2025-01-28", "2025-02-14", "2025-02-21", "2025-02-25", "2025-02-27",
                                         "2025-02-28", "2025-03-01"], id="民法典202 leap day"),
        pytest.param(date(2025, 12, 31), ["2026-11-30", "2026-12-17", "2026-12-24", "2026-12-28", "2026-12-30",
                                          "2026-12-31", "2027-01-01"], id="二(一)4 New Year's Eve"),
        pytest.param(date(2025, 3, 31), ["2026-02-28", "2026-03-17", "2026-03-24", "2026-03-28", "2026-03-30",
                                         "2026-03-31", "2026-04-01"], id="二(一)4 a month's end"),
    ],
)  # fmt: skip
def test_the_seven_days_over_the_ends_of_months_and_years(issued: date, days: list[str]) -> None:
    promises = reminders.endorsement(standing(issued, REGISTERED, [], issued))

    assert [one.on.isoformat() for one in promises] == days


@pytest.mark.parametrize(
    ("arrived", "planned", "days"),
    [
        pytest.param(date(2026, 11, 20), None, ["2026-11-21", "2026-11-23", "2026-11-24"], id="stay unknown"),
        pytest.param(date(2026, 11, 20), 3, ["2026-11-21", "2026-11-23", "2026-11-24"], id="three days"),
        pytest.param(date(2026, 12, 30), 30, ["2026-12-31", "2027-01-02", "2027-01-03"], id="over the year's end"),
        pytest.param(date(2028, 2, 28), 30, ["2028-02-29", "2028-03-02", "2028-03-03"], id="over a leap day"),
        pytest.param(date(2026, 11, 20), 2, [], id="two days carry no duty"),
    ],
)
def test_who_told_his_arrival_is_reminded_of_registering(arrived: date, planned: int | None, days: list[str]) -> None:
    promises = reminders.registration(arrived, planned)

    assert [one.on.isoformat() for one in promises] == days
    assert [one.step for one in promises] == [Step.DAY_1, Step.LAST_DAY, Step.OVERDUE][: len(days)]
    assert {one.matter for one in promises} <= {Matter.REGISTRATION}


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        pytest.param(date(2026, 2, 20), [("day_7", "2026-02-27"), ("day_10", "2026-03-02")], id="R5.2 short February"),
        pytest.param(date(2028, 2, 20), [("day_7", "2028-02-27"), ("day_10", "2028-03-01")], id="R5.2 leap February"),
        pytest.param(date(2026, 12, 25), [("day_7", "2027-01-01"), ("day_10", "2027-01-04")], id="R5.2 New Year"),
    ],
)
def test_who_told_of_a_change_is_reminded_on_days_seven_and_ten(changed: date, days: list[tuple[str, str]]) -> None:
    promises = reminders.change(changed)

    assert told(promises) == days
    assert {one.matter for one in promises} == {Matter.CHANGE}


@pytest.mark.parametrize(
    ("promises", "matter", "cycle", "days"),
    [
        pytest.param(reminders.ripening(date(2027, 2, 28)), "ripening", 0, [("ripe", "2027-02-28")], id="R5.4 ripe"),
        pytest.param(reminders.lease_end(date(2027, 3, 1)), "lease_end", 20270301,
                     [("d30", "2027-01-30"), ("d7", "2027-02-22")], id="R5.5 lease, short February"),
        pytest.param(reminders.lease_end(date(2028, 3, 1)), "lease_end", 20280301,
                     [("d30", "2028-01-31"), ("d7", "2028-02-23")], id="R5.5 lease, leap February"),
        pytest.param(reminders.unconfirmed_tenant(date(2026, 12, 30)), "unconfirmed_tenant", 20261230,
                     [("unanswered", "2027-01-02")], id="R5.5 tenant"),
        pytest.param(reminders.old_card(date(2027, 1, 1)), "old_card", 0, [("d30", "2026-12-02")], id="R5.5 old card"),
    ],
)  # fmt: skip
def test_the_other_matters(promises: tuple[Promise, ...], matter: str, cycle: int, days: list[tuple[str, str]]) -> None:
    assert told(promises) == days
    assert {(one.matter.value, one.cycle) for one in promises} == {(matter, cycle)}


def test_a_cycle_made_of_a_day_gives_the_day_back() -> None:
    assert reminders.day_of(reminders.lease_end(date(2028, 2, 29))[0].cycle) == date(2028, 2, 29)


def test_what_has_passed_is_not_promised_any_more() -> None:
    promises = reminders.registration(date(2026, 11, 20), None)

    assert [one.on for one in to_come(promises, date(2026, 11, 20))] == [one.on for one in promises]
    assert [one.step for one in to_come(promises, TODAY)] == [Step.LAST_DAY, Step.OVERDUE]
    assert [one.step for one in to_come(promises, date(2026, 11, 24))] == [Step.OVERDUE]
    assert to_come(promises, date(2026, 11, 25)) == ()


def test_the_exchange_of_2017_is_never_reminded_of() -> None:
    assert to_come(reminders.old_card(date(2017, 6, 30)), TODAY) == ()


def test_reminders_are_sent_by_day() -> None:
    first, last = reminders.EARLIEST, reminders.LATEST

    assert (first, last) == (time(9), time(20))


def test_every_matter_and_every_step_is_promised_somewhere() -> None:
    promises = (
        *reminders.endorsement(standing(ISSUED, REGISTERED, [], ISSUED)),
        *reminders.registration(TODAY, None),
        *reminders.change(TODAY),
        *reminders.ripening(TODAY),
        *reminders.lease_end(TODAY),
        *reminders.unconfirmed_tenant(TODAY),
        *reminders.old_card(TODAY),
        *reminders.amendment(TODAY, TODAY),
    )

    assert {one.matter for one in promises} == set(Matter)
    assert {one.step for one in promises} == set(Step)


def test_a_change_of_the_law_is_named_by_its_day() -> None:
    (promise,) = reminders.amendment(date(2027, 1, 1), date(2027, 1, 4))

    assert (promise.on, promise.step) == (date(2027, 1, 4), Step.IN_FORCE)
    assert reminders.day_of(promise.cycle) == date(2027, 1, 1)
