"""The room passport: which sheets a house needs, how they stand, and what follows for a permit (R2.2, R3.6, R7.4)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain import houses, passports
from domain.departments import Land
from domain.facts import FACTS
from domain.houses import Found, House, HouseFacts, LetRoom, Title
from domain.materials import MATERIALS
from domain.passports import HomePart, Sheet, SheetCheck, home_part, housing_facts, needed
from domain.rooms import Hazard, Room
from tests.unit.domain.letting import HOUSE
from tests.unit.domain.making import HOME, TODAY

STATE = HouseFacts(Title.OWNERSHIP, commodity=False, land=Land.STATE)
VILLAGE = HouseFacts(Title.HOMESTEAD, commodity=False, land=Land.COLLECTIVE)
FLAT = HouseFacts(Title.OWNERSHIP, commodity=True, land=Land.STATE)
DAY = timedelta(days=1)


def house(told: HouseFacts = VILLAGE, found: HouseFacts | None = None) -> House:
    return House(1, 1, HOUSE, told, Found(found, 1, TODAY) if found else None)


def check(
    sheet: Sheet, *, passes: bool = True, on: date = TODAY, ends_on: date | None = None, id: int = 1
) -> SheetCheck:
    return SheetCheck(1, sheet, passes, 1, on, ends_on, id)


def all_checked(*, but: Sheet | None = None) -> list[SheetCheck]:
    return [check(sheet) for sheet in Sheet if sheet is not but]


@pytest.mark.parametrize(
    ("facts", "filing"),
    [
        pytest.param(STATE, True, id="state-owned land"),
        pytest.param(FLAT, True, id="commodity housing"),
        pytest.param(replace(FLAT, land=None), True, id="commodity housing, land unknown"),
        pytest.param(VILLAGE, False, id="collective land"),
        pytest.param(replace(VILLAGE, commodity=None), None, id="collective land, commodity unknown"),
        pytest.param(HouseFacts(), None, id="nothing known"),
        pytest.param(replace(STATE, land=None), None, id="land unknown"),
    ],
)
def test_the_lease_filing_follows_from_the_house(facts: HouseFacts, filing: bool | None) -> None:
    asked = needed(facts)

    assert asked[Sheet.LEASE_FILING] is filing
    assert all(asked[sheet] for sheet in Sheet if sheet is not Sheet.LEASE_FILING)


def test_every_sheet_is_a_material_of_the_rented_home() -> None:
    assert set(Sheet) == {"title_proof", "rental_registration", "hazard_check", "lease_filing", "street_check"}
    assert set(Sheet) <= set(MATERIALS)


@pytest.mark.parametrize("sheet", Sheet)
def test_the_one_missing_sheet_is_named(sheet: Sheet) -> None:
    part = home_part(house(FLAT), all_checked(but=sheet), TODAY)

    assert part.missing == (sheet,)
    assert part.is_ready is False


def test_a_room_with_everything_is_ready() -> None:
    part = home_part(house(FLAT), all_checked(), TODAY)

    assert (part.ready, part.is_ready) == (tuple(Sheet), True)


def test_a_sheet_that_the_house_does_not_need_is_not_asked_for() -> None:
    part = home_part(house(VILLAGE), all_checked(but=Sheet.LEASE_FILING), TODAY)

    assert part.is_ready is True
    assert Sheet.LEASE_FILING not in part.ready


def test_where_the_house_is_not_known_a_sheet_may_be_needed() -> None:
    part = home_part(house(HouseFacts()), all_checked(but=Sheet.LEASE_FILING), TODAY)

    assert (part.perhaps, part.is_ready) == ((Sheet.LEASE_FILING,), None)


def test_a_sheet_that_may_be_needed_and_is_there_is_ready() -> None:
    assert home_part(house(HouseFacts()), all_checked(), TODAY).is_ready is True


def test_a_sheet_holds_on_its_last_day_and_has_ended_the_day_after() -> None:
    checks = [*all_checked(but=Sheet.HAZARD_CHECK), check(Sheet.HAZARD_CHECK, ends_on=TODAY + DAY)]

    assert home_part(house(FLAT), checks, TODAY + DAY).is_ready is True
    assert home_part(house(FLAT), checks, TODAY + 2 * DAY).ended == (Sheet.HAZARD_CHECK,)


def test_a_sheet_that_did_not_pass_is_told_as_that() -> None:
    checks = [*all_checked(but=Sheet.STREET_CHECK), check(Sheet.STREET_CHECK, passes=False)]

    assert home_part(house(FLAT), checks, TODAY).failed == (Sheet.STREET_CHECK,)


def test_of_several_checks_the_newest_counts_and_those_to_come_do_not() -> None:
    sheet = Sheet.HAZARD_CHECK
    checks = [check(sheet, passes=False, id=2), check(sheet, id=3), check(sheet, passes=False, on=TODAY + DAY, id=4)]

    assert sheet in home_part(house(FLAT), reversed(checks), TODAY).ready  # type: ignore[arg-type]
    assert sheet in home_part(house(FLAT), checks, TODAY + DAY).failed


def test_what_staff_found_counts_for_the_sheets_too() -> None:
    assert home_part(house(VILLAGE, found=STATE), all_checked(but=Sheet.LEASE_FILING), TODAY).missing


def test_a_landlords_own_word_yields_no_fact() -> None:
    assert housing_facts(house(FLAT), [], TODAY) == {}


def test_all_that_was_found_yields_its_facts() -> None:
    assert housing_facts(house(found=FLAT), all_checked(), TODAY) == {
        "housing.title_proof": True,
        "housing.lawful_title": True,
        "housing.meets_safety_rules": True,
        "housing.registered_for_rent": True,
        "housing.commodity_housing": True,
        "housing.lease_filed": True,
    }


def test_the_facts_are_known_to_the_rules() -> None:
    assert set(housing_facts(house(found=FLAT), all_checked(), TODAY)) <= set(FACTS)


@pytest.mark.parametrize(
    ("title", "lawful"), [(Title.OWNERSHIP, True), (Title.HOMESTEAD, True), (Title.NONE, False), (None, None)]
)
def test_a_title_is_lawful_if_it_is_one_of_the_two(title: Title | None, lawful: bool | None) -> None:
    facts = housing_facts(house(found=HouseFacts(title)), [], TODAY)

    assert facts.get("housing.lawful_title") is lawful


@pytest.mark.parametrize(
    ("police", "street", "safe"),
    [(True, True, True), (True, None, None), (None, True, None), (False, None, False), (None, False, False)],
)
def test_the_safety_rules_are_met_if_both_checks_say_so(
    police: bool | None, street: bool | None, safe: bool | None
) -> None:
    said = {Sheet.HAZARD_CHECK: police, Sheet.STREET_CHECK: street}
    checks = [check(sheet, passes=passes) for sheet, passes in said.items() if passes is not None]

    assert housing_facts(house(), checks, TODAY).get("housing.meets_safety_rules") is safe


def test_what_has_ended_is_unknown_and_not_no() -> None:
    checks = [check(Sheet.RENTAL_REGISTRATION, ends_on=TODAY)]

    assert housing_facts(house(), checks, TODAY) == {"housing.registered_for_rent": True}
    assert housing_facts(house(), checks, TODAY + DAY) == {}
    assert check(Sheet.RENTAL_REGISTRATION).holds(TODAY - DAY) is None


def test_a_tenants_view_has_no_room_for_a_document() -> None:
    assert {one.name for one in fields(HomePart)} == {"ready", "missing", "failed", "ended", "perhaps"}
    assert "file" not in {one.name for kind in (SheetCheck, House, LetRoom) for one in fields(kind)}
    assert passports.HomePart.__module__ != houses.__name__


def test_a_house_keeps_what_was_found_when_its_landlord_tells_it_anew() -> None:
    found = house(VILLAGE).looked_into(Found(STATE, 7, TODAY))
    retold = found.retold(FLAT)

    assert (retold.told, retold.facts, retold.version) == (FLAT, STATE, 3)
    assert house(VILLAGE).facts == VILLAGE


def test_a_room_has_the_address_of_its_house() -> None:
    room = LetRoom(1, 1, HOME.room)

    assert room.at(house()) == HOME
    assert room.retold(Room(people=2)).version == 2


@pytest.mark.parametrize(
    ("told", "people", "there"),
    [
        pytest.param(Room(area=Decimal(20)), 2, (), id="two people"),
        pytest.param(Room(area=Decimal(20)), 3, (Hazard.OVER_TWO_PEOPLE,), id="three, nobody said a family"),
        pytest.param(Room(area=Decimal(20), family=False), 3, (Hazard.OVER_TWO_PEOPLE,), id="three, no family"),
        pytest.param(Room(area=Decimal(20), family=True), 3, (), id="a family of three"),
        pytest.param(Room(area=Decimal("7.99")), 2, (Hazard.UNDER_FOUR_SQM,), id="7.99 m² for two"),
        pytest.param(Room(area=Decimal(8)), 2, (), id="8 m² for two"),
        pytest.param(Room(residential=False), 1, (), id="another hazard, area not told"),
    ],
)
def test_people_in_a_room_are_warned_of(told: Room, people: int, there: tuple[Hazard, ...]) -> None:
    assert LetRoom(1, 1, "302", told).crowding(people, TODAY) == there
