"""Invented applicants with everything that a paper may have to hold: long names, long addresses, every way, every gap.

A case is made from its number alone, so that a failing one can be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bot.documents import papers
from bot.documents.papers import House, Inspection, Kind, Sheet
from domain.applications import Application
from domain.cards import Permit
from domain.cases import Case
from domain.cases import Kind as CaseKind
from domain.departments import Land
from domain.facts import Facts
from domain.filings import FORM, Filing, Page
from domain.oldcards import OldCard, OldKind
from domain.people import DocumentKind, IdentityDocument, Person
from domain.places import Address
from domain.registrations import Dwelling, Host, Registration
from domain.rooms import Equipment, Room, hazards
from domain.ways import Way
from tests.unit.domain.asking import CHILD, FILED, FLAT, LEASE, NOBODY, RESIDENT, SCHOOL, TODAY, WORKER, facts
from tests.unit.domain.making import NOW, resident_number

LANGUAGES = ("zh", "en")
NAMES = (
    "王小明", "欧阳娜娜", "阿卜杜勒·热合曼·买买提江·艾山江·图尔荪巴克·阿卜杜拉·吐尔逊江·买合木提·依明江·库尔班", "李〇",
    "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Maximilian", "W" * 60, "Nguyễn Thị Minh Khai", "𠮷野家",
)  # fmt: skip
PLACES = (
    "大关超市",
    "杭州市拱墅区某某跨境电子商务供应链管理有限责任公司第二仓储配送分公司大关路门店夜班分拣组及客户服务部",
    "https://example.org/" + "a" * 60,
    "浙江大学",
)
BUILDINGS = (
    "湖墅南路12号3幢",
    "湖墅南路与大关路交叉口东北角金色阳光家园商业综合体附属住宅小区二期十二号楼东侧辅楼第三单元",
    "Building " + "X" * 51,
    "登云路1号",
)
ROOMS = ("2单元501", "", "附属楼B座二楼夹层东起第七间2单元501室（原配电房改建）")
STREETS = ("大关街道", "塘栖镇", "拱宸桥街道")
REMARKS = ("", "租房合同第3页看不清日期，请重新拍。", "见" * 180, "a" * 120)
HOMES = (LEASE, {**LEASE, **FILED}, FLAT, {"housing.kind": None})


@dataclass(frozen=True)
class Applicant:
    """One case: whoever applies, with what is on record of him."""

    number: int
    language: str
    person: Person
    registration: Registration
    filing: Filing
    case: Case
    dice: Random


def applicant(number: int) -> Applicant:
    """The case of this number."""
    dice = Random(number)
    kind = dice.choice((*[DocumentKind.RESIDENT_ID] * 4, DocumentKind.PASSPORT))
    document = IdentityDocument(kind, resident_number() if kind is DocumentKind.RESIDENT_ID else "E12345678901234AB")
    person = Person(1, dice.choice(NAMES), document, dice.choice(("+8613812345678", "+4915112345678901")), NOW)
    home = Address("拱墅区", dice.choice(STREETS), dice.choice(BUILDINGS), dice.choice(ROOMS))
    host = dice.choice((None, Host(dice.choice(NAMES)), Host(dice.choice(NAMES), "+8613957112345")))
    days = (date(2026, 3, 1), date(2026, 3, 3))
    registration = Registration(1, 1, *days, home, dice.choice(list(Dwelling)), host, dice.choice((None, *PLACES)))
    case = Case(dice.randint(1, 999_999), CaseKind.APPLICATION, number, 1, "拱墅区", NOW, NOW + timedelta(days=3))
    return Applicant(number, LANGUAGES[number % 2], person, registration, _filing(number, dice), case, dice)


def _filing(number: int, dice: Random) -> Filing:
    told = facts(
        RESIDENT,
        dice.choice((WORKER, NOBODY, {})),
        dice.choice(HOMES),
        dice.choice((SCHOOL, {})),
        dice.choice((CHILD, {}, {})),
    )
    filing = Filing(number, 1, 1, TODAY, Application(dice.choice(list(Way)), special=dice.random() < 0.3), told)
    for one in filing.required(TODAY):
        if one.id != FORM and dice.random() < 0.6:
            for page in range(dice.randint(1, 30)):
                filing = filing.handing_in(Page(f"{one.id}-{page}", one.id))
    return filing.submitted(told, TODAY)


def _complete(one: Applicant) -> Filing:
    every = frozenset(paper.id for paper in one.filing.required(TODAY))
    return replace(one.filing, application=replace(one.filing.application, provided=every))


def _returned(one: Applicant) -> Filing:
    """Returned once, and half of the cases a second time with the same demand."""
    wanted = [paper.id for paper in one.filing.required(TODAY) if paper.id != FORM]
    owed = one.filing.application.owed(wanted) or {wanted[0]}
    once = one.filing.application.returned(TODAY, owed, wanted)
    return one.filing.stepped(once.submitted(TODAY).returned(TODAY, owed, wanted) if one.number % 4 == 0 else once)


def _worse(one: Applicant) -> Facts:
    return facts(NOBODY, one.dice.choice(HOMES), {"registered_on": date(2026, 8, 31), "housing.lawful_title": False})


def _refused(one: Applicant) -> Filing:
    reasons = [each.id for each in _unmet(one)] or ["half_year"]
    return replace(one.filing, facts=_worse(one), application=replace(one.filing.application, reasons=tuple(reasons)))


def _unmet(one: Applicant) -> list[object]:
    from domain.eligibility import assess

    found = next(each for each in assess(_worse(one), TODAY).ways if each.way is one.filing.application.way)
    return [each for each in found.conditions if each.holds is False]


def _house(one: Applicant) -> House:
    home = one.registration.address
    address = home.building + home.room
    owner = one.dice.choice(("", *NAMES))
    return House(home.street, one.dice.choice(("", "东新园社区")), address, owner, one.person.name, Land.STATE)


def _inspection(one: Applicant) -> Inspection:
    dice = one.dice
    room = Room(
        residential=dice.choice((True, False, None)),
        partitioned=dice.choice((True, False, None)),
        people=dice.randint(0, 5),
        family=dice.choice((True, False)),
        area=Decimal(dice.randint(300, 2000)) / 100,
        equipment=frozenset(dice.sample(list(Equipment), dice.randint(2, 4))),
        other=dice.choice((True, False, None)),
    )
    return Inspection(hazards(room, TODAY), "大关", dice.choice(NAMES), TODAY)


def _permit(one: Applicant) -> Permit:
    return Permit(
        one.number + 1, 1, "ZJ330105202503150001", date(2025, one.dice.choice((3, 12)), 15), date(2024, 1, 15)
    )


def _old_card(one: Applicant) -> OldCard | None:
    """Two of three applicants change an old card."""
    kind = (None, *OldKind)[one.number % 3]
    return OldCard(1, 1, kind, date(2027, 12, 22)) if kind else None


def _guardian(one: Applicant) -> Person | None:
    """Every second child's guardian is on record; his name may be as long as anybody's."""
    return replace(one.person, name=NAMES[one.number % len(NAMES)]) if one.number % 2 else None


Write = Callable[[Applicant], Sheet]

PAPERS: Mapping[Kind, Write] = {
    Kind.FORM: lambda one: papers.form(
        one.filing, one.person, one.registration, TODAY, one.language, _old_card(one), _guardian(one)
    ),
    Kind.RECEIPT: lambda one: papers.receipt(_complete(one), one.person, one.case, TODAY, one.language),
    Kind.NOTICE: lambda one: papers.notice(
        _returned(one), one.person, one.case, -1, one.dice.choice(REMARKS), one.language
    ),
    Kind.REFUSAL: lambda one: papers.refusal(_refused(one), one.person, one.case, TODAY, one.language),
    Kind.UNENDORSED: lambda one: papers.unendorsed(_permit(one), one.person, _worse(one), TODAY, one.language),
    Kind.HAZARD_CHECK: lambda one: papers.hazard_check(_house(one), _inspection(one), one.number + 1, one.language),
    Kind.HAZARD_FORM: lambda one: papers.hazard_form(_house(one), one.number + 1, TODAY, one.language),
    Kind.STREET_FORM: lambda one: papers.street_form(_house(one), one.number + 1, TODAY, one.language),
    Kind.ANNEXES: lambda one: papers.annexes(TODAY, one.language),
}
"""How each paper is written for a case."""
