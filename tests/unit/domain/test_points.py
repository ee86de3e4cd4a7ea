"""Measuring a holder's situation (R6.3; 二(二)4). The table is invented, and nobody is ever shown it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.clauses import clause
from domain.points import MARK, Band, Indicator, Table, Tier, in_force, measure

BEGINS, ENDS = date(2026, 1, 1), date(2026, 12, 31)


def steps(*bands: tuple[str, int]) -> tuple[Band, ...]:
    return tuple(Band(Decimal(value), Decimal(points)) for value, points in bands)


TABLE = Table(
    publisher="an invented district",
    source="nowhere",
    begins=BEGINS,
    ends=ENDS,
    bands={
        Indicator.RESIDENCE_YEARS: steps(("1", 5), ("3", 15)),
        Indicator.EMPLOYMENT_YEARS: steps(("0.5", 2)),
        Indicator.INSURANCE_YEARS: steps(("1", 10), ("2", 20), ("5", 40)),
        Indicator.SOCIAL_DUTIES: steps(("1", 3)),
        Indicator.LAW_ABIDING: steps(("1", 10)),
        Indicator.PERSONAL_CREDIT: steps(("600", 5)),
    },
    tiers=(Tier(Decimal(20), "silver", ("library",)), Tier(Decimal(60), "gold", ("school",))),
)
VALUES = {
    Indicator.RESIDENCE_YEARS: Decimal(3),
    Indicator.EMPLOYMENT_YEARS: Decimal(2),
    Indicator.INSURANCE_YEARS: Decimal("4.5"),
    Indicator.SOCIAL_DUTIES: Decimal(0),
    Indicator.LAW_ABIDING: Decimal(1),
    Indicator.PERSONAL_CREDIT: Decimal(650),
}


def test_without_a_published_table_the_six_indicators_are_told_and_never_a_score() -> None:
    score = measure({Indicator.RESIDENCE_YEARS: Decimal(3)}, None)

    assert [one.indicator for one in score.indicators] == list(Indicator)
    assert [one.value for one in score.indicators] == [Decimal(3), None, None, None, None, None]
    assert {(one.points, one.band) for one in score.indicators} == {(None, None)}
    assert (score.table, score.total, score.at_least, score.tiers) == (None, None, 0, ())


def test_the_indicators_are_the_six_of_the_notice() -> None:
    words = clause(MARK).words

    assert len(Indicator) == 6
    assert all(
        one in words for one in ("居住年限", "就业年限", "社会保险缴纳年限", "履行社会义务", "遵纪守法", "个人信用")
    )


def test_with_a_table_each_indicator_tells_the_step_it_reached() -> None:
    score = measure(VALUES, TABLE)

    assert [one.points for one in score.indicators] == [15, 2, 20, 0, 10, 5]
    assert [one.band.at_least if one.band else None for one in score.indicators] == [3, Decimal("0.5"), 2, None, 1, 600]
    assert (score.total, score.at_least) == (52, 52)


@pytest.mark.parametrize(
    ("years", "points"),
    [
        pytest.param("0.99", 0, id="below the first step"),
        pytest.param("1", 10, id="on the first step"),
        pytest.param("1.99", 10, id="below the second"),
        pytest.param("2", 20, id="on the second"),
        pytest.param("4.99", 20, id="below the last"),
        pytest.param("5", 40, id="on the last"),
        pytest.param("50", 40, id="far above it"),
    ],
)
def test_a_step_counts_from_its_own_value_on(years: str, points: int) -> None:
    score = measure({**VALUES, Indicator.INSURANCE_YEARS: Decimal(years)}, TABLE)

    assert score.indicators[2].points == points
    assert score.total == 32 + points


@pytest.mark.parametrize(
    ("least", "opened"),
    [
        pytest.param(Decimal("52.01"), ["silver"], id="a hundredth short"),
        pytest.param(Decimal(52), ["silver", "gold"], id="exactly"),
        pytest.param(Decimal(51), ["silver", "gold"], id="over"),
    ],
)
def test_a_tier_opens_from_its_own_score_on(least: Decimal, opened: list[str]) -> None:
    table = replace(TABLE, tiers=(TABLE.tiers[0], Tier(least, "gold", ())))

    assert [tier.name for tier in measure(VALUES, table).tiers] == opened


@pytest.mark.parametrize("gap", Indicator)
def test_one_unknown_indicator_leaves_no_total(gap: Indicator) -> None:
    known = {one: value for one, value in VALUES.items() if one is not gap}

    score = measure(known, TABLE)

    assert score.total is None
    assert [one.indicator for one in score.indicators if one.points is None] == [gap]
    assert score.at_least == sum(one.points for one in measure(VALUES, TABLE).indicators if one.indicator is not gap)


def test_an_indicator_that_the_table_leaves_out_counts_nothing_known_or_not() -> None:
    table = replace(TABLE, bands={one: bands for one, bands in TABLE.bands.items() if one is not Indicator.LAW_ABIDING})
    unknown = {one: value for one, value in VALUES.items() if one is not Indicator.LAW_ABIDING}

    assert measure(VALUES, table).total == measure(unknown, table).total == 42


def test_what_is_unknown_opens_no_tier_that_it_could_close_again() -> None:
    harsh = {**TABLE.bands, Indicator.LAW_ABIDING: steps(("0", -40), ("1", 0))}
    unknown = {one: value for one, value in VALUES.items() if one is not Indicator.LAW_ABIDING}

    offender = measure({**VALUES, Indicator.LAW_ABIDING: Decimal(0)}, replace(TABLE, bands=harsh))
    score = measure(unknown, replace(TABLE, bands=harsh))

    assert (offender.total, offender.tiers) == (2, ())
    assert (score.total, score.at_least, score.tiers) == (None, 2, ())


# ---- which table ----


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        pytest.param(date(2025, 12, 31), False, id="the day before it begins"),
        pytest.param(BEGINS, True, id="its first day"),
        pytest.param(ENDS, True, id="its last day"),
        pytest.param(date(2027, 1, 1), False, id="the day after it ended"),
    ],
)
def test_a_table_counts_between_its_days(on: date, counts: bool) -> None:
    assert in_force([TABLE], on) is (TABLE if counts else None)


def test_a_table_without_an_end_counts_on() -> None:
    open_ended = replace(TABLE, ends=None)

    assert in_force([open_ended], date(2099, 1, 1)) is open_ended


def test_without_any_table_none_counts() -> None:
    assert in_force([], BEGINS) is None


def test_of_tables_that_overlap_the_latest_begun_counts() -> None:
    newer = replace(TABLE, begins=date(2026, 7, 1), ends=None)

    for tables in ([TABLE, newer], [newer, TABLE]):
        assert in_force(tables, date(2026, 6, 30)) is TABLE
        assert in_force(tables, date(2026, 7, 1)) is newer
        assert in_force(tables, date(2027, 1, 1)) is newer


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"ends": BEGINS - timedelta(days=1)}, id="it ends before it begins"),
        pytest.param({"bands": {Indicator.LAW_ABIDING: steps(("2", 1), ("1", 2))}}, id="steps descend"),
        pytest.param({"bands": {Indicator.LAW_ABIDING: steps(("1", 1), ("1", 2))}}, id="a step twice"),
        pytest.param({"tiers": tuple(reversed(TABLE.tiers))}, id="tiers descend"),
        pytest.param({"tiers": TABLE.tiers[:1] * 2}, id="a tier twice"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"a table ends|steps ascend"):
        replace(TABLE, **bad)


def test_a_table_of_one_day_is_a_table() -> None:
    assert in_force([replace(TABLE, ends=BEGINS)], BEGINS)
