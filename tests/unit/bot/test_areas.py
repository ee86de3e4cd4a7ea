"""An area as an operator or an admin names it: a whole district or sub-district, and nothing that begins like one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.interview.places import area_named, streets_of
from domain.places import URBAN_DISTRICTS


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("拱墅区", "拱墅区"),
        ("拱墅区大关街道", "拱墅区大关街道"),
        ("大关街道", "拱墅区大关街道"),
        ("杭州市拱墅区 大关街道", "拱墅区大关街道"),
        ("浙江省杭州市西湖区", "西湖区"),
        ("　三墩镇 ", "西湖区三墩镇"),
    ],
)
def test_a_district_or_sub_district_is_an_area(text: str, area: str) -> None:
    assert area_named(text) == area


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("拱墅区大关", id="half a name is not the whole district"),
        pytest.param("拱墅区不存在街道", id="no such sub-district"),
        pytest.param("拱墅区翠苑街道", id="a sub-district of another district"),
        pytest.param("拱墅区、西湖区", id="two"),
        pytest.param("西湖区拱墅区", id="one behind the other"),
        pytest.param("大关街道湖墅南路12号", id="an address"),
        pytest.param("下城区", id="a district that was part of another"),
        pytest.param("桐庐县", id="a county"),
        pytest.param("上海市", id="another city"),
        pytest.param("杭州市", id="the city"),
        pytest.param("", id="nothing"),
        pytest.param("拱墅", id="short for a district"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert area_named(text) is None


def test_no_sub_districts_name_begins_with_anothers() -> None:
    names = [
        f"{district}{street}" for district in URBAN_DISTRICTS.on(date(2026, 11, 23)) for street in streets_of(district)
    ]

    assert len(names) > 100
    assert not [(one, other) for one in names for other in names if one != other and other.startswith(one)]
    assert [one for one in names if area_named(one) != one] == []
