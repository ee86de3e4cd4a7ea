"""The urban districts of Hangzhou (杭州市区) through time, and an address inside them.

Which street belongs to which district is reference data of the edge; here stands only what a rule asks: is this
address in the urban districts on that day, and which part of it may a stranger read.
"""

import re
from dataclasses import dataclass
from datetime import date

from domain.law import LONG_AGO, Dated
from domain.people import plain_forms

_OLD = frozenset({"上城区", "下城区", "江干区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区"})
_NEW = frozenset({"上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "富阳区", "临安区", "临平区", "钱塘区"})

URBAN_DISTRICTS: Dated[frozenset[str]] = Dated(
    "urban_districts",
    "districts",
    "二(一)2",
    (
        (LONG_AGO, _OLD),
        (date(2014, 12, 13), _OLD | {"富阳区"}),
        (date(2017, 7, 18), _OLD | {"富阳区", "临安区"}),
        (date(2021, 4, 9), _NEW),
    ),
    decided="The notice says 杭州市区; these are the city's districts as the State Council drew them, by date.",
)

SUCCESSORS: dict[str, tuple[str, ...]] = {"下城区": ("拱墅区",), "江干区": ("上城区", "钱塘区")}
"""Districts that ended in 2021 and where their streets went; more than one successor has to be asked."""


def is_urban(district: str, on: date) -> bool:
    """Whether the district belongs to urban Hangzhou on that day (二(一)2: 指以杭州市区为居住范围)."""
    return district in URBAN_DISTRICTS.on(on)


_PARTS = re.compile(r"(?:号楼|[号幢栋座室房#,，、-]|单元)+")
"""What stands between the numbers of an address, and is written in many ways."""


@dataclass(frozen=True, slots=True)
class Address:
    """A home to the room. `street` is the 街道, town or township; `building` the road, number and block;
    `room` the rest, "" for a house that one household has to itself."""

    district: str
    street: str
    building: str
    room: str

    @property
    def area(self) -> str:
        """District and street: whose desk it is."""
        return self.district + self.street

    @property
    def to_building(self) -> str:
        """What a voucher shows: never the room."""
        return f"杭州市{self.district}{self.street}{self.building}"

    @property
    def full(self) -> str:
        """The whole address, for the person himself and for staff."""
        return self.to_building + self.room

    @property
    def key(self) -> str:
        """What two spellings of one home share, wherever building and room part: 12号3幢2单元501室, 12号3号楼 2-501."""
        detail = "".join(plain_forms(f"{self.building}-{self.room}").split()).upper()
        return f"{self.area}{_PARTS.sub('-', detail).strip('-')}"


_LAST_BLOCK = re.compile(r"^(.*(?:[0-9一二三四五六七八九十百零〇两a-z]|[A-Z])\s*(?:号楼|幢|栋|座))(.*)$", re.I)
_LAST_NUMBER = re.compile(r"^(.*?[0-9一二三四五六七八九十百零〇两](?:-[0-9]+)?\s*号)(?!楼|线|院)(.*)$")
_TRIPLE = re.compile(r"^(.*?)([0-9]+)-([0-9]+)-([0-9]+)(?:室|号)?$")
_FLOOR = re.compile(r"^(.*?[^0-9零〇一二三四五六七八九十百])([0-9一二三四五六七八九十]+\s*(?:单元|楼|层).*)$")
_BARE_ROOM = re.compile(r"^(.*[^0-9零〇一二三四五六七八九十百])([0-9]{3,5}(?:室|房)?)$")
_ESTATE = re.compile(r"^[^0-9一二三四五六七八九十a-z]*(?:大厦|大楼|广场|公寓|中心|小区|花园|苑|园|城|府|宿舍)$", re.I)


def split_room(detail: str) -> tuple[str, str]:
    """Part what follows the street into building and room: 湖墅南路12号3幢 | 2单元501.

    The room is "" when the text names none; then it has to be asked. In doubt a word goes to the room, which no
    stranger reads.
    """
    text = plain_forms(detail).strip(" ,。.")
    triple = _TRIPLE.match(text)
    if triple:
        return f"{triple[1]}{triple[2]}幢", f"{triple[3]}单元{triple[4]}室"
    for pattern in (_LAST_BLOCK, _LAST_NUMBER, _FLOOR, _BARE_ROOM):
        found = pattern.match(text)
        if found:
            building, room = found[1].strip(), found[2].strip(" ,-")
            return (building + room, "") if _ESTATE.match(room) else (building, room)
    return text, ""
