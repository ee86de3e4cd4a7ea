"""Addresses as people type them, split into district, street, building and room.

Which streets and towns belong to which district comes from jionlp's tables. A street that stands in one district only
names the district too; what is missing is left out, so that the form asks for just that.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.interview.dates import jionlp
from domain.people import plain_forms
from domain.places import SUCCESSORS, URBAN_DISTRICTS, split_room
from domain.staff import WHOLE, district_of

LONGEST = 120
_STOPS = re.compile(r"[，,。;；!！?？\n\t]|(?<=[号室元幢栋楼苑村0-9])\s+")
_LEAVES_OFF = re.compile(
    _STOPS.pattern
    + r"|住[着下]?(?=[，,\s我咋怎要想的了]|$)|咋|怎么|我|想|要|房东|业主|电话|手机|身份证|登记|办理|租金"
    + r"|(?<=[号室元幢栋楼0-9])(?:了|啦|是|上班|打工)"
)
"""Where an address inside a sentence ends."""
_BUILT = re.compile(r"[0-9一二三四五六七八九十百]|[路街巷弄村苑园庄坊里]|小区|公寓|宿舍|大厦|广场|花园|新村|工地|大楼")
_LEAD = re.compile(
    r"^(?:我|现在|刚|就|人|是|都|搬到了?|搬去了?|搬进了?|住在?|在|到了?|地址[是:：]?|新地址[是:：]?|租在|租的?|了)+"
)
_TAIL = re.compile(r"(?:那里|这里|里面|住着?|居住|这边|那边|的房子|了|啦|呢|哦|啊)+$")


@dataclass(frozen=True, slots=True)
class Located:
    """An address as far as the text tells it; None where it says nothing."""

    district: str | None
    street: str | None
    building: str
    room: str | None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The text names a place outside the urban districts."""

    place: str


@dataclass(frozen=True, slots=True)
class _Map:
    streets: dict[str, tuple[str, ...]]
    districts: frozenset[str]
    counties: frozenset[str]
    names: re.Pattern[str]
    cities: re.Pattern[str]


@cache
def _map() -> _Map:
    everything = jionlp().china_location_loader(detail=True)
    hangzhou = everything["浙江省"]["杭州市"]
    streets: dict[str, tuple[str, ...]] = {}
    areas = [name for name in hangzhou if not name.startswith("_")]
    for district in areas:
        for street in hangzhou[district]:
            if street.endswith(("街道", "镇", "乡")):
                streets[street] = (*streets.get(street, ()), district)
    known = {*areas, *SUCCESSORS}
    names = sorted({*known, *streets}, key=len, reverse=True)
    cities = {
        city
        for province, inside in everything.items()
        if not province.startswith("_")
        for city in (province, *inside)
        if city.endswith(("市", "省", "自治区", "州")) and city not in ("杭州市", "浙江省")
    }
    return _Map(
        streets,
        frozenset(name for name in known if name.endswith("区")),
        frozenset(name for name in areas if not name.endswith("区")),
        re.compile("|".join(names)),
        re.compile("|".join(sorted(cities, key=len, reverse=True))),
    )


def streets_of(district: str) -> tuple[str, ...]:
    """The streets, towns and townships of a district."""
    return tuple(sorted(street for street, where in _map().streets.items() if district in where))


def parts_of(area: str, on: date) -> tuple[str, ...]:
    """What an area is counted by: the city by districts, a district by its sub-districts, one of these by itself."""
    if area == WHOLE:
        return tuple(sorted(URBAN_DISTRICTS.on(on)))
    return tuple(area + street for street in streets_of(area)) if area == district_of(area) else (area,)


def area_named(text: str) -> str | None:
    """A district, or a sub-district behind its district, the way an address begins. None for anything else, also for
    a name with more behind it or one that two districts share: half a name must not stand for more than was meant."""
    said = re.sub(r"^(?:浙江省)?(?:杭州市)?", "", re.sub(r"\s", "", plain_forms(text)))
    found = read_address(said)
    if not isinstance(found, Located) or found.district is None:
        return None
    street = found.street or ""
    if street and street not in streets_of(found.district):
        return None
    return found.district + street if said in (found.district + street, street) else None


def read_address(text: str, *, whole: bool = True) -> Located | Elsewhere | None:
    """Read an address. With `whole` the text is taken to be one; otherwise one is looked for inside a sentence,
    from the first district or street that it names up to the next stop."""
    said = plain_forms(text)[:LONGEST]
    first = _map().names.search(said)
    if first is None:
        if away := _map().cities.search(said):
            return Elsewhere(away[0])
        return _unplaced(said) if whole else None
    start = first.start()
    end = len(said)
    if not whole and (stop := _LEAVES_OFF.search(said, first.end())):
        end = stop.start()
    return _split(said[start:end], start, end)


def _split(said: str, start: int, end: int) -> Located | Elsewhere | None:
    district = street = None
    rest = said
    while found := _map().names.match(rest):
        name, rest = found[0], rest[found.end() :].lstrip(" ,，")
        if name in _map().counties:
            return Elsewhere(name)
        if name in _map().districts:
            district = name
        else:
            street = name
    if street and district is None and len(_map().streets[street]) == 1:
        district = _map().streets[street][0]
        if district in _map().counties:
            return Elsewhere(district)
    building, room = split_room(_TAIL.sub("", re.sub(r"[\s,，]+", "", rest)))
    return Located(_present(district), street, building, room or None, start, end)


def _unplaced(said: str) -> Located | None:
    rest = _TAIL.sub("", _LEAD.sub("", re.sub(r"^(?:浙江省?)?(?:杭州市?)?", "", said.strip())))
    if len(rest) < 3 or not _BUILT.search(rest):
        return None
    building, room = split_room(rest)
    return Located(None, None, building, room or None)


def _present(district: str | None) -> str | None:
    """A district of today: one that ended is its only successor, or has to be asked."""
    if district in SUCCESSORS:
        return SUCCESSORS[district][0] if len(SUCCESSORS[district]) == 1 else None
    return district
