"""Rented rooms: 附件1 on both sides of each item, and 附件5 (R7.2, R7.3)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from domain.clauses import clause
from domain.rooms import Equipment, Fault, Hazard, Room, hazards, street_check
from tests.unit.domain.asking import TODAY

ALL = frozenset(Equipment)
GOOD = Room(
    residential=True, partitioned=False, people=2, family=False, area=Decimal(20), equipment=ALL, other=False
)  # fmt: skip


def test_a_room_without_hazards_passes() -> None:
    checked = hazards(GOOD, TODAY)

    assert (checked.passes, checked.found, checked.open) == (True, (), ())
    assert clause(checked.mark).mark == "附件1"


@pytest.mark.parametrize(
    ("told", "there"),
    [
        pytest.param({"residential": False}, "non_residential", id="附件1 not meant for living"),
        pytest.param({"partitioned": True}, "partitioned", id="附件1 分割搭建"),
        pytest.param({"people": 3}, "over_two_people", id="附件1 three people"),
        pytest.param({"people": 2}, None, id="附件1 two people"),
        pytest.param({"people": 3, "family": True}, None, id="附件1 a family of three"),
        pytest.param({"people": 9, "family": True, "area": Decimal(36)}, None, id="附件1 a family of nine"),
        pytest.param({"people": 1, "area": Decimal("4.00")}, None, id="附件1 4.00 m²"),
        pytest.param({"people": 1, "area": Decimal("3.99")}, "under_four_sqm", id="附件1 3.99 m²"),
        pytest.param({"people": 2, "area": Decimal("8.00")}, None, id="附件1 8.00 m² for two"),
        pytest.param({"people": 2, "area": Decimal("7.99")}, "under_four_sqm", id="附件1 7.99 m² for two"),
        pytest.param({"people": 3, "family": True, "area": Decimal("11.99")}, "under_four_sqm", id="附件1 11.99 m²"),
        pytest.param({"people": 3, "family": True, "area": Decimal("12.00")}, None, id="附件1 12.00 m²"),
        pytest.param({"people": 0, "area": Decimal(1)}, None, id="附件1 an empty room"),
        pytest.param({"people": 0, "area": Decimal(0)}, None, id="附件1 an empty room without area"),
        pytest.param({"equipment": frozenset()}, "equipment_missing", id="附件1 no equipment"),
        *(pytest.param({"equipment": ALL - {one}}, "equipment_missing", id=f"附件1 no {one}") for one in Equipment),
        pytest.param({"other": True}, "other", id="附件1 other serious hazard"),
    ],
)  # fmt: skip
def test_each_item_by_itself(told: dict[str, object], there: str | None) -> None:
    checked = hazards(replace(GOOD, **told), TODAY)

    assert list(checked.found) == ([there] if there else [])
    assert (checked.passes, checked.open) == (there is None, ())


def test_all_hazards_are_told_at_once_in_the_order_of_the_form() -> None:
    worst = Room(False, True, 5, False, Decimal(10), frozenset(), True)

    assert list(hazards(worst, TODAY).found) == list(Hazard)
    assert list(Hazard) == [
        "non_residential", "partitioned", "over_two_people", "under_four_sqm", "equipment_missing", "other"
    ]  # fmt: skip


def test_the_items_of_the_form_stand_in_its_words() -> None:
    assert clause("附件1").words.count("□") == len(Hazard) + 1


@pytest.mark.parametrize(
    ("told", "open"),
    [
        pytest.param({"residential": None}, ["non_residential"], id="kind of space"),
        pytest.param({"partitioned": None}, ["partitioned"], id="partitions"),
        pytest.param({"people": None}, ["over_two_people", "under_four_sqm"], id="people"),
        pytest.param({"people": None, "family": True}, ["under_four_sqm"], id="people of one family"),
        pytest.param({"people": 3, "family": None}, ["over_two_people"], id="whether three are a family"),
        pytest.param({"people": 2, "family": None}, [], id="whether two are a family does not matter"),
        pytest.param({"area": None}, ["under_four_sqm"], id="area"),
        pytest.param({"area": None, "people": 0}, [], id="area of an empty room does not matter"),
        pytest.param({"equipment": None}, ["equipment_missing"], id="equipment"),
        pytest.param({"other": None}, ["other"], id="other"),
    ],
)
def test_what_is_unknown_is_left_open(told: dict[str, object], open: list[str]) -> None:
    checked = hazards(replace(GOOD, **told), TODAY)

    assert list(checked.open) == open
    assert checked.passes is (None if open else True)


def test_of_an_unknown_room_everything_is_open() -> None:
    checked = hazards(Room(), TODAY)

    assert (checked.passes, list(checked.open)) == (None, list(Hazard))


@pytest.mark.parametrize("name", [one.name for one in fields(Room) if one.name != "residential"])
def test_a_hazard_that_is_there_decides_whatever_is_unknown(name: str) -> None:
    checked = hazards(replace(GOOD, residential=False, **{name: None}), TODAY)

    assert checked.passes is False


def test_numbers_of_the_form_answer_for_the_days_of_the_notice() -> None:
    for on in (date(2017, 1, 1), date(2020, 2, 29), TODAY):
        assert hazards(replace(GOOD, people=3), on).found == (Hazard.OVER_TWO_PEOPLE,)


# ---- the street's check ----


@pytest.mark.parametrize(
    ("illegal", "dangerous", "changed", "passes", "there"),
    [
        pytest.param(False, False, False, True, [], id="附件5 none"),
        pytest.param(True, False, False, False, ["illegal_building"], id="附件5 违章建筑"),
        pytest.param(False, True, False, False, ["dangerous_house"], id="附件5 危险房屋"),
        pytest.param(False, False, True, False, ["changed_use"], id="附件5 改变房屋使用性质"),
        pytest.param(True, True, True, False, ["illegal_building", "dangerous_house", "changed_use"], id="附件5 all"),
        pytest.param(True, None, None, False, ["illegal_building"], id="附件5 one, the others unknown"),
    ],
)
def test_the_three_items_of_the_street(
    illegal: bool, dangerous: bool | None, changed: bool | None, passes: bool, there: list[str]
) -> None:
    checked = street_check(illegal=illegal, dangerous=dangerous, changed_use=changed)

    assert (checked.passes, list(checked.found)) == (passes, there)
    assert clause(checked.mark).mark == "附件5"


@pytest.mark.parametrize("name", ["illegal", "dangerous", "changed_use"])
def test_what_the_street_has_not_seen_is_left_open(name: str) -> None:
    checked = street_check(**{"illegal": False, "dangerous": False, "changed_use": False, name: None})

    assert (checked.passes, len(checked.open)) == (None, 1)
    assert checked.open[0] in list(Fault)
