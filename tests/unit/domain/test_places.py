"""The urban districts through time, and what of an address a stranger may read."""

from __future__ import annotations

from datetime import date

import pytest

from domain.places import SUCCESSORS, URBAN_DISTRICTS, Address, is_urban, split_room

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("district", "day", "urban"),
    [
        pytest.param("富阳区", date(2014, 12, 12), False, id="Fuyang, the day before"),
        pytest.param("富阳区", date(2014, 12, 13), True, id="Fuyang, first day"),
        pytest.param("临安区", date(2017, 7, 17), False, id="Lin'an, the day before"),
        pytest.param("临安区", date(2017, 7, 18), True, id="Lin'an, first day"),
        pytest.param("下城区", date(2021, 4, 8), True, id="Xiacheng, last day"),
        pytest.param("下城区", date(2021, 4, 9), False, id="Xiacheng, the day after"),
        pytest.param("江干区", date(2021, 4, 9), False, id="Jianggan, the day after"),
        pytest.param("临平区", date(2021, 4, 8), False, id="Linping, the day before"),
        pytest.param("临平区", date(2021, 4, 9), True, id="Linping, first day"),
        pytest.param("钱塘区", date(2021, 4, 9), True, id="Qiantang, first day"),
        pytest.param("拱墅区", date(1950, 1, 1), True, id="always"),
        pytest.param("桐庐县", TODAY, False, id="a county"),
        pytest.param("建德市", TODAY, False, id="a county-level city"),
        pytest.param("浦东新区", TODAY, False, id="elsewhere"),
        pytest.param("", TODAY, False, id="nothing"),
    ],
)
def test_a_district_is_urban_from_the_day_it_was_drawn(district: str, day: date, urban: bool) -> None:
    assert is_urban(district, day) is urban


def test_ten_districts_are_urban_today() -> None:
    assert len(URBAN_DISTRICTS.on(TODAY)) == 10


def test_every_district_that_ended_has_successors_of_today() -> None:
    before, after = URBAN_DISTRICTS.on(date(2021, 4, 8)), URBAN_DISTRICTS.on(date(2021, 4, 9))

    assert SUCCESSORS.keys() == before - after
    assert all(set(heirs) <= after for heirs in SUCCESSORS.values())


def test_a_stranger_reads_the_address_to_the_building_only() -> None:
    home = Address("拱墅区", "大关街道", "湖墅南路12号3幢", "2单元501")

    assert home.to_building == "杭州市拱墅区大关街道湖墅南路12号3幢"
    assert home.full == "杭州市拱墅区大关街道湖墅南路12号3幢2单元501"


def test_the_desk_of_a_home_is_that_of_its_street() -> None:
    assert Address("拱墅区", "大关街道", "湖墅南路12号3幢", "2单元501").area == "拱墅区大关街道"


@pytest.mark.parametrize(
    ("detail", "building", "room"),
    [
        ("湖墅南路12号3幢2单元501", "湖墅南路12号3幢", "2单元501"),
        ("湖墅南路12号3幢2单元501室", "湖墅南路12号3幢", "2单元501室"),
        ("湖墅南路12号", "湖墅南路12号", ""),
        ("大关苑东六苑5幢3单元402", "大关苑东六苑5幢", "3单元402"),
        ("大关西一苑12-3-502", "大关西一苑12幢", "3单元502室"),
        ("翠苑一区30-2-401室", "翠苑一区30幢", "2单元401室"),
        ("大学路新村6-1-301号", "大学路新村6幢", "1单元301室"),
        ("文一西路969号", "文一西路969号", ""),
        ("文三路90号东部软件园2号楼305室", "文三路90号东部软件园2号楼", "305室"),
        ("古墩路673号瑞博国际大厦A座1203", "古墩路673号瑞博国际大厦A座", "1203"),
        ("新塘路58号A幢3单元1801室", "新塘路58号A幢", "3单元1801室"),
        ("下沙学林街280号学林雅苑12栋301", "下沙学林街280号学林雅苑12栋", "301"),
        ("五常大道168号西溪蝶园二期15幢2单元1502", "五常大道168号西溪蝶园二期15幢", "2单元1502"),
        ("良渚文化村白鹭郡东16幢402", "良渚文化村白鹭郡东16幢", "402"),
        ("北软路68号1幢北单元702", "北软路68号1幢", "北单元702"),
        ("三里亭二区甲1幢2单元302", "三里亭二区甲1幢", "2单元302"),
        ("康宁街2号大院5幢302", "康宁街2号大院5幢", "302"),
        ("莫干山路1418号1幢", "莫干山路1418号1幢", ""),
        ("九环路9号4号楼5楼", "九环路9号4号楼", "5楼"),
        ("康桥路8号蓝领公寓B区2号楼412-3床", "康桥路8号蓝领公寓B区2号楼", "412-3床"),
        ("星耀城1期3号楼B2201", "星耀城1期3号楼", "B2201"),
        ("5号大街8号3幢101", "5号大街8号3幢", "101"),
        ("中河中路222号平海国际商务大厦1605室", "中河中路222号", "平海国际商务大厦1605室"),
        ("凯旋路445号物产广场21楼", "凯旋路445号", "物产广场21楼"),
        ("建国北路658号泰和苑甲座501", "建国北路658号", "泰和苑甲座501"),
        ("庆春路38号金龙财富中心9A", "庆春路38号", "金龙财富中心9A"),
        ("南环路3738号潇宏大厦", "南环路3738号潇宏大厦", ""),
        ("文三路12号2单元501", "文三路12号", "2单元501"),
        ("吴牙巷25号202", "吴牙巷25号", "202"),
        ("凤起路12-2号301", "凤起路12-2号", "301"),
        ("天目山路7-1号", "天目山路7-1号", ""),
        ("河坊街218弄3号", "河坊街218弄3号", ""),
        ("河坊街218弄3号102", "河坊街218弄3号", "102"),
        ("河坊街218弄301", "河坊街218弄", "301"),
        ("沈家村三组56号", "沈家村三组56号", ""),
        ("沈家村三组56号二楼", "沈家村三组56号", "二楼"),
        ("和平村十八号3楼", "和平村十八号", "3楼"),
        ("沿山村大房子二楼", "沿山村大房子", "二楼"),
        ("荷花池头3单元402", "荷花池头", "3单元402"),
        ("天恒大厦12楼03室", "天恒大厦", "12楼03室"),
        ("天恒大厦204室", "天恒大厦", "204室"),
        ("天恒大厦10203", "天恒大厦", "10203"),
        ("小河路12号后门", "小河路12号", "后门"),
        ("地铁4号线旁12号", "地铁4号线旁12号", ""),
        ("解放路２６号３０２", "解放路26号", "302"),
        ("杭海路 1221 号 2 幢 302 室", "杭海路 1221 号 2 幢", "302 室"),
        (" 拱康路100号，3幢，501。", "拱康路100号,3幢", "501"),
        ("新昌弄", "新昌弄", ""),
        ("", "", ""),
    ],
)
def test_building_and_room_are_parted_as_people_write_them(detail: str, building: str, room: str) -> None:
    assert split_room(detail) == (building, room)
